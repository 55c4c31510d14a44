"""Rows for tests: each factory makes one, with what the test does not care about filled in. None publishes."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model

from schedule.models import (
    Attendee,
    BofCall,
    BofInterest,
    BofProposal,
    Event,
    Room,
    Session,
    SessionSpeaker,
    Speaker,
    Tag,
    TagGroup,
    TeamMember,
    Track,
)
from schedule.slugs import slug_for

_numbers = count(1)

# A Thursday in winter time: Dublin is at UTC.
START = datetime(2020, 10, 29, 10, 0, tzinfo=UTC)


def make_user(email="", password="correct horse battery", **fields):
    email = email or f"person{next(_numbers)}@example.org"
    user = get_user_model().objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def make_attendee(name, email=""):
    """Somebody who chose to be known by this name."""
    user = make_user(email)
    Attendee.objects.create(user=user, name=name)
    return user


def make_organiser(email="", **fields):
    return make_user(email, is_staff=True, is_superuser=True, **fields)


def make_member(event, role, **fields):
    """Somebody of the event's team."""
    user = make_user(**{"is_staff": True, **fields})
    TeamMember.objects.create(event=event, email=user.email, role=role, user=user, joined_at=event.changed_at)
    return user


def make_event(**fields):
    number = next(_numbers)
    given = {
        "name": f"Conference {number}",
        "slug": f"conference-{number}",
        "timezone": "Europe/Dublin",
        "starts_on": date(2020, 10, 28),
        "ends_on": date(2020, 10, 30),
        "is_published": True,
    }
    event = Event.objects.create(**(given | fields))
    event.refresh_from_db()
    return event


def make_room(event, **fields):
    number = next(_numbers)
    given = {"name": f"Room {number}"}
    fields = given | fields
    return Room.objects.create(event=event, slug=slug_for(fields["name"], fallback="room", taken=()), **fields)


def make_track(event, **fields):
    fields = {"name": f"Track {next(_numbers)}"} | fields
    return Track.objects.create(event=event, slug=slug_for(fields["name"], fallback="track", taken=()), **fields)


def make_tag(event, group="Skill Level", name="Any", **fields):
    group, _ = TagGroup.objects.get_or_create(event=event, name=group)
    slug = slug_for(f"{group.name} {name}", fallback="tag", taken=())
    return Tag.objects.create(event=event, group=group, name=name, slug=slug, **fields)


def make_speaker(event, **fields):
    fields = {"name": f"Speaker {next(_numbers)}"} | fields
    return Speaker.objects.create(
        event=event, slug=slug_for(fields["name"], fallback=f"speaker-{next(_numbers)}", taken=()), **fields
    )


def make_session(event, *, speakers=(), tags=(), minutes=30, **fields):
    """A published session on the event's second day, half an hour from 10:00 UTC unless the test says otherwise."""
    given = {"title": f"Talk {next(_numbers)}", "status": Session.Status.PUBLISHED, "starts_at": START}
    fields = given | fields
    starts_at = fields["starts_at"]
    fields.setdefault("ends_at", starts_at and starts_at + timedelta(minutes=minutes))
    fields.setdefault("slug", slug_for(fields["title"], fallback="session", taken=()))
    session = Session.objects.create(event=event, **fields)
    for order, speaker in enumerate(speakers, start=1):
        SessionSpeaker.objects.create(session=session, speaker=speaker, order=order)
    session.tags.set(tags)
    return session


def make_slot(event, **fields):
    """An open BoF slot: two hours from 11:00 UTC on the event's second day."""
    given = {"title": "BoF: to be announced", "kind": "bof", "is_open_slot": True, "minutes": 120}
    return make_session(event, **{"starts_at": START + timedelta(hours=1), **given, **fields})


def make_call(event, **fields):
    return BofCall.objects.create(event=event, **{"is_open": True, **fields})


def make_topic(event, *, interested=(), hosts=(), wished=(), **fields):
    """A topic on the board, with who would come and who would host."""
    topic = BofProposal.objects.create(event=event, **({"title": f"Topic {next(_numbers)}"} | fields))
    topic.wished_slots.set(wished)
    for user in interested:
        BofInterest.objects.create(proposal=topic, user=user)
    for user in hosts:
        BofInterest.objects.create(proposal=topic, user=user, is_host=True)
    return topic
