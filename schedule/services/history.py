"""Writes history where saving does not: bulk writes, and what they delete. Reading it is for `services.acts`."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q, prefetch_related_objects
from django.utils import timezone
from simple_history.models import HistoricalRecords

from schedule.models import (
    Attachment,
    BofCall,
    BofProposal,
    Event,
    Room,
    Session,
    SessionSpeaker,
    Speaker,
    SpeakerLink,
    Tag,
    TagGroup,
    Track,
)
from schedule.models.history import Records, current_act, tag_ids_of

RECORDED: tuple[type[models.Model], ...] = (
    Event,
    Room,
    Track,
    TagGroup,
    Tag,
    Speaker,
    SpeakerLink,
    Session,
    SessionSpeaker,
    Attachment,
    BofCall,
    BofProposal,
)


def record(rows: Iterable[models.Model], change: str, *, by=None, reason: str = "", event: Event | None = None) -> None:
    """Write down these rows as they stand: `+` new, `~` changed, `-` about to be deleted.

    Call it in the transaction of the write, and for `-` before the rows are gone. All rows of one model take as many
    statements as one. Without `by` it is who sent the request, or nobody. `event`, where all are of one, saves asking.
    """
    by_model: dict[type[models.Model], list[Any]] = defaultdict(list)
    for row in rows:
        by_model[row._meta.concrete_model or type(row)].append(row)
    for model, group in by_model.items():
        _record(model, group, change, by=by or _asking(), reason=reason, event=event)


def _record(model: type[models.Model], rows: list[Any], change: str, *, by, reason: str, event) -> None:
    records = records_of(model)
    if records.through and event is None:
        prefetch_related_objects(rows, records.through)
    tags = tag_ids_of(rows) if model is Session else None
    act, at = current_act(), timezone.now()
    history_of(model).objects.bulk_create(
        records.row_of(
            row,
            change,
            act=act,
            at=at,
            by=by,
            reason=reason,
            tag_ids=None if tags is None else tags.get(row.pk, []),
            event_id=event and event.pk,
        )
        for row in rows
    )


def record_deletion(sessions: Iterable[Session], *, by=None, reason: str = "") -> None:
    """Write down these sessions with their line-ups and attachments, all about to be deleted."""
    sessions = list(sessions)
    for model in (SessionSpeaker, Attachment):
        record(model._default_manager.filter(session__in=sessions).order_by("pk"), "-", by=by, reason=reason)
    record(sessions, "-", by=by, reason=reason)


def history_of(model: type[models.Model]) -> Any:
    """The model of its history rows."""
    return records_of(model).row_model


def team_of(event: Event) -> frozenset[int]:
    """The keys of those who are in the event's team, and of those who manage the site. One query."""
    users = get_user_model().objects.filter(Q(is_superuser=True) | Q(memberships__event=event))
    return frozenset(users.values_list("pk", flat=True))


def who(row, team: frozenset[int]) -> Any:
    """Who made this history row, as the team reads it: others by the name that they chose, never by their address."""
    user = row.history_user
    if user is None or user.pk in team:
        return user
    return (hasattr(user, "attendee") and user.attendee.name) or "Somebody outside the team"


def records_of(model: type[models.Model]) -> Records:
    return model._meta.concrete_model.records  # type: ignore[union-attr]


def _asking():
    user = getattr(getattr(HistoricalRecords.context, "request", None), "user", None)
    return user if user is not None and user.is_authenticated else None
