"""Who may see what: the one place. Querysets, views, feeds and the admin ask here and nowhere else.

Drafts and what belongs to an unpublished event are for organisers only. What one may not see does not exist for
one: same status, same page as something that never was.
"""

from datetime import datetime

from django.db.models import Q

# The statuses of a session that everybody sees. A cancelled one is shown struck out, never hidden.
PUBLIC_STATUSES = ("published", "cancelled")


def is_organiser(user) -> bool:
    """Whether this person may see and edit the programme of every event."""
    return bool(user is not None and user.is_authenticated and user.is_active and user.is_staff and user.is_superuser)


def events_visible_to(user) -> Q:
    return Q() if is_organiser(user) else Q(is_published=True)


def sessions_visible_to(user) -> Q:
    return Q() if is_organiser(user) else Q(event__is_published=True, status__in=PUBLIC_STATUSES)


def people_visible_to(user) -> Q:
    """Speakers who have at least one visible session. The caller makes the rows distinct."""
    if is_organiser(user):
        return Q()
    return Q(event__is_published=True, appearances__session__status__in=PUBLIC_STATUSES)


def editable_by(user) -> bool:
    """Whether the admin shows this person anything at all; False means an empty list everywhere."""
    return is_organiser(user)


def has_open_access_link(session, *, user, is_bookmarked: bool, at: datetime) -> bool:
    """Whether this reader may have the session's access link now. The link stands in no page and no feed before."""
    opens_at = session.link_opens_at
    if not session.access_url or session.status != "published" or opens_at is None or opens_at > at:
        return False
    if session.access_audience == "everyone":
        return True
    if user is None or not user.is_authenticated:
        return False
    return session.access_audience == "signed_in" or is_bookmarked
