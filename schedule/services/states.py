"""What an object of the programme was and is: its fields, and what belongs to it, in a form that can be compared.

`time`, `tags`, `people`, `attachments` and `links` stand for what is more than one field.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models

from schedule.models import Attachment, BofCall, BofProposal, Session, SessionSpeaker, Speaker, SpeakerLink
from schedule.models.history import tag_ids_of
from schedule.services.history import history_of

State = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """Rows that belong to one object and are told of with it."""

    name: str
    label: str
    model: type[models.Model]
    holder: str  # the field that leads to the object
    fields: tuple[str, ...]


PARTS: dict[type[models.Model], tuple[Part, ...]] = {
    Session: (
        Part("people", "Speakers", SessionSpeaker, "session", ("speaker_id", "role")),
        Part("attachments", "Attachments", Attachment, "session", ("label", "url", "file")),
    ),
    Speaker: (Part("links", "Links", SpeakerLink, "speaker", ("label", "url")),),
}
# Nobody edits these. Who proposed a topic is told by the name that they chose, and not here.
_HIDDEN = ("guid", "import_key", "proposer")
_TIMES = ("starts_at", "ends_at")


def concrete(model: type[models.Model]) -> type[models.Model]:
    return model._meta.concrete_model or model


def shown_fields(model: type[models.Model]) -> list[models.Field]:
    """The fields that history tells of, times left out where they are told together."""
    fields = history_of(model).tracked_fields
    hidden = (*_HIDDEN, *(_TIMES if concrete(model) is Session else ()))
    return [field for field in fields if field.name not in hidden and not field.primary_key]


def labels_of(model: type[models.Model]) -> dict[str, str]:
    """Each name of a state in words, in the order in which it is shown."""
    labels: dict[str, str] = {}
    if concrete(model) is Session:
        labels["time"] = "Time"
    for field in shown_fields(model):
        label = str(field.verbose_name)
        labels[field.name] = label[:1].upper() + label[1:]
    if concrete(model) is Session:
        labels["tags"] = "Tags"
    return labels | {part.name: part.label for part in PARTS.get(concrete(model), ())}


def state_of(row, model: type[models.Model]) -> State:
    """Of a history row, or of an object as it is now; without tags and parts."""
    state: State = {}
    for field in shown_fields(model):
        value = getattr(row, field.attname)
        state[field.name] = str(value or "") if isinstance(field, models.FileField) else value
    if concrete(model) is Session:
        state["time"] = (row.starts_at, row.ends_at)
    return state


def title_of(row, model: type[models.Model]) -> str:
    """What an object is called, or was, of its history row: by itself, whatever it belongs to."""
    if model is BofCall:
        return "BoFs of this event"
    return str(row.title if concrete(model) in (Session, BofProposal) else row.name)


def part_row(row, part: Part) -> tuple[Any, ...]:
    return tuple(str(value) if name == "file" else value for name, value in _values(row, part))


def _values(row, part: Part):
    return ((name, getattr(row, name)) for name in part.fields)


def current_state(obj) -> State:
    """The object as it stands in the database, with all that belongs to it."""
    model = concrete(type(obj))
    state = state_of(obj, model)
    if model is Session:
        state["tags"] = tuple(tag_ids_of([obj]).get(obj.pk, []))
    for part in PARTS.get(model, ()):
        rows = part.model._default_manager.filter(**{part.holder: obj.pk}).order_by("order", "pk")
        state[part.name] = tuple(part_row(row, part) for row in rows)
    return state
