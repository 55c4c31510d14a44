"""The site's front page and an event's schedule as a list."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from schedule import colours, days
from schedule.memory import Body
from schedule.models import Event, Session, Track
from schedule.views.answers import before_sessions, conditional, public_page
from schedule.views.kept import Visit, event_page
from schedule.views.listing import listing_of, views_of
from schedule.views.meta import event_meta

# The light values first, for browsers that do not know light-dark().
RULE = """[data-track="{slug}"]{{--track-fg:{light[0]};--track-bg:{light[1]}}}
@supports (color:light-dark(#000,#fff)){{[data-track="{slug}"]{{--track-fg:light-dark({light[0]},{dark[0]});\
--track-bg:light-dark({light[1]},{dark[1]})}}}}
"""


@require_safe
@public_page
def home(request):
    """Published events: those to come first, the nearest at the top, then the past ones."""
    today = timezone.now().date()
    events = list(Event.objects.visible_to(request.user))
    coming = sorted((event for event in events if event.ends_on >= today), key=lambda event: event.starts_on)
    past = [event for event in events if event.ends_on < today]
    return render(request, "schedule/home.html", {"coming": coming, "past": past})


def next_for(visit: Visit) -> str:
    """What this person has bookmarked that starts next, said in a sentence; the page is for all."""
    coming = [visit.snapshot.by_pk[pk] for pk in visit.bookmarks if pk in visit.snapshot.by_pk]
    coming = [each for each in coming if each.starts_at and each.starts_at > visit.now and not each.is_cancelled]
    if not coming:
        return ""
    session = min(coming, key=lambda each: (each.starts_at, each.pk))
    return render_to_string("schedule/_next_for_you.html", {"session": session, "zone": visit.zone})


@event_page(own=lambda visit: {"next": next_for(visit)})
def schedule(request, visit):
    """The list by day and start time, with its filters."""
    listing = listing_of(visit)
    event = visit.event
    by_day = days.days_of(listing.sessions, zone=event.timezone, day_starts_at=event.day_starts_at)
    context = {
        "tab": "schedule",
        "listing": listing,
        "words": listing.words,
        "views": views_of(visit, "Expanded" if visit.is_expanded else "Compact"),
        "days": by_day,
        "unscheduled": [session for session in listing.sessions if session.starts_at is None],
        "present": days.present_in(by_day, visit.at) if visit.is_live else None,
        **event_meta(event),
    }
    return visit.page("schedule/schedule.html", context)


@before_sessions(to="visitors")
@require_safe
def track_colours(request, event, version):
    """The event's track colours as a stylesheet, since pages carry no style of their own."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=event)
    # Of sessions that everybody sees, whoever asks: the answer may be kept for a year by anything on the way.
    shown = Session.objects.visible_to(None).filter(event=event)
    tracks = [
        (track.slug, colours.readable(track.colour, dark=False), colours.readable(track.colour, dark=True))
        for track in Track.objects.filter(Q(sessions__in=shown) | Q(children__sessions__in=shown)).distinct()
        if track.colour
    ]
    rules = "".join(RULE.format(slug=slug, light=light, dark=dark) for slug, light, dark in tracks)
    is_current = version == event.version
    return conditional(
        request,
        Body(rules.encode()),
        content_type="text/css; charset=utf-8",
        etag=f'"{event.version}"',
        cache_control="public, max-age=31536000, immutable" if is_current else "public, no-cache",
    )
