"""The page of one session."""

from django.http import Http404

from schedule import markdown
from schedule.models import Session, Speaker
from schedule.views.kept import event_page
from schedule.visibility import has_open_access_link


@event_page(personal=True)
def session(request, visit, slug):
    """Abstract, people, files, access link, and what else starts then."""
    session = visit.snapshot.by_slug.get(slug)
    if session is None:
        raise Http404
    is_bookmarked = session.pk in visit.bookmarks
    is_open = has_open_access_link(session, user=visit.user, is_bookmarked=is_bookmarked, at=visit.now)
    bios = dict(Speaker.objects.filter(appearances__session=session).values_list("pk", "bio"))
    parallel = [
        other
        for other in visit.snapshot.sessions
        if session.starts_at
        and other.starts_at
        and other.starts_at < session.ends_at
        and other.ends_at > session.starts_at
        and other != session
    ]
    context = {
        "session": session,
        "attachments": session.attachments.all(),
        "abstract": markdown.to_html(session.abstract),
        "people": [(each, markdown.to_html(bios.get(each.speaker_id, ""))) for each in session.people],
        "access_url": session.access_url if is_open else "",
        "needs_bookmark": not is_bookmarked and session.access_audience == Session.Audience.BOOKMARKED,
        "opens_at": None if is_open else _announced_opening(session, visit.user, visit.now),
        "parallel": parallel,
        "is_bookmarked": is_bookmarked,
    }
    return visit.page("schedule/session.html", context)


def _announced_opening(session, user, at):
    """When the access link opens, for those whom it may open to; others are not told that there is one.

    None as well when there is no link, or when it is open already.
    """
    is_for_all = session.access_audience == Session.Audience.EVERYONE
    if not session.access_url or session.is_cancelled or not (is_for_all or user.is_authenticated):
        return None
    opens_at = session.link_opens_at
    return opens_at if opens_at is not None and opens_at > at else None
