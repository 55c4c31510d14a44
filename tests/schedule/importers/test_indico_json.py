"""Indico's export of an event."""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Link, Tag, Unacceptable, ZoneNeeded


def moment(clock, tz="UTC", day="2024-10-25"):
    return {"date": day, "time": clock, "tz": tz}


def contribution(**fields):
    told = {"id": "20", "db_id": 1, "title": "One", "startDate": moment("14:35:00"), "endDate": moment("15:35:00")}
    return told | fields


def export(*contributions, **fields):
    event = {"title": "Made Up", "timezone": "Europe/Warsaw", "contributions": list(contributions)} | fields
    return {"count": 1, "_type": "HTTPAPIResult", "results": [event]}


def read_json(value, zone=None):
    return read(json.dumps(value).encode(), Context(zone=zone))


def read_one(value, zone=None):
    (session,) = read_json(value, zone).sessions
    return session


def test_contribution_is_read():
    session = read_one(
        export(
            contribution(
                description="<p>Of <i>kernels</i></p>",
                room="Hall",
                track="Net",
                session="Plenary",
                type="Lightning talk",
                keywords=["new", 7],
                speakers=[{"person_id": 7, "fullName": "Test, Ada", "affiliation": "Inc", "emailHash": "abc"}],
                primaryauthors=[{"fullName": "Other, Bob"}],
            )
        )
    )

    assert (session.title, session.id, session.others) == ("One", "1", ("20",))
    assert (session.room, session.track, session.kind) == ("Hall", ("Net",), "lightning")
    assert session.tags == (Tag("Session", "Plenary"), Tag("", "new"))
    assert session.abstract == "Of *kernels*"
    (ada,) = (appearance.person for appearance in session.people)
    assert (ada.name, ada.company, ada.key) == ("Ada Test", "Inc", "7")
    assert "abc" not in repr(session)


def test_times_are_converted_from_their_own_zone():
    session = read_one(export(contribution(endDate=moment("17:35:00", tz="Europe/Warsaw"))), ZoneInfo("Asia/Tokyo"))

    assert session.starts_at == datetime(2024, 10, 25, 14, 35, tzinfo=UTC)
    assert session.ends_at == datetime(2024, 10, 25, 15, 35, tzinfo=UTC)


def test_time_without_a_zone_is_of_the_event():
    value = export(contribution(startDate=moment("14:35:00", tz=None), endDate=None, duration=60))

    assert read_one(value).starts_at == datetime(2024, 10, 25, 12, 35, tzinfo=UTC)
    assert read_one(value).ends_at == datetime(2024, 10, 25, 13, 35, tzinfo=UTC)
    with pytest.raises(ZoneNeeded):
        read_json(export(contribution(startDate=moment("14:35:00", tz="")), timezone=""))


def test_contribution_without_a_start_is_not_scheduled():
    session = read_one(export(contribution(startDate=None, endDate=None, duration=30)))

    assert (session.starts_at, session.ends_at) == (None, None)


def test_authors_are_speakers_where_there_are_none():
    authors = [
        {"first_name": "Ada", "last_name": "Test", "fullName": "Test, Ada", "affiliation": ""},
        {"first_name": " Ravi", "last_name": "Babu,", "fullName": "Babu,,  Ravi"},
    ]

    session = read_one(export(contribution(speakers=[], primaryauthors=authors)))

    assert [appearance.person.name for appearance in session.people] == ["Ada Test", "Ravi Babu"]


@pytest.mark.parametrize(
    "fields", [{"session": "Main (CLOSED)", "track": "Net"}, {"session": "Main", "track": "Net (closed)"}]
)
def test_what_is_closed_is_a_draft(fields):
    schedule = read_json(export(contribution(**fields)))

    (session,) = schedule.sessions
    assert (session.status, session.track, session.tags) == ("draft", ("Net",), (Tag("Session", "Main"),))
    assert [notice.text for notice in schedule.notices] == [
        "Contributions that are drafts, since their session or track is “(CLOSED)”: 1."
    ]


def test_sessions_are_tracks_where_there_are_none():
    session = read_one(export(contribution(session="Main", track=None)))

    assert (session.track, session.tags) == (("Main",), ())


def test_contributions_of_sessions_are_read():
    schedule = read_json(export(contribution(), sessions=[{"contributions": [contribution(db_id=2, id="21")]}]))

    assert [(session.id, session.place) for session in schedule.sessions] == [
        ("1", "contributions[0]"),
        ("2", "sessions[0].contributions[0]"),
    ]


def test_open_materials_are_attached():
    folders = [
        {
            "attachments": [
                {"title": "Slides", "download_url": "https://example.org/s.pdf"},
                {"title": "Code", "link_url": "https://example.org/c"},
                {"title": "Secret", "link_url": "https://example.org/x", "is_protected": True},
            ]
        },
        {"is_protected": True, "attachments": [{"title": "Hidden", "link_url": "https://example.org/y"}]},
    ]
    material = [{"title": "Poster", "resources": [{"name": "p.pdf", "url": "https://example.org/p.pdf"}]}]

    session = read_one(export(contribution(folders=folders, material=material)))

    assert session.attachments == (
        Link("Slides", "https://example.org/s.pdf"),
        Link("Code", "https://example.org/c"),
        Link("Poster", "https://example.org/p.pdf"),
    )


def test_event_is_read():
    value = export(
        contribution(),
        description="<p>All of it.</p>",
        url="https://example.org/event/1/",
        location="CERN",
        address="Street 1",
        startDate=moment("06:00:00"),
        endDate=moment("18:00:00", day="2024-10-26"),
    )

    event = read_json(value).event

    assert (event.name, event.zone, event.description) == ("Made Up", "Europe/Warsaw", "All of it.")
    assert (event.starts_on, event.ends_on) == (date(2024, 10, 25), date(2024, 10, 26))
    assert (event.venue, event.address, event.website) == ("CERN", "Street 1", "https://example.org/event/1/")


def test_export_without_contributions_is_refused_with_the_one_to_make():
    value = {"count": 1, "results": [{"title": "Made Up", "startDate": moment("06:00:00")}]}

    with pytest.raises(Unacceptable, match="detail=contributions"):
        read_json(value)
