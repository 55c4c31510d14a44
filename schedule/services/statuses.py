"""Publishing, cancelling and withdrawing many sessions at once."""

from django.db import transaction
from django.utils import timezone

from schedule.models import Event, Session
from schedule.services.history import record
from schedule.services.publish import publish


@transaction.atomic
def set_status(*, sessions, status: str, by=None, reason: str = "") -> list[Session]:
    """Give these sessions, of whichever events, a status; return those that had another. Repeating it is harmless.

    `by` and `reason` go into the history; without `by` it is who sent the request.
    """
    changed = [session for session in sessions if session.status != status]
    for session in changed:
        session.status = status
    keys = [session.pk for session in changed]
    Session.objects.filter(pk__in=keys).update(status=status, updated_at=timezone.now())
    record(changed, "~", by=by, reason=reason)
    for event in Event.objects.filter(sessions__in=keys).distinct().order_by("pk"):
        publish(event)
    return changed
