from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from schedule.models import Attendee, BofInterest, BofProposal, Bookmark, Event
from schedule.services.bof_merging import merge_topics
from schedule.services.bof_slots import is_host_of, schedule_topic
from schedule.services.bofs import (
    NotNow,
    board_version,
    decide,
    edit_proposal,
    propose,
    set_interest,
    set_name,
    withdraw,
)
from schedule.services.bookmarks import set_bookmark
from tests.factories import START, make_call, make_event, make_session, make_slot, make_topic, make_user

pytestmark = pytest.mark.django_db
AT = START - timedelta(days=5)


@pytest.fixture
def event():
    return make_event()


def proposed(event, user, *, wished=(), hosts=False, name="", at=AT, **fields):
    return propose(
        user=user, event=event, fields={"title": "Virtio"} | fields, wished=wished, hosts=hosts, name=name, at=at
    )


def test_proposal_is_on_the_board_with_its_proposer_interested(event):
    make_call(event)
    user, slot = make_user(), make_slot(event)

    topic = proposed(event, user, wished=[slot], hosts=True, name="Alex", description="Who *owns* it?")

    assert list(BofProposal.objects.open()) == [topic]
    assert list(topic.wished_slots.all()) == [slot]
    assert list(topic.interests.values_list("user", "is_host", "is_shown")) == [(user.pk, True, False)]
    assert Attendee.objects.get(user=user).name == "Alex"


def test_proposal_waits_where_organisers_are_asked_first(event):
    make_call(event, needs_approval=True)

    topic = proposed(event, make_user())

    assert topic.state == "pending"
    assert not BofProposal.objects.open().exists()


@pytest.mark.parametrize(
    "call", [None, {"is_open": False}, {"closes_at": AT}, {"closes_at": AT - timedelta(seconds=1)}]
)
def test_proposal_after_closing_is_refused(event, call):
    if call is not None:
        make_call(event, **call)

    with pytest.raises(NotNow, match="closed the call"):
        proposed(event, make_user())

    assert not BofProposal.objects.exists()


def test_same_proposal_sent_twice_is_one(event):
    make_call(event)
    user = make_user()

    topics = {proposed(event, user).pk for _ in range(2)}

    assert len(topics) == 1
    assert BofProposal.objects.count() == 1


def test_person_proposes_as_many_as_the_organisers_let_them(event):
    make_call(event, most_per_person=1)
    user, other = make_user(), make_user()
    proposed(event, user, title="First")

    with pytest.raises(NotNow, match="proposed 1 topic, which is as many"):
        proposed(event, user, title="Second")

    assert proposed(event, other, title="Second").pk
    assert BofProposal.objects.count() == 2


def test_withdrawn_proposals_do_not_count(event):
    make_call(event, most_per_person=1)
    user = make_user()
    withdraw(user=user, proposal=proposed(event, user, title="First"))

    assert proposed(event, user, title="Second").state == "open"


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"title": ""}, "title"), ({"title": "x" * 121}, "title"), ({"description": "x" * 4001}, "description")],
)
def test_empty_and_overlong_texts_are_refused_by_field(event, fields, field):
    make_call(event)

    with pytest.raises(ValidationError) as error:
        proposed(event, make_user(), **fields)

    assert list(error.value.message_dict) == [field]
    assert not BofProposal.objects.exists()


def test_slots_of_another_event_and_talks_are_refused(event):
    make_call(event)

    for session in (make_slot(make_event()), make_session(event)):
        with pytest.raises(ValidationError, match="no slot of this event"):
            proposed(event, make_user(), wished=[session])

    assert not BofProposal.objects.exists()


def edited(topic, user, *, hosts=False, **fields):
    return edit_proposal(user=user, proposal=topic, fields=fields, wished=[], hosts=hosts, name="")


def test_proposer_edits(event):
    make_call(event)
    user = make_user()
    topic = proposed(event, user)

    edited(topic, user, title="Virtio and vDPA", hosts=True)

    topic.refresh_from_db()
    assert (topic.title, topic.state, topic.interests.get().is_host) == ("Virtio and vDPA", "open", True)


def test_other_words_wait_for_approval_again(event):
    make_call(event, needs_approval=True)
    user = make_user()
    topic = proposed(event, user)
    decide(proposals=[topic], state="open")

    assert edited(topic, user, title="Virtio", needs_projector=True).state == "open"
    assert edited(topic, user, title="Something else").state == "pending"


def test_nobody_else_edits_or_withdraws(event):
    make_call(event)
    topic, other = proposed(event, make_user()), make_user()

    with pytest.raises(NotNow, match="can no longer be changed"):
        edited(topic, other, title="Spam")
    with pytest.raises(NotNow, match="can no longer be changed"):
        withdraw(user=other, proposal=topic)

    topic.refresh_from_db()
    assert (topic.title, topic.state) == ("Virtio", "open")


def test_scheduled_topic_is_the_organisers(event):
    make_call(event)
    user = make_user()
    topic = proposed(event, user)
    schedule_topic(proposal=topic, slot=make_slot(event))

    for change in (lambda: edited(topic, user, title="Other"), lambda: withdraw(user=user, proposal=topic)):
        with pytest.raises(NotNow, match="has its slot already"):
            change()


def test_withdrawing_twice_is_harmless(event):
    make_call(event)
    user = make_user()
    topic = proposed(event, user)

    for _ in range(2):
        withdraw(user=user, proposal=topic)

    topic.refresh_from_db()
    assert topic.state == "withdrawn"


def test_what_its_proposer_withdrew_stays_off_the_board(event):
    topic = make_topic(event, state="withdrawn")

    assert decide(proposals=[topic], state="open") == []


def test_declining_leaves_a_topic_in_its_slot_alone(event):
    topic = make_topic(event)
    schedule_topic(proposal=topic, slot=make_slot(event))

    assert decide(proposals=[topic], state="declined") == []

    topic.refresh_from_db()
    assert topic.state == "open"


def test_interest_is_one_however_often_one_clicks(event):
    topic, user = make_topic(event), make_user()

    for _ in range(3):
        set_interest(user=user, proposal=topic, interested=True)
    set_interest(user=user, proposal=topic, interested=True, hosts=True)
    set_interest(user=user, proposal=topic, interested=True, shown=True)

    assert list(BofInterest.objects.values_list("user", "is_host", "is_shown")) == [(user.pk, True, True)]


def test_interest_goes_again(event):
    topic, user = make_topic(event), make_user()
    set_interest(user=user, proposal=topic, interested=True)

    for _ in range(2):
        set_interest(user=user, proposal=topic, interested=False)

    assert not BofInterest.objects.exists()


def test_nobody_becomes_host_of_what_is_in_the_programme_by_a_click(event):
    host, fan = make_user(), make_user()
    topic = make_topic(event, title="Virtio", hosts=[host], interested=[fan])
    session = schedule_topic(proposal=topic, slot=make_slot(event))

    for user in (fan, make_user()):
        with pytest.raises(NotNow, match="Ask the organisers to change who hosts it"):
            set_interest(user=user, proposal=topic, interested=True, hosts=True)
    with pytest.raises(NotNow, match="Ask the organisers"):
        set_interest(user=host, proposal=topic, interested=False)
    set_interest(user=host, proposal=topic, interested=True, shown=True)

    assert list(topic.interests.filter(is_host=True).values_list("user", flat=True)) == [host.pk]
    assert not is_host_of(fan, session)


def test_bookmark_that_was_taken_away_stays_so(event):
    fan = make_user()
    topic = make_topic(event, interested=[fan])
    session = schedule_topic(proposal=topic, slot=make_slot(event))
    set_bookmark(user=fan, session=session, bookmarked=False)

    set_interest(user=fan, proposal=topic, interested=True, shown=True)
    merge_topics(into=topic, others=[make_topic(event, interested=[fan])])

    assert not Bookmark.objects.exists()


@pytest.mark.parametrize("state", ["pending", "declined", "withdrawn", "merged"])
def test_interest_in_what_is_not_on_the_board_is_refused_and_can_be_taken_back(event, state):
    user = make_user()
    topic = make_topic(event, title="Gone", state=state, interested=[user])

    with pytest.raises(NotNow, match="“Gone” is no longer on the board"):
        set_interest(user=make_user(), proposal=topic, interested=True)
    set_interest(user=user, proposal=topic, interested=False)

    assert not BofInterest.objects.exists()


def test_interest_in_a_scheduled_topic_is_its_bookmark(event):
    topic, user = make_topic(event), make_user()
    session = schedule_topic(proposal=topic, slot=make_slot(event))

    set_interest(user=user, proposal=topic, interested=True)
    assert list(Bookmark.objects.values_list("user", "session")) == [(user.pk, session.pk)]

    set_interest(user=user, proposal=topic, interested=False)
    assert not Bookmark.objects.exists()


def test_interest_changes_the_board_and_no_feed(event):
    topic = make_topic(event)
    make_call(event)
    board, version = board_version(event.pk), Event.objects.get(pk=event.pk).version

    set_interest(user=make_user(), proposal=topic, interested=True)

    assert board_version(event.pk) != board
    assert Event.objects.get(pk=event.pk).version == version


def test_name_changes_the_boards_that_show_it(event):
    user = make_user()
    make_topic(event, hosts=[user])
    make_call(event)
    board = board_version(event.pk)

    set_name(user=user, name="Alex")

    assert board_version(event.pk) != board


@pytest.mark.parametrize("state", ["pending", "declined", "withdrawn", "merged"])
def test_what_is_not_on_the_board_is_seen_by_its_proposer_only(event, state):
    user = make_user()
    topic = make_topic(event, state=state, proposer=user)

    seen = [list(BofProposal.objects.visible_to(each)) for each in (user, make_user(), None)]

    assert seen == [[topic], [], []]


def test_topics_of_a_hidden_event_are_its_teams():
    topic = make_topic(make_event(is_published=False), proposer=make_user())
    organiser = make_user(is_staff=True, is_superuser=True)

    seen = [list(BofProposal.objects.visible_to(each)) for each in (None, make_user(), topic.proposer, organiser)]

    assert seen == [[], [], [], [topic]]


# Merging


def test_merging_keeps_both_interests_and_counts_nobody_twice(event):
    both, one, other = make_user(), make_user(), make_user()
    kept = make_topic(event, interested=[both, one])
    merged = make_topic(event, interested=[other], hosts=[both])

    merge_topics(into=kept, others=[merged])

    merged.refresh_from_db()
    assert dict(kept.interests.values_list("user", "is_host")) == {both.pk: True, one.pk: False, other.pk: False}
    assert (merged.state, merged.merged_into) == ("merged", kept)
    assert list(BofProposal.objects.open()) == [kept]


def test_merging_into_a_scheduled_topic_gives_bookmarks(event):
    fan = make_user()
    kept = make_topic(event)
    session = schedule_topic(proposal=kept, slot=make_slot(event))

    merge_topics(into=kept, others=[make_topic(event, interested=[fan])])

    assert list(Bookmark.objects.filter(session=session).values_list("user", flat=True)) == [fan.pk]


def test_merging_into_a_scheduled_topic_brings_its_hosts(event):
    host = make_user()
    set_name(user=host, name="Ann")
    kept = make_topic(event)
    session = schedule_topic(proposal=kept, slot=make_slot(event))

    merge_topics(into=kept, others=[make_topic(event, hosts=[host])])

    assert [str(speaker) for speaker in session.speakers.all()] == ["Ann"]


def test_scheduled_topic_is_not_merged_away(event):
    topic = make_topic(event)
    schedule_topic(proposal=topic, slot=make_slot(event))

    with pytest.raises(NotNow, match="merge the other into it"):
        merge_topics(into=make_topic(event), others=[topic])
