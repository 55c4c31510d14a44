"""A real calendar client, vdirsyncer with khal, that subscribes once and then sees every change."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.client

BIN = Path(sys.executable).parent


class Client:
    """vdirsyncer keeps a copy of the feed in a folder, khal reads it from there."""

    def __init__(self, folder: Path, url: str):
        self.folder, self.calendar = folder, folder / "calendar"
        self.calendar.mkdir()
        (folder / "vdirsyncer").write_text(
            f'[general]\nstatus_path = "{folder}/status"\n'
            '[pair talks]\na = "feed"\nb = "copy"\ncollections = null\nconflict_resolution = "a wins"\n'
            f'[storage feed]\ntype = "http"\nurl = "{url}"\n'
            f'[storage copy]\ntype = "filesystem"\npath = "{self.calendar}"\nfileext = ".ics"\n'
        )
        (folder / "khal").write_text(
            f"[calendars]\n[[talks]]\npath = {self.calendar}\nreadonly = True\n"
            "[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
            "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
            f"[sqlite]\npath = {folder}/khal.db\n"
        )
        self._run("vdirsyncer", "-c", f"{folder}/vdirsyncer", "discover")

    def sync(self):
        self._run("vdirsyncer", "-c", f"{self.folder}/vdirsyncer", "sync")

    def entries(self):
        """(start in UTC, end in UTC, title, location) of each entry with a time, as khal shows it."""
        template = "{start-long}|{end-long}|{title}|{location}"
        out = self._run(
            "khal", "-c", f"{self.folder}/khal", "list", "--format", template, "--day-format", "", "2020-10-28", "3d"
        )
        return [tuple(line.split("|")) for line in out.splitlines() if re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d\|", line)]

    def count(self):
        """All entries, the banner too. vdirsyncer gives each a UID of its own, so there is no comparing those."""
        return len(list(self.calendar.glob("*.ics")))

    def _run(self, program, *arguments):
        done = subprocess.run([BIN / program, *arguments], capture_output=True, text=True, input="y\n" * 5, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def shell(site, code):
    return site.manage("shell", "--no-imports", "-c", code).strip()


def test_subscription_shows_the_bookmarked_talks_and_follows_a_move(site, tmp_path):
    setup = """
from django.contrib.auth import get_user_model
from schedule.models import Event, Session
from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import create_feed, file_name
user = get_user_model().objects.create_user("client@example.org", "x")
event = Event.objects.get(slug="kvm-forum-2020")
for slug in ("virtual-device-fuzzing-support-in-qemu", "keynote-qemu"):
    set_bookmark(user=user, session=Session.objects.get(event=event, slug=slug), bookmarked=True)
feed, token = create_feed(user=user, name="khal", event=event)
print(f"/calendar/{token}/{file_name(feed)}.ics")
"""
    client = Client(tmp_path, site.url + shell(site, setup).splitlines()[-1])
    client.sync()
    first, counts = client.entries(), [client.count()]

    move = """
from datetime import timedelta
from schedule.models import Session
from schedule.services.publish import publish
session = Session.objects.get(slug="virtual-device-fuzzing-support-in-qemu")
session.starts_at += timedelta(hours=1); session.ends_at += timedelta(hours=1); session.save()
publish(session.event)
"""
    shell(site, move)
    client.sync()
    moved = client.entries()
    counts.append(client.count())

    undo = (
        move.replace("+=", "-=")
        + """
from django.contrib.auth import get_user_model
from schedule.services.bookmarks import set_bookmark
user = get_user_model().objects.get(email="client@example.org")
set_bookmark(user=user, session=Session.objects.get(slug="keynote-qemu"), bookmarked=False)
"""
    )
    shell(site, undo)
    client.sync()
    left = client.entries()
    counts.append(client.count())

    talk, keynote = "Virtual Device Fuzzing Support in QEMU", "Keynote: QEMU"
    assert first == [
        ("2020-10-29 14:15", "2020-10-29 14:30", keynote, "KVM Theater"),
        ("2020-10-29 14:30", "2020-10-29 15:00", talk, "KVM Theater"),
    ]
    assert moved == [
        ("2020-10-29 14:15", "2020-10-29 14:30", keynote, "KVM Theater"),
        ("2020-10-29 15:30", "2020-10-29 16:00", talk, "KVM Theater"),
    ]
    assert counts == [3, 3, 2]
    assert left == [("2020-10-29 14:30", "2020-10-29 15:00", talk, "KVM Theater")]
