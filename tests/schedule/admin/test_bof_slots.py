"""Giving topics their slots in the admin: suggestions, what is announced, two organisers at once."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from schedule.models import Attendee, BofInterest, BofProposal, Bookmark, Session
from schedule.services.bof_slots import schedule_topic
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import (
    START,
    make_event,
    make_member,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_topic,
    make_user,
)
from tests.schedule.admin.forms import confirmed, read_form


def slots_of(topic):
    return reverse("admin:schedule_bofproposal_slots", args=[topic.pk])


def page_of(slot, name):
    return reverse(f"admin:schedule_bofsession_{name}", args=[slot.pk])


def read(anna, url, **query):
    return unescape(anna.get(url, query).content.decode())


# One topic


def test_slots_are_suggested_the_best_first_with_reasons(anna, event, fans):
    small = make_slot(event, title="Small", room=make_room(event, name="Closet", capacity=2))
    busy = make_slot(event, title="Busy", starts_at=START + timedelta(hours=4))
    best = make_slot(event, title="Best", starts_at=START + timedelta(hours=7))
    talk = make_session(event, title="A talk", starts_at=START + timedelta(hours=4))
    set_bookmark(user=fans[0], session=talk, bookmarked=True)
    topic = make_topic(event, interested=fans, wished=[best])

    page = read(anna, slots_of(topic))

    assert page.index("Best") < page.index("Busy") < page.index("Small")
    assert "Wished for by its proposer." in page
    assert "1 of the 3 interested bookmarked “A talk” at that time." in page
    assert "3 people are interested, and Closet holds 2." in page
    assert [f'value="{slot.pk}"' in page for slot in (small, busy, best)] == [True, True, True]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_slots_costs_the_same_for_more(anna, event, fans, django_assert_num_queries, count):
    for number in range(count):
        make_slot(event, title=f"Slot {number}", starts_at=START + timedelta(hours=number), room=make_room(event))
        make_session(event, speakers=[], starts_at=START + timedelta(hours=number))
    topic = make_topic(event, interested=fans[:count])

    with django_assert_num_queries(11):
        anna.get(slots_of(topic))


def test_a_topic_is_put_in_a_slot_once_its_effect_was_told(anna, event, fans):
    slot, topic = make_slot(event), make_topic(event, title="Rust in QEMU", interested=fans[1:])
    publish(event)
    set_bookmark(user=fans[0], session=slot, bookmarked=True)

    asked = unescape(anna.post(slots_of(topic), {"slot": slot.pk}).content.decode())
    untouched = Session.objects.get().title
    done = confirmed(anna, slots_of(topic), {"slot": slot.pk}, follow=True)

    topic.refresh_from_db()
    assert "Attendees will notice this" in asked
    assert "“Rust in QEMU”" in asked
    assert "2 attendees are interested: it is bookmarked for them." in asked
    assert untouched == "BoF: to be announced"
    assert (topic.session.title, topic.session_id, topic.session.is_open_slot) == ("Rust in QEMU", slot.pk, False)
    assert Bookmark.objects.filter(session=slot).count() == 3
    assert "“Rust in QEMU” has its slot." in unescape(done.content.decode())


def test_who_would_host_under_a_speakers_name_is_told_before(anna, event):
    topic = make_topic(event, title="Rust")
    for name in ("speaker c", "Ann"):
        host = make_user()
        Attendee.objects.create(user=host, name=name)
        BofInterest.objects.create(proposal=topic, user=host, is_host=True)
    make_speaker(event, name="Speaker C", company="Red Hat")
    slot = make_slot(event)
    make_session(event)
    publish(event)

    asked = anna.post(slots_of(topic), {"slot": slot.pk}).content.decode()

    assert "“speaker c” hosts it, and becomes the speaker “Speaker C (Red Hat)”. Check that it is them." in asked
    assert "“Ann” hosts it, is added to the speakers" in asked
    assert not event.speakers.filter(name="Ann").exists()


def test_two_organisers_give_one_slot_and_the_second_is_told(anna, event):
    slot, first, second = make_slot(event), make_topic(event, title="First"), make_topic(event, title="Second")
    publish(event)
    schedule_topic(proposal=first, slot=slot)

    page = unescape(confirmed(anna, slots_of(second), {"slot": slot.pk}, follow=True).content.decode())

    second.refresh_from_db()
    assert "This slot is not free any more" in page
    assert (second.session, second.state) == (None, "open")
    assert Session.objects.get().title == "First"


def test_one_topic_put_in_two_slots_at_once_stays_in_the_first(anna, event):
    slots, topic = [make_slot(event, title=title) for title in ("One", "Two")], make_topic(event, title="Rust")
    publish(event)
    confirmed(anna, slots_of(topic), {"slot": slots[0].pk})

    page = unescape(confirmed(anna, slots_of(topic), {"slot": slots[1].pk}, follow=True).content.decode())

    assert "“Rust” has its slot already." in page
    assert dict(Session.objects.values_list("pk", "title")) == {slots[0].pk: "Rust", slots[1].pk: "Two"}


@pytest.mark.parametrize("key", ["", "x", "987654"])
def test_a_slot_that_is_none_changes_nothing(anna, event, key):
    topic = make_topic(event)

    page = anna.post(slots_of(topic), {"slot": key}, follow=True).content.decode()

    assert "This slot is not free any more" in page
    assert BofProposal.objects.get().session is None


def test_a_topic_is_taken_out_of_its_slot(anna, event):
    slot, topic = make_slot(event), make_topic(event, title="Rust")
    publish(event)
    confirmed(anna, slots_of(topic), {"slot": slot.pk})

    page = read(anna, slots_of(topic))
    done = unescape(confirmed(anna, slots_of(topic), {"take_out": "1"}, follow=True).content.decode())

    topic.refresh_from_db()
    assert "Take it out of its slot" in page
    assert "“Rust” is on the board again." in done
    assert (topic.session, Session.objects.get().is_open_slot) == (None, True)


def test_what_is_not_on_the_board_gets_no_slot(anna, event):
    slot, topic = make_slot(event), make_topic(event, state="pending")

    page = read(anna, slots_of(topic))
    anna.post(slots_of(topic), {"slot": slot.pk})

    assert "Only what is on the board gets a slot." in page
    assert Session.objects.get().is_open_slot


def test_the_list_leads_to_the_slots_of_one_topic(anna, event):
    one, two = make_topic(event), make_topic(event)
    data = {"action": "schedule_topic", "_selected_action": [one.pk]}

    response = anna.post("/admin/schedule/bofproposal/", data)
    refused = anna.post("/admin/schedule/bofproposal/", data | {"_selected_action": [one.pk, two.pk]}, follow=True)

    assert response.headers["Location"] == slots_of(one)
    assert "Select exactly one topic" in refused.content.decode()


# From the slot


def test_a_slots_form_leads_to_its_topics_and_a_topics_session_to_the_topic(anna, event):
    slot, topic = make_slot(event), make_topic(event, title="Rust", session=make_session(event, kind="bof"))

    form, other = (read(anna, page_of(each, "change")) for each in (slot, topic.session))

    assert [page_of(slot, name) in form for name in ("topics", "split")] == [True, True]
    assert [page_of(topic.session, name) in other for name in ("topics", "split")] == [False, False]
    assert reverse("admin:schedule_bofproposal_change", args=[topic.pk]) in other


def test_a_slot_is_given_a_topic_from_its_own_page(anna, event, fans):
    slot = make_slot(event, room=make_room(event, capacity=2))
    full = make_topic(event, title="Full", interested=fans, wished=[slot])
    make_topic(event, title="Waiting", state="pending")
    publish(event)

    page = read(anna, page_of(slot, "topics"))
    done = confirmed(anna, page_of(slot, "topics"), {"topic": full.pk})

    assert "3 interested, wished for this slot" in page
    assert "more than there is room for" in page
    assert "Waiting" not in page
    assert done.headers["Location"] == page_of(slot, "change")
    assert Session.objects.get().title == "Full"


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_a_slot_cost_the_same_for_more(anna, event, django_assert_num_queries, count):
    slot = make_slot(event)
    for _ in range(count):
        make_topic(event, interested=[make_user()], wished=[slot])
        make_room(event)

    with django_assert_num_queries(6):
        anna.get(page_of(slot, "topics"))
    with django_assert_num_queries(7):
        anna.get(page_of(slot, "split"), {"parts": count + 1})


def test_a_slot_with_a_topic_does_not_become_open_by_its_form(anna, event):
    session = make_session(event, kind="bof")
    make_topic(event, title="Rust", session=session)
    url = page_of(session, "change")

    page = anna.post(url, read_form(anna, url) | {"is_open_slot": "on"})

    assert "It has “Rust”. Take that out of its slot first." in unescape(page.content.decode())
    assert not Session.objects.get().is_open_slot


# Who may


def test_a_helper_sees_and_writes_nothing(client, event):
    slot, topic = make_slot(event), make_topic(event, title="Rust")
    client.force_login(make_member(event, "helper"))
    posts = [(slots_of(topic), {"slot": slot.pk}), (page_of(slot, "topics"), {"topic": topic.pk})]

    shown = [read(client, url) for url in (slots_of(topic), page_of(slot, "topics"))]
    refused = [client.post(url, data).status_code for url, data in posts]

    assert ["Put it here" in page for page in shown] == [False, False]
    assert refused == [403, 403]
    assert Session.objects.get().is_open_slot


def test_an_editor_gives_a_topic_its_slot(client, event):
    slot, topic = make_slot(event), make_topic(event, title="Rust")
    client.force_login(make_member(event, "editor"))

    confirmed(client, slots_of(topic), {"slot": slot.pk})

    assert Session.objects.get().title == "Rust"


def test_pages_of_another_event_are_not_there(client, event):
    other = make_event()
    slot, topic = make_slot(other), make_topic(other)
    client.force_login(make_member(event, "owner"))

    for url in (slots_of(topic), page_of(slot, "topics")):
        assert client.get(url).status_code == 404
