"""Choosing a slot for one's own topic: what each says of itself, what can be had, and what is refused."""

from datetime import timedelta

import pytest
import time_machine
from lxml import html

from schedule.models import BofCall, Bookmark, Session
from schedule.services.bof_slots import schedule_topic
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import (
    START,
    make_call,
    make_event,
    make_room,
    make_session,
    make_slot,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db
NEW = "/kvm/bofs/new/"
WORDS = {"title": "Virtio", "description": "Who *owns* it?", "name": "Ann"}


@pytest.fixture(autouse=True)
def _days_before():
    with time_machine.travel(START - timedelta(days=5), tick=True):
        yield


@pytest.fixture
def event():
    event = make_event(slug="kvm")
    make_call(event)
    return publish(event)


@pytest.fixture
def user(client, event):
    user = make_user()
    client.force_login(user)
    return user


def errors_in(answer):
    page = html.fromstring(answer.content)
    return [" ".join(each.text_content().split()) for each in page.xpath("//main//*[@class='flag' or @role='alert']")]


def test_slots_to_choose_say_what_speaks_against_each(client, event, user):
    BofCall.objects.update(lets_claim=True)
    others = [make_user() for _ in range(3)]
    topic = make_topic(event, proposer=user, interested=[user, *others])
    talk = make_session(event, title="Popular", starts_at=START)
    for other in others:
        set_bookmark(user=other, session=talk, bookmarked=True)
    make_slot(event, title="Small", room=make_room(event, name="Cupboard", capacity=1))
    make_slot(event, title="Clash", starts_at=START, room=make_room(event, name="Hall"))
    wished = make_slot(event, title="Free", starts_at=START + timedelta(hours=4), room=make_room(event, name="Attic"))
    topic.wished_slots.add(wished)
    publish(event)

    page = html.fromstring(client.get(f"{topic.get_absolute_url()}claim/").content)
    rows = [" ".join(each.text_content().split()) for each in page.xpath("//ol[@class='claims']/li")]

    assert [row.split("Take it")[0].strip() for row in rows] == [
        "Thu 29 Oct, 14:00–16:00, Attic You wished for it Nothing speaks against it.",
        "Thu 29 Oct, 10:00–12:00, Hall 3 of the 4 interested bookmarked “Popular” at that time.",
        "Thu 29 Oct, 11:00–13:00, Cupboard 4 people are interested, and Cupboard holds 1. Not possible",
    ]
    assert len(page.xpath("//ol[@class='claims']//button")) == 2


def test_slots_to_choose_tell_nothing_of_drafts(client, event, user):
    BofCall.objects.update(lets_claim=True)
    topic = make_topic(event, proposer=user, hosts=[user])
    slot = make_slot(event)
    secret = make_slot(event, title="Secretword", status=Session.Status.DRAFT, is_open_slot=False)
    make_topic(event, hosts=[user], session=secret)
    set_bookmark(user=user, session=secret, bookmarked=True)
    publish(event)
    path = f"{topic.get_absolute_url()}claim/"

    page = client.get(path).content.decode()
    answer = client.post(path, {"slot": slot.pk})

    assert "Secretword" not in page
    assert "Nothing speaks against it." in page
    assert answer.status_code == 303


def test_chosen_slot_has_the_topic_and_the_interested_have_it(client, event, user):
    BofCall.objects.update(lets_claim=True)
    topic = make_topic(event, proposer=user, title="Virtio", interested=[user, make_user()])
    slot = make_slot(event)

    answer = client.post(f"{topic.get_absolute_url()}claim/", {"slot": slot.pk})

    session = Session.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, session.get_absolute_url())
    assert (session.title, session.is_open_slot) == ("Virtio", False)
    assert Bookmark.objects.filter(session=session).count() == 2


@pytest.mark.parametrize("why", ["taken", "past", "other event", "full", "none", "odd"])
def test_slot_that_cannot_be_had_is_refused_with_the_reason(client, event, user, why):
    BofCall.objects.update(lets_claim=True)
    topic = make_topic(event, proposer=user, title="Mine", interested=[user, make_user()])
    slot = {
        "taken": lambda: make_slot(event, is_open_slot=False),
        "past": lambda: make_slot(event, starts_at=START - timedelta(days=9)),
        "other event": lambda: make_slot(make_event()),
        "full": lambda: make_slot(event, capacity=1),
    }.get(why, lambda: None)()

    answer = client.post(f"{topic.get_absolute_url()}claim/", {"slot": slot.pk if slot else {"odd": "x"}.get(why, "")})

    words = {"none": "Choose a slot.", "full": "2 people are interested, and it holds 1."}
    assert words.get(why, "This slot is no longer free. Choose another.") in " ".join(errors_in(answer))
    topic.refresh_from_db()
    assert topic.session is None


@pytest.mark.parametrize("reason", ["not let", "pending", "scheduled"])
def test_topic_whose_slot_is_not_theirs_to_choose_says_so(client, event, user, reason):
    BofCall.objects.update(lets_claim=reason != "not let")
    topic = make_topic(event, proposer=user, state="pending" if reason == "pending" else "open")
    slot = make_slot(event, title="Free")
    if reason == "scheduled":
        schedule_topic(proposal=topic, slot=make_slot(event, title="Other"))
    path = f"{topic.get_absolute_url()}claim/"

    for answer in (client.get(path, follow=True), client.post(path, {"slot": slot.pk}, follow=True)):
        assert "This topic’s slot is not for you to choose." in answer.content.decode()
    slot.refresh_from_db()
    assert slot.is_open_slot
