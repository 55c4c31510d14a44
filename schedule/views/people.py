"""Speakers: the directory and one person's page."""

from itertools import groupby
from unicodedata import normalize

from django.http import Http404

from schedule import markdown
from schedule.views.kept import event_page
from schedule.views.meta import page_meta, speaker_meta


@event_page(clock=False)
def speakers(request, visit):
    """Everybody who speaks, by letter."""
    people = sorted(visit.snapshot.sessions_by_speaker, key=_sort_key)
    letters = [(letter, list(group)) for letter, group in groupby(people, key=lambda person: _sort_key(person)[0][:1])]
    context = {
        "tab": "speakers",
        "letters": [(letter.upper(), group) for letter, group in letters],
        "total": len(people),
        **page_meta("Speakers", f"Who speaks at {visit.event.name}."),
    }
    return visit.page("schedule/speakers.html", context)


@event_page()
def speaker(request, visit, slug):
    """One person: who they are, and their sessions."""
    found = [person for person in visit.snapshot.sessions_by_speaker if person.slug == slug]
    if not found:
        raise Http404
    person = found[0]
    context = {
        "tab": "speakers",
        "person": person,
        "bio": markdown.to_html(person.bio),
        "links": person.links.all(),
        "sessions": visit.snapshot.sessions_by_speaker[person],
        **speaker_meta(person, visit.event),
    }
    return visit.page("schedule/speaker.html", context)


def _sort_key(person) -> tuple[str, int]:
    """By name without accents and case; a name that starts with no letter sorts under "#"."""
    plain = normalize("NFKD", person.name).encode("ascii", "ignore").decode().casefold().strip()
    return (plain if plain[:1].isalpha() else "#" + plain, person.pk)
