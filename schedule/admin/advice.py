"""What an organiser should know about a session after saving it. Advice, never a refusal."""

from datetime import datetime

from schedule.days import day_of
from schedule.models import Session


def warnings_about(session: Session) -> list[str]:
    if session.starts_at is None or session.is_cancelled:
        return []
    return [*_overlaps(session), *_other_days(session, session.starts_at)]


def _overlaps(session: Session) -> list[str]:
    room, event = session.room, session.event
    if room is None or room.is_parallel:
        return []
    others = (
        Session.objects.filter(room=room, starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
        .exclude(pk=session.pk)
        .exclude(status=Session.Status.CANCELLED)
        .in_order()
    )
    return [
        f"“{session}” overlaps “{other}” in {room}, "
        f"{event.local(other.starts_at):%H:%M}–{event.local(other.ends_at):%H:%M %Z}."
        for other in others[:5]
    ]


def _other_days(session: Session, starts_at: datetime) -> list[str]:
    event = session.event
    on = day_of(starts_at, zone=event.timezone, day_starts_at=event.day_starts_at)
    if event.starts_on <= on <= event.ends_on:
        return []
    return [f"“{session}” is on {on:%a} {on.day} {on:%b %Y}, which is not a day of the event."]
