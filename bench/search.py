"""What a search costs in an event of FOSDEM's size, beside a bare LIKE over titles and abstracts.

SECRET_KEY=x python bench/search.py [--file SCHEDULE]                               # on SQLite
SECRET_KEY=x python -m tests.postgres -- python bench/search.py [--file SCHEDULE]   # on PostgreSQL

SCHEDULE is a file that is imported instead of an event being made up. The database is one of its own, or the empty one
that DATABASE_URL names. Marks: titles marked and snippets of abstracts cut and marked, of the best 50 that were found.
The median of the rounds counts, in which all take turns, since the machine's speed drifts.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ["DATA_DIR"] = tempfile.mkdtemp()
os.environ["DEBUG"] = "false"

import big_event
from django.core.management import call_command
from django.db import connection, transaction

from schedule.importers.formats import read
from schedule.importers.records import Context
from schedule.markdown import to_text
from schedule.models import Event, Session
from schedule.search import marked, query_of, snippet
from schedule.services import search
from schedule.services.imports import Options, event_from, import_schedule
from schedule.services.publish import publish

QUERIES = (
    *("kernel", "open source", "kernel driver", "go", "c", "the", "b", "co th in pr re st di ex wi al"),
    *("nothinglikethis", "x" * 10_000),
)
SHOWN = 50


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path)
    parser.add_argument("--sessions", type=int, default=943)
    parser.add_argument("--rounds", type=int, default=51)
    arguments = parser.parse_args()
    call_command("migrate", verbosity=0)
    if Event.objects.exists():
        sys.exit("This database is not empty. Give an empty one by DATABASE_URL.")
    event = imported(arguments.file) if arguments.file else big_event.fill_event(arguments.sessions)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}, {event.sessions.count()} sessions, median of {arguments.rounds} rounds")
    times = {query: ([], [], []) for query in QUERIES}
    texts = {session.pk: (session.title, to_text(session.abstract)) for session in event.sessions.all()}
    for _ in range(arguments.rounds):
        for query, (ours, bare, marks) in times.items():
            took, keys = clocked(lambda query=query: search.found(event, query_of(query)))
            ours.append(took)
            bare.append(clocked(lambda query=query: like(event, query_of(query)))[0])
            best = [texts[key] for key in list(keys)[:SHOWN]]
            marks.append(clocked(lambda query=query, best=best: shown(best, query_of(query)))[0])
    print("| asked | found | ms | LIKE, ms | × LIKE | marks, ms |")
    print("| --- | --- | --- | --- | --- | --- |")
    for query, columns in times.items():
        ours, bare, marks = map(statistics.median, columns)
        number = len(search.found(event, query_of(query)))
        title = query if len(query) < 40 else f"{len(query):,} characters"
        print(f"| {title} | {number} | {ours:.2f} | {bare:.2f} | {ours / bare:.2f} | {marks:.2f} |")
    every = [took for ours, _, _ in times.values() for took in ours]
    print(f"all queries: median {statistics.median(every):.2f} ms, most {max(every):.2f} ms")
    writing(event)


def writing(event: Event):
    """What the index adds to `publish`."""
    sessions = list(Session.objects.filter(event=event).for_display())
    whole, again, anew = [], [], []
    for _ in range(7):
        whole.append(clocked(lambda: publish(event))[0])
        again.append(clocked(lambda: search.index(event, sessions))[0])
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM schedule_search")
        to_text.cache_clear()
        with transaction.atomic():
            anew.append(clocked(lambda: search.index(event, sessions))[0])
    whole, again, anew = map(statistics.median, (whole, again, anew))
    print(f"publish {whole:.0f} ms, of it the index {again:.1f} ms; the index from nothing {anew:.0f} ms")


def imported(file: Path) -> Event:
    schedule = read(file.read_bytes(), Context())
    event = event_from(schedule=schedule, slug="imported", is_published=True)
    import_schedule(event=event, schedule=schedule, options=Options())
    return event


def clocked(what):
    """Milliseconds, and the result."""
    began = time.perf_counter()
    result = what()
    return (time.perf_counter() - began) * 1000, result


def like(event: Event, words) -> int:
    operator = "LIKE" if connection.vendor == "sqlite" else "ILIKE"
    each = f"(title {operator} %s OR abstract {operator} %s)"
    patterns = [f"%{word}%" for word in words for _ in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM schedule_session WHERE event_id = %s AND {' AND '.join([each] * len(words))}",  # noqa: S608
            [event.pk, *patterns],
        )
        return cursor.fetchone()[0]


def shown(best, words):
    return [(marked(title, words), marked(snippet(text, words), words)) for title, text in best]


if __name__ == "__main__":
    main()
