"""Zones by name: which one counts, and what is no zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from schedule.zones import by_continent, chosen, is_doubled, label_of, zone_called

DUBLIN, TOKYO, BERLIN = (ZoneInfo(name) for name in ("Europe/Dublin", "Asia/Tokyo", "Europe/Berlin"))


@pytest.mark.parametrize(
    ("asked", "remembered", "expected"),
    [
        ("", "", (DUBLIN, "")),
        ("Asia/Tokyo", "", (TOKYO, "")),
        ("", "Europe/Berlin", (BERLIN, "")),
        ("Asia/Tokyo", "Europe/Berlin", (TOKYO, "")),
        ("Europe/Dublin", "Europe/Berlin", (DUBLIN, "")),
        ("Mars/Olympus", "Europe/Berlin", (DUBLIN, "Mars/Olympus")),
        ("", "Mars/Olympus", (DUBLIN, "")),
    ],
)
def test_zone_that_is_asked_for_comes_before_the_remembered_one(asked, remembered, expected):
    assert chosen(asked, remembered, default=DUBLIN) == expected


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "/etc/passwd", "Europe", "\0", "é", "a" * 300, "europe/"])
def test_what_is_no_zone_is_none(name):
    assert zone_called(name) is None


def test_zones_are_known_by_their_city():
    assert label_of(ZoneInfo("America/Argentina/Buenos_Aires")) == "Buenos Aires"
    assert label_of(ZoneInfo("UTC")) == "UTC"


def test_list_of_zones_has_each_city_below_its_continent_once():
    listed = dict(by_continent())

    assert ("Europe/Dublin", "Dublin") in listed["Europe"]
    assert ("America/Argentina/Buenos_Aires", "Argentina, Buenos Aires") in listed["America"]
    names = [name for cities in listed.values() for name, _ in cities]
    assert len(names) == len(set(names))
    assert all(zone_called(name) for name in names)


@pytest.mark.parametrize(
    ("month", "hour", "zone", "doubled"),
    [
        (10, 0, DUBLIN, True),
        (10, 1, DUBLIN, True),
        (10, 2, DUBLIN, False),
        (10, 0, TOKYO, False),
        (10, 0, ZoneInfo("UTC"), False),
        (3, 1, DUBLIN, False),
    ],
)
def test_a_moment_is_doubled_when_its_time_is_shown_before_and_after_clocks_go_back(month, hour, zone, doubled):
    day = 25 if month == 10 else 29

    assert is_doubled(datetime(2026, month, day, hour, 30, tzinfo=UTC), zone) is doubled
