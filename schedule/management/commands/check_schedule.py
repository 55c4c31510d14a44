"""Says what clashes in a programme, for cron and for scripts."""

import json
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from schedule.clash_records import SEVERITIES, WARNING, Clash
from schedule.days import day_of
from schedule.models import Event
from schedule.services.clashes import clashes_of_events

FOUND, WRONG_USAGE = 1, 2


class Command(BaseCommand):
    help = (
        "Print what clashes and nobody accepted, one a line, and exit with 1; with 0 where there is nothing. "
        "Changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "event", nargs="?", metavar="EVENT", help="its slug; all events that are not over unless given"
        )
        parser.add_argument(
            "--severity", choices=SEVERITIES, default=WARNING, help="the least that counts (default: %(default)s)"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON array")

    def handle(self, *args, **options):
        at = timezone.now()
        events = self._events(options["event"], at)
        counting = list(SEVERITIES)[: list(SEVERITIES).index(options["severity"]) + 1]
        by_event = clashes_of_events(events, at=at)
        found = [
            (event, clash)
            for event in events
            for clash in by_event[event.pk]
            if clash.accepted is None and clash.severity in counting
        ]
        if options["json"]:
            self.stdout.write(json.dumps([_to_json(*each) for each in found], ensure_ascii=False, indent=1))
        else:
            for event, clash in found:
                self.stdout.write(f"{event.slug}: {clash.severity}: {clash.text}")
        if found:
            things = "1 clash" if len(found) == 1 else f"{len(found)} clashes"
            raise CommandError(f"{things} to look at.", returncode=FOUND)

    def _events(self, slug: str | None, at: datetime) -> list[Event]:
        events = list(Event.objects.order_by("pk"))
        if slug is None:
            return [event for event in events if not _is_over(event, at)]
        chosen = [event for event in events if event.slug == slug]
        if not chosen:
            known = ", ".join(event.slug for event in events) or "none"
            raise CommandError(f"There is no event “{slug}”. Events: {known}", returncode=WRONG_USAGE)
        return chosen


def _is_over(event: Event, at: datetime) -> bool:
    return day_of(at, zone=event.timezone, day_starts_at=event.day_starts_at) > event.ends_on


def _to_json(event: Event, clash: Clash) -> dict[str, str]:
    return {
        "event": event.slug,
        "severity": clash.severity,
        "rule": clash.rule,
        "text": clash.text,
        "key": clash.key,
    }
