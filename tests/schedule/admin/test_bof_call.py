"""The event's page of BoFs: opening and closing the call, its numbers, and who may."""

from datetime import UTC, datetime
from html import unescape

import pytest
from django.urls import reverse

from schedule.models import BofCall, Event
from schedule.services.publish import publish
from tests.factories import make_call, make_member, make_session, make_slot, make_topic, make_user
from tests.schedule.admin.forms import read_form


def address(event):
    return reverse("admin:schedule_event_bofs", args=[event.pk])


OPENED = {"is_open": "on", "closes_at_0": "2020-10-25", "closes_at_1": "18:00", "most_per_person": "2"}


def test_an_editor_opens_the_call_until_a_time_of_the_events_clocks(client, db, event):
    Event.objects.filter(pk=event.pk).update(timezone="Asia/Tokyo")
    client.force_login(make_member(event, "editor"))

    response = client.post(address(event), read_form(client, address(event)) | OPENED)

    call = BofCall.objects.get()
    assert (response.status_code, call.event, call.is_open, call.most_per_person) == (302, event, True, 2)
    assert call.closes_at == datetime(2020, 10, 25, 9, 0, tzinfo=UTC)
    assert call.takes_topics(datetime(2020, 10, 25, 8, 59, tzinfo=UTC))


def test_opening_the_call_makes_pages_and_board_anew(anna, event):
    publish(event)
    call = make_call(event, is_open=False)
    before = Event.objects.get(pk=event.pk).version

    anna.post(address(event), read_form(anna, address(event)) | OPENED)

    assert Event.objects.get(pk=event.pk).version != before
    assert BofCall.objects.get().version != call.version
    assert [row.is_open for row in call.history.all()] == [True, False]


def test_a_mistake_is_told_beside_its_field_and_nothing_is_saved(anna, event):
    page = anna.post(address(event), read_form(anna, address(event)) | OPENED | {"most_per_person": "many"})

    assert page.status_code == 200
    assert "Nothing was saved yet." in page.content.decode()
    assert 'value="many"' in page.content.decode()
    assert not BofCall.objects.exists()


def test_what_somebody_else_closed_meanwhile_stays_closed(anna, event):
    call = make_call(event, is_open=True)
    data = read_form(anna, address(event))
    BofCall.objects.filter(pk=call.pk).update(is_open=False)

    anna.post(address(event), data | {"most_per_person": "5"})

    call.refresh_from_db()
    assert (call.is_open, call.most_per_person) == (False, 5)


def test_a_helper_looks_only(client, event):
    make_call(event)
    client.force_login(make_member(event, "helper"))

    page, refused = client.get(address(event)).content.decode(), client.post(address(event), OPENED)

    assert 'value="Save"' not in page
    assert refused.status_code == 403
    assert BofCall.objects.get().most_per_person == 3


@pytest.mark.parametrize("count", [1, 3])
def test_page_counts_topics_and_free_slots_at_the_same_cost(anna, event, django_assert_num_queries, count):
    for number in range(count):
        make_topic(event, state="pending")
        make_topic(event, hosts=[make_user()])
        make_topic(event)
        make_topic(event, session=make_session(event, kind="bof"))
        make_slot(event, title=f"Slot {number}")

    with django_assert_num_queries(6):
        page = anna.get(address(event))

    facts = {fact.label: fact.value for fact in page.context["facts"]}
    assert facts == {
        "Free slots": str(count),
        "Waiting for approval": str(count),
        "On the board": str(2 * count),
        "Needing a host": str(count),
        "In a slot": str(count),
    }


def test_numbers_lead_to_lists_of_just_those(anna, event):
    make_topic(event, title="Hosted", hosts=[make_user()])
    make_topic(event, title="Alone")
    make_topic(event, title="Placed", session=make_session(event, kind="bof"))
    make_slot(event, title="Slot to fill")
    make_session(event, title="Taken", kind="bof")
    facts = {fact.label: fact.href for fact in anna.get(address(event)).context["facts"]}

    alone = unescape(anna.get(facts["Needing a host"]).content.decode())
    free = unescape(anna.get(facts["Free slots"]).content.decode())

    assert [title in alone for title in ("Hosted", "Alone", "Placed")] == [False, True, False]
    assert [title in free for title in ("Slot to fill", "Taken")] == [True, False]


def test_page_is_linked_from_the_event_and_from_both_lists(anna, event):
    pages = [reverse("admin:schedule_event_change", args=[event.pk])]
    pages += [f"/admin/schedule/{kind}/?event__id__exact={event.pk}" for kind in ("bofproposal", "bofsession")]

    for page in pages:
        assert f'href="{address(event)}"' in anna.get(page).content.decode()
