"""Whole files, real and made up: they come in as the reader gave them, and once more changes nothing."""

from zoneinfo import ZoneInfo

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context
from schedule.models import Event, Session
from schedule.services.imports import Options, event_from, import_schedule
from tests.schedule.importers.expected import DATA, real
from tests.schedule.importers.samples import SAMPLES
from tests.schedule.services.imports.schedules import everything

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Europe/Brussels")
NO_SCHEDULES = {"Speakers.json", "SpeakerWall.json", "speakers.json", "gpn11.ini"}
REAL = [
    f"{path.parent.name}/{path.name}"
    for path in sorted(DATA.glob("*/*"))
    if path.is_file() and path.parent.name != "schemas" and not path.name.startswith("expected-")
    if path.name not in NO_SCHEDULES
]


def import_twice(data):
    def run(event):
        schedule = read(data, Context(fallback=ZONE))
        event = event or event_from(schedule=schedule, slug="whole", is_published=True)
        return schedule, import_schedule(event=event, schedule=schedule, options=Options())

    schedule, first = run(None)
    before = everything()
    _, again = run(Event.objects.get(slug="whole"))
    assert everything() == before
    assert len(first.new) == len(schedule.sessions) == again.unchanged == Session.objects.count()
    return schedule


@pytest.mark.parametrize("path", REAL)
def test_a_real_file_comes_in_whole_and_once(path):
    schedule = import_twice(real(path))

    stored = Session.objects.values_list("title", "starts_at", "ends_at", "room__name")
    given = [(session.title, session.starts_at, session.ends_at, session.room or None) for session in schedule.sessions]
    assert sorted(stored, key=repr) == sorted(given, key=repr)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_made_up_file_comes_in_whole_and_once(name):
    import_twice(SAMPLES[name])
