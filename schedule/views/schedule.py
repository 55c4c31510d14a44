"""The site's front page and an event's schedule as a list."""

import zoneinfo

from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from schedule import colours, days, filters
from schedule.memory import Body
from schedule.models import Bookmark, Event, Session, Track
from schedule.views.answers import before_sessions, conditional, public_page
from schedule.views.kept import kept_page

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


@require_safe
@kept_page
def schedule(request, event):
    """The list by day and start time, with its filters."""
    sessions = list(Session.objects.visible_to(request.user).filter(event__slug=event).for_display().in_order())
    event = sessions[0].event if sessions else get_object_or_404(Event.objects.visible_to(request.user), slug=event)
    is_mine = request.GET.get("mine") == "1"
    if is_mine and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    bookmarked = bookmarks_of(request.user, event)
    selection = filters.selection_from(request.GET.getlist)
    result = filters.filtered(
        sessions,
        selection,
        zone=event.timezone,
        day_starts_at=event.day_starts_at,
        among=bookmarked if is_mine else None,
    )
    shown = days.merged_breaks(result.sessions)
    offered = {(facet.name, option.value) for facet in result.facets for option in facet.options}
    shown_zone, unknown_zone = zone_from(request, event)
    context = {
        "event": event,
        "tab": "schedule",
        "days": days.days_of(shown, zone=event.timezone, day_starts_at=event.day_starts_at),
        "unscheduled": [session for session in shown if session.starts_at is None],
        "total": len(days.merged_breaks(sessions)),
        "shown": len(shown),
        "facets": result.facets,
        "chosen": [(value, _without(request, value.name, value.value)) for value in result.chosen],
        "unknown": [value for value in result.chosen if not value.is_known],
        # What the filter form has no box for goes along with it all the same.
        "carried": [
            *((value.name, value.value) for value in result.chosen if (value.name, value.value) not in offered),
            *([("tz", request.GET["tz"])] if request.GET.get("tz") else []),
        ],
        "is_mine": is_mine,
        "without_mine": _without(request, "mine", "1"),
        "is_filtered": bool(selection or is_mine),
        "bookmarked": bookmarked,
        "zone": shown_zone,
        "unknown_zone": unknown_zone,
        **said_once(sessions),
    }
    return render(request, "schedule/schedule.html", context)


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


def bookmarks_of(user, event: Event) -> set[int]:
    """The sessions of this event that this person has bookmarked."""
    if not user.is_authenticated:
        return set()
    return set(Bookmark.objects.filter(user=user, session__event=event).values_list("session_id", flat=True))


def zone_from(request, event: Event):
    """(the zone to show times in, the unknown name that was asked for or ""). Display only: days stay the event's."""
    name = request.GET.get("tz", "")
    if name in ("", str(event.timezone)):
        return event.timezone, ""
    try:
        return zoneinfo.ZoneInfo(name), ""
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return event.timezone, name


def said_once(sessions) -> dict[str, object]:
    """The room and the track that every session has, if so: said at the top, and not on each row again."""
    rooms = {session.room for session in sessions}
    tracks = {session.track for session in sessions}
    return {
        "only_room": rooms.pop() if len(rooms) == 1 else None,
        "only_track": tracks.pop() if len(tracks) == 1 else None,
    }


def _without(request, name: str, value: str) -> str:
    """This page's address without one filter."""
    query = request.GET.copy()
    query.setlist(name, [kept for kept in query.getlist(name) if kept != value])
    return f"{request.path}?{query.urlencode()}" if query else request.path
