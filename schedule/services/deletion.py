"""Deleting an event with all that is in it. Whether that may be done is asked before, in the admin."""

from django.db import transaction

from schedule.models import Event, Session, Speaker, Tag, Track
from schedule.models.history import silence
from schedule.services import search


@transaction.atomic
def delete_event(*, event: Event) -> None:
    """Sessions go first, since they protect their rooms, tracks and speakers, and a subtrack its track.

    Its history goes with it, so that nothing of this is recorded.
    """
    with silence():
        Session.objects.filter(event=event).delete()
        Speaker.objects.filter(event=event).delete()
        Tag.objects.filter(event=event).delete()
        Track.objects.filter(event=event).update(parent=None)
        event.delete()
    search.forget_deleted()
