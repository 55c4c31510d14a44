"""What an import does with rooms, tracks, tags and speakers, before sessions refer to them."""

from typing import Any
from uuid import UUID

from schedule.importers import records
from schedule.models import Room, Speaker, Tag, TagGroup, Track
from schedule.services.imports import values
from schedule.services.imports.matching import matched_rooms, matched_speakers
from schedule.services.imports.plan import Options, Plan, field_items, guid_for, put, report_conflicts
from schedule.services.imports.report import Item
from schedule.services.imports.values import Words
from schedule.slugs import Slugs, is_slug


def _rows(plan: Plan, model) -> list[Any]:
    return list(model.objects.filter(event=plan.event)) if plan.event.pk else []


def plan_rooms(plan: Plan, schedule: records.Schedule, options: Options) -> None:
    rows = _rows(plan, Room)
    row_of = matched_rooms(schedule.rooms, rows)
    # Those that have another name in the file, and were given none here.
    other = {
        number: row
        for number, row in row_of.items()
        if row.name == (row.import_key or row.name) != schedule.rooms[number].name
    }
    going = {number: row for number, row in other.items() if str(row.guid) not in options.left_out}
    leaving = {row.pk for row in going.values()}
    kept = {row.name for row in rows if row.pk not in leaving}  # names that stay with whoever has them
    while refused := [number for number in going if schedule.rooms[number].name in kept]:
        kept |= {going.pop(number).name for number in refused}
    guids, slugs = {row.guid for row in rows}, Slugs(row.slug for row in rows)
    last = max((row.order for row in rows), default=0)
    for number, record in enumerate(schedule.rooms):
        room = row_of.get(number)
        if room is None:
            last += 1
            room = _new_room(plan, record, guids, slugs, order=last)
            room.name = _free_name(record.name, kept)
            plan.new_rooms.append(room)
        elif number in going:
            _rename_room(plan, room, record)
        else:
            _tell_other_name(plan, room, record)
            import_key = room.import_key if number in other else record.name
            _mark(plan.marked_rooms, room, import_key, capacity=record.capacity, floor=record.floor)
        kept.add(room.name)
        plan.names.rooms[record.name] = plan.names.room_by_guid[str(room.guid)] = room


def _new_room(plan: Plan, record: records.Room, guids: set[UUID], slugs: Slugs, *, order: int) -> Room:
    guid = guid_for(plan.event, "room", record.name, record.guid, guids)
    guids.add(guid)
    return Room(
        event=plan.event,
        guid=guid,
        slug=slugs.give(record.name, fallback=f"room-{guid.hex[:8]}"),
        import_key=record.name,
        order=order,
        capacity=record.capacity,
        floor=record.floor or "",
        directions=record.directions or "",
    )


def _free_name(name: str, taken: set[str]) -> str:
    """The name, or one with a number where a room was given it here."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name[:190].rstrip()} ({number})", number + 1
    return free


def _rename_room(plan: Plan, room: Room, record: records.Room) -> None:
    """The file calls it by another name now, and nobody gave it one here."""
    item = {"guid": str(room.guid), "slug": room.slug, "title": record.name}
    change = {"field": "name", "label": values.LABELS["name"], "old": room.name, "new": record.name}
    plan.report.rooms.append({**item, "fields": [change]})
    room.name = room.import_key = record.name
    plan.renamed_rooms.append(room)


def _tell_other_name(plan: Plan, room: Room, record: records.Room) -> None:
    if record.name not in (room.name, room.import_key):
        text = f"Room “{room.name}” is “{record.name}” in the file; its name here stays."
        plan.report.warnings.append({"place": "", "text": text})


def _mark(marked: list[Any], row, import_key: str, **filled) -> None:
    """Notes what the file calls this row, and fills what is empty here; nothing else of it is ever changed."""
    empty = {name: value for name, value in filled.items() if value and not getattr(row, name)}
    if row.import_key != import_key or empty:
        row.import_key = import_key
        put(row, empty)
        marked.append(row)


def plan_tracks(plan: Plan, schedule: records.Schedule) -> None:
    rows = list(Track.objects.filter(event=plan.event).select_related("parent")) if plan.event.pk else []
    known = {values.track_key(row): row for row in rows}
    slugs = Slugs(row.slug for row in rows)
    last = max((row.order for row in rows), default=0)
    for record in schedule.tracks:
        key = values.path_key(record.path)
        track = known.get(key)
        if track is None:
            parent = plan.names.tracks[record.path[:1]] if len(record.path) > 1 else None
            own = record.slug if schedule.is_own and is_slug(record.slug) and record.slug not in slugs else ""
            slug = slugs.take(own) if own else slugs.give(record.path[-1], fallback="track")
            last += 1
            track = Track(event=plan.event, parent=parent, name=record.path[-1], slug=slug, order=last)
            track.colour, track.import_key = record.colour, key
            known[key] = track
            plan.new_tracks.append(track)
        else:
            _mark(plan.marked_tracks, track, key, colour=record.colour)
        plan.names.tracks[record.path] = plan.names.track_by_key[key] = track


def plan_tags(plan: Plan, schedule: records.Schedule) -> None:
    groups = {row.name: row for row in _rows(plan, TagGroup)}
    rows = list(Tag.objects.filter(event=plan.event).select_related("group")) if plan.event.pk else []
    plan.names.tags = {(row.group.name if row.group else "", row.name): row for row in rows}
    slugs = Slugs(row.slug for row in rows)
    last = max((group.order for group in groups.values()), default=0)
    for tag in dict.fromkeys(tag for session in schedule.sessions for tag in session.tags or ()):
        if (tag.group, tag.name) in plan.names.tags:
            continue
        if tag.group and tag.group not in groups:
            last += 1
            groups[tag.group] = TagGroup(event=plan.event, name=tag.group, order=last)
            plan.new_groups.append(groups[tag.group])
        row = Tag(event=plan.event, group=groups.get(tag.group) if tag.group else None, name=tag.name)
        row.slug = slugs.give(f"{tag.group} {tag.name}".strip(), fallback="tag")
        plan.names.tags[tag.group, tag.name] = row
        plan.new_tags.append(row)


def plan_speakers(plan: Plan, schedule: records.Schedule) -> list[tuple[records.Person, Speaker]]:
    """Adds the new ones, and returns the others with what the file says of them, for `compare_speakers`."""
    rows = list(Speaker.objects.filter(event=plan.event).prefetch_related("links")) if plan.event.pk else []
    row_of = matched_speakers(schedule.people, rows)
    guids, slugs = {row.guid for row in rows}, Slugs(row.slug for row in rows)
    for number, person in enumerate(schedule.people):
        speaker = row_of.get(number) or _new_speaker(plan, person, guids, slugs)
        plan.names.speakers[person] = speaker
    return [(schedule.people[number], speaker) for number, speaker in row_of.items()]


def _new_speaker(plan: Plan, person: records.Person, guids: set[UUID], slugs: Slugs) -> Speaker:
    guid = guid_for(plan.event, "speaker", person.key or person.name, person.guid, guids)
    slug = slugs.give(person.name, fallback=f"speaker-{guid.hex[:8]}")
    guids.add(guid)
    said = values.speaker_in_file(person)
    speaker = Speaker(event=plan.event, guid=guid, slug=slug, import_key=person.key)
    speaker.imported = values.digests_of(said)
    if links := said.pop("links", ()):
        plan.links_of.append((speaker, links))
    put(speaker, said)
    plan.new_speakers.append(speaker)
    plan.report.speakers["new"].append(_named_person(speaker))
    return speaker


def compare_speakers(plan: Plan, pairs: list[tuple[records.Person, Speaker]], options: Options, words: Words) -> None:
    for person, speaker in pairs:
        if str(speaker.guid) not in options.left_out:
            _compare_speaker(plan, person, speaker, options, words)


def _compare_speaker(plan: Plan, person: records.Person, speaker: Speaker, options: Options, words: Words) -> None:
    keep = options.keep_local and str(speaker.guid) not in options.taken
    item = _named_person(speaker)
    found = values.compared(
        values.speaker_in_file(person), values.speaker_here(speaker), speaker.imported, keep_local=keep
    )
    report_conflicts(plan, item, found, words, kind="speaker")
    taken = {each.name: each.file for each in found.taken}
    if taken:
        plan.report.speakers["changed"].append({**item, "fields": field_items(found.taken, words)})
        if "links" in taken:
            plan.links_of.append((speaker, taken.pop("links")))
        put(speaker, taken)
    import_key = person.key or speaker.import_key
    if taken or found.digests != speaker.imported or import_key != speaker.import_key:
        speaker.imported, speaker.import_key = found.digests, import_key
        (plan.changed_speakers if taken else plan.marked_speakers).append(speaker)


def _named_person(speaker: Speaker) -> Item:
    return {"guid": str(speaker.guid), "slug": speaker.slug, "title": speaker.name}


def leave_out_unused(plan: Plan) -> None:
    """What only sessions that are left out refer to is not made either."""
    sessions = [*plan.new_sessions, *plan.changed_sessions]
    guids = {guid for _, people in plan.people_of for guid, _ in people}
    tags = {tag for _, of_session in plan.tags_of for tag in of_session}
    used = [session.track for session in sessions if session.track]
    tracks = {id(track) for track in (*used, *(track.parent for track in used))}
    rooms = {id(session.room) for session in sessions}
    plan.new_rooms = [room for room in plan.new_rooms if id(room) in rooms]
    plan.new_tracks = [track for track in plan.new_tracks if id(track) in tracks]
    plan.new_tags = [tag for tag in plan.new_tags if (tag.group.name if tag.group else "", tag.name) in tags]
    groups = {id(tag.group) for tag in plan.new_tags}
    plan.new_groups = [group for group in plan.new_groups if id(group) in groups]
    plan.new_speakers = [speaker for speaker in plan.new_speakers if str(speaker.guid) in guids]
    new = {id(speaker) for speaker in plan.new_speakers}
    plan.links_of = [(speaker, links) for speaker, links in plan.links_of if speaker.pk or id(speaker) in new]
    kept = {str(speaker.guid) for speaker in plan.new_speakers}
    plan.report.speakers["new"] = [item for item in plan.report.speakers["new"] if item["guid"] in kept]
