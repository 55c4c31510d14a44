"""VTIMEZONEs read by a small reader of our own (RFC 5545 3.6.5) and compared with zoneinfo, instant by instant."""

from bisect import bisect_right
from calendar import monthcalendar
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schedule.exporters import ical
from schedule.exporters.vtimezone import vtimezone
from tests.lint import load_lint

ODD_ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Gaza",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
)
ALL_ZONES = sorted(available_timezones())
YEARS = (2000, 2007, 2011, 2016, 2019, 2022, 2026, 2030, 2037)
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Reader:
    """What a client makes of a VTIMEZONE: from each onset on, the offset and the name of its observance."""

    def __init__(self, component: bytes, until: int) -> None:
        onsets = sorted(set(self.onsets(component.decode(), until)))
        self.instants = [instant for instant, _, _ in onsets]
        self.states = [(offset, name) for _, offset, name in onsets]

    def onsets(self, component: str, until: int) -> Iterator[tuple[datetime, timedelta, str]]:
        for part in component.split("BEGIN:")[2:]:
            values = dict(line.split(":", 1) for line in part.split("\r\n")[1:] if ":" in line)
            first = datetime.strptime(values["DTSTART"], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            before, after = (self.offset(values[name]) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
            for local in self.recurrences(first, values.get("RRULE"), until):
                yield local - before, after, values["TZNAME"]

    def recurrences(self, first: datetime, rrule: str | None, until: int) -> Iterator[datetime]:
        yield first
        if rrule:
            rule = dict(part.split("=") for part in rrule.split(";"))
            assert list(rule) == ["FREQ", "BYMONTH", "BYDAY"]
            assert rule["FREQ"] == "YEARLY"
            nth, weekday = int(rule["BYDAY"][:-2]), WEEKDAYS.index(rule["BYDAY"][-2:])
            for year in range(first.year, until + 1):
                days = [week[weekday] for week in monthcalendar(year, int(rule["BYMONTH"])) if week[weekday]]
                yield first.replace(year=year, month=int(rule["BYMONTH"]), day=days[nth - 1 if nth > 0 else nth])

    def offset(self, value: str) -> timedelta:
        hours, minutes, seconds = int(value[1:3]), int(value[3:5]), int(value[5:7] or 0)
        return timedelta(hours=hours, minutes=minutes, seconds=seconds) * (-1 if value[0] == "-" else 1)

    def at(self, instant: datetime) -> tuple[timedelta, str]:
        return self.states[bisect_right(self.instants, instant) - 1]

    def instant_of(self, local: datetime) -> datetime:
        """The first instant at which clocks show this time, which is what DATE-TIME with a TZID means (3.3.5)."""
        instants = {local - offset for offset, _ in self.states}
        return min(instant for instant in instants if instant + self.at(instant)[0] == local)


def make_vtimezone(zone: str, year: int) -> bytes:
    return vtimezone(zone, datetime(year, 6, 1, tzinfo=UTC), datetime(year, 6, 3, tzinfo=UTC))


def truth(zone: str, instant: datetime) -> tuple[timedelta | None, str | None]:
    local = instant.astimezone(ZoneInfo(zone))
    return local.utcoffset(), local.tzname()


@lru_cache
def days_of_change(zone: str, year: int) -> list[datetime]:
    days = [datetime(year, 1, 1, tzinfo=UTC) + DAY * i for i in range(367)]
    return [before for before, after in pairwise(days) if truth(zone, before) != truth(zone, after)]


@lru_cache
def truths(zone: str, year: int) -> list[tuple[datetime, tuple[timedelta | None, str | None]]]:
    """The offset and the name in the days around each change, and at some other moments, of one year."""
    # Half hours, because Lord Howe moves by one; the last second before as well.
    near = [day + HOUR / 2 * i for day in days_of_change(zone, year) for i in range(-96, 144)]
    moments = {at - late for at in near for late in (timedelta(), timedelta(seconds=1)) if at.year == year}
    moments |= {datetime(year, 1, 1, tzinfo=UTC) + 11.3 * DAY * i for i in range(33)}
    moments |= {datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)}
    return [(moment, truth(zone, moment)) for moment in sorted(moments) if moment.year == year]


def misread(zone: str, first: datetime, last: datetime) -> list[datetime]:
    """When the VTIMEZONE for sessions from `first` to `last` is wrong, from the year before to the year after."""
    reader = Reader(vtimezone(zone, first, last), last.year + 2)
    years = range(first.year - 1, last.year + 2)
    return [moment for year in years for moment, wanted in truths(zone, year) if reader.at(moment) != wanted]


def make_entry(zone: str, starts_at: datetime, ends_at: datetime, uid: str = "1@e") -> ical.Entry:
    return ical.Entry(uid=uid, starts_at=starts_at, ends_at=ends_at, zone=zone, summary="Talk")


def lines_named(component: bytes, name: str) -> list[str]:
    return [line for line in component.decode().split("\r\n") if line.startswith(name)]


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_vtimezone_is_right_around_each_change_within_a_year_of_the_sessions(zone: str) -> None:
    wrong = []

    for year in range(2000, 2038):
        # The last second is of the same year in UTC, wherever that is.
        new_year, silvester = datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
        wrong += misread(zone, new_year, new_year) + misread(zone, silvester, silvester)

    assert wrong == []


@given(st.sampled_from(ALL_ZONES), st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31)), st.integers(0, 3))  # noqa: DTZ001
@example("Africa/Casablanca", datetime(2000, 1, 1), 37)  # noqa: DTZ001
@example("Europe/Dublin", datetime(2037, 12, 31), 0)  # noqa: DTZ001
@settings(deadline=None, max_examples=200)
def test_vtimezone_is_right_in_any_zone_and_over_years(zone: str, naive: datetime, years: int) -> None:
    first = naive.replace(tzinfo=UTC)

    assert misread(zone, first, first + 365 * years * DAY) == []


@given(st.sampled_from(ODD_ZONES) | st.sampled_from(ALL_ZONES), st.integers(2000, 2037), st.data())
@settings(deadline=None, max_examples=100)
def test_vtimezone_takes_an_entry_back_to_its_instants(zone: str, year: int, data: st.DataObject) -> None:
    day = data.draw(st.sampled_from(days_of_change(zone, year) or [datetime(year, 6, 1, tzinfo=UTC)]))
    starts_at = day + timedelta(minutes=data.draw(st.integers(-720, 2160)))
    ends_at = starts_at + timedelta(minutes=data.draw(st.integers(1, 240)))
    reader = Reader(vtimezone(zone, starts_at, ends_at), ends_at.year + 1)

    start, end = ical.timing_lines(make_entry(zone, starts_at, ends_at))[:2]

    for line, instant in ((start, starts_at), (end, ends_at)):
        written = line.decode().strip().rsplit(":", 1)[1]
        local = datetime.strptime(written.rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        assert (local if written.endswith("Z") else reader.instant_of(local)) == instant


def test_times_in_utc_have_no_tzid() -> None:
    at = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)

    written = ical.timing_lines(make_entry("UTC", at, at + HOUR))

    assert written[:2] == (b"DTSTART:20260914T080000Z\r\n", b"DTEND:20260914T090000Z\r\n")


# Berlin has 02:00 to 03:00 twice on 25 October 2026: from 00:00 and from 01:00 UTC.
@pytest.mark.parametrize(
    ("starts", "ends", "dtstart", "dtend"),
    [
        ((0, 0), (0, 30), ":20261025T000000Z", ":20261025T003000Z"),
        ((0, 30), (1, 0), ":20261025T003000Z", ":20261025T010000Z"),
        ((1, 0), (1, 59), ":20261025T010000Z", ":20261025T015900Z"),
        ((1, 30), (2, 0), ":20261025T013000Z", ";TZID=Europe/Berlin:20261025T030000"),
    ],
)
def test_times_in_a_doubled_hour_are_in_utc(
    starts: tuple[int, int], ends: tuple[int, int], dtstart: str, dtend: str
) -> None:
    starts_at, ends_at = datetime(2026, 10, 25, *starts, tzinfo=UTC), datetime(2026, 10, 25, *ends, tzinfo=UTC)

    written = ical.timing_lines(make_entry("Europe/Berlin", starts_at, ends_at))

    assert written[:2] == (f"DTSTART{dtstart}\r\n".encode(), f"DTEND{dtend}\r\n".encode())


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_lint_finds_nothing_around_each_change(zone: str) -> None:
    lint = load_lint()
    days = days_of_change(zone, 2026) or [datetime(2026, 6, 1, tzinfo=UTC)]
    starts = [day + HOUR / 2 * i for day in days for i in range(-48, 96)]
    entries = [make_entry(zone, starts_at, starts_at + HOUR / 2, f"{starts_at}@e") for starts_at in starts]
    stamps = ical.Stamps(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), 0)

    feed = ical.calendar(
        ical.Calendar("All"), [ical.vevent(entry, stamps) for entry in entries], {zone: (starts[0], starts[-1])}
    )

    assert lint["lint"](feed) == []


def test_vtimezone_of_a_plain_rule_has_these_bytes() -> None:
    assert make_vtimezone("America/New_York", 2026) == (
        b"BEGIN:VTIMEZONE\r\n"
        b"TZID:America/New_York\r\n"
        b"BEGIN:DAYLIGHT\r\n"
        b"DTSTART:20240310T020000\r\n"
        b"TZOFFSETFROM:-0500\r\n"
        b"TZOFFSETTO:-0400\r\n"
        b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\n"
        b"TZNAME:EDT\r\n"
        b"END:DAYLIGHT\r\n"
        b"BEGIN:STANDARD\r\n"
        b"DTSTART:20241103T020000\r\n"
        b"TZOFFSETFROM:-0400\r\n"
        b"TZOFFSETTO:-0500\r\n"
        b"RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\n"
        b"TZNAME:EST\r\n"
        b"END:STANDARD\r\n"
        b"END:VTIMEZONE\r\n"
    )


def test_vtimezone_without_a_plain_rule_has_an_observance_for_each_change() -> None:
    component = make_vtimezone("Africa/Casablanca", 2024)

    # Back on the Sunday before Ramadan, forward on a Sunday after it.
    assert lines_named(component, "DTSTART") == [
        "DTSTART:20230101T010000",
        "DTSTART:20230319T030000",
        "DTSTART:20230423T020000",
        "DTSTART:20240310T030000",
        "DTSTART:20240414T020000",
        "DTSTART:20250223T030000",
        "DTSTART:20250406T020000",
    ]
    assert lines_named(component, "RRULE") == []


def test_vtimezone_has_no_rule_that_is_younger_than_its_window() -> None:
    # The United States have had their present rule since 2007.
    assert lines_named(make_vtimezone("America/New_York", 2008), "RRULE") == []
    assert len(lines_named(make_vtimezone("America/New_York", 2009), "RRULE")) == 2


@pytest.mark.parametrize("zone", ODD_ZONES)
@pytest.mark.parametrize("year", YEARS)
def test_vtimezone_never_lists_dates(zone: str, year: int) -> None:
    component = make_vtimezone(zone, year)

    assert lines_named(component, "RDATE") == []
    assert len(lines_named(component, "TZNAME:")) == len(lines_named(component, "DTSTART:"))
    assert max(len(line) for line in component.split(b"\r\n")) <= 75


def test_vtimezone_of_a_zone_without_changes_is_one_standard() -> None:
    assert make_vtimezone("Asia/Kolkata", 2026) == (
        b"BEGIN:VTIMEZONE\r\n"
        b"TZID:Asia/Kolkata\r\n"
        b"BEGIN:STANDARD\r\n"
        b"DTSTART:20250101T053000\r\n"
        b"TZOFFSETFROM:+0530\r\n"
        b"TZOFFSETTO:+0530\r\n"
        b"TZNAME:IST\r\n"
        b"END:STANDARD\r\n"
        b"END:VTIMEZONE\r\n"
    )


def test_vtimezone_of_dublin_has_its_summer_as_daylight() -> None:
    component = make_vtimezone("Europe/Dublin", 2026)

    assert b"BEGIN:DAYLIGHT\r\nDTSTART:20240331T010000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\n" in component
    assert b"BEGIN:STANDARD\r\nDTSTART:20241027T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\n" in component


def test_vtimezone_writes_a_skipped_day_as_a_change_of_24_hours() -> None:
    component = make_vtimezone("Pacific/Apia", 2011)

    assert b"DTSTART:20111230T000000\r\nTZOFFSETFROM:-1000\r\nTZOFFSETTO:+1400\r\n" in component


def test_vtimezone_writes_offsets_with_seconds() -> None:
    component = make_vtimezone("Africa/Monrovia", 1971)

    assert b"TZOFFSETFROM:-004430\r\nTZOFFSETTO:+0000\r\n" in component


def test_vtimezone_is_the_same_for_all_sessions_of_the_same_years() -> None:
    one = vtimezone("Africa/Cairo", datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC))

    other = vtimezone("Africa/Cairo", datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC))

    assert one == other


def test_vtimezone_of_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        make_vtimezone("Europe/Atlantis", 2026)


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_vtimezone_is_read_by_icalendar(zone: str) -> None:
    component = icalendar.Timezone.from_ical(make_vtimezone(zone, 2026))

    assert isinstance(component, icalendar.Timezone)
    assert component.to_tz().utcoffset(datetime(2026, 6, 2)) == truth(zone, datetime(2026, 6, 2, tzinfo=UTC))[0]  # noqa: DTZ001
