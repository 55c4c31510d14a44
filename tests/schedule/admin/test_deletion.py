"""Deleting for good: what needs its name typed, what is offered instead, and what a list refuses."""

import unicodedata

import pytest
from django.urls import reverse

from schedule.models import Event, Session
from schedule.services.publish import publish
from tests.factories import make_room, make_session

pytestmark = pytest.mark.django_db


def delete_url(obj, kind):
    return reverse(f"admin:schedule_{kind}_delete", args=[obj.pk])


@pytest.mark.parametrize(("status", "is_offered"), [("published", True), ("cancelled", False), ("draft", False)])
def test_deletion_of_a_published_session_offers_cancelling(anna, event, status, is_offered):
    session = make_session(event, status=status)

    page = anna.get(delete_url(session, "talk")).content.decode()

    assert ("Cancel the session instead" in page) is is_offered


def test_deletion_leads_to_the_confirmation_of_cancelling(anna, event):
    session = make_session(event, title="Wei Wang on NUMA")
    publish(event)
    data = {"action": "cancel_sessions", "_selected_action": session.pk}

    page = anna.post(reverse("admin:schedule_talk_changelist"), data).content.decode()

    assert "Attendees will notice this" in page
    assert Session.objects.get().status == "published"


@pytest.mark.parametrize("typed", ["", "wei wang on numa", "Wei Wang", "Wei Wang on NUMA!"])
@pytest.mark.parametrize("status", ["published", "cancelled"])
def test_deletion_for_good_needs_the_title_typed(anna, event, status, typed):
    session = make_session(event, title="Wei Wang on NUMA", status=status)

    page = anna.post(delete_url(session, "talk"), {"post": "yes", "typed": typed})

    assert page.status_code == 200
    assert "This is not its name." in page.content.decode()
    assert f'value="{typed}"' in page.content.decode()
    assert Session.objects.exists()


@pytest.mark.parametrize("typed", ["Café d’été", "  Café d’été \n", unicodedata.normalize("NFD", "Café d’été")])
def test_deletion_takes_a_title_typed_another_way(anna, event, typed):
    session = make_session(event, title="Café d’été")

    anna.post(delete_url(session, "talk"), {"post": "yes", "typed": typed})

    assert not Session.objects.exists()


@pytest.mark.parametrize(("kind", "make"), [("talk", make_session), ("room", make_room)])
def test_deletion_of_what_nobody_knows_of_needs_no_typing(anna, event, kind, make):
    obj = make(event, **({"status": "draft"} if kind == "talk" else {}))

    anna.post(delete_url(obj, kind), {"post": "yes"})

    assert not type(obj).objects.exists()


@pytest.mark.parametrize(("typed", "is_there"), [("", True), ("conference", True), (None, False)])
def test_deletion_of_an_event_needs_its_name_typed(anna, event, typed, is_there):
    anna.post(delete_url(event, "event"), {"post": "yes", "typed": event.name if typed is None else typed})

    assert Event.objects.exists() is is_there


def test_deletion_from_the_list_refuses_what_is_published_and_says_what_to_do(anna, event):
    published, draft = make_session(event, title="Public"), make_session(event, status="draft")
    data = {"action": "delete_selected", "_selected_action": [published.pk, draft.pk], "post": "yes"}

    page = anna.post(reverse("admin:schedule_talk_changelist"), data).content.decode()

    assert "“Public” is published. Delete it on its own page." in page
    assert "Cancel it instead." in page
    assert Session.objects.count() == 2


def test_deletion_from_the_list_takes_drafts(anna, event):
    drafts = [make_session(event, status="draft") for _ in range(2)]
    data = {"action": "delete_selected", "_selected_action": [draft.pk for draft in drafts]}

    asked = anna.post(reverse("admin:schedule_talk_changelist"), data)
    were_there = Session.objects.count()
    anna.post(reverse("admin:schedule_talk_changelist"), data | {"post": "yes"})

    assert (asked.status_code, were_there, Session.objects.count()) == (200, 2, 0)
