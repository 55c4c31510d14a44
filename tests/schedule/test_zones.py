"""Zones by name: which one counts, and what is no zone."""

from zoneinfo import ZoneInfo

import pytest

from schedule.zones import by_continent, chosen, label_of, zone_called

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
