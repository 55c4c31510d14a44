"""What schedule.xml and schedule.json say of times, texts and tracks."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from schedule.importers.frab_events import Moments, abstract_of, own_slug, track_path
from schedule.importers.records import Context, ZoneNeeded

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2024, 10, 25)


def times_of(zone=BERLIN, *, is_named=True, change=None, on=DAY, date="", start="", duration="1:00", end=""):
    context = Context()
    moments = Moments(context, zone, is_named, change)
    found = moments.of("here", on, date=date, start=start, duration=duration, end=end)
    return found, [notice.text for notice in context.notices.all()]


def test_date_with_its_offset_counts():
    (starts_at, ends_at), notices = times_of(date="2024-10-25T09:00:00+02:00", start="09:00")

    assert (starts_at, ends_at) == (datetime(2024, 10, 25, 7, tzinfo=UTC), datetime(2024, 10, 25, 8, tzinfo=UTC))
    assert notices == []


def test_date_in_utc_with_a_local_start_is_fine():
    (starts_at, _), notices = times_of(date="2024-10-25T07:00:00Z", start="09:00")

    assert starts_at == datetime(2024, 10, 25, 7, tzinfo=UTC)
    assert notices == []


def test_date_and_start_that_disagree_are_told():
    (starts_at, _), notices = times_of(date="2024-10-25T09:00:00+02:00", start="09:30")

    assert starts_at == datetime(2024, 10, 25, 7, tzinfo=UTC)
    assert notices == ["The date says 09:00, the start 09:30; the date counts."]


@pytest.mark.parametrize(
    ("change", "start", "expected"),
    [
        (None, "03:59", datetime(2024, 10, 26, 1, 59, tzinfo=UTC)),
        (None, "04:00", datetime(2024, 10, 25, 2, tzinfo=UTC)),
        (time(9), "08:00", datetime(2024, 10, 26, 6, tzinfo=UTC)),
        (time(0), "00:15", datetime(2024, 10, 24, 22, 15, tzinfo=UTC)),
    ],
)
def test_start_early_in_the_night_is_of_the_next_day(change, start, expected):
    (starts_at, _), _ = times_of(change=change, start=start)

    assert starts_at == expected


def test_what_has_no_day_or_no_time_is_told():
    assert times_of(on=None, start="09:00") == (
        (None, None),
        ["The event has a time but no day; it comes in without a time."],
    )
    assert times_of(date="soon") == ((None, None), ["“soon” is not a time; the event comes in without one."])
    assert times_of() == ((None, None), [])


def test_event_without_a_duration_gets_half_an_hour():
    (starts_at, ends_at), notices = times_of(date="2024-10-25T09:00:00+02:00", duration=None)

    assert (ends_at - starts_at).total_seconds() == 1800
    assert notices == ["The event has no duration; it gets 30 minutes."]


def test_wall_time_without_a_zone_is_asked_for():
    with pytest.raises(ZoneNeeded):
        times_of(None, start="09:00")


def test_texts_are_said_once():
    assert abstract_of("Sub", "Same.", "Same.") == "Sub\n\nSame."
    assert abstract_of("", "None", "Text") == "Text"


def test_track_is_below_one_that_came_before():
    names = {"Net", "Net, Core"}

    assert track_path("Net, Core", {"Net"}) == ("Net", "Core")
    assert track_path("Net, Core, Deep", names) == ("Net", "Core, Deep")
    assert track_path("Ethics, Society", names) == ("Ethics, Society",)


def test_slug_is_read_from_our_own_addresses():
    assert own_slug("https://example.org/made/sessions/one-2/") == "one-2"
    assert own_slug("https://example.org/made/sessions/One_2") == "One_2"
    assert own_slug("https://example.org/made/talk/one/") == ""
