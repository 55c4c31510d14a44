# What each target does stands at the top of the script of the same name in bin/.
.PHONY: run test check lock

run:
	@exec bin/run

# ARGS="tests/test_x.py -k word" goes to pytest, DB=sqlite or DB=postgres limits the run to one database.
test:
	@exec bin/test $(ARGS)

check:
	@exec bin/check

lock:
	@exec bin/lock
