"""What hosts and organisers post on the day of a session: one line of news, and where the notes are."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from schedule.models import Event, Session
from schedule.services.bof_slots import is_host_of
from schedule.services.sessions import save_fields
from schedule.visibility import EDIT, RUN, may

# So long before the start hosts may begin. Notes are added for as long as anybody likes.
HOSTS_BEGIN = timedelta(hours=1)


def may_post(user, session: Session, *, at: datetime) -> bool:
    """Editors at any time, helpers on the event's days; hosts of its topics from an hour before the start."""
    if may(user, EDIT, session.event_id) or (may(user, RUN, session.event_id) and session.event.is_on(at)):
        return True
    has_begun = session.starts_at is not None and session.starts_at - HOSTS_BEGIN <= at
    return has_begun and session.status == Session.Status.PUBLISHED and is_host_of(user, session)


@transaction.atomic
def post_news(*, session: Session, news: str, notes_url: str, by) -> None:
    """Set both; empty takes one away. Pages are made anew, and no calendar entry. Repeating it changes nothing.

    Raises ValidationError by field.
    """
    Event.objects.locked().get(pk=session.event_id)
    row = Session.objects.select_related("event").get(pk=session.pk)
    if (row.news, row.notes_url) == (news, notes_url):
        return
    if row.news != news:
        row.news_at = timezone.now() if news else None
    row.news, row.notes_url = news, notes_url
    row.clean_fields(exclude={field.name for field in Session._meta.fields} - {"news", "notes_url"})
    save_fields(sessions=[row], fields=["news", "news_at", "notes_url"], by=by, reason="News for those who come")
