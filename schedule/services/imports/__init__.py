"""Importing a schedule: what it would change, and changing it, in one transaction and with nothing by halves."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from schedule.importers import records
from schedule.models import Event
from schedule.services.cursors import patient_locks
from schedule.services.imports.parts import (
    compare_speakers,
    leave_out_unused,
    plan_rooms,
    plan_speakers,
    plan_tags,
    plan_tracks,
)
from schedule.services.imports.plan import Options, Plan
from schedule.services.imports.report import Report
from schedule.services.imports.sessions import plan_sessions, session_rows
from schedule.services.imports.values import wording
from schedule.services.imports.write import write

__all__ = ["EventChanged", "Options", "Report", "event_from", "import_schedule", "preview_import"]


def preview_import(*, event: Event, schedule: records.Schedule, options: Options) -> Report:
    """The report that `import_schedule` would give now. Writes nothing."""
    return _plan(event, schedule, options).report


class EventChanged(Exception):
    """Somebody wrote to the event after the version that an import was meant for."""


def import_schedule(
    *,
    event: Event,
    schedule: records.Schedule,
    options: Options,
    version: str | None = None,
    by=None,
    reason: str = "Import",
) -> Report:
    """Make the event as the file says, and tell what was done. The same file again changes nothing.

    With `version`, only an event that still has it: else EventChanged is raised, and nothing is written.

    `by` and `reason` go into the history.
    `event` may be one that `event_from` made: then it is saved as well. All is read and compared before the event is
    locked, and once more only where somebody wrote to it meanwhile. Two imports into one event: the second waits.
    """
    plan = _plan(event, schedule, options) if event.pk else None
    if plan is not None and plan.is_empty and version is None:
        return plan.report
    with transaction.atomic(), patient_locks():
        if event.pk is None:
            event._change_reason = reason  # as django-simple-history reads it
            event.save()
        locked = Event.objects.locked().get(pk=event.pk)
        if version not in (None, locked.version):
            raise EventChanged
        if plan is None or locked.version != plan.version:
            plan = _plan(locked, schedule, options)
        write(plan, by=by, reason=reason)
    return plan.report


def event_from(*, schedule: records.Schedule, slug: str, is_published: bool) -> Event:
    """An event as the file describes it, not saved. Raises ValidationError where the slug cannot be one."""
    said = schedule.event
    today = timezone.now().date()
    event = Event(
        slug=slug,
        name=said.name or slug,
        tagline=said.tagline,
        description=said.description,
        starts_on=said.starts_on or said.ends_on or today,
        ends_on=said.ends_on or said.starts_on or today,
        venue=said.venue,
        address=said.address,
        website=said.website,
        accent=said.accent,
        is_online=bool(said.is_online),
        is_published=is_published,
    )
    if said.zone:
        event.timezone = said.zone
    if said.day_starts_at is not None:
        event.day_starts_at = said.day_starts_at
    if said.guid and not Event.objects.filter(guid=said.guid).exists():
        event.guid = said.guid
    if said.position is not None:
        event.latitude, event.longitude = (Decimal(f"{degrees:.6f}") for degrees in said.position)
    event.full_clean()
    return event


def _plan(event: Event, schedule: records.Schedule, options: Options) -> Plan:
    """What importing would do. An event without a key is one that is to be made: nothing is looked up for it."""
    version = Event.objects.values_list("version", flat=True).get(pk=event.pk) if event.pk else ""
    plan = Plan(event, Report(format=schedule.format), version)
    plan.report.warnings += [{"place": notice.place, "text": notice.text} for notice in schedule.notices]
    plan_rooms(plan, schedule, options)
    plan_tracks(plan, schedule)
    plan_tags(plan, schedule)
    known = plan_speakers(plan, schedule)
    rows = session_rows(event)
    words = wording(event, plan.names, rows)
    compare_speakers(plan, known, options, words)
    plan_sessions(plan, schedule, rows, options, words)
    if plan.report.left_out:
        leave_out_unused(plan)
    return plan
