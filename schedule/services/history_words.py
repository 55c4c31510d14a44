"""What was and what is, in an organiser's words: rooms by name, times in the event's zone, texts by their lines."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.db import models

from schedule.differences import Line, excerpt, line_difference
from schedule.models import Event, Session, SessionSpeaker, Speaker, Tag
from schedule.models.fields import ProseField
from schedule.services.history import history_of
from schedule.services.states import concrete, labels_of, title_of

NOTHING = "–"
Differences = dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Told:
    """A field's difference as a page prints it. `lines` instead of `old` and `new` for long texts."""

    name: str
    label: str
    old: str
    new: str
    lines: tuple[Line, ...] = ()


class Words:
    """Says the values of one event's objects. Names are read once, in a fixed number of queries."""

    def __init__(self, event: Event, wanted: Iterable[tuple[type[models.Model], Differences]]):
        self.event = event
        keys: dict[type[models.Model], set[int]] = defaultdict(set)
        for model, differences in wanted:
            for name, values in differences.items():
                for value in values:
                    _collect(keys, concrete(model), name, value)
        self.names = {model: _names(model, event, ids) for model, ids in keys.items()}

    def told(self, model: type[models.Model], differences: Differences) -> list[Told]:
        """In the order in which fields are shown."""
        labels = labels_of(model)
        return [
            self._told(concrete(model), name, labels[name], *differences[name])
            for name in labels
            if name in differences
        ]

    def of(self, model: type[models.Model], name: str, value: Any) -> str:
        """One value, on one line."""
        model = concrete(model)
        if value in (None, "", (), (None, None)):
            return NOTHING
        if name == "time":
            return self._span(*value)
        if name == "tags":
            return ", ".join(sorted(self._name(Tag, key) for key in value))
        if name == "people":
            return ", ".join(self._appearance(*each) for each in value)
        if name == "attachments":
            return ", ".join(label + (" (file)" if file else "") for label, _, file in value)
        if name == "links":
            return ", ".join(f"{label} ({url})" for label, url in value)
        return self._of_field(model._meta.get_field(name), value)

    def _told(self, model, name: str, label: str, old: Any, new: Any) -> Told:
        if name in _field_names(model) and isinstance(model._meta.get_field(name), ProseField) and old and new:
            return Told(name, label, "", "", tuple(line_difference(old, new)))
        words = self.of(model, name, old), self.of(model, name, new)
        if words[0] == words[1]:  # only addresses of attachments differ, say
            words = _plainly(old) or words[0], _plainly(new) or words[1]
        return Told(name, label, *words)

    def _of_field(self, field: Any, value: Any) -> str:
        if field.is_relation:
            return self._name(field.related_model, value)
        if isinstance(field, models.FileField):
            return f"a file ({PurePath(value).suffix.lstrip('.') or 'no ending'})"
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, datetime):
            return _moment(self.event.local(value))
        if isinstance(value, date):
            return f"{value:%a} {value.day} {value:%b %Y}"
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return excerpt(str(value))

    def _span(self, starts_at: datetime | None, ends_at: datetime | None) -> str:
        if starts_at is None or ends_at is None:
            return NOTHING
        start, end = self.event.local(starts_at), self.event.local(ends_at)
        if start.date() == end.date():
            return f"{_moment(start)}–{end:%H:%M}"
        return f"{_moment(start)} – {_moment(end)}"

    def _appearance(self, speaker: int, role: str) -> str:
        name = self._name(Speaker, speaker)
        return name if role == SessionSpeaker.Role.SPEAKER else f"{name} ({SessionSpeaker.Role(role).label.lower()})"

    def _name(self, model: type[models.Model], key: int) -> str:
        return self.names.get(concrete(model), {}).get(key) or f"something that is gone (number {key})"


def _moment(local: datetime) -> str:
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def _plainly(value: Any) -> str:
    return excerpt(", ".join(" ".join(map(str, each)) for each in value)) if isinstance(value, tuple) else ""


def _field_names(model) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def _collect(keys, model: type[models.Model], name: str, value: Any) -> None:
    if name == "tags" and model is Session:
        keys[Tag].update(value or ())
    elif name == "people" and model is Session:
        keys[Speaker].update(speaker for speaker, _ in value or ())
    elif name in _field_names(model) and value is not None:
        field: Any = model._meta.get_field(name)
        if field.is_relation:
            keys[field.related_model].add(value)


def _names(model: type[models.Model], event: Event, ids: set[int]) -> dict[int, str]:
    """Names of what is in the event, and of what was."""
    parent = [field.name for field in model._meta.fields if field.is_relation and field.name != "event"]
    rows: Any = model._default_manager.filter(event=event, pk__in=ids).select_related(*parent)
    names = {row.pk: row.name if isinstance(row, Speaker) else str(row) for row in rows}
    if gone := ids - names.keys():
        past = history_of(model).objects.filter(event=event, id__in=gone).order_by("history_id")
        names |= {row.id: f"{title_of(row, model)} (deleted)" for row in past}
    return names
