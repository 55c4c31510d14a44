"""When the entries of calendars take place: zones of every kind, ends or none, and what recurs."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Unacceptable, ZoneNeeded
from tests.schedule.importers.ics.calendars import calendar, sessions_in

BERLIN = ZoneInfo("Europe/Berlin")


def starts_in(data: bytes, zone: ZoneInfo | None = None) -> list[str]:
    return [f"{session.starts_at:%Y-%m-%d %H:%M}" for session in sessions_in(data, zone)]


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)


# Zones


@pytest.mark.parametrize(
    ("tzid", "expected"),
    [
        ("Europe/Berlin", "2020-10-29 09:00"),
        ('"W. Europe Standard Time"', "2020-10-29 09:00"),
        ("Eastern Standard Time", "2020-10-29 14:00"),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "2020-10-29 09:00"),
        ("/mozilla.org/20050126_1/America/Argentina/Ushuaia", "2020-10-29 13:00"),
        ("(UTC+01:00) Somewhere: else", "2020-10-29 09:00"),  # no zone: as local times, which are Berlin's here
    ],
)
def test_zone_of_an_entry_is_found_by_its_name(tzid, expected):
    assert starts_in(calendar(f"DTSTART;TZID={tzid}:20201029T100000\nSUMMARY:One"), BERLIN) == [expected]


TIMEZONE = """
BEGIN:VTIMEZONE
TZID:Customized
{line}BEGIN:STANDARD
DTSTART:16010101T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""


def test_zone_with_rules_of_its_own_has_summer_and_winter():
    entries = [f"DTSTART;TZID=Customized:2020{day}T100000\nSUMMARY:One" for day in ("0329", "0701", "1024", "1026")]
    data = calendar(*entries, head=TIMEZONE.format(line=""))

    assert starts_in(data) == ["2020-03-29 08:00", "2020-07-01 08:00", "2020-10-24 08:00", "2020-10-26 09:00"]


def test_zone_that_names_its_place_is_that_of_the_event():
    head = TIMEZONE.format(line="X-LIC-LOCATION:America/New_York\n")
    schedule = read(calendar("DTSTART;TZID=Customized:20201029T100000\nSUMMARY:One", head=head), Context())

    assert schedule.event.zone == "America/New_York"
    assert schedule.sessions[0].starts_at == at(2020, 10, 29, 14)


def test_feed_in_utc_names_no_zone():
    schedule = read(calendar("DTSTART:20201029T100000Z\nSUMMARY:One", head="X-WR-TIMEZONE:UTC"), Context())

    assert schedule.event.zone == ""
    assert schedule.sessions[0].starts_at == at(2020, 10, 29, 10)


def test_zone_of_the_calendar_holds_for_floating_times_unless_another_was_chosen():
    data = calendar("DTSTART:20200701T100000\nSUMMARY:One", head="X-WR-TIMEZONE:Australia/Brisbane")

    assert read(data, Context()).event.zone == "Australia/Brisbane"
    assert starts_in(data) == ["2020-07-01 00:00"]
    assert starts_in(data, BERLIN) == ["2020-07-01 08:00"]


def test_floating_time_without_any_zone_needs_one():
    with pytest.raises(ZoneNeeded):
        read(calendar("DTSTART:20200701T100000\nSUMMARY:One"), Context())


# Times


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        ("DTSTART:20201029T060000Z\nDURATION:PT1H30M", at(2020, 10, 29, 6), at(2020, 10, 29, 7, 30)),
        ("DTSTART:20201029T060000Z", at(2020, 10, 29, 6), at(2020, 10, 29, 6, 30)),
        ("DTSTART:20201029T060000Z\nDTEND:20201029T060000Z", at(2020, 10, 29, 6), at(2020, 10, 29, 6, 1)),
        ("DTSTART;VALUE=DATE:20201024\nDTEND;VALUE=DATE:20201026", at(2020, 10, 23, 22), at(2020, 10, 25, 23)),
        ("DTSTART;VALUE=DATE:20201029", at(2020, 10, 28, 23), at(2020, 10, 29, 23)),
        ("DTSTART;VALUE=DATE-TIME:20201029T0600Z", at(2020, 10, 29, 6), at(2020, 10, 29, 6, 30)),
        ("DTSTART:2020-10-29T06:00:00+02:00", at(2020, 10, 29, 4), at(2020, 10, 29, 4, 30)),
        ("DTSTART:someday", None, None),
        ("UID:x", None, None),
    ],
)
def test_times_of_an_entry(lines, start, end):
    (session,) = sessions_in(calendar(f"{lines}\nSUMMARY:One"), BERLIN)

    assert (session.starts_at, session.ends_at) == (start, end)


# What recurs


def test_rule_is_followed_on_the_clocks_of_its_zone():
    (first, second, third) = sessions_in(
        calendar(
            """
UID:yoga
DTSTART;TZID=Europe/Berlin:20201024T080000
DTEND;TZID=Europe/Berlin:20201024T090000
RRULE:FREQ=DAILY;COUNT=3
SUMMARY:Yoga
"""
        )
    )

    assert [session.starts_at for session in (first, second, third)] == [
        at(2020, 10, 24, 6),
        at(2020, 10, 25, 7),
        at(2020, 10, 26, 7),
    ]
    assert third.ends_at == at(2020, 10, 26, 8)
    assert [session.id for session in (first, second, third)] == [
        "yoga 20201024T060000Z",
        "yoga 20201025T070000Z",
        "yoga 20201026T070000Z",
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20201014T235959Z", ["10-05", "10-07", "10-12", "10-14"]),
        ("RRULE:FREQ=DAILY;UNTIL=20201007", ["10-05", "10-06", "10-07"]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3", ["10-05", "10-19", "11-02"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=1MO,-1FR;COUNT=4", ["10-05", "10-30", "11-02", "11-27"]),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", ["10-05", "10-31", "11-30"]),
        ("RRULE:FREQ=DAILY;COUNT=4\nEXDATE:20201006T100000Z,20201008T100000Z", ["10-05", "10-07"]),
        ("RRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20201006", ["10-05", "10-07"]),
        ("RDATE:20201009T100000Z\nRDATE;VALUE=PERIOD:20201010T100000Z/PT1H", ["10-05", "10-09", "10-10"]),
        ("RRULE:FREQ=DAILY;COUNT=0", ["10-05"]),
        ("RRULE:FREQ=WEEKLY;BYEASTER=3", ["10-05"]),
        ("RRULE:gibberish", ["10-05"]),
    ],
)
def test_entry_that_recurs_is_a_session_each_time(rule, expected):
    starts = starts_in(calendar(f"UID:a\nDTSTART:20201005T100000Z\n{rule}\nSUMMARY:One"))

    assert [start[5:10] for start in starts] == expected


def test_whole_days_that_recur_last_until_midnight_also_when_clocks_change():
    data = calendar("DTSTART;VALUE=DATE:20201024\nRRULE:FREQ=DAILY;COUNT=2\nSUMMARY:One")

    assert [session.ends_at for session in sessions_in(data, BERLIN)] == [at(2020, 10, 24, 22), at(2020, 10, 25, 23)]


def test_occurrence_with_an_entry_of_its_own_comes_from_there():
    series = "UID:a\nDTSTART:20201005T100000Z\nRRULE:FREQ=DAILY;COUNT=3\nSUMMARY:Talk"
    moved = "UID:a\nRECURRENCE-ID:20201006T100000Z\nDTSTART:20201006T150000Z\nSUMMARY:Talk, later"

    sessions = sessions_in(calendar(series, moved))

    assert [(session.title, session.id, session.starts_at) for session in sessions] == [
        ("Talk", "a 20201005T100000Z", at(2020, 10, 5, 10)),
        ("Talk", "a 20201007T100000Z", at(2020, 10, 7, 10)),
        ("Talk, later", "a 20201006T100000Z", at(2020, 10, 6, 15)),
    ]


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=DAILY", "FREQ=WEEKLY;COUNT=1001", "FREQ=MINUTELY;COUNT=999999"]
)
def test_what_recurs_too_often_is_refused(rule):
    data = calendar(f"UID:a\nDTSTART:20201005T100000Z\nRRULE:{rule}\nSUMMARY:One")

    with pytest.raises(Unacceptable) as refused:
        read(data, Context())

    assert str(refused.value) == "What recurs makes more than 1,000 sessions, the most that are read."
    assert refused.value.place == "line 3"


def test_recurrences_of_all_entries_count_together():
    entry = "DTSTART:20201005T100000Z\nRRULE:FREQ=DAILY;COUNT=501\nSUMMARY:One"

    with pytest.raises(Unacceptable, match="more than 1,000 sessions"):
        read(calendar(f"UID:a\n{entry}", f"UID:b\n{entry}"), Context())


def test_rule_that_never_matches_is_given_up():
    data = calendar(*["DTSTART:20201005T100000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nSUMMARY:One"] * 9)

    with pytest.raises(Unacceptable, match="hardly ever match"):
        read(data, Context())


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["A:"] * 1_000_001, "The file has more than 1,000,000 lines, the most that are read."),
        (["BEGIN:X"] * 11, "The calendar is nested deeper than 10 levels."),
        (["BEGIN:VEVENT"] * 20_001, "The calendar has more than 20,000 entries, the most that are read."),
        (["VERSION:2.0"], "The calendar has no entries."),
    ],
)
def test_calendar_without_measure_or_entries_is_refused(lines, reason):
    with pytest.raises(Unacceptable) as refused:
        read("\n".join(["BEGIN:VCALENDAR", *lines]).encode(), Context())

    assert str(refused.value) == reason
