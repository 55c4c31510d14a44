"""The command that says what clashes: its lines, its JSON, and what it exits with."""

import io
import json
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from schedule.services.clashes import accept_clash, clashes_of_event
from tests.factories import START, make_call, make_event, make_room, make_session, make_slot, make_speaker, make_user
from tests.site import ROOT

pytestmark = pytest.mark.django_db


def run(*arguments):
    """The exit code, and what it printed."""
    out = io.StringIO()
    try:
        call_command("check_schedule", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def event():
    return make_event(slug="kvm")


def make_taken(event, **fields):
    """A severe clash, and a warning that two sessions have no speaker."""
    room = make_room(event, name="Aula")
    for title in ("One", "Two"):
        make_session(event, title=title, room=room, **fields)


TAKEN = "kvm: severe: Aula has two at once: “One”, 10:00–10:30, and “Two”, 10:00–10:30.\n"
WARNINGS = "kvm: warning: “One”: it has no speaker.\nkvm: warning: “Two”: it has no speaker.\n"


def test_programme_in_order_prints_nothing_and_is_well(event):
    make_session(event, room=make_room(event), speakers=[make_speaker(event)])

    assert run("kvm") == (0, "")


def test_each_clash_is_a_line_severe_ones_first(event):
    make_taken(event)

    assert run("kvm") == (1, TAKEN + WARNINGS)


def test_only_what_is_severe_enough_counts(event):
    make_session(event, title="Draft", status="draft", room=make_room(event))
    assert run("kvm") == (0, "")
    assert run("kvm", "--severity", "todo") == (1, "kvm: todo: “Draft”: it has no speaker.\n")

    make_taken(event)

    assert run("kvm", "--severity", "severe") == (1, TAKEN)
    assert run("kvm", "--severity", "warning") == (1, TAKEN + WARNINGS)


def test_accepted_clash_does_not_count(event):
    make_taken(event)
    for clash in clashes_of_event(event, at=START):
        accept_clash(event=event, key=clash.key, reason="We know.", user=make_user(), at=START)

    assert run("kvm") == (0, "")


def test_json_is_one_array(event):
    make_taken(event)
    key = clashes_of_event(event, at=START)[0].key

    code, out = run("kvm", "--severity", "severe", "--json")

    assert (code, json.loads(out)) == (
        1,
        [{"event": "kvm", "severity": "severe", "rule": "room_taken", "text": TAKEN[13:-1], "key": key}],
    )
    assert run("--json") == (0, "[]\n")


def test_unknown_event_is_wrong_usage_and_says_which_there_are(event):
    with pytest.raises(CommandError, match=r"There is no event “nope”\. Events: kvm") as error:
        call_command("check_schedule", "nope")

    assert error.value.returncode == 2


def test_all_events_are_those_that_are_not_over(event):
    make_taken(event)
    assert run() == (0, "")

    later = make_event(slug="later", starts_on=date(2101, 1, 1), ends_on=date(2101, 1, 2))
    make_session(later, title="Late", room=make_room(later), starts_at=datetime(2101, 1, 1, 12, tzinfo=UTC))

    assert run() == (1, "later: warning: “Late”: it has no speaker.\n")


def test_clock_is_that_of_the_run():
    event = make_event(slug="later", is_online=True, starts_on=date(2101, 1, 1), ends_on=date(2101, 1, 2))
    make_slot(event, starts_at=datetime(2101, 1, 1, 12, tzinfo=UTC))
    assert run() == (0, "")

    make_call(event, days_before=32_000)

    assert run() == (
        1,
        "later: warning: “BoF: to be announced”: it has no topic yet, and no topic on the board is open.\n",
    )


def test_wrong_words_exit_with_two_before_anything_is_read():
    command = [sys.executable, "manage.py", "check_schedule", "--severity", "awful"]

    done = subprocess.run(command, cwd=ROOT, env={"SECRET_KEY": "x"}, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert "invalid choice: 'awful'" in done.stderr


@pytest.mark.parametrize("count", [1, 3])
def test_checking_costs_the_same_however_many_events_there_are(django_assert_num_queries, count):
    for _ in range(count):
        event = make_event(starts_on=date(2101, 1, 1), ends_on=date(2101, 1, 2))
        make_session(event, kind="bof", starts_at=datetime(2101, 1, 1, 12, tzinfo=UTC))

    with django_assert_num_queries(5):
        run()
