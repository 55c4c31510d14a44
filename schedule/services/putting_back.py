"""Puts back what an act changed, or an object that was deleted: first as a proposal, then in one transaction.

Files are left alone: the earlier one was deleted when it was replaced.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction

from schedule.differences import Line
from schedule.models import BofCall, BofProposal, Event, Session, Speaker, Tag
from schedule.models.history import REASON_LENGTH
from schedule.services import states
from schedule.services.acts import Act, act_on
from schedule.services.history import history_of
from schedule.services.history_words import NOTHING, Words
from schedule.services.publish import publish
from schedule.services.states import PARTS, Part, concrete, labels_of
from schedule.slugs import slug_for

KEPT_FILE = "Files are not put back: the earlier one was deleted when it was replaced. Upload it again."

# Of a topic. A slot and its bookmarks go with the one, other people's interest with the other.
_OF_SLOTS = ("session", "merged_into")
KEPT_SLOT = "Its slot, and what it was merged into, stay: those are given and taken on its own page and its list."


class Stale(Exception):
    """Somebody changed the object after the proposal was shown."""


@dataclass(frozen=True)
class Field:
    """What one field is now, and what it will be. `is_since`: it was changed again after the act.

    Of a long text `lines` say what differs.
    """

    label: str
    now: str
    then: str
    is_since: bool = False
    lines: tuple[Line, ...] = ()


@dataclass
class Proposal:
    """What putting back would do. `obj` is not saved, and has the new values of its own fields.

    `problems` stand in the way; `notes` do not. Without `fields` there is nothing to do.
    """

    obj: Any
    fields: list[Field] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)  # name in `states` -> what it will be
    token: str = ""

    @property
    def name(self) -> str:
        """What it is called by itself: the track above it may be gone."""
        return states.title_of(self.obj, concrete(type(self.obj)))

    @property
    def is_possible(self) -> bool:
        return bool(self.fields) and not self.problems


def proposal_for(obj, event: Event, act: Act) -> Proposal:
    """What putting back this act, which `act_on` found, would do to the object."""
    model, fresh = concrete(type(obj)), type(obj)._default_manager.get(pk=obj.pk)
    now = states.current_state(fresh)
    proposal, wanted, since = Proposal(fresh), {}, set()
    for name, (before, after) in act.differences.items():
        then = _without_files(proposal, model, name, before, now[name])
        if then == now[name]:
            continue
        if name in _left_to_services(model) or (model is BofProposal and then == BofProposal.State.MERGED):
            _note(proposal, KEPT_SLOT)
            continue
        if name == "is_open_slot" and then and (topic := fresh.proposals.first()):
            _note(proposal, f"Its topic stays: “{topic.title}”. Take that out of its slot first.")
            continue
        if name == "slug" and model is Event and _has_fixed_address(fresh):
            proposal.problems.append("The event's address can no longer change.")
        wanted[name] = (now[name], then)
        if now[name] != after:
            since.add(name)
    words = Words(event, [(model, wanted)])
    for told in words.told(model, wanted):
        proposal.fields.append(Field(told.label, told.old, told.new, told.name in since, told.lines))
        proposal.values[told.name] = wanted[told.name][1]
    _apply(proposal, model, event, words)
    if isinstance(fresh, BofProposal) and fresh.state != BofProposal.State.MERGED:
        fresh.merged_into = None
    proposal.token = _token(now, proposal)
    return proposal


def restoration_of(model: type[models.Model], pk: int, event: Event) -> Proposal | None:
    """What putting back a deleted object would do; None where there is none to put back. A session becomes a draft."""
    model = concrete(model)
    row = history_of(model).objects.filter(id=pk, event=event).order_by("-history_id").first()
    if row is None or row.history_type != "-" or model._default_manager.filter(pk=pk).exists():
        return None
    if model in (Event, BofCall):  # which are deleted with all that they are of
        return None
    fields = history_of(model).tracked_fields
    obj: Any = model(**{each.attname: getattr(row, each.attname) for each in fields})
    obj.event = event
    proposal = Proposal(obj)
    if hasattr(obj, "slug"):
        taken = set(model._default_manager.filter(event=event).values_list("slug", flat=True))
        obj.slug = obj.slug if obj.slug not in taken else slug_for(obj.slug, fallback=obj.slug, taken=taken)
        if obj.slug != row.slug:
            proposal.notes.append(f"Its address ends in “{obj.slug}” now, since another has the one that it had.")
    if model is BofProposal:
        obj.proposer = get_user_model().objects.filter(pk=row.proposer_id).first()  # who may be gone since
        obj.session, obj.merged_into = None, None
        proposal.notes.append("Who was interested in it is not known any more.")
    state = {name: value for name, value in states.state_of(row, model).items() if name not in _left_to_services(model)}
    if model is Session:
        state["tags"] = tuple(row.tag_ids)
        if row.status != Session.Status.DRAFT:
            state["status"] = Session.Status.DRAFT.value
            proposal.notes.append("It comes back as a draft. Publish it when it is right.")
    for part in PARTS.get(model, ()):
        rows = history_of(part.model).objects.filter(
            **{f"{part.holder}_id": pk, "event": event, "act": row.act, "history_type": "-"}
        )
        found = tuple(states.part_row(each, part) for each in rows.order_by("order", "id"))
        state[part.name] = _without_files(proposal, model, part.name, found, ())
    for name, value in list(state.items()):
        state[name] = _without_files(proposal, model, name, value, "") if value else value
    words, labels = Words(event, [(model, {name: (None, value) for name, value in state.items()})]), labels_of(model)
    proposal.values = state
    for name, label in labels.items():
        if (then := words.of(model, name, state.get(name))) != NOTHING and name != "order":
            proposal.fields.append(Field(label, NOTHING, then))
    _apply(proposal, model, event, words)
    proposal.token = _token({"deleted": row.history_id}, proposal)
    return proposal


@transaction.atomic
def put_back(*, obj, event: Event, key: str, token: str, by=None) -> Proposal:
    """Undo what the act `key` did to this object. Raises Stale where it is no longer what the token's proposal showed,
    and ValidationError where something stands in the way; then nothing is written.
    """
    Event.objects.locked().get(pk=event.pk)
    act = act_on(obj, event, key)
    if act is None:
        raise Stale
    proposal = proposal_for(obj, event, act)
    reason = f"Put back what changed on {event.local(act.at):%d %b %Y %H:%M}"
    _write(proposal, event, token, by=by, reason=reason, is_new=False)
    return proposal


@transaction.atomic
def put_back_deleted(*, model: type[models.Model], pk: int, event: Event, token: str, by=None) -> Proposal:
    """Make a deleted object anew, under its old key, guid and slug. Raises as `put_back` does."""
    Event.objects.locked().get(pk=event.pk)
    proposal = restoration_of(model, pk, event)
    if proposal is None:
        raise Stale
    _write(proposal, event, token, by=by, reason="Put back what was deleted", is_new=True)
    return proposal


def _write(proposal: Proposal, event: Event, token: str, *, by, reason: str, is_new: bool) -> None:
    if token != proposal.token:
        raise Stale
    if proposal.problems:
        raise ValidationError(proposal.problems)
    obj, model = proposal.obj, concrete(type(proposal.obj))
    _sign(obj, by, reason)
    obj.full_clean()
    obj.save(force_insert=is_new)
    if "tags" in proposal.values and model is Session:
        obj.tags.set(proposal.values["tags"])
    for part in PARTS.get(model, ()):
        if part.name in proposal.values:
            _replace(obj, part, proposal.values[part.name], by, reason)
    publish(event)


def _replace(obj, part: Part, wanted: tuple, by, reason: str) -> None:
    """Rows that are wanted already keep their keys; files stay, after the rest."""
    manager = part.model._default_manager
    standing = list(manager.filter(**{part.holder: obj.pk}).order_by("order", "pk"))
    for order, values in enumerate(wanted, start=1):
        given: dict[str, Any] = dict(zip(part.fields, values, strict=True))
        row: Any = next((each for each in standing if _is_same(each, given)), None)
        if row is None:
            row = part.model(**{part.holder: obj})
        else:
            standing.remove(row)
        for name, value in (given | {"order": order}).items():
            if name != "file":
                setattr(row, name, value)
        _sign(row, by, reason)
        row.full_clean()
        row.save()
    for row in standing:
        _sign(row, by, reason)
        row.delete()


def _is_same(row, given: dict[str, Any]) -> bool:
    """Whether the row is the wanted one: the same person, the same file, the same link."""
    if "speaker_id" in given:
        return row.speaker_id == given["speaker_id"]
    return all(str(getattr(row, name)) == value for name, value in given.items())


def _sign(row, by, reason: str) -> None:
    """As django-simple-history reads it."""
    row._change_reason = reason[:REASON_LENGTH]
    if by is not None:
        row._history_user = by


def _without_files(proposal: Proposal, model, name: str, then: Any, now: Any) -> Any:
    """What can be had of it: files stay as they are, and nothing is put back that would need a deleted one."""
    if name == "attachments":
        standing = [each for each in now if each[2]]
        wanted = [each for each in then if not each[2] or each in standing]
        if [each for each in then if each[2] and each not in standing] or any(each not in wanted for each in standing):
            _note(proposal, KEPT_FILE)
        return tuple([*wanted, *(each for each in standing if each not in wanted)])
    if name in {each.name for each in model._meta.concrete_fields if isinstance(each, models.FileField)}:
        if then != now:
            _note(proposal, KEPT_FILE)
        return now
    return then


def _left_to_services(model: type[models.Model]) -> tuple[str, ...]:
    return _OF_SLOTS if model is BofProposal else ()


def _note(proposal: Proposal, text: str) -> None:
    if text not in proposal.notes:
        proposal.notes.append(text)


def _apply(proposal: Proposal, model, event: Event, words: Words) -> None:
    """Give the object its new values, and find what they refer to that is gone or of another event."""
    for name, value in proposal.values.items():
        if name == "time":
            proposal.obj.starts_at, proposal.obj.ends_at = value
        elif name == "tags" and model is Session:
            _refuse_gone(proposal, Tag, value, words, "tags", event)
        elif name == "people" and model is Session:
            _refuse_gone(proposal, Speaker, [speaker for speaker, _ in value], words, "people", event)
        elif name not in {part.name for part in PARTS.get(model, ())}:
            meta: Any = model._meta.get_field(name)
            if meta.is_relation and value is not None:
                _refuse_gone(proposal, meta.related_model, [value], words, name, event)
            setattr(proposal.obj, meta.attname, value)


def _refuse_gone(proposal: Proposal, model, keys, words: Words, name: str, event: Event) -> None:
    there = set(model._default_manager.filter(event=event, pk__in=list(keys)).values_list("pk", flat=True))
    for key in keys:
        if key not in there:
            label = words.names.get(model, {}).get(key, "Something").removesuffix(" (deleted)")
            kind = str(model._meta.verbose_name)
            proposal.problems.append(f"The {kind} “{label}” was deleted. Put it back first, from the event's history.")


def _has_fixed_address(event: Event) -> bool:
    return event.is_published or hasattr(event, "banner")


def _token(now: dict[str, Any], proposal: Proposal) -> str:
    """Differs when anything does that the proposal shows."""
    shown = {name: value for name, value in now.items() if name in proposal.values or name == "deleted"}
    return hashlib.sha256(repr((shown, proposal.values, proposal.problems)).encode()).hexdigest()[:24]
