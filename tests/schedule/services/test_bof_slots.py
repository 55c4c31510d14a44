from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from schedule.models import Attendee, BofInterest, BofProposal, Bookmark, Change, Session
from schedule.services.bof_slots import (
    Part,
    claim_slot,
    fits_for,
    free_slots,
    is_host_of,
    merge_topics,
    schedule_topic,
    split_slot,
    take_out,
)
from schedule.services.bofs import NotNow
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import (
    START,
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


def named(name):
    user = make_user()
    Attendee.objects.create(user=user, name=name)
    return user


def bookmarked_by(session):
    return set(Bookmark.objects.filter(session=session).values_list("user", flat=True))


def changes_of(event):
    return list(Change.objects.filter(event=event).order_by("pk").values_list("kind", "title", "old", "new"))


def test_topic_gives_a_slot_its_words_hosts_and_bookmarks(event):
    host, fan, holder = named("Jason Wang"), make_user(), make_user()
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
    topic = make_topic(event, hosts=[named("jason wang")])

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
    topic = make_topic(event, title="Virtio", hosts=[named("Jason Wang")])
    session = schedule_topic(proposal=topic, slot=make_slot(event))

    take_out(proposal=topic)

    session.refresh_from_db()
    topic.refresh_from_db()
    assert (session.title, session.abstract, session.is_open_slot) == ("BoF: topic to come", "", True)
    assert not session.appearances.exists()
    assert topic.session is None
    assert list(BofProposal.objects.open()) == [topic]


def test_deleted_session_gives_its_topic_back(event):
    topic = make_topic(event)
    schedule_topic(proposal=topic, slot=make_slot(event)).delete()

    assert list(BofProposal.objects.open()) == [topic]


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


def test_slot_in_which_the_host_is_elsewhere_has_a_problem(event):
    host = named("Jason Wang")
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
    user = named("Alex")
    topic, slot = make_topic(event, title="Mine", proposer=user, hosts=[user]), make_slot(event)

    claim_slot(proposal=topic, slot=slot, user=user, at=BEFORE)

    assert Session.objects.get(pk=slot.pk).title == "Mine"
    assert bookmarked_by(slot) == {user.pk}


def test_claim_takes_no_speakers_name(event):
    make_call(event, lets_claim=True)
    speaker, user = make_speaker(event, name="Linus Torvalds"), named("Linus Torvalds")
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


# Splitting


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

    assert ("split", "Devices", "BoF: to be announced", "“Devices”; “Virtio”") in changes_of(event)
    assert [change[:2] for change in changes_of(event) if change[0] == "added"] == [("added", "Virtio")]


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

    assert bookmarked_by(session) == {fan.pk}


def test_scheduled_topic_is_not_merged_away(event):
    topic = make_topic(event)
    schedule_topic(proposal=topic, slot=make_slot(event))

    with pytest.raises(NotNow, match="merge the other into it"):
        merge_topics(into=make_topic(event), others=[topic])


def test_hosts_are_those_of_the_sessions_topics(event):
    host, fan = make_user(), make_user()
    topic = make_topic(event, hosts=[host], interested=[fan])

    session = schedule_topic(proposal=topic, slot=make_slot(event))

    assert is_host_of(host, session)
    assert not is_host_of(fan, session)
    assert BofInterest.objects.count() == 2
