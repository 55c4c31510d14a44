"""CPU time of writing iCalendar, the same events by the icalendar library beside it.

python bench/writer.py

Needs no database. The fastest of many runs counts: whatever else the machine does can only add to one.
"""

import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import words
from icalendar import Calendar, Event

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from schedule.exporters import ical

ZONE = "Europe/Brussels"
PLACE = "Université libre de Bruxelles, Avenue Franklin Roosevelt 50, 1050 Brussels"
START = datetime(2027, 1, 30, 8, 0, tzinfo=UTC)
STAMPS = ical.Stamps(created_at=START - timedelta(days=90), modified_at=START - timedelta(days=9), sequence=2)
CALENDAR = ical.Calendar(
    name="Big Event 2027",
    description="As many sessions as FOSDEM has",
    zone=ZONE,
    url="https://talks.example.org/big-event/mine/",
    color="#00857c",
)
ZONES = {ZONE: (START, START + timedelta(days=2))}


def main():
    few, many = typical_entries(30), typical_entries(1000)
    fragments = [ical.vevent(entry, STAMPS) for entry in few]
    body = ical.calendar(CALENDAR, fragments, ZONES)
    assert len(Calendar.from_ical(body).walk("VEVENT")) == len(few)
    library = by_library(few)
    for what, work, times in (
        (f"30 events, {len(body) / 1000:.0f} kB", lambda: written(few), 300),
        ("1,000 events", lambda: written(many), 15),
        ("30 fragments joined", lambda: ical.calendar(CALENDAR, fragments, ZONES), 1000),
        (f"30 events by icalendar, {len(library) / 1000:.0f} kB", lambda: by_library(few), 30),
    ):
        print(f"{what:<32} {milliseconds(work, times):7.3f} ms")


def written(entries) -> bytes:
    return ical.calendar(CALENDAR, [ical.vevent(entry, STAMPS) for entry in entries], ZONES)


def typical_entries(count: int) -> list[ical.Entry]:
    """As `services/entries.py` makes them: speakers, an abstract of 600 characters, the page's address."""
    rng = random.Random(3)
    entries = []
    for number in range(count):
        starts_at = START + timedelta(minutes=30 * (number // 30))
        url = f"https://talks.example.org/big-event/sessions/session-{number}/"
        entries.append(
            ical.Entry(
                uid=f"00000000-0000-4000-8000-{number:012}@00000000-0000-4000-9000-000000000001",
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=30),
                zone=ZONE,
                summary=words.title(rng),
                description=f"{words.name(rng)}, {rng.choice(words.COMPANIES)}\n\n{words.abstract(rng)}\n\n{url}",
                location=f"Room {number % 30}, {PLACE}",
                url=url,
                categories=(words.title(rng), "Talk"),
            )
        )
    return entries


def by_library(entries) -> bytes:
    calendar, zone = Calendar(), ZoneInfo(ZONE)
    calendar.add("prodid", ical.PRODID)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", CALENDAR.name)
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", STAMPS.modified_at)
        event.add("created", STAMPS.created_at)
        event.add("last-modified", STAMPS.modified_at)
        event.add("sequence", STAMPS.sequence)
        event.add("dtstart", entry.starts_at.astimezone(zone))
        event.add("dtend", entry.ends_at.astimezone(zone))
        event.add("location", entry.location)
        event.add("status", "CONFIRMED")
        event.add("transp", "OPAQUE")
        event.add("summary", entry.summary)
        event.add("url", entry.url)
        event.add("description", entry.description)
        event.add("categories", list(entry.categories))
        calendar.add_component(event)
    return calendar.to_ical()


def milliseconds(work, times: int) -> float:
    """The CPU time of the fastest run."""
    best = float("inf")
    for _ in range(times):
        began = time.process_time_ns()
        work()
        best = min(best, time.process_time_ns() - began)
    return best / 1e6


if __name__ == "__main__":
    main()
