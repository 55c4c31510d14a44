"""What a subscribed calendar lives through: an event, an attendee's bookmarks and feed, and then one change at a time.

`begin` and the steps' functions run in the site's own process (`on_site`); STEPS says what each must change.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
from django.utils import timezone

from schedule.models import Event, Room, Session
from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import create_feed, file_name
from schedule.services.publish import publish
from tests.factories import make_event, make_room, make_session, make_speaker, make_track, make_user

# The clients' own zone, of no use to our entries: times that are read as the machine's own come out wrong.
ODD_ZONE = "Asia/Kathmandu"

ANOTHER: Any = ...  # some value other than the one before
LINK = "https://meet.example/room?name=kernel,1;lang=en"
TITLE = (
    "Kernels; small, fast \\ and “new”: 日本語とカーネル, with a title that is longer than a line of a calendar may be"
)


@dataclass(frozen=True)
class Step:
    """One change of one session, and all the fields of its entry that change with it; None: the entry goes.

    `opens_later`: by the clock, some seconds after the last write.
    """

    name: str
    run: Callable[[Event], None]
    session: str
    changes: dict[str, Any] | None
    opens_later: bool = False


def utc(day, hour, minute=0):
    """In October 2020: Dublin's clocks went back on the 25th at 01:00 UTC."""
    return datetime(2020, 10, day, hour, minute, tzinfo=UTC)


def begin(slug):
    """An event with three bookmarked sessions and one that is not; prints the path of its attendee's feed."""
    days = {"starts_on": date(2020, 10, 24), "ends_on": date(2020, 10, 26)}
    event = make_event(slug=slug, name="Kernel Days", tagline="Three days, one kernel", is_online=True, **days)
    hall, track = make_room(event, name="Main Hall"), make_track(event, name="Virtualisation")
    make_room(event, name="Hall 2, upstairs")
    speakers = [make_speaker(event, name="Áine Ní Bhriain", company="Kernel; & Co")]
    abstract = "First *paragraph*, " + "with words " * 20 + "and\n\n- a list\n- 日本語 " + "とても長い" * 20
    talk = {"room": hall, "track": track, "abstract": abstract, "speakers": speakers, "minutes": 45}
    opening = make_session(event, title="Opening", slug="opening", starts_at=utc(24, 9), **talk)
    kernel = make_session(event, title="Kernels", slug="kernels", starts_at=utc(25, 9), **talk)
    night = {"starts_at": utc(24, 22, 30), "ends_at": utc(25, 3)}  # over midnight, and over the change of the clocks
    party = make_session(event, title="Party", slug="party", kind=Session.Kind.SOCIAL, room=hall, **night)
    make_session(event, title="Late BoF", slug="bof", kind=Session.Kind.BOF, room=hall, starts_at=utc(26, 17))
    publish(event)
    user = make_user(f"{slug}@example.org")
    for session in (opening, kernel, party):
        set_bookmark(user=user, session=session, bookmarked=True)
    feed, token = create_feed(user=user, name="Calendar", event=event)
    print(json.dumps(f"/calendar/{token}/{file_name(feed)}.ics"))


def take(name, slug):
    """Run one step on the event of this slug."""
    next(step for step in STEPS if step.name == name).run(Event.objects.get(slug=slug))


def on_site(site, function, *arguments):
    """Run a function of this module in the site's own process; what it printed as JSON."""
    call = f"from tests.clients import story; story.{function.__name__}(*{arguments!r})"
    printed = site.manage("shell", "--no-imports", "-c", call).strip()
    return json.loads(printed) if printed else None


def read(calendar):
    """The entries of these bytes by an independent reading: times in ISO 8601 and UTC, days as dates, "" for none."""
    return [_fields(vevent) for vevent in icalendar.Calendar.from_ical(calendar).walk("VEVENT")]


def _fields(vevent):
    def time(name):
        value = vevent[name].dt if name in vevent else ""
        return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)

    return {
        "uid": str(vevent["UID"]),
        "is_all_day": not isinstance(vevent["DTSTART"].dt, datetime),
        "starts_at": time("DTSTART"),
        "ends_at": time("DTEND"),
        "summary": str(vevent["SUMMARY"]),
        "location": str(vevent.get("LOCATION", "")),
        "description": str(vevent.get("DESCRIPTION", "")),
        "status": str(vevent["STATUS"]),
        "is_busy": vevent["TRANSP"] != "TRANSPARENT",
        "url": str(vevent["URL"]),
        "categories": vevent.categories,
        "conference": str(vevent.get("CONFERENCE", "")),
        "sequence": int(vevent["SEQUENCE"]),
        "stamped_at": time("DTSTAMP"),
        "modified_at": time("LAST-MODIFIED"),
        "created_at": time("CREATED"),
    }


def change(event, slug, **values):
    session = event.sessions.get(slug=slug)
    for name, value in values.items():
        setattr(session, name, value)
    session.full_clean()
    session.save()
    publish(event)


def bookmark(event, slug, bookmarked):
    user = event.calendar_feeds.get().user
    set_bookmark(user=user, session=event.sessions.get(slug=slug), bookmarked=bookmarked)


STAMPS = {"modified_at": ANOTHER, "stamped_at": ANOTHER}
OPENED = STAMPS | {"location": LINK, "conference": LINK, "description": ANOTHER}
STEPS = [
    Step(
        "move",
        lambda event: change(event, "opening", starts_at=utc(25, 10), ends_at=utc(25, 10, 45)),
        "opening",
        STAMPS
        | {"starts_at": "2020-10-25T10:00:00+00:00", "ends_at": "2020-10-25T10:45:00+00:00"}
        | {"description": ANOTHER, "sequence": 1},
    ),
    Step("rename", lambda event: change(event, "kernels", title=TITLE), "kernels", STAMPS | {"summary": TITLE}),
    Step(
        "new room",
        lambda event: change(event, "party", room=Room.objects.get(event=event, name="Hall 2, upstairs")),
        "party",
        STAMPS | {"location": "Hall 2, upstairs", "sequence": 1},
    ),
    Step(
        "cancel",
        lambda event: change(event, "opening", status=Session.Status.CANCELLED),
        "opening",
        STAMPS | {"status": "CANCELLED", "summary": "CANCELLED: Opening", "is_busy": False, "sequence": 2},
    ),
    Step("un-bookmark", lambda event: bookmark(event, "kernels", False), "kernels", None),
    Step(
        "add a bookmark",
        lambda event: bookmark(event, "bof", True),
        "bof",
        {
            "summary": "Late BoF",
            "starts_at": "2020-10-26T17:00:00+00:00",
            "status": "CONFIRMED",
            "categories": ["BoF"],
            "sequence": 0,
        },
    ),
    Step(
        "access link opened",
        lambda event: change(event, "party", access_url=LINK, access_opens_at=utc(24, 9)),
        "party",
        OPENED | {"sequence": 2},
    ),
    Step(
        "access link that opens by the clock",
        lambda event: change(event, "bof", access_url=LINK, access_opens_at=timezone.now() + timedelta(seconds=3)),
        "bof",
        OPENED | {"sequence": 1},
        opens_later=True,
    ),
]
