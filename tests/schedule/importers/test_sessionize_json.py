"""Sessionize's views."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Link, Tag, Unacceptable, ZoneNeeded

BERLIN = ZoneInfo("Europe/Berlin")


def session(**fields):
    told = {"id": "1", "title": "One", "startsAt": "2024-10-25T09:00:00", "endsAt": "2024-10-25T09:45:00"}
    return told | {"isServiceSession": False, "status": "Accepted"} | fields


def category(title, *names, first=10, **fields):
    items = [{"id": first + index, "name": name, "sort": index} for index, name in enumerate(names)]
    return {"id": first, "title": title, "items": items, "sort": first} | fields


def view(*sessions, **fields):
    return {"sessions": list(sessions), "speakers": [], "questions": [], "categories": [], "rooms": []} | fields


def read_json(value, zone=BERLIN, **mapping):
    return read(json.dumps(value).encode(), Context(zone=zone, mapping=mapping))


def read_one(value, zone=BERLIN, **mapping):
    (found,) = read_json(value, zone, **mapping).sessions
    return found


def test_view_of_all_is_joined():
    found = read_one(
        view(
            session(speakers=["u1", "gone"], roomId=5, description="Text", recordingUrl="https://example.org/r"),
            speakers=[
                {
                    "id": "u1",
                    "firstName": "Ada",
                    "lastName": "Test",
                    "fullName": "Ada Test",
                    "tagLine": "Boss @ Inc",
                    "bio": "Bio",
                    "profilePicture": "https://example.org/a.png",
                    "links": [{"title": "Blog", "url": "https://example.org/b", "linkType": "Blog"}],
                }
            ],
            rooms=[{"id": 5, "name": "Hall", "sort": 0}],
        )
    )

    assert (found.id, found.title, found.room, found.abstract) == ("1", "One", "Hall", "Text")
    assert (found.starts_at, found.ends_at) == (
        datetime(2024, 10, 25, 7, tzinfo=UTC),
        datetime(2024, 10, 25, 7, 45, tzinfo=UTC),
    )
    (ada,) = (appearance.person for appearance in found.people)
    assert (ada.name, ada.key, ada.position, ada.bio) == ("Ada Test", "u1", "Boss @ Inc", "Bio")
    assert ada.links == (Link("Photo", "https://example.org/a.png"), Link("Blog", "https://example.org/b"))
    assert found.recording == "https://example.org/r"


@pytest.mark.parametrize("start", ["2024-10-25T09:00:00", "2024-10-25T09:00:00Z"])
def test_times_are_of_the_wall(start):
    value = view(session(startsAt=start, endsAt=None))

    with pytest.raises(ZoneNeeded):
        read_json(value, None)

    found = read_one(value)
    assert (found.starts_at, (found.ends_at - found.starts_at).seconds) == (datetime(2024, 10, 25, 7, tzinfo=UTC), 1800)


def test_session_without_a_time_or_a_room_is_read():
    found = read_one(view(session(startsAt=None, endsAt=None, roomId=None)), None)

    assert (found.starts_at, found.ends_at, found.room) == (None, None, "")


def test_categories_mean_what_their_titles_say():
    found = read_one(
        view(
            session(categoryItems=[10, 11, 20, 30, 40, 41, 50]),
            categories=[
                category("Which track does it fit into?", "Net", "Core", first=10, type="session"),
                category("Vortragssprache", "Deutsch", first=20),
                category("Session format", "Workshop (2 h)", first=30),
                category("Level", "Easy", "Hard", first=40),
                category("Programming language", "Python", first=50),
            ],
        )
    )

    assert (found.track, found.language, found.kind) == (("Net",), "de", "workshop")
    assert found.tags == (
        Tag("Which track does it fit into?", "Core"),
        Tag("Level", "Easy"),
        Tag("Level", "Hard"),
        Tag("Programming language", "Python"),
    )


def test_mapping_overrules_what_titles_say():
    value = view(
        session(categoryItems=[10, 40]),
        categories=[category("Track", "Net", first=10), category("Level", "Hard", first=40)],
    )

    found = read_one(value, track=[" level "])

    assert (found.track, found.tags) == (("Hard",), (Tag("Track", "Net"),))


def test_what_is_not_public_comes_in_only_when_mapped():
    value = view(
        session(
            speakers=["u1"],
            categoryItems=[10],
            questionAnswers=[
                {"questionId": 5, "answerValue": "https://example.org/v"},
                {"questionId": 6, "answerValue": "30"},
            ],
            liveUrl="https://example.org/live",
        ),
        speakers=[{"id": "u1", "fullName": "Ada", "categoryItems": [10]}],
        categories=[category("Do any of these apply?", "Yes", first=10, type="speaker")],
        questions=[{"id": 5, "question": "Video"}, {"id": 6, "question": "Seats"}],
    )

    plain = read_one(value)
    mapped = read_one(
        value, recording=["Video"], access_url=["liveUrl"], capacity=["seats"], tag=["Do any of these apply?"]
    )

    assert (plain.tags, plain.recording, plain.access_url, plain.capacity) == ((), None, None, None)
    assert (mapped.recording, mapped.access_url) == ("https://example.org/v", "https://example.org/live")
    assert (mapped.capacity, mapped.tags) == (30, (Tag("Do any of these apply?", "Yes"),))


def test_mapping_that_leads_nowhere_is_told():
    schedule = read_json(view(session()), track=["Subject"], title=["Name"])

    assert [notice.text for notice in schedule.notices] == [
        "No category or question is called “Subject”.",
        "“Name” cannot be mapped to title in this format.",
    ]


@pytest.mark.parametrize(
    ("title", "kind"),
    [("Registration", "break"), ("Party!", "social"), ("Doors open", "break"), ("Keynote", "keynote")],
)
def test_service_session_has_a_kind_and_nobody_in_it(title, kind):
    found = read_one(view(session(title=title, isServiceSession=True, speakers=["u1"], status=None)))

    assert (found.kind, found.people, found.status) == (kind, (), None)


@pytest.mark.parametrize(("status", "expected"), [("Accepted", None), (None, None), ("Waitlisted", "draft")])
def test_only_what_is_accepted_is_published(status, expected):
    assert read_one(view(session(status=status))).status == expected


def test_declined_sessions_are_left_out_and_counted():
    schedule = read_json(view(session(), session(id="2", status="Declined")))

    assert [found.id for found in schedule.sessions] == ["1"]
    assert [notice.text for notice in schedule.notices] == ["Declined sessions that are left out: 1."]


def test_grid_has_names_in_its_sessions():
    grid_session = session(
        speakers=[{"id": "u1", "name": "Ada Test"}],
        categories=[{"id": 1, "name": "Track", "categoryItems": [{"id": 11, "name": "Net"}]}],
        roomId=5,
        room="Hall",
    )
    value = [
        {
            "date": "2024-10-25T00:00:00",
            "rooms": [{"id": 5, "name": "Hall", "sessions": [grid_session]}],
            "timeSlots": [{"slotStart": "09:00:00", "rooms": [{"id": 5, "name": "Hall", "session": grid_session}]}],
        }
    ]

    found = read_one(value)

    assert (found.room, found.track) == ("Hall", ("Net",))
    assert [(each.person.name, each.person.key) for each in found.people] == [("Ada Test", "u1")]


def test_grouped_session_of_two_groups_comes_in_once():
    value = [
        {"groupId": group, "groupName": name, "sessions": [session()]} for group, name in ((1, "Net"), (2, "Core"))
    ]

    assert [found.id for found in read_json(value).sessions] == ["1"]


def test_tracks_and_rooms_are_in_the_order_of_the_organisers():
    schedule = read_json(
        view(
            session(categoryItems=[12], roomId=6),
            session(id="2", categoryItems=[10], roomId=5),
            categories=[category("Tracks", "Net", "Unused", "Core", first=10)],
            rooms=[{"id": 6, "name": "Cellar", "sort": 1}, {"id": 5, "name": "Hall", "sort": 0}],
        )
    )

    assert [track.path for track in schedule.tracks] == [("Net",), ("Core",)]
    assert [room.name for room in schedule.rooms] == ["Hall", "Cellar"]


def test_view_of_people_is_refused_with_the_one_to_export():
    value = [{"id": "u1", "firstName": "Ada", "lastName": "Test", "fullName": "Ada Test", "tagLine": "Boss"}]

    with pytest.raises(Unacceptable, match="Export the view “All”"):
        read_json(value)
