"""Sched's API export in JSON."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Link, Notice, Tag, ZoneNeeded

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HASH = "1431b61d59a47bd0eb505916e30a5bfa"


def export(**fields) -> bytes:
    session = {
        "event_key": "929642",
        "active": "Y",
        "name": "One",
        "event_start": "2025-09-08 08:00",
        "event_end": "2025-09-08 08:45",
        "event_type": "Talks",
        "id": HASH,
        "start_time_ts": 1757311200,
    }
    return json.dumps([session | fields]).encode()


def session_in(data: bytes, zone: ZoneInfo | None = AMSTERDAM, **mapping):
    (session,) = read(data, Context(zone=zone, mapping=mapping)).sessions
    return session


def test_export_is_read():
    session = session_in(
        export(
            name="Community &amp; more - Ada Lovelace, Engineer, Bees",
            event_type="Talks, Web",
            event_subtype="Kernel",
            description="<p>Of <i>kernels</i></p>",
            venue="Hall",
            seats="30",
            speakers=[{"username": "ada1", "id": "7", "name": "Ada Lovelace", "company": "Bees"}],
            moderators=[{"username": "bob", "name": "Bob"}],
            sponsors=[{"username": "rich", "name": "Rich"}],
            files=[{"name": "Slides", "path": "//files.example.org/a.pdf"}],
            tags="net, new",
        )
    )

    assert (session.id, session.guid) == ("929642", HASH)
    assert session.title == "Community & more - Ada Lovelace, Engineer, Bees"
    assert (session.room, session.capacity, session.abstract) == ("Hall", 30, "Of *kernels*")
    assert (session.track, session.kind, session.status) == (("Talks", "Kernel"), "talk", None)
    assert session.tags == (Tag("Track", "Web"), Tag("", "net"), Tag("", "new"))
    assert session.attachments == (Link("Slides", "https://files.example.org/a.pdf"),)
    assert [(each.person.name, each.person.key, each.person.company, each.role) for each in session.people] == [
        ("Ada Lovelace", "ada1", "Bees", "speaker"),
        ("Bob", "bob", None, "moderator"),
    ]


def test_timestamps_tell_how_far_the_times_are_from_utc_where_nobody_names_a_zone():
    schedule = read(export(), Context())

    assert schedule.event.zone == ""
    assert schedule.sessions[0].starts_at == datetime(2025, 9, 8, 6, 0, tzinfo=UTC)
    assert schedule.sessions[0].ends_at == datetime(2025, 9, 8, 6, 45, tzinfo=UTC)
    text = "The file names no zone; its timestamps say that its times are in UTC+02:00."
    assert Notice("", text) in schedule.notices


def test_zone_that_was_chosen_counts_more_than_timestamps():
    assert session_in(export(), ZoneInfo("Europe/London")).starts_at == datetime(2025, 9, 8, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("stamp", [None, "x", -5, 1e300, 1757311201, 1657311200, True, 10**30])
def test_timestamp_that_tells_no_offset_is_passed_over(stamp):
    with pytest.raises(ZoneNeeded):
        read(export(start_time_ts=stamp), Context())

    assert session_in(export(start_time_ts=stamp)).starts_at == datetime(2025, 9, 8, 6, 0, tzinfo=UTC)


def test_session_that_is_not_active_is_a_draft():
    assert session_in(export(active="N")).status == "draft"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"event_type": "Breaks / Networking / Special Events"}, "break"),
        ({"name": "Lunch"}, "break"),
        ({"name": "BoF: Kernels"}, "bof"),
        ({"event_type": "Keynote Sessions"}, "keynote"),
        ({"event_subtype": "Workshop"}, "workshop"),
        ({}, "talk"),
    ],
)
def test_kind_is_in_the_title_the_subtype_or_the_type(fields, kind):
    assert session_in(export(**fields)).kind == kind


def test_custom_fields_and_streams_are_read_only_where_mapped():
    data = export(company="Any", audience="Panel", video_stream="https://video.example/1")

    plain = session_in(data)
    mapped = session_in(data, tag=["company"], track=["audience"], access_url=["Video_Stream"])

    assert (plain.tags, plain.track, plain.access_url) == ((), ("Talks",), None)
    assert (mapped.tags, mapped.track) == ((Tag("company", "Any"),), ("Panel",))
    assert mapped.access_url == "https://video.example/1"


def test_people_have_what_the_api_tells_of_them():
    person = {
        "username": "ada1",
        "name": "Ada",
        "position": "Engineer",
        "about": "<b>Ada</b>",
        "avatar": "//avatars.example.org/1.jpg",
        "url": "https://ada.example.org",
        "email": "ada@example.org",
        "socialurls": [{"service": "Mastodon", "url": "https://social.example.org/@ada"}],
    }

    (appearance,) = session_in(export(speakers=[person])).people

    assert (appearance.person.position, appearance.person.bio) == ("Engineer", "**Ada**")
    assert appearance.person.links == (
        Link("Photo", "https://avatars.example.org/1.jpg"),
        Link("Website", "https://ada.example.org"),
        Link("Mastodon", "https://social.example.org/@ada"),
    )


@pytest.mark.parametrize("start", ["2025-09-08 TBA", "", None])
def test_session_without_a_time_is_not_scheduled(start):
    assert session_in(export(event_start=start)).starts_at is None
