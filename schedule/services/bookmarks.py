"""Bookmarks: set, and counted as a change of the person's feeds; and what else a person chose about the schedule."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from schedule.models import Attendee, Bookmark, Session
from schedule.models.event import new_version
from schedule.services.cursors import prepared_cursor
from schedule.services.stamps import moment_of_change


@transaction.atomic
def set_bookmark(*, user, session: Session, bookmarked: bool) -> None:
    """Make the bookmark exist or not. Repeating it is harmless: a double click cannot undo itself."""
    attendee, _ = Attendee.objects.select_for_update().get_or_create(user=user)
    if bookmarked:
        _, is_changed = Bookmark.objects.get_or_create(user=user, session=session)
    else:
        is_changed = bool(Bookmark.objects.filter(user=user, session=session).delete()[0])
    if is_changed:
        attendee.version = new_version()
        attendee.changed_at = moment_of_change(timezone.now())
        attendee.save()


@transaction.atomic
def set_bookmarks(*, added: Iterable[tuple[int, int]] = (), removed: Iterable[tuple[int, int]] = ()) -> None:
    """Of many people at once, as (user, session) by their keys. Who has it so already is not touched.

    People are locked in one order, so that two such writes wait for each other and never both.
    """
    added, removed = set(added), set(removed)
    sessions = {session for _, session in added | removed}
    had = set(Bookmark.objects.filter(session__in=sessions).values_list("user", "session"))
    added, removed = added - had, removed & had
    people = {user for user, _ in added | removed}
    Attendee.objects.bulk_create([Attendee(user_id=pk) for pk in sorted(people)], ignore_conflicts=True)
    locked = list(Attendee.objects.select_for_update().filter(user__in=people).order_by("pk").values_list("pk"))
    Bookmark.objects.bulk_create(
        [Bookmark(user_id=user, session_id=session) for user, session in sorted(added)], ignore_conflicts=True
    )
    of_session: dict[int, list[int]] = defaultdict(list)
    for user, session in removed:
        of_session[session].append(user)
    for session, users in of_session.items():
        Bookmark.objects.filter(session=session, user__in=users).delete()
    if locked:
        moment = moment_of_change(timezone.now())
        Attendee.objects.filter(user__in=people).update(version=new_version(), changed_at=moment)


@transaction.atomic
def set_zone(*, user, zone: str) -> None:
    """Remember the IANA name of the zone that this person reads times in; empty is each event's own."""
    attendee, _ = Attendee.objects.select_for_update().get_or_create(user=user)
    attendee.zone = zone
    attendee.save(update_fields=["zone"])


@dataclass(frozen=True)
class Choices:
    """What one person chose: bookmarks in one event, by the sessions' keys, and the zone to read times in."""

    bookmarks: frozenset[int]
    zone: str = ""


def choices_of(user_pk: int, event_pk: int) -> Choices:
    """By one query, past the ORM, since each page of a signed-in person asks."""
    with prepared_cursor() as cursor:
        cursor.execute(_choices_statement(), [event_pk, user_pk])
        rows = cursor.fetchall()
    return Choices(frozenset(pk for pk, _ in rows if pk is not None), rows[0][1] or "" if rows else "")


@cache
def _choices_statement() -> str:
    users = get_user_model()._meta.db_table
    return f"""
        SELECT b.session_id, a.zone
        FROM {users} u
        LEFT JOIN schedule_attendee a ON a.user_id = u.id
        LEFT JOIN (
            SELECT b.user_id, b.session_id
            FROM schedule_bookmark b JOIN schedule_session s ON s.id = b.session_id
            WHERE s.event_id = %s
        ) b ON b.user_id = u.id
        WHERE u.id = %s
    """  # noqa: S608 - table names are this project's own
