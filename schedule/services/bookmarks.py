"""Bookmarks: set, and counted as a change of the person's feeds."""

from django.db import transaction
from django.utils import timezone

from schedule.models import Attendee, Bookmark, Session
from schedule.models.event import new_version
from schedule.services.stamps import moment_of_change


@transaction.atomic
def set_bookmark(*, user, session: Session, bookmarked: bool) -> None:
    """Make the bookmark exist or not. Repeating it is harmless: a double click cannot undo itself."""
    attendee, _ = Attendee.objects.select_for_update().get_or_create(user=user)
    if bookmarked:
        _, is_changed = Bookmark.objects.get_or_create(user=user, session=session)
    else:
        is_changed = bool(Bookmark.objects.filter(user=user, session=session).delete()[0])
    if is_changed:
        attendee.version = new_version()
        attendee.changed_at = moment_of_change(timezone.now())
        attendee.save()
