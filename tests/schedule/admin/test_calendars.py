"""What an organiser learns of the calendars that follow an event: numbers by app, and nobody's name."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from schedule.models import CalendarFeed
from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import create_feed, readers_of, revoke_feed
from tests.factories import make_event, make_session, make_user

TODAY = timezone.now().date()


def make_feed(event, *, polled_by="", days=0, user=None):
    feed, _ = create_feed(user=user or make_user(), name="Phone", event=event)
    if polled_by:
        CalendarFeed.objects.filter(pk=feed.pk).update(
            last_polled_by=polled_by, last_polled_on=TODAY - timedelta(days=days)
        )
    return feed


def test_readers_are_counted_by_app_and_day(event):
    make_feed(event, polled_by="Google Calendar")
    make_feed(event, polled_by="Google Calendar", days=6)
    make_feed(event, polled_by="Google Calendar", days=7)
    make_feed(event, polled_by="Apple Calendar", days=1)
    make_feed(event)

    assert readers_of(event, today=TODAY) == [
        {"app": "Google Calendar", "today": 1, "week": 2, "all": 3},
        {"app": "Apple Calendar", "today": 0, "week": 1, "all": 1},
        {"app": "", "today": 0, "week": 0, "all": 1},
    ]


def test_readers_are_of_this_event_only_and_alive(event):
    other, user, idle = make_event(), make_user(), make_user(is_active=False)
    session, second, elsewhere = make_session(event), make_session(event), make_session(other)
    for each in (session, second):
        set_bookmark(user=user, session=each, bookmarked=True)
    set_bookmark(user=idle, session=elsewhere, bookmarked=True)
    make_feed(None, polled_by="vdirsyncer", user=user)  # counted once, whatever is starred
    make_feed(None, polled_by="vdirsyncer", user=idle)
    make_feed(other, polled_by="Outlook")
    make_feed(event, polled_by="Outlook", user=idle)
    revoke_feed(feed=make_feed(event, polled_by="Outlook"))

    assert readers_of(event, today=TODAY) == [{"app": "vdirsyncer", "today": 1, "week": 1, "all": 1}]


def test_page_shows_numbers_and_nobody(anna, event):
    make_feed(event, polled_by="Thunderbird", user=make_user("secret.person@example.org"))
    change = reverse("admin:schedule_event_change", args=[event.pk])
    url = reverse("admin:schedule_event_calendars", args=[event.pk])

    page = anna.get(url).content.decode()

    assert url in anna.get(change).content.decode()
    assert "<strong>1 of 1</strong> calendar was read" in " ".join(page.split())
    assert "Thunderbird" in page
    assert "secret.person" not in page


def test_page_without_calendars_says_what_to_do(anna, event):
    assert (
        "No calendar follows this event yet."
        in anna.get(f"/admin/schedule/event/{event.pk}/calendars/").content.decode()
    )


@pytest.mark.parametrize("who", ["visitor", "attendee", "staff"])
def test_page_is_for_organisers_only(client, event, who):
    if who != "visitor":
        client.force_login(make_user(is_staff=who == "staff"))

    response = client.get(f"/admin/schedule/event/{event.pk}/calendars/")

    assert response.status_code == (404 if who == "staff" else 302)
    assert "Calendars that follow" not in response.content.decode()


def test_page_of_an_unknown_event_is_404(anna, event):
    assert anna.get("/admin/schedule/event/999999/calendars/").status_code == 404
    assert anna.get("/admin/schedule/event/x/calendars/").status_code == 404
