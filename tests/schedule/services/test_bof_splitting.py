from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from schedule.models import BofProposal, Bookmark, Change, Session
from schedule.services.bof_slots import take_out
from schedule.services.bof_splitting import Part, split_slot
from schedule.services.bofs import NotNow
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import (
    START,
    make_event,
    make_session,
    make_slot,
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


def parts_of(slot, *topics):
    half = (slot.ends_at - slot.starts_at) / len(topics)
    return [
        Part(
            title="" if isinstance(topic, BofProposal) else topic,
            starts_at=slot.starts_at + half * number,
            ends_at=slot.starts_at + half * (number + 1),
            proposal=topic if isinstance(topic, BofProposal) else None,
        )
        for number, topic in enumerate(topics)
    ]


def test_split_lets_bookmarks_follow_what_people_want(event):
    devices_fan, virtio_fan, undecided, newcomer = (make_user() for _ in range(4))
    slot = make_slot(event)
    for user in (devices_fan, virtio_fan, undecided):
        set_bookmark(user=user, session=slot, bookmarked=True)
    publish(event)
    devices = make_topic(event, title="Out-of-process devices", interested=[devices_fan])
    virtio = make_topic(event, title="Virtio topics", interested=[virtio_fan, newcomer])

    first, second = split_slot(session=slot, parts=parts_of(slot, devices, virtio))

    assert (first.pk, first.guid) == (slot.pk, slot.guid)
    assert bookmarked_by(first) == {devices_fan.pk, undecided.pk}
    assert bookmarked_by(second) == {virtio_fan.pk, undecided.pk, newcomer.pk}
    assert [(row.title, row.starts_at, row.ends_at) for row in Session.objects.in_order()] == [
        ("Out-of-process devices", START + timedelta(hours=1), START + timedelta(hours=2)),
        ("Virtio topics", START + timedelta(hours=2), START + timedelta(hours=3)),
    ]
    assert {row.proposals.get().pk for row in (first, second)} == {devices.pk, virtio.pk}


def test_split_says_so_among_the_changes(event):
    slot = make_slot(event)
    publish(event)

    split_slot(session=slot, parts=parts_of(slot, "Devices", "Virtio"))

    assert [change for change in changes_of(event) if change[0] != "moved"] == [
        ("added", "Virtio", "", "Thu 29 Oct, 12:00 GMT"),
        ("split", "Devices", "BoF: to be announced", "“Devices”; “Virtio”"),
    ]


def test_split_keeps_the_calendar_entry_for_the_first_topic(event):
    user = make_user()
    slot = make_slot(event)
    set_bookmark(user=user, session=slot, bookmarked=True)
    publish(event)
    uid = f"UID:{slot.guid}@{event.guid}".encode()

    first, _ = split_slot(session=slot, parts=parts_of(slot, "Devices", "Virtio"))

    vevent = bytes(first.publication.vevent).replace(b"\r\n ", b"")
    assert uid in vevent
    assert b"SUMMARY:Devices" in vevent
    assert b"SEQUENCE:1" in vevent


@pytest.mark.parametrize(("count", "message"), [(1, "at least two topics"), (0, "at least two topics")])
def test_split_into_fewer_than_two_is_none(event, count, message):
    slot = make_slot(event)

    with pytest.raises(ValidationError, match=message):
        split_slot(session=slot, parts=parts_of(slot, "One", "Two")[:count])


def test_split_of_one_topic_twice_is_refused_and_changes_nothing(event):
    slot, topic = make_slot(event), make_topic(event)

    with pytest.raises(ValidationError, match="twice"):
        split_slot(session=slot, parts=parts_of(slot, topic, topic))

    assert Session.objects.count() == 1


def test_slot_is_split_once(event):
    slot = make_slot(event)
    split_slot(session=slot, parts=parts_of(slot, "Devices", "Virtio"))

    with pytest.raises(NotNow, match="has its topic meanwhile"):
        split_slot(session=slot, parts=parts_of(slot, "Devices", "Virtio"))

    assert Session.objects.count() == 2


def test_split_of_a_slot_that_nobody_knew_tells_nobody(event):
    make_session(event)
    publish(event)
    slot = make_slot(event)

    split_slot(session=slot, parts=parts_of(slot, "Devices", "Virtio"))

    assert [change[:2] for change in changes_of(event)] == [("added", "Devices"), ("added", "Virtio")]


def test_split_is_told_where_the_first_topic_keeps_the_slots_name(event):
    slot = make_slot(event)
    publish(event)

    split_slot(session=slot, parts=parts_of(slot, slot.title, "Virtio"))

    assert ("split", slot.title, slot.title, f"“{slot.title}”; “Virtio”") in changes_of(event)


def test_split_topic_is_taken_out_with_the_slots_own_words(event):
    slot, topic = make_slot(event), make_topic(event, title="Devices")
    split_slot(session=slot, parts=parts_of(slot, topic, "Virtio"))

    take_out(proposal=topic)

    assert Session.objects.get(pk=slot.pk).title == "BoF: to be announced"


def test_part_on_another_day_is_refused(event):
    slot = make_slot(event)
    parts = [
        replace(part, starts_at=part.starts_at + timedelta(days=1), ends_at=part.ends_at + timedelta(days=1))
        for part in parts_of(slot, "Devices", "Virtio")
    ]

    with pytest.raises(ValidationError, match="“Devices” is not on the day of the slot"):
        split_slot(session=slot, parts=parts)

    assert Session.objects.count() == 1
