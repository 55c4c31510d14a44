"""Real schedules, and what somebody else read in them. Their folder is not part of the project; it may be missing."""

import csv
import os
import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Schedule
from schedule.importers.wording import without_marker

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("SCHEDULE_DATA", ROOT.parent / "shared" / "data"))


def real(path: str) -> bytes:
    """A file of that folder, or a skip where it is not here."""
    file = DATA / path
    if not file.is_file():
        pytest.skip(f"the real schedule {path} is not here (SCHEDULE_DATA names the folder)")
    return file.read_bytes()


@dataclass(frozen=True, order=True)
class Row:
    """What `expected-*.tsv` says of one session; people in no order."""

    start: str
    minutes: int
    room: str
    title: str
    people: tuple[str, ...]


def read_real(path: str, zone: str = "", **mapping) -> Schedule:
    return read(real(path), Context(zone=ZoneInfo(zone) if zone else None, mapping=mapping))


def expected(path: str, *, people: bool = True) -> list[Row]:
    folder, name = path.split("/")
    text = (DATA / folder / f"expected-{name}.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return sorted(
        Row(
            start=row["start_utc"] or "",
            # Talkmark has no session without length: what ends when it starts gets a minute.
            minutes=(int(float(row["minutes"])) or 1) if row["start_utc"] else 0,
            room=plain(row["room"]),
            title=plain(without_marker(plain(row["title"]))[0]),
            people=tuple(sorted({plain(name) for name in row["people"].split(" | ") if name})) if people else (),
        )
        for row in rows
    )


def found(schedule: Schedule, *, people: bool = True) -> list[Row]:
    return sorted(
        Row(
            start=f"{session.starts_at:%Y-%m-%dT%H:%M:%SZ}" if session.starts_at else "",
            minutes=int((session.ends_at - session.starts_at).total_seconds() // 60) if session.starts_at else 0,
            room=session.room or "",
            title=session.title,
            people=tuple(sorted(set(_names(session)))) if people else (),
        )
        for session in schedule.sessions
    )


def _names(session) -> list[str]:
    """The list that we are compared with joins people by a bar, which one of them has in their name."""
    return [name for each in session.people or () for name in each.person.name.split(" | ")]


def plain(text: str) -> str:
    """As text is cleaned on its way in: one line, single spaces, no control characters."""
    line = re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " ")).strip()
    return re.sub("[\x00-\x1f\x7f]", "", line)
