"""schedule.json in both versions, and as Talkmark writes it."""

import json
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Link, Room, ZoneNeeded

BERLIN = ZoneInfo("Europe/Berlin")
GUID, OTHER_GUID = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def event(**fields):
    return {"title": "One", "date": "2024-10-25T09:00:00+02:00", "start": "09:00", "duration": "00:45"} | fields


def file(*events, generator="frab", day=None, base_url="https://example.org/2024/", **conference) -> bytes:
    days = [{"date": "2024-10-25", "rooms": {"Hall": list(events)}} | (day or {})]
    schedule = {"base_url": base_url, "conference": {"title": "Made Up", "days": days} | conference}
    return json.dumps({"generator": {"name": generator}, "schedule": schedule}).encode()


def second(*events, persons=(), **conference) -> bytes:
    told = {"title": "Two", "time_zone_name": "Europe/Berlin"} | conference
    return json.dumps({"schedule": {"conference": told, "events": list(events), "persons": list(persons)}}).encode()


def read_one(content, zone=None):
    (session,) = read(content, Context(zone=zone)).sessions
    return session


def test_event_is_read():
    session = read_one(
        file(
            event(
                id=7,
                guid=GUID,
                code="ABCDEF",
                subtitle="Sub",
                abstract="Short.",
                description="<p>Long.</p>",
                track="Net",
                type="workshop",
                language="de",
            )
        )
    )

    assert (session.title, session.id, session.guid, session.others) == ("One", "7", GUID, ("ABCDEF",))
    assert (session.starts_at, session.ends_at) == (
        datetime(2024, 10, 25, 7, tzinfo=UTC),
        datetime(2024, 10, 25, 7, 45, tzinfo=UTC),
    )
    assert (session.room, session.track, session.kind, session.language) == ("Hall", ("Net",), "workshop", "de")
    assert session.abstract == "Sub\n\nShort.\n\nLong."
    assert session.place == "day 1, room Hall, event 1"
    assert session.slug == ""


def test_what_an_event_does_not_say_is_none():
    session = read_one(file(event()))

    assert (session.track, session.kind, session.language, session.people) == (None, None, None, None)
    assert (session.attachments, session.recording, session.status) == (None, None, None)


def test_null_says_that_there_is_none():
    session = read_one(file(event(track=None, language=None, persons=[], links=None)))

    assert (session.track, session.language, session.people, session.attachments) == ((), "", (), ())


def test_people_are_read_by_either_name():
    session = read_one(
        file(
            event(
                persons=[
                    {
                        "id": 1,
                        "public_name": "Ada",
                        "guid": GUID,
                        "avatar": "/media/a.png",
                        "biography": "Bio",
                        "links": [{"url": "https://example.org/ada", "title": "Web"}],
                        "company": "Secret",
                        "answers": [{"answer": "vegan"}],
                    },
                    {"code": "XYZABC", "name": "Bob", "avatar": None},
                    {"id": 3},
                ]
            )
        )
    )

    ada, bob = (appearance.person for appearance in session.people)
    assert (ada.name, ada.guid, ada.bio, ada.company) == ("Ada", GUID, "Bio", None)
    assert ada.links == (Link("Photo", "https://example.org/media/a.png"), Link("Web", "https://example.org/ada"))
    assert (bob.name, bob.key, bob.bio, bob.links) == ("Bob", "XYZABC", None, ())


def test_relative_addresses_belong_to_the_base():
    session = read_one(
        file(
            event(
                attachments=[{"url": "/system/a.pdf", "title": "Slides"}, {"url": "//cdn.example.org/b", "title": "B"}]
            )
        )
    )

    assert session.attachments == (
        Link("Slides", "https://example.org/system/a.pdf"),
        Link("B", "https://cdn.example.org/b"),
    )


def test_listed_rooms_come_with_what_is_said_of_them():
    rooms = [{"name": "Hall", "guid": GUID, "capacity": 90, "description": "Upstairs"}, {"name": "Unused"}]

    schedule = read(file(event(), rooms=rooms), Context())

    assert schedule.rooms == (Room("Hall", GUID, 90, directions="Upstairs"),)


def test_event_without_a_room_key_is_in_its_own_room():
    session = read_one(file(day={"rooms": {"": [event(room="Cellar")]}}))

    assert session.room == "Cellar"


def test_event_after_midnight_without_date_is_of_the_next_day():
    session = read_one(file(event(date="", start="00:15"), time_zone_name="Europe/Berlin"))

    assert session.starts_at == datetime(2024, 10, 25, 22, 15, tzinfo=UTC)


def test_end_counts_before_the_duration():
    session = read_one(file(event(end="2024-10-25T09:20:00+02:00")))

    assert session.ends_at == datetime(2024, 10, 25, 7, 20, tzinfo=UTC)


def test_wrong_offset_is_corrected_by_the_named_zone():
    content = file(event(date="2024-10-27T09:00:00+02:00"), time_zone_name="Europe/Berlin")

    schedule = read(content, Context())

    assert schedule.sessions[0].starts_at == datetime(2024, 10, 27, 8, tzinfo=UTC)
    assert [notice.text for notice in schedule.notices] == [
        "2024-10-27 09:00 is not at +0200 in Europe/Berlin; the clock counts."
    ]


def test_zone_of_utc_is_what_nobody_has_set():
    session = read_one(file(event(), time_zone_name="UTC"))

    assert session.starts_at == datetime(2024, 10, 25, 7, tzinfo=UTC)


def test_wall_times_need_a_zone():
    content = file(event(date=""))

    with pytest.raises(ZoneNeeded):
        read(content, Context())

    assert read_one(content, BERLIN).starts_at == datetime(2024, 10, 25, 7, tzinfo=UTC)


def test_conference_is_read():
    content = file(
        event(),
        time_zone_name="Europe/Berlin",
        start="2024-10-25T09:00:00+02:00",
        end="2024-10-26",
        url="https://example.org/",
        colors={"primary": "#123456"},
        tracks=[{"name": "Net", "color": "#ff0000", "slug": "net"}],
    )

    schedule = read(content, Context())

    assert (schedule.event.name, schedule.event.zone) == ("Made Up", "Europe/Berlin")
    assert (schedule.event.starts_on, schedule.event.ends_on) == (date(2024, 10, 25), date(2024, 10, 26))
    assert (schedule.event.website, schedule.event.accent) == ("https://example.org/", "#123456")
    assert [(track.path, track.colour, track.slug) for track in schedule.tracks] == [(("Net",), "#ff0000", "net")]


@pytest.mark.parametrize(
    ("generator", "day_start", "expected"),
    [
        ("frab", "2024-10-25T09:00:00+02:00", None),
        ("pretalx", "2024-10-25T04:00:00+02:00", time(4)),
        ("Talkmark", "2024-10-25T05:30:00+02:00", time(5, 30)),
    ],
)
def test_day_starts_when_the_night_ends(generator, day_start, expected):
    schedule = read(file(event(), generator=generator, day={"day_start": day_start}), Context())

    assert schedule.event.day_starts_at == expected


def test_own_file_says_more():
    content = file(
        event(
            title="CANCELLED: One",
            url="https://example.org/made/sessions/one-two/",
            track="Net, Core",
            type="keynote",
            abstract="<b>None</b> of *this* is HTML",
            persons=[
                {"name": "Ada", "company": "Inc", "position": "Boss", "role": "moderator"},
                {"name": "Bob", "role": "pirate"},
            ],
            links=[{"url": "https://example.org/v", "title": "Recording", "type": "media"}],
            attachments=[{"url": "https://example.org/s", "title": "Slides"}],
        ),
        generator="Talkmark",
        meta={
            "guid": OTHER_GUID,
            "time_zone_name": "Etc/GMT+1",
            "tagline": "Line",
            "venue": "House",
            "address": "Street",
        },
        tracks=[{"name": "Net"}, {"name": "Net, Core"}],
    )

    schedule = read(content, Context())

    (session,) = schedule.sessions
    ada, bob = session.people
    assert schedule.is_own
    assert (schedule.event.guid, schedule.event.zone) == (OTHER_GUID, "Etc/GMT+1")
    assert (schedule.event.tagline, schedule.event.venue, schedule.event.address) == ("Line", "House", "Street")
    assert [track.path for track in schedule.tracks] == [("Net",), ("Net", "Core")]
    assert (session.title, session.status, session.slug) == ("One", "cancelled", "one-two")
    assert (session.track, session.kind) == (("Net", "Core"), "keynote")
    assert session.abstract == "<b>None</b> of *this* is HTML"
    assert (session.recording, session.attachments) == (
        "https://example.org/v",
        (Link("Slides", "https://example.org/s"),),
    )
    assert (ada.person.company, ada.person.position, ada.role) == ("Inc", "Boss", "moderator")
    assert (bob.person.company, bob.person.bio, bob.person.links, bob.role) == ("", "", (), "speaker")


def test_own_offset_is_right_whatever_the_zone_is():
    content = file(event(date="2024-10-25T09:00:00Z"), generator="Talkmark", time_zone_name="Europe/Berlin")

    assert read_one(content).starts_at == datetime(2024, 10, 25, 9, tzinfo=UTC)


def test_address_that_is_none_of_ours_gives_no_slug():
    for url in ("https://example.org/one", "https://example.org/sessions/ONE!", "https://example.org/sessions/a/b/c"):
        assert read_one(file(event(url=url), generator="Talkmark")).slug == ""


def test_second_version_resolves_what_events_refer_to():
    content = second(
        {
            "type": "TALK",
            "guid": GUID,
            "code": "XYZ",
            "title": "One",
            "start": "2024-12-27T10:30:00+01:00",
            "end": "2024-12-27T11:00:00+01:00",
            "room": {"guid": "r1"},
            "track": {"slug": "net"},
            "language": "de",
            "abstract": {"en": "Hello", "de": "Hallo"},
            "participants": [
                {"guid": OTHER_GUID, "name": "Ada", "role": "MODERATOR"},
                {"guid": "x", "name": "Bob", "role": "CONTRIBUTOR"},
                {"guid": "y", "name": "Cleo", "role": "GUEST"},
            ],
            "links": [
                {"type": "ORIGIN", "url": "https://example.org/o"},
                {"type": "WEB", "url": "https://example.org/x", "title": "X"},
            ],
            "attachments": [{"type": "SLIDES", "url": "https://example.org/s.pdf"}],
        },
        persons=[{"guid": OTHER_GUID, "name": "Ada", "biography": "Bio", "avatar": {"url": "https://example.org/a"}}],
        rooms=[{"name": "Saal", "guid": "r1", "capacity": 10, "description": {"en": "Up"}}],
        tracks=[{"name": "Networks", "slug": "net", "colors": {"light": "#00ff00"}}],
    )

    schedule = read(content, Context())

    (session,) = schedule.sessions
    assert (session.room, session.track, session.abstract) == ("Saal", ("Networks",), "Hallo")
    assert session.starts_at == datetime(2024, 12, 27, 9, 30, tzinfo=UTC)
    assert [(each.person.name, each.role) for each in session.people] == [
        ("Ada", "moderator"),
        ("Bob", "speaker"),
        ("Cleo", "panellist"),
    ]
    assert (session.people[0].person.bio, session.people[0].person.links) == (
        "Bio",
        (Link("Photo", "https://example.org/a"),),
    )
    assert session.attachments == (Link("s.pdf", "https://example.org/s.pdf"), Link("X", "https://example.org/x"))
    assert schedule.tracks[0].colour == "#00ff00"
    assert schedule.rooms == (Room("Saal", "", 10, directions="Up"),)


@pytest.mark.parametrize(
    ("state", "expected"),
    [("SUBMITTED", "draft"), ("CONFIRMED", None), ("DELAYED", None), ("CANCELED", "cancelled")],
)
def test_second_version_has_states(state, expected):
    content = second({"title": "One", "state": state, "start": "2024-12-27T10:30:00Z", "duration": "PT30M"})

    assert read_one(content).status == expected


def test_second_version_leaves_out_what_was_withdrawn():
    start = "2024-12-27T10:30:00Z"
    content = second(
        {"title": "One", "start": start, "duration": "PT30M"},
        {"title": "Two", "start": start, "state": "WITHDRAWN"},
        {"title": "Three", "start": start, "state": "REJECTED"},
    )

    schedule = read(content, Context())

    assert [session.title for session in schedule.sessions] == ["One"]
    assert [notice.text for notice in schedule.notices] == [
        "Rejected, withdrawn or deleted events that are left out: 2."
    ]


@pytest.mark.parametrize(("type_", "kind"), [("BREAK", "break"), ("META", "other"), ("HANDS-ON", "workshop")])
def test_second_version_has_types(type_, kind):
    session = read_one(second({"title": "One", "type": type_, "start": "2024-12-27T10:30:00Z", "duration": "PT30M"}))

    assert session.kind == kind
    assert session.people == (None if kind == "workshop" else ())
