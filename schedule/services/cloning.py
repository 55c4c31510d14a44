"""Makes next year's event from this year's: settings, rooms, tracks, tags, team; nothing of its programme."""

import uuid
from datetime import date
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction

from schedule.models import BofCall, Event, Room, Tag, TagGroup, TeamMember, Track
from schedule.models.event import new_version
from schedule.services.history import record
from schedule.services.publish import publish

_COPIED = (
    *("tagline", "description", "timezone", "day_starts_at", "venue", "address", "latitude", "longitude"),
    *("is_online", "website", "accent"),
)


@transaction.atomic
def clone_event(*, event: Event, name: str, slug: str, starts_on: date, by=None) -> Event:
    """A new event of the same length from `starts_on` on, not published. Raises ValidationError by field."""
    settings = {field: getattr(event, field) for field in _COPIED}
    ends_on = starts_on + (event.ends_on - event.starts_on)
    clone = Event(name=name, slug=slug, starts_on=starts_on, ends_on=ends_on, **settings)
    clone.full_clean()
    reason = f"Made from {event}"
    clone._change_reason = reason  # type: ignore[attr-defined]  # as django-simple-history reads it
    if by is not None:
        clone._history_user = by  # type: ignore[attr-defined]
    _copy_logo(event, clone)
    clone.save()
    made = [*_copy_rooms(event, clone), *_copy_tracks(event, clone), *_copy_tags(event, clone)]
    record([*made, *_copy_call(event, clone)], "+", by=by, reason=reason, event=clone)
    _copy_team(event, clone)
    return publish(clone)


def _copy_team(event: Event, clone: Event) -> None:
    """Who is in it; invitations that nobody answered are not made anew."""
    members = list(TeamMember.objects.filter(event=event).exclude(user=None))
    for member in members:
        _renew(member, clone)
    TeamMember.objects.bulk_create(members)


def _copy_logo(event: Event, clone: Event) -> None:
    """A file of its own, so that replacing one does not delete the other's. One that the storage lost is left out."""
    if not event.logo:
        return
    try:
        with event.logo.open("rb") as file:
            content = ContentFile(file.read())
    except OSError:
        return
    clone.logo.save(PurePath(str(event.logo.name)).name, content, save=False)


def _copy_rooms(event: Event, clone: Event) -> list[Room]:
    rooms = list(Room.objects.filter(event=event))
    for room in rooms:
        _renew(room, clone)
        room.guid = uuid.uuid4()
    return Room.objects.bulk_create(rooms)


def _copy_tracks(event: Event, clone: Event) -> list[Track]:
    """Those above before those below them."""
    tracks = list(Track.objects.filter(event=event))
    copies = {track.pk: track for track in tracks}
    for track in tracks:
        above = copies.get(track.parent_id) if track.parent_id else None
        _renew(track, clone)
        track.parent = above
    upper = Track.objects.bulk_create(track for track in tracks if track.parent is None)
    for track in tracks:
        track.parent = track.parent  # whose key is known only now
    return [*upper, *Track.objects.bulk_create(track for track in tracks if track.parent is not None)]


def _copy_tags(event: Event, clone: Event) -> list[TagGroup | Tag]:
    groups = list(TagGroup.objects.filter(event=event))
    copies = {group.pk: group for group in groups}
    tags = list(Tag.objects.filter(event=event))
    for group in groups:
        _renew(group, clone)
    TagGroup.objects.bulk_create(groups)
    for tag in tags:
        _renew(tag, clone)
        tag.group = copies[tag.group_id] if tag.group_id else None
    return [*groups, *Tag.objects.bulk_create(tags)]


def _copy_call(event: Event, clone: Event) -> list[BofCall]:
    """How BoFs are done, closed: until when topics are taken is another year's date."""
    calls = list(BofCall.objects.filter(event=event))
    for call in calls:
        _renew(call, clone)
        call.is_open, call.closes_at, call.version = False, None, new_version()
    return BofCall.objects.bulk_create(calls)


def _renew(row, clone: Event) -> None:
    row.pk = None
    row._state.adding = True
    row.event = clone
