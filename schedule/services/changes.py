"""The newest of what changed in an event, as far as a reader may know of it."""

from schedule.models import Change, Session
from schedule.services.snapshots import Snapshot

MOST = 200


def newest_changes(snapshot: Snapshot, user) -> tuple[list[Change], bool]:
    """(Those of sessions that this person sees, newest first, each with its session; whether there are more.)

    A session that is withdrawn takes its changes along, and brings them back when it is published again. `snapshot` is
    the one that this person has. One query.
    """
    seen = Session.objects.visible_to(user).filter(event=snapshot.event)
    found = list(Change.objects.filter(event=snapshot.event, session__in=seen)[: MOST + 1])
    changes = [change for change in found[:MOST] if change.session_id in snapshot.by_pk]
    for change in changes:
        change.session = snapshot.by_pk[change.session_id]
    return changes, len(found) > MOST
