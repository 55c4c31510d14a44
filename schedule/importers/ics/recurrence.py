"""When something recurs (RRULE, RFC 5545 3.3.10), as wall times; no rule can make this work without end."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from schedule.importers.records import Unacceptable
from schedule.importers.times import YEARS

MAX_OCCURRENCES = 1_000
# Days, weeks, months or years that are looked through, each for every day of it that a rule asks for.
MAX_STEPS = 20_000

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# How far it is at least from one step to the next, and how far before its step something may fall.
_STEPS = {
    "SECONDLY": (timedelta(seconds=1), timedelta()),
    "MINUTELY": (timedelta(minutes=1), timedelta()),
    "HOURLY": (timedelta(hours=1), timedelta()),
    "DAILY": (timedelta(days=1), timedelta()),
    "WEEKLY": (timedelta(weeks=1), timedelta(days=7)),
    "MONTHLY": (timedelta(days=28), timedelta(days=31)),
    "YEARLY": (timedelta(days=365), timedelta(days=366)),
}
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}


@dataclass(frozen=True)
class Rule:
    """A rule as far as it is understood. `by_day` has, for each weekday, which one of the month, 0 for all."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    by_day: tuple[tuple[int, int], ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    week_starts_on: int = 0


@dataclass
class Budget:
    """What all recurrences of a file may take together."""

    occurrences: int = 0
    steps: int = field(default=0, repr=False)

    def count_one(self, place: str) -> None:
        self.occurrences += 1
        if self.occurrences > MAX_OCCURRENCES:
            raise Unacceptable(
                f"What recurs makes more than {MAX_OCCURRENCES:,} sessions, the most that are read.", place
            )

    def step(self, rule: Rule, place: str) -> None:
        self.steps += max(1, len(rule.by_day)) * max(1, len(rule.by_month))
        if self.steps > MAX_STEPS:
            raise Unacceptable("What recurs does so by rules that hardly ever match anything.", place)


def rule_of(text: str) -> Rule | None:
    """The rule, or None for one that has parts that are not understood."""
    parts = dict(part.strip().upper().split("=", 1) for part in text.split(";") if "=" in part)
    if not set(parts) <= _KNOWN:
        return None
    try:
        rule = Rule(
            frequency=parts.get("FREQ", ""),
            interval=_number(parts.get("INTERVAL", "1")),
            count=_number(parts["COUNT"]) if "COUNT" in parts else None,
            until=parts.get("UNTIL", ""),
            by_day=tuple(_day(each) for each in _list(parts, "BYDAY")),
            by_month_day=tuple(_within(each, 31) for each in _list(parts, "BYMONTHDAY")),
            by_month=tuple(abs(_within(each, 12)) for each in _list(parts, "BYMONTH")),
            by_position=tuple(_within(each, 366) for each in _list(parts, "BYSETPOS")),
            week_starts_on=_DAYS.index(parts.get("WKST", "MO")),
        )
    except ValueError:
        return None
    has_parts = rule.by_day or rule.by_month_day or rule.by_month or rule.by_position
    if rule.frequency in ("SECONDLY", "MINUTELY", "HOURLY"):
        return None if has_parts else rule
    if rule.frequency == "YEARLY" and rule.by_day and not rule.by_month:
        return None  # the nth such day of a year
    return rule if rule.frequency in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY") else None


def occurrences(start: datetime, rule: Rule, until: datetime | None, budget: Budget, place: str) -> Iterator[datetime]:
    """The start and all that follow by the rule, in order. All are naive, in the zone that the start is in."""
    yield start
    left = None if rule.count is None else rule.count - 1
    for found in _all(start, rule, until or datetime(YEARS.stop, 1, 1), budget, place):  # noqa: DTZ001 - as the start
        if left is not None and left <= 0:
            return
        if found > start:
            yield found
            left = None if left is None else left - 1


def _all(start: datetime, rule: Rule, until: datetime, budget: Budget, place: str) -> Iterator[datetime]:
    dates = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}.get(rule.frequency)
    step, before = _STEPS[rule.frequency]
    at = start
    number = 0
    while at <= until + before:
        budget.step(rule, place)
        try:
            if dates is None:
                found = [at]
            else:
                found = [datetime.combine(on, start.time()) for on in _chosen(start.date(), rule, number, dates)]
            at += step * rule.interval
        except (OverflowError, ValueError):  # past the last year that there is
            return
        yield from (each for each in found if each <= until)
        number += 1


def _chosen(start: date, rule: Rule, step: int, dates: Callable[[date, Rule, int], list[date]]) -> list[date]:
    found = sorted(
        {on for on in dates(start, rule, step * rule.interval) if not rule.by_month or on.month in rule.by_month}
    )
    if not rule.by_position:
        return found
    return sorted({found[at - 1 if at > 0 else at] for at in rule.by_position if 0 < abs(at) <= len(found)})


def _daily(start: date, rule: Rule, ahead: int) -> list[date]:
    on = start + timedelta(days=ahead)
    weekdays = {weekday for _, weekday in rule.by_day}
    fits = (not weekdays or on.weekday() in weekdays) and (not rule.by_month_day or on in _month_days(on, rule))
    return [on] if fits else []


def _weekly(start: date, rule: Rule, ahead: int) -> list[date]:
    monday = start - timedelta(days=(start.weekday() - rule.week_starts_on) % 7) + timedelta(weeks=ahead)
    weekdays = [weekday for _, weekday in rule.by_day] or [start.weekday()]
    return [monday + timedelta(days=(weekday - rule.week_starts_on) % 7) for weekday in weekdays]


def _monthly(start: date, rule: Rule, ahead: int) -> list[date]:
    years, month = divmod(start.month - 1 + ahead, 12)
    return _in_month(date(start.year + years, month + 1, 1), rule, start.day)


def _yearly(start: date, rule: Rule, ahead: int) -> list[date]:
    months = rule.by_month or (start.month,)
    return [on for month in months for on in _in_month(date(start.year + ahead, month, 1), rule, start.day)]


def _in_month(first: date, rule: Rule, day: int) -> list[date]:
    days = _month_days(first, rule)
    weekdays = [on for number, weekday in rule.by_day for on in _weekdays(first, number, weekday)]
    if rule.by_day:
        return [on for on in weekdays if not rule.by_month_day or on in days]
    if rule.by_month_day:
        return days
    return [first.replace(day=day)] if day <= _length(first) else []


def _month_days(on: date, rule: Rule) -> list[date]:
    length = _length(on)
    days = (day if day > 0 else length + 1 + day for day in rule.by_month_day)
    return [on.replace(day=day) for day in days if 1 <= day <= length]


def _weekdays(first: date, number: int, weekday: int) -> list[date]:
    """All of these weekdays in a month, or the nth of them, from its end where negative."""
    days = range(1 + (weekday - first.weekday()) % 7, _length(first) + 1, 7)
    found = [first.replace(day=day) for day in days]
    if not number:
        return found
    at = number - 1 if number > 0 else number
    return [found[at]] if -len(found) <= at < len(found) else []


def _length(month: date) -> int:
    return calendar.monthrange(month.year, month.month)[1]


def _list(parts: dict[str, str], name: str) -> list[str]:
    return list(dict.fromkeys(filter(None, parts.get(name, "").split(",")[:400])))


def _day(text: str) -> tuple[int, int]:
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return int(match[1] or 0), _DAYS.index(match[2])


def _within(text: str, most: int) -> int:
    number = int(text[:5])
    if not 0 < abs(number) <= most:
        raise ValueError(text)
    return number


def _number(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text) or not int(text):
        raise ValueError(text)
    return int(text)
