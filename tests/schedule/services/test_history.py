"""What is recorded, by whom, in which act; and what is not."""

import pytest
from django.db import transaction

from schedule.models import Attachment, BofSession, Event, Room, Session, SessionSpeaker, Talk
from schedule.models.history import current_act, silence
from schedule.services.history import RECORDED, history_of, record, record_deletion
from schedule.services.imports import Options, import_schedule
from schedule.services.publish import publish
from tests.acts import begin_act
from tests.factories import (
    make_call,
    make_event,
    make_room,
    make_session,
    make_speaker,
    make_tag,
    make_topic,
    make_user,
)
from tests.schedule.services.imports.schedules import make_entry, make_file

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("proxy", "kind"), [(Talk, "talk"), (BofSession, "bof"), (Session, "talk")])
def test_history_hears_every_proxy_once(proxy, kind):
    session = proxy.objects.get(pk=make_session(make_event(), kind=kind).pk)

    session.title = "New"
    session.save()
    session.delete()

    rows = Session.history.order_by("history_id").values_list("history_type", "title")
    assert [change for change, _ in rows] == ["+", "~", "-"]
    assert rows[1][1] == "New"


def test_history_of_a_session_knows_its_tags():
    event = make_event()
    session, tag = make_session(event), make_tag(event)

    session.tags.add(tag)
    session.delete()

    assert [row.tag_ids for row in Session.history.order_by("history_id")] == [[], [tag.pk], [tag.pk]]


def test_history_knows_the_event_of_everything():
    event = make_event()
    session = make_session(event, room=make_room(event), speakers=[make_speaker(event)], tags=[make_tag(event)])
    session.attachments.create(label="Slides")
    make_call(event)
    make_topic(event)

    found = {
        model._meta.model_name: set(history_of(model).objects.values_list("event", flat=True)) for model in RECORDED
    }

    without = {"track", "speakerlink"}
    assert found == {model._meta.model_name: {event.pk} for model in RECORDED} | {name: set() for name in without}


def test_history_has_nothing_of_what_publish_writes():
    event = make_event()
    make_session(event)
    before = [history_of(model).objects.count() for model in RECORDED]

    publish(event)

    assert [history_of(model).objects.count() for model in RECORDED] == before


def test_history_of_one_transaction_is_one_act():
    begin_act()

    acts = {current_act() for _ in range(3)}
    begin_act()

    assert len(acts) == 1
    assert current_act() not in acts


@pytest.mark.django_db(transaction=True)
def test_history_of_two_transactions_is_two_acts():
    with transaction.atomic():
        event = make_event()
        make_room(event)
    make_room(event)

    assert set(Event.history.values_list("act", flat=True)) < set(Room.history.values_list("act", flat=True))


def test_silence_is_kept_within_it_only():
    event = make_event()

    with silence():
        room = make_room(event)
    room.save()

    assert [row.history_type for row in Room.history.all()] == ["~"]


@pytest.mark.parametrize("number", [1, 3])
def test_record_takes_as_many_queries_for_more(number, django_assert_num_queries):
    event, ben = make_event(), make_user()
    for _ in range(number):
        make_session(event, speakers=[make_speaker(event)], tags=[make_tag(event, name=f"T{number}")])
        event.tags.all().delete()
    rows = [*Session.objects.all(), *SessionSpeaker.objects.all()]

    with django_assert_num_queries(4):
        record(rows, "~", by=ben, reason="Bulk")

    assert Session.history.filter(history_change_reason="Bulk", history_user=ben).count() == number


def test_record_deletion_keeps_what_belongs_to_it():
    session = make_session(make_event(), speakers=[make_speaker(make_event())])
    session.attachments.create(label="Slides")

    record_deletion([session])

    gone = [
        history_of(model).objects.filter(history_type="-").count() for model in (Session, SessionSpeaker, Attachment)
    ]
    assert gone == [1, 1, 1]


def test_import_is_one_act_with_its_reason():
    event, ben = make_event(), make_user()
    begin_act()

    import_schedule(
        event=event,
        schedule=make_file(make_entry("One"), make_entry("Two", at=60)),
        options=Options(),
        by=ben,
        reason="Imported x",
    )

    rows = list(Session.history.all())
    assert {(row.history_type, row.history_user, row.history_change_reason) for row in rows} == {
        ("+", ben, "Imported x")
    }
    assert len({row.act for row in rows}) == 1
    assert len(rows) == 2
