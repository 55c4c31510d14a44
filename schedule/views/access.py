"""Access links on pages: whom a session's page tells what, and what one may join now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from schedule.models import Session
from schedule.views.kept import Visit
from schedule.visibility import has_open_access_link


@dataclass(frozen=True)
class Door:
    """A session whose link is open to this reader, and whether it has begun."""

    session: Session
    is_on: bool


def access_of(visit: Visit, session: Session, *, is_bookmarked: bool) -> dict[str, Any]:
    """What the session's page says of its access link: open, when it opens and to whom, to come, or nothing.

    Visitors read the same with and without a link for others, until it is open to those. That holds for its time as
    well, since one that an organiser set is set where there is a link.
    """
    if has_open_access_link(session, user=visit.user, is_bookmarked=is_bookmarked, at=visit.now):
        return {"access_url": session.access_url, "access_note": session.access_note}
    opens_at = session.link_opens_at
    if opens_by := _opens_by(visit, session):
        return {"opens_by": opens_by}
    if not _is_announced(visit, session):
        return {}
    if not _may_know(visit, session):
        return {"is_link_to_come": True, "is_told_to_attendees": True}
    if session.access_url and opens_at is not None and opens_at > _at(visit):
        return {"opens_at": opens_at, "opens_for": _opens_for(session, is_bookmarked=is_bookmarked)}
    return {"is_link_to_come": True}


def doors_in(visit: Visit, sessions: Iterable[Session]) -> list[Door]:
    """Of these sessions those that one may enter now: on, or about to begin."""
    at = _at(visit)
    return [
        Door(session, is_on=session.starts_at is not None and session.starts_at <= at)
        for session in sessions
        if session.ends_at is not None
        and session.ends_at > at
        and has_open_access_link(session, user=visit.user, is_bookmarked=session.pk in visit.bookmarks, at=at)
    ]


def doors_html(visit: Visit, sessions: Iterable[Session]) -> str:
    """For a hole: which doors are open is one person's."""
    doors = doors_in(visit, sessions)
    return render_to_string("schedule/_doors.html", {"doors": doors, "zone": visit.zone}) if doors else ""


def _at(visit: Visit):
    """Visitors' pages are kept from one moment of the schedule to the next, so they are asked by that."""
    return visit.now if visit.choices is not None else visit.at


def _is_announced(visit: Visit, session: Session) -> bool:
    """Whether anything is said of a link before it is open."""
    is_over = session.ends_at is not None and session.ends_at <= visit.at
    if session.status != Session.Status.PUBLISHED or is_over:
        return False
    return _needs_link(visit, session) or (bool(session.access_url) and _may_know(visit, session))


def _needs_link(visit: Visit, session: Session) -> bool:
    """A BoF without a room to meet in, or whose topic wants a video call: as `bof_rules.link_missing` sees it."""
    if session.kind != Session.Kind.BOF:
        return False
    has_room = session.room is not None and not session.room.is_parallel
    return visit.event.is_online or not has_room or session.proposals.filter(needs_online=True).exists()


def _may_know(visit: Visit, session: Session) -> bool:
    """Whether this reader is one to whom the link opens, at the most for a bookmark."""
    return session.access_audience == Session.Audience.EVERYONE or visit.choices is not None


def _opens_for(session: Session, *, is_bookmarked: bool) -> str:
    """To whom it opens, where the reader is not among them yet: "bookmarked" or nothing."""
    audience = session.access_audience
    return audience if audience == Session.Audience.BOOKMARKED and not is_bookmarked else ""


def _opens_by(visit: Visit, session: Session) -> str:
    """What opens the link to one who has it not while others have: "sign_in" or "bookmark".

    Nobody is told of a link before it opens to its audience, or when the session is over.
    """
    opens_at = session.link_opens_at
    is_over = session.ends_at is not None and session.ends_at <= visit.at
    is_taking_place = session.status == Session.Status.PUBLISHED and not is_over
    if not session.access_url or not is_taking_place or opens_at is None or opens_at > _at(visit):
        return ""
    return "bookmark" if visit.choices is not None else "sign_in"
