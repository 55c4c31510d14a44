"""Imports as commands of their own: two into one event at the same moment, and one that is killed."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from tests.site import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = 400
COUNTS = "from schedule.models import *; print([m.objects.count() for m in (Event, Session, Speaker, Publication)])"


@pytest.fixture
def manage(tmp_path):
    """`manage("import_schedule", …)` starts a command on a database that other processes see as well."""
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "x", "DATA_DIR": str(tmp_path)}
    if connection.vendor == "postgresql":
        server = os.environ["DATABASE_URL"].rpartition("/")[0]
        environment["DATABASE_URL"] = f"{server}/{connection.settings_dict['NAME']}"

    def start(*arguments):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    if connection.vendor == "sqlite":  # the tests' own is in memory
        assert start("migrate", "-v0").wait() == 0
    return start


@pytest.fixture
def file(tmp_path):
    events = "".join(
        f'<event guid="00000000-0000-4000-8000-{number:012}" id="{number}"><title>Talk {number}</title>'
        f"<date>2020-10-29T{number % 24:02}:00:00+00:00</date><duration>00:30</duration>"
        f"<persons><person id='{number}'>Person {number}</person></persons></event>"
        for number in range(1, NUMBER + 1)
    )
    path = tmp_path / "schedule.xml"
    path.write_text(f"<schedule><day date='2020-10-29'><room name='R'>{events}</room></day></schedule>")
    return str(path)


def counts(manage):
    return json.loads(manage("shell", "-v0", "-c", COUNTS).communicate()[0])


def test_a_second_import_waits_and_then_finds_what_the_first_made(manage, file):
    small = file.replace("schedule", "small")
    with open(small, "w") as out:
        out.write("<schedule><day date='2020-10-29'><event id='0'><title>First</title></event></day></schedule>")
    assert manage("import_schedule", small, "--event", "e", "--create").wait() == 0

    running = [manage("import_schedule", file, "--event", "e", "--json") for _ in range(2)]
    reports = [json.loads(each.communicate()[0]) for each in running]

    assert [each.returncode for each in running] == [0, 0]
    assert sorted((len(report["new"]), report["unchanged"]) for report in reports) == [(0, NUMBER), (NUMBER, 0)]
    assert counts(manage)[:3] == [1, NUMBER + 1, NUMBER]


def test_a_killed_import_leaves_all_as_it_was(manage, file):
    began = time.monotonic()
    assert manage("import_schedule", file, "--event", "whole", "--create", "--publish").wait() == 0
    usual = time.monotonic() - began

    for tenth in range(3, 11):
        running = manage("import_schedule", file, "--event", f"e{tenth}", "--create", "--publish")
        time.sleep(usual * tenth / 10)
        running.send_signal(signal.SIGKILL)
        running.communicate()

        events = counts(manage)[0]
        assert counts(manage) == [events, events * NUMBER, events * NUMBER, events * NUMBER]
