"""What the schedule's views and files cost on an event of FOSDEM's size, beside its list. Has a database of its own.

SECRET_KEY=x python bench/exports.py [--file SCHEDULE]

SCHEDULE is a file that is imported instead of an event being made up.
Cold: the first request after a change; warm: any other. A ratio is to the list's time in the same state. The median of
the rounds counts, in which all take turns, since the machine's speed drifts.
"""

import argparse
import gc
import gzip
import os
import statistics
import tempfile
import time
from pathlib import Path

os.environ["DATABASE_URL"] = "sqlite://:memory:"
os.environ["DATA_DIR"] = tempfile.mkdtemp()
os.environ["DEBUG"] = "false"

import big_event
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schedule.importers.formats import read
from schedule.importers.records import Context
from schedule.models import Event
from schedule.services import snapshots
from schedule.services.exports import FORMATS
from schedule.services.imports import Options, event_from, import_schedule
from schedule.views import exports
from schedule.views.kept import pages

WARM = 50  # requests for one figure


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path)
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", "--noinput", verbosity=0)
    event = imported(arguments.file) if arguments.file else big_event.fill_event(arguments.sessions)
    gc.collect()
    gc.freeze()  # what filling the database left is no burden of a server's process
    visitor = Client(headers={"Host": "127.0.0.1:8000"})
    session, person = event.sessions.order_by("pk")[20], event.speakers.order_by("pk").first()
    views = ["", "?layout=expanded", "?q=open+source", "grid/", "now/", "rooms/", "speakers/", "changes/"]
    views += [f"sessions/{session.slug}/", f"speakers/{person.slug}/"]
    files = [f"schedule.{form.ending}" for form in FORMATS.values()]
    urls = [f"/{event.slug}/{path}" for path in (*views, *files)]
    answer(visitor, urls[0])  # templates are read once
    cold, warm = ({url: [] for url in urls} for _ in range(2))
    for _ in range(arguments.rounds):
        for url in urls:
            forget()
            cold[url].append(milliseconds(visitor, url, 1))
            warm[url].append(milliseconds(visitor, url, WARM))
    page = [statistics.median(of[urls[0]]) for of in (cold, warm)]
    print(f"{event.sessions.count()} sessions, median of {arguments.rounds} rounds")
    for url in urls:
        forget()
        with CaptureQueriesContext(connection) as queries:
            body = answer(visitor, url).content
        times = [statistics.median(of[url]) for of in (cold, warm)]
        ratios = " and ".join(f"{mine / its:.2f}" for mine, its in zip(times, page, strict=True))
        print(
            f"{url[:48]:<48} cold {times[0]:4.0f} ms by {len(queries)} queries, warm {times[1]:.2f} ms: {ratios} of it;"
            f" {len(body) / 1000:.0f} kB, {len(gzip.compress(body, 6)) / 1000:.0f} compressed"
        )


def forget():
    """As after a change: nothing that the process kept is of use."""
    exports.bodies.forget()
    pages.forget()
    snapshots.forget()


def imported(file: Path) -> Event:
    schedule = read(file.read_bytes(), Context())
    event = event_from(schedule=schedule, slug="imported", is_published=True)
    import_schedule(event=event, schedule=schedule, options=Options())
    return event


def milliseconds(visitor, url, times) -> float:
    """The CPU that one of so many requests takes."""
    began = time.process_time()
    for _ in range(times):
        answer(visitor, url)
    return (time.process_time() - began) / times * 1000


def answer(visitor, url):
    found = visitor.get(url)
    assert found.status_code == 200, found.status_code
    return found


if __name__ == "__main__":
    main()
