"""The feed before and after each kind of change, judged by a linter that knows what real clients look at."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from schedule.models import Event, Room, Session, Speaker
from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import create_feed
from schedule.services.publish import publish
from tests.factories import make_event, make_room, make_session, make_speaker, make_track, make_user
from tests.lint import load_lint

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def linter():
    return SimpleNamespace(**load_lint())


HOUR = timedelta(hours=1)
CHANGES = {
    "nothing": lambda session: None,
    "moved": lambda s: change(s, starts_at=s.starts_at + HOUR, ends_at=s.ends_at + HOUR),
    "longer": lambda s: change(s, ends_at=s.ends_at + HOUR),
    "renamed": lambda s: change(s, title='New; title, \\ "here" 日本語' * 5),
    "described": lambda s: change(s, abstract="Other *words*.\n\n- list" * 200),
    "cancelled": lambda s: change(s, status="cancelled"),
    "draft": lambda s: change(s, status="draft"),
    "without a time": lambda s: change(s, starts_at=None, ends_at=None),
    "link open": lambda s: change(s, access_url="https://meet.example/a?b=c;d,e"),
    "room renamed": lambda s: Room.objects.update(name="Hall, 2"),
    "speaker renamed": lambda s: Speaker.objects.update(company="Elsewhere"),
    "event renamed": lambda s: Event.objects.update(name="Renamed"),
    "event on site": lambda s: Event.objects.update(is_online=False, venue="Hall", address="Dublin"),
    "event longer": lambda s: Event.objects.update(ends_on="2020-10-31"),
    "event in another zone": lambda s: Event.objects.update(timezone="Australia/Lord_Howe"),
    "event unpublished": lambda s: Event.objects.update(is_published=False),
    "un-bookmarked": lambda s: set_bookmark(user=s.bookmarks.get().user, session=s, bookmarked=False),
}


def change(session, **values):
    Session.objects.filter(pk=session.pk).update(**values)


@pytest.mark.parametrize("covers", ["one event", "all events"])
@pytest.mark.parametrize("name", CHANGES)
def test_feed_is_clean_and_every_client_would_notice(client, linter, name, covers):
    user, event = make_user(), make_event(is_online=True, accent="#00857c")
    parts = {"room": make_room(event), "track": make_track(event), "speakers": [make_speaker(event, company="Here")]}
    session = make_session(event, **parts)
    publish(event)
    set_bookmark(user=user, session=session, bookmarked=True)
    _, token = create_feed(user=user, name="Phone", event=event if covers == "one event" else None)
    url = reverse("calendar_feed", args=[token, "phone"])
    before = client.get(url).content

    CHANGES[name](session)
    publish(event)
    after = client.get(url).content

    assert linter.lint(before) == linter.lint(after) == []
    assert linter.update_gates(before, after) == []
    assert (before == after) is (name == "nothing")


# What everybody's calendar shows nothing of.
UNSEEN = {"nothing", "link open", "un-bookmarked"}


@pytest.mark.parametrize("name", sorted(CHANGES.keys() - {"event unpublished"}))
def test_schedule_for_everybody_is_clean_and_every_client_would_notice(client, linter, name):
    event = make_event(is_online=True, accent="#00857c", slug="kvm")
    parts = {"room": make_room(event), "track": make_track(event), "speakers": [make_speaker(event, company="Here")]}
    session = make_session(event, slug="talk", **parts)
    publish(event)
    set_bookmark(user=make_user(), session=session, bookmarked=True)
    before, alone = client.get("/kvm/schedule.ics").content, client.get("/kvm/sessions/talk.ics").content

    CHANGES[name](session)
    publish(event)
    after = client.get("/kvm/schedule.ics").content

    assert linter.lint(before) == linter.lint(after) == linter.lint(alone) == []
    assert linter.update_gates(before, after) == []
    assert (before == after) is (name in UNSEEN)
