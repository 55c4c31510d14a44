"""The board as it is read: who is named, whose interest, which session, and by how many queries."""

import pytest
from django.contrib.auth.models import AnonymousUser

from schedule.models import BofInterest, BofProposal, Session
from schedule.services.bof_board import entries_of, entry_of, in_words, interests_by, topics_by, wishes_of
from schedule.services.publish import publish
from schedule.services.snapshots import snapshot_of
from tests.factories import make_attendee, make_event, make_organiser, make_slot, make_topic, make_user

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


@pytest.fixture
def event():
    return publish(make_event(slug="kvm"))


def read(user=VISITOR):
    return entries_of(snapshot_of("kvm", user))


def read_one(user, topic):
    return entry_of(snapshot_of("kvm", user), user, topic.pk)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["Ann"], "Ann"),
        (["an attendee"], "an attendee"),
        (["Ann", "an attendee", "Bo", "an attendee"], "Ann, Bo and 2 attendees"),
    ],
)
def test_names_in_words_end_with_those_who_have_none(names, words):
    assert in_words(names) == words


def test_entry_names_hosts_and_those_who_chose_to_be_shown_and_nobody_else(event):
    proposer, host, nameless, shown, quiet = (make_attendee(name) for name in ("Pat", "Hal", "", "Shu", "Quinn"))
    topic = make_topic(event, proposer=proposer, interested=[quiet], hosts=[host, nameless])
    for user in (shown, proposer):
        BofInterest.objects.create(proposal=topic, user=user, is_shown=True)

    [entry] = read()

    assert (entry.proposer, entry.hosts, entry.shown) == ("Pat", ["Hal", "an attendee"], ["Shu"])
    assert entry.topic.interest == 5
    assert (entry.mine, entry.needs_host) == (None, False)
    alone = read_one(VISITOR, topic)
    assert (alone.hosts, alone.shown, alone.topic.interest, alone.mine) == (entry.hosts, entry.shown, 5, None)


def test_entry_of_a_proposer_without_a_name_says_an_attendee(event):
    make_topic(event, proposer=make_user())
    make_topic(event)

    assert [entry.proposer for entry in read()] == ["an attendee"] * 2
    assert all(entry.needs_host for entry in read())


def test_entry_has_the_readers_own_interest(event):
    one, other = make_user(), make_user()
    topic = make_topic(event, interested=[other], hosts=[one])

    make_topic(event)
    make_topic(event, interested=[one], state="withdrawn")
    make_topic(make_event(), interested=[one])
    assert read_one(one, topic).mine == topic.interests.get(user=one)
    assert read_one(other, topic).mine == topic.interests.get(user=other)
    assert interests_by(snapshot_of("kvm", one), one) == [topic.pk]


@pytest.mark.parametrize("state", ["pending", "declined", "withdrawn", "merged"])
def test_board_has_open_topics_only_for_organisers_too(event, state):
    proposer = make_user()
    topic = make_topic(event, proposer=proposer, state=state)

    assert [read(user) for user in (VISITOR, proposer, make_organiser())] == [[], [], []]
    assert [read_one(user, topic) is not None for user in (VISITOR, make_user(), proposer)] == [False, False, True]


def test_topic_of_a_draft_is_in_no_slot_for_those_who_do_not_see_it(event):
    slot = make_slot(event, status=Session.Status.DRAFT)
    make_topic(event, session=slot)
    publish(event)

    assert read()[0].session is None
    assert read(make_organiser())[0].session == slot


def test_wishes_are_those_of_topics_without_a_slot(event):
    first, second = make_slot(event, title="One"), make_slot(event, title="Two")
    make_topic(event, wished=[first, second])
    make_topic(event, wished=[first])
    make_topic(event, wished=[first], session=second)
    make_topic(event, wished=[first], state="declined")
    make_topic(make_event(), wished=[first])
    publish(event)
    snapshot = snapshot_of("kvm", None)

    assert wishes_of(snapshot, read()) == {first.pk: 2, second.pk: 1}


def test_topics_of_a_person_are_all_theirs_in_this_event(event):
    user = make_user()
    mine = [make_topic(event, proposer=user, state=state) for state in BofProposal.State.values]
    make_topic(event, proposer=make_user())
    make_topic(make_event(), proposer=user)

    assert [topic for topic, _ in topics_by(snapshot_of("kvm", user), user)] == mine[::-1]


@pytest.mark.parametrize("number", [1, 3, 200])
def test_board_takes_the_same_queries(event, number, django_assert_num_queries):
    people = [make_attendee(f"Person {number}") for number in range(3)]
    slot = make_slot(event)
    topics = [make_topic(event, proposer=people[0], wished=[slot]) for _ in range(number)]
    BofInterest.objects.bulk_create(
        BofInterest(proposal=topic, user=user, is_shown=True) for topic in topics for user in people
    )
    publish(event)
    snapshot = snapshot_of("kvm", people[0])

    with django_assert_num_queries(3):
        entries = entries_of(snapshot)
        wishes = wishes_of(snapshot, entries)
    assert [entry.topic.get_absolute_url() for entry in entries] == [f"/kvm/bofs/{each.pk}/" for each in topics[::-1]]

    assert wishes == {slot.pk: number}
