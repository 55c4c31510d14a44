"""How durations, people, states and holes are printed. Shows; decides nothing."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from schedule import holes, search
from schedule.markdown import to_text

register = template.Library()

SUMMARY = 420  # characters

# What could end a script element, or a line of a script, in a text within one.
_ESCAPED = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


@register.filter
def duration(value: timedelta | None) -> str:
    """In words: 30 min, 1 h, 1 h 30 min."""
    if value is None:
        return ""
    hours, minutes = divmod(int(value.total_seconds()) // 60, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


@register.filter
def state(session, at: datetime) -> str:
    """As a class: what is cancelled, over, or on at this moment. Nothing for what comes or has no time."""
    if session.is_cancelled:
        return "is-off"
    if session.starts_at is None or session.starts_at > at:
        return ""
    return "is-now" if session.ends_at > at else "is-past"


@register.filter
def marked(text: str, words: Sequence[str]) -> str | SafeString:
    """The text with the words that were searched for marked."""
    return mark_safe(search.marked(text, words)) if words else text  # noqa: S308 - escaped by `search.marked`


@register.filter
def around(markdown: str, words: Sequence[str]) -> str:
    """What stands around the first of the words in a text in Markdown, if one does."""
    return search.snippet(to_text(markdown), words)


@register.filter
def summary(markdown: str) -> str:
    """The beginning of a text in Markdown, about as much as four lines hold."""
    text = " ".join(to_text(markdown[:2000]).split())
    return text if len(text) <= SUMMARY else f"{text[:SUMMARY].rsplit(' ', 1)[0]}…"


@register.filter
def other_day(at: datetime, zones: tuple[tzinfo, tzinfo]) -> str:
    """ "+1 day" where the second zone has another date than the first at this moment."""
    ours, theirs = (at.astimezone(zone).date() for zone in zones)
    days = (theirs - ours).days
    sign = "+" if days > 0 else "\u2212"
    return f"{sign}{abs(days)} day{'' if abs(days) == 1 else 's'}" if days else ""


@register.filter(expects_localtime=True)
def letters(at: datetime) -> str:
    """What the zone in force calls itself then: GMT. Django's own has no word in the hour that comes twice."""
    return at.tzname() or ""


@register.filter(expects_localtime=True)
def comes_twice(at: datetime) -> bool:
    """Whether the clock shows this time once more that day, since it is put back."""
    return at.replace(fold=1 - at.fold).utcoffset() != at.utcoffset()


@register.simple_tag
def hole(name: str) -> SafeString:
    """A place that is filled for each person."""
    return mark_safe(holes.hole(name))  # noqa: S308 - names are this project's own


@register.simple_tag
def star(pk: int) -> SafeString:
    """The attributes that say whether a session is bookmarked, filled for each person."""
    return mark_safe(holes.hole(holes.star_of(pk), holes.OFF))  # noqa: S308


@register.simple_tag
def interest(pk: int, is_on: bool) -> SafeString:
    """The attributes that say whether one is interested in a topic. The board fills them for each person."""
    return mark_safe(holes.hole(holes.interest_of(pk), holes.ON if is_on else holes.OFF))  # noqa: S308


@register.filter
def byline(session, words: Sequence[str] = ()) -> SafeString:
    """The speakers in order, neighbours of one company together, with the words that were searched for marked."""
    groups: list[tuple[list[str], str]] = []
    for appearance in session.people:
        person = appearance.speaker
        if groups and person.company and groups[-1][1] == person.company:
            groups[-1][0].append(person.name)
        else:
            groups.append(([person.name], person.company))
    print_ = partial(search.marked, words=words) if words else escape
    parts = [
        " &amp; ".join(f"<b>{print_(name)}</b>" for name in names) + (f" {print_(company)}" if company else "")
        for names, company in groups
    ]
    return mark_safe(", ".join(parts))  # noqa: S308 - escaped above


@register.filter
def span(session) -> SafeString:
    """From when to when, in seconds, as attributes for scripts."""
    if session.starts_at is None:
        return mark_safe("")
    moments = (int(at.timestamp()) for at in (session.starts_at, session.ends_at))
    return mark_safe(' data-from="{}" data-to="{}"'.format(*moments))  # noqa: S308 - numbers


@register.filter
def json_ld(data: dict[str, Any] | None) -> SafeString | str:
    """As an element of linked data, which no text in it can end; nothing where there is no data."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above
