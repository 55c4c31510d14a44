"""Every write of the admin reaches attendees: it ends in `publish`."""

import pytest
from django.urls import reverse

from schedule.models import Publication, Room, Session
from schedule.services.publish import publish
from tests.factories import make_event, make_room, make_session, make_speaker, make_tag, make_track
from tests.schedule.admin.forms import confirmed, read_form


def address(obj, page="change", model=""):
    return reverse(f"admin:schedule_{model or obj._meta.model_name}_{page}", args=[obj.pk])


def version_of(event):
    return type(event).objects.values_list("version", flat=True).get(pk=event.pk)


@pytest.fixture
def made(event):
    """One row of everything, published."""
    room, track, speaker, tag = make_room(event), make_track(event), make_speaker(event), make_tag(event)
    rows = {
        "event": event,
        "room": room,
        "track": track,
        "taggroup": tag.group,
        "tag": tag,
        "speaker": speaker,
        "talk": make_session(event, room=room, track=track, speakers=[speaker], tags=[tag]),
        "bofsession": make_session(event, kind="bof"),
    }
    publish(event)
    return rows


KINDS = ["event", "room", "track", "taggroup", "tag", "speaker", "talk", "bofsession"]


@pytest.mark.parametrize("kind", KINDS)
def test_saving_any_page_as_it_is_gives_a_new_version(anna, event, made, kind):
    before = version_of(event)
    url = address(made[kind], model=kind)

    response = anna.post(url, read_form(anna, url))

    assert response.status_code == 302
    assert version_of(event) != before


@pytest.mark.parametrize("kind", KINDS)
def test_saving_any_page_as_it_is_changes_nothing_that_attendees_see(anna, event, made, kind):
    stored = [bytes(row.vevent) for row in Publication.objects.order_by("pk")]
    url = address(made[kind], model=kind)

    anna.post(url, read_form(anna, url))

    assert [bytes(row.vevent) for row in Publication.objects.order_by("pk")] == stored
    assert list(Session.objects.values_list("revision", flat=True)) == [1, 1]


@pytest.mark.parametrize("kind", ["room", "track", "tag", "speaker", "talk", "bofsession"])
def test_adding_gives_a_new_version(anna, event, kind):
    before = version_of(event)
    url = reverse(f"admin:schedule_{kind}_add")
    name = "title" if kind in ("talk", "bofsession") else "name"

    response = anna.post(url, read_form(anna, url) | {name: "Something new"})

    assert response.status_code == 302
    assert version_of(event) != before


@pytest.mark.parametrize("kind", ["talk", "bofsession", "tag"])
def test_deleting_gives_a_new_version(anna, event, made, kind):
    before = version_of(event)

    response = anna.post(address(made[kind], "delete", kind), {"post": "yes", "typed": str(made[kind])})

    assert response.status_code == 302
    assert not type(made[kind]).objects.filter(pk=made[kind].pk).exists()
    assert version_of(event) != before


def test_deleting_from_a_list_gives_a_new_version(anna, event, made):
    Session.objects.filter(pk=made["talk"].pk).update(status="draft")
    before = version_of(event)
    data = {"action": "delete_selected", "_selected_action": [made["talk"].pk], "post": "yes"}

    anna.post(reverse("admin:schedule_talk_changelist"), data)

    assert not Session.objects.filter(pk=made["talk"].pk).exists()
    assert version_of(event) != before


def test_renaming_a_room_reaches_the_calendars(anna, event, made):
    url = address(made["room"])

    confirmed(anna, url, read_form(anna, url) | {"name": "Aula Magna"})

    publication = Publication.objects.get(session=made["talk"])
    assert b"LOCATION:Aula Magna" in bytes(publication.vevent)
    assert publication.sequence == 1


def test_publishing_an_event_publishes_its_sessions(anna, event):
    type(event).objects.update(is_published=False)
    session, url = make_session(event), address(event)

    anna.post(url, read_form(anna, url) | {"is_published": "on"})

    assert Publication.objects.filter(session=session).exists()


def test_rooms_can_be_added_inside_the_event(anna, event):
    url = address(event)
    row = {"rooms-TOTAL_FORMS": "2", "rooms-0-name": "Aula", "rooms-1-name": "Cinema"}

    anna.post(url, read_form(anna, url) | row | {"rooms-0-order": "0", "rooms-1-order": "0"})

    assert list(Room.objects.values_list("name", "slug", "order")) == [("Aula", "aula", 1), ("Cinema", "cinema", 2)]


def test_damage_from_elsewhere_is_told_and_nothing_is_saved(anna, event, made):
    """A row that SQL gave a room of another event: no 500, and no half of a write."""
    Session.objects.filter(pk=made["bofsession"].pk).update(room=make_room(make_event()))
    url = address(made["talk"], model="talk")

    response = anna.post(url, read_form(anna, url) | {"title": "New title"}, follow=True)

    assert response.status_code == 200
    assert "Nothing was saved." in response.content.decode()
    assert "changed successfully" not in response.content.decode()
    assert Session.objects.get(pk=made["talk"].pk).title == made["talk"].title
