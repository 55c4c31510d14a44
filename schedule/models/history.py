"""The history of the programme: what its rows share, how they are made, and which act they belong to.

What is written is django-simple-history's, with one table beside each model. How it is read, and put back, is for
`services.acts` and `services.putting_back`.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import signals
from django.utils import timezone
from simple_history.models import HistoricalRecords

REASON_LENGTH = 300

_silent: ContextVar[bool] = ContextVar("silent", default=False)


class HistoryRow(models.Model):
    """What every history row has besides its model's own fields.

    `act` is the same in all that one request wrote, or one transaction where there is no request. History goes with
    its event, and with nothing else.
    """

    act = models.CharField(max_length=32, db_index=True)
    event = models.ForeignKey("schedule.Event", models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class TaggedHistoryRow(HistoryRow):
    """Of a session: with its tags' keys, so that a change of tags is one more row and no further table."""

    tag_ids = models.JSONField(default=list)

    class Meta:
        abstract = True


class ActOfTransaction:
    """Stands among what a transaction does when it commits, so that the next transaction is another act."""

    def __init__(self):
        self.act = uuid.uuid4().hex[:16]

    def __call__(self):
        """Nothing is left to do."""


def current_act() -> str:
    """The id of the request, else one for the transaction; outside of both a new one each time."""
    if act := getattr(getattr(HistoricalRecords.context, "request", None), "id", ""):
        return act
    connection = transaction.get_connection()
    for _, function, *_ in connection.run_on_commit:
        if isinstance(function, ActOfTransaction):
            return function.act
    fresh = ActOfTransaction()
    if connection.in_atomic_block:
        transaction.on_commit(fresh)
    return fresh.act


@contextmanager
def silence() -> Iterator[None]:
    """Nothing is recorded by saving or deleting: for what is recorded in bulk, or goes with its event."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


class Records(HistoricalRecords):
    """Records a model's rows when they are saved or deleted, through its proxies too; bulk writes call `row_of`.

    `through` names the relation that leads to the event where the model has none of its own; `tagged` is the session.
    """

    row_model: Any

    def __init__(self, *, through: str = "", tagged: bool = False, **options):
        super().__init__(**options)
        self.through, self.tagged = through, tagged

    def finalize(self, sender, **kwargs):
        if not self._is_proxy(sender):
            super().finalize(sender, **kwargs)
            if sender is not self.cls:
                return
            sender.records = self
            self.row_model = getattr(sender, self.manager_name).model  # which makes a manager each time
            if self.tagged:
                signals.m2m_changed.connect(self.tags_changed, sender=sender.tags.through, weak=False)
            return
        # Saving or deleting through a proxy is announced under the proxy's name only, which the library does not hear.
        for signal, handler in (
            (signals.post_save, self.post_save),
            (signals.pre_delete, self.pre_delete),
            (signals.post_delete, self.post_delete),
        ):
            signal.connect(handler, sender=sender, weak=False)

    def post_save(self, instance, created, using=None, **kwargs):
        if not _silent.get():
            super().post_save(instance, created, using=using, **kwargs)

    def tags_changed(self, instance, action, reverse, **kwargs):
        if not reverse and action in ("post_add", "post_remove", "post_clear") and not _silent.get():
            self.create_historical_record(instance, "~")

    def pre_delete(self, instance, **kwargs):
        super().pre_delete(instance, **kwargs)
        if self.tagged and not _silent.get():
            instance.tags_at_deletion = tag_ids_of([instance]).get(instance.pk, [])

    def post_delete(self, instance, using=None, origin=None, **kwargs):
        if not _silent.get() and not self._is_of_event(origin):
            super().post_delete(instance, using=using, **kwargs)

    def create_historical_record(self, instance, history_type, using=None):
        tag_ids = getattr(instance, "tags_at_deletion", None) if history_type == "-" else None
        if tag_ids is None and self.tagged:
            tag_ids = tag_ids_of([instance]).get(instance.pk, [])
        self.row_of(
            instance,
            history_type,
            act=current_act(),
            at=timezone.now(),
            by=self.get_history_user(instance),
            reason=self.get_change_reason_for_object(instance, history_type, using) or "",
            tag_ids=tag_ids,
        ).save()

    def row_of(
        self,
        instance,
        change: str,
        *,
        act: str,
        at: datetime,
        by,
        reason: str,
        tag_ids: list[int] | None = None,
        event_id: int | None = None,
    ) -> Any:
        """The history row of this instance as it stands, not saved. Without `event_id` its holder is asked."""
        values = {field.attname: getattr(instance, field.attname) for field in self.row_model.tracked_fields}
        if tag_ids is not None:
            values["tag_ids"] = tag_ids
        if event_id is None:
            holder = getattr(instance, self.through) if self.through else instance
            event_id = holder.event_id if hasattr(holder, "event_id") else holder.pk
        return self.row_model(
            **values,
            act=act,
            event_id=event_id,
            history_date=at,
            history_type=change,
            history_user=by,
            history_change_reason=reason[:REASON_LENGTH],
        )

    def _is_proxy(self, sender) -> bool:
        return sender._meta.proxy and sender._meta.concrete_model is self.cls

    def _is_of_event(self, origin) -> bool:
        """Whether it is an event that is deleted: then history goes as well, instead of growing."""
        model = getattr(origin, "model", type(origin))
        return model._meta.model_name == "event" if hasattr(model, "_meta") else False


def tag_ids_of(sessions: Iterable[Any]) -> dict[int, list[int]]:
    """The keys of the tags of each session that has any, in one query."""
    sessions = list(sessions)
    found: dict[int, list[int]] = {}
    if sessions:
        rows = type(sessions[0]).tags.through.objects.filter(session__in=[session.pk for session in sessions])
        for session, tag in rows.order_by("tag").values_list("session", "tag"):
            found.setdefault(session, []).append(tag)
    return found


def recorded(*excluded: str, through: str = "", tagged: bool = False) -> Records:
    """What a model's `history` is set to. `excluded` are fields that nobody edits, or that every write changes."""
    return Records(
        through=through,
        tagged=tagged,
        bases=(TaggedHistoryRow if tagged else HistoryRow,),
        excluded_fields=[*excluded, *([] if through else ["event"])],
        history_change_reason_field=models.CharField(max_length=REASON_LENGTH, blank=True, default=""),
        # History is looked up by what it is of, by act and by event.
        no_db_index=["guid", "slug", "room", "track", "group", *([] if through == "speaker" else ["speaker"])],
    )
