"""No way of writing leaves a stale feed: after each, what a calendar reads equals what is rendered from nothing.

The same goes for what search finds.
"""

import re
from datetime import date, timedelta

import pytest
from django import forms
from django.contrib import admin
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from schedule.admin.base import ScopedAdmin
from schedule.admin.fields import MomentField
from schedule.models import Event, Publication, Room, Session, Tag, Talk, Track
from schedule.services import polls
from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import create_feed
from schedule.services.publish import publish
from schedule.services.sessions import set_status
from schedule.views import calendar
from tests.factories import make_room, make_session, make_speaker, make_tag, make_topic, make_track, make_user
from tests.schedule.admin.forms import confirmed, read_form
from tests.schedule.services.searching import stale_rows

pytestmark = pytest.mark.django_db

STAMPS = re.compile(rb"^(DTSTAMP|CREATED|LAST-MODIFIED|SEQUENCE):.*\r\n", re.MULTILINE)
MOVED = re.compile(rb"Moved from [^.]*\.\\n\\n")
OTHER = "Another thing"


class Follower:
    """A calendar app with two feeds, and the schedule's own calendar; polled over both workers of a site."""

    def __init__(self, client, event, sessions):
        self.client, self.event, user = client, event, make_user()
        for session in sessions:
            set_bookmark(user=user, session=session, bookmarked=True)
        tokens = [create_feed(user=user, name="x", event=each)[1] for each in (event, None)]
        self.urls = [reverse("calendar_feed", args=[token, "x"]) for token in tokens]
        self.urls += [reverse("event_ics", args=[event.slug])]

    def poll(self, url):
        """The body, the same from a worker that has polled before and from one that has not."""
        warm = self.client.get(url)
        calendar.bodies.forget()
        polls.book.forget()
        cold = self.client.get(url)
        assert warm.content == cold.content
        assert warm.get("ETag") == cold.get("ETag")
        return cold.content.replace(b"\r\n ", b"") if cold.status_code == 200 else b""

    def stale(self):
        """The entries that differ from those rendered from nothing, and what search has wrong."""
        read = self.entries()
        with transaction.atomic():
            Publication.objects.filter(session__event=self.event).delete()
            publish(self.event)
            fresh = self.entries()
            transaction.set_rollback(True)
        entries = [
            (url, uid)
            for url, is_read, is_fresh in zip(self.urls, read, fresh, strict=True)
            for uid in is_fresh
            if not uid.endswith(b"@feed") and content(is_read.get(uid, b"")) != content(is_fresh[uid])
        ]
        return [*entries, *stale_rows()]

    def entries(self):
        return [entries_of(self.poll(url)) for url in self.urls]


def entries_of(body):
    found = re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", body, re.DOTALL)
    return {re.search(rb"^UID:(.*)\r$", entry, re.MULTILINE)[1]: entry for entry in found}


def content(entry):
    return MOVED.sub(b"", STAMPS.sub(b"", entry))


def stamps(entry):
    return [line for line in entry.split(b"\r\n") if line.startswith((b"DTSTAMP", b"LAST-MODIFIED"))]


def unmoved(before, after):
    """Entries that read differently under the same LAST-MODIFIED: calendars would not show them."""
    return [
        uid
        for old, new in zip(before, after, strict=True)
        for uid in old.keys() & new.keys()
        if content(old[uid]) != content(new[uid]) and stamps(old[uid]) == stamps(new[uid])
    ]


@pytest.fixture
def rows(event):
    """One row of everything, used by sessions that somebody follows."""
    Event.objects.filter(pk=event.pk).update(venue="Hall", address="Brno", latitude="49.195", longitude="16.6")
    event.refresh_from_db()
    track = make_track(event, parent=make_track(event, name="Parent"))
    room, speaker, tag = make_room(event), make_speaker(event, company="Here"), make_tag(event)
    for spare in (make_room, make_track, make_speaker):
        spare(event, name="Spare")
    parts = {"room": room, "track": track, "speakers": [speaker], "tags": [tag]}
    talk = make_session(event, access_url="https://meet.example/1", access_opens_at=event.changed_at, **parts)
    talk.attachments.create(label="Slides", url="https://example.org/slides")
    bof = make_session(event, kind="bof", **parts)
    publish(event)
    return {
        "event": event,
        "room": room,
        "track": track,
        "taggroup": tag.group,
        "tag": tag,
        "speaker": speaker,
        "talk": talk,
        "bofsession": bof,
        "bofproposal": make_topic(event),
    }


@pytest.fixture
def follower(client, event, rows):
    return Follower(client, event, [rows["talk"], rows["bofsession"]])


def changed(name, field, value):
    """Another value for this field, in the words of its form; None for files."""
    match field:
        case MomentField():
            moved = value + timedelta(minutes=5) if value else None
            return [moved.date().isoformat(), f"{moved:%H:%M}"] if moved else ["2020-10-29", "09:00"]
        case forms.FileField():
            return None
        case forms.BooleanField():
            return "" if value else "on"
        case forms.ModelMultipleChoiceField():
            return []
        case forms.ModelChoiceField():
            keys = [str(pk) for pk in field.queryset.exclude(pk=value).values_list("pk", flat=True)]
            return keys[-1] if keys else ""
        case forms.ChoiceField():
            return next(str(key) for key, _ in field.choices if key and str(key) != str(value))
        case forms.DateField():
            return (value + timedelta(days=1)).isoformat() if isinstance(value, date) else "2020-10-30"
        case forms.TimeField():
            return "05:00"
        case forms.DecimalField() | forms.IntegerField():
            return str((value or 0) + 1)
        case forms.URLField():
            return "https://example.org/other"
    return "#123456" if name.endswith(("colour", "accent")) else f"{OTHER}, {name}"


def fields_of(page):
    """(name in the form, field, value) of all that a page's form and its rows let an organiser write."""
    main = page.context["adminform"].form
    forms_shown = [main, *(form for inline in page.context["inline_admin_formsets"] for form in inline.formset.forms)]
    for form in forms_shown:
        for name, field in form.fields.items():
            if not isinstance(field.widget, forms.HiddenInput) and not field.disabled and name not in ("event", "id"):
                yield form.add_prefix(name), field, form.get_initial_for_field(field, name)


KINDS = ["event", "room", "track", "taggroup", "tag", "speaker", "talk", "bofsession", "bofproposal"]
# Without these nothing else shows, so they are put back.
SHOWING = ("is_published", "status")


def test_every_admin_class_is_gone_through():
    shown = {model._meta.model_name for model, each in admin.site._registry.items() if isinstance(each, ScopedAdmin)}

    assert shown == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_no_field_of_the_admin_leaves_a_stale_feed(anna, follower, rows, kind):
    url = reverse(f"admin:schedule_{kind}_change", args=[rows[kind].pk])
    tried, refused, stale = [], [], []

    for name, field, value in list(fields_of(anna.get(url))):
        value = changed(name, field, value)
        if value is None:
            continue
        tried.append(name)
        data, before = read_form(anna, url), follower.entries()
        was = dict(data)
        if name in ("latitude", "longitude"):  # only together
            data |= {"latitude": "12.5", "longitude": value}
        if isinstance(value, list) and isinstance(field, MomentField):
            data |= {f"{name}_0": value[0], f"{name}_1": value[1]}
        else:
            data[name] = value
        response = confirmed(anna, url, data)
        if response.status_code != 302:
            refused.append((name, value, str(response.context["errors"])))
            continue
        stale += [(name, "stale", found) for found in follower.stale()]
        stale += [(name, "same stamps", uid) for uid in unmoved(before, follower.entries())]
        if name in SHOWING:
            confirmed(anna, url, was | {"seen": read_form(anna, url).get("seen", "")})

    assert stale == []
    assert len(tried) >= 2
    assert refused == []


ACTIONS = {
    **{"publish_sessions": {}, "cancel_sessions": {}, "withdraw_sessions": {}, "swap_sessions": {}},
    **{"move_sessions": {"minutes": "-20"}, "change_room": {"row": "room"}, "set_track": {"row": "track"}},
    **{"add_tag": {"row": "tag"}, "delete_selected": {"post": "yes"}},
}


def test_every_action_is_gone_through(rf, anna, organiser, event):
    request = rf.get("/")
    request.user, request.event = organiser, event

    assert set(admin.site._registry[Talk].get_actions(request)) == set(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_no_action_of_the_admin_leaves_a_stale_feed(anna, event, follower, rows, action):
    spare = make_session(event, title="Nobody's", status="draft" if action == "publish_sessions" else "published")
    publish(event)
    before = follower.entries()
    choices = {model._meta.model_name: model.objects.filter(event=event).last().pk for model in (Room, Track, Tag)}
    asked = {name: choices.get(value, value) for name, value in ACTIONS[action].items()}
    data = {"action": action, "_selected_action": [spare.pk, rows["talk"].pk], "apply": "1", **asked}

    response = confirmed(anna, reverse("admin:schedule_talk_changelist"), data)

    assert response.status_code in (200, 302)
    assert follower.stale() == []
    assert unmoved(before, follower.entries()) == []


@pytest.mark.parametrize("kind", ["room", "track", "tag", "speaker", "talk", "bofsession"])
def test_nothing_added_or_deleted_in_the_admin_leaves_a_stale_feed(anna, event, follower, kind):
    url, name = reverse(f"admin:schedule_{kind}_add"), "title" if kind in ("talk", "bofsession") else "name"
    extra = {"status": "published", "starts_at_0": "2020-10-29", "starts_at_1": "12:00"}
    extra |= {"ends_at_0": "2020-10-29", "ends_at_1": "13:00"}

    added = confirmed(anna, url, read_form(anna, url) | {name: OTHER} | (extra if name == "title" else {}))
    was_added = follower.stale()
    model = next(model for model in admin.site._registry if model._meta.model_name == kind)
    row = model.objects.get(**{name: OTHER})
    deleted = anna.post(reverse(f"admin:schedule_{kind}_delete", args=[row.pk]), {"post": "yes", "typed": OTHER})

    assert (added.status_code, deleted.status_code) == (302, 302)
    assert was_added == follower.stale() == []
    assert not model.objects.filter(pk=row.pk).exists()


PUT_BACK = {
    "talk": {"title": OTHER, "room": "", "status": "cancelled"},
    "room": {"name": OTHER},
    "speaker": {"name": OTHER},
    "event": {"name": OTHER, "venue": OTHER},
    "tag": {"name": OTHER},
    "track": {"name": OTHER},
    "bofproposal": {"title": OTHER, "state": "declined"},
}


@pytest.mark.parametrize("kind", PUT_BACK)
def test_nothing_put_back_leaves_a_stale_feed(anna, follower, rows, kind):
    url = reverse(f"admin:schedule_{kind}_change", args=[rows[kind].pk])
    confirmed(anna, url, read_form(anna, url) | PUT_BACK[kind])
    put_back = reverse(f"admin:schedule_{kind}_put_back", args=[rows[kind].pk, rows[kind].history.first().act])
    before = follower.entries()

    response = confirmed(anna, put_back, {"token": anna.get(put_back).context["proposal"].token})

    assert response.status_code == 302
    assert follower.stale() == []
    assert unmoved(before, follower.entries()) == []


def test_nothing_brought_back_leaves_a_stale_feed(anna, event, follower):
    session = make_session(event, title="Nobody's")
    publish(event)
    anna.post(reverse("admin:schedule_talk_delete", args=[session.pk]), {"post": "yes", "typed": "Nobody's"})
    url = reverse("admin:schedule_event_put_back_deleted", args=[event.pk, "session", session.pk])

    response = confirmed(anna, url, {"token": anna.get(url).context["proposal"].token})

    assert response.status_code == 302
    assert follower.stale() == []


def test_no_clone_leaves_a_stale_feed(anna, event, follower, rows):
    before = follower.entries()

    anna.post(
        reverse("admin:schedule_event_clone", args=[event.pk]),
        {"name": OTHER, "slug": "another", "starts_on": "2021-10-27"},
    )

    assert Event.objects.filter(slug="another").exists()
    assert follower.stale() == []
    assert follower.entries() == before


@pytest.mark.parametrize("status", Session.Status.values)
def test_no_status_set_by_the_service_leaves_a_stale_feed(follower, rows, status):
    before = follower.entries()

    set_status(sessions=[rows["talk"], rows["bofsession"]], status=status)

    assert follower.stale() == []
    assert unmoved(before, follower.entries()) == []


@pytest.mark.parametrize("command", [("publish",), ("migrate", "--verbosity=0"), ("demo", "--force")])
def test_no_command_leaves_a_stale_feed(follower, rows, command, capsys):
    Session.objects.filter(pk=rows["talk"].pk).update(title="Past Talkmark")
    Event.objects.update(rendered_by="another release")

    call_command(*command)
    if command[0] == "demo":
        call_command("publish")

    assert follower.stale() == []
    assert all(b"SUMMARY:Past Talkmark" in b"".join(entries.values()) for entries in follower.entries())
