"""createsuperuser, whose account can sign in at once: its address counts as confirmed."""

from django.contrib.auth import get_user_model
from django.contrib.auth.management.commands import createsuperuser

from accounts.addresses import confirm_address


class Command(createsuperuser.Command):
    def handle(self, *args, **options):
        superusers = get_user_model().objects.using(options["database"]).filter(is_superuser=True)
        known = set(superusers.values_list("pk", flat=True))
        super().handle(*args, **options)
        for user in superusers.exclude(pk__in=known):
            confirm_address(user)
