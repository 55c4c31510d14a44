"""Access links and news on the day in a browser: joining, posting without scripts, and for everybody (axe)."""

import pytest

from tests.browser.faults import faults, faults_of, in_two_looks
from tests.browser.test_bofs import signed_in

pytestmark = pytest.mark.browser
LINK = "https://meet.example/secret"
ELSEWHERE = "ftp://pad.example/1"  # a browser lets it pass
DAY = "/day/"
PAGES = [*(f"{DAY}sessions/{slug}/" for slug in ("open", "locked", "to-come")), f"{DAY}rooms/hall/", f"{DAY}now/"]

# Around the present, as the site has no other clock.
FILL = """
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import make_event, make_room, make_session, make_topic
now = timezone.now().replace(second=0, microsecond=0)
event = make_event(slug="day", is_online=True, starts_on=now.date(), ends_on=now.date() + timedelta(days=1))
hall = make_room(event, name="Hall")
def bof(slug, hours, **more):
    starts_at = now + timedelta(hours=hours, minutes=-10)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=50)}
    return make_session(event, slug=slug, title=slug.capitalize(), kind="bof", room=hall, **times, **more)
mine = get_user_model().objects.get(email="attendee@example.org")
link = {"access_url": "https://meet.example/secret", "access_note": "Passcode 1234"}
here = bof("open", 0, **link, news="We start late", news_at=now, notes_url="https://pad.example/1")
bof("locked", 2, **link)
bof("to-come", 4)
make_topic(event, title="Open", hosts=[mine], session=here)
set_bookmark(user=mine, session=here, bookmarked=True)
publish(event)
"""

# What refers to a room goes before it.
CLEAR = """
from schedule.models import Event, Session
Session.objects.filter(event__slug="day").delete()
Event.objects.filter(slug="day").delete()
"""


@pytest.fixture(scope="module")
def day(site):
    site.manage("shell", "-c", FILL)
    yield site
    site.manage("shell", "-c", CLEAR)


def test_host_joins_and_posts_news_without_scripts(visit, day):
    page = signed_in(visit, java_script_enabled=False)
    page.goto(f"{DAY}rooms/hall/")
    door = page.get_by_role("link", name="On now: join Open").get_attribute("href")
    page.goto(f"{DAY}sessions/open/")
    page.get_by_role("link", name="Post news or notes").click()

    page.get_by_label("News").fill("Room full, join online")
    page.get_by_label("Notes").fill(ELSEWHERE)
    page.get_by_role("button", name="Post").click()
    kept = page.get_by_label("News").input_value(), page.get_by_label("Notes").input_value()
    page.get_by_label("Notes").fill("https://pad.example/2")
    page.get_by_role("button", name="Post").click()

    assert door == LINK
    assert kept == ("Room full, join online", ELSEWHERE)
    assert "Room full, join online" in page.locator("article .note", has_text="News").inner_text()
    assert page.get_by_role("link", name="Notes", exact=True).get_attribute("href") == "https://pad.example/2"


@in_two_looks
def test_links_and_news_pass_axe(visit, day, width, scheme):
    options = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}
    page, visitor = signed_in(visit, **options), visit(**options).page

    assert faults_of(visitor, PAGES) == {}
    assert faults_of(page, [*PAGES, f"{DAY}sessions/open/news/"]) == {}
    page.get_by_label("Notes").fill(ELSEWHERE)
    page.get_by_role("button", name="Post").click()
    page.locator("#id_notes_url_error").wait_for()
    assert faults(page) == []
