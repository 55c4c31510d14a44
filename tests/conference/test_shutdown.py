"""A site that is stopped in the midst of polls writes what they left."""

import sqlite3
import urllib.request

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


def test_site_that_is_stopped_keeps_the_polls_of_its_last_seconds(tmp_path):
    with running_site(tmp_path) as site:
        tokens = site.manage("shell", "--no-imports", "-c", MAKE_FEEDS).split()
        for token in tokens:
            urllib.request.urlopen(f"{site.url}/calendar/{token}/x.ics", timeout=30).close()

    database = sqlite3.connect(tmp_path / "talkmark.sqlite3")
    polled = database.execute("SELECT COUNT(*) FROM schedule_calendarfeed WHERE last_polled_on IS NOT NULL").fetchone()
    database.close()
    assert polled == (5,)
