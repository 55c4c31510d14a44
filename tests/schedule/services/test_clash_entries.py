"""What the rules are given about BoFs: hosts, links, topics, and who has what else at that time."""

from datetime import timedelta

import pytest

from schedule.models import Bookmark
from schedule.services.bof_slots import schedule_topic
from schedule.services.clashes import accept_clash, clashes_of_event, clashes_of_session
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
HOUR = timedelta(hours=1)
LONG_BEFORE = START - timedelta(days=100)
LINK = "https://meet.example.org/room"


@pytest.fixture
def event():
    return make_event(is_online=True)


def make_bof(event, **fields):
    """A BoF with all that one needs."""
    given = {"kind": "bof", "speakers": [make_speaker(event)], "access_url": LINK}
    return make_session(event, **given | fields)


def texts(event, at=START):
    return [clash.text for clash in clashes_of_event(event, at=at)]


# Slots and topics


def test_slot_counts_the_open_topics_that_wish_for_it(event):
    slot = make_slot(event, access_url=LINK)
    for _ in range(2):
        make_topic(event, wished=[slot])
    make_topic(event)
    for state in ("pending", "declined", "withdrawn", "merged"):
        make_topic(event, wished=[slot], state=state)
    make_topic(event, wished=[slot], session=make_bof(event, starts_at=START - 9 * HOUR))

    assert texts(event) == ["“BoF: to be announced”: it has no topic yet, and 2 topics on the board wish for it."]


def test_slot_counts_the_open_topics_of_its_own_event(event):
    make_slot(event, access_url=LINK)
    for each in (event, event, event, make_event()):
        make_topic(each)

    assert texts(event) == ["“BoF: to be announced”: it has no topic yet, and 3 topics on the board are open."]


def test_days_before_are_those_of_the_call_and_seven_without_one(event):
    slot = make_slot(event, access_url=LINK)
    days = timedelta(days=1)
    assert [len(texts(event, slot.starts_at - number * days - HOUR)) for number in (7, 6)] == [0, 1]

    make_call(event, days_before=2)

    assert [len(texts(event, slot.starts_at - number * days - HOUR)) for number in (2, 1)] == [0, 1]


def test_topic_in_its_slot_ends_what_was_told_of_the_slot(event):
    slot = make_slot(event, access_url=LINK)
    topic = make_topic(event, hosts=[make_user()])
    assert len(texts(event)) == 1

    schedule_topic(proposal=topic, slot=slot)

    assert texts(event) == []


def test_topics_words_are_looked_at_beside_the_descriptions(event):
    bof = make_bof(event, title="Nested", abstract="Nested virtualisation.")
    make_topic(event, session=bof, description="Wishes at the end.")
    make_topic(event, session=bof, description="Let us meet at 12:00.")

    assert texts(event) == []
    bof.proposals.filter(description__startswith="Wishes").delete()

    assert texts(event) == ["“Nested”: its topic says 12:00, and it is at 10:00–10:30."]


def test_placeholder_that_moved_and_still_says_twelve_is_told(event):
    make_bof(
        event,
        title="KVM BoF Discussions: Virtio topics",
        abstract="At 12:00 we talk about virtio.",
        starts_at=START + HOUR,
        minutes=60,
    )

    assert texts(event) == [
        "“KVM BoF Discussions: Virtio topics”: its description says 12:00, and it is at 11:00–12:00."
    ]


# Links


def test_link_is_looked_for_in_what_is_stored(event):
    bof = make_bof(event, title="Nested", access_url="")

    assert texts(event, START - HOUR) == ["“Nested”: it has no access link, and is at 10:00–10:30."]
    bof.access_url = LINK
    bof.save()

    assert texts(event, START - HOUR) == []


def test_link_is_wanted_on_site_where_the_topic_wants_a_call():
    event = make_event()
    bof = make_bof(event, access_url="", room=make_room(event))
    topic = make_topic(event, session=bof)
    assert texts(event) == []

    topic.needs_online = True
    topic.save()

    assert [clash.rule for clash in clashes_of_event(event, at=START)] == ["no_link"]


def test_link_itself_is_in_no_text(event):
    make_bof(event, title="Nested", abstract="See you at 12:00.", starts_at=START + 100 * HOUR)

    assert len(texts(event)) == 2
    assert LINK not in repr(clashes_of_event(event, at=START))


# Hosts


def test_host_of_two_topics_at_once_is_told_by_the_chosen_name(event):
    wei, rooms = make_attendee("Wei Wang"), [make_room(event, name=name) for name in ("Aula", "Hall")]
    for title, room in zip(("One", "Two"), rooms, strict=True):
        make_topic(event, hosts=[wei], interested=[make_user()], session=make_bof(event, title=title, room=room))

    assert texts(event, LONG_BEFORE) == [
        "Wei Wang hosts in Aula (“One”, 10:00–10:30) and in Hall (“Two”, 10:00–10:30).",
    ]


def test_host_without_a_name_is_told_without_an_address(event):
    anna = make_user("anna@example.org")
    for title in ("One", "Two"):
        make_topic(event, hosts=[anna], session=make_bof(event, title=title, speakers=[]))

    assert texts(event, LONG_BEFORE) == [
        "An attendee hosts elsewhere (“One”, 10:00–10:30) and elsewhere (“Two”, 10:00–10:30).",
    ]


def test_host_whom_scheduling_puts_into_the_programme_is_told_of_once(event):
    wei = make_attendee("Wei Wang")
    for slug in ("one", "two"):
        slot = make_slot(event, slug=slug, access_url=LINK)
        schedule_topic(proposal=make_topic(event, hosts=[wei]), slot=slot)

    assert [clash.rule for clash in clashes_of_event(event, at=LONG_BEFORE)] == ["host_elsewhere"]


# Who would come


def bookmark(number, *sessions):
    for _ in range(number):
        user = make_user()
        Bookmark.objects.bulk_create(Bookmark(user=user, session=session) for session in sessions)


def test_people_of_a_bof_who_have_something_else_then_are_counted(event):
    bof = make_bof(event, title="Nested", minutes=60)
    then = make_session(
        event, title="Keynote", speakers=[make_speaker(event)], access_url=LINK, starts_at=START + HOUR / 2
    )
    after = make_session(event, speakers=[make_speaker(event)], access_url=LINK, starts_at=START + HOUR)
    bookmark(3, bof, then, after)
    bookmark(2, bof)
    bookmark(4, then)

    assert texts(event) == ["“Nested”: 3 of the 5 who have it bookmarked “Keynote”, 10:30–11:00, at that time."]
    assert [clash.rule for clash in clashes_of_session(then, at=START)] == ["interest_elsewhere"]


def test_people_of_a_bof_who_have_something_of_another_event_are_not_told(event):
    other = make_event(is_online=True)
    bookmark(3, make_bof(event), make_bof(other))

    assert texts(event) == texts(other) == []


def test_interest_in_a_topic_counts_once_it_is_scheduled(event):
    users = [make_user() for _ in range(3)]
    talk = make_session(event, title="Keynote", speakers=[make_speaker(event)], access_url=LINK, starts_at=START + HOUR)
    Bookmark.objects.bulk_create(Bookmark(user=user, session=talk) for user in users)
    topic = make_topic(event, title="Nested", interested=users[1:], hosts=users[:1])

    schedule_topic(proposal=topic, slot=make_slot(event, access_url=LINK))

    assert texts(event) == ["“Nested”: 3 of the 3 who have it bookmarked “Keynote”, 11:00–11:30, at that time."]


# All of them


@pytest.mark.parametrize("count", [1, 3, 20])
def test_reading_bofs_costs_the_same_however_many_there_are(event, django_assert_num_queries, count):
    wei = make_attendee("Wei Wang")
    for number in range(count):
        slot = make_slot(event, slug=f"slot-{number}")
        bookmark(3, make_bof(event), make_bof(event))
        make_topic(event, hosts=[wei], session=make_bof(event), wished=[slot])
        make_topic(event)

    with django_assert_num_queries(4):
        clashes_of_event(event, at=START)


def test_each_rule_about_bofs_can_be_accepted_and_stays_so(event):
    wei, bofs = make_attendee("Wei Wang"), [make_bof(event, access_url="", speakers=[]) for _ in range(2)]
    make_slot(event)
    bookmark(3, *bofs)
    for bof in bofs:
        make_topic(event, hosts=[wei], session=bof)
    found = {clash.key: clash.rule for clash in clashes_of_event(event, at=START)}
    assert set(found.values()) == {"no_topic", "no_link", "interest_elsewhere", "host_elsewhere"}

    for key in found:
        accept_clash(event=event, key=key, reason="We know.", user=make_user(), at=START)
    bookmark(3, *bofs)
    make_topic(event)

    assert {clash.key for clash in clashes_of_event(event, at=START) if clash.accepted} == set(found)
