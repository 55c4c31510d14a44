"""What an import will write, as far as it is worked out, and how it was chosen."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from schedule.models import Event, Room, Session, Speaker, Tag, TagGroup, Track
from schedule.services.imports import values
from schedule.services.imports.report import Item, Report

# Guids of what comes without one are made of the event's address and the source's key, so that a dry run tells them.
_NAMESPACE = UUID("5f5f0f5e-4b0c-4d53-9d0c-0f4f3a8c7c11")


@dataclass(frozen=True)
class Options:
    """What was chosen for an import.

    The sets name sessions, rooms and speakers by guid: those that are left as they are, those whose edits here give
    way though `keep_local` is set, and gone ones that are cancelled or deleted though `remove_missing` is not.
    """

    keep_local: bool = False
    remove_missing: bool = False
    left_out: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()


@dataclass
class Plan:
    """All that is to be written. Rows are model instances, new ones without a key."""

    event: Event
    report: Report
    version: str  # of the event, when it was read
    names: values.Names = field(default_factory=values.Names)
    new_rooms: list[Room] = field(default_factory=list)
    renamed_rooms: list[Room] = field(default_factory=list)
    marked_rooms: list[Room] = field(default_factory=list)
    new_tracks: list[Track] = field(default_factory=list)
    marked_tracks: list[Track] = field(default_factory=list)
    new_groups: list[TagGroup] = field(default_factory=list)
    new_tags: list[Tag] = field(default_factory=list)
    new_speakers: list[Speaker] = field(default_factory=list)
    changed_speakers: list[Speaker] = field(default_factory=list)
    marked_speakers: list[Speaker] = field(default_factory=list)
    links_of: list[tuple[Speaker, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    new_sessions: list[Session] = field(default_factory=list)
    changed_sessions: list[Session] = field(default_factory=list)
    marked_sessions: list[Session] = field(default_factory=list)
    deleted_sessions: list[Session] = field(default_factory=list)
    people_of: list[tuple[Session, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    tags_of: list[tuple[Session, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    attachments_of: list[tuple[Session, tuple[tuple[str, str], ...]]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to write."""
        kept = ("event", "report", "version", "names")
        return not any(value for name, value in vars(self).items() if name not in kept)


def guid_for(event: Event, kind: str, key: str, wanted: str, taken: set[UUID]) -> UUID:
    """The file's own where it is free here, else one made of the key; the same each time."""
    guid = UUID(wanted) if wanted else uuid5(_NAMESPACE, f"{event.slug}/{kind}/{key}")
    while guid in taken:
        guid = uuid5(guid, "next")
    return guid


def put(row, plain: values.Values) -> None:
    for name, value in plain.items():
        setattr(row, name, value)


def report_conflicts(plan: Plan, item: Item, found: values.Comparison, words: values.Words, *, kind: str) -> None:
    for each in found.conflicts:
        plan.report.conflicts.append(
            {
                **item,
                "kind": kind,
                "field": each.name,
                "label": values.LABELS[each.name],
                "here": words(each.name, each.here),
                "file": words(each.name, each.file),
                "kept": each.is_kept,
            }
        )


def field_items(differences: Iterable[values.Difference], words: values.Words) -> list[Item]:
    return [
        {
            "field": each.name,
            "label": values.LABELS[each.name],
            "old": words(each.name, each.here),
            "new": words(each.name, each.file),
        }
        for each in differences
    ]
