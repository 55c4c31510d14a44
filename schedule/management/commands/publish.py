"""Takes up what was written past Talkmark, by SQL or in a shell say."""

from django.core.management.base import BaseCommand, CommandError

from schedule.models import Event
from schedule.services.publish import publish


class Command(BaseCommand):
    help = "Take up writes past Talkmark: stamps, change records, a new version. Harmless to repeat."

    def add_arguments(self, parser):
        parser.add_argument("event", nargs="?", metavar="EVENT", help="its slug; all events unless given")

    def handle(self, *args, **options):
        events = Event.objects.order_by("pk")
        if options["event"]:
            events = events.filter(slug=options["event"])
            if not events:
                known = ", ".join(Event.objects.values_list("slug", flat=True)) or "none"
                raise CommandError(f"There is no event “{options['event']}”. Events: {known}", returncode=2)
        for event in events:
            publish(event)
            self.stdout.write(f"{event.slug}: up to date")
