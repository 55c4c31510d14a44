"""One session's page: whom it tells of the access link, and when."""

from datetime import timedelta

import pytest
import time_machine

from schedule.models import Session
from schedule.services.bookmarks import set_bookmark
from tests.factories import START, make_event, make_room, make_session, make_user

pytestmark = pytest.mark.django_db

LINK = "https://meet.example/secret"
# What would tell that there is a link.
HINTS = ("Room opens", "Opens ", "access link", "Join", "room link", "meet.example")


@pytest.fixture
def event():
    return make_event(slug="kvm")


def page_at(client, minutes, slug="call"):
    with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
        return client.get(f"/kvm/sessions/{slug}/").content.decode()


@pytest.mark.parametrize(
    ("audience", "reader", "is_open"),
    [
        ("everyone", "visitor", True),
        ("signed_in", "visitor", False),
        ("signed_in", "attendee", True),
        ("bookmarked", "visitor", False),
        ("bookmarked", "attendee", False),
        ("bookmarked", "bookmarker", True),
    ],
)
def test_session_page_opens_the_access_link_to_its_audience(client, event, audience, reader, is_open):
    session = make_session(event, slug="call", access_url=LINK, access_audience=audience)
    user = make_user()
    set_bookmark(user=user, session=session, bookmarked=reader == "bookmarker")
    if reader != "visitor":
        client.force_login(user)

    with time_machine.travel(START - timedelta(minutes=15), tick=False):
        page = client.get("/kvm/sessions/call/").content.decode()

    assert (LINK in page) is is_open


def test_session_page_keeps_the_access_link_until_it_opens(client, event):
    session = make_session(event, slug="call", access_url=LINK, access_audience="everyone")
    user = make_user()
    set_bookmark(user=user, session=session, bookmarked=True)
    client.force_login(user)

    with time_machine.travel(START - timedelta(minutes=16), tick=False):
        page = client.get("/kvm/sessions/call/").content.decode()

    assert LINK not in page
    assert "Opens 09:45 GMT" in page
    assert "Join" not in page


def test_session_page_for_visitors_does_not_tell_of_a_link_for_others(client, event):
    make_session(event, slug="with", title="Same", access_url=LINK)

    with time_machine.travel(START - timedelta(days=1), tick=False):
        page = client.get("/kvm/sessions/with/").content.decode()

    assert "Opens" not in page
    assert "access link" not in page


def test_session_page_names_the_room_that_opens_and_that_is_open(client, event):
    make_session(event, slug="call", access_url=LINK, access_audience="everyone", room=make_room(event, name="Hall"))

    before, after = page_at(client, -16), page_at(client, -15)

    assert "Room opens 09:45 GMT" in before
    assert f'href="{LINK}" rel="noopener noreferrer"' in after
    assert "Join Hall" in after


@pytest.mark.parametrize("audience", ["signed_in", "bookmarked"])
def test_session_page_tells_visitors_to_sign_in_only_while_the_link_is_open_to_others(client, event, audience):
    make_session(event, slug="call", access_url=LINK, access_audience=audience)

    pages = [page_at(client, minutes) for minutes in (-16, 0, 29, 30)]

    assert ["Sign in for the room link" in page for page in pages] == [False, True, True, False]
    assert not any(hint in page for page in (pages[0], pages[3]) for hint in HINTS)
    assert not any("meet.example" in page for page in pages)


def test_session_page_of_visitors_is_the_same_until_the_next_moment_of_the_schedule(client, event):
    make_session(event, slug="call", access_url=LINK, access_audience="signed_in")

    pages = [page_at(client, minutes) for minutes in (-14, -20, -1, -14)]

    assert pages[0] == pages[2] == pages[3]
    assert "Sign in for the room link" in pages[0]  # from the opening on, to the minute
    assert "Sign in for the room link" not in pages[1]


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_session_page_offers_nobody_the_link_of_what_does_not_take_place(client, event, status):
    session = make_session(event, slug="call", access_url=LINK, access_audience="everyone", status=status)

    visitor = page_at(client, 0)
    user = make_user()
    set_bookmark(user=user, session=session, bookmarked=True)
    client.force_login(user)

    assert not any(hint in page for page in (visitor, page_at(client, 0)) for hint in HINTS)


def test_session_page_tells_those_who_only_have_to_bookmark(client, event):
    session = make_session(event, slug="call", access_url=LINK)
    user = make_user()
    client.force_login(user)

    before = page_at(client, 0)
    set_bookmark(user=user, session=session, bookmarked=True)
    after = page_at(client, 0)

    assert "Bookmark for the room link" in before
    assert LINK not in before
    assert LINK in after


def test_session_page_is_the_same_with_and_without_a_link_for_others(client, event):
    session = make_session(event, slug="call", access_url=LINK, access_audience=Session.Audience.SIGNED_IN)

    with_link = page_at(client, -60)
    Session.objects.filter(pk=session.pk).update(access_url="")
    event.version = "another"
    event.save()
    without = page_at(client, -60)

    assert [line for line in with_link.splitlines() if "tracks-" not in line] == [
        line for line in without.splitlines() if "tracks-" not in line
    ]
