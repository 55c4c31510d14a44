"""What is stored of a session for calendars: its entry in each form that readers have, with stamps that rise with it.

There are two kinds of reader. Everybody may read the schedule's calendar, which never holds an access link. Those who
bookmarked the session have the link as soon as it is open. The two see different changes, so each has its own stamps.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from schedule.exporters import ical
from schedule.models import Event, Publication, Session
from schedule.services import entries
from schedule.services.stamps import risen
from schedule.visibility import PUBLIC_STATUSES

# All that a new publication says; `session` and `created_at` stay.
WRITTEN = (
    *("entry", "starts_at", "ends_at", "zone", "is_cancelled", "moved_from"),
    *("vevent", "sequence", "modified_at", "public_vevent", "public_sequence", "public_modified_at"),
    *("opens_at", "opened_entry", "opened_vevent", "opened_sequence", "opened_modified_at"),
)


# A link that opens while a write is under way is read by some before and by others after it.
LONGEST_WRITE = timedelta(seconds=30)


@dataclass(frozen=True)
class Form:
    """An entry as one kind of reader has it at a moment: finished, with its stamps."""

    entry: ical.Entry
    vevent: bytes
    stamps: ical.Stamps

    @classmethod
    def first(cls, entry: ical.Entry, at: datetime) -> Self:
        at = at.replace(microsecond=0)
        stamps = ical.Stamps(created_at=at, modified_at=at, sequence=0)
        return cls(entry, ical.vevent(entry, stamps), stamps)

    def become(self, entry: ical.Entry, at: datetime) -> Self:
        """This form while its bytes stay the same, else the next one, with stamps that every calendar notices.

        RFC 5545 3.8.7: SEQUENCE rises when time, place or status differ, LAST-MODIFIED whenever anything does. Bytes
        are compared, so that a release which writes entries differently counts as well.
        """
        if ical.vevent(entry, self.stamps) == self.vevent:
            return self
        step = ical.timing_lines(self.entry) != ical.timing_lines(entry)
        stamps = replace(
            self.stamps, modified_at=risen(at, self.stamps.modified_at), sequence=self.stamps.sequence + step
        )
        return replace(self, entry=entry, vevent=ical.vevent(entry, stamps), stamps=stamps)


@dataclass(frozen=True)
class Revision:
    """A publication to be written, and what it changes for readers. `old` is None for a session new to them."""

    row: Publication
    old: ical.Entry | None  # both without the access link
    new: ical.Entry
    is_visible: bool


def revision_of(session: Session, event: Event, before: Publication | None, at: datetime) -> Revision | None:
    """The publication that this session should have now, or None when the one it has is right.

    `session` was loaded with `for_display()` and its attachments.
    """
    moved_from = before.moved_from if before else None
    opens_at, opened = None, None
    if event.is_published and session.status in PUBLIC_STATUSES and session.starts_at is not None:
        moved_from = _moved_from(session, before)
        entry = entries.entry_of(session, event, moved_from=moved_from)
        if session.access_url and not session.is_cancelled:
            opens_at = session.link_opens_at
            opened = entries.with_link(entry, session, event, moved_from=moved_from)
    elif before is not None:  # withdrawn: cancelled, with what attendees knew
        entry = replace(ical.Entry.from_json(before.entry), is_cancelled=True)
    else:
        return None
    was_public = _public(before) if before else None
    was_shown = _replaced(before, opens_at, at) if before and not _is_one_form(before) else was_public
    now = opened if opened is not None and opens_at is not None and opens_at <= at else entry
    public = was_public.become(entry, at) if was_public else Form.first(entry, at)
    if now is entry and was_shown == was_public:
        shown = public
    else:
        shown = was_shown.become(now, at) if was_shown else Form.first(now, at)
    row = _row(session, public, shown, moved_from)
    if opened is not None and opens_at is not None:
        row.opens_at, row.opened_entry = opens_at, opened.to_json()
        if now is entry:
            later = _later(shown, opened, opens_at, before, at)
            row.opened_vevent = later.vevent
            row.opened_sequence, row.opened_modified_at = later.stamps.sequence, later.stamps.modified_at
    if before is not None and _written(row) == _written(before):
        return None
    is_visible = (public, shown) != (was_public, was_shown)
    return Revision(row, was_public.entry if was_public else None, entry, is_visible)


def _moved_from(session: Session, before: Publication | None) -> datetime | None:
    """Where it was at first, however often it moved since; None when it is there again."""
    if before is None:
        return None
    moved_from = before.moved_from
    if session.starts_at != before.starts_at:
        moved_from = moved_from or before.starts_at
    return None if session.starts_at == moved_from else moved_from


def _is_one_form(row: Publication) -> bool:
    """Whether everybody has what the session's bookmarkers have, as without a link."""
    stamps = (row.sequence, row.modified_at) == (row.public_sequence, row.public_modified_at)
    return row.opened_entry is None and stamps and bytes(row.vevent) == bytes(row.public_vevent)


def _replaced(before: Publication, opens_at: datetime | None, at: datetime) -> Form:
    """The form that the new one rises above: what bookmarkers have now, or will have by the end of this write.

    That is the opened form where it opens meanwhile, and the link then goes or opens later.
    """
    soon = _shown(before, at + LONGEST_WRITE)
    is_kept = opens_at is not None and before.opens_at is not None and opens_at <= before.opens_at
    return _shown(before, at) if is_kept else soon


def _later(shown: Form, opened: ical.Entry, opens_at: datetime, before: Publication | None, at: datetime) -> Form:
    """The form from `opens_at` on. Where the one that it replaces opens during this write, it rises above that too."""
    if before is not None and not before.has_opened_since(at) and before.has_opened_since(at + LONGEST_WRITE):
        was = _shown(before, at + LONGEST_WRITE)
        later = shown.become(opened, opens_at)
        if was.become(opened, opens_at) is was and was.stamps.sequence == later.stamps.sequence:
            return was
        return shown.become(opened, risen(opens_at, was.stamps.modified_at))
    return shown.become(opened, opens_at)


def _public(row: Publication) -> Form:
    stamps = ical.Stamps(row.created_at, row.public_modified_at, row.public_sequence)
    return Form(ical.Entry.from_json(row.entry), bytes(row.public_vevent), stamps)


def _shown(row: Publication, at: datetime) -> Form:
    """The form that those who bookmarked the session have at this moment."""
    entry, modified_at, sequence = row.entry, row.modified_at, row.sequence
    if row.opened_modified_at is not None and row.has_opened_since(at):
        entry, modified_at, sequence = row.opened_entry, row.opened_modified_at, row.opened_sequence
    elif row.opened_entry is not None and row.opened_vevent is None:
        entry = row.opened_entry  # it was open when published
    stamps = ical.Stamps(row.created_at, modified_at, sequence)
    return Form(ical.Entry.from_json(entry), row.vevent_at(at), stamps)


def _row(session: Session, public: Form, shown: Form, moved_from: datetime | None) -> Publication:
    return Publication(
        session=session,
        entry=public.entry.to_json(),
        starts_at=public.entry.starts_at,
        ends_at=public.entry.ends_at,
        zone=public.entry.zone,
        is_cancelled=public.entry.is_cancelled,
        moved_from=moved_from,
        created_at=public.stamps.created_at,
        vevent=shown.vevent,
        sequence=shown.stamps.sequence,
        modified_at=shown.stamps.modified_at,
        public_vevent=public.vevent,
        public_sequence=public.stamps.sequence,
        public_modified_at=public.stamps.modified_at,
    )


def _written(row: Publication) -> list[object]:
    values = [getattr(row, name) for name in WRITTEN]
    return [bytes(value) if isinstance(value, memoryview) else value for value in values]
