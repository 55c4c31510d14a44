"""Runs pytest on SQLite and on PostgreSQL and sums up. Run it by bin/test; the arguments go to pytest.

DB=sqlite or DB=postgres runs on that one only. REQUIRE_ALL=1 turns what this machine lacks into a failure.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import environ
from environment import clean_environment

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-n", "auto", "--maxprocesses=4"]
ON_POSTGRES = [sys.executable, "-m", "tests.postgres", "--"]
# Browsers, calendar clients and `make run` see nothing of the database: once, on SQLite, is enough.
ONCE_IS_ENOUGH = ["-m", "not browser and not client", "--deselect=tests/tooling"]
NO_TESTS, NO_POSTGRES = 5, 69


def main(arguments):
    os.chdir(ROOT)
    env = environ.Env(DB=(str, ""), DATABASE_URL=(str, ""), REQUIRE_ALL=(bool, False))
    databases = {"": ("sqlite", "postgres"), "sqlite": ("sqlite",), "postgres": ("postgres",)}.get(env("DB"))
    if databases is None:
        sys.exit(f"DB must be sqlite or postgres, not {env('DB')!r}.")
    signal.signal(signal.SIGTERM, lambda received, frame: sys.exit(128 + received))

    closing, failed = [], False
    with clean_environment() as variables:
        # Playwright keeps an event loop running in the test's thread, where Django would refuse to use its database.
        variables["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        if "sqlite" in databases:
            print("Tests on SQLite", flush=True)
            status, last = run([*PYTEST, *arguments], variables)
            closing.append(f"SQLite:     {last}")
            failed |= status != 0
        if "postgres" in databases:
            print("\nTests on PostgreSQL", flush=True)
            variables["DATABASE_URL"] = env("DATABASE_URL")
            status, last = run([*ON_POSTGRES, *PYTEST, *ONCE_IS_ENOUGH, *arguments], variables)
            if status == NO_POSTGRES:
                last = f"skipped: {last}"
            closing.append(f"PostgreSQL: {last}")
            # Chosen tests may all be of the kind that SQLite has run already.
            harmless = {0, NO_TESTS} if arguments and len(databases) == 2 else {0}
            failed |= status not in (harmless if env("REQUIRE_ALL") else harmless | {NO_POSTGRES})
    print("", *closing, sep="\n", flush=True)
    return 1 if failed else 0


def run(command, variables):
    """Run it, passing its output on, and return the exit status and the last line that says something."""
    if sys.stdout.isatty():
        command = [*command, "--color=yes"]
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    child = subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, **pipe)
    last = "nothing"
    try:
        for line in child.stdout:
            print(line, end="", flush=True)
            last = line.strip().strip("=").strip() or last
        return child.wait(), last
    except BaseException:
        child.terminate()
        child.wait()
        raise


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
