"""The rules about BoFs: what each finds, what it only just does not, and that the clock is the one it is given."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from schedule.clash_records import Entry, Frame, Person, Place
from schedule.clash_rules import clashes_of

ELEVEN = datetime(2020, 10, 29, 11, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FRAME = Frame(ZoneInfo("Europe/Dublin"), date(2020, 10, 28), date(2020, 10, 30), time(4), is_online=True)
ON_SITE = replace(FRAME, is_online=False)
ROOM = Place("room", "Room 1")
ONLINE = Place("online", "Online", is_parallel=True)
WEI = Person("attendee-7", "Wei Wang", "host")


def bof(pk=1, *, at=ELEVEN, minutes=60, **fields):
    """A published BoF in order: with a link, a host and a room."""
    given = {
        "title": f"BoF {pk}",
        "kind": "bof",
        "ends_at": at + timedelta(minutes=minutes),
        "room": Place(f"own-{pk}", f"Own {pk}"),
        "people": (Person(f"person-{pk}", f"Person {pk}"),),
        "has_link": True,
    }
    return Entry(pk, f"guid-{pk:04}", starts_at=at, **given | fields)


def slot(**fields):
    return bof(**{"title": "BoF: to come", "people": (), "is_open_slot": True, **fields})


def rules(*entries, at=ELEVEN, frame=FRAME):
    return [clash.rule for clash in clashes_of(entries, replace(frame, at=at))]


def one_of(*entries, at=ELEVEN, frame=FRAME):
    [clash] = clashes_of(entries, replace(frame, at=at))
    return clash


# A slot without a topic


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (ELEVEN - 7 * DAY - timedelta(seconds=1), []),
        (ELEVEN - 7 * DAY, ["no_topic"]),
        (ELEVEN + HOUR - timedelta(seconds=1), ["no_topic"]),
        (ELEVEN + HOUR, []),
        (None, []),
    ],
)
def test_slot_without_a_topic_is_told_from_its_days_before_until_its_end(at, expected):
    assert rules(slot(), at=at) == expected


def test_slot_is_told_as_many_days_before_as_the_organiser_chose():
    assert rules(slot(topic_days=2), at=ELEVEN - 3 * DAY) == []
    assert rules(slot(topic_days=0), at=ELEVEN - HOUR) == []
    assert rules(slot(topic_days=0), at=ELEVEN) == ["no_topic"]


@pytest.mark.parametrize(
    ("wishes", "topics", "expected"),
    [
        (0, 0, "no topic on the board is open"),
        (0, 1, "1 topic on the board is open"),
        (0, 5, "5 topics on the board are open"),
        (1, 5, "1 topic on the board wishes for it"),
        (2, 5, "2 topics on the board wish for it"),
    ],
)
def test_slot_without_a_topic_says_what_the_board_has_for_it(wishes, topics, expected):
    clash = one_of(slot(wishes=wishes, topics=topics))

    assert (clash.severity, clash.text) == ("warning", f"“BoF: to come”: it has no topic yet, and {expected}.")
    assert clash.key == "no_topic:guid-0001"


@pytest.mark.parametrize("fields", [{"is_open_slot": False}, {"status": "draft"}, {"status": "cancelled"}])
def test_slot_that_lacks_no_topic(fields):
    assert "no_topic" not in rules(slot(**fields))


def test_slot_without_a_topic_needs_no_host_yet():
    assert rules(slot(), at=None) == []
    assert rules(bof(people=()), at=None) == ["no_host"]


# An access link


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (ELEVEN - HOUR - timedelta(seconds=1), []),
        (ELEVEN - HOUR, ["no_link"]),
        (ELEVEN + HOUR - timedelta(seconds=1), ["no_link"]),
        (ELEVEN + HOUR, []),
        (None, []),
    ],
)
def test_link_is_missed_from_an_hour_before_until_the_end(at, expected):
    assert rules(bof(has_link=False), at=at) == expected


def test_missing_link_is_severe_and_says_when_it_is():
    clash = one_of(bof(has_link=False))

    assert (clash.severity, clash.key) == ("severe", "no_link:guid-0001")
    assert clash.text == "“BoF 1”: it has no access link, and is at 11:00–12:00."


@pytest.mark.parametrize(
    ("frame", "fields"),
    [
        (FRAME, {}),
        (FRAME, {"kind": "talk"}),
        (FRAME, {"kind": "workshop"}),
        (ON_SITE, {"room": ONLINE}),
        (ON_SITE, {"needs_link": True}),
    ],
)
def test_link_is_missed(frame, fields):
    assert rules(bof(has_link=False, **fields), frame=frame) == ["no_link"]


@pytest.mark.parametrize(
    ("frame", "fields"),
    [
        (FRAME, {"has_link": True}),
        (FRAME, {"kind": "break"}),
        (FRAME, {"kind": "social"}),
        (FRAME, {"status": "draft"}),
        (FRAME, {"status": "cancelled"}),
        (ON_SITE, {}),
        (ON_SITE, {"kind": "talk", "room": ONLINE}),
    ],
)
def test_link_is_not_missed(frame, fields):
    assert rules(bof(**{"has_link": False} | fields), frame=frame) == []


def test_bof_without_a_room_needs_a_link():
    assert rules(bof(has_link=False, room=None), frame=ON_SITE) == ["no_link", "no_room"]


# Those who would come, elsewhere


@pytest.mark.parametrize(
    ("number", "bookmarks", "expected"),
    [(3, 12, 1), (3, 13, 0), (2, 2, 0), (12, 31, 1)],
)
def test_interest_elsewhere_is_told_from_a_quarter_and_three_people(number, bookmarks, expected):
    one = bof(1, bookmarks=bookmarks, shared=((2, number),))

    assert rules(one, bof(2, kind="talk")) == ["interest_elsewhere"] * expected


def test_interest_elsewhere_is_told_to_both():
    one = bof(1, title="Nested", bookmarks=31, shared=((2, 12),))

    clash = one_of(one, bof(2, kind="talk", title="Keynote"))

    assert (clash.severity, clash.sessions) == ("warning", (1, 2))
    assert clash.text == "“Nested”: 12 of the 31 who have it bookmarked “Keynote”, 11:00–12:00, at that time."
    assert clash.text_for(1) == "12 of the 31 who have it bookmarked “Keynote”, 11:00–12:00, at that time."
    assert clash.text_for(2) == "12 of the 31 who have the BoF “Nested”, 11:00–12:00, bookmarked this at that time."
    assert clash.key == "interest_elsewhere:guid-0001:guid-0002"


def test_two_bofs_are_told_of_once_as_the_one_that_would_lose_more_and_by_one_key():
    one, other = bof(1, bookmarks=40, shared=((2, 10),)), bof(2, bookmarks=11, shared=((1, 10),))

    clash = one_of(one, other)
    swapped = one_of(replace(one, bookmarks=11), replace(other, bookmarks=40))

    assert clash.text.startswith("“BoF 2”: 10 of the 11")
    assert swapped.text.startswith("“BoF 1”: 10 of the 11")
    assert clash.key == swapped.key


def test_interest_in_an_open_slot_or_in_what_is_cancelled_is_not_told():
    shared = {"bookmarks": 9, "shared": ((2, 9),)}

    assert rules(slot(**shared), bof(2), at=None) == []
    assert rules(bof(**shared), bof(2, status="cancelled"), at=None) == []
    assert rules(bof(kind="talk", **shared), bof(2), at=None) == []


# Hosts


def test_host_of_two_at_once_is_told_by_the_name_they_chose():
    clash = one_of(bof(1, hosts=(WEI,)), bof(2, hosts=(WEI,)))

    assert (clash.rule, clash.severity) == ("host_elsewhere", "severe")
    assert clash.text == "Wei Wang hosts in Own 1 (“BoF 1”, 11:00–12:00) and in Own 2 (“BoF 2”, 11:00–12:00)."
    assert clash.key == "host_elsewhere:guid-0001:guid-0002:attendee-7"


def test_host_whom_the_programme_names_in_both_is_told_of_once():
    listed = replace(WEI, guid="wei")
    one = bof(1, people=(listed,), hosts=(WEI,))

    assert rules(one, bof(2, people=(listed,), hosts=(WEI,))) == ["host_elsewhere"]
    assert rules(one, bof(2, people=(replace(WEI, guid="another"),), hosts=(WEI,))) == ["host_elsewhere"]


def test_host_of_one_after_the_other_is_fine_and_somebody_else_of_that_name_too():
    assert rules(bof(1, hosts=(WEI,)), bof(2, at=ELEVEN + 2 * HOUR, hosts=(WEI,))) == []
    assert rules(bof(1, hosts=(WEI,)), bof(2, hosts=(replace(WEI, guid="attendee-8"),))) == []


def test_bof_that_an_attendee_hosts_has_a_host():
    assert rules(bof(people=(), hosts=(WEI,))) == []


# A time in the text


@pytest.mark.parametrize(
    "text", ["We talk about virtio at 12:00.", "At 12:00 UTC, see you there!", "Join us\nat 12:00", "Meet at 12:00."]
)
def test_text_that_still_says_twelve_is_told_when_the_bof_was_moved_to_eleven(text):
    clash = one_of(bof(text=text))

    assert (clash.rule, clash.severity) == ("time_in_text", "warning")
    assert clash.text == "“BoF 1”: its description says 12:00, and it is at 11:00–12:00."
    assert rules(bof(text=text, at=ELEVEN + HOUR)) == []
    assert rules(bof(text=text.replace("12:00", "11:00"), at=ELEVEN + HOUR)) == ["time_in_text"]


def test_topic_that_names_another_time_is_told_unless_the_description_does():
    assert one_of(bof(topic_text="See you at 12:00.")).told == ("Its topic says 12:00, and it is at 11:00–12:00.",)
    assert rules(bof(text="See you at 12:00.", topic_text="See you at 12:00.")) == ["time_in_text"]


@pytest.mark.parametrize(
    "text",
    [
        "See you at 11:30.",
        "We continue what the talk at 10:00 began.",
        "Afterwards lunch at 13:00.",
        "We meet again on Friday at 9:00.",
        "The Virtio session begins at 12:00.",  # another one
        "At 07:00 PDT.",  # nobody here knows
    ],
)
def test_text_that_names_no_other_time_of_its_own_is_not_told(text):
    assert rules(bof(text=text)) == []


def test_talk_may_name_any_time():
    assert rules(bof(kind="talk", text="The bug showed at 12:00.")) == []
