"""Each rule with what it finds and what it only just does not; and the sweep against a comparison of all pairs."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule.clash_records import MOST_PAIRS, RULES, TODO, Entry, Frame, Person, Place, pairs_in
from schedule.clash_rules import clashes_of

FRAME = Frame(ZoneInfo("Europe/Dublin"), date(2020, 10, 28), date(2020, 10, 30), time(4))
TEN = datetime(2020, 10, 29, 10, 0, tzinfo=UTC)
ONE, TWO = Place("room-1", "Room 1"), Place("room-2", "Room 2")
WEI, AMY = Person("wei", "Wei Wang"), Person("amy", "Amy")
_numbers = count(1)


def entry(*, at=0, minutes=30, **fields):
    """A published talk with a speaker and a room of its own, `at` minutes after ten."""
    number = next(_numbers)
    starts_at = None if at is None else TEN + timedelta(minutes=at)
    given = {
        "pk": number,
        "guid": f"guid-{number:04}",
        "title": f"Talk {number}",
        "starts_at": starts_at,
        "ends_at": starts_at and starts_at + timedelta(minutes=minutes),
        "room": Place(f"own-{number}", f"Own {number}"),
        "people": (Person(f"person-{number}", f"Person {number}"),),
    }
    return Entry(**given | fields)


def found(*entries, frame=FRAME):
    return [(clash.rule, clash.sessions) for clash in clashes_of(entries, frame)]


def one_of(*entries, frame=FRAME):
    [clash] = clashes_of(entries, frame)
    return clash


def test_session_in_order_has_no_clash():
    assert found(entry(), entry(kind="break", people=(), room=None)) == []


# Room taken


def test_room_taken_is_told_to_both():
    one, other = entry(title="First", room=ONE), entry(title="Second", room=ONE, at=29)

    clash = one_of(other, one)

    assert (clash.rule, clash.sessions, clash.severity) == ("room_taken", (one.pk, other.pk), "severe")
    assert clash.text == "Room 1 has two at once: “First”, 10:00–10:30, and “Second”, 10:29–10:59."
    assert clash.text_for(one.pk) == "Room 1 is taken at that time: “Second”, 10:29–10:59."
    assert clash.text_for(other.pk) == "Room 1 is taken at that time: “First”, 10:00–10:30."


@pytest.mark.parametrize(
    "other",
    [
        {"room": ONE, "at": 30},
        {"room": TWO},
        {"room": None, "kind": "social"},
        {"room": ONE, "status": "cancelled"},
    ],
)
def test_room_is_not_taken(other):
    assert found(entry(room=ONE), entry(**other)) == []


def test_parallel_room_is_never_taken():
    online = Place("online", "Online", is_parallel=True)

    assert found(entry(room=online), entry(room=online)) == []


def test_draft_takes_a_room_and_says_that_it_is_one():
    talk, draft = entry(room=ONE), entry(title="Maybe", room=ONE, status="draft")

    clash = one_of(talk, draft)

    assert clash.severity == "severe"
    assert clash.text_for(talk.pk) == "Room 1 is taken at that time: “Maybe” (draft), 10:00–10:30."


# Speakers


def test_speaker_in_two_places_is_told_to_both():
    one = entry(title="Virtio", room=ONE, people=(WEI,))
    other = entry(title="Nested virtualisation", room=TWO, people=(AMY, WEI))

    clash = one_of(one, other)

    assert (clash.rule, set(clash.sessions)) == ("speaker_twice", {one.pk, other.pk})
    assert clash.text_for(one.pk) == "Wei Wang speaks in Room 2 at that time: “Nested virtualisation”, 10:00–10:30."
    assert clash.text_for(other.pk) == "Wei Wang speaks in Room 1 at that time: “Virtio”, 10:00–10:30."
    assert clash.text == (
        "Wei Wang speaks in Room 2 (“Nested virtualisation”, 10:00–10:30) and in Room 1 (“Virtio”, 10:00–10:30)."
    )


def test_each_person_that_two_sessions_share_is_a_clash():
    one, other = entry(people=(WEI, AMY)), entry(people=(AMY, WEI))

    assert [clash.rule for clash in clashes_of([one, other], FRAME)] == ["speaker_twice"] * 2


def test_speaker_in_one_room_twice_is_told_as_a_room_that_is_taken():
    assert [rule for rule, _ in found(entry(room=ONE, people=(WEI,)), entry(room=ONE, people=(WEI,)))] == ["room_taken"]


def test_speaker_in_one_parallel_room_twice_is_in_two_places():
    online = Place("online", "Online", is_parallel=True)

    assert [rule for rule, _ in found(entry(room=online, people=(WEI,)), entry(room=online, people=(WEI,)))] == [
        "speaker_twice"
    ]


def test_person_with_the_same_name_is_another():
    assert found(entry(people=(WEI,)), entry(people=(replace(WEI, guid="another"),))) == []


def test_bof_host_elsewhere_is_told_with_what_they_do():
    bof = entry(kind="bof", title="BoF", room=ONE, people=(WEI,))
    panel = entry(kind="panel", title="Panel", room=TWO, people=(replace(WEI, role="moderator"),))

    clash = one_of(bof, panel)

    assert clash.rule == "host_elsewhere"
    assert clash.text == "Wei Wang hosts in Room 1 (“BoF”, 10:00–10:30) and moderates in Room 2 (“Panel”, 10:00–10:30)."


# A break between rooms


@pytest.mark.parametrize(("at", "minutes"), [(30, "no time"), (31, "1 minute"), (34, "4 minutes")])
def test_speaker_needs_a_break_between_rooms(at, minutes):
    one = entry(title="Early", room=ONE, people=(WEI,))
    other = entry(title="Late", room=TWO, at=at, people=(WEI,))

    clash = one_of(one, other)

    assert (clash.rule, clash.severity) == ("no_break", "warning")
    assert clash.text.startswith(f"Wei Wang has {minutes} to get from Room 1 (“Early”, 10:00–10:30) to Room 2 (“Late”,")
    assert clash.text_for(one.pk).startswith(f"Wei Wang has {minutes} to get to Room 2 after it: “Late”,")
    assert clash.text_for(other.pk) == f"Wei Wang has {minutes} to get here from Room 1: “Early”, 10:00–10:30."


@pytest.mark.parametrize("other", [{"at": 35, "room": TWO}, {"at": 30, "room": ONE}, {"at": 30, "room": None}])
def test_speaker_has_a_break(other):
    entries = entry(room=ONE, people=(WEI,)), entry(**other, people=(WEI,), kind="social")

    assert found(*entries) == []


def test_no_break_is_needed_between_online_rooms():
    rooms = [Place(name, name, is_parallel=True) for name in ("a", "b")]

    assert found(*(entry(room=room, at=30 * at, people=(WEI,)) for at, room in enumerate(rooms))) == []


def test_pause_is_as_long_as_asked_for():
    entries = [entry(room=ONE, people=(WEI,)), entry(room=TWO, at=40, people=(WEI,))]

    rules = [clash.rule for clash in clashes_of(entries, FRAME, pause=timedelta(minutes=11))]

    assert rules == ["no_break"]


# Days


def test_session_on_another_day_is_told():
    lost = entry(title="Lost", at=10 * 24 * 60)

    clash = one_of(lost)

    assert (clash.rule, clash.severity) == ("outside_days", "severe")
    assert clash.text == "“Lost”: it is on Sun 8 Nov 2020, which is not a day of the event."
    assert clash.text_for(lost.pk) == "It is on Sun 8 Nov 2020, which is not a day of the event."


def test_session_that_ends_days_later_is_told():
    clash = one_of(entry(minutes=3 * 24 * 60))

    assert clash.told == ("It ends on Sun 1 Nov 2020, which is not a day of the event.",)


def test_night_after_the_last_day_is_still_of_the_event():
    last_evening = 24 * 60 + 12 * 60  # ten in the evening

    assert found(entry(at=last_evening, minutes=6 * 60)) == []  # until four
    assert found(entry(at=last_evening, minutes=6 * 60 + 2)) != []
    assert found(entry(at=-(24 + 6) * 60)) == []  # from four on
    assert found(entry(at=-(24 + 6) * 60 - 1)) != []


# Bookmarks


@pytest.mark.parametrize(
    ("room", "capacity", "told"),
    [
        (50, None, "61 people have bookmarked it, and Room 1 holds 50."),
        (50, 55, "61 people have bookmarked it, and Room 1 holds 50."),
        (100, 20, "61 people have bookmarked it, and it takes 20."),
        (None, 20, "61 people have bookmarked it, and it takes 20."),
        (60, 60, "61 people have bookmarked it, and Room 1 holds 60."),
    ],
)
def test_room_too_small_is_told_by_what_is_smallest(room, capacity, told):
    clash = one_of(entry(room=replace(ONE, capacity=room), capacity=capacity, bookmarks=61))

    assert (clash.rule, clash.told) == ("room_too_small", (told,))


@pytest.mark.parametrize(("room", "capacity"), [(61, None), (None, None), (None, 61), (62, 100)])
def test_room_is_not_too_small(room, capacity):
    assert found(entry(room=replace(ONE, capacity=room), capacity=capacity, bookmarks=61)) == []


# What is missing


@pytest.mark.parametrize(
    ("fields", "rule", "told"),
    [
        ({"at": None}, "no_time", "It has no time yet."),
        ({"ends_at": None}, "no_time", "It has no end."),
        ({"room": None}, "no_room", "It has no room."),
        ({"people": ()}, "no_speaker", "It has no speaker."),
        ({"people": (), "kind": "bof"}, "no_host", "It has nobody who hosts it."),
    ],
)
def test_what_is_missing_is_a_warning_and_of_a_draft_to_do(fields, rule, told):
    published, draft = one_of(entry(**fields)), one_of(entry(status="draft", **fields))

    assert (published.rule, published.told, published.severity) == (rule, (told,), "warning")
    assert (draft.rule, draft.told, draft.severity) == (rule, (told,), TODO)
    assert found(entry(status="cancelled", **fields)) == []


@pytest.mark.parametrize("kind", ["break", "social", "other"])
def test_breaks_and_parties_need_neither_room_nor_speaker(kind):
    assert found(entry(kind=kind, room=None, people=())) == []


@pytest.mark.parametrize("kind", ["talk", "keynote", "lightning", "panel", "workshop"])
def test_these_kinds_need_a_speaker(kind):
    assert [rule for rule, _ in found(entry(kind=kind, people=()))] == ["no_speaker"]


def test_event_that_is_online_only_needs_no_rooms():
    assert found(entry(room=None), frame=replace(FRAME, is_online=True)) == []


def test_time_in_the_text_is_told():
    clash = one_of(entry(title="Virtio", text="This session begins at 12:00."))

    assert (clash.rule, clash.told) == (
        "time_in_text",
        ("Its description says 12:00, and it is at 10:00–10:30.",),
    )


# Keys and order


def test_key_survives_harmless_edits():
    one, other = entry(room=ONE, people=(WEI,)), entry(room=ONE)
    moved = [replace(other, title="Renamed", starts_at=other.starts_at + timedelta(minutes=5)), replace(one, text="x")]

    assert one_of(one, other).key == one_of(*moved).key


def test_key_differs_with_session_person_room_and_day():
    one, other, third = (entry(room=ONE, people=(WEI,)) for _ in range(3))
    elsewhere = [replace(one, room=TWO), replace(other, room=TWO)]
    twice = [replace(one, room=TWO), other]
    lost = [replace(one, starts_at=one.starts_at + timedelta(days=days), ends_at=one.ends_at + timedelta(days=days))
            for days in (10, 11)]  # fmt: skip
    keys = [
        one_of(one, other).key,
        one_of(one, third).key,
        one_of(*elsewhere).key,
        one_of(*twice).key,
        one_of(*(replace(each, people=(AMY,)) for each in twice)).key,
        *(one_of(each).key for each in lost),
    ]

    assert len(set(keys)) == len(keys)
    assert max(len(key) for key in keys) <= 200


def test_longest_key_fits_its_column():
    guid = "0" * 36

    assert max(len(":".join((rule, guid, guid, guid))) for rule in RULES) <= 200
    assert max(len(rule) for rule in RULES) <= 20


def test_severe_ones_come_first_and_then_by_rule_and_time():
    late = entry(at=90, people=())
    early = entry(at=60, people=())
    todo = entry(status="draft", people=())
    taken = [entry(room=ONE, at=120), entry(room=ONE, at=120)]

    rules = found(late, early, todo, *taken)

    assert [sessions for _, sessions in rules[1:]] == [(early.pk,), (late.pk,), (todo.pk,)]
    assert rules[0][0] == "room_taken"


# Any programme


SLOTS = st.lists(
    st.tuples(
        st.integers(0, 40) | st.none(),
        st.integers(1, 12),
        st.sampled_from([None, ONE, TWO, Place("online", "Online", is_parallel=True)]),
        st.sets(st.sampled_from(["a", "b", "c"]), max_size=2),
        st.sampled_from(["published", "draft", "cancelled"]),
        st.sampled_from(["talk", "bof"]),
    ),
    max_size=12,
)


def overlap(one, other):
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def compared(entries):
    """Room taken, in two places, without a break: by comparing all pairs."""
    expected = set()
    timed = [each for each in entries if each.starts_at and each.status != "cancelled"]
    for one, other in combinations(timed, 2):
        pair = frozenset((one.pk, other.pk))
        same_room = one.room is not None and one.room == other.room
        if same_room and not one.room.is_parallel and overlap(one, other):
            expected.add(("room_taken", pair, ""))
        for guid in {each.guid for each in one.people} & {each.guid for each in other.people}:
            apart = max(one.starts_at, other.starts_at) - min(one.ends_at, other.ends_at)
            if overlap(one, other):
                if not same_room or one.room.is_parallel:
                    rule = "host_elsewhere" if "bof" in (one.kind, other.kind) else "speaker_twice"
                    expected.add((rule, pair, guid))
                continue
            walks = one.room and other.room and not same_room
            if walks and apart < timedelta(minutes=5) and not (one.room.is_parallel and other.room.is_parallel):
                expected.add(("no_break", pair, guid))
    return expected


@given(SLOTS)
def test_sweep_finds_what_a_comparison_of_all_pairs_finds(slots):
    entries = [
        entry(
            at=None if at is None else 3 * at,
            minutes=3 * length,
            room=room,
            people=tuple(Person(name, name) for name in sorted(names)),
            status=status,
            kind=kind,
        )
        for at, length, room, names, status, kind in slots
    ]

    clashes = [each for each in clashes_of(entries, FRAME) if len(each.sessions) == 2]

    swept = [
        (each.rule, frozenset(each.sessions), "" if each.rule == "room_taken" else each.key.rsplit(":")[-1])
        for each in clashes
    ]
    assert len(swept) == len(set(swept))
    assert set(swept) == compared(entries)
    assert len({each.key for each in clashes}) == len(clashes)


def test_a_thousand_sessions_at_one_time_stay_within_bounds():
    entries = [entry(room=ONE) for _ in range(200)]

    assert len(list(pairs_in(entries))) <= 200 * MOST_PAIRS
