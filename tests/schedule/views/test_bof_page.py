"""What the board and a topic's page say to whoever reads them, in which words."""

import pytest
from lxml import html

from schedule.models import Session, SessionSpeaker
from schedule.services.bof_slots import schedule_topic
from schedule.services.bof_splitting import Part, split_slot
from schedule.services.bofs import set_interest
from schedule.services.publish import publish
from tests.factories import (
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


@pytest.fixture
def event():
    event = make_event(slug="kvm")
    make_call(event)
    return publish(event)


def main_of(client, address):
    return html.fromstring(client.get(address).content).find(".//main")


def test_board_says_once_what_interest_leads_to(client, event):
    for title in ("One", "Two"):
        make_topic(event, title=title)

    assert main_of(client, "/kvm/bofs/").text_content().count("it is bookmarked for you") == 1


def test_topic_says_what_interest_leads_to_until_one_is_interested(client, event):
    topic, user = make_topic(event), make_user()
    client.force_login(user)
    before = client.get(topic.get_absolute_url()).content.decode()

    set_interest(user=user, proposal=topic, interested=True)

    assert before.count("it is bookmarked for you") == 1
    assert "it is bookmarked for you" not in client.get(topic.get_absolute_url()).content.decode()


def words_of(element):
    return " ".join(element.text_content().split())


def test_scheduled_topic_reads_as_its_session_does(client, event):
    topic = make_topic(event, title="Virtio", description="Old words")
    session = schedule_topic(proposal=topic, slot=make_slot(event))
    Session.objects.filter(pk=session.pk).update(title="Virtio today", abstract="New words")
    publish(event)

    page = main_of(client, topic.get_absolute_url())

    assert words_of(page.find(".//h1")) == "Virtio today"
    assert words_of(page.find_class("prose")[0]) == "New words"
    assert "Old words" not in page.text_content()


def test_topic_whose_slot_is_not_public_keeps_its_own_words(client, event):
    topic = make_topic(event, title="Virtio", description="Old words")
    session = schedule_topic(proposal=topic, slot=make_slot(event))
    Session.objects.filter(pk=session.pk).update(title="Secret", abstract="Secret", status=Session.Status.DRAFT)
    publish(event)

    page = main_of(client, topic.get_absolute_url())

    assert words_of(page.find(".//h1")) == "Virtio"
    assert words_of(page.find_class("prose")[0]) == "Old words"


def test_scheduled_topic_says_when_and_where(client, event):
    topic = make_topic(event, title="Virtio")
    schedule_topic(proposal=topic, slot=make_slot(event, room=make_room(event, name="Aula")))

    [note] = main_of(client, topic.get_absolute_url()).find_class("note--ok")

    assert words_of(note).startswith("It has its slot: Virtio.Thursday 29 October 2020, 11:00–13:00 GMT")
    assert note.xpath(".//a[text()='Aula']/@href") == ["/kvm/rooms/aula/"]
    assert " ." not in words_of(note)


def test_page_of_a_split_slot_names_its_topics(client, event):
    slot = make_slot(event, title="Virtio and devices")
    publish(event)
    half = slot.starts_at + (slot.ends_at - slot.starts_at) / 2
    parts = [Part("Virtio", slot.starts_at, half), Part("Devices", half, slot.ends_at)]

    first, _ = split_slot(session=slot, parts=parts)

    [history] = main_of(client, first.get_absolute_url()).find_class("history")
    assert "now “Virtio”; “Devices”" in words_of(history)


@pytest.mark.parametrize(
    ("kind", "roles", "heading"),
    [
        ("bof", ["host"], "Host"),
        ("bof", ["host", "host"], "Hosts"),
        ("bof", ["host", "speaker"], "Speakers"),
        ("bof", ["host", "speaker", "host"], "Speakers"),
        ("talk", ["host"], "Speaker"),
    ],
)
def test_those_who_appear_in_a_bof_are_its_hosts_where_all_are(client, event, kind, roles, heading):
    session = make_session(event, kind=kind, speakers=[make_speaker(event) for _ in roles])
    for appearance, role in zip(SessionSpeaker.objects.order_by("order"), roles, strict=True):
        SessionSpeaker.objects.filter(pk=appearance.pk).update(role=role)
    publish(event)

    [found] = main_of(client, session.get_absolute_url()).xpath(".//h2[@id='sp']")

    assert words_of(found) == heading
