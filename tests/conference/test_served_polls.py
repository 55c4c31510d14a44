"""What polls leave with a serving process is written soon, and when it is stopped."""

import sqlite3
import time
import urllib.request
from contextlib import closing

import pytest

from tests.site import running_site

pytestmark = pytest.mark.client  # it has a database of its own: once is enough

MAKE_FEEDS = """
from django.contrib.auth import get_user_model
from schedule.services.feeds import create_feed
user = get_user_model().objects.first()
for number in range(5):
    print(create_feed(user=user, name=f"Phone {number}", event=None)[1])
"""


def poll_five_feeds(site):
    """One right after the other, so that most of them wait to be written."""
    for token in site.manage("shell", "--no-imports", "-c", MAKE_FEEDS).split():
        urllib.request.urlopen(f"{site.url}/calendar/{token}/x.ics", timeout=30).close()


def polled(folder):
    with closing(sqlite3.connect(folder / "talkmark.sqlite3")) as database:
        query = "SELECT COUNT(*) FROM schedule_calendarfeed WHERE last_polled_on IS NOT NULL"
        return database.execute(query).fetchone()[0]


def test_polls_are_written_soon_even_if_no_other_comes_by(tmp_path):
    with running_site(tmp_path) as site:
        poll_five_feeds(site)

        deadline = time.monotonic() + 30
        while polled(tmp_path) < 5 and time.monotonic() < deadline:
            time.sleep(0.2)
        assert polled(tmp_path) == 5


def test_site_that_is_stopped_keeps_the_polls_of_its_last_seconds(tmp_path):
    with running_site(tmp_path) as site:
        poll_five_feeds(site)

    assert polled(tmp_path) == 5
