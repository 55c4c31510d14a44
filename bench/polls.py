"""How long 10,000 calendar feeds take when each is polled once: unchanged, and after a change that half of them show.

python bench/polls.py                                # on SQLite
python -m tests.postgres -- python bench/polls.py    # on PostgreSQL

After the change a visitor asks for the schedule page every 200 ms meanwhile, each time over a new connection.
"""

import argparse
import asyncio
import gzip
import time
from collections import Counter

from http_client import Answer, fetch_all, fetch_once, percentile, request
from servers import Site, running_site

CONNECTIONS = 32
PAGE_EVERY = 0.2  # seconds
MOVE = """
from datetime import timedelta
from django.db import transaction
from schedule.models import Session
from schedule.services.publish import publish
with transaction.atomic():
    session = Session.objects.select_related("event").get(guid="{guid}")
    session.starts_at += timedelta(hours=1)
    session.ends_at += timedelta(hours=1)
    session.save()
    publish(session.event)
print(session.event.local(session.starts_at).strftime("%Y%m%dT%H%M%S"))
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--over", type=float, default=0, help="spread the polls after the change over so many seconds")
    parser.add_argument("--gzip", action="store_true", help="let feeds be compressed")
    arguments = parser.parse_args()
    encoding = "gzip" if arguments.gzip else ""
    with running_site(feeds=arguments.feeds) as site:
        print(f"{site.database}, {arguments.feeds} feeds{', gzip' if arguments.gzip else ''}, at {CONNECTIONS} at once")
        asyncio.run(measure(site, encoding, arguments.over))


async def measure(site: Site, encoding: str, over: float):
    holds = [held for _, held in site.programme["feeds"]]
    first = await poll_all(site, "first polls", [""] * len(holds), encoding)
    assert all(answer.status == 200 and answer.etag for answer in first)
    etags = [answer.etag for answer in first]

    again = await poll_all(site, "unchanged", etags, encoding)
    assert all(answer.status == 304 for answer in again), "not all were 304"

    page = request(f"/{site.programme['slug']}/", site.port, Accept_Encoding="gzip", Connection="close")
    print_pages("the page alone", [await fetch_once(site.port, page) for _ in range(4)])

    move = MOVE.format(guid=site.programme["session"])
    starts = site.manage("shell", "-c", move).splitlines()[-1]
    polls = poll_all(site, "after a change", etags, encoding, keep_bodies=True, over=over)
    changed, pages = await with_visitor(site, page, polls)
    print_pages("  the page meanwhile", pages)
    check(site, changed, holds, etags, starts)

    etags = [answer.etag for answer in changed]
    again = await poll_all(site, "unchanged again", etags, encoding)
    assert all(answer.status == 304 for answer in again), "not all were 304"


async def poll_all(
    site: Site, title: str, etags: list[str], encoding: str, *, keep_bodies=False, over=0.0
) -> list[Answer]:
    """Poll each feed once, with the ETag it had, and print how that went."""
    polls = [
        request(site.path_of(token), site.port, Accept_Encoding=encoding, If_None_Match=etag)
        for (token, _), etag in zip(site.programme["feeds"], etags, strict=True)
    ]
    cpu, began = sum(site.cpu_seconds()), time.perf_counter()
    async with asyncio.timeout(900):
        answers = await fetch_all(site.port, polls, connections=CONNECTIONS, keep_bodies=keep_bodies, over=over)
    seconds, cpu = time.perf_counter() - began, sum(site.cpu_seconds()) - cpu
    statuses = ", ".join(f"{count} {status}" for status, count in Counter(a.status for a in answers).most_common())
    print(
        f"{title:<20} {seconds:6.1f} s, {statuses}; {spread([answer.seconds for answer in answers])};"
        f" CPU of the workers {cpu / len(answers) * 1000:.2f} ms a poll",
        flush=True,
    )
    return answers


async def with_visitor(site: Site, page: bytes, polls) -> tuple[list[Answer], list[Answer]]:
    """The answers to the polls, and to one visitor, who asks every 200 ms, or as soon as the last one is answered."""
    visits = []
    polling = asyncio.create_task(polls)
    while not polling.done():
        began = time.perf_counter()
        visits.append(await fetch_once(site.port, page))
        await asyncio.wait([polling], timeout=max(0.0, began + PAGE_EVERY - time.perf_counter()))
    return await polling, visits


def print_pages(title: str, pages: list[Answer]):
    assert all(answer.status == 200 for answer in pages), Counter(answer.status for answer in pages)
    print(f"{title:<20} {len(pages)} answers; {spread([answer.seconds for answer in pages])}", flush=True)


def spread(seconds: list[float]) -> str:
    parts = [f"p{percent} {percentile(seconds, percent) * 1000:.0f}" for percent in (50, 95, 99)]
    return f"{', '.join(parts)}, max {max(seconds) * 1000:.0f} ms"


def check(site: Site, answers: list[Answer], holds: list[bool], etags: list[str], starts: str):
    """Each holder got a whole calendar with the session's new start and a new ETag; nobody else got anything."""
    uid = f"\r\nUID:{site.programme['session']}@".encode()
    start = f"\r\nDTSTART;TZID={site.programme['zone']}:{starts}\r\n".encode()
    for answer, held, etag in zip(answers, holds, etags, strict=True):
        assert answer.status == (200 if held else 304), f"{answer.status} where the session is held: {held}"
        if not held:
            continue
        body = gzip.decompress(answer.body) if answer.body.startswith(b"\x1f\x8b") else answer.body
        assert body.startswith(b"BEGIN:VCALENDAR\r\n") and body.endswith(b"END:VCALENDAR\r\n"), "half a calendar"  # noqa: PT018
        assert start in body.partition(uid)[2].partition(b"END:VEVENT")[0], "the session has its old time"
        assert answer.etag != etag, "the ETag stayed"
    print(f"{sum(holds)} bodies have the new time, {len(holds) - sum(holds)} feeds stayed unchanged")


if __name__ == "__main__":
    main()
