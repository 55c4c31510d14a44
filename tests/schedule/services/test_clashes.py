"""What the rules find in what is stored, and acceptances."""

from datetime import timedelta

import pytest

from schedule.models import AcceptedClash, BofSession, Bookmark, Session
from schedule.services.clashes import (
    ClashGone,
    accept_clash,
    clashes_of_event,
    clashes_of_events,
    clashes_of_session,
    clashes_of_sessions,
    take_back_acceptance,
)
from tests.factories import START, make_event, make_room, make_session, make_speaker, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def aula(event):
    return make_room(event, name="Aula")


def make_good(event, **fields):
    """A session with all that one needs."""
    given = {"room": make_room(event), "speakers": [make_speaker(event)]}
    return make_session(event, **given | fields)


def rules(clashes):
    return [clash.rule for clash in clashes]


# What is stored


def test_event_in_order_has_no_clash(event):
    make_good(event)
    make_good(event, kind="bof")

    assert clashes_of_event(event, at=START) == []


def test_stored_sessions_are_read_with_all_that_the_rules_need(event, aula):
    wei = make_speaker(event, name="Wei Wang")
    one = make_good(event, title="One", room=aula, speakers=[wei])
    two = make_good(event, title="Two", room=aula, starts_at=START + HOUR, speakers=[make_speaker(event), wei])
    three = make_good(event, title="Three", room=aula, starts_at=START + HOUR)
    bof = make_good(event, title="Four", kind="bof", speakers=[wei])
    text = "Welcome.\nThis session begins at 12:00."
    late = make_good(event, abstract=text, starts_at=START + 5 * HOUR)
    small = make_good(event, room=make_room(event, name="Attic", capacity=1), starts_at=START + 7 * HOUR)
    own = make_good(event, capacity=0, starts_at=START + 9 * HOUR)
    for session in (small, small, own):
        Bookmark.objects.create(user=make_user(), session=session)

    found = {(clash.rule, clash.sessions) for clash in clashes_of_event(event, at=START)}

    assert found == {
        ("room_taken", (three.pk, two.pk)),
        ("host_elsewhere", (bof.pk, one.pk)),
        ("time_in_text", (late.pk,)),
        ("room_too_small", (small.pk,)),
        ("room_too_small", (own.pk,)),
    }


def test_days_are_those_of_the_events_zone():
    event = make_event(timezone="Asia/Tokyo")
    make_good(event, starts_at=START.replace(day=27, hour=19))  # 04:00 on the 28th, when its day begins
    early = make_good(event, starts_at=START.replace(day=27, hour=18, minute=59))

    assert [(clash.rule, clash.sessions) for clash in clashes_of_event(event, at=START)] == [
        ("outside_days", (early.pk,))
    ]


def test_events_are_read_together_and_kept_apart(event, aula):
    other = make_event()
    hall = make_room(other, name="Hall")
    for _ in range(2):
        make_good(event, room=aula)
        make_good(other, room=hall)

    found = clashes_of_events([event, other], at=START)

    assert {pk: rules(clashes) for pk, clashes in found.items()} == {event.pk: ["room_taken"], other.pk: ["room_taken"]}
    assert "Hall" not in found[event.pk][0].text
    assert clashes_of_events([], at=START) == {}


@pytest.mark.parametrize("count", [1, 3, 50])
def test_reading_costs_the_same_however_much_there_is(event, aula, django_assert_num_queries, count):
    for number in range(count):
        speaker = make_speaker(event)
        session = make_session(event, room=aula, speakers=[speaker], starts_at=START + number * timedelta(minutes=20))
        make_session(event, speakers=[speaker], starts_at=session.starts_at)

    with django_assert_num_queries(3):
        clashes_of_event(event, at=START)


def test_session_alone_has_the_clashes_that_it_has_in_its_event(event, aula):
    wei = make_speaker(event)
    before = make_good(event, speakers=[wei], starts_at=START - timedelta(minutes=30))
    session = make_good(event, room=aula, speakers=[wei])
    make_good(event, room=aula, starts_at=START + timedelta(minutes=29))
    make_good(event, room=aula, starts_at=START + timedelta(minutes=29))

    alone = clashes_of_session(session, at=START)

    assert rules(alone) == ["room_taken", "room_taken", "no_break"]
    assert alone == [clash for clash in clashes_of_event(event, at=START) if session.pk in clash.sessions]
    assert before.pk in alone[-1].sessions


def test_sessions_of_a_page_have_the_clashes_that_they_have_in_their_events(event, aula):
    other = make_event()
    sessions = [make_good(event, room=aula, starts_at=START + number * timedelta(minutes=20)) for number in range(4)]
    sessions.append(make_good(event, starts_at=None))
    elsewhere = make_good(other, speakers=[])
    make_good(other, speakers=[], starts_at=START + 9 * HOUR)

    found = clashes_of_sessions([*sessions[1:3], sessions[4], elsewhere], at=START)

    whole = clashes_of_events([event, other], at=START)
    assert found == {
        session.pk: [clash for clash in whole[session.event_id] if session.pk in clash.sessions]
        for session in (*sessions[1:3], sessions[4], elsewhere)
    }
    assert [len(clashes) for clashes in found.values()] == [2, 2, 1, 1]
    assert clashes_of_sessions([], at=START) == {}


def test_session_without_a_time_and_a_cancelled_one(event):
    assert rules(clashes_of_session(make_good(event, starts_at=None), at=START)) == ["no_time"]
    assert clashes_of_session(make_good(event, starts_at=None, status="cancelled"), at=START) == []


def test_bof_is_read_through_its_proxy(event):
    bof = make_good(event, kind="bof", speakers=[])

    assert rules(clashes_of_session(BofSession.objects.get(pk=bof.pk), at=START)) == ["no_host"]


# Acceptances


@pytest.fixture
def clash(event, aula):
    make_good(event, room=aula, title="One")
    make_good(event, room=aula, title="Two")
    [clash] = clashes_of_event(event, at=START)
    return clash


def test_accepted_clash_has_its_reason(event, clash):
    anna = make_user()

    row, is_new = accept_clash(event=event, key=clash.key, reason="A curtain.", user=anna, at=START)

    [again] = clashes_of_event(event, at=START)
    assert (again.accepted, is_new) == (row, True)
    assert (row.rule, row.text, row.reason, row.by) == ("room_taken", clash.text, "A curtain.", anna)


def test_accepting_twice_keeps_the_first_reason(event, clash):
    first, _ = accept_clash(event=event, key=clash.key, reason="A curtain.", user=make_user(), at=START)

    second, is_new = accept_clash(event=event, key=clash.key, reason="Another.", user=make_user(), at=START)

    assert (second, second.reason, is_new) == (first, "A curtain.", False)
    assert AcceptedClash.objects.count() == 1


def test_clash_that_is_gone_is_not_accepted(event, clash):
    Session.objects.filter(title="Two").update(status="cancelled")

    with pytest.raises(ClashGone):
        accept_clash(event=event, key=clash.key, reason="A curtain.", user=make_user(), at=START)

    assert not AcceptedClash.objects.exists()


def test_clash_of_another_event_is_not_accepted(event, clash):
    with pytest.raises(ClashGone):
        accept_clash(event=make_event(), key=clash.key, reason="A curtain.", user=make_user(), at=START)


def test_acceptance_does_not_cover_another_pairing(event, aula, clash):
    accept_clash(event=event, key=clash.key, reason="A curtain.", user=make_user(), at=START)
    make_good(event, room=aula, title="Three")

    assert [each.accepted is None for each in clashes_of_event(event, at=START)].count(True) == 2


def test_acceptance_outlives_who_gave_it(event, clash):
    anna = make_user()
    accept_clash(event=event, key=clash.key, reason="A curtain.", user=anna, at=START)

    anna.delete()

    assert AcceptedClash.objects.get().by is None


def test_taking_back_lets_it_count_again(event, clash):
    row, _ = accept_clash(event=event, key=clash.key, reason="A curtain.", user=make_user(), at=START)

    assert take_back_acceptance(event=make_event(), pk=row.pk) is None
    assert take_back_acceptance(event=event, pk=row.pk).text == clash.text
    assert take_back_acceptance(event=event, pk=row.pk) is None
    assert [each.accepted for each in clashes_of_event(event, at=START)] == [None]
