"""iCalendar bytes (RFC 5545, 6868, 7986): sessions to VEVENTs to a VCALENDAR; when stamps move, publish decides."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Self
from urllib.parse import quote
from zoneinfo import ZoneInfo

from schedule.exporters.vtimezone import vtimezone

LINE_OCTETS = 75
DESCRIPTION_OCTETS = 2000
CANCELLED_PREFIX = "CANCELLED: "
PRODID = "-//Talkmark//Talkmark//EN"
REFRESH = "PT1H"

# What banners count their SEQUENCE from: in seconds it fits 31 bits until 2088.
_BANNER_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# C0 and C1 controls but tab and line feed, and surrogates, which UTF-8 cannot carry.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PARAM_SPECIALS = re.compile("[:;,]")
_URI = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:)(?=.)(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9._~/-]+")
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_HEX_COLOR = re.compile("#[0-9A-Fa-f]{6}")
# CSS Color Module Level 3, 4.3, each colour by one of its names.
_CSS_COLORS = """
aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4 black
000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 cadetblue 5f9ea0 chartreuse
7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc crimson dc143c darkblue 00008b darkcyan
008b8b darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f
darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b
darkslategray 2f4f4f darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff dimgray 696969
dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite
f8f8ff gold ffd700 goldenrod daa520 gray 808080 green 008000 greenyellow adff2f honeydew f0fff0 hotpink ff69b4
indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5 lawngreen 7cfc00
lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff lightgoldenrodyellow fafad2 lightgray d3d3d3
lightgreen 90ee90 lightpink ffb6c1 lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899
lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 maroon 800000 mediumaquamarine
66cdaa mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db mediumseagreen 3cb371 mediumslateblue 7b68ee
mediumspringgreen 00fa9a mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose
ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab 6b8e23 orange ffa500
orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee palevioletred db7093
papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd powderblue b0e0e6 purple 800080 red ff0000
rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57 seashell fff5ee
sienna a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 snow fffafa springgreen 00ff7f steelblue
4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0 violet ee82ee wheat f5deb3 white ffffff
whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32
""".split()  # noqa: SIM905 (a list would take a line for each)


@dataclass(frozen=True)
class Entry:
    """One session as calendars show it, without its stamps."""

    uid: str  # "<session guid>@<event guid>"
    starts_at: datetime  # aware, UTC
    ends_at: datetime  # aware, UTC, after starts_at
    zone: str  # the event's IANA zone name
    summary: str
    description: str = ""  # plain text, paragraphs by "\n"
    location: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    is_cancelled: bool = False
    conference: str = ""  # URL of the open access link
    conference_label: str = ""
    geo: tuple[float, float] | None = None  # latitude, longitude

    def to_json(self) -> dict[str, Any]:
        """Only what JSON knows; `from_json` takes it back."""
        return {
            **vars(self),
            "starts_at": self.starts_at.astimezone(UTC).isoformat(),
            "ends_at": self.ends_at.astimezone(UTC).isoformat(),
            "categories": list(self.categories),
            "geo": list(self.geo) if self.geo else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The entry that `to_json` wrote; names that another release may have added are passed over."""
        known = {name: data[name] for name in _ENTRY_FIELDS if name in data}
        known["starts_at"] = datetime.fromisoformat(data["starts_at"])
        known["ends_at"] = datetime.fromisoformat(data["ends_at"])
        known["categories"] = tuple(data.get("categories", ()))
        known["geo"] = tuple(data["geo"]) if data.get("geo") else None
        return cls(**known)


_ENTRY_FIELDS = tuple(each.name for each in fields(Entry))


@dataclass(frozen=True)
class Stamps:
    """When an entry was first published and last visibly changed, and how often it moved (RFC 5545 3.8.7)."""

    created_at: datetime
    modified_at: datetime
    sequence: int


@dataclass(frozen=True)
class Banner:
    """An all-day entry that keeps a feed from ever being empty (calendar-feed.md rule 3)."""

    uid: str
    starts_on: date
    ends_on: date  # inclusive
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    modified_at: datetime = field(kw_only=True)


@dataclass(frozen=True)
class Calendar:
    """What a calendar says of itself (RFC 7986 5)."""

    name: str
    description: str = ""
    zone: str = "UTC"
    url: str = ""
    color: str = ""  # "#rrggbb" or ""


def clean(value: str) -> str:
    """Line ends of every kind as line feeds, without control characters (but tab) and lone surrogates (rule 8)."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", value)) if _UNCLEAN.search(value) else value


def text(value: str) -> str:
    """A TEXT value (RFC 5545 3.3.11), cleaned and escaped."""
    return _escaped(clean(value))


def content_line(name: str, value: str, params: Iterable[tuple[str, str | Sequence[str]]] = ()) -> bytes:
    """One content line (RFC 5545 3.1), folded and ended by CRLF.

    `value` is written as it is, so it comes from `text` or is of another value type: a line end in it raises
    ValueError. A parameter with several values is given as a sequence of them.
    """
    head = name + "".join([f";{key}={_param(param)}" for key, param in params]) if params else name
    line = f"{head}:{value}".encode()
    if b"\n" in line or b"\r" in line:
        raise ValueError(f"line end in the value of {name}")
    return line + b"\r\n" if len(line) <= LINE_OCTETS else _folded(line)


def vevent(entry: Entry, stamps: Stamps) -> bytes:
    """The VEVENT (RFC 5545 3.6.1) that all readers share."""
    created_at, modified_at = _utc(stamps.created_at), _utc(stamps.modified_at)
    lines = (
        f"DTSTAMP:{modified_at}\r\nCREATED:{created_at}\r\nLAST-MODIFIED:{modified_at}\r\n"
        f"SEQUENCE:{stamps.sequence}\r\n"
    )
    return _vevent(entry, lines.encode("ascii"))


def timing_lines(entry: Entry) -> tuple[bytes, ...]:
    """The DTSTART, DTEND, LOCATION and STATUS lines: when they differ, SEQUENCE rises."""
    return (
        _time("DTSTART", entry.starts_at, entry.zone),
        _time("DTEND", entry.ends_at, entry.zone),
        *_optional("LOCATION", text(entry.location)),
        content_line("STATUS", "CANCELLED" if entry.is_cancelled else "CONFIRMED"),
    )


def banner(banner: Banner) -> bytes:
    """The all-day VEVENT of a banner, which blocks no time.

    Its SEQUENCE comes from `modified_at`, so that it grows by itself when the event's dates move.
    """
    modified_at = _utc(banner.modified_at)
    sequence = max(0, (banner.modified_at - _BANNER_EPOCH) // timedelta(seconds=1))
    after = banner.ends_on + timedelta(days=1)
    return b"".join(
        (
            b"BEGIN:VEVENT\r\n",
            content_line("UID", text(banner.uid)),
            content_line("DTSTAMP", modified_at),
            content_line("LAST-MODIFIED", modified_at),
            content_line("SEQUENCE", str(sequence)),
            content_line("DTSTART", f"{banner.starts_on:%Y%m%d}", [("VALUE", "DATE")]),
            content_line("DTEND", f"{after:%Y%m%d}", [("VALUE", "DATE")]),
            *_optional("LOCATION", text(banner.location)),
            b"STATUS:CONFIRMED\r\nTRANSP:TRANSPARENT\r\n",
            content_line("SUMMARY", text(banner.summary)),
            *_optional("URL", _uri(banner.url)),
            *_optional("DESCRIPTION", _escaped(_shortened(clean(banner.description)))),
            b"END:VEVENT\r\n",
        )
    )


def calendar(calendar: Calendar, fragments: Iterable[bytes], zones: Mapping[str, tuple[datetime, datetime]]) -> bytes:
    """A whole VCALENDAR (RFC 5545 3.4, RFC 7986 5) of finished VEVENTs, which keep their order.

    `zones` has the first and last instant used with each TZID; UTC needs none and is passed over. Without any
    fragment it raises ValueError: an empty calendar is never sent (rule 3).
    """
    events = b"".join(fragments)
    if not events:
        raise ValueError("a calendar without entries: give it a banner")
    name, description = text(calendar.name), text(calendar.description)
    return b"".join(
        (
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
            content_line("PRODID", PRODID),
            b"CALSCALE:GREGORIAN\r\n",
            content_line("NAME", name),
            content_line("X-WR-CALNAME", name),
            *_optional("DESCRIPTION", description),
            *_optional("X-WR-CALDESC", description),
            content_line("X-WR-TIMEZONE", text(calendar.zone)),
            *_color_lines(calendar.color),
            *_optional("URL", _uri(calendar.url)),
            content_line("REFRESH-INTERVAL", REFRESH, [("VALUE", "DURATION")]),
            content_line("X-PUBLISHED-TTL", REFRESH),
            *(vtimezone(zone, *zones[zone]) for zone in sorted(zones) if zone != "UTC"),
            events,
            b"END:VCALENDAR\r\n",
        )
    )


def _vevent(entry: Entry, stamp_lines: bytes) -> bytes:
    summary = text(CANCELLED_PREFIX + entry.summary if entry.is_cancelled else entry.summary)
    return b"".join(
        (
            b"BEGIN:VEVENT\r\n",
            content_line("UID", text(entry.uid)),
            stamp_lines,
            *timing_lines(entry),
            b"TRANSP:TRANSPARENT\r\n" if entry.is_cancelled else b"TRANSP:OPAQUE\r\n",
            content_line("SUMMARY", summary),
            *_optional("GEO", "{:.6f};{:.6f}".format(*entry.geo) if entry.geo else ""),
            *_optional("URL", _uri(entry.url)),
            *_optional("DESCRIPTION", _escaped(_shortened(clean(entry.description)))),
            *_conference_line(entry),
            *_optional("CATEGORIES", ",".join([text(category) for category in entry.categories if clean(category)])),
            b"END:VEVENT\r\n",
        )
    )


def _conference_line(entry: Entry) -> tuple[bytes, ...]:
    """CONFERENCE (RFC 7986 5.11)."""
    params: list[tuple[str, str | Sequence[str]]] = [("VALUE", "URI"), ("FEATURE", ("AUDIO", "VIDEO"))]
    if clean(entry.conference_label):
        params.append(("LABEL", entry.conference_label))
    return _optional("CONFERENCE", _uri(entry.conference), params)


def _color_lines(color: str) -> tuple[bytes, ...]:
    """COLOR (RFC 7986 5.9) takes only names of CSS3, Apple's takes the colour itself."""
    if not _HEX_COLOR.fullmatch(color):
        return ()
    return content_line("COLOR", _css_name(color)), content_line("X-APPLE-CALENDAR-COLOR", color)


@lru_cache(maxsize=256)
def _css_name(color: str) -> str:
    def distance(name_and_hex: tuple[str, str]) -> int:
        return sum((a - b) ** 2 for a, b in zip(bytes.fromhex(name_and_hex[1]), wanted, strict=True))

    wanted = bytes.fromhex(color[1:])
    return min(zip(_CSS_COLORS[::2], _CSS_COLORS[1::2], strict=True), key=distance)[0]


def _optional(name: str, value: str, params: Iterable[tuple[str, str | Sequence[str]]] = ()) -> tuple[bytes, ...]:
    return (content_line(name, value, params),) if value else ()


def _folded(line: bytes) -> bytes:
    """RFC 5545 3.1: at most 75 octets a line, the space that begins a continuation counted, no character cut."""
    parts, start, end = [], 0, LINE_OCTETS
    while end < len(line):
        while line[end] & 0xC0 == 0x80:  # a continuation byte of UTF-8
            end -= 1
        parts.append(line[start:end])
        start, end = end, end + LINE_OCTETS - 1
    parts.append(line[start:])
    return b"\r\n ".join(parts) + b"\r\n"


def _param(value: str | Sequence[str]) -> str:
    """A parameter's value or values (RFC 5545 3.2), quoted where needed, with the carets of RFC 6868.

    A backslash means nothing there, but icalendar and ical.js take it for an escape and then cut the value that
    follows, so it becomes a slash.
    """
    if not isinstance(value, str):
        return ",".join([_param(each) for each in value])
    value = clean(value).replace("\\", "/").replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{value}"' if _PARAM_SPECIALS.search(value) else value


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _shortened(value: str) -> str:
    """At most DESCRIPTION_OCTETS, cut after a word; inside one only when it is very long."""
    encoded = value.encode()
    if len(encoded) <= DESCRIPTION_OCTETS:
        return value
    head = encoded[: DESCRIPTION_OCTETS - len("…".encode())].decode(errors="ignore")
    if not value[len(head)].isspace():
        space = max(head.rfind(" "), head.rfind("\n"))
        head = head[:space] if space > len(head) - 100 else head
    return head.rstrip() + "…"


def _uri(value: str) -> str:
    """A URI value (RFC 5545 3.3.13) with all percent-encoded that RFC 3986 forbids; "" for what has no scheme."""
    if _PLAIN_URL.fullmatch(value):
        return value
    match = _URI.fullmatch(_LONE_PERCENT.sub("%25", value.strip()))
    if not match:
        return ""
    scheme, authority, path, query, fragment = match.groups(default="")
    return "".join(
        (
            scheme,
            _quoted(authority, "[]/"),
            _quoted(path, "/"),
            _quoted(query, "/?"),
            fragment[:1] + _quoted(fragment[1:], "/?"),
        )
    )


def _quoted(part: str, allowed: str) -> str:
    return quote(part, safe=allowed + "%:@!$&'()*+,;=", errors="ignore")


def _time(name: str, at: datetime, zone: str) -> bytes:
    """DATE-TIME (RFC 5545 3.3.5) with its TZID; in UTC where that is the zone or clocks show the time twice.

    Such a time means its first pass, but Thunderbird's library (ical.js) and node-ical take it for the second.
    """
    if zone != "UTC":
        local = at.astimezone(ZoneInfo(zone))
        if local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset():
            return f"{_in_zone(name, zone)}:{_digits(local)}\r\n".encode()
    return f"{name}:{_utc(at)}\r\n".encode("ascii")


@lru_cache(maxsize=256)
def _in_zone(name: str, zone: str) -> str:
    """With its parameter; the longest name of a zone leaves room for the time in an unfolded line."""
    return f"{name};TZID={_param(zone)}"


def _utc(at: datetime) -> str:
    return _digits(at.astimezone(UTC)) + "Z"


def _digits(at: datetime) -> str:
    """20260601T090000: what strftime would give, in a quarter of its time."""
    return at.isoformat()[:19].replace("-", "").replace(":", "")
