"""Loads the demo event and its two accounts."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from conference.demo.logins import make_logins
from conference.demo.programme import SLUG, load_programme
from schedule.models import Event


class Command(BaseCommand):
    help = "Load KVM Forum 2020 with an organiser and an attendee. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="even when the database has other events")

    @transaction.atomic
    def handle(self, *args, **options):
        if not options["force"] and Event.objects.exclude(slug=SLUG).exists():
            raise CommandError("The database has other events. To load the demo beside them: manage.py demo --force")
        event = load_programme()
        logins = make_logins(password=settings.DEMO_PASSWORD, file=settings.DATA_DIR / "demo-logins")
        self.stdout.write(f"{event.name} is at {event.site_url}")
        for address, password in logins:
            self.stdout.write(f"{address} {password or '(its password is not known here)'}")
