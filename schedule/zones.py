"""Time zones as people choose them: by IANA name. Pure."""

import zoneinfo
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache


@dataclass(frozen=True)
class Choice:
    """A zone that one may read times in. `note` says whose it is."""

    name: str
    label: str
    note: str
    href: str
    is_current: bool


def label_of(zone: tzinfo) -> str:
    """The city of an IANA name, which is what people know it by: "Dublin"."""
    return str(zone).rpartition("/")[2].replace("_", " ")


# The areas of IANA names that say where a city is; others are old spellings and offsets.
_CONTINENTS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def by_continent() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each area with its zones as (name, city), and UTC before them."""
    found: dict[str, list[tuple[str, str]]] = {"Everywhere": [("UTC", "UTC")]}
    for name in sorted(zoneinfo.available_timezones()):
        area, _, city = name.partition("/")
        if area in _CONTINENTS:
            found.setdefault(area, []).append((name, city.replace("_", " ").replace("/", ", ")))
    return list(found.items())


def chosen(asked: str, remembered: str, *, default: tzinfo) -> tuple[tzinfo, str]:
    """(the zone to show times in, the name that was asked for if there is no such zone).

    What the address asks for comes first, then what the person chose for good, then the event's own.
    """
    for name in (asked, remembered):
        if name == str(default):
            return default, ""
        if name and (zone := zone_called(name)):
            return zone, ""
        if name and name == asked:
            return default, asked
    return default, ""


def zone_called(name: str) -> tzinfo | None:
    """None for a name that is no zone's, however odd it is."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_doubled(moment: datetime, zone: tzinfo) -> bool:
    """Whether clocks in this zone show the moment's time twice, as they go back."""
    local = moment.astimezone(zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
