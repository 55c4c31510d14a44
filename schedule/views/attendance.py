"""What an attendee does with sessions: bookmarks, and my schedule."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from schedule import days
from schedule.clashes import clashes_in, groups_in
from schedule.forms import BookmarkForm
from schedule.models import Session
from schedule.services.bookmarks import set_bookmark
from schedule.views.answers import private, see_other
from schedule.views.kept import event_page

# Where an anonymous session notes the talks that a visitor starred before signing in, in as many tabs.
WISH = "wish"
MOST_WISHES = 20


@csrf_exempt  # whether somebody is signed in is decided first; `_set` then asks for the token
@require_http_methods(["GET", "HEAD", "POST"])
@private
def bookmark(request, event, slug):
    """Set a bookmark by POST, or be led there by the star's link, through signing in if need be."""
    if request.method == "POST":
        return _bookmark_by_post(request, event, slug)
    session = _bookmarkable(request, event, slug)
    if not request.user.is_authenticated:
        wishes = [*request.session.get(WISH, []), session.pk]
        request.session[WISH] = wishes[-MOST_WISHES:]
        return redirect_to_login(request.path)
    wishes = request.session.get(WISH, [])
    if session.pk in wishes:
        request.session[WISH] = [wish for wish in wishes if wish != session.pk]
        set_bookmark(user=request.user, session=session, bookmarked=True)
        messages.success(request, f"Bookmarked. “{session.title}” is on your schedule.")
        return redirect(session)
    return render(request, "schedule/bookmark.html", {"event": session.event, "session": session})


def _bookmark_by_post(request, event, slug):
    wants_json = "application/json" in request.headers.get("Accept", "")
    if not request.user.is_authenticated:
        if wants_json:
            login = redirect_to_login(reverse("session", args=[event, slug]))["Location"]
            return JsonResponse({"error": "Sign in first.", "login": login}, status=401)
        return redirect_to_login(request.path)
    return _set(request, event, slug, wants_json)


@csrf_protect
def _set(request, event, slug, wants_json):
    form = BookmarkForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("bookmarked must be 1 or 0\n", content_type="text/plain; charset=utf-8")
    is_on = form.cleaned_data["bookmarked"] == "1"
    session = _bookmarkable(request, event, slug, or_my_own=not is_on)
    set_bookmark(user=request.user, session=session, bookmarked=is_on)
    if wants_json:
        return JsonResponse({"bookmarked": is_on})
    there = form.cleaned_data["next"] or session.get_absolute_url()
    return see_other(there if "#" in there else f"{there}#s{session.pk}")


def _bookmarkable(request, event, slug, *, or_my_own=False) -> Session:
    """A session that this person may see, or, to clear a bookmark, one that they have."""
    found = Session.objects.select_related("event").filter(event__slug=event, slug=slug)
    session = found.visible_to(request.user).first()
    if session is None and or_my_own:
        session = found.filter(bookmarks__user=request.user).first()
    if session is None:
        raise Http404
    return session


@event_page(personal=True)
def mine(request, visit):
    """My bookmarks by day, with a warning where two overlap."""
    if visit.choices is None:
        return redirect_to_login(visit.path)
    event = visit.event
    sessions = [session for session in visit.snapshot.sessions if session.pk in visit.bookmarks]
    hidden = visit.bookmarks - {session.pk for session in sessions}
    known = Session.objects.filter(pk__in=hidden, publication__isnull=False)  # a BoF's topic may get a slot unseen
    withdrawn = known.select_related("event", "publication") if hidden else []
    by_day = days.days_of(sessions, zone=event.timezone, day_starts_at=event.day_starts_at)
    groups = [(day, groups_in(day.sessions)) for day in by_day]
    context = {
        "tab": "mine",
        "days": groups,
        "unscheduled": [session for session in sessions if session.starts_at is None],
        "withdrawn": withdrawn,
        "total": len(sessions),
        "clashing": sum(len(clash.sessions) for day in by_day for clash in clashes_in(day.sessions)),
        "cancelled": sum(session.is_cancelled for session in sessions),
    }
    return visit.page("schedule/mine.html", context)
