"""The calendars page as the contract has it: feeds made, shown once, watched over and revoked; and the guide."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from schedule.calendar_apps import APPS
from schedule.models import CalendarFeed
from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import create_feed
from schedule.services.publish import publish
from tests.factories import make_event, make_session, make_user
from tests.schedule.views.subscription import Subscription, uids

pytestmark = pytest.mark.django_db

URL = "/accounts/calendars/"


@pytest.fixture
def event():
    return make_event(slug="kvm", name="KVM Forum")


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def attendee(client, user):
    """A browser, signed in."""
    client.force_login(user)
    return client


def address_on(page):
    """The secret address's path, which a page shows once."""
    [path] = set(re.findall(r"http://127\.0\.0\.1:8000(/calendar/[\w-]{43}/[\w-]+\.ics)<", page))
    return path


def test_calendars_needs_an_account(client):
    response = client.get("/accounts/calendars/")

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/accounts/calendars/")


def test_calendars_makes_a_feed_and_shows_its_address_this_once(client, user, event):
    client.force_login(user)

    response = client.post("/accounts/calendars/", {"name": "Phone", "event": "kvm"})
    again = client.get("/accounts/calendars/")

    page = response.content.decode()
    [url] = set(re.findall(r"http://127\.0\.0\.1:8000(/calendar/[\w-]{43}/kvm\.ics)<", page))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert f"webcal://127.0.0.1:8000{url}" in page
    assert "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F127.0.0.1%3A8000%2Fcalendar%2F" in page
    assert "https://outlook.office.com/calendar/0/addfromweb?url=http%3A%2F%2F127.0.0.1%3A8000%2Fcalendar%2F" in page
    assert client.get(url).status_code == 200
    assert "/calendar/" not in again.content.decode()
    assert "Phone" in again.content.decode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"name": "", "event": "kvm"}, "Give the feed a name"),
        ({"name": "   ", "event": ""}, "Give the feed a name"),
        ({"name": "\u202e", "event": ""}, "Give the feed a name"),
        ({"name": "\u0958" * 100, "event": ""}, "At most 100 characters"),
        ({"name": "Kept words", "event": "nope"}, "There is no such event"),
        ({"name": "x" * 101, "event": ""}, "At most 100 characters"),
    ],
)
def test_calendars_bad_input_is_said_at_its_field_and_kept(client, user, event, data, message):
    client.force_login(user)

    response = client.post("/accounts/calendars/", data)

    page = response.content.decode()
    assert message in page
    assert data["name"].strip("\u202e ") in page
    assert CalendarFeed.objects.count() == 0


def test_calendars_offers_no_hidden_event(client, user):
    make_event(name="Hidden", slug="hidden", is_published=False)
    client.force_login(user)

    page = client.get("/accounts/calendars/").content.decode()
    made = client.post("/accounts/calendars/", {"name": "x", "event": "hidden"}).content.decode()

    assert "Hidden" not in page
    assert "There is no such event" in made


def test_calendars_revokes_one_and_only_ones_own(client, user, event):
    client.force_login(user)
    page = client.post("/accounts/calendars/", {"name": "Phone", "event": ""}).content.decode()
    path = re.search(r"http://127\.0\.0\.1:8000(/calendar/\S+?\.ics)<", page)[1]
    feed = CalendarFeed.objects.get()
    client.force_login(make_user())
    foreign = client.post(f"/accounts/calendars/{feed.pk}/revoke/")
    still = client.get(path).status_code
    client.force_login(user)

    own = client.post(f"/accounts/calendars/{feed.pk}/revoke/", follow=True)

    assert (foreign.status_code, still) == (404, 200)
    assert "is revoked" in own.content.decode()
    assert client.get(path).status_code == 410


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.slug)
def test_calendars_makes_a_feed_for_the_chosen_app_without_another_word(attendee, event, app):
    page = attendee.post(URL, {"app": app.slug, "event": "kvm"}).content.decode()

    feed = CalendarFeed.objects.get()
    assert (feed.name, feed.app, feed.event) == (app.name, app.slug, event)
    [main] = re.findall(r'class="btn btn--main wide" href="([^"]+)"', page) or [""]
    expected = app.link("http://127.0.0.1:8000" + address_on(page), title="KVM Forum")
    assert unescape(main) == expected
    assert "data:image/svg+xml" in page
    assert all(step in unescape(page) for step in app.steps)


def test_calendars_tells_a_second_feed_for_the_same_app_from_the_first(attendee, event):
    for _ in range(3):
        attendee.post(URL, {"app": "google", "event": ""})

    names = CalendarFeed.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Google Calendar", "Google Calendar 2", "Google Calendar 3"]


def test_calendars_page_sent_again_makes_no_second_feed(attendee, event):
    once = re.search(r'name="once" value="([^"]+)"', attendee.get(URL).content.decode())[1]

    first = attendee.post(URL, {"app": "apple", "event": "kvm", "once": once}).content.decode()
    again = attendee.post(URL, {"app": "apple", "event": "kvm", "once": once}).content.decode()

    assert CalendarFeed.objects.count() == 1
    assert address_on(first)
    assert "This feed is made already" in again
    assert not re.search(r"/calendar/[\w-]{43}/", again)


def test_calendars_unknown_app_is_refused(attendee):
    page = attendee.post(URL, {"app": "palm", "event": ""}).content.decode()

    assert "There is no such app" in page
    assert CalendarFeed.objects.count() == 0


def test_calendars_can_leave_out_cancelled_sessions(attendee, user, event):
    kept, off = make_session(event), make_session(event)
    publish(event)
    for session in (kept, off):
        set_bookmark(user=user, session=session, bookmarked=True)
    page = attendee.post(URL, {"name": "x", "event": "kvm", "leaves_out_cancelled": "on"}).content.decode()
    before = attendee.get(address_on(page))

    off.status = "cancelled"
    off.save()
    publish(event)
    after = attendee.get(address_on(page), headers={"If-None-Match": before["ETag"]})

    assert len(uids(before)) == 3
    assert uids(after) == [f"{event.guid}@{event.guid}", f"{kept.guid}@{event.guid}"]


def test_calendars_says_when_and_by_what_each_feed_was_read(attendee, user, event):
    publish(event)
    phone = Subscription(attendee, user, event)
    never = attendee.get(URL).content.decode()

    phone.poll(**{"User-Agent": "iOS/17.0 (21A329) dataaccessd/1.0"})
    today = attendee.get(URL).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        late = attendee.get(URL).content.decode()

    assert "Not read yet." in never
    assert "Last read today by Apple Calendar." in today
    assert "9 days ago by Apple Calendar" in late
    assert "That is long for this app" in late


@pytest.mark.parametrize("feeds", [1, 3])
def test_calendars_takes_the_same_queries_however_many_feeds(attendee, user, event, feeds, django_assert_num_queries):
    for _ in range(feeds):
        create_feed(user=user, name="x", event=event)

    with django_assert_num_queries(6):
        attendee.get(URL)


def test_calendars_leaked_feed_is_emptied_for_thirty_days_and_then_gone(attendee, user, event):
    session = make_session(event)
    publish(event)
    set_bookmark(user=user, session=session, bookmarked=True)
    phone = Subscription(attendee, user, event)
    before = phone.poll()

    told = attendee.post(f"{URL}{phone.feed.pk}/revoke/", {"leaked": "1"}, follow=True).content.decode()
    emptied = phone.poll(**{"If-None-Match": before["ETag"], "If-Modified-Since": before["Last-Modified"]})
    again = phone.poll(**{"If-None-Match": emptied["ETag"]})
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        gone = phone.poll(**{"If-None-Match": emptied["ETag"]})

    assert "for 30 days, then nothing" in told
    assert (emptied.status_code, uids(emptied)) == (200, [f"{event.guid}@{event.guid}"])
    assert (again.status_code, gone.status_code) == (304, 410)


def test_calendars_leaked_feed_of_all_events_tells_of_none(attendee, user, event):
    session = make_session(event, title="Starred")
    publish(event)
    set_bookmark(user=user, session=session, bookmarked=True)
    phone = Subscription(attendee, user)

    attendee.post(f"{URL}{phone.feed.pk}/revoke/", {"leaked": "1"})

    assert b"KVM Forum" not in phone.poll().content
    assert phone.poll().content.count(b"BEGIN:VEVENT") == 1


def test_calendars_revoked_feed_can_be_said_to_have_leaked_afterwards(attendee, user, event):
    publish(event)
    phone = Subscription(attendee, user, event)
    attendee.post(f"{URL}{phone.feed.pk}/revoke/")
    gone = phone.poll()

    page = attendee.get(URL).content.decode()
    attendee.post(f"{URL}{phone.feed.pk}/revoke/", {"leaked": "1"})

    assert "Revoked lately" in page
    assert (gone.status_code, phone.poll().status_code) == (410, 200)
    assert "Revoked lately" not in attendee.get(URL).content.decode()


def test_calendars_number_of_feeds_is_limited(attendee, user):
    for number in range(50):
        create_feed(user=user, name=f"x{number}", event=None)

    page = attendee.post(URL, {"app": "apple", "event": ""}).content.decode()

    assert "You have 50 feeds. Revoke one" in page
    assert CalendarFeed.objects.count() == 50


def test_guide_has_every_app_with_its_pictures_for_everybody(client):
    page = unescape(client.get(f"{URL}guide/").content.decode())

    static = Path(__file__).resolve().parents[3] / "static/guide"
    for app in APPS:
        assert f'id="{app.slug}"' in page
        for picture in app.pictures:
            assert f"/static/guide/{picture.file}" in page
            assert picture.alt in page
            assert f'height="{picture.height}"' in (static / picture.file).read_text()
    assert {picture.file for app in APPS for picture in app.pictures} == {file.name for file in static.iterdir()}


def test_guide_is_the_same_for_all_visitors(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(f"{URL}guide/")

    assert response["Cache-Control"] == "public, no-cache"
    assert client.get(f"{URL}guide/", headers={"If-None-Match": response["ETag"]}).status_code == 304
