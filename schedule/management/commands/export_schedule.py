"""Writes an event's schedule as a file that other programs read."""

import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from schedule.models import Event
from schedule.services.exports import FORMATS, export_of

WRONG_USAGE = 2


class Command(BaseCommand):
    help = "Write the published schedule to standard output or a file."

    def add_arguments(self, parser):
        parser.add_argument("--event", required=True, metavar="SLUG")
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--output", type=Path, metavar="FILE", help="written whole or not at all")
        parser.add_argument(
            "--drafts",
            action="store_true",
            help="with drafts and access links, of an unpublished event as well: not for publication",
        )

    def handle(self, *args, **options):
        event = self._event(options["event"], with_drafts=options["drafts"])
        data = export_of(event, options["format"], with_drafts=options["drafts"]).plain
        name = options["output"] or "Standard output"
        try:
            if options["output"]:
                _write(options["output"], data)
            else:
                sys.stdout.buffer.write(data)
                sys.stdout.buffer.flush()
        except OSError as error:
            raise CommandError(f"{name} cannot be written: {error.strerror}.", returncode=WRONG_USAGE) from error

    def _event(self, slug: str, *, with_drafts: bool) -> Event:
        event = Event.objects.select_related("banner").filter(slug=slug).first()
        if event is None:
            known = ", ".join(Event.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no event “{slug}”. Events: {known}", returncode=WRONG_USAGE)
        if not with_drafts and not (event.is_published and hasattr(event, "banner")):
            text = f"The event “{slug}” is not published. With --drafts it is exported all the same."
            raise CommandError(text, returncode=WRONG_USAGE)
        return event


def _write(path: Path, data: bytes) -> None:
    """Under another name first, so that nobody finds half a file; a device or a pipe is written to as it is."""
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    unfinished = path.with_name(f".{path.name[:200]}.{os.getpid()}")
    try:
        with unfinished.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
