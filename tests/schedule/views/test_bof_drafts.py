"""What somebody typed who was signed out meanwhile is there again once they are signed in."""

from datetime import timedelta

import pytest
import time_machine

from schedule.services.publish import publish
from tests.factories import START, make_call, make_event, make_slot, make_user
from tests.schedule.views.test_bof_topics import NEW, WORDS, form_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _days_before():
    with time_machine.travel(START - timedelta(days=5), tick=True):
        yield


@pytest.fixture
def event():
    event = make_event(slug="kvm")
    make_call(event)
    return publish(event)


def test_what_was_typed_is_kept_through_login(client, event):
    slot = make_slot(event)
    client.post(NEW, WORDS | {"hosts": "on", "wished_slots": [slot.pk]})
    client.force_login(make_user())

    kept, later = form_in(client.get(NEW)), form_in(client.get(NEW))

    assert (kept["title"], kept["description"], kept["name"]) == (["Virtio"], ["Who *owns* it?"], ["Ann"])
    assert (kept["hosts"], kept["wished_slots"]) == (["on"], [str(slot.pk)])
    assert later.get("title", [""]) == [""]


def test_what_was_typed_is_kept_for_its_own_event(client, event):
    other = make_event(slug="other")
    make_call(other)
    publish(other)
    client.post(NEW, WORDS)
    client.force_login(make_user())

    there, here = form_in(client.get("/other/bofs/new/")), form_in(client.get(NEW))

    assert there.get("title", [""]) == [""]
    assert here["title"] == ["Virtio"]


def test_nothing_is_kept_for_an_event_that_is_not_there(client, event):
    answer = client.post("/nowhere/bofs/new/", WORDS)

    assert answer.status_code == 404
    assert "bof_draft" not in client.session


def test_only_what_the_form_holds_is_kept(client, event):
    client.post(NEW, {"title": "Virtio", "more": "x"})

    assert client.session["bof_draft"] == {"kvm": {"title": ["Virtio"]}}


def test_too_much_is_not_kept_in_a_strangers_session(client, event):
    client.post(NEW, WORDS | {"description": "x" * 20_000})
    client.post(NEW, WORDS | {"description": ["x" * 20_000, "x"]})

    assert "bof_draft" not in client.session
