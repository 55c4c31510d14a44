from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from schedule.models import Attendee, BofInterest, BofProposal, Bookmark, Change, Session
from schedule.services.bof_slots import (
    claim_slot,
    fits_for,
    free_slots,
    is_host_of,
    schedule_topic,
    take_out,
)
from schedule.services.bofs import NotNow, set_interest
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import (
    START,
    make_attendee,
    make_call,
    make_event,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db
BEFORE = START - timedelta(days=1)


@pytest.fixture
def event():
    return make_event()


def bookmarked_by(session):
    return set(Bookmark.objects.filter(session=session).values_list("user", flat=True))


def changes_of(event):
    return list(Change.objects.filter(event=event).order_by("pk").values_list("kind", "title", "old", "new"))


def test_topic_gives_a_slot_its_words_hosts_and_bookmarks(event):
    host, fan, holder = make_attendee("Jason Wang"), make_user(), make_user()
    slot = make_slot(event)
    set_bookmark(user=holder, session=slot, bookmarked=True)
    publish(event)
    topic = make_topic(event, title="Virtio topics", description="Who owns it?", interested=[fan], hosts=[host])

    session = schedule_topic(proposal=topic, slot=slot)

    session.refresh_from_db()
    topic.refresh_from_db()
    assert (session.title, session.abstract, session.is_open_slot) == ("Virtio topics", "Who owns it?", False)
    assert [(str(a.speaker), a.role) for a in session.appearances.all()] == [("Jason Wang", "host")]
    assert topic.session == session
    assert bookmarked_by(session) == {host.pk, fan.pk, holder.pk}
    assert changes_of(event) == [("renamed", "Virtio topics", "BoF: to be announced", "Virtio topics")]


def test_scheduling_moves_the_feeds_of_those_who_get_it_and_of_nobody_else(event):
    fan, other = make_user(), make_user()
    for user in (fan, other):
        Attendee.objects.create(user=user)
    slot = make_slot(event)
    topic = make_topic(event, interested=[fan])
    versions = dict(Attendee.objects.values_list("user", "version"))

    schedule_topic(proposal=topic, slot=slot)

    assert Attendee.objects.get(user=fan).version != versions[fan.pk]
    assert Attendee.objects.get(user=other).version == versions[other.pk]


def test_host_who_speaks_there_already_stays_one_person(event):
    speaker = make_speaker(event, name="Jason Wang")
    topic = make_topic(event, hosts=[make_attendee("jason wang")])

    session = schedule_topic(proposal=topic, slot=make_slot(event))

    assert list(session.speakers.all()) == [speaker]


def test_slot_is_given_once(event):
    slot = make_slot(event)
    schedule_topic(proposal=make_topic(event, title="First"), slot=slot)
    second = make_topic(event, title="Second")

    with pytest.raises(NotNow, match="has its topic meanwhile: “First”"):
        schedule_topic(proposal=second, slot=slot)

    second.refresh_from_db()
    assert second.session is None
    assert Session.objects.get(pk=slot.pk).title == "First"


def test_topic_gets_one_slot(event):
    topic = make_topic(event)
    schedule_topic(proposal=topic, slot=make_slot(event))

    with pytest.raises(NotNow, match="has its slot already"):
        schedule_topic(proposal=topic, slot=make_slot(event, slug="other"))


@pytest.mark.parametrize("state", ["pending", "declined", "withdrawn", "merged"])
def test_topic_that_is_not_on_the_board_gets_none(event, state):
    slot = make_slot(event)

    with pytest.raises(NotNow, match="is not on the board"):
        schedule_topic(proposal=make_topic(event, state=state), slot=slot)

    assert Session.objects.get(pk=slot.pk).is_open_slot


def test_slot_of_another_event_is_refused(event):
    foreign = make_slot(make_event())

    with pytest.raises(ValidationError, match="no BoF slot of this event"):
        schedule_topic(proposal=make_topic(event), slot=foreign)


def test_talk_is_no_slot(event):
    with pytest.raises(ValidationError, match="no BoF slot of this event"):
        schedule_topic(proposal=make_topic(event), slot=make_session(event))


def test_topic_taken_out_is_on_the_board_again_and_its_slot_open(event):
    topic = make_topic(event, title="Virtio", description="Who owns it?", hosts=[make_attendee("Jason Wang")])
    session = schedule_topic(proposal=topic, slot=make_slot(event, abstract="Open to all."))

    take_out(proposal=topic)

    session.refresh_from_db()
    topic.refresh_from_db()
    assert (session.title, session.abstract) == ("BoF: to be announced", "Open to all.")
    assert session.is_open_slot
    assert not event.speakers.exists()
    assert topic.session is None
    assert list(BofProposal.objects.open()) == [topic]


def test_deleted_session_gives_its_topic_back(event):
    topic = make_topic(event)
    schedule_topic(proposal=topic, slot=make_slot(event)).delete()

    assert list(BofProposal.objects.open()) == [topic]


def test_bookmarks_that_came_with_a_topic_go_with_it(event):
    fan, holder, both, late = (make_user() for _ in range(4))
    slot = make_slot(event)
    for user in (holder, both):
        set_bookmark(user=user, session=slot, bookmarked=True)
    topic = make_topic(event, interested=[fan, both])
    schedule_topic(proposal=topic, slot=slot)
    set_interest(user=late, proposal=topic, interested=True)

    take_out(proposal=topic)

    assert bookmarked_by(slot) == {holder.pk, both.pk}


def test_host_who_was_a_speaker_before_stays_one(event):
    speaker = make_speaker(event, name="Jason Wang", company="Red Hat")
    topic = make_topic(event, hosts=[make_attendee("Jason Wang")])
    schedule_topic(proposal=topic, slot=make_slot(event))

    take_out(proposal=topic)

    assert list(event.speakers.all()) == [speaker]


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_slot_that_is_not_published_gets_no_topic(event, status):
    slot = make_slot(event, status=status)

    with pytest.raises(NotNow, match=f"This slot is {status}"):
        schedule_topic(proposal=make_topic(event), slot=slot)

    assert list(free_slots(event, by_organiser=True)) == []


def test_slot_that_somebody_opened_again_under_its_topic_gets_no_second(event):
    session = schedule_topic(proposal=make_topic(event, title="First"), slot=make_slot(event))
    Session.objects.filter(pk=session.pk).update(is_open_slot=True)

    with pytest.raises(NotNow, match="“First” is in this slot"):
        schedule_topic(proposal=make_topic(event), slot=session)


# Which slot suits


def test_slots_with_the_least_conflict_come_first(event):
    users = [make_user() for _ in range(3)]
    talk = make_session(event, title="Rival", starts_at=START + timedelta(hours=1), minutes=60)
    for user in users[:2]:
        set_bookmark(user=user, session=talk, bookmarked=True)
    small = make_room(event, name="Closet", capacity=2)
    at_once, tight, free = (
        make_slot(event, slug="at-once"),
        make_slot(event, slug="tight", starts_at=START + timedelta(hours=4), room=small),
        make_slot(event, slug="free", starts_at=START + timedelta(hours=8)),
    )
    topic = make_topic(event, interested=users, wished=[at_once])

    fits = fits_for(topic, free_slots(event, by_organiser=True))

    assert [(fit.slot.pk, fit.conflicts, fit.is_wished) for fit in fits] == [
        (free.pk, 0, False),
        (at_once.pk, 2, True),
        (tight.pk, 0, False),
    ]
    assert fits[1].warnings == ("2 of the 3 interested bookmarked “Rival” at that time.",)
    assert fits[2].problems == ("3 people are interested, and Closet holds 2.",)


def test_attendees_read_of_three_people_and_more(event):
    users = [make_user() for _ in range(3)]
    for title, number in (("Two", 2), ("Three", 3)):
        talk = make_session(event, title=title, starts_at=START + timedelta(hours=1))
        for user in users[:number]:
            set_bookmark(user=user, session=talk, bookmarked=True)

    [fit] = fits_for(make_topic(event, interested=users), [make_slot(event)], is_public=True)

    assert fit.warnings == ("3 of the 3 interested bookmarked “Three” at that time.",)


def test_slot_in_which_the_host_is_elsewhere_has_a_problem(event):
    host = make_attendee("Jason Wang")
    other = schedule_topic(proposal=make_topic(event, title="Other", hosts=[host]), slot=make_slot(event))
    slot = make_slot(event, slug="again")

    [fit] = fits_for(make_topic(event, hosts=[host]), [slot])

    assert fit.problems == ("Whoever hosts it is in “Other” at that time.",)
    assert other.pk != slot.pk


def test_fits_take_as_many_queries_for_three_slots_as_for_one(event, django_assert_num_queries):
    topic = make_topic(event, interested=[make_user()])
    slots = [make_slot(event, slug=f"slot-{number}") for number in range(3)]

    for number in (1, 3):
        with django_assert_num_queries(6):
            fits_for(topic, slots[:number])


# Claiming


def test_proposer_claims_a_free_slot(event):
    make_call(event, lets_claim=True)
    user = make_attendee("Alex")
    topic, slot = make_topic(event, title="Mine", proposer=user, hosts=[user]), make_slot(event)

    claim_slot(proposal=topic, slot=slot, user=user, at=BEFORE)

    assert Session.objects.get(pk=slot.pk).title == "Mine"
    assert bookmarked_by(slot) == {user.pk}


def test_claim_takes_no_speakers_name(event):
    make_call(event, lets_claim=True)
    speaker, user = make_speaker(event, name="Linus Torvalds"), make_attendee("Linus Torvalds")
    topic = make_topic(event, proposer=user, hosts=[user])

    session = claim_slot(proposal=topic, slot=make_slot(event), user=user, at=BEFORE)

    assert [each.pk for each in session.speakers.all()] != [speaker.pk]
    assert session.speakers.count() == 1


@pytest.mark.parametrize("lets_claim", [True, False])
def test_claim_is_for_the_proposer_where_organisers_let_them(event, lets_claim):
    make_call(event, lets_claim=lets_claim)
    user, other = make_user(), make_user()
    topic, slot = make_topic(event, proposer=user), make_slot(event)

    with pytest.raises(NotNow, match="organisers choose"):
        claim_slot(proposal=topic, slot=slot, user=other if lets_claim else user, at=BEFORE)

    assert Session.objects.get(pk=slot.pk).is_open_slot


def test_claim_of_a_room_too_small_is_refused(event):
    make_call(event, lets_claim=True)
    users = [make_user() for _ in range(3)]
    topic = make_topic(event, proposer=users[0], interested=users)
    slot = make_slot(event, room=make_room(event, name="Closet", capacity=2))

    with pytest.raises(NotNow, match="Closet holds 2"):
        claim_slot(proposal=topic, slot=slot, user=users[0], at=BEFORE)


def test_claim_of_a_slot_that_has_begun_is_refused(event):
    make_call(event, lets_claim=True)
    user = make_user()
    topic, slot = make_topic(event, proposer=user), make_slot(event)

    with pytest.raises(NotNow, match="cannot be taken any more"):
        claim_slot(proposal=topic, slot=slot, user=user, at=slot.starts_at)


def test_claim_of_a_slot_while_hosting_another_is_refused(event):
    make_call(event, lets_claim=True)
    user = make_user()
    schedule_topic(proposal=make_topic(event, title="Other", hosts=[user]), slot=make_slot(event))
    topic, slot = make_topic(event, proposer=user, hosts=[user]), make_slot(event, slug="again")

    with pytest.raises(NotNow, match="is in “Other” at that time"):
        claim_slot(proposal=topic, slot=slot, user=user, at=BEFORE)

    assert Session.objects.get(pk=slot.pk).is_open_slot


def test_hosts_are_those_of_the_sessions_topics(event):
    host, fan = make_user(), make_user()
    topic = make_topic(event, hosts=[host], interested=[fan])

    session = schedule_topic(proposal=topic, slot=make_slot(event))

    assert is_host_of(host, session)
    assert not is_host_of(fan, session)
    assert BofInterest.objects.count() == 2
