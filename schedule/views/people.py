"""Speakers: the directory and one person's page."""

from itertools import groupby
from unicodedata import normalize

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from schedule import markdown
from schedule.models import Event, Session, Speaker
from schedule.views.answers import public_page
from schedule.views.schedule import bookmarks_of, zone_from


@require_safe
@public_page
def speakers(request, event):
    """Everybody who speaks, by letter."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=event)
    people = sorted(Speaker.objects.visible_to(request.user).filter(event=event), key=_sort_key)
    letters = [(letter, list(group)) for letter, group in groupby(people, key=lambda person: _sort_key(person)[0][:1])]
    context = {
        "event": event,
        "tab": "speakers",
        "letters": [(letter.upper(), group) for letter, group in letters],
        "total": len(people),
    }
    return render(request, "schedule/speakers.html", context)


@require_safe
@public_page
def speaker(request, event, slug):
    """One person: who they are, and their sessions."""
    people = Speaker.objects.visible_to(request.user).filter(event__slug=event, slug=slug)
    person = people.select_related("event").prefetch_related("links").first()
    if person is None:
        raise Http404
    sessions = Session.objects.visible_to(request.user).filter(appearances__speaker=person).for_display().in_order()
    context = {
        "event": person.event,
        "tab": "speakers",
        "person": person,
        "bio": markdown.to_html(person.bio),
        "sessions": list(sessions),
        "bookmarked": bookmarks_of(request.user, person.event),
        "zone": zone_from(request, person.event)[0],
    }
    return render(request, "schedule/speaker.html", context)


def _sort_key(person) -> tuple[str, int]:
    """By name without accents and case; a name that starts with no letter sorts under "#"."""
    plain = normalize("NFKD", person.name).encode("ascii", "ignore").decode().casefold().strip()
    return (plain if plain[:1].isalpha() else "#" + plain, person.pk)
