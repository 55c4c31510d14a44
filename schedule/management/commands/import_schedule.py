"""Reads a schedule from elsewhere into an event."""

import json
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from schedule.importers.formats import FORMATS, read
from schedule.importers.records import Context, Schedule, Unacceptable, ZoneNeeded, zone_named
from schedule.importers.tables.choosing import FIELDS, IGNORED
from schedule.models import Event
from schedule.services.imports import Options, event_from, import_schedule, preview_import

WRONG_USAGE = 2


class Command(BaseCommand):
    help = "Read a schedule into an event: all of it or nothing. The same file again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="- is standard input")
        parser.add_argument("--event", required=True, metavar="SLUG")
        parser.add_argument("--format", choices=FORMATS, default="", help="found from the content unless given")
        parser.add_argument("--create", action="store_true", help="make the event when it is not there, unpublished")
        parser.add_argument("--publish", action="store_true", help="with --create: make it published")
        parser.add_argument("--timezone", default="", metavar="ZONE", help="an IANA name; the file's unless given")
        parser.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN", help="may repeat")
        parser.add_argument("--keep-local", action="store_true", help="keep what was edited here since the last import")
        parser.add_argument("--dry-run", action="store_true", help="print the difference, change nothing")
        parser.add_argument(
            "--remove-missing",
            action="store_true",
            help="cancel published sessions that the file no longer has, delete drafts",
        )
        parser.add_argument("--json", action="store_true", help="print the report as one JSON object")

    def handle(self, *args, **options):
        event = Event.objects.filter(slug=options["event"]).first()
        if event is None and not options["create"]:
            known = ", ".join(Event.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(
                f"There is no event “{options['event']}”; --create makes it. Events: {known}", returncode=WRONG_USAGE
            )
        schedule = self._read(event, options)
        if event is None:
            event = self._new_event(schedule, options)
        chosen = Options(keep_local=options["keep_local"], remove_missing=options["remove_missing"])
        if options["dry_run"]:
            report = preview_import(event=event, schedule=schedule, options=chosen)
        else:
            name = Path(options["file"]).name
            reason = "Imported from standard input" if name == "-" else f"Imported {name}"
            report = import_schedule(event=event, schedule=schedule, options=chosen, reason=reason)
        if options["json"]:
            self.stdout.write(json.dumps(report.to_json(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join([*report.lines(), *(["Nothing was changed."] if options["dry_run"] else [])]))

    def _read(self, event: Event | None, options) -> Schedule:
        name = "standard input" if options["file"] == "-" else options["file"]
        try:
            data = sys.stdin.buffer.read() if options["file"] == "-" else Path(options["file"]).read_bytes()
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.", returncode=WRONG_USAGE) from error
        context = Context(
            zone=self._zone(options["timezone"]),
            fallback=ZoneInfo(str(event.timezone)) if event else None,
            mapping=self._mapping(options["map"]),
        )
        try:
            return read(data, context, format=options["format"])
        except Unacceptable as error:
            place = f"{name}:{error.place.removeprefix('line ')}" if error.place else name
            raise CommandError(f"{place}: {error.reason}") from error
        except ZoneNeeded as error:
            text = "The times in this file have no zone. Give it: --timezone Europe/Brussels, say."
            raise CommandError(text, returncode=WRONG_USAGE) from error

    def _zone(self, name: str) -> ZoneInfo | None:
        zone = zone_named(name)
        if name and zone is None:
            raise CommandError(f"There is no time zone “{name}”.", returncode=WRONG_USAGE)
        return zone

    def _mapping(self, given: list[str]) -> dict[str, list[str]]:
        mapping: dict[str, list[str]] = {}
        known = [*dict(FIELDS), IGNORED]
        for each in given:
            name, sign, column = each.partition("=")
            if not sign or not name or not column:
                raise CommandError(f"--map wants FIELD=COLUMN, not “{each}”.", returncode=WRONG_USAGE)
            if name.strip() not in known:
                fields = ", ".join(known)
                raise CommandError(f"--map knows no field “{name.strip()}”. Fields: {fields}", returncode=WRONG_USAGE)
            mapping.setdefault(name.strip(), []).append(column)
        return mapping

    def _new_event(self, schedule: Schedule, options) -> Event:
        try:
            return event_from(schedule=schedule, slug=options["event"], is_published=options["publish"])
        except ValidationError as error:
            reason = " ".join(error.messages)
            raise CommandError(
                f"The event “{options['event']}” cannot be made. {reason}", returncode=WRONG_USAGE
            ) from error
