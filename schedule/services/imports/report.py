"""What an import changes, or would: for people, for programs, and to be kept."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from schedule.models import Session

Item = dict[str, Any]


@dataclass
class Report:
    """Each session stands in one of `new` to `gone`, or is counted in `unchanged`; items have guid, slug and title.

    `changed` and `moved` (another time) list `fields`, each with its old and new words; `moved`, `cancelled` and `gone`
    how many `bookmarks` they touch; `gone` what is done (`left`, `cancelled`, `deleted`). `conflicts` are fields that
    were edited here since the last import: `here`, `file`, and whether what was here is `kept`.
    """

    format: str = ""
    new: list[Item] = field(default_factory=list)
    changed: list[Item] = field(default_factory=list)
    moved: list[Item] = field(default_factory=list)
    cancelled: list[Item] = field(default_factory=list)
    gone: list[Item] = field(default_factory=list)
    conflicts: list[Item] = field(default_factory=list)
    warnings: list[Item] = field(default_factory=list)
    unchanged: int = 0
    left_out: list[Item] = field(default_factory=list)  # by choice
    rooms: list[Item] = field(default_factory=list)  # under another name in the file now
    speakers: dict[str, list[Item]] = field(default_factory=lambda: {"new": [], "changed": []})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def summary(self) -> str:
        """In one line: "3 new, 1 moved, 2 unchanged"."""
        counts = [(name, len(getattr(self, name))) for name in ("new", "changed", "moved", "cancelled", "gone")]
        words = [f"{number} {name}" for name, number in counts if number] + [f"{self.unchanged} unchanged"]
        if self.left_out:
            words.append(f"{len(self.left_out)} left out")
        return ", ".join(words)

    def lines(self) -> Iterable[str]:
        """The whole report for a terminal."""
        for name in ("new", "moved", "changed", "cancelled", "gone"):
            for item in getattr(self, name):
                yield f"{_VERBS.get(item.get('action', ''), name)}: {item['title']} ({item['slug']}){_touched(item)}"
                yield from _sides(item)
        for kind, items in (("room", self.rooms), ("speaker", self.speakers["changed"])):
            for item in items:
                yield f"{kind} changed: {item['title']}"
                yield from _sides(item)
        for item in self.conflicts:
            done = "kept" if item["kept"] else "overwritten"
            yield f"conflict, edited here and {done}: {item['title']}, {item['label']}: {_short(item['here'])}"
        for item in self.warnings:
            yield f"warning: {item['place']}: {item['text']}" if item["place"] else f"warning: {item['text']}"
        yield f"{self.summary}."


_VERBS = {"left": "gone", "cancelled": "gone, cancelled", "deleted": "gone, deleted"}


def named(session: Session) -> Item:
    return {"guid": str(session.guid), "slug": session.slug, "title": session.title}


def _sides(item: Item) -> Iterable[str]:
    for change in item.get("fields", ()):
        yield f"    {change['label']}: {_short(change['old'])} → {_short(change['new'])}"


def _touched(item: Item) -> str:
    number = item.get("bookmarks")
    return f", {number} bookmark{'' if number == 1 else 's'}" if number else ""


def _short(words: str) -> str:
    line = " ".join(words.split())
    return (line if len(line) <= 100 else line[:99] + "…") or "nothing"
