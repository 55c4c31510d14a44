"""Putting back in the admin: what the page says before, what it does, and what it refuses."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from schedule.models import BofSession, Event, Room, Session, Speaker, Tag, Track
from schedule.services.publish import publish
from schedule.services.sessions import set_status
from tests.acts import begin_act
from tests.factories import START, make_event, make_room, make_session, make_speaker, make_tag, make_track
from tests.schedule.admin.forms import confirmed, read_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(event):
    room = make_room(event, name="Room 1")
    session = make_session(event, title="Old", room=room, speakers=[make_speaker(event, name="Ann")])
    session.attachments.create(label="Slides", url="https://example.org/s", order=1)
    session.tags.add(make_tag(event, name="Any"))
    publish(event)
    begin_act()
    return session


def save(client, obj, kind, **fields):
    url = reverse(f"admin:schedule_{kind}_change", args=[obj.pk])
    response = confirmed(client, url, read_form(client, url) | fields)
    assert response.status_code == 302


def put_back_url(obj, kind="talk"):
    """Of what was done last."""
    key = obj.history.order_by("-history_id").first().act
    return reverse(f"admin:schedule_{kind}_put_back", args=[obj.pk, key])


def deleted_url(event, kind, pk):
    return reverse("admin:schedule_event_put_back_deleted", args=[event.pk, kind, pk])


def confirm(client, url):
    return confirmed(client, url, {"token": client.get(url).context["proposal"].token}, follow=True)


def shown(page):
    return [(field.label, field.now, field.then, field.is_since) for field in page.context["proposal"].fields]


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_put_back_shows_what_is_and_what_will_be_and_does_it(anna, event, talk):
    room = make_room(event, name="Room 2")
    save(anna, talk, "talk", title="New", room=room.pk, starts_at_1="11:00", ends_at_1="12:00")
    url, version = put_back_url(talk), Event.objects.get().version

    page = anna.get(url)
    response = confirm(anna, url)

    assert shown(page) == [
        ("Time", "Thu 29 Oct 11:00–12:00", "Thu 29 Oct 10:00–10:30", False),
        ("Title", "New", "Old", False),
        ("Room", "Room 2", "Room 1", False),
    ]
    talk.refresh_from_db()
    assert (talk.title, talk.room.name, talk.starts_at) == ("Old", "Room 1", START)
    assert messages_of(response) == ["Put back: Time, Title, Room of “Old”."]
    assert Event.objects.get().version != version
    assert talk.history.first().history_change_reason.startswith("Put back what changed on")
    assert talk.history.first().history_user.email == "anna@example.org"


def test_put_back_asks_first(anna, talk):
    save(anna, talk, "talk", title="New")

    anna.get(put_back_url(talk))

    assert Session.objects.get(pk=talk.pk).title == "New"


def test_put_back_says_what_was_changed_again_since(anna, talk):
    save(anna, talk, "talk", title="New", language="en")
    url = put_back_url(talk)
    save(anna, talk, "talk", title="Newer")

    assert shown(anna.get(url)) == [("Title", "Newer", "Old", True), ("Language", "en", "–", False)]


def test_put_back_of_what_is_so_already_has_nothing_to_do(anna, talk):
    save(anna, talk, "talk", title="New")
    url = put_back_url(talk)
    save(anna, talk, "talk", title="Old")

    page = anna.get(url)

    assert "There is nothing to put back" in page.content.decode()
    assert '<input type="submit"' not in page.content.decode()


def test_put_back_brings_line_up_tags_and_links_back(anna, event, talk):
    appearance, link = talk.appearances.get(), talk.attachments.get()
    data = {"appearances-0-DELETE": "on", "attachments-0-DELETE": "on", "tags": []}
    save(anna, talk, "talk", **data)
    assert not talk.appearances.exists()

    url = put_back_url(talk)
    confirm(anna, url)

    assert [(each.speaker.name, each.role) for each in talk.appearances.all()] == [("Ann", appearance.role)]
    assert [(each.label, each.url) for each in talk.attachments.all()] == [("Slides", link.url)]
    assert [str(tag) for tag in talk.tags.all()] == ["Skill Level: Any"]


def test_put_back_keeps_rows_that_are_wanted_already(anna, event, talk):
    appearance, ben = talk.appearances.get(), make_speaker(event, name="Ben")
    row = {"appearances-1-speaker": ben.pk, "appearances-1-role": "host", "appearances-1-order": "2"}
    save(anna, talk, "talk", **{"appearances-TOTAL_FORMS": "2", **row, "appearances-1-session": talk.pk})

    confirm(anna, put_back_url(talk))

    assert [each.pk for each in talk.appearances.all()] == [appearance.pk]


def test_put_back_brings_the_links_of_a_speaker_back(anna, event):
    speaker = make_speaker(event, name="Ann")
    speaker.links.create(label="Home", url="https://example.org/", order=1)
    begin_act()
    save(anna, speaker, "speaker", **{"links-0-label": "Site", "bio": "New"})

    confirm(anna, put_back_url(speaker, "speaker"))

    speaker.refresh_from_db()
    assert (speaker.bio, [link.label for link in speaker.links.all()]) == ("", ["Home"])


def test_put_back_of_a_room_that_is_gone_says_so_and_writes_nothing(anna, talk):
    room = talk.room
    save(anna, talk, "talk", title="New", room="")
    url = put_back_url(talk)
    room.delete()

    page = anna.get(url)
    response = anna.post(url, {"token": page.context["proposal"].token})

    text = "The room “Room 1” was deleted. Put it back first, from the event&#x27;s history."
    assert text in page.content.decode()
    assert "Nothing was put back." in messages_of(response)[0]
    assert Session.objects.get(pk=talk.pk).title == "New"


def test_put_back_refuses_a_room_that_is_another_events_now(anna, talk):
    save(anna, talk, "talk", room="")
    url = put_back_url(talk)
    Room.objects.filter(name="Room 1").update(event=make_event())

    assert anna.get(url).context["proposal"].problems != []


def test_put_back_that_would_break_a_rule_writes_nothing(anna, event):
    room = make_room(event, name="Hall")
    begin_act()
    save(anna, room, "room", name="Aula", floor="2")
    Room.objects.create(event=event, name="Hall", slug="another")

    response = confirm(anna, put_back_url(room, "room"))

    assert messages_of(response) == ["Nothing was put back. This event already has a room of that name."]
    assert Room.objects.get(pk=room.pk).floor == "2"


def test_put_back_from_a_stale_page_asks_again(anna, talk):
    save(anna, talk, "talk", title="New")
    url = put_back_url(talk)
    token = anna.get(url).context["proposal"].token
    save(anna, talk, "talk", title="Newer")

    response = anna.post(url, {"token": token})

    assert "Somebody changed it while you were reading." in messages_of(response)[-1]
    assert shown(response) == [("Title", "Newer", "Old", True)]
    assert Session.objects.get(pk=talk.pk).title == "Newer"


@pytest.mark.parametrize("token", ["", "forged", "0" * 24])
def test_put_back_without_having_seen_it_asks(anna, talk, token):
    save(anna, talk, "talk", title="New")

    anna.post(put_back_url(talk), {"token": token})

    assert Session.objects.get(pk=talk.pk).title == "New"


def test_put_back_of_another_objects_act_does_not_exist(anna, event, talk):
    other = make_session(event)
    save(anna, talk, "talk", title="New")
    key = talk.history.first().act

    assert anna.get(reverse("admin:schedule_talk_put_back", args=[other.pk, key])).status_code == 404
    assert anna.get(reverse("admin:schedule_talk_put_back", args=[talk.pk, "nothing"])).status_code == 404


def test_put_back_leaves_files_alone_and_says_so(anna, event):
    speaker = make_speaker(event, name="Ann", photo=ContentFile(b"x", name="old.png"))
    begin_act()
    speaker.photo, speaker.bio = ContentFile(b"y", name="new.png"), "New"
    speaker.save()
    photo = speaker.photo.name

    page = anna.get(put_back_url(speaker, "speaker"))
    confirm(anna, put_back_url(speaker, "speaker"))

    speaker.refresh_from_db()
    assert (speaker.photo.name, speaker.bio) == (photo, "")
    assert "Files are not put back" in page.content.decode()


def test_put_back_does_not_change_the_address_of_a_published_event(anna, event):
    Event.objects.update(is_published=False)
    save(anna, event, "event", slug="new-address")
    url = put_back_url(event, "event")
    Event.objects.update(is_published=True)

    assert anna.get(url).context["proposal"].problems == ["The event's address can no longer change."]


def test_put_back_of_a_bulk_action(anna, talk):
    set_status(sessions=[talk], status="cancelled")

    confirm(anna, put_back_url(talk))

    assert Session.objects.get(pk=talk.pk).status == "published"


# What was deleted


@pytest.mark.parametrize(
    ("kind", "make"),
    [("room", make_room), ("track", make_track), ("tag", make_tag), ("speaker", make_speaker)],
)
def test_deleted_things_come_back_as_they_were(anna, event, kind, make):
    obj = make(event, name="Thing")
    before = {field.attname: getattr(obj, field.attname) for field in obj._meta.concrete_fields}
    anna.post(reverse(f"admin:schedule_{kind}_delete", args=[obj.pk]), {"post": "yes"})
    assert not type(obj).objects.filter(pk=obj.pk).exists()

    response = confirm(anna, deleted_url(event, kind, obj.pk))

    again = type(obj).objects.get(pk=obj.pk)
    assert {field.attname: getattr(again, field.attname) for field in obj._meta.concrete_fields} == before
    assert messages_of(response) == [f"“{obj}” is there again."]


@pytest.mark.parametrize("kind", ["talk", "bof"])
def test_deleted_draft_comes_back_with_all_that_belongs_to_it(anna, event, kind):
    session = make_session(event, kind=kind, status="draft", speakers=[make_speaker(event, name="Ann")])
    session.tags.add(make_tag(event, name="Any"))
    session.attachments.create(label="Slides", url="https://example.org/s", order=1)
    admin = "talk" if kind == "talk" else "bofsession"
    anna.post(reverse(f"admin:schedule_{admin}_delete", args=[session.pk]), {"post": "yes"})

    confirm(anna, deleted_url(event, "session", session.pk))

    again = Session.objects.get(pk=session.pk)
    assert (again.guid, again.slug, again.status, again.kind) == (session.guid, session.slug, "draft", kind)
    assert [each.speaker.name for each in again.appearances.all()] == ["Ann"]
    assert [each.label for each in again.attachments.all()] == ["Slides"]
    assert [str(tag) for tag in again.tags.all()] == ["Skill Level: Any"]


def test_deleted_session_that_was_published_comes_back_as_a_draft(anna, event, talk):
    Session.objects.all().delete()

    page = anna.get(deleted_url(event, "session", talk.pk))
    confirm(anna, deleted_url(event, "session", talk.pk))

    assert "It comes back as a draft." in page.content.decode()
    assert Session.objects.get(pk=talk.pk).status == "draft"


def test_deleted_things_whose_parts_are_gone_stay_gone(anna, event):
    parent = make_track(event, name="Parent")
    track = make_track(event, name="Child", parent=parent)
    track_pk = track.pk
    track.delete()
    parent.delete()

    page = anna.get(deleted_url(event, "track", track_pk))

    assert page.context["proposal"].problems == [
        "The track “Parent” was deleted. Put it back first, from the event's history."
    ]
    assert not Track.objects.exists()


def test_deleted_things_whose_place_is_taken_stay_gone(anna, event):
    room = make_room(event, name="Hall")
    Room.objects.all().delete()
    make_room(event, name="Hall")

    response = confirm(anna, deleted_url(event, "room", room.pk))

    assert "This event already has a room of that name." in messages_of(response)[0]


def test_nothing_is_put_back_twice_or_into_another_event(anna, event):
    room, other = make_room(event), make_event()
    Room.objects.all().delete()

    assert anna.get(deleted_url(other, "room", room.pk)).status_code == 404
    confirm(anna, deleted_url(event, "room", room.pk))
    assert anna.get(deleted_url(event, "room", room.pk)).status_code == 404
    assert anna.get(deleted_url(event, "bookmark", room.pk)).status_code == 404


def test_history_goes_with_its_event(anna, event, talk):
    page = reverse("admin:schedule_event_delete", args=[event.pk])

    anna.post(page, {"post": "yes", "typed": event.name})

    models = (Event, Room, Tag, Speaker, Session, BofSession)
    assert [model.history.count() for model in models] == [0, 0, 0, 0, 0, 0]
    assert not Event.objects.exists()
