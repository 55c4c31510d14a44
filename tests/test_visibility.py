"""What is hidden is nowhere: every address of the site, asked as everybody who may not know."""

import io
import zipfile

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import URLResolver, get_resolver, reverse

from schedule.admin.base import ScopedAdmin
from schedule.models import Session, Talk
from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import create_feed
from schedule.services.publish import publish
from tests.factories import (
    make_event,
    make_organiser,
    make_room,
    make_session,
    make_speaker,
    make_tag,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db

SECRETS = ("Draftword", "hiddenspeaker", "hiddenevent", "meet.example")
# What a pattern's parameters stand for in a session, a speaker and an event that are hidden.
SESSION = {"slug": "draftword-talk", "pk": 1, "version": "x", "name": "x", "rest": "x"}
SPEAKER = {**SESSION, "slug": "hiddenspeaker"}


def patterns(resolver=None):
    """Every pattern of the programme: those whose view stands in `schedule.views`."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        elif each.callback.__module__.startswith("schedule.views."):
            yield each


def text_of(answer):
    """All that the answer says, in a workbook's parts as well."""
    body = answer.getvalue()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"".join(parts.read(name) for name in parts.namelist())
    return body.decode()


@pytest.fixture
def hidden():
    """An event that everybody sees, with a draft by a speaker of nothing else, and an event that nobody sees."""
    event = make_event(slug="open")
    speaker, room = make_speaker(event, name="hiddenspeaker"), make_room(event)
    parts = {"speakers": [speaker], "tags": [make_tag(event)], "room": room, "access_url": "https://meet.example/"}
    make_session(event, title="Draftword talk", status=Session.Status.DRAFT, **parts)
    make_session(event, title="Seen", room=room)
    publish(event)
    secret = make_event(name="hiddenevent", slug="hiddenevent", is_published=False)
    make_session(secret, title="Draftword talk", slug="draftword-talk")
    make_topic(event, title="Draftword topic", state="pending")
    make_topic(secret, title="Draftword topic")
    publish(secret)
    return event


@pytest.mark.parametrize("who", ["visitor", "attendee"])
def test_hidden_things_stand_on_no_page(hidden, client, who):
    asked = 0
    if who == "attendee":
        user = make_user()
        client.force_login(user)

    for pattern in patterns():
        names = pattern.pattern.converters
        for event in ("open", "hiddenevent"):
            for parameters in (SESSION, SPEAKER):
                values = {**parameters, "event": event, "token": "x" * 43}
                assert set(names) <= set(values), f"{pattern.name}: say here what its parameters stand for"
                url = reverse(pattern.name, kwargs={name: values[name] for name in names})
                answer = client.get(url)
                # Signing in leads back to where one was, so the address itself may stand in the answer.
                body = text_of(answer).replace(url, "")
                for secret in SECRETS:
                    assert secret not in body, f"{secret} stands at {url}"
                if event == "hiddenevent" and "event" in names and who == "attendee":
                    assert answer.status_code == 404, url
                asked += 1

    assert asked > 40


def test_hidden_things_stand_in_no_feed(hidden, client):
    user = make_user()
    for session in Session.objects.all():
        set_bookmark(user=user, session=session, bookmarked=True)

    for event in (hidden, None):
        _, token = create_feed(user=user, name="x", event=event)
        body = client.get(reverse("calendar_feed", args=[token, "x"])).content.decode()

        assert "SUMMARY:Seen" in body
        assert not any(secret in body for secret in SECRETS)


def test_every_admin_class_of_the_programme_is_scoped():
    registered = {model: each for model, each in admin.site._registry.items() if model._meta.app_label == "schedule"}

    assert len(registered) == 9
    assert all(isinstance(each, ScopedAdmin) for each in registered.values())


def test_admin_shows_staff_without_rights_nothing(hidden, client):
    client.force_login(make_user(is_staff=True))

    for model in (model for model in admin.site._registry if model._meta.app_label == "schedule"):
        url = reverse(f"admin:schedule_{model._meta.model_name}_changelist")
        assert client.get(url).status_code == 403

    client.force_login(make_organiser())
    assert "Draftword" in client.get(reverse("admin:schedule_talk_changelist")).content.decode()


def test_admin_redirect_tells_no_address_of_what_is_hidden(hidden, client):
    client.force_login(make_user(is_staff=True))
    session = Session.objects.get(status="draft")

    for model in (Session, Talk):
        kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
        assert client.get(f"/admin/r/{kind.pk}/{session.pk}/").status_code == 404
