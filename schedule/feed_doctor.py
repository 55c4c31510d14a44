"""What is to be said of a feed: was it read, when, by what, and how soon will that app show a change. Pure."""

from dataclasses import dataclass
from datetime import date

from schedule.calendar_apps import CalendarApp

NEW_DAYS = 2
# Every app asks more often than that unless it was set otherwise, or is closed.
QUIET_DAYS = 3


@dataclass(frozen=True)
class Diagnosis:
    """`is_well` is None while there is nothing to tell yet."""

    is_well: bool | None
    finding: str
    advice: str


def diagnosis(
    *, made_on: date, last_polled_on: date | None, polled_by: str, app: CalendarApp, today: date
) -> Diagnosis:
    """All days in UTC, the clock that polls are noted by."""
    if last_polled_on is None:
        if (today - made_on).days < NEW_DAYS:
            return Diagnosis(None, "Not read yet.", "Add it to your app, then look here again.")
        return Diagnosis(
            False,
            f"Never read since it was made on {_day(made_on)}.",
            "No calendar app has the address. It cannot be shown again: make another feed, add that, and revoke this.",
        )
    silent = (today - last_polled_on).days
    when = {0: "today", 1: "yesterday"}.get(silent, f"on {_day(last_polled_on)}, {silent} days ago")
    finding = f"Last read {when} by {polled_by}."
    if silent > QUIET_DAYS:
        return Diagnosis(
            False,
            finding,
            "That is long for this app. See that the calendar is still there and switched on, and refresh it by hand. "
            "If it is gone, make another feed and revoke this one.",
        )
    return Diagnosis(True, finding, app.refresh)


def _day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"
