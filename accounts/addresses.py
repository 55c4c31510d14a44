"""An account's e-mail address counts as confirmed: what whoever makes accounts for others calls."""

from allauth.account.models import EmailAddress
from django.db import transaction


@transaction.atomic
def confirm_address(user):
    """Make the user's e-mail its one address, confirmed. Harmless to repeat."""
    addresses = EmailAddress.objects.filter(user=user)
    addresses.exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
