"""Speakers: the directory and one person's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404

from schedule import markdown, search
from schedule.models import Speaker
from schedule.views.kept import Visit, event_page
from schedule.views.meta import page_meta, speaker_meta

# What begins with no letter stands under this, before all others.
NO_LETTER = "#"


@dataclass(frozen=True)
class Group:
    """People under a company's name, or under none."""

    company: str
    people: list[Speaker]


@dataclass(frozen=True)
class Letter:
    """What begins with one letter; an empty letter is for people without a company."""

    letter: str
    groups: list[Group]

    @property
    def anchor(self) -> str:
        return f"l-{'other' if self.letter == NO_LETTER else self.letter.lower() or 'none'}"


@event_page(clock=False)
def speakers(request, visit):
    """Everybody who speaks, or those asked for, by letter or by company."""
    everybody = sorted(visit.snapshot.sessions_by_speaker, key=_by_name)
    query = visit.asked.get("q", "").strip()
    words = search.query_of(query)
    people = people_found(everybody, words) if query else everybody
    has_companies = any(person.company for person in everybody)
    is_by_company = has_companies and visit.asked.get("by") == "company"
    context = {
        "tab": "speakers",
        "letters": _companies(people) if is_by_company else _names(people),
        "ways": _ways(visit, is_by_company) if has_companies else [],
        "is_by_company": is_by_company,
        "query": query,
        "words": words,
        "shown": len(people),
        "total": len(everybody),
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
    sessions = visit.snapshot.sessions_by_speaker[person]
    context = {
        "tab": "speakers",
        "person": person,
        "bio": markdown.to_html(person.bio),
        "links": person.links.all(),
        "sessions": sessions,
        "in_calendar": [each for each in sessions if each.starts_at and not each.is_draft],
        **speaker_meta(person, visit.event),
    }
    return visit.page("schedule/speaker.html", context)


def people_found(people: Iterable[Speaker], words: tuple[str, ...]) -> list[Speaker]:
    """Those whose name and company have all these words, by name."""
    return sorted((person for person in people if search.matches(words, person.name, person.company)), key=_by_name)


def _names(people: list[Speaker]) -> list[Letter]:
    groups = _runs(people, lambda person: _letter_of(person.name))
    return [Letter(_letter_of(group[0].name), [Group("", group)]) for group in groups]


def _companies(people: list[Speaker]) -> list[Letter]:
    """Companies by letter, each with its people by name; at the end the people without one."""
    with_company = sorted((person for person in people if person.company), key=lambda person: _order(person.company))
    companies = _runs(with_company, lambda person: _order(person.company))
    by_letter = _runs(companies, lambda group: _letter_of(group[0].company))
    letters = [
        Letter(_letter_of(groups[0][0].company), [Group(group[0].company, group) for group in groups])
        for groups in by_letter
    ]
    alone = [person for person in people if not person.company]
    return [*letters, *([Letter("", [Group("", alone)])] if alone else [])]


def _runs(things, key) -> list[list]:
    return [list(group) for _, group in groupby(things, key=key)]


def _ways(visit: Visit, is_by_company: bool) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is this one)."""
    return [
        ("By name", visit.address_with(by=None), not is_by_company),
        ("By company", visit.address_with(by="company"), is_by_company),
    ]


def _by_name(person: Speaker) -> tuple[str, int]:
    return _order(person.name), person.pk


def _order(text: str) -> str:
    """Without accents, capitals and punctuation; what begins with no letter comes first."""
    plain = " ".join(search.words_of(text))
    return plain if plain[:1].isalpha() else NO_LETTER + (plain or text)


def _letter_of(text: str) -> str:
    return _order(text)[:1].upper()
