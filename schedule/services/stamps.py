"""How a moment of change is stamped: what calendars and caches compare has whole seconds and always rises."""

from datetime import datetime, timedelta

from django.db.models import Max

from schedule.models import Attendee, Event


def risen(at: datetime, previous: datetime) -> datetime:
    """`at`, or a second after the previous stamp where that is later: two changes within a second are both seen."""
    return max(at.replace(microsecond=0), previous.replace(microsecond=0) + timedelta(seconds=1))


def moment_of_change(at: datetime) -> datetime:
    """`at`, or a second after the latest change of any event or person where that is later.

    A feed's Last-Modified is the latest of several such moments: were two alike, the second change would not show.
    """
    newest = [model.objects.aggregate(newest=Max("changed_at"))["newest"] for model in (Event, Attendee)]
    return max([at.replace(microsecond=0), *(risen(at, moment) for moment in newest if moment)])
