"""Reads the history of one object into acts: who did what when, and which fields were what before and after."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Max, Min

from schedule.models import Session
from schedule.services.history import history_of, team_of, who
from schedule.services.states import PARTS, Part, State, concrete, labels_of, part_row, state_of

PAGE = 100


@dataclass
class Act:
    """All that one request or command did to one object. `differences`: name in `states` -> (before, after)."""

    key: str
    at: datetime
    by: Any = None
    reason: str = ""
    change: str = "~"
    differences: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """An act as a list of them needs it."""

    key: str
    at: datetime


def acts_of(obj, event, *, page: int = 1) -> tuple[list[Act], bool]:
    """A page of what happened to this object, newest first, and whether there is older. As many queries for any size.

    Acts that changed nothing anybody edits are left out.
    """
    model = concrete(type(obj))
    heads = _heads(model, obj.pk, event)
    start = (page - 1) * PAGE
    acts = _read(model, obj.pk, event, heads[start : start + PAGE])
    return [act for act in acts if act.change != "~" or act.differences], len(heads) > start + PAGE


def act_on(obj, event, key: str) -> Act | None:
    """What this act did to the object; None where it did nothing."""
    model = concrete(type(obj))
    found = _read(model, obj.pk, event, [head for head in _heads(model, obj.pk, event) if head.key == key])
    return found[0] if found and (found[0].differences or found[0].change != "~") else None


def _heads(model: type[models.Model], pk: int, event) -> list[Head]:
    begun: dict[str, datetime] = {}
    for rows in (_root(model, pk, event), *(_rows(part, pk, event) for part in PARTS.get(model, ()))):
        for key, at in rows.order_by().values("act").annotate(at=Min("history_date")).values_list("act", "at"):
            begun[key] = min(at, begun.get(key, at))
    ordered = _last_rows(model, pk, event)
    heads = [Head(key, at) for key, at in begun.items()]
    return sorted(heads, key=lambda head: (head.at, ordered.get(head.key, 0)), reverse=True)


def _last_rows(model: type[models.Model], pk: int, event) -> dict[str, int]:
    """Which of two acts of the same moment came last."""
    rows = _root(model, pk, event).order_by().values("act").annotate(last=Max("history_id"))
    return dict(rows.values_list("act", "last"))


def _root(model: type[models.Model], pk: int, event):
    return history_of(model).objects.filter(id=pk, event=event)


def _rows(part: Part, pk: int, event):
    return history_of(part.model).objects.filter(**{f"{part.holder}_id": pk, "event": event})


def _read(model: type[models.Model], pk: int, event, heads: list[Head]) -> list[Act]:
    if not heads:
        return []
    acts = {head.key: Act(head.key, head.at) for head in heads}
    labels = labels_of(model)
    rows = _root(model, pk, event).filter(act__in=acts).select_related("history_user__attendee").order_by("history_id")
    own, team = list(rows), team_of(event)
    for row in own:
        _sign(acts[row.act], row, team)
    states = _read_root(model, pk, event, own, acts)
    for part in PARTS.get(model, ()):
        changed = list(_rows(part, pk, event).select_related("history_user__attendee").order_by("history_id"))
        for key, (found, left) in replay(changed, part).items():
            if key in acts and found != left:
                states.setdefault(key, ({}, {}))
                states[key][0][part.name], states[key][1][part.name] = found, left
        for row in changed:
            if row.act in acts:
                _sign(acts[row.act], row, team)
    for key, (before, after) in states.items():
        act = acts[key]
        if act.change != "+":
            act.differences = {
                name: (before.get(name), after.get(name))
                for name in labels
                if (name in before or name in after) and before.get(name) != after.get(name)
            }
    return list(acts.values())


def _read_root(model, pk, event, rows: list[Any], acts: dict[str, Act]) -> dict[str, tuple[State, State]]:
    """What each act found and left, of the object's own fields. Without an earlier row nothing is known to differ."""
    states: dict[str, tuple[State, State]] = {}
    previous = _root(model, pk, event).filter(history_id__lt=rows[0].history_id).first() if rows else None
    last: Any = previous
    first_of: dict[str, Any] = {}
    for row in rows:
        act = acts[row.act]
        first_of.setdefault(row.act, last)
        before = first_of[row.act]
        if row.history_type == "+" and (before is None or before.history_type == "-"):
            act.change = "+"
        elif row.history_type == "-":
            act.change = "-"
        if before is not None and before.history_type != "-" and row.history_type != "-":
            states[row.act] = (_full(before, model), _full(row, model))
        last = row
    return states


def _full(row, model) -> State:
    state = state_of(row, model)
    if model is Session:
        state["tags"] = tuple(row.tag_ids)
    return state


def _sign(act: Act, row, team: frozenset[int]) -> None:
    act.by = act.by or who(row, team)
    act.reason = act.reason or row.history_change_reason or ""


def replay(rows: Iterable[Any], part: Part) -> dict[str, tuple[tuple, tuple]]:
    """What each act found and left of these parts. `rows` are all of the object's, oldest first.

    What is first heard of when it changes or goes was there before.
    """
    rows, standing = list(rows), {}
    for row in reversed(rows):
        standing[row.id] = row
    standing = {key: row for key, row in standing.items() if row.history_type != "+"}
    found: dict[str, tuple[tuple, tuple]] = {}
    for row in rows:
        before = found[row.act][0] if row.act in found else _in_order(standing, part)
        if row.history_type == "-":
            standing.pop(row.id, None)
        else:
            standing[row.id] = row
        found[row.act] = (before, _in_order(standing, part))
    return found


def _in_order(standing: dict[int, Any], part: Part) -> tuple:
    return tuple(part_row(row, part) for row in sorted(standing.values(), key=lambda row: (row.order, row.id)))
