"""The writer of calendars, judged by readers that others wrote, on entries of any Unicode, any length and any zone."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schedule.exporters import ical
from tests.clients.node import Node, running_node
from tests.lint import load_lint

ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Gaza",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Europe/Volgograd",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
)
# Temporal's polyfill, which node-ical reads local times with, loses changes that are undone within months and rules of
# short life; it knows no changes from ten years ahead of now on.
ZONES_OF_NODE_ICAL = set(ZONES) - {"Africa/Cairo", "Africa/Casablanca"}
YEARS_OF_NODE_ICAL = range(2000, 2036)

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2037, 12, 29, tzinfo=UTC)
STAMP = datetime(2026, 6, 1, tzinfo=UTC)
DESCRIPTION_OCTETS = 2000
BANNER = ical.Banner("banner@e", date(2026, 9, 14), date(2026, 9, 16), "Talks", modified_at=STAMP)

Entries = list[tuple[ical.Entry, int]]
Found = dict[str, dict[str, Any]]

# What means something to one reader or another, among any characters: lone surrogates and controls as well.
SIGNS = st.sampled_from('\\;,:"^%= é😀\n\r\t\0\x85\u2028\ufeff\u202e')
WORDS = st.sampled_from(
    ("\\n", "\\,", "^n", "%41", "<b>", "TZID=", "END:VEVENT", "\r\nATTACH:x", "quoted-printable", "e\u0301")
)
PIECES = SIGNS | WORDS | st.text(st.characters(exclude_categories=()), max_size=8)
SHORT = st.lists(PIECES, max_size=12).map("".join)
LONG = st.builds(lambda piece, times: (piece * times)[:10_000], SHORT, st.sampled_from([9, 70, 1000, 10_000]))
TEXTS = SHORT | LONG
URLS = st.builds("{}{}".format, st.sampled_from(["https://example.org/", "https://", "mailto:", " ", ""]), TEXTS)


def offset(zone: str, at: datetime) -> timedelta | None:
    return at.astimezone(ZoneInfo(zone)).utcoffset()


@lru_cache
def changes(zone: str) -> list[datetime]:
    """The first minute of each new offset."""
    days = [FIRST + DAY * i for i in range((LAST - FIRST).days)]
    return [
        day + bisect_left(range(1440), True, key=lambda i: offset(zone, day + MINUTE * i) != offset(zone, day)) * MINUTE
        for day in days
        if offset(zone, day) != offset(zone, day + DAY)
    ]


@st.composite
def starts(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone and an instant, mostly in the hours around one of its changes."""
    zone = draw(st.sampled_from(ZONES))
    if changes(zone) and draw(st.integers(0, 3)):
        minutes = draw(st.integers(-180, 180) | st.integers(-1500, 1500))
        return zone, draw(st.sampled_from(changes(zone))) + MINUTE * minutes
    return zone, FIRST + DAY * draw(st.integers(0, (LAST - FIRST).days - 1)) + MINUTE * draw(st.integers(0, 1439))


def entries() -> st.SearchStrategy[Entries]:
    """Some of one calendar, each with its SEQUENCE."""
    parts: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
        {
            "summary": TEXTS,
            "description": TEXTS,
            "location": TEXTS,
            "url": URLS,
            "categories": st.lists(TEXTS, max_size=3).map(tuple),
            "is_cancelled": st.booleans(),
            "conference": URLS,
            "conference_label": TEXTS,
        }
    )
    one = st.tuples(starts(), st.integers(1, 300) | st.integers(1, 4320), parts, st.integers(0, 2**31 - 1))
    return st.lists(one, min_size=1, max_size=4).map(
        lambda drawn: [
            (ical.Entry(f"{i}@e", at, at + MINUTE * minutes, zone, **parts), sequence)
            for i, ((zone, at), minutes, parts, sequence) in enumerate(drawn)
        ]
    )


def make_calendar(made: Entries, about: str = "Mine") -> bytes:
    zones = {
        zone: (
            min(entry.starts_at for entry, _ in made if entry.zone == zone),
            max(entry.ends_at for entry, _ in made if entry.zone == zone),
        )
        for zone in {entry.zone for entry, _ in made}
    }
    fragments = [ical.vevent(entry, ical.Stamps(STAMP, STAMP, sequence)) for entry, sequence in made]
    return ical.calendar(ical.Calendar(about, about, "UTC", about, "#336699"), [*fragments, ical.banner(BANNER)], zones)


def uri(value: str) -> str:
    """What a URI property says, without percent-encoding; nothing where there is no scheme."""
    value = value.strip()
    said = re.sub("[\ud800-\udfff]", "", unquote(value))
    return said if re.match("[A-Za-z][A-Za-z0-9+.-]*:.", value, re.DOTALL) else ""


def truth(entry: ical.Entry, sequence: int) -> dict[str, Any]:
    summary = ical.clean(entry.summary)
    conference = uri(entry.conference)
    return {
        "start": entry.starts_at,
        "end": entry.ends_at,
        "summary": f"CANCELLED: {summary}" if entry.is_cancelled else summary,
        "description": ical.clean(entry.description),
        "location": ical.clean(entry.location),
        "status": "CANCELLED" if entry.is_cancelled else "CONFIRMED",
        "url": uri(entry.url),
        "categories": [ical.clean(category) for category in entry.categories if ical.clean(category)],
        "sequence": sequence,
        "conference": conference,
        "conference_label": ical.clean(entry.conference_label).replace("\\", "/") if conference else "",
    }


def assert_found(found: Found, made: Entries, misread: Callable[[ical.Entry], Iterator[str]]) -> None:
    """All is found as it was put in but what the reader is known to misread."""
    banner = found.pop(BANNER.uid)
    assert (banner["start"], banner["end"], banner["summary"]) == (date(2026, 9, 14), date(2026, 9, 17), "Talks")
    assert set(found) == {entry.uid for entry, _ in made}
    for entry, sequence in made:
        wanted, read = truth(entry, sequence), found[entry.uid]
        read["url"], read["conference"] = unquote(read["url"]), unquote(read["conference"])
        for name in misread(entry):
            wanted[name] = read[name] = ""
        if len(wanted["description"].encode()) > DESCRIPTION_OCTETS:
            assert len(read["description"].encode()) <= DESCRIPTION_OCTETS
            assert read["description"].endswith("…")
            assert wanted["description"].startswith(read["description"][:-1])
            wanted["description"] = read["description"]
        assert read == wanted


NAMES = count()


def with_unknown_zones(calendar: bytes) -> str:
    """The same with TZIDs that no reader knows or has met before: nothing but the VTIMEZONEs can say what they mean."""
    name = f"own-{next(NAMES)}-".encode()
    return re.sub(rb"\r\n(TZID:|DTSTART;TZID=|DTEND;TZID=)", rb"\r\n\1" + name, calendar).decode()


def in_utc(at: date) -> date:
    return at.astimezone(UTC) if isinstance(at, datetime) else at


def by_icalendar(calendar: bytes) -> Found:
    return {
        str(event["UID"]): {
            "start": in_utc(event.start),
            "end": in_utc(event.end),
            **{name: str(event.get(name, "")) for name in ("summary", "description", "location", "status", "url")},
            "categories": event.categories,
            "sequence": event.sequence,
            "conference": str(event.get("conference", "")),
            "conference_label": event["conference"].params.get("LABEL", "") if "conference" in event else "",
        }
        for event in icalendar.Calendar.from_ical(with_unknown_zones(calendar)).events
    }


def by_vobject(calendar: bytes) -> Found:
    parsed = vobject.readOne(with_unknown_zones(calendar), transform=False)
    # It would take a zone for UTC that has no offset from 2000 to 2020, and a VTIMEZONE need not say what it had then.
    for zone in getattr(parsed, "vtimezone_list", []):
        vobject.icalendar.registerTzid(zone.tzid.value, vobject.icalendar.TimezoneComponent.gettzinfo(zone))
    parsed.transformChildrenToNative()

    found = {}
    for event in parsed.vevent_list:
        names = ("summary", "description", "location", "status", "url", "conference", "categories")
        conference = event.contents.get("conference")
        found[event.uid.value] = {
            "start": in_utc(event.dtstart.value),
            "end": in_utc(event.dtend.value),
            **{name: event.contents[name][0].value if name in event.contents else "" for name in names},
            "sequence": int(event.sequence.value),
            "conference_label": conference[0].params.get("LABEL", [""])[0] if conference else "",
        }
        found[event.uid.value]["categories"] = found[event.uid.value]["categories"] or []
    return found


def by_node(node: Node, library: str, calendar: bytes) -> Found:
    def at(value: str) -> date:
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)

    events = node.read(library, calendar)
    return {event.pop("uid"): event | {"start": at(event["start"]), "end": at(event["end"])} for event in events}


def misread_by_icalendar(entry: ical.Entry) -> Iterator[str]:
    label = ical.clean(entry.conference_label)
    # It trims parameters, and takes away a space after "TZID=" wherever that stands.
    if label != label.strip() or "TZID=" in label.upper():
        yield "conference_label"


def misread_by_vobject(entry: ical.Entry) -> Iterator[str]:
    # It reads URIs as lists of texts, which end at a comma.
    if "," in entry.url:
        yield "url"
    if "," in entry.conference:
        yield "conference"
    # It knows nothing of RFC 6868.
    if re.search('[\n"^]', ical.clean(entry.conference_label)):
        yield "conference_label"


def misread_by_ical_js(entry: ical.Entry) -> Iterator[str]:
    # It does not split categories where the one before the comma ends in a backslash.
    if any(ical.clean(category).endswith("\\") for category in entry.categories[:-1]):
        yield "categories"


def misread_by_node_ical(entry: ical.Entry) -> Iterator[str]:
    """Its own zones (see above), and how it unescapes."""
    if entry.zone not in ZONES_OF_NODE_ICAL or entry.ends_at.year not in YEARS_OF_NODE_ICAL:
        yield from ("start", "end")
    for name in ("summary", "description", "location"):
        value = ical.clean(getattr(entry, name))
        # It unescapes in four passes, so a backslash before an n becomes a line feed; takes off quotes around the
        # whole, and all quotes of a line that has TZID= anywhere.
        if re.search(r"\\[nN]", value) or re.fullmatch('"[^\n]*"', value) or ('"' in value and "TZID=" in value):
            yield name
    # All quotes of a line that has TZID= go from categories as well.
    if any('"' in category for category in entry.categories) and any("TZID=" in each for each in entry.categories):
        yield "categories"
    # It does not unescape categories, and trims them.
    if any(re.search(r"[\\,;\n]|^\s|\s$|^\ufeff|\ufeff$", ical.clean(category)) for category in entry.categories):
        yield "categories"
    # It knows nothing of RFC 6868, and quotes go from this line too.
    yield "conference_label"
    if "TZID=" in ical.clean(entry.conference_label) + uri(entry.conference) and re.search(
        "[:;,]", entry.conference_label
    ):
        yield "conference"


@pytest.fixture(scope="module")
def node(needs: Any, pytestconfig: pytest.Config) -> Iterator[Node]:
    with running_node(needs, pytestconfig.cache.mkdir("node")) as node:
        yield node


judged = settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@given(entries())
@judged
def test_icalendar_finds_what_was_written(made: Entries) -> None:
    assert_found(by_icalendar(make_calendar(made)), made, misread_by_icalendar)


@given(entries())
@judged
def test_vobject_finds_what_was_written(made: Entries) -> None:
    assert_found(by_vobject(make_calendar(made)), made, misread_by_vobject)


@given(entries())
@judged
def test_ical_js_finds_what_was_written(node: Node, made: Entries) -> None:
    assert_found(by_node(node, "ical.js", make_calendar(made)), made, misread_by_ical_js)


@given(entries())
@judged
def test_node_ical_finds_what_was_written(node: Node, made: Entries) -> None:
    assert_found(by_node(node, "node-ical", make_calendar(made)), made, misread_by_node_ical)


@given(entries(), TEXTS)
@judged
def test_lint_finds_nothing_in_made_up_entries(made: Entries, about: str) -> None:
    found = load_lint()["lint"](make_calendar(made, about or "Mine"))

    # What looks like HTML is the writer's to keep; a VTIMEZONE is idle when all is in a doubled hour.
    assert [each for each in found if each[1] not in {"html", "tz-unused"}] == []
