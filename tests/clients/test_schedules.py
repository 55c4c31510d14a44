"""Programs that others wrote read the demo event's schedule files from a running site, and find all of it."""

import json

import pytest

from schedule.models import Session
from tests.clients import readers

pytestmark = pytest.mark.client

READERS = [("c3voc-schedule-tools", "json"), ("pyfahrplan", "json"), ("schedule-convert", "xml")]


def tell_sessions(slug):
    """Run in the site: prints what its database has."""
    sessions = Session.objects.visible_to(None).scheduled().filter(event__slug=slug).for_display()
    told = [
        [
            f"CANCELLED: {session.title}" if session.is_cancelled else session.title,
            session.starts_at.timestamp(),
            session.ends_at.timestamp(),
            session.room.name if session.room else "",
            sorted(each.speaker.name for each in session.appearances.all()),
        ]
        for session in sessions
    ]
    print(json.dumps(told))


@pytest.mark.parametrize(("program", "ending"), READERS)
def test_program_finds_every_session_with_its_time_room_and_people(program, ending, site, request):
    packages = readers.installed(request.config.cache.mkdir("readers"))

    found = readers.read_by(program, f"{site.url}/kvm-forum-2020/schedule.{ending}", packages)

    call = "from tests.clients import test_schedules; test_schedules.tell_sessions('kvm-forum-2020')"
    told = json.loads(site.manage("shell", "--no-imports", "-c", call))
    assert len(told) == 53
    assert found == {"title": "KVM Forum 2020", "sessions": sorted(told)}
