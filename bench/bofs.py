"""What the BoF board costs at 200 topics and 5,000 interests: queries and median milliseconds of what attendees open.

SECRET_KEY=x python bench/bofs.py                               # on SQLite
SECRET_KEY=x python -m tests.postgres -- python bench/bofs.py   # on PostgreSQL

The database is one of its own, or the empty one that DATABASE_URL names: an event of 100 sessions, 12 BoF slots, of
which 4 are open, topics by 100 people, interests by 1,000. Times are those of the whole request in this process, beside
the home page's (`× home`), since machines differ. A page is "made" after a click of somebody else, and else "kept".
"""

import argparse
import gc
import os
import random
import statistics
import sys
import tempfile
import time

os.environ["DATA_DIR"] = tempfile.mkdtemp()
os.environ["DEBUG"] = "false"

import big_event
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schedule.models import Attendee, BofCall, BofInterest, BofProposal, Event, Session
from schedule.services.bofs import set_interest, touch_board
from schedule.services.publish import publish

SESSIONS, SLOTS, OPEN_SLOTS, PEOPLE, PROPOSERS = 100, 12, 4, 1000, 100
TEXT = "What works, what does not, and **who** takes it on. Bring your questions and your laptop. " * 5


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--topics", type=int, default=200)
    parser.add_argument("--interests", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    call_command("migrate", verbosity=0)
    if Event.objects.exists():
        sys.exit("This database is not empty. Give an empty one by DATABASE_URL.")
    call_command("collectstatic", "--noinput", verbosity=0)
    event, users = fill(arguments.topics, arguments.interests)
    gc.collect()
    gc.freeze()
    visitor, member = (Client(headers={"Host": "127.0.0.1:8000"}) for _ in range(2))
    member.force_login(users[0])
    topic = BofProposal.objects.filter(session=None).first()
    board, page = reverse("bofs", args=[event.slug]), reverse("bof", args=[event.slug, topic.pk])
    home = measured(visitor, "/", arguments.rounds)[1]
    print(f"{connection.vendor}, {BofProposal.objects.count()} topics, {BofInterest.objects.count():,} interests, "
          f"median of {arguments.rounds} rounds; the home page takes {home:.1f} ms")  # fmt: skip
    print("| page | queries | ms | × home |\n| --- | --- | --- | --- |")
    for name, client, url, before in (
        ("board, made", visitor, board, lambda: touch_board(event.pk)),
        ("board, kept", visitor, board, None),
        ("board, signed in, made", member, board, lambda: touch_board(event.pk)),
        ("board, signed in, kept", member, board, None),
        ("board, newest, made", visitor, f"{board}?by=new", lambda: touch_board(event.pk)),
        ("board, after a change of the programme", visitor, board, lambda: rename(event)),
        ("topic, made", visitor, page, lambda: touch_board(event.pk)),
        ("topic, kept", visitor, page, None),
    ):
        queries, took = measured(client, url, arguments.rounds, before)
        print(f"| {name} | {queries} | {took:.1f} | {took / home:.1f} |")
    queries, took = click(member, event, topic, arguments.rounds)
    print(f"| “I’m interested”, a click | {queries} | {took:.1f} | {took / home:.1f} |")
    print(f"| the same, without the page | – | {served(users[1], topic, arguments.rounds):.1f} | |")


def fill(topics: int, interests: int):
    """The event, and the people in it; the same each time."""
    rng = random.Random(7)
    event = big_event.fill_event(SESSIONS)
    user = get_user_model()
    user.objects.bulk_create(user(email=f"person{number}@example.org", password="!") for number in range(PEOPLE))
    users = list(user.objects.order_by("pk"))
    Attendee.objects.bulk_create(Attendee(user=each, name=f"Person {each.pk}") for each in users)
    slots = list(event.sessions.order_by("pk")[:SLOTS])
    for number, slot in enumerate(slots):
        slot.kind, slot.is_open_slot = Session.Kind.BOF, number < OPEN_SLOTS
        slot.save()
    taken = slots[OPEN_SLOTS:]
    BofCall.objects.create(event=event, is_open=True, lets_claim=True)
    rows = BofProposal.objects.bulk_create(
        BofProposal(
            event=event,
            title=f"Topic {number}",
            description=TEXT,
            proposer=users[number % PROPOSERS],
            session=taken[number] if number < len(taken) else None,
        )
        for number in range(topics)
    )
    for row in rows[len(taken) :]:
        row.wished_slots.set(rng.sample(slots[:OPEN_SLOTS], 2))
    each, rest = divmod(interests, topics)
    BofInterest.objects.bulk_create(
        BofInterest(proposal=row, user=person, is_host=place == 0, is_shown=place % 5 == 0)
        for number, row in enumerate(rows)
        for place, person in enumerate(rng.sample(users, each + (number < rest)))
    )
    event = publish(event)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return event, users


def rename(event: Event) -> None:
    session = event.sessions.order_by("pk").last()
    session.title = f"Renamed {time.time_ns()}"
    session.save()
    publish(event)


def measured(client: Client, url: str, rounds: int, before=None) -> tuple[int, float]:
    """Queries of one request, and the median milliseconds of all; `before` is not counted."""
    times = []
    for _ in range(rounds + 1):
        if before is not None:
            before()
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            answer = client.get(url)
            times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (url, answer.status_code)
    return len(queries), statistics.median(times[1:])


def click(client: Client, event: Event, topic: BofProposal, rounds: int) -> tuple[int, float]:
    url, times = reverse("bof_interest", args=[event.slug, topic.pk]), []
    for number in range(rounds):
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            answer = client.post(url, {"interested": str(number % 2)})
            times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 303, answer.content
    return len(queries), statistics.median(times)


def served(user, topic: BofProposal, rounds: int) -> float:
    times = []
    for number in range(rounds):
        began = time.perf_counter()
        set_interest(user=user, proposal=topic, interested=number % 2 == 0)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
