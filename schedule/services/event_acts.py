"""Reads the history of a whole event into acts, newest first: what was added, changed and deleted, by whom."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Case, Count, F, Max, OuterRef, Subquery, Value, When, Window
from django.db.models.functions import RowNumber

from schedule.models import BofCall, BofProposal, Event, Room, Session, Speaker, Tag, TagGroup, Track
from schedule.services.history import history_of, team_of, who
from schedule.services.history_words import Told, Words
from schedule.services.states import PARTS, Part, state_of, title_of

NEWEST = 100
# Of one act and one kind of thing: an import is told by number beyond that.
MOST_THINGS = 8
KINDS: tuple[type[models.Model], ...] = (Event, Session, Speaker, Room, Track, TagGroup, Tag, BofProposal, BofCall)
# What says how a thing is called, and which admin page it has.
_NAMED_BY = {Session: ("title", "kind"), BofProposal: ("title",), BofCall: ("pk",)}


@dataclass
class Thing:
    """One object in an act. `parts` are those of its parts that changed, in words."""

    model: type[models.Model]
    pk: int
    title: str = ""
    change: str = "~"
    differences: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    is_there: bool = True
    kind: str = ""  # of a session


@dataclass
class EventAct:
    key: str
    at: datetime
    by: Any = None
    reason: str = ""
    things: list[Thing] = field(default_factory=list)
    left_out: int = 0


def acts_in(
    event: Event, *, by: int | None = None, kind: type[models.Model] | None = None, deleted: bool = False, page: int = 1
) -> tuple[list[EventAct], bool]:
    """A page of acts of one person, on one kind of thing, or deletions only, as asked; and whether there is older."""
    kinds = [each for each in KINDS if kind in (None, each)]
    sources: list[tuple[type[models.Model], Part | None]] = [(each, None) for each in kinds]
    if not deleted:
        sources += [(each, part) for each in kinds for part in PARTS.get(each, ())]
    narrow: dict[str, Any] = {"event": event} | ({"history_user": by} if by else {})
    narrow |= {"history_type": "-"} if deleted else {}
    heads: dict[str, EventAct] = {}
    for model, part in sources:
        rows = history_of(part.model if part else model).objects.filter(**narrow).order_by().values("act")
        newest = rows.annotate(at=Max("history_date")).order_by("-at")[: NEWEST * page + 1]
        for key, at in newest.values_list("act", "at"):
            act = heads.setdefault(key, EventAct(key, at))
            act.at = max(act.at, at)
    ordered = sorted(heads.values(), key=lambda act: act.at, reverse=True)
    shown = {act.key: act for act in ordered[NEWEST * (page - 1) : NEWEST * page]}
    _fill(event, shown, sources, narrow)
    return [act for act in shown.values() if act.things], len(ordered) > NEWEST * page


def people_in(event: Event) -> list[Any]:
    """Which organisers wrote anything in the event, to be chosen from. Attendees write of their own topics."""
    keys: set[int] = set()
    for model in (*KINDS, *(part.model for parts in PARTS.values() for part in parts)):
        found = history_of(model).objects.filter(event=event, history_user__isnull=False).order_by()
        keys |= set(found.values_list("history_user", flat=True).distinct())
    return list(get_user_model().objects.filter(pk__in=keys & team_of(event)).order_by("email"))


def _fill(event: Event, acts: dict[str, EventAct], sources, narrow: dict[str, Any]) -> None:
    things: dict[tuple[str, type[models.Model], int], Thing] = {}
    team = team_of(event)
    for model, part in sources:
        rows = _rows_of(history_of(part.model if part else model), narrow, acts)
        before = _before(history_of(model), rows) if part is None else {}
        for row in rows:
            act = acts[row.act]
            act.by, act.reason = act.by or who(row, team), act.reason or row.history_change_reason or ""
            pk = getattr(row, f"{part.holder}_id") if part else row.id
            thing = things.setdefault((row.act, model, pk), Thing(model, pk))
            if part is not None:
                if part.label not in thing.parts:
                    thing.parts.append(part.label)
            else:
                _tell(thing, row, before.get(row.before))
    _name(event, things)
    for (key, _, _), thing in things.items():
        if thing.title and (thing.change != "~" or thing.differences or thing.parts):
            acts[key].things.append(thing)
    wanted = [(thing.model, thing.differences) for thing in things.values()]
    words = Words(event, wanted)
    for thing in things.values():
        thing.told = words.told(thing.model, thing.differences)
        thing.parts = [] if thing.change != "~" else thing.parts
    _count_the_rest(acts, sources, narrow)


def _rows_of(history, narrow: dict[str, Any], acts: dict[str, EventAct]) -> list[Any]:
    """The first rows of each act, deletions before changes before additions, each with the key of the one before."""
    rank = Case(When(history_type="-", then=Value(0)), When(history_type="~", then=Value(1)), default=Value(2))
    place = Window(RowNumber(), partition_by=F("act"), order_by=[rank, F("history_id")])
    earlier = history.objects.filter(id=OuterRef("id"), event=OuterRef("event"), history_id__lt=OuterRef("history_id"))
    placed = history.objects.filter(**narrow, act__in=list(acts)).order_by().annotate(place=place)
    first = list(placed.filter(place__lte=MOST_THINGS).values_list("history_id", flat=True))
    rows = (
        history.objects.filter(pk__in=first)
        .annotate(before=Subquery(earlier.order_by("-history_id").values("history_id")[:1]))
        .select_related("history_user__attendee")
    )
    return sorted(rows, key=lambda row: row.history_id)


def _before(history, rows: list[Any]) -> dict[int, Any]:
    return history.objects.in_bulk([row.before for row in rows if row.before])


def _tell(thing: Thing, row, before) -> None:
    thing.title = title_of(row, thing.model)
    if thing.model is Session:
        thing.kind = row.kind
    if row.history_type == "-":
        thing.change = "-"
    elif row.history_type == "+":
        thing.change = "+"
    elif thing.change == "~" and before is not None:
        old, new = state_of(before, thing.model), state_of(row, thing.model)
        if thing.model is Session:
            old["tags"], new["tags"] = tuple(before.tag_ids), tuple(row.tag_ids)
        for name in new:
            first = thing.differences[name][0] if name in thing.differences else old[name]
            thing.differences[name] = (first, new[name])
        thing.differences = {name: pair for name, pair in thing.differences.items() if pair[0] != pair[1]}


def _name(event: Event, things) -> None:
    """Which objects are still there, and what those are called whose parts alone changed."""
    by_model: dict[type[models.Model], list[Thing]] = defaultdict(list)
    for (_, model, _), thing in things.items():
        by_model[model].append(thing)
    for model, found in by_model.items():
        own = {"pk": event.pk} if model is Event else {"event": event}
        rows: Any = model._default_manager.filter(**own, pk__in=[thing.pk for thing in found])
        names = {row.pk: row for row in rows.only(*_NAMED_BY.get(model, ("name",)))}
        gone = {thing.pk for thing in found if not thing.title and thing.pk not in names}
        past = {
            row.id: row for row in history_of(model).objects.filter(event=event, id__in=gone).order_by("history_id")
        }
        for thing in found:
            there = names.get(thing.pk)
            thing.is_there = there is not None
            if there:
                thing.title = thing.title or title_of(there, model)
                thing.kind = getattr(there, "kind", "")
            elif thing.pk in past:
                thing.title = title_of(past[thing.pk], model)


def _count_the_rest(acts: dict[str, EventAct], sources, narrow: dict[str, Any]) -> None:
    for model, part in sources:
        if part is not None:
            continue
        rows = history_of(model).objects.filter(**narrow, act__in=list(acts)).order_by().values("act")
        for key, number in rows.annotate(number=Count("id", distinct=True)).values_list("act", "number"):
            acts[key].left_out += max(0, number - MOST_THINGS)
