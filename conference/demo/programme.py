"""Writes the demo event's programme, from the JSON file beside this module, and opens its call for BoF topics."""

import json
from datetime import datetime
from pathlib import Path

from django.db import transaction

from schedule.models import Attachment, BofCall, Event, Room, Session, SessionSpeaker, Speaker, Tag, TagGroup, Track
from schedule.models.history import silence
from schedule.services.history import record
from schedule.services.publish import publish
from schedule.slugs import slug_for

SLUG = "kvm-forum-2020"
FILE = Path(__file__).with_name("kvm-forum-2020.json")


@transaction.atomic
def load_programme() -> Event:
    """The demo event, published. One that is there already is left as it is, with all that was changed in it."""
    event = Event.objects.filter(slug=SLUG).first()
    if event is not None:
        return event
    data = json.loads(FILE.read_text(encoding="utf-8"))
    with silence():
        event = _load(data)
    made = [
        *(Event.objects.get(pk=event.pk), *event.rooms.all(), *event.tracks.all(), *event.tag_groups.all()),
        *(*event.tags.all(), *event.speakers.all(), *event.sessions.all()),
        *(*SessionSpeaker.objects.filter(session__event=event), *Attachment.objects.filter(session__event=event)),
        event.bof_call,
    ]
    record(made, "+", reason="The demo event", event=event)
    return publish(event)


def _load(data) -> Event:
    event = Event.objects.create(**data["event"], is_online=True, is_published=True)
    rooms = {row["slug"]: Room.objects.create(event=event, **row) for row in data["rooms"]}
    tracks: dict[str, Track] = {}
    for row in data["tracks"]:
        parent = tracks.get(row.pop("parent", ""))
        tracks[row["slug"]] = Track.objects.create(event=event, parent=parent, **row)
    tags: dict[str, Tag] = {}
    for row in data["tags"]:
        group, _ = TagGroup.objects.get_or_create(event=event, name=row["group"])
        label = f"{row['group']}: {row['name']}"
        slug = slug_for(label, fallback="tag", taken=())
        tags[label] = Tag.objects.create(event=event, group=group, name=row["name"], slug=slug)
    speakers = {row["slug"]: Speaker.objects.create(event=event, **row) for row in data["speakers"]}
    for row in data["sessions"]:
        _load_session(event, row, rooms, tracks, tags, speakers)
    BofCall.objects.create(event=event, is_open=True, lets_claim=True)
    return event


def _load_session(event, row, rooms, tracks, tags, speakers) -> None:
    session = Session.objects.create(
        event=event,
        guid=row["guid"],
        kind=row["kind"],
        status=Session.Status.PUBLISHED,
        title=row["title"],
        is_open_slot=row.get("is_open_slot", False),
        slug=row["slug"],
        abstract=row["abstract"],
        starts_at=datetime.fromisoformat(row["starts_at"]),
        ends_at=datetime.fromisoformat(row["ends_at"]),
        room=rooms[row["room"]],
        track=tracks[row["track"]],
    )
    session.tags.set(tags[label] for label in row["tags"])
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(session=session, speaker=speakers[slug], order=number)
        for number, slug in enumerate(row["speakers"], start=1)
    )
    Attachment.objects.bulk_create(
        Attachment(session=session, label=attachment["label"], order=number)
        for number, attachment in enumerate(row["attachments"], start=1)
    )
