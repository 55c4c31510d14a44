"""What the demo's pages weigh and how many queries they and a poll take. Makes a database of its own in memory.

SECRET_KEY=x python bench/pages.py
"""

import gzip
import io
import os
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "conference.settings"
os.environ["DATABASE_URL"] = "sqlite://:memory:"
os.environ["DATA_DIR"] = tempfile.mkdtemp()
os.environ["DEBUG"] = "true"

import django  # noqa: E402

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.staticfiles.finders import find  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from schedule.models import Session  # noqa: E402
from schedule.services.bookmarks import set_bookmark  # noqa: E402
from schedule.services.feeds import create_feed  # noqa: E402

EVENT = "/kvm-forum-2020/"


def main():
    call_command("migrate", verbosity=0)
    call_command("demo", stdout=io.StringIO())
    user = get_user_model().objects.get(email="attendee@example.org")
    for session in Session.objects.all()[:30]:
        set_bookmark(user=user, session=session, bookmarked=True)
    _, token = create_feed(user=user, name="bench", event=Session.objects.first().event)
    visitor = Client(headers={"Host": "127.0.0.1:8000"})

    page, queries = asked(visitor, EVENT, {"Accept-Encoding": "gzip"})
    html = gzip.decompress(page.content).decode()
    parts = {"HTML": len(page.content)}
    for address in re.findall(r'<(?:link rel="stylesheet"|script)[^>]*(?:href|src)="([^"]+)"', html):
        body = _static(address) if address.startswith("/static/") else visitor.get(address).content
        parts[address] = len(gzip.compress(body, 6))
    print(f"schedule for a visitor: {queries} queries, {sum(parts.values()) / 1000:.1f} kB compressed: {parts}")

    url = f"/calendar/{token}/bench.ics"
    answer, queries = asked(visitor, url, {})
    print(f"feed of 30 bookmarks, first poll: {queries} queries, {len(answer.content) / 1000:.1f} kB")
    again, queries = asked(visitor, url, {"If-None-Match": answer["ETag"]})
    print(f"feed of 30 bookmarks, unchanged: {again.status_code} by {queries} query")


def asked(visitor, url, headers):
    """(the answer, the number of queries it took)"""
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        answer = visitor.get(url, headers=headers)
        return answer, len(queries)


def _static(address):
    return Path(find(address.removeprefix("/static/"))).read_bytes()


if __name__ == "__main__":
    main()
