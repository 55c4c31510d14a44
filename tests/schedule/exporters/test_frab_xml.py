from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from schedule.exporters import frab
from schedule.exporters.frab_xml import frab_xml
from schedule.exporters.programme import Appearance, Link, Room, Track
from schedule.importers.formats import read
from schedule.importers.records import Context
from tests.schedule.exporters.programmes import ANN, HALL, START, guid, make_programme, make_session, programmes
from tests.schedule.exporters.schemas import faults_of_xml


def written(*sessions, **fields):
    return ElementTree.fromstring(frab_xml(make_programme(*sessions, **fields)))


def texts(root, path):
    return [element.text or "" for element in root.iterfind(path)]


@given(programmes())
def test_schedule_xml_of_any_event_is_valid(programme):
    assert faults_of_xml(frab_xml(programme)) == []


@given(programmes())
def test_schedule_xml_reads_back_what_stands_when_and_where(programme):
    timed = [each for each in programme.sessions if each.starts_at and each.starts_at.year > 2000]
    programme = replace(programme, sessions=tuple(timed))
    if not timed:
        return

    found = read(frab_xml(programme), Context())

    longest = timedelta(hours=99, minutes=59)
    assert {each.uuid: (each.number, each.starts_at, each.ends_at) for each in found.sessions} == {
        UUID(each.guid): (each.number, each.starts_at, each.starts_at + min(frab.length(each), longest))
        for each in timed
    }


def test_schedule_xml_says_of_a_session_all_that_it_has_a_field_for():
    files = (Link("Slides", "https://example.org/a.pdf"), Link("Code", "https://example.org/git"), Link("Later", ""))
    session = make_session(attachments=files, recording="https://media.example/1", access_url="https://meet.example/")

    event = written(session).find("day/room/event")

    assert event.attrib == {"guid": session.guid, "id": "7"}
    assert {child.tag: child.text for child in event if not len(child)} == {
        "room": "Hall",
        "title": "Kernels",
        "subtitle": None,
        "type": "talk",
        "date": "2020-10-29T10:00:00+00:00",
        "start": "10:00",
        "duration": "00:30",
        "abstract": "Of *kernels*.",
        "slug": "kvm2020-7-kernels",
        "track": "KVM Forum, KVM",
        "language": "en",
        "description": None,
        "links": None,
        "url": "https://talks.example.org/kvm/sessions/kernels/",
    }
    assert [(person.text, person.attrib) for person in event.iterfind("persons/person")] == [
        ("Ann Bee", {"id": "1", "guid": ANN.guid})
    ]
    assert [(each.text, each.get("href"), each.get("type")) for each in event.iterfind("attachments/attachment")] == [
        ("Slides", "https://example.org/a.pdf", "slides"),
        ("Code", "https://example.org/git", "related"),
    ]
    assert event.findtext("recording/url") == "https://media.example/1"


def test_schedule_xml_says_of_the_event_what_it_has_a_field_for():
    root = written(make_session())

    assert root.find("generator").attrib == {"name": "Talkmark", "system": "talks.example.org", "version": "1.0"}
    assert root.findtext("url") == "https://talks.example.org/kvm/schedule.xml"
    assert root.findtext("version") == "2020-10-01T12:00:00Z"
    assert {child.tag: child.text for child in root.find("conference") if child.text} == {
        "title": "KVM Forum",
        "acronym": "kvm2020",
        "start": "2020-10-29",
        "end": "2020-10-29",
        "days": "1",
        "timeslot_duration": "00:05",
        "base_url": "https://talks.example.org/kvm/",
        "url": "https://example.org/",
        "time_zone_name": "Europe/Dublin",
    }
    assert root.find("conference/color").attrib == {"primary": "#00857c"}
    assert [track.attrib for track in root.iterfind("conference/track")] == [
        {"name": "KVM Forum", "color": "#336699", "slug": "kvm-forum"},
        {"name": "KVM Forum, KVM", "color": "#00857c", "slug": "kvm"},
    ]


@pytest.mark.parametrize(
    ("event", "session", "slug"),
    [
        ("kvm-forum-2020", "night-talk", "kvmforum2020-7-night-talk"),
        ("kvm", "night-talk", "kvm2020-7-night-talk"),
        ("K_V-M-1", "Night_", "k_vm1-7-night"),
        ("kvmforum", "a", "kvmforum-7-a-session"),
        ("kvmforum", "-", "kvmforum-7-session"),
    ],
)
def test_schedule_xml_makes_names_that_the_schema_takes(event, session, slug):
    root = written(make_session(slug=session), slug=event)

    assert texts(root, "day/room/event/slug") == [slug]
    assert root.findtext("conference/acronym") == slug.partition("-")[0]


def test_schedule_xml_has_each_room_on_each_day_in_the_organisers_order():
    attic, online = Room(guid(21), "Attic", None, ""), Room(guid(22), "Online", None, "")
    late = {"number": 8, "guid": guid(31), "starts_at": START + timedelta(days=1), "room": attic}
    nowhere = make_session(number=9, guid=guid(32), room=None)
    rooms = (attic, HALL, online)

    root = written(make_session(), make_session(**late), nowhere, rooms=rooms, ends_on=date(2020, 10, 30))

    assert [[room.attrib["name"] for room in day] for day in root.iterfind("day")] == [
        ["Attic", "Hall", ""],
        ["Attic", "Hall"],
    ]
    assert texts(root, "day/room[@name='']/event/room") == [""]


def test_schedule_xml_keeps_the_night_in_the_evenings_day():
    night = make_session(starts_at=datetime(2020, 10, 30, 3, 30, tzinfo=UTC))

    day = written(night).find("day")

    assert (day.get("date"), day.get("start"), day.get("end")) == (
        "2020-10-29",
        "2020-10-29T04:00:00+00:00",
        "2020-10-30T03:59:00+00:00",
    )
    assert day.findtext("room/event/date") == "2020-10-30T03:30:00+00:00"


def test_schedule_xml_tells_the_two_passes_of_a_doubled_hour_apart():
    first, second = datetime(2020, 10, 25, 0, 30, tzinfo=UTC), datetime(2020, 10, 25, 1, 30, tzinfo=UTC)
    sessions = make_session(starts_at=first), make_session(starts_at=second, number=8, guid=guid(31))

    root = written(*sessions, starts_on=date(2020, 10, 24))

    assert texts(root, "day/room/event/date") == ["2020-10-25T01:30:00+01:00", "2020-10-25T01:30:00+00:00"]
    assert texts(root, "day/room/event/start") == ["01:30", "01:30"]


@pytest.mark.parametrize(
    ("length", "written_as"),
    [
        (timedelta(minutes=5), "00:05"),
        (timedelta(minutes=1, seconds=30), "00:01:30"),
        (timedelta(hours=48), "48:00"),
        (timedelta(hours=100), "99:59"),
    ],
)
def test_schedule_xml_writes_durations_in_two_digits(length, written_as):
    root = written(make_session(ends_at=START + length))

    assert texts(root, "day/room/event/duration") == [written_as]


def test_schedule_xml_writes_cancelled_into_the_title_and_leaves_out_what_has_no_time():
    off, untimed = make_session(status="cancelled"), make_session(number=8, starts_at=None, ends_at=None)

    assert texts(written(off, untimed), "day/room/event/title") == ["CANCELLED: Kernels"]


def test_schedule_xml_of_nothing_has_the_events_days():
    root = written(starts_on=date(2020, 10, 28), ends_on=date(2020, 10, 30), rooms=(HALL,))

    assert [day.get("date") for day in root.iterfind("day")] == ["2020-10-28", "2020-10-29", "2020-10-30"]
    assert root.find("day/room") is None


def test_schedule_xml_of_an_event_of_centuries_has_no_empty_days_between():
    root = written(make_session(), starts_on=date(1900, 1, 1), ends_on=date(9999, 12, 31))

    assert [day.get("date") for day in root.iterfind("day")] == ["1900-01-01", "2020-10-29", "9999-12-31"]


def test_schedule_xml_leaves_out_what_no_schema_takes():
    track = Track("2D \ufffe& <3D>", "2d", "red")
    session = make_session(title="\uffffKernels", track=track, attachments=(Link("Mail", "mailto:a@example.org"),))

    root = written(session, website="ftp://example.org/", accent="teal")

    assert [each.attrib for each in root.iterfind("conference/track")] == [{"name": "2D & <3D>"}]
    assert (root.find("conference/url"), root.find("conference/color")) == (None, None)
    assert texts(root, "day/room/event/title") == ["Kernels"]
    assert root.find("day/room/event/attachments/attachment") is None


def test_schedule_xml_tells_people_of_one_name_apart():
    other = replace(ANN, guid=guid(5))
    people = (Appearance(ANN, "speaker"), Appearance(other, "moderator"))

    persons = written(make_session(people=people)).findall("day/room/event/persons/person")

    assert [person.text for person in persons] == ["Ann Bee", "Ann Bee"]
    assert len({person.get("id") for person in persons}) == 2


def test_schedule_xml_writes_offsets_with_seconds_in_utc():
    at = datetime(1880, 1, 1, 12, 0, tzinfo=UTC)
    fields = {"zone": ZoneInfo("Europe/Berlin"), "starts_on": date(1880, 1, 1), "ends_on": date(1880, 1, 1)}

    day = written(make_session(starts_at=at, ends_at=at + timedelta(hours=1)), **fields, day_starts_at=time(0)).find(
        "day"
    )

    assert (day.get("start"), day.findtext("room/event/date")) == (
        "1880-01-01T00:00:00+00:00",
        "1880-01-01T12:00:00+00:00",
    )
