"""How long a session of an event usually is. Reads only."""

from collections import defaultdict
from datetime import timedelta
from statistics import median_low

from schedule.models import Event, Session

OTHERWISE = timedelta(minutes=30)  # where no session of that kind has a time yet


def usual_lengths(*, event: Event) -> dict[str, timedelta]:
    """The median length of the event's scheduled sessions by kind, to the minute; kinds without any are left out."""
    lengths = defaultdict(list)
    rows = Session.objects.filter(event=event).scheduled().exclude(status=Session.Status.CANCELLED).order_by()
    for kind, starts_at, ends_at in rows.values_list("kind", "starts_at", "ends_at"):
        lengths[kind].append(ends_at - starts_at)
    return {kind: _whole_minutes(median_low(each)) for kind, each in lengths.items()}


def _whole_minutes(length: timedelta) -> timedelta:
    return max(timedelta(minutes=1), timedelta(minutes=length // timedelta(minutes=1)))
