"""`migrate` belongs to every update, and takes up what the update words differently."""

import pytest
from django.conf import settings
from django.core.management import call_command

from schedule.models import Event, Publication
from schedule.services.publish import publish
from tests.factories import make_event, make_room, make_session

pytestmark = pytest.mark.django_db


def test_migrate_publishes_what_another_release_rendered():
    event = make_event()
    make_session(event)
    publish(event)
    before = Publication.objects.get().modified_at
    old = bytes(Publication.objects.get().vevent).replace(b"TRANSP:OPAQUE\r\n", b"")
    Publication.objects.update(vevent=old)
    Event.objects.update(rendered_by=f"0.0.1 {settings.SITE_URL}")

    call_command("migrate", verbosity=0)

    row = Publication.objects.get()
    assert b"TRANSP:OPAQUE\r\n" in bytes(row.vevent)
    assert row.modified_at > before
    assert Event.objects.get().rendered_by == f"{settings.RELEASE} {settings.SITE_URL}"


def test_migrate_follows_a_new_site_url(settings):
    make_session(make_event(slug="kvm"))
    call_command("migrate", verbosity=0)

    settings.SITE_URL = "https://new.example.org"
    call_command("migrate", verbosity=0)

    assert b"https://new.example.org/kvm/" in bytes(Publication.objects.get().vevent).replace(b"\r\n ", b"")


def test_migrate_leaves_alone_what_this_release_rendered():
    event = publish(make_event())

    call_command("migrate", verbosity=0)

    assert Event.objects.get().version == event.version


def test_migrate_goes_on_past_an_event_that_cannot_be_published(capsys):
    broken, event = make_event(slug="broken"), make_event(slug="fine")
    session = make_session(broken)
    for each in (broken, event):
        publish(each)
    type(session).objects.filter(pk=session.pk).update(room=make_room(event))
    Event.objects.update(rendered_by="another release")

    call_command("migrate", verbosity=0)

    assert "broken was not published." in capsys.readouterr().err
    assert Event.objects.get(slug="fine").rendered_by != "another release"
