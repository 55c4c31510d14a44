"""The writer of calendars, judged by exact bytes, icalendar's parser and the feed linter beside the repository."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schedule.exporters import ical
from schedule.exporters.vtimezone import vtimezone
from tests.lint import load_lint

UID = "11111111-1111-4111-8111-111111111111@99999999-9999-4999-8999-999999999999"
STARTS_AT = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=400)


def make_entry(**changes: Any) -> ical.Entry:
    ends_at = STARTS_AT + timedelta(minutes=45)
    return replace(ical.Entry(UID, STARTS_AT, ends_at, "Europe/Berlin", "Live migration, part 2; VFIO"), **changes)


def make_full_entry(**changes: Any) -> ical.Entry:
    entry = make_entry(
        description="Join: https://meet.example.org/room-1\n\nÅsa Öberg (Example, Inc.)\nhttps://example.org/x/",
        location="Room 1, Town Hall, Brno",
        url="https://example.org/kvm/sessions/live-migration/",
        categories=("Storage, Network", "Talk"),
        conference="https://meet.example.org/room-1",
        conference_label='Room "1": live',
        geo=(49.195061, 16.6),
    )
    return replace(entry, **changes)


def make_stamps(**changes: Any) -> ical.Stamps:
    stamps = ical.Stamps(datetime(2026, 5, 1, 12, tzinfo=UTC), datetime(2026, 6, 2, 13, 30, 59, tzinfo=UTC), 3)
    return replace(stamps, **changes)


def make_banner(**changes: Any) -> ical.Banner:
    modified_at = datetime(2026, 6, 1, tzinfo=UTC)
    banner = ical.Banner("banner@e", date(2026, 9, 14), date(2026, 9, 16), "KVM Forum 2026", modified_at=modified_at)
    return replace(banner, **changes)


def make_feed(*entries: ical.Entry, stamps: ical.Stamps | None = None, banner: ical.Banner | None = None) -> bytes:
    about = ical.Calendar("Mine", "Starred", "Europe/Berlin", "https://example.org/mine/", "#336699")
    zones = {entry.zone: (min(e.starts_at for e in entries), max(e.ends_at for e in entries)) for entry in entries}
    fragments = [ical.vevent(entry, stamps or make_stamps()) for entry in entries]
    return ical.calendar(about, [*fragments, ical.banner(banner or make_banner())], zones)


def parsed_event(entry: ical.Entry) -> Any:
    return icalendar.Calendar.from_ical(make_feed(entry)).walk("VEVENT")[0]


def lines_of(component: bytes) -> list[str]:
    """The content lines, unfolded as RFC 5545 3.1 says."""
    return component.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def values_of(component: bytes, name: str) -> list[str]:
    """All that follows the property's name, so with its parameters."""
    return [line[len(name) :] for line in lines_of(component) if re.match(name + "[;:]", line)]


def crlf(lines: str) -> bytes:
    return lines.lstrip().replace("\n", "\r\n").encode()


def unescaped(value: str) -> str:
    """A TEXT value read as RFC 5545 3.3.11 says; nothing but the four escapes is accepted."""
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,n])*", value, re.DOTALL)

    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], value)


def test_vevent_has_these_bytes() -> None:
    written = ical.vevent(make_full_entry(), make_stamps())

    assert written == crlf(r"""
BEGIN:VEVENT
UID:11111111-1111-4111-8111-111111111111@99999999-9999-4999-8999-9999999999
 99
DTSTAMP:20260602T133059Z
CREATED:20260501T120000Z
LAST-MODIFIED:20260602T133059Z
SEQUENCE:3
DTSTART;TZID=Europe/Berlin:20260914T100000
DTEND;TZID=Europe/Berlin:20260914T104500
LOCATION:Room 1\, Town Hall\, Brno
STATUS:CONFIRMED
TRANSP:OPAQUE
SUMMARY:Live migration\, part 2\; VFIO
GEO:49.195061;16.600000
URL:https://example.org/kvm/sessions/live-migration/
DESCRIPTION:Join: https://meet.example.org/room-1\n\nÅsa Öberg (Example\,
  Inc.)\nhttps://example.org/x/
CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL="Room ^'1^': live":https://m
 eet.example.org/room-1
CATEGORIES:Storage\, Network,Talk
END:VEVENT
""")


def test_vevent_leaves_out_what_is_empty() -> None:
    written = ical.vevent(make_entry(categories=("", "")), make_stamps())

    names = "BEGIN UID DTSTAMP CREATED LAST-MODIFIED SEQUENCE DTSTART DTEND STATUS TRANSP SUMMARY END"
    assert [re.split("[;:]", line)[0] for line in lines_of(written)] == names.split()


def test_vevent_cancelled_says_so_in_three_places() -> None:
    written = ical.vevent(make_entry(summary="Keynote", is_cancelled=True), make_stamps())

    assert values_of(written, "SUMMARY") == [":CANCELLED: Keynote"]
    assert values_of(written, "STATUS") == [":CANCELLED"]
    assert values_of(written, "TRANSP") == [":TRANSPARENT"]


def test_vevent_is_read_by_icalendar() -> None:
    entry = make_full_entry()

    event = parsed_event(entry)

    assert event.start == entry.starts_at
    assert event.end == entry.ends_at
    assert event["LOCATION"] == entry.location
    assert event["URL"] == entry.url
    assert event.categories == list(entry.categories)
    assert event["CONFERENCE"].params["FEATURE"] == ["AUDIO", "VIDEO"]
    assert event["CONFERENCE"].params["LABEL"] == entry.conference_label


@pytest.mark.parametrize(
    ("changes", "rises"),
    [
        ({"summary": "1", "description": "2", "url": "https://example.org/", "categories": ("3",)}, False),
        ({"starts_at": STARTS_AT - timedelta(minutes=5)}, True),
        ({"ends_at": STARTS_AT + timedelta(minutes=5)}, True),
        ({"zone": "Europe/Prague"}, True),
        ({"location": "Room 2"}, True),
        ({"is_cancelled": True}, True),
    ],
)
def test_timing_lines_differ_only_when_sequence_rises(changes: dict[str, Any], rises: bool) -> None:
    before = ical.timing_lines(make_entry(location="Room 1"))

    after = ical.timing_lines(make_entry(**{"location": "Room 1", **changes}))

    assert (after != before) == rises


@pytest.mark.parametrize("entry", [make_entry(), make_full_entry(is_cancelled=True)])
def test_entry_comes_back_from_json(entry: ical.Entry) -> None:
    assert ical.Entry.from_json(json.loads(json.dumps(entry.to_json()))) == entry


def test_entry_from_json_passes_over_unknown_and_defaults_missing_names() -> None:
    stored = {name: value for name, value in make_entry().to_json().items() if value}

    assert ical.Entry.from_json({**stored, "mood": "good"}) == make_entry()


def test_banner_has_these_bytes() -> None:
    written = ical.banner(make_banner(description="Two tracks, one hall", location="Brno", url="https://example.org/"))

    assert written == crlf(r"""
BEGIN:VEVENT
UID:banner@e
DTSTAMP:20260601T000000Z
LAST-MODIFIED:20260601T000000Z
SEQUENCE:202435200
DTSTART;VALUE=DATE:20260914
DTEND;VALUE=DATE:20260917
LOCATION:Brno
STATUS:CONFIRMED
TRANSP:TRANSPARENT
SUMMARY:KVM Forum 2026
URL:https://example.org/
DESCRIPTION:Two tracks\, one hall
END:VEVENT
""")


@pytest.mark.parametrize(("year", "sequence"), [(2019, 0), (2021, 31_622_400), (2087, 2_114_380_800)])
def test_banner_sequence_grows_with_its_stamp(year: int, sequence: int) -> None:
    written = ical.banner(make_banner(modified_at=datetime(year, 1, 1, tzinfo=UTC)))

    assert values_of(written, "SEQUENCE") == [f":{sequence}"]


def test_calendar_has_these_bytes() -> None:
    about = ical.Calendar("Åsa; KVM", "Starred, of KVM", "Europe/Berlin", "https://example.org/mine/", "#4A80B0")
    used = (STARTS_AT, STARTS_AT)

    written = ical.calendar(about, [b"<1>", b"<2>"], dict.fromkeys(("UTC", "Europe/Berlin", "Asia/Kolkata"), used))

    head = crlf(r"""
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Talkmark//Talkmark//EN
CALSCALE:GREGORIAN
NAME:Åsa\; KVM
X-WR-CALNAME:Åsa\; KVM
DESCRIPTION:Starred\, of KVM
X-WR-CALDESC:Starred\, of KVM
X-WR-TIMEZONE:Europe/Berlin
COLOR:steelblue
X-APPLE-CALENDAR-COLOR:#4A80B0
URL:https://example.org/mine/
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
""")
    zones = vtimezone("Asia/Kolkata", *used) + vtimezone("Europe/Berlin", *used)
    assert written == head + zones + b"<1><2>END:VCALENDAR\r\n"


def test_calendar_leaves_out_what_is_empty() -> None:
    written = ical.calendar(ical.Calendar(name="All"), [b"X:1\r\n"], {})

    names = "BEGIN VERSION PRODID CALSCALE NAME X-WR-CALNAME X-WR-TIMEZONE REFRESH-INTERVAL X-PUBLISHED-TTL X END"
    assert [re.split("[;:]", line)[0] for line in lines_of(written)] == names.split()


def test_calendar_without_entries_is_refused() -> None:
    with pytest.raises(ValueError, match="without entries"):
        ical.calendar(ical.Calendar(name="All"), [], {})


@pytest.mark.parametrize(("color", "name"), [("#fe0102", "red"), ("#FF0000", "red"), ("#f00", None), ("red", None)])
def test_calendar_color_is_the_nearest_css_name(color: str, name: str | None) -> None:
    written = ical.calendar(ical.Calendar(name="All", color=color), [b"x"], {})

    assert values_of(written, "COLOR") == ([f":{name}"] if name else [])
    assert values_of(written, "X-APPLE-CALENDAR-COLOR") == ([f":{color}"] if name else [])


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("a\x00b\x07c\x1bd\x1ce\x7ff\x9fg", "abcdefg"),
        ("a\ud800b\udfffc, but \t, \u00a0 and \U0001f600 stay", "abc, but \t, \u00a0 and \U0001f600 stay"),
    ],
)
def test_clean_turns_line_ends_into_line_feeds_and_drops_controls(value: str, cleaned: str) -> None:
    assert ical.clean(value) == cleaned


@given(ANY_TEXT)
@example("\\n\\\\n\\;\\,\\N\n")
@example("ä" * 200)
@example("x" + "\U0001f600" * 80)
@settings(deadline=None)
def test_text_comes_back_from_folded_lines(value: str) -> None:
    line = ical.content_line("SUMMARY", ical.text(value))

    physical = [part.decode() for part in line.split(b"\r\n")]
    assert physical.pop() == ""
    assert max(len(part.encode()) for part in physical) <= 75
    assert line.decode().splitlines() == physical
    assert unescaped(lines_of(line)[0][len("SUMMARY:") :]) == ical.clean(value)
    assert str(parsed_event(make_entry(summary=value))["SUMMARY"]) == ical.clean(value)


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("a" * 73, [75]),
        ("a" * 74, [75, 2]),
        ("a" * 148, [75, 75, 2]),
        ("a" + "\U0001f600" * 40, [75, 73, 17]),
        ("aaaa" + "\U0001f600" * 40, [74, 73, 21]),
    ],
)
def test_content_line_is_folded_at_75_octets_but_not_inside_a_character(value: str, lines: list[int]) -> None:
    written = ical.content_line("X", value)

    assert [len(line) for line in written.split(b"\r\n")[:-1]] == lines


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\r\nATTACH:b"])
def test_content_line_refuses_a_line_end(value: str) -> None:
    with pytest.raises(ValueError, match="line end in the value of URL"):
        ical.content_line("URL", value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Room 1, live", '"Room 1, live"'),
        ("a;b", '"a;b"'),
        ('the "big" room\n^', "the ^'big^' room^n^^"),
        ("a\r\nATTACH:b\x00", '"a^nATTACH:b"'),
        (("AUDIO", "a,b"), 'AUDIO,"a,b"'),
    ],
)
def test_content_line_quotes_parameters_where_needed(value: str | tuple[str, ...], written: str) -> None:
    line = ical.content_line("X-A", "1", [("LABEL", value), ("VALUE", "TEXT")])

    assert line == f"X-A;LABEL={written};VALUE=TEXT:1\r\n".encode()


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://example.org/a;b,c?d=(e)&f#g", "https://example.org/a;b,c?d=(e)&f#g"),
        ("https://[2001:db8::1]:8000/a%20b", "https://[2001:db8::1]:8000/a%20b"),
        ("  https://example.org/a b\tc\nd ", "https://example.org/a%20b%09c%0Ad"),
        ("https://example.org/ž/{x}|<y>", "https://example.org/%C5%BE/%7Bx%7D%7C%3Cy%3E"),
        ("https://example.org/100%/[1]#a#b", "https://example.org/100%25/%5B1%5D#a%23b"),
        ("https://example.org/\ud800\u2028x", "https://example.org/%E2%80%A8x"),
        ("xmpp:room@example.org?join", "xmpp:room@example.org?join"),
        ("/relative/path", None),
        ("no scheme", None),
        ("", None),
    ],
)
def test_url_is_an_absolute_uri_or_left_out(url: str, written: str | None) -> None:
    component = ical.vevent(make_entry(url=url, conference=url), make_stamps())

    assert values_of(component, "URL") == ([f":{written}"] if written else [])
    assert values_of(component, "CONFERENCE") == ([f";VALUE=URI;FEATURE=AUDIO,VIDEO:{written}"] if written else [])


@given(ANY_TEXT)
@settings(deadline=None)
def test_url_and_parameter_never_break_their_line(value: str) -> None:
    url = "https://example.org/" + value

    line = values_of(
        ical.vevent(make_entry(conference=url, conference_label="-" + value), make_stamps()), "CONFERENCE"
    )[0]

    uri = "https://example[.]org/[!#$%&'()*+,./0-9:;=?@A-Z_a-z~-]*"
    match = re.fullmatch(';VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=(?:"([^"\n]*)"|([^":;,\n]*)):' + uri, line)
    assert match
    label = re.sub(r"\^[n^']", lambda caret: {"^n": "\n", "^^": "^", "^'": '"'}[caret[0]], match[1] or match[2])
    assert label == ical.clean("-" + value).replace("\\", "/")


@pytest.mark.parametrize(
    ("description", "written"),
    [
        ("é" * 1000, "é" * 1000),
        ("word " * 500, "word " * 398 + "word…"),
        ("abcd\n" * 500, "abcd\n" * 398 + "abcd…"),
        ("a" * 2001, "a" * 1997 + "…"),
        ("日本" * 500, "日本" * 332 + "日…"),
    ],
)
def test_description_over_two_kilobytes_is_cut_after_a_word(description: str, written: str) -> None:
    assert parsed_event(make_entry(description=description))["DESCRIPTION"] == written


def test_lint_finds_nothing() -> None:
    lint = load_lint()["lint"]
    cancelled = make_full_entry(uid="2@e", is_cancelled=True, zone="UTC")
    hostile = make_full_entry(uid="3@e", description="<3\x85;\\,\u2028" * 400, url="https://example.org/ä b\n")

    assert lint(make_feed()) == []
    assert lint(make_feed(make_full_entry(), cancelled, hostile)) == []


def test_lint_finds_that_every_client_notices_moves() -> None:
    lint = load_lint()
    stamps = make_stamps(modified_at=datetime(2026, 6, 3, tzinfo=UTC), sequence=4)
    banner = make_banner(starts_on=date(2026, 9, 13), modified_at=datetime(2026, 6, 1, 0, 0, 1, tzinfo=UTC))

    before = make_feed(make_entry())
    after = make_feed(make_entry(starts_at=STARTS_AT - timedelta(hours=1), location="2"), stamps=stamps, banner=banner)

    assert lint["update_gates"](before, after) == []
