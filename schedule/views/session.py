"""The page of one session."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse

from schedule import markdown, neighbours, zones
from schedule.calendar_apps import Copy
from schedule.changes import Line, line_of
from schedule.clashes import clashes_with
from schedule.models import Change, Session, Speaker
from schedule.services.entries import location_of
from schedule.services.hosting import may_post
from schedule.views.access import access_of
from schedule.views.kept import Visit, event_page
from schedule.views.meta import session_meta

# Of each list of other sessions.
MOST = 6
# So many other sessions of a speaker are named beside the biography; more are a list of their own.
FEW = 2
# Characters of a biography that are shown at once.
SHORT_BIO = 420
# Of what changed, the newest.
MOST_CHANGES = 3


@dataclass(frozen=True)
class Person:
    """Somebody in this session. `long_bio` is the biography's source where it is too long to show at once."""

    appearance: Any
    bio: str
    long_bio: str
    others: list[Session]


@dataclass(frozen=True)
class More:
    """Other sessions under a heading, with the way to all of them where these are not all."""

    title: str
    sessions: list[Session]
    all_label: str
    all_href: str


@dataclass(frozen=True)
class History:
    """What changed, newest first: the line and when. `since` is when the session became what its state says."""

    since: datetime | None
    lines: list[tuple[Line, datetime]]


@event_page(personal=True)
def session(request, visit, slug):
    """Abstract, people, files, access link, what changed, and what else there is."""
    session = visit.snapshot.by_slug.get(slug)
    if session is None:
        raise Http404
    everything = visit.snapshot.sessions
    others = [other for other in everything if other.pk != session.pk]
    people = _people(visit, session)
    in_room = [other for other in others if _is_same_day_and_room(visit, session, other)]
    is_bookmarked = session.pk in visit.bookmarks
    context = {
        "tab": "schedule",
        "session": session,
        "day": visit.snapshot.day_of(session.starts_at) if session.starts_at else None,
        "zones": None if str(visit.zone) == str(visit.event.timezone) else (visit.event.timezone, visit.zone),
        "zone_name": zones.label_of(visit.zone),
        "attachments": session.attachments.all(),
        "abstract": markdown.to_html(session.abstract),
        "people": people,
        "copy": _copy_of(session),
        "history": _history_of(session),
        "is_bookmarked": is_bookmarked,
        "may_post": visit.choices is not None and may_post(visit.user, session, at=visit.now),
        "clashes": clashes_with(session, [other for other in others if other.pk in visit.bookmarks]),
        "more": list(_more(visit, session, others, people)),
        "turns": neighbours.before_and_after(session, in_room),
        **access_of(visit, session, is_bookmarked=is_bookmarked),
        **session_meta(session),
    }
    return visit.page("schedule/session.html", context)


def _is_same_day_and_room(visit: Visit, one: Session, other: Session) -> bool:
    if one.room_id is None or one.room_id != other.room_id or not one.starts_at or not other.starts_at:
        return False
    return visit.snapshot.day_of(one.starts_at) == visit.snapshot.day_of(other.starts_at)


def _people(visit: Visit, session: Session) -> list[Person]:
    bios = dict(Speaker.objects.filter(appearances__session=session).values_list("pk", "bio"))
    found = []
    for appearance in session.people:
        bio = bios.get(appearance.speaker_id, "")
        others = [each for each in visit.snapshot.sessions_by_speaker[appearance.speaker] if each.pk != session.pk]
        long_bio = bio if len(markdown.to_text(bio)) > SHORT_BIO else ""
        found.append(Person(appearance, markdown.to_html(bio), long_bio, others if len(others) <= FEW else []))
    return found


def _more(visit: Visit, session: Session, others: list[Session], people: list[Person]) -> Iterator[More]:
    """Each session in one of the lists only. Breaks are no alternative to anything."""
    event, track = visit.event, session.track
    open_to_all = [other for other in others if other.kind != Session.Kind.BREAK]
    parallel = neighbours.at_the_same_time(session, open_to_all)
    day = visit.snapshot.day_of(session.starts_at) if session.starts_at else ""
    if parallel:
        label = f"All {len(parallel)} in the grid" if len(parallel) > MOST else ""
        grid = f"{reverse('grid', args=[event.slug])}?day={day}"
        yield More("At the same time", parallel[:MOST], label, grid)
    listed = {each.pk for each in parallel[:MOST]} | {each.pk for person in people for each in person.others}
    rest = [other for other in open_to_all if other.pk not in listed and not other.is_cancelled]
    for person in people:
        speaker = person.appearance.speaker
        theirs = {each.pk for each in visit.snapshot.sessions_by_speaker[speaker]}
        found = neighbours.nearest([other for other in rest if other.pk in theirs], session)
        if found:
            label = f"All {len(theirs)} by {speaker.name}" if len(found) > MOST else ""
            href = reverse("speaker", args=[event.slug, speaker.slug])
            yield More(f"More by {speaker.name}", found[:MOST], label, href)
            shown = {each.pk for each in found[:MOST]}
            rest = [other for other in rest if other.pk not in shown]
    found = neighbours.nearest([other for other in rest if track and other.track_id == track.pk], session)
    if track and found:
        label = f"All in {track}" if len(found) > MOST else ""
        yield More(f"More in {track}", found[:MOST], label, f"{event.get_absolute_url()}?track={track.slug}")


def _history_of(session: Session) -> History:
    """What its state says already is not said again."""
    changes = list(session.changes.exclude(kind=Change.Kind.ADDED))
    told = None
    if session.is_cancelled:
        told = next((each for each in changes if each.kind == Change.Kind.CANCELLED), None)
    elif session.moved_from:
        moves = [each for each in changes if each.kind == Change.Kind.MOVED]
        told = moves[0] if len(moves) == 1 else None
    lines = [(line_of(each), each.at) for each in changes if each is not told]
    return History(told.at if told else None, lines[:MOST_CHANGES])


def _copy_of(session: Session) -> Copy | None:
    """For calendars on the web: who speaks and where the page is; never the access link."""
    if session.starts_at is None or session.ends_at is None:
        return None
    names = [appearance.speaker.name for appearance in session.people]
    return Copy(
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=str(session.event.timezone),
        details="\n\n".join(part for part in (", ".join(names), session.site_url) if part),
        location=location_of(session, session.event),
    )
