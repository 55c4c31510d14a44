"""Many who do the same to BoFs at the same moment: everything counts once, and nothing twice."""

import pytest

from schedule.models import BofInterest, BofProposal, Bookmark, Session
from schedule.services.bof_slots import claim_slot, schedule_topic
from schedule.services.bofs import NotNow, set_interest
from tests.at_once import all_at_once
from tests.factories import START, make_call, make_event, make_slot, make_topic, make_user

pytestmark = pytest.mark.usefixtures("many_connections")


@pytest.fixture
def event():
    return make_event()


def click(user, topic, interested=True):
    return lambda: set_interest(user=user, proposal=topic, interested=interested)


def outcomes(done):
    """Each as None, the session's key, or the exception's class."""
    return [type(each) if isinstance(each, Exception) else each and each.pk for each in done]


def test_fifty_people_at_once_are_fifty_interests(event):
    topic, users = make_topic(event), [make_user() for _ in range(50)]

    done = all_at_once(click(user, topic) for user in users)

    assert outcomes(done) == [None] * 50
    assert set(topic.interests.values_list("user", flat=True)) == {user.pk for user in users}
    assert BofInterest.objects.count() == 50


def test_fifty_people_at_once_bookmark_the_slot_that_the_topic_has(event):
    slot = make_slot(event)
    topic, users = make_topic(event, session=slot), [make_user() for _ in range(50)]

    done = all_at_once(click(user, topic) for user in users)

    assert outcomes(done) == [None] * 50
    assert (BofInterest.objects.count(), Bookmark.objects.filter(session=slot).count()) == (50, 50)


def test_twenty_clicks_of_one_person_are_one_interest(event):
    topic, user = make_topic(event), make_user()

    done = all_at_once([click(user, topic)] * 20)

    assert outcomes(done) == [None] * 20
    assert BofInterest.objects.count() == 1


def test_twenty_who_take_it_back_at_once_leave_the_others(event):
    users = [make_user() for _ in range(50)]
    topic = make_topic(event, interested=users)

    done = all_at_once(click(user, topic, interested=False) for user in users[:20])

    assert outcomes(done) == [None] * 20
    assert set(topic.interests.values_list("user", flat=True)) == {user.pk for user in users[20:]}


def test_two_organisers_give_one_slot_two_topics_and_one_of_them_is_told(event):
    slot, topics = make_slot(event), [make_topic(event, title=title, interested=[make_user()]) for title in "AB"]

    done = all_at_once(lambda topic=topic: schedule_topic(proposal=topic, slot=slot) for topic in topics)

    assert sorted(outcomes(done), key=str) == sorted([slot.pk, NotNow], key=str)
    winner = BofProposal.objects.get(session=slot)
    stored = Session.objects.get()
    assert (stored.title, stored.is_open_slot) == (winner.title, False)
    assert list(Bookmark.objects.values_list("user", flat=True)) == list(
        winner.interests.values_list("user", flat=True)
    )


def test_two_organisers_give_one_topic_two_slots_and_it_gets_one(event):
    topic = make_topic(event)
    slots = [make_slot(event, slug=slug) for slug in ("one", "two")]

    done = all_at_once(lambda slot=slot: schedule_topic(proposal=topic, slot=slot) for slot in slots)

    assert outcomes(done).count(NotNow) == 1
    topic.refresh_from_db()
    assert list(Session.objects.filter(is_open_slot=False)) == [topic.session]


def test_of_ten_who_claim_one_slot_one_gets_it(event):
    make_call(event, lets_claim=True)
    slot, people = make_slot(event), [make_user() for _ in range(10)]
    topics = [make_topic(event, proposer=person) for person in people]

    done = all_at_once(
        lambda topic=topic, user=user: claim_slot(proposal=topic, slot=slot, user=user, at=START)
        for topic, user in zip(topics, people, strict=True)
    )

    assert sorted(outcomes(done), key=str) == sorted([slot.pk] + [NotNow] * 9, key=str)
    assert Session.objects.get().title == BofProposal.objects.get(session=slot).title
