import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from schedule.exporters.programme import Appearance, Link
from schedule.exporters.schedule_json import schedule_json
from schedule.importers.formats import read
from schedule.importers.records import Context
from tests.schedule.exporters.programmes import ANN, HALL, START, guid, make_programme, make_session, programmes
from tests.schedule.exporters.schemas import faults_of_json


def written(*sessions, **fields):
    return json.loads(schedule_json(make_programme(*sessions, **fields)))


def events(document):
    days = document["schedule"]["conference"]["days"]
    return [event for day in days for room in day["rooms"].values() for event in room]


@given(programmes())
def test_schedule_json_of_any_event_is_valid(programme):
    assert faults_of_json(schedule_json(programme)) == []


@given(programmes())
def test_schedule_json_reads_back_what_stands_when_and_where(programme):
    timed = [each for each in programme.sessions if each.starts_at and each.starts_at.year > 2000]
    programme = replace(programme, sessions=tuple(timed))
    if not timed:
        return

    found = read(schedule_json(programme), Context())

    assert {each.uuid: (each.number, each.starts_at, each.ends_at) for each in found.sessions} == {
        UUID(each.guid): (each.number, each.starts_at, each.ends_at) for each in timed
    }


def test_schedule_json_says_of_a_session_all_that_it_has_a_field_for():
    files = (Link("The paper", "https://example.org/a.pdf"), Link("Later", ""))
    session = make_session(attachments=files, recording="https://media.example/1", access_url="https://meet.example/")

    (event,) = events(written(session))

    assert event == {
        "guid": session.guid,
        "id": 7,
        "date": "2020-10-29T10:00:00+00:00",
        "start": "10:00",
        "end": "2020-10-29T10:30:00+00:00",
        "duration": "00:30",
        "room": "Hall",
        "slug": "kvm2020-7-kernels",
        "url": "https://talks.example.org/kvm/sessions/kernels/",
        "title": "Kernels",
        "subtitle": "",
        "track": "KVM Forum, KVM",
        "type": "talk",
        "language": "en",
        "abstract": "Of *kernels*.",
        "description": "",
        "persons": [
            {
                "name": "Ann Bee",
                "public_name": "Ann Bee",
                "guid": ANN.guid,
                "avatar": "https://example.org/ann.png",
                "biography": "*Ann*",
                "company": "Bees & Co",
                "position": "Engineer",
            }
        ],
        "links": [{"url": "https://media.example/1", "title": "Recording", "type": "media"}],
        "attachments": [{"url": "https://example.org/a.pdf", "title": "The paper", "type": "paper"}],
    }


def test_schedule_json_says_of_the_event_what_its_schema_has_no_field_for():
    document = written(make_session())

    conference = document["schedule"]["conference"]
    assert document["generator"] == {"name": "Talkmark", "version": "1.0", "url": "https://talks.example.org/"}
    assert document["schedule"]["url"] == "https://talks.example.org/kvm/schedule.json"
    assert conference["meta"] == {"guid": guid(4), "tagline": "Kernels", "venue": "RDS", "address": "Dublin"}
    assert conference["rooms"] == [{"name": "Hall", "guid": HALL.guid, "capacity": 300, "description": "Up the stairs"}]
    assert conference["tracks"] == [
        {"name": "KVM Forum", "slug": "kvm-forum", "color": "#336699"},
        {"name": "KVM Forum, KVM", "slug": "kvm", "color": "#00857c"},
    ]


@pytest.mark.parametrize(
    ("zone", "is_known"),
    [
        ("Europe/Dublin", True),
        ("America/St_Johns", True),
        ("UTC", True),
        ("Etc/UTC", True),
        ("GMT", False),
        ("Etc/GMT+1", False),
        ("US/Eastern", False),
    ],
)
def test_schedule_json_names_zones_that_the_schema_does_not_take_elsewhere(zone, is_known):
    conference = written(make_session(), zone=ZoneInfo(zone))["schedule"]["conference"]

    assert conference.get("time_zone_name") == (zone if is_known else None)
    assert conference["meta"].get("time_zone_name") == (None if is_known else zone)


def test_schedule_json_tells_who_only_moderates():
    links = (Link("Blog", "https://example.org/ü"), Link("Mail", "mailto:a@example.org"))
    people = (Appearance(replace(ANN, links=links), "moderator"),)

    (event,) = events(written(make_session(people=people)))

    assert event["persons"][0]["role"] == "moderator"
    assert event["persons"][0]["links"] == [{"title": "Blog", "url": "https://example.org/%C3%BC"}]


def test_schedule_json_writes_hours_as_many_as_there_are():
    (event,) = events(written(make_session(ends_at=START + timedelta(hours=100, seconds=30))))

    assert (event["duration"], event["end"]) == ("100:00", "2020-11-02T14:00:30+00:00")


def test_schedule_json_writes_cancelled_into_the_title_and_leaves_out_what_has_no_time():
    off, untimed = make_session(status="cancelled"), make_session(number=8, starts_at=None, ends_at=None)

    assert [event["title"] for event in events(written(off, untimed))] == ["CANCELLED: Kernels"]


def test_schedule_json_has_each_room_on_each_day_and_none_without_a_session():
    nowhere = make_session(number=9, guid=guid(32), room=None, starts_at=START + timedelta(days=1))
    untimed = make_session(number=8, room=replace(HALL, guid=guid(6), name="Cellar"), starts_at=None, ends_at=None)

    conference = written(make_session(), nowhere, untimed)["schedule"]["conference"]

    assert [list(day["rooms"]) for day in conference["days"]] == [["Hall"], ["Hall", ""]]
    assert [room["name"] for room in conference["rooms"]] == ["Hall"]
    assert conference["daysCount"] == 2
