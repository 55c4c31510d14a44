"""Fills an empty, migrated database with an event of FOSDEM's size and attendees with bookmarks and calendar feeds.

DATA_DIR=… SECRET_KEY=x python bench/big_event.py --attendees 10000 --out feeds.json

The output names the event, one session that every other attendee has bookmarked, and for each feed its token and
whether it holds that session. The same arguments make the same programme and the same bookmarks.
"""

import argparse
import base64
import hashlib
import json
import os
import random
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")

import django  # noqa: E402

django.setup()

# Models can be had only now.
import words  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from schedule.models import (  # noqa: E402
    Attendee,
    Bookmark,
    CalendarFeed,
    Event,
    Room,
    Session,
    SessionSpeaker,
    Speaker,
    Track,
)
from schedule.services.feeds import hash_of  # noqa: E402
from schedule.services.publish import publish  # noqa: E402

ROOMS, TRACKS, SPEAKERS, BOOKMARKS = 30, 40, 900, 30
ZONE = ZoneInfo("Europe/Brussels")
DAYS = (date(2027, 1, 30), date(2027, 1, 31))
SLOT = timedelta(minutes=30)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--attendees", type=int, default=10_000)
    parser.add_argument("--out", type=Path, default=Path("feeds.json"))
    arguments = parser.parse_args()
    if Event.objects.exists() or get_user_model().objects.exists():
        sys.exit("This database is not empty. Give an empty one by DATA_DIR or DATABASE_URL.")
    began = time.monotonic()
    with transaction.atomic():
        event = fill_event(arguments.sessions)
        session, feeds = fill_attendees(event, arguments.attendees)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # what autovacuum would have done by the time that anybody polls
    found = {"slug": event.slug, "session": str(session.guid), "zone": str(event.timezone), "feeds": feeds}
    arguments.out.write_text(json.dumps(found))
    print(f"{arguments.sessions} sessions, {len(feeds)} feeds in {time.monotonic() - began:.1f} s")


def fill_event(sessions: int) -> Event:
    """A published event: each room has 17 sessions of half an hour a day, more days where they do not suffice."""
    rng = random.Random(1)
    event = Event.objects.create(
        slug="big-event",
        name="Big Event 2027",
        tagline="As many sessions as FOSDEM has",
        timezone=str(ZONE),
        starts_on=DAYS[0],
        ends_on=DAYS[1],
        venue="Université libre de Bruxelles",
        address="Avenue Franklin Roosevelt 50, 1050 Brussels",
        accent="#00857c",
        is_published=True,
    )
    rooms = Room.objects.bulk_create(
        Room(event=event, name=f"Room {number:02}", slug=f"room-{number:02}", order=number) for number in range(ROOMS)
    )
    tracks = Track.objects.bulk_create(
        Track(event=event, name=f"{words.title(rng)} {number}", slug=f"track-{number}", colour=f"#{number * 5:02x}857c")
        for number in range(TRACKS)
    )
    speakers = Speaker.objects.bulk_create(
        Speaker(event=event, name=words.name(rng), slug=f"speaker-{number}", company=rng.choice(words.COMPANIES))
        for number in range(SPEAKERS)
    )
    rows = Session.objects.bulk_create(_session(event, number, rooms, tracks, rng) for number in range(sessions))
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(session=session, speaker=speaker, order=order)
        for session in rows
        for order, speaker in enumerate(rng.sample(speakers, rng.randint(1, 3)), start=1)
    )
    return publish(event)


def _session(event, number, rooms, tracks, rng) -> Session:
    slot, room = divmod(number, len(rooms))
    day, slot = divmod(slot, 17)
    starts_at = datetime.combine(DAYS[0], datetime.min.time(), ZONE) + timedelta(days=day, hours=9) + slot * SLOT
    return Session(
        event=event,
        title=words.title(rng),
        slug=f"session-{number}",
        status=Session.Status.PUBLISHED,
        abstract=words.abstract(rng),
        starts_at=starts_at,
        ends_at=starts_at + SLOT,
        room=rooms[room],
        track=tracks[room],  # as FOSDEM's devrooms: a room has a track
        language="en",
    )


def fill_attendees(event: Event, attendees: int) -> tuple[Session, list[tuple[str, bool]]]:
    """The session that every other attendee holds; and for each feed its token, and whether it holds the session."""
    rng = random.Random(2)
    held, *others = Session.objects.filter(event=event).order_by("pk")
    user_model, password = get_user_model(), make_password(None)
    users = user_model.objects.bulk_create(
        user_model(email=f"attendee{number}@example.org", password=password) for number in range(attendees)
    )
    Attendee.objects.bulk_create(Attendee(user=user) for user in users)
    bookmarks, rows, feeds = [], [], []
    for number, user in enumerate(users):
        holds, token = number % 2 == 0, token_of(number)
        own = rng.sample(others, min(BOOKMARKS - holds, len(others))) + [held] * holds
        bookmarks += [Bookmark(user=user, session=session) for session in own]
        rows.append(CalendarFeed(user=user, event=event, name="Phone", token_hash=hash_of(token)))
        feeds.append((token, holds))
    Bookmark.objects.bulk_create(bookmarks, batch_size=5000)
    CalendarFeed.objects.bulk_create(rows, batch_size=1000)
    return held, feeds


def token_of(number: int) -> str:
    """As long as a real one, and the same each time."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"feed {number}".encode()).digest()).decode().rstrip("=")


if __name__ == "__main__":
    main()
