"""Makes one BoF topic of several."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from schedule.models import BofInterest, BofProposal, Event, Session
from schedule.services.bof_slots import add_hosts
from schedule.services.bofs import NotNow, touch_board
from schedule.services.bookmarks import set_bookmarks
from schedule.services.publish import publish


@transaction.atomic
def merge_topics(*, into: BofProposal, others: Iterable[BofProposal]) -> BofProposal:
    """Make one topic of several: all who were interested in one of them are in that; nobody counts twice.

    Where it has its slot, its session gets the others' hosts, and the newly interested get a bookmark.
    """
    Event.objects.locked().get(pk=into.event_id)
    pks = {into.pk, *(other.pk for other in others)}
    rows = {row.pk: row for row in BofProposal.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
    kept = rows.pop(into.pk)
    if any(row.event_id != kept.event_id for row in rows.values()):
        raise ValidationError("Topics of two events cannot become one.")
    if kept.state != BofProposal.State.OPEN:
        raise NotNow(f"“{kept.title}” is not on the board.")
    if scheduled := [row for row in rows.values() if row.session_id is not None]:
        raise NotNow(f"“{scheduled[0].title}” has its slot already: merge the other into it.")
    theirs = {interest.user_id: interest for interest in kept.interests.all()}
    had = set(theirs)
    for interest in BofInterest.objects.filter(proposal__in=rows).order_by("created_at", "pk"):
        mine = theirs.setdefault(interest.user_id, BofInterest(proposal=kept, user_id=interest.user_id))
        mine.is_host, mine.is_shown = mine.is_host or interest.is_host, mine.is_shown or interest.is_shown
    for interest in theirs.values():
        interest.save()
    kept.wished_slots.add(*Session.objects.filter(wished_by__in=rows))
    for row in rows.values():
        row.state, row.merged_into = BofProposal.State.MERGED, kept
        row.save()
    BofProposal.objects.filter(merged_into__in=rows).update(merged_into=kept)
    if kept.session is not None:
        set_bookmarks(added=((user, kept.session.pk) for user in theirs.keys() - had))
        add_hosts(kept, kept.session, adopts=True)
        publish(kept.session.event)
    touch_board(kept.event_id)
    return kept
