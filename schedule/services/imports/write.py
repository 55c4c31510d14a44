"""Writes what an import has planned: a fixed number of statements, whatever their size, and `publish` at the end."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Cast

from schedule.models import Attachment, Room, Session, SessionSpeaker, Speaker, SpeakerLink, Tag, TagGroup, Track
from schedule.models.history import silence
from schedule.services.history import record, record_deletion
from schedule.services.imports.plan import Plan
from schedule.services.publish import publish

_SESSION = (
    *("title", "kind", "status", "abstract", "starts_at", "ends_at", "room", "track", "language", "capacity"),
    *("recording", "access_url", "is_open_slot"),
)
_SPEAKER = ("name", "position", "company", "bio")
_MARKS = ("import_key", "imported")

Note = Callable[..., None]


def write(plan: Plan, *, by=None, reason: str = "") -> None:
    """In the caller's transaction, which holds the event's lock. `by` and `reason` go into the history."""
    if plan.is_empty and plan.version:
        return
    note = partial(record, by=by, reason=reason, event=plan.event)
    _rename(plan.renamed_rooms)
    _update(Room, plan.marked_rooms, ("capacity", "floor", "import_key"))
    Room.objects.bulk_create(plan.new_rooms)
    _update(Track, plan.marked_tracks, ("colour", "import_key"))
    Track.objects.bulk_create(track for track in plan.new_tracks if track.parent is None)
    Track.objects.bulk_create(track for track in plan.new_tracks if track.parent is not None)
    TagGroup.objects.bulk_create(plan.new_groups)
    Tag.objects.bulk_create(plan.new_tags)
    note([*plan.new_rooms, *plan.new_tracks, *plan.new_groups, *plan.new_tags], "+")
    note([*plan.renamed_rooms, *plan.marked_rooms, *plan.marked_tracks], "~")
    _update(Speaker, plan.changed_speakers, (*_SPEAKER, *_MARKS))
    _update(Speaker, plan.marked_speakers, _MARKS)
    Speaker.objects.bulk_create(plan.new_speakers)
    note(plan.new_speakers, "+")
    note(plan.changed_speakers, "~")
    _write_links(plan, note)
    _update(Session, plan.changed_sessions, (*_SESSION, *_MARKS, "updated_at"))
    _update(Session, plan.marked_sessions, _MARKS)
    Session.objects.bulk_create(plan.new_sessions)
    _write_people(plan, note)
    _write_tags(plan)
    _write_attachments(plan, note)
    note(plan.new_sessions, "+")  # now that they have their tags
    note(plan.changed_sessions, "~")
    record_deletion(plan.deleted_sessions, by=by, reason=reason)
    _delete(plan.deleted_sessions)
    publish(plan.event)


def _update(model: type[models.Model], rows: list[Any], names: tuple[str, ...]) -> None:
    """An upsert: many rows with different values in one statement, which `bulk_update` needs far longer for."""
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=["pk"], update_fields=names)


def _rename(rooms: list[Room]) -> None:
    """By way of names that nobody has, since two may have exchanged theirs."""
    if rooms:
        keys = [room.pk for room in rooms]
        Room.objects.filter(pk__in=keys).update(name=Cast("guid", models.CharField(max_length=36)))
        _update(Room, rooms, ("name", "import_key"))


def _delete(sessions: list[Session]) -> None:
    """With the files that were uploaded for them, once the transaction is through."""
    keys = [session.pk for session in sessions]
    for attachment in Attachment.objects.filter(session__in=keys).exclude(file=""):
        transaction.on_commit(partial(attachment.file.storage.delete, attachment.file.name))
    with silence():
        Session.objects.filter(pk__in=keys).delete()


def _write_links(plan: Plan, note: Note) -> None:
    _replace(
        SpeakerLink.objects.filter(speaker__in=_keys(plan.links_of)),
        [
            SpeakerLink(speaker=speaker, label=label, url=url, order=order)
            for speaker, links in plan.links_of
            for order, (label, url) in enumerate(links, start=1)
        ],
        note,
    )


def _write_people(plan: Plan, note: Note) -> None:
    speakers = {str(speaker.guid): speaker for speaker in plan.names.speakers.values()}
    _replace(
        SessionSpeaker.objects.filter(session__in=_keys(plan.people_of)),
        [
            SessionSpeaker(session=session, speaker=speakers[guid], role=role, order=order)
            for session, people in plan.people_of
            for order, (guid, role) in enumerate(people, start=1)
        ],
        note,
    )


def _write_tags(plan: Plan) -> None:
    through: Any = Session.tags.through
    _clear(through.objects.filter(session__in=_keys(plan.tags_of)))
    through.objects.bulk_create(
        through(session=session, tag=plan.names.tags[tag]) for session, tags in plan.tags_of for tag in tags
    )


def _write_attachments(plan: Plan, note: Note) -> None:
    """Files that were uploaded here stay."""
    _replace(
        Attachment.objects.filter(session__in=_keys(plan.attachments_of), file=""),
        [
            Attachment(session=session, label=label, url=url, order=order)
            for session, links in plan.attachments_of
            for order, (label, url) in enumerate(links, start=1)
        ],
        note,
    )


def _replace(gone: models.QuerySet[Any], new: list[Any], note: Note) -> None:
    note(gone, "-")
    _clear(gone)
    gone.model._default_manager.bulk_create(new)
    note(new, "+")


def _keys(rows_of: list[tuple[Any, Any]]) -> list[int]:
    return [row.pk for row, _ in rows_of]


def _clear(rows: models.QuerySet[Any]) -> None:
    rows._raw_delete(rows.db)  # nothing hangs on these rows, so none need be read
