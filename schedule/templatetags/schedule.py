"""How durations, people and marks are printed. Shows; decides nothing."""

from datetime import timedelta

from django import template

register = template.Library()


@register.filter
def duration(value: timedelta | None) -> str:
    """In words: 30 min, 1 h, 1 h 30 min."""
    if value is None:
        return ""
    hours, minutes = divmod(int(value.total_seconds()) // 60, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


@register.filter
def byline(session) -> list[tuple[list[str], str]]:
    """The speakers in order, neighbours of one company together: [([names], company)]."""
    groups: list[tuple[list[str], str]] = []
    for appearance in session.appearances.all():
        person = appearance.speaker
        if groups and person.company and groups[-1][1] == person.company:
            groups[-1][0].append(person.name)
        else:
            groups.append(([person.name], person.company))
    return groups
