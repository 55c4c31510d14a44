"""Attendees and organisers who change the same topics at the same moment: nobody waits for ever, nothing is lost."""

import threading
from datetime import timedelta
from time import sleep

import pytest
from django.db import transaction

from schedule.models import BofCall, BofInterest, Bookmark
from schedule.services.bof_merging import merge_topics
from schedule.services.bof_slots import schedule_topic
from schedule.services.bof_splitting import Part, split_slot
from schedule.services.bofs import NotNow, edit_proposal, propose, save_call, set_interest, set_name, withdraw
from tests.at_once import all_at_once
from tests.factories import START, make_call, make_event, make_slot, make_topic, make_user

pytestmark = pytest.mark.usefixtures("many_connections")

ROUNDS = 5
WORDS = {"title": "New words", "description": ""}


@pytest.fixture
def event():
    event = make_event()
    make_call(event, most_per_person=1000)
    return event


def unexpected(event, acts_of):
    """What went wrong, in some rounds of a new topic, its people and a slot, but for what is told to its readers."""
    errors = []
    for number in range(ROUNDS):
        users = [make_user() for _ in range(5)]
        topic = make_topic(event, title=f"T{number}", interested=users, proposer=users[0])
        done = all_at_once(acts_of(topic, make_slot(event, slug=f"slot-{number}"), users))
        errors += [each for each in done if isinstance(each, Exception) and not isinstance(each, NotNow)]
    return errors


def test_scheduling_and_proposing(event):
    def acts(topic, slot, users):
        proposing = {"event": event, "fields": WORDS, "wished": [], "hosts": False, "at": START - timedelta(days=9)}
        yield lambda: schedule_topic(proposal=topic, slot=slot)
        yield from (lambda user=user: propose(user=user, name=f"P{user.pk}", **proposing) for user in users)

    assert unexpected(event, acts) == []


def test_scheduling_and_editing_and_withdrawing(event):
    def acts(topic, slot, users):
        edited = {"proposal": topic, "fields": WORDS, "wished": [], "hosts": True, "name": "Ann"}
        yield lambda: schedule_topic(proposal=topic, slot=slot)
        yield lambda: edit_proposal(user=users[0], **edited)
        yield lambda: withdraw(user=users[0], proposal=topic)

    assert unexpected(event, acts) == []


def test_splitting_merging_and_renaming_oneself(event):
    def acts(topic, slot, users):
        other = make_topic(event, title="Other", interested=users)
        middle = slot.starts_at + timedelta(minutes=30)
        parts = [Part("", slot.starts_at, middle, other), Part("", middle, slot.ends_at, topic)]
        yield lambda: split_slot(session=slot, parts=parts)
        yield lambda: merge_topics(into=topic, others=[other])
        yield from (lambda user=user: set_name(user=user, name=f"N{user.pk}") for user in users)

    assert unexpected(event, acts) == []


def test_scheduling_and_closing_the_call(event):
    def acts(topic, slot, users):
        yield lambda: schedule_topic(proposal=topic, slot=slot)
        yield lambda: save_call(call=BofCall.objects.get(event=event))

    assert unexpected(event, acts) == []


def test_who_clicks_while_the_topic_gets_its_slot_has_the_bookmark_and_edits_it_no_more(event):
    proposer, fan = make_user(), make_user()
    topic, slot = make_topic(event, title="As it was", proposer=proposer), make_slot(event)
    scheduled = threading.Event()

    def schedule():
        with transaction.atomic():
            schedule_topic(proposal=topic, slot=slot)
            scheduled.set()
            sleep(0.5)

    def click():
        scheduled.wait()
        set_interest(user=fan, proposal=topic, interested=True)

    def edit():
        scheduled.wait()
        edit_proposal(user=proposer, proposal=topic, fields=WORDS, wished=[], hosts=False, name="")

    done = all_at_once([schedule, click, edit])

    topic.refresh_from_db()
    assert [type(each) for each in done] == [type(None), type(None), NotNow]
    assert topic.title == "As it was"
    assert BofInterest.objects.filter(user=fan).exists()
    assert Bookmark.objects.filter(user=fan, session=slot).exists()
