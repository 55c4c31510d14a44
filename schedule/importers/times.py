"""How schedules write dates, clocks and durations. What cannot be read is None; nothing here raises."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

DAY = timedelta(days=1)
# What has no end gets this much.
USUAL = timedelta(minutes=30)
# Outside of these it is a slip of the pen: the year 20008, or a clock that was never set.
YEARS = range(1970, 2200)

Order = Literal["month", "day"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GERMAN = {"jän": 1, "mär": 3, "mai": 5, "okt": 10, "dez": 12}
_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_SHORT_DATE = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_NAMED_DATE = re.compile(
    r"(?:(?P<month1>[^\W\d]{3,9})\.?\s+(?P<day1>\d{1,2})(?:st|nd|rd|th)?|(?P<day2>\d{1,2})(?:st|nd|rd|th|\.)?\s+"
    r"(?P<month2>[^\W\d]{3,9})\.?),?\s+(?P<year>\d{4})(?!\d)"
)
_CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?\s*"
    r"(?P<half>[ap]\.?\s?m\b\.?)?(?![\d:])",
    re.IGNORECASE,
)
_COLONS = re.compile(
    r"(?:(?P<days>\d+) days?, )?(?P<hours>\d{1,4}):(?P<minutes>\d{2})(?::(?P<seconds>\d{2})(?:\.\d+)?)?"
)
_UNITS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)\b", re.IGNORECASE)
_UNIT_NAMES = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_ISO_DURATION = re.compile(r"\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?")


def date_of(text: str, order: Order = "month") -> date | None:
    """The date in a text: 2020-10-29, 29.10.2020, 10/29/2020, October 29, 2020; what surrounds it is passed over.

    `order` says what comes first where both could be either. A date with dots always begins with the day.
    """
    text = text.strip()
    if match := _ISO_DATE.match(text) or _COMPACT_DATE.match(text):
        return _date(*match.groups())
    if match := _SHORT_DATE.search(text):
        first, sign, second, year = match.groups()
        day_first = sign == "." or int(first) > 12 or (order == "day" and int(second) <= 12)
        day, month = (first, second) if day_first else (second, first)
        return _date(year if len(year) == 4 else f"20{year}", month, day)
    if match := _NAMED_DATE.search(text):
        month_number = month_of(match["month1"] or match["month2"])
        return _date(match["year"], month_number, match["day1"] or match["day2"]) if month_number else None
    return None


def without_date(text: str) -> str:
    """What stands beside the date, so that a clock is looked for there only: 29.10.2020 is not 29:10."""
    for pattern in (_ISO_DATE, _SHORT_DATE, _NAMED_DATE):
        text = pattern.sub(" ", text)
    return text


def order_of(texts: list[str]) -> Order:
    """Whether the day or the month comes first in these dates: what one of them shows holds for all."""
    for text in texts:
        if (match := _SHORT_DATE.search(text)) and match[2] != ".":
            if int(match[1]) > 12:
                return "day"
            if int(match[3]) > 12:
                return "month"
    return "month"


def month_of(name: str) -> int | None:
    head = name[:3].lower()
    return _MONTHS.index(head) + 1 if head in _MONTHS else _GERMAN.get(head)


def clock_of(text: str) -> timedelta | None:
    """The time of day in a text, since midnight: 14:30, 2:30 p.m., 9 am, 24:00 (which is the next day's midnight)."""
    text = text.strip()[:200]
    for match in _CLOCK.finditer(text):
        hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
        if match["half"] is None and match["minute"] is None and match[0].strip() != text:
            continue  # a number within other words
        if match["half"]:
            if hour > 12:
                return None
            hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
        if hour > 24 or minute > 59 or second > 59:
            return None
        return timedelta(hours=hour, minutes=minute, seconds=second)
    return None


def duration_of(value: object) -> timedelta | None:
    """1:30, 01:30:00, "00hr:50min", "1 day, 2:00:00", PT1H30M, minutes as a number. At most 31 days."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _within(minutes=value) if 0 <= value <= 50_000 else None
    text = str(value or "").strip()[:60]
    if match := _COLONS.fullmatch(text):
        parts = {name: int(part or 0) for name, part in match.groupdict().items()}
        return _within(**parts)
    if (match := _ISO_DURATION.fullmatch(text)) and any(match.groups()):
        names = ("weeks", "days", "hours", "minutes", "seconds")
        return _within(**{name: int(part[:6]) for name, part in zip(names, match.groups(), strict=True) if part})
    if text.isascii() and text.isdecimal():
        return _within(minutes=int(text[:6]))
    found = timedelta()
    for amount, unit in _UNITS.findall(text):
        name = _UNIT_NAMES[unit[0].lower()]
        found += _within(**{name: float(amount.replace(",", ".")[:6])}) or timedelta()
    return found or None


def _within(**parts: float) -> timedelta | None:
    found = timedelta(**{name: min(part, 1_000_000) for name, part in parts.items()})
    return found if found <= 31 * DAY else None


def instant_of(text: str) -> datetime | None:
    """An ISO 8601 date and time, aware where it has an offset, else naive."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if len(text.strip()) > 10 and found.year in YEARS else None


def wall_time(on: date, clock: timedelta) -> datetime:
    """The naive moment at this time of this day; 24:30 is half past midnight of the next."""
    return datetime.combine(on, time()) + clock


def time_at(clock: timedelta | None) -> time | None:
    """The time of day that is so long after midnight; None where that is not within the day."""
    return wall_time(date(2000, 1, 1), clock).time() if clock is not None and clock < DAY else None


def in_utc(at: datetime, zone: tzinfo) -> datetime:
    """A wall time of this zone, or a moment with its own offset, in UTC.

    Of a time that the clocks show twice it is the first; one that they skip is as if they did not.
    """
    return (at.replace(tzinfo=zone) if at.tzinfo is None else at).astimezone(UTC)


def _date(year, month, day) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year in YEARS else None
