"""What an attendee does: bookmarks, my schedule, calendar feeds."""

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schedule import days
from schedule.clashes import clashes_in, groups_in
from schedule.forms import BookmarkForm, FeedForm
from schedule.models import CalendarFeed, Event, Session
from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import create_feed, file_name, revoke_feed
from schedule.views.answers import validated
from schedule.views.schedule import zone_from

# Where an anonymous session notes the talks that a visitor starred before signing in, in as many tabs.
WISH = "wish"
MOST_WISHES = 20

private = cache_control(private=True, no_store=True)


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
    response = HttpResponseRedirect(there if "#" in there else f"{there}#s{session.pk}")
    response.status_code = 303
    return response


def _bookmarkable(request, event, slug, *, or_my_own=False) -> Session:
    """A session that this person may see, or, to clear a bookmark, one that they have."""
    found = Session.objects.select_related("event").filter(event__slug=event, slug=slug)
    session = found.visible_to(request.user).first()
    if session is None and or_my_own:
        session = found.filter(bookmarks__user=request.user).first()
    if session is None:
        raise Http404
    return session


@require_safe
@login_required
@validated
def mine(request, event):
    """My bookmarks by day, with a warning where two overlap."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=event)
    rows = Session.objects.filter(event=event, bookmarks__user=request.user)
    sessions = list(rows.visible_to(request.user).for_display().in_order())
    withdrawn = rows.exclude(pk__in=[session.pk for session in sessions]).select_related("event", "publication")
    by_day = days.days_of(sessions, zone=event.timezone, day_starts_at=event.day_starts_at)
    groups = [(day, groups_in(day.sessions)) for day in by_day]
    context = {
        "event": event,
        "tab": "mine",
        "days": groups,
        "unscheduled": [session for session in sessions if session.starts_at is None],
        "withdrawn": withdrawn,
        "bookmarked": {session.pk for session in sessions},
        "total": len(sessions),
        "clashing": sum(len(clash.sessions) for day in by_day for clash in clashes_in(day.sessions)),
        "cancelled": sum(session.is_cancelled for session in sessions),
        "zone": zone_from(request, event)[0],
    }
    return render(request, "schedule/mine.html", context)


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendars(request):
    """My calendar feeds: make one, whose address is shown this once, and revoke others."""
    events = Event.objects.visible_to(request.user)
    made = None
    if request.method == "POST":
        form = FeedForm(request.POST, events=events)
        if form.is_valid():
            feed, token = create_feed(user=request.user, **form.cleaned_data)
            made = _addresses(feed, token)
            form = FeedForm(events=events)
    else:
        form = FeedForm(initial={"event": request.GET.get("event", "")}, events=events)
    rows = CalendarFeed.objects.active().filter(user=request.user).select_related("event__banner")
    feeds = [(feed, _covered_in_words(feed)) for feed in rows]
    return render(request, "schedule/calendars.html", {"form": form, "made": made, "feeds": feeds})


def _covered_in_words(feed: CalendarFeed) -> str:
    """The event by the name that attendees know, which a hidden one may have changed since."""
    if feed.event is None:
        return "All events"
    if feed.event.is_published:
        return feed.event.name
    return feed.event.banner.name if hasattr(feed.event, "banner") else "An event"


@private
@login_required
@require_POST
def revoke(request, pk):
    feed = get_object_or_404(CalendarFeed, pk=pk, user=request.user)
    revoke_feed(feed=feed)
    messages.success(request, f"“{feed.name}” is revoked. Calendars that use its address get nothing any more.")
    return redirect("calendars")


def _addresses(feed: CalendarFeed, token: str) -> dict[str, object]:
    """The secret address in the forms that calendar apps take."""
    path = reverse("calendar_feed", args=[token, file_name(feed)])
    url = settings.SITE_URL + path
    webcal = "webcal://" + url.partition("://")[2]
    title = feed.event.name if feed.event else feed.name
    return {
        "feed": feed,
        "url": url,
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook": (
            f"https://outlook.office.com/calendar/0/addfromweb?url={quote(url, safe='')}&name={quote(title, safe='')}"
        ),
    }
