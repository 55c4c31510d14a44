"""An attendee's calendar feeds: made for an app, shown once, watched over, revoked; and the guide to all that."""

import secrets
from datetime import UTC, timedelta

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schedule import calendar_apps
from schedule.feed_doctor import diagnosis
from schedule.forms import FeedForm, RevokeForm
from schedule.models import CalendarFeed, Event
from schedule.services.feeds import EMPTIED_DAYS, create_feed, file_name, revoke_feed
from schedule.views.answers import private, public_page

# Forms of this session that have made a feed, so that reloading the page that shows it makes no other.
USED_FORMS = "feed_forms"
MOST_USED_FORMS = 20


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendars(request):
    """My calendar feeds: make one, whose address is shown this once, and revoke others."""
    events = Event.objects.visible_to(request.user)
    mine = CalendarFeed.objects.active().filter(user=request.user)
    made = None
    form = FeedForm(initial={"event": request.GET.get("event", "")}, events=events)
    if request.method == "POST":
        form = FeedForm(request.POST, events=events, names_taken=list(mine.values_list("name", flat=True)))
        if form.is_valid():
            made = _made(request, **form.cleaned_data)
            form = FeedForm(initial={"event": request.POST.get("event", "")}, events=events)
    lately = timezone.now() - timedelta(days=EMPTIED_DAYS)
    context = {
        "form": form,
        "revoked": CalendarFeed.objects.filter(user=request.user, revoked_at__gt=lately, is_leaked=False),
        "once": secrets.token_urlsafe(8),
        "made": made,
        "feeds": [_told(feed) for feed in mine.select_related("event__banner")],
        "apps": calendar_apps.APPS,
        "emptied_days": EMPTIED_DAYS,
    }
    return render(request, "schedule/calendars.html", context)


@private
@login_required
@require_POST
def revoke(request, pk):
    feed = get_object_or_404(CalendarFeed, pk=pk, user=request.user)
    form = RevokeForm(request.POST)
    is_leaked = form.is_valid() and form.cleaned_data["leaked"]
    revoke_feed(feed=feed, is_leaked=is_leaked)
    if is_leaked:
        told = f"Whoever has its address gets a calendar without your sessions for {EMPTIED_DAYS} days, then nothing."
    else:
        told = "Calendars that use its address get nothing any more. Remove it from your app as well."
    messages.success(request, f"“{feed.name}” is revoked. {told}")
    return redirect("calendars")


@require_safe
@public_page
def guide(request):
    """How to subscribe in each app, and what to do when it does not do what it should."""
    return render(request, "schedule/calendar_guide.html", {"apps": calendar_apps.APPS, "emptied_days": EMPTIED_DAYS})


def _made(request, *, once: str, **chosen) -> dict[str, object] | None:
    """The new feed with its address; None when this form has made one before."""
    used = request.session.get(USED_FORMS, [])
    if once and once in used:
        messages.warning(request, "This feed is made already, and its address was shown. Missed it? Make another.")
        return None
    if once:
        request.session[USED_FORMS] = [*used, once][-MOST_USED_FORMS:]
    feed, token = create_feed(user=request.user, **chosen)
    url = settings.SITE_URL + reverse("calendar_feed", args=[token, file_name(feed)])
    title = feed.event.name if feed.event else feed.name
    app = calendar_apps.BY_SLUG.get(feed.app, calendar_apps.OTHER)
    links = [(each, each.link(url, title=title)) for each in calendar_apps.APPS]
    link = app.link(url, title=title)
    return {
        "feed": feed,
        "url": url,
        "app": app,
        "link": link,
        "others": [(each, other) for each, other in links if each is not app],
        "qr": segno.make(link or calendar_apps.APPLE.link(url, title=title), error="m").svg_data_uri(
            scale=4, border=4, dark="#15181c", light="#fff"
        ),
    }


def _told(feed: CalendarFeed) -> dict[str, object]:
    app = calendar_apps.app_for(feed.app, feed.last_polled_by)
    found = diagnosis(
        made_on=feed.created_at.astimezone(UTC).date(),
        last_polled_on=feed.last_polled_on,
        polled_by=feed.last_polled_by,
        app=app,
        today=timezone.now().astimezone(UTC).date(),
    )
    return {"feed": feed, "covers": _covered_in_words(feed), "found": found}


def _covered_in_words(feed: CalendarFeed) -> str:
    """The event by the name that attendees know, which a hidden one may have changed since."""
    if feed.event is None:
        return "All events"
    if feed.event.is_published:
        return feed.event.name
    return feed.event.banner.name if hasattr(feed.event, "banner") else "An event"
