"""An event of everything that is odd, for the tests that look at it: made in the served site's own database."""

from datetime import UTC, date, datetime, time, timedelta

from schedule.models import Event, Room, Session, Speaker, Track
from schedule.services.publish import publish
from tests.factories import make_event, make_room, make_session, make_speaker, make_track

SLUG = "odd"
LONG = "Incomprehensibilities of " + "antidisestablishmentarianism" * 9 + " and more"
MIDNIGHT = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)  # 23:30 in Berlin, on the eve of the change of the clock


def fill():
    """Two days over the end of summer time, an empty event, and one with a session that has nothing but a title."""
    dates = {"starts_on": date(2026, 10, 24), "ends_on": date(2026, 10, 25), "timezone": "Europe/Berlin"}
    event = make_event(slug=SLUG, name="Odd Event", **dates)
    hall, attic = make_room(event, name="Hall"), make_room(event, name="Attic " + "x" * 150)
    track = make_track(event, name="A track whose name goes on and on and on", colour="#ffee00")
    crowd = [make_speaker(event, name=f"Speaker Number {number}", company=f"Company {number}") for number in range(12)]
    day = datetime(2026, 10, 24, 8, tzinfo=UTC)
    make_session(event, title="Cancelled talk", status="cancelled", starts_at=day, room=hall, track=track)
    make_session(event, title="X", slug="x", starts_at=day, room=attic)
    make_session(event, title=LONG[:300], slug="long", starts_at=day + timedelta(hours=1), room=hall, track=track)
    make_session(event, title="Panel of twelve", starts_at=day + timedelta(hours=1), room=attic, speakers=crowd)
    make_session(event, title="Sometime", starts_at=None)
    make_session(event, title="Over midnight", starts_at=MIDNIGHT, minutes=60, room=hall)
    make_session(event, title="Over the change", starts_at=MIDNIGHT + timedelta(hours=3), minutes=60, room=hall)
    make_session(event, title="שלום עולם", slug="rtl", starts_at=day + timedelta(hours=2), room=hall)
    make_session(event, title="Plan", status=Session.Status.DRAFT, starts_at=day)
    moved = make_session(event, title="Moved talk", starts_at=day + timedelta(hours=3), room=hall)
    publish(event)
    Session.objects.filter(pk=moved.pk).update(starts_at=day + timedelta(hours=4), ends_at=day + timedelta(hours=5))
    publish(event)
    publish(make_event(slug="empty", name="Empty Event"))
    bare = make_event(slug="bare", name="Bare Event")
    make_session(bare, title="Alone", slug="alone", starts_at=None)
    publish(bare)


def fill_live():
    """Two events that differ by three quarters of an hour: what one is now, the other was then.

    In a zone where it is about noon, so that no day ends while tests run.
    """
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    zone = f"Etc/GMT{now.hour - 12:+d}"  # west of Greenwich has a plus
    for slug, late in (("live", 0), ("later", 45)):
        today = {"starts_on": now.date() - timedelta(days=1), "ends_on": now.date() + timedelta(days=1)}
        event = make_event(slug=slug, name=slug.title(), timezone=zone, day_starts_at=time(0), **today)
        rooms = [make_room(event, name=name) for name in ("North", "South")]
        for number in range(-6, 7):
            begins = now + timedelta(minutes=number * 30 - 10 - late)
            status = "cancelled" if number == 1 else "published"
            make_session(
                event, title=f"S{number}", slug=f"s{number}", starts_at=begins, room=rooms[number % 2], status=status
            )
        make_session(event, title="Long", starts_at=now - timedelta(minutes=130 + late), minutes=300, room=rooms[0])
        publish(event)


def clear():
    """Take them away again, from within: what others refer to last."""
    events = Event.objects.filter(slug__in=[SLUG, "empty", "bare", "live", "later"])
    for rows in (Session, Room, Track, Speaker):
        rows.objects.filter(event__in=events).delete()
    events.delete()
