"""The names that things have in URLs. Pure; made once and never changed by renaming."""

from collections.abc import Collection

from django.utils.text import slugify

MAX_LENGTH = 80

# First path segments of the site itself, which no event can have.
RESERVED = frozenset({"accounts", "admin", "calendar", "healthz", "readyz", "media", "static", "sitemap", "robots"})


def slug_for(title: str, *, fallback: str, taken: Collection[str]) -> str:
    """The ASCII form of the title, or the fallback where it has none, with -2, -3 … when that is taken."""
    stem = slugify(title)[:MAX_LENGTH].strip("-_") or fallback
    slug, number = stem, 2
    while slug in taken:
        ending = f"-{number}"
        slug = stem[: MAX_LENGTH - len(ending)].rstrip("-_") + ending
        number += 1
    return slug
