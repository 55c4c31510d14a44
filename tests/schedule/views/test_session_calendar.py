"""One session's page: how it gets into a calendar."""

from html import unescape

import pytest

from schedule.services.publish import publish
from tests.factories import START, make_event, make_room, make_session, make_speaker, make_user

pytestmark = pytest.mark.django_db

LINK = "https://meet.example/secret"
SYNC = 'href="/accounts/calendars/?event=kvm" rel="nofollow">'


@pytest.fixture
def event():
    return make_event(slug="kvm", venue="Fair")


def links(page):
    """label → address, of the menu."""
    menu = page.partition('<details class="menu"><summary class="btn">')[2].partition("</details>")[0]
    return {
        unescape(item.rpartition('">')[2]): unescape(item.partition('href="')[2].partition('"')[0])
        for item in menu.split("</a>")[:-1]
    }


def test_menu_offers_a_file_two_calendars_and_the_feed(client, event):
    make_session(event, slug="talk", title="A & B", room=make_room(event, name="Hall"), speakers=[make_speaker(event)])
    publish(event)

    page = client.get("/kvm/sessions/talk/").content.decode()

    found = links(page)
    assert list(found) == [
        "Apple, Outlook desktop (.ics)",
        "Google Calendar",
        "Outlook on the web",
        "Sync all my bookmarks",
    ]
    assert client.get(found["Apple, Outlook desktop (.ics)"]).status_code == 200
    assert "text=A%20%26%20B&dates=20201029T100000Z%2F20201029T103000Z&" in found["Google Calendar"]
    assert "location=Hall%2C%20Fair&ctz=Europe%2FDublin" in found["Google Calendar"]
    assert "startdt=2020-10-29T10%3A00%3A00Z" in found["Outlook on the web"]
    assert found["Sync all my bookmarks"] == "/accounts/calendars/?event=kvm"
    assert page.count('rel="noopener noreferrer nofollow"') == 2


@pytest.mark.parametrize("fields", [{"starts_at": None}, {"status": "draft"}])
def test_menu_is_missing_where_there_is_nothing_to_add(client, event, fields):
    make_session(event, slug="talk", **fields)
    client.force_login(make_user(is_staff=True, is_superuser=True))

    page = client.get("/kvm/sessions/talk/").content.decode()

    assert "Add to calendar" not in page
    assert "calendar.google.com" not in page


def test_cancelled_session_offers_the_feed_only(client, event):
    make_session(event, slug="talk", status="cancelled")

    page = client.get("/kvm/sessions/talk/").content.decode()

    assert "Add to calendar" not in page
    assert "calendar.google.com" not in page
    assert SYNC in page


@pytest.mark.parametrize("is_online", [True, False])
def test_menu_never_holds_the_access_link(client, is_online):
    event = make_event(slug="kvm", is_online=is_online)
    make_session(event, slug="talk", access_url=LINK, access_audience="everyone", access_opens_at=START)

    found = links(client.get("/kvm/sessions/talk/").content.decode())

    assert len(found) == 4
    assert not any("meet.example" in address for address in found.values())
