"""KVM Forum 2020's BoFs as they were announced, moved to these days: four slots whose topics are to come."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model

from schedule.models import Attendee, Event, Session
from schedule.services.deletion import delete_event
from schedule.services.publish import publish
from tests.factories import make_call, make_event, make_room, make_slot, make_user

SLUG = "forum"
PEOPLE = ("lena@bofs.example", "mia@bofs.example", "jason@bofs.example")
SLOTS = ((0, 21), (1, 11), (1, 21), (2, 11))  # so many days from now, at this hour


def fill():
    """In a zone where it is about noon, so that no day ends while tests run."""
    now = datetime.now(UTC)
    zone = f"Etc/GMT{now.hour - 12:+d}"  # west of Greenwich has a plus
    today = now.astimezone(ZoneInfo(zone)).date()
    dates = {"starts_on": today, "ends_on": today + timedelta(days=2)}
    event = make_event(slug=SLUG, name="Forum of these days", timezone=zone, is_online=True, **dates)
    room = make_room(event, name="KVM Theater", is_parallel=True)
    make_call(event)
    for number, (days, hour) in enumerate(SLOTS, start=1):
        starts_at = datetime.combine(today + timedelta(days=days), time(hour), ZoneInfo(zone))
        make_slot(event, slug=f"bof-{number}", title="BoF Discussions: To Be Announced", starts_at=starts_at, room=room)
    publish(event)
    for email in PEOPLE:
        Attendee.objects.create(user=make_user(email))


def open_link(slug, seconds):
    """Have a session's access link open so many seconds from now."""
    event = Event.objects.get(slug=SLUG)
    opens_at = datetime.now(UTC) + timedelta(seconds=seconds)
    Session.objects.filter(event=event, slug=slug).update(access_opens_at=opens_at)
    publish(event)


def clear():
    delete_event(event=Event.objects.get(slug=SLUG))
    get_user_model().objects.filter(email__in=PEOPLE).delete()
