"""The page of one session."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from schedule import markdown
from schedule.models import Session
from schedule.views.answers import public_page
from schedule.views.schedule import bookmarks_of, zone_from
from schedule.visibility import has_open_access_link


@require_safe
@public_page
def session(request, event, slug):
    """Abstract, people, files, access link, and what else starts then."""
    rows = Session.objects.visible_to(request.user).filter(event__slug=event)
    session = rows.filter(slug=slug).for_display().prefetch_related("attachments").first()
    if session is None:
        raise Http404
    event, at = session.event, timezone.now()
    bookmarked = bookmarks_of(request.user, event)
    is_bookmarked = session.pk in bookmarked
    is_open = has_open_access_link(session, user=request.user, is_bookmarked=is_bookmarked, at=at)
    parallel = rows.none()
    if session.starts_at:
        parallel = rows.filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at).exclude(pk=session.pk)
    shown_zone, unknown_zone = zone_from(request, event)
    context = {
        "event": event,
        "session": session,
        "abstract": markdown.to_html(session.abstract),
        "people": [(a, markdown.to_html(a.speaker.bio)) for a in session.appearances.all()],
        "access_url": session.access_url if is_open else "",
        "needs_bookmark": not is_bookmarked and session.access_audience == session.Audience.BOOKMARKED,
        "opens_at": None if is_open else _announced_opening(session, request.user, at),
        "parallel": parallel.for_display().in_order(),
        "bookmarked": bookmarked,
        "is_bookmarked": is_bookmarked,
        "zone": shown_zone,
        "unknown_zone": unknown_zone,
    }
    return render(request, "schedule/session.html", context)


def _announced_opening(session, user, at):
    """When the access link opens, for those whom it may open to; others are not told that there is one.

    None as well when there is no link, or when it is open already.
    """
    is_for_all = session.access_audience == session.Audience.EVERYONE
    if not session.access_url or session.is_cancelled or not (is_for_all or user.is_authenticated):
        return None
    opens_at = session.link_opens_at
    return opens_at if opens_at is not None and opens_at > at else None
