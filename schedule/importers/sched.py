"""What Sched's API and its spreadsheets have in common: types for tracks, entities in names."""

from schedule.importers.names import names_in
from schedule.importers.records import Tag
from schedule.importers.tables.grid_rows import unescaped
from schedule.importers.wording import kind_of, kind_of_title


def title_of(name: str) -> str:
    """The title as its organisers wrote it, a byline included: they may mean it."""
    return unescaped(name).strip()


def track_of(types: str, subtypes: str) -> tuple[str, ...]:
    """The path of the first type and subtype. A type may hold its subtype as well: "Talks - Kernel"."""
    first = next(iter(names_in(unescaped(types))), "")
    second = next(iter(names_in(unescaped(subtypes))), "")
    type_, _, subtype = first.partition(" - ")
    return tuple(name for name in (type_.strip(), second or subtype.strip()) if name)


def other_types(types: str) -> tuple[Tag, ...]:
    """The types after the first, which is the track."""
    return tuple(Tag("Track", name) for name in names_in(unescaped(types))[1:])


def kind_in(types: str, subtypes: str, title: str) -> str:
    """As the title says, or the subtype, or the type."""
    found = (kind_of_title(title), kind_of(subtypes), kind_of(types))
    return next((kind for kind in found if kind not in ("", "talk")), "talk")
