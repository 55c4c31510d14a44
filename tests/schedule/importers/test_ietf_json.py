"""The agenda of an IETF meeting."""

import json
from datetime import UTC, datetime

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Link, Room, Tag

LOCATION = {"objtype": "location", "id": 2, "name": "Ballroom 1", "level_name": "Level 2", "level_sort": 2}
AREA = {"objtype": "parent", "id": 3, "name": "ops", "description": "Operations and Management Area"}
GROUP = {"acronym": "v6ops", "name": "IPv6 Operations", "type": "wg", "state": "active", "parent": "ops"}


def session(**fields):
    told = {"objtype": "session", "id": 1, "session_id": 11, "is_bof": False, "group": GROUP, "name": ""}
    return told | {"start": "2024-11-04T13:00:00Z", "duration": "1:30:00", "location": "Ballroom 1"} | fields


def read_json(*objects):
    return read(json.dumps({"121": list(objects)}).encode(), Context())


def read_one(*objects):
    (found,) = read_json(*objects).sessions
    return found


def test_session_is_read_before_what_it_refers_to():
    schedule = read_json(session(), LOCATION, AREA)

    (found,) = schedule.sessions
    assert (found.title, found.id, found.others) == ("IPv6 Operations", "11", ("1",))
    assert (found.starts_at, found.ends_at) == (
        datetime(2024, 11, 4, 13, tzinfo=UTC),
        datetime(2024, 11, 4, 14, 30, tzinfo=UTC),
    )
    assert (found.room, found.track) == ("Ballroom 1", ("Operations and Management Area",))
    assert (found.tags, found.kind, found.status, found.people) == ((Tag("Group", "v6ops"),), None, None, None)
    assert schedule.rooms == (Room("Ballroom 1", floor="Level 2"),)
    assert schedule.event.name == "IETF 121"


def test_name_counts_before_that_of_the_group():
    assert read_one(session(name="Hot RFC")).title == "Hot RFC"


def test_area_that_is_not_there_is_its_acronym():
    assert read_one(session()).track == ("ops",)


def test_location_by_number_is_resolved():
    assert read_one(session(location=2), LOCATION).room == "Ballroom 1"


def test_a_day_long_session_is_read():
    found = read_one(session(duration="1 day, 2:00:00"))

    assert (found.ends_at - found.starts_at).total_seconds() == 26 * 3600


@pytest.mark.parametrize("fields", [{"is_bof": True}, {"group": GROUP | {"state": "bof"}}])
def test_bof_is_one(fields):
    assert read_one(session(**fields)).kind == "bof"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("sched", None),
        ("canceled", "cancelled"),
        ("canceledpa", "cancelled"),
        ("resched", "cancelled"),
        ("schedw", "draft"),
    ],
)
def test_status_is_read(status, expected):
    assert read_one(session(status=status)).status == expected


def test_what_is_no_session_is_left_out_and_counted():
    others = [session(type="break"), session(type="reg"), session(purpose="off-agenda"), session(status="notmeet")]

    schedule = read_json(session(), *others)

    assert [found.place for found in schedule.sessions] == ["121[0]"]
    assert schedule.notices[0].text == "Breaks, registrations and sessions off the agenda that are left out: 4."


def test_documents_are_attached():
    slides = [
        {"name": "slides-121-v6ops-two", "title": "Two", "order": 2, "rev": "01", "resource_uri": "/api/v1/x/"},
        {"name": "slides-121-v6ops-one", "title": "One", "order": 1, "rev": "00"},
    ]

    found = read_one(session(agenda="https://example.org/agenda", minutes="/minutes", presentations=slides))

    assert found.attachments == (
        Link("Agenda", "https://example.org/agenda"),
        Link("Minutes", "https://datatracker.ietf.org/minutes"),
        Link("One", "https://datatracker.ietf.org/meeting/121/materials/slides-121-v6ops-one-00"),
        Link("Two", "https://datatracker.ietf.org/meeting/121/materials/slides-121-v6ops-two-01"),
    )


def test_session_without_a_start_is_not_scheduled():
    found = read_one(session(start=None))

    assert (found.starts_at, found.ends_at) == (None, None)
