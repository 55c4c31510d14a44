"""Files that organisers look at before they import them: kept as they came, and read anew each time."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from schedule.importers import formats
from schedule.importers.records import Context, Schedule, zone_named
from schedule.importers.tables.choosing import columns_in
from schedule.models import Event, Import
from schedule.services.imports import Options, Report, import_schedule

KEPT = timedelta(days=1)


def keep_upload(*, event: Event, by, filename: str, data: bytes, zone: str) -> Import:
    """Keep this file for a look at what it would change. Raises Unacceptable for what cannot be a schedule at all.

    A table gets the columns that were last chosen by hand for one with the same header in this event.
    """
    Import.objects.filter(applied_at=None, uploaded_at__lt=timezone.now() - KEPT).delete()
    columns = [column.name for column in columns_in(data)]
    before = Import.objects.filter(event=event, columns=columns).exclude(mapping={}).defer("content")
    return Import.objects.create(
        event=event,
        by=by,
        filename=filename,
        timezone=zone,
        content=zlib.compress(data, level=1),
        columns=columns,
        mapping=next((row.mapping for row in before[: bool(columns)]), {}),
    )


def bytes_of(row: Import) -> bytes:
    """The file as it came."""
    return zlib.decompress(bytes(row.content or b""))


def read_upload(row: Import, *, mapping: Mapping[str, Sequence[str]] | None = None) -> Schedule:
    """What the file says. Raises Unacceptable where the columns chosen make no sense."""
    context = Context(
        zone=zone_named(row.timezone),
        fallback=ZoneInfo(str(row.event.timezone)),
        mapping=row.mapping if mapping is None else mapping,
    )
    return formats.read(bytes_of(row), context)


def apply_upload(*, row: Import, schedule: Schedule, options: Options, by, version: str) -> Report | None:
    """Import what the file says, keep the report of that, and forget the file. None where somebody was quicker.

    Raises EventChanged when the event has no longer this version, the one that the choices were made for.
    """
    with transaction.atomic():
        locked = Import.objects.select_for_update().filter(pk=row.pk, applied_at=None).first()
        if locked is None:
            return None
        report = import_schedule(
            event=row.event, schedule=schedule, options=options, version=version, by=by, reason=f"Imported {row}"
        )
        row.by, row.applied_at, row.format = by, timezone.now(), schedule.format
        row.report, row.content = report.to_json(), None
        row.save()
    return report
