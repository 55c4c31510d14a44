"""What pretalx's API answers, in each of its shapes."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Link, Room, Tag, Unacceptable, ZoneNeeded

NINE = datetime(2024, 10, 25, 7, tzinfo=UTC)
GUID = "11111111-1111-4111-8111-111111111111"


def slot(hour=9, **fields):
    return {"room": {"en": "Hall"}, "start": f"2024-10-25T{hour:02}:00:00+02:00"} | fields


def talk(code="ABCDEF", **fields):
    return {"code": code, "title": "One", "state": "confirmed", "duration": 30, "slot": slot()} | fields


def read_json(value, zone=None, **mapping):
    return read(json.dumps(value).encode(), Context(zone=zone, mapping=mapping))


def read_one(value, zone=None, **mapping):
    (session,) = read_json(value, zone, **mapping).sessions
    return session


def texts(schedule):
    return [notice.text for notice in schedule.notices if "time zone" not in notice.text]


def test_old_schedule_is_read():
    session = read_one(
        {
            "version": "1",
            "slots": [
                talk(
                    speakers=[
                        {
                            "code": "S1",
                            "name": "Ada",
                            "biography": "Bio",
                            "avatar": "https://example.org/a.png",
                            "email": "ada@example.org",
                        }
                    ],
                    submission_type={"en": "Lightning Talk"},
                    track={"en": "Net"},
                    abstract="Short.",
                    description="Long.",
                    content_locale="en",
                    resources=[{"resource": "https://example.org/s.pdf", "description": "Slides"}],
                    answers=[{"question": {"question": {"en": "Diet"}}, "answer": "vegan"}],
                    pending_state="canceled",
                )
            ],
            "breaks": [],
        }
    )

    assert (session.title, session.id, session.others, session.key) == ("One", "ABCDEF", (), "id:ABCDEF")
    assert (session.starts_at, (session.ends_at - session.starts_at).seconds) == (NINE, 1800)
    assert (session.room, session.track, session.kind, session.status) == ("Hall", ("Net",), "lightning", None)
    assert (session.abstract, session.language) == ("Short.\n\nLong.", "en")
    assert session.attachments == (Link("Slides", "https://example.org/s.pdf"),)
    (ada,) = (appearance.person for appearance in session.people)
    assert (ada.name, ada.key, ada.bio) == ("Ada", "S1", "Bio")
    assert ada.links == (Link("Photo", "https://example.org/a.png"),)
    assert "vegan" not in repr(session)
    assert "ada@" not in repr(session)


def test_end_counts_before_the_duration():
    session = read_one([talk(slot=slot(end="2024-10-25T10:00:00+02:00"))])

    assert session.ends_at == datetime(2024, 10, 25, 8, tzinfo=UTC)


def test_wall_times_need_a_zone():
    value = [talk(slot=slot(start="2024-10-25T09:00:00"))]

    with pytest.raises(ZoneNeeded):
        read_json(value)

    assert read_one(value, ZoneInfo("Europe/Berlin")).starts_at == NINE


@pytest.mark.parametrize(
    ("state", "status"),
    [
        *[("confirmed", None), ("canceled", "cancelled"), ("accepted", "draft"), ("submitted", "draft")],
        *[("draft", "draft"), ("something new", "draft")],
    ],
)
def test_states_are_not_published_silently(state, status):
    assert read_one([talk(state=state)]).status == status


def test_rejected_and_withdrawn_are_left_out_and_counted():
    schedule = read_json([talk(), talk("B", state="rejected"), talk("C", state="withdrawn")])

    assert [session.id for session in schedule.sessions] == ["ABCDEF"]
    assert texts(schedule) == ["Rejected or withdrawn submissions that are left out: 2."]


def test_texts_are_in_the_language_of_the_talk():
    session = read_one(
        [
            talk(
                title={"en": "One", "de": "Eins"},
                content_locale="de",
                track={"en": "Networks", "de": "Netze"},
                slot=slot(room={"fr": "Salle"}),
            )
        ]
    )

    assert (session.title, session.track, session.room) == ("Eins", ("Networks",), "Salle")


def test_page_with_a_next_one_is_told():
    schedule = read_json({"count": 40, "next": "https://example.org/?page=2", "previous": None, "results": [talk()]})

    assert texts(schedule) == ["This is one page, with 1 of 40 entries. Nothing is fetched: import all pages as one."]


def test_last_page_is_taken_as_it_is():
    schedule = read_json({"count": 1, "next": None, "previous": None, "results": [talk()]})

    assert texts(schedule) == []


def test_new_submission_has_its_slots_as_objects():
    room = {"id": 4, "name": {"en": "Hall"}, "guid": GUID, "capacity": 90, "description": {"en": "Up"}}

    schedule = read_json(
        {
            "results": [
                {
                    "code": "ABCDEF",
                    "title": "One",
                    "state": "confirmed",
                    "slots": [slot(id=1, room=room, duration=45), slot(11, id=2, room=room, duration=45)],
                    "submission_type": {"id": 2, "name": {"en": "Workshop"}},
                    "track": {"id": 3, "name": {"en": "Net"}, "color": "#00ff00"},
                    "speakers": [{"code": "S1", "name": "Ada", "avatar_url": "https://example.org/a"}],
                }
            ]
        }
    )

    first, second = schedule.sessions
    assert [(session.id, session.others) for session in schedule.sessions] == [("ABCDEF", ("1",)), ("ABCDEF", ("2",))]
    assert (first.key, second.key) == ("other:1", "other:2")
    assert (first.kind, first.track, first.people[0].person.links) == (
        "workshop",
        ("Net",),
        (Link("Photo", "https://example.org/a"),),
    )
    assert schedule.rooms == (Room("Hall", GUID, 90, directions="Up"),)
    assert schedule.tracks[0].colour == "#00ff00"


def test_slots_with_their_submissions_are_read():
    schedule = read_json(
        {
            "id": 1,
            "version": "1",
            "slots": [
                slot(id=1, submission={"code": "ABCDEF", "title": "One", "state": "confirmed", "duration": 30}),
                slot(10, id=2, submission=None, description={"en": "Tea"}, end="2024-10-25T10:15:00+02:00"),
                slot(11, id=3, submission=None, slot_type="blocker"),
            ],
        }
    )

    assert [(session.title, session.kind) for session in schedule.sessions] == [("One", None), ("Tea", "break")]


def test_break_is_one_of_each_room():
    breaks = [slot(10, room={"en": room}, description={"en": "Tea", "de": "Tee"}) for room in ("Hall", "Cellar")]

    schedule = read_json({"slots": [talk()], "breaks": breaks})

    assert [(session.title, session.room, session.people) for session in schedule.sessions[1:]] == [
        ("Tea", "Hall", ()),
        ("Tea", "Cellar", ()),
    ]


def test_numbers_and_codes_are_resolved_where_the_file_has_them():
    session = read_one(
        {
            "submissions": [talk(speakers=["S1"], track=3, submission_type=2, slot=slot(room=4))],
            "rooms": [{"id": 4, "name": {"en": "Hall"}}],
            "speakers": {"S1": {"code": "S1", "name": "Ada"}},
            "tracks": [{"id": 3, "name": "Net"}],
            "submission_types": [{"id": 2, "name": "Panel"}],
        }
    )

    assert (session.room, session.track, session.kind) == ("Hall", ("Net",), "panel")
    assert [appearance.person.name for appearance in session.people] == ["Ada"]


def test_numbers_and_codes_that_mean_nothing_here_say_nothing():
    schedule = read_json([talk(speakers=["S1", "S2"], track=3, submission_type=2, slot=slot(room=4), resources=[7])])

    (session,) = schedule.sessions
    assert (session.room, session.track, session.kind, session.people) == (None, None, None, None)
    assert session.attachments is None
    assert "Speakers that the file has by number or code only: 2. Export it with them expanded." in texts(schedule)


def test_slots_by_number_come_without_times():
    schedule = read_json([{"code": "ABCDEF", "title": "One", "state": "confirmed", "slots": [1, 2]}])

    assert [session.starts_at for session in schedule.sessions] == [None]
    assert texts(schedule) == [
        "Submissions whose slots are mere numbers, and which come in without times: 1. "
        "Export with ?expand=slots,slots.room."
    ]


def test_schedule_of_mere_numbers_is_refused():
    with pytest.raises(Unacceptable, match="Export with"):
        read_json({"id": 1, "version": "1", "slots": [1, 2, 3]})


def test_talk_without_a_slot_has_no_time():
    session = read_one([talk(slot=None)])

    assert (session.starts_at, session.ends_at, session.room) == (None, None, "")


def test_only_public_tags_come_in():
    tags = [{"tag": "Loud", "is_public": True}, {"tag": "Shy", "is_public": False}, {"tag": "Old"}, "Text", 7]

    assert read_one([talk(tags=tags)]).tags == (Tag("", "Loud"),)
    assert read_one([talk(tags=["Text"])]).tags is None
    assert read_one([talk(tags=tags)], tag=["Tags"]).tags == (
        *(Tag("", "Loud"), Tag("", "Shy"), Tag("", "Old"), Tag("", "Text")),
    )


def test_resource_that_is_not_public_stays_out():
    resources = [{"resource": "https://example.org/s", "description": "S", "is_public": False}]

    assert read_one([talk(resources=resources)]).attachments == ()


def test_schedule_by_minute_is_read_without_what_stands_beside_it():
    schedule = read_json(
        {
            "schedule": {"2024-10-25": {"510": {}, "540": {"1": talk()}}},
            "sprints": {"2024-10-24": {"540": {"1": talk("SPRINT")}}},
            "extra": {"2024-10-25": {"510": {"id": "x", "title": {"en": "Breakfast"}}}},
            "rooms": [{"id": 1, "name": {"en": "Hall"}, "guid": GUID}],
        }
    )

    assert [session.id for session in schedule.sessions] == ["ABCDEF"]
    assert schedule.rooms == (Room("Hall", GUID),)
    assert texts(schedule) == ["Only what stands under “schedule” comes in, not sprints or extra."]


def test_schedule_by_day_is_read():
    session_event = {
        "event_type": "session",
        "code": "ABCDEF",
        "title": "One",
        "session_type": "Tutorial",
        "track": "Net",
        "speakers": [{"code": "S1", "name": "Ada", "avatar": ""}],
        "rooms": ["Hall"],
        "start": "2024-10-25T09:00:00+02:00",
        "duration": 90,
    }
    everywhere = session_event | {"code": "GHIJKL", "title": "Two", "rooms": ["Hall", "Cellar"]}
    lunch = {
        "event_type": "break",
        "title": "Lunch",
        "rooms": ["Hall"],
        "start": "2024-10-25T12:00:00Z",
        "duration": 60,
    }

    schedule = read_json({"days": {"2024-10-25": {"rooms": [], "events": [session_event, everywhere, lunch]}}})

    one, two, lunch = schedule.sessions
    assert (one.starts_at, (one.ends_at - one.starts_at).seconds) == (NINE, 5400)
    assert (one.room, one.track, one.kind) == ("Hall", ("Net",), "workshop")
    assert (two.room, lunch.kind, lunch.room) == ("", "break", "Hall")
    assert texts(schedule) == ["The session is in Hall, Cellar; it comes in without a room."]


def test_talks_by_code_are_read():
    schedule = read_json({"ABCDEF": talk(speakers=["S1"], youtube_url="https://example.org/v"), "B": talk("B")})

    assert [session.id for session in schedule.sessions] == ["ABCDEF", "B"]
    assert schedule.sessions[0].recording == "https://example.org/v"
