"""What the organisers' admin costs at FOSDEM's size: queries and median milliseconds of lists, forms, actions, clashes.

SECRET_KEY=x python bench/admin.py                               # on SQLite
SECRET_KEY=x python -m tests.postgres -- python bench/admin.py   # on PostgreSQL

The database is one of its own, or the empty one that DATABASE_URL names: 1,000 sessions, 800 speakers, 100,000
bookmarks by 10,000 attendees, an organiser who owns the event, and a second event. Times are those of the whole request
in this process, templates included, beside the home page's (`× home`), since machines differ. Of an action,
"asks" is the question what attendees would notice, for which it runs whole and is undone; "does" what the yes takes.
"""

import argparse
import gc
import os
import re
import statistics
import sys
import tempfile
import time

os.environ["DATA_DIR"] = tempfile.mkdtemp()
os.environ["DEBUG"] = "false"

import big_event
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from schedule.models import Event, Room, TeamMember, Track
from schedule.services.sessions import set_status

ATTENDEES, BOOKMARKS, SPEAKERS = 10_000, 10, 800
MANY = 100  # sessions that an action is for


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    call_command("migrate", verbosity=0)
    if Event.objects.exists():
        sys.exit("This database is not empty. Give an empty one by DATABASE_URL.")
    call_command("collectstatic", "--noinput", verbosity=0)
    event = fill(arguments.sessions)
    gc.collect()
    gc.freeze()
    client = organiser_of(event)
    pages = {"home page": "/", **{name: url for name, url in addresses(event)}}
    times = {name: [] for name in pages}
    for url in pages.values():
        assert client.get(url).status_code == 200, url
    for _ in range(arguments.rounds):
        for name, url in pages.items():
            times[name].append(clocked(lambda url=url: client.get(url))[0])
    home = statistics.median(times["home page"])
    print(f"{connection.vendor}, {event.sessions.count()} sessions, {event.speakers.count()} speakers, "
          f"{ATTENDEES * BOOKMARKS:,} bookmarks, median of {arguments.rounds} rounds")  # fmt: skip
    print("| page | queries | ms | × home |\n| --- | --- | --- | --- |")
    for name, url in pages.items():
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        took = statistics.median(times[name])
        print(f"| {name} | {len(queries)} | {took:.0f} | {took / home:.1f} |")
    print(f"\n| action on {MANY} sessions | asks: queries | ms | does: queries | ms |\n| --- | --- | --- | --- | --- |")
    for name, sessions, data in actions(event):
        runs = [run(client, sessions, data) for _ in range(3)]
        columns = []
        for part in (0, 1):
            taken = [each[part] for each in runs if each[part] is not None]
            columns.append(f"{taken[0][0]} | {statistics.median(ms for _, ms in taken):.0f}" if taken else "– | –")
        print(f"| {name} | {' | '.join(columns)} |")


def fill(sessions: int) -> Event:
    big_event.SPEAKERS, big_event.BOOKMARKS = SPEAKERS, BOOKMARKS
    event = big_event.fill_event(sessions)
    big_event.fill_attendees(event, ATTENDEES)
    Event.objects.create(slug="other", name="Other", starts_on=event.starts_on, ends_on=event.ends_on)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return event


def organiser_of(event: Event) -> Client:
    user = get_user_model().objects.create_user("organiser@example.org", "x", is_staff=True)
    TeamMember.objects.create(event=event, email=user.email, role="owner", user=user, joined_at=timezone.now())
    client = Client(headers={"Host": "127.0.0.1:8000"})
    client.force_login(user)
    return client


def addresses(event: Event):
    session, speaker, room = event.sessions.first(), event.speakers.first(), event.rooms.first()
    for kind, row in (
        *(("event", event), ("talk", session), ("speaker", speaker), ("room", room)),
        *(("track", event.tracks.first()), ("bofsession", None), ("taggroup", None), ("tag", None)),
    ):
        yield f"{kind}, list", reverse(f"admin:schedule_{kind}_changelist")
        if row is not None:
            yield f"{kind}, form", reverse(f"admin:schedule_{kind}_change", args=[row.pk])
            yield f"{kind}, history", reverse(f"admin:schedule_{kind}_history", args=[row.pk])
        if kind != "event":
            yield f"{kind}, new", reverse(f"admin:schedule_{kind}_add")
    yield "talk, list searched", reverse("admin:schedule_talk_changelist") + "?q=kernel"
    yield "talk, rooms and times", reverse("admin:schedule_talk_times")
    for page in ("clashes", "team", "history", "calendars"):
        yield f"event, {page}", reverse(f"admin:schedule_event_{page}", args=[event.pk])


def actions(event: Event):
    sessions = list(event.sessions.order_by("pk")[:MANY])
    rooms, tracks = list(Room.objects.filter(event=event)), list(Track.objects.filter(event=event))
    group = event.tag_groups.create(name="Level")
    tag = event.tags.create(group=group, name="Any", slug="level-any")
    yield "cancel", sessions, {"action": "cancel_sessions"}
    yield "back to draft", sessions, {"action": "withdraw_sessions"}
    yield "publish", sessions, {"action": "publish_sessions"}
    yield "move by minutes", sessions, {"action": "move_sessions", "minutes": "10"}
    yield "change room", sessions, {"action": "change_room", "row": rooms[-1].pk}
    yield "set track", sessions, {"action": "set_track", "row": tracks[-1].pk}
    yield "add tag", sessions, {"action": "add_tag", "row": tag.pk}
    yield "swap two", [sessions[0], sessions[-1]], {"action": "swap_sessions"}


def run(client, sessions, data):
    """(queries, milliseconds) of the question and of the act; None where nothing is asked. What it did is undone."""
    url = reverse("admin:schedule_talk_changelist")
    data = {"_selected_action": [session.pk for session in sessions], "apply": "1", **data}
    with transaction.atomic():
        if data["action"] == "publish_sessions":  # drafts, so that there is something to do
            set_status(sessions=sessions, status="draft")
        data["version"] = Event.objects.values_list("version", flat=True).get(pk=sessions[0].event_id)
        first, answer = measured(client, url, data)
        digest = re.search(rb'name="confirmed" value="(\w+)"', answer.content)
        asks, does = (first, None) if digest else (None, first)
        if digest:
            does, answer = measured(client, url, {**data, "confirmed": digest[1].decode()})
        assert answer.status_code == 302
        transaction.set_rollback(True)
    for session in sessions:
        session.refresh_from_db()
    return asks, does


def measured(client, url, data):
    with CaptureQueriesContext(connection) as queries:
        took, answer = clocked(lambda: client.post(url, data))
    return (len(queries), took), answer


def clocked(what):
    """Milliseconds, and the result."""
    began = time.perf_counter()
    result = what()
    return (time.perf_counter() - began) * 1000, result


if __name__ == "__main__":
    main()
