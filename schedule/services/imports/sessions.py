"""What an import does with sessions: which are new, changed, moved, cancelled or gone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import Count, Prefetch

from schedule.days import day_of
from schedule.importers import records
from schedule.importers.wording import is_to_come
from schedule.models import Bookmark, Event, Session, SessionSpeaker, Tag
from schedule.services.imports import values
from schedule.services.imports.matching import guid_digest, id_digest, matched_sessions
from schedule.services.imports.plan import Options, Plan, field_items, guid_for, put, report_conflicts
from schedule.services.imports.report import Item, named
from schedule.services.imports.values import Words
from schedule.slugs import Slugs, is_slug

Status = Session.Status


def plan_sessions(plan: Plan, schedule: records.Schedule, rows: list[Session], options: Options, words: Words) -> None:
    """`rows` are the event's sessions, from `session_rows`."""
    row_of = matched_sessions(schedule.sessions, rows)
    bookmarks = _bookmarks(plan.event)
    matched = {row.pk for row in row_of.values()}
    for number, record in enumerate(schedule.sessions):
        if (row := row_of.get(number)) is not None:
            known = _for_row(record, row, schedule)
            _compare_session(plan, known, row, options, words, bookmarks.get(row.pk, 0))
    added = [record for number, record in enumerate(schedule.sessions) if number not in row_of]
    _add_sessions(plan, added, rows, options)
    for row in rows:
        if row.import_key and row.pk not in matched and row.status != Status.CANCELLED:
            _remove_session(plan, row, options, bookmarks.get(row.pk, 0))
    _warn_of_other_days(plan, [*row_of.values(), *plan.new_sessions])


def session_rows(event: Event) -> list[Session]:
    """All sessions of the event, with what belongs to them."""
    if not event.pk:
        return []
    people = SessionSpeaker.objects.select_related("speaker").order_by("order", "pk")
    rows = Session.objects.filter(event=event).select_related("room", "track__parent").in_order()
    tags = Prefetch("tags", Tag.objects.select_related("group"))
    return list(rows.prefetch_related(Prefetch("appearances", people), tags, "attachments"))


def _bookmarks(event: Event) -> dict[int, int]:
    if not event.pk:
        return {}
    counts = Bookmark.objects.filter(session__event=event).values("session").annotate(number=Count("pk"))
    return {row["session"]: row["number"] for row in counts.order_by()}


def _compare_session(
    plan: Plan, record: records.Session, row: Session, options: Options, words: Words, bookmarks: int
) -> None:
    item = named(row)
    keep = (options.keep_local or _got_its_topic_here(record, row)) and item["guid"] not in options.taken
    found = values.compared(
        values.session_in_file(record, plan.names), values.session_here(row), row.imported, keep_local=keep
    )
    taken = {each.name: each.file for each in found.taken}
    if taken and item["guid"] in options.left_out:
        plan.report.left_out.append(item)
        return
    report_conflicts(plan, item, found, words, kind="session")
    if not taken:
        plan.report.unchanged += 1
    else:
        item = {**item, "title": taken.get("title", row.title), "fields": field_items(found.taken, words)}
        if taken.get("status") == Status.CANCELLED:
            plan.report.cancelled.append({**item, "bookmarks": bookmarks})
        elif "starts_at" in taken or "ends_at" in taken:
            plan.report.moved.append({**item, "bookmarks": bookmarks})
        else:
            plan.report.changed.append({**item, "bookmarks": bookmarks})
        if "title" in taken and is_to_come(row.title) and not is_to_come(taken["title"]):
            row.is_open_slot = False  # the file has its topic
        _take(plan, row, taken)
    digests = {**found.digests, **_ids(record)}
    import_key = row.import_key if record.key.startswith("at:") and row.import_key else record.key
    if taken or digests != row.imported or row.import_key != import_key:
        row.imported, row.import_key = digests, import_key
        (plan.changed_sessions if taken else plan.marked_sessions).append(row)


def _got_its_topic_here(record: records.Session, row: Session) -> bool:
    """Whether an organiser gave a slot the topic that the file still calls to come."""
    return row.kind == Session.Kind.BOF and is_to_come(record.title) and not is_to_come(row.title)


def _for_row(record: records.Session, row: Session, schedule: records.Schedule) -> records.Session:
    """The record without what its format could not say of a session that is here already.

    A file uploaded here stands for its announcement. schedule.xml and schedule.json of our own leave announcements out,
    and our calendars have the abstract among other words.
    """
    uploaded = {each.label for each in row.attachments.all() if each.file}
    links = record.attachments
    if links is not None:
        links = tuple(link for link in links if link.url or link.label not in uploaded)
        if schedule.is_own and schedule.format in ("frab-xml", "schedule-json"):
            here = [records.Link(each.label, each.url) for each in row.attachments.all() if not each.file]
            is_same = tuple(link for link in here if link.url) == links
            links = tuple(here) if is_same else (*links, *(link for link in here if not link.url))
    abstract = None if schedule.is_own and schedule.format == "ics" else record.abstract
    return replace(record, attachments=links, abstract=abstract)


def _ids(record: records.Session) -> dict[str, str]:
    """What the source calls it, to be known by even after a capture that knew it by less."""
    found = {"guid": guid_digest(record), "id": id_digest(record)}
    return {name: digest for name, digest in found.items() if digest}


def _take(plan: Plan, row: Session, taken: values.Values) -> None:
    """Write these values into the row, or into the plan where they are rows of their own."""
    plain = dict(taken)
    if "room" in plain:
        row.room = plan.names.room_by_guid.get(plain.pop("room"))
    if "track" in plain:
        row.track = plan.names.track_by_key.get(plain.pop("track"))
    for name, of in (("people", plan.people_of), ("tags", plan.tags_of), ("attachments", plan.attachments_of)):
        if name in plain:
            of.append((row, plain.pop(name)))
    put(row, plain)


def _add_sessions(plan: Plan, added: Iterable[records.Session], rows: list[Session], options: Options) -> None:
    guids, slugs = {row.guid for row in rows}, Slugs(row.slug for row in rows)
    numbers = {row.number for row in rows}
    for record in sorted(added, key=lambda record: (record.starts_at is None, record.starts_at or 0)):
        guid = guid_for(plan.event, "session", record.key, str(record.uuid or ""), guids)
        own = record.slug if is_slug(record.slug) and record.slug not in slugs else ""
        slug = slugs.take(own) if own else slugs.give(record.title, fallback=f"session-{guid.hex[:8]}")
        item = {"guid": str(guid), "slug": slug, "title": record.title}
        guids.add(guid)
        if str(guid) in options.left_out:
            plan.report.left_out.append(item)
            continue
        session = Session(event=plan.event, guid=guid, slug=slug, import_key=record.key)
        if record.number is not None and record.number not in numbers:
            session.number = record.number
            numbers.add(record.number)
        said = values.session_in_file(record, plan.names)
        _take(plan, session, said)
        session.is_open_slot = session.kind == Session.Kind.BOF and is_to_come(session.title)
        session.imported = {**values.digests_of({"kind": session.kind, **said}), **_ids(record)}
        plan.new_sessions.append(session)
        plan.report.new.append({**item, "status": session.status})


def _remove_session(plan: Plan, row: Session, options: Options, bookmarks: int) -> None:
    item: Item = {**named(row), "bookmarks": bookmarks, "action": "left"}
    if options.remove_missing or item["guid"] in options.removed:
        if row.status == Status.PUBLISHED:
            item["action"] = "cancelled"
            row.status = Status.CANCELLED
            row.imported = {**row.imported, "status": values.digest(Status.CANCELLED.value)}
            plan.changed_sessions.append(row)
        elif not bookmarks:  # a draft that somebody bookmarked while it was published stays
            item["action"] = "deleted"
            plan.deleted_sessions.append(row)
    plan.report.gone.append(item)


def _warn_of_other_days(plan: Plan, sessions: list[Session]) -> None:
    event = plan.event
    days: Counter[date] = Counter()
    for session in sessions:
        if session.starts_at is not None:
            on = day_of(session.starts_at, zone=event.timezone, day_starts_at=event.day_starts_at)
            if not event.starts_on <= on <= event.ends_on:
                days[on] += 1
    for on, number in sorted(days.items()):
        text = f"{number} session{'' if number == 1 else 's'} on {on}, which is not a day of the event."
        plan.report.warnings.append({"place": "", "text": text})
