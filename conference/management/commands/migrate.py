"""migrate, which belongs to every start and every update, so that it also does what Django leaves to others.

It makes the cache's table, turns on SQLite's write-ahead log, once and for the whole file, and publishes what another
release or another SITE_URL rendered, so that no calendar is left with its words.
"""

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections

from schedule.models import Event
from schedule.services.publish import WrongEvent, publish, rendering


class Command(migrate.Command):
    def handle(self, *args, **options):
        super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"]:
            return
        call_command("createcachetable", database=options["database"], verbosity=0)
        connection = connections[options["database"]]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=WAL")
        if not options["app_label"]:  # a chosen app may have been taken back to where there are no events
            for event in Event.objects.exclude(rendered_by=rendering()).order_by("pk"):
                try:
                    publish(event)
                except WrongEvent as error:  # damage from elsewhere; the others shall not wait for its mending
                    self.stderr.write(f"{event.slug} was not published. {' '.join(error.messages)}")
