"""The names that things have in URLs. Pure; made once and never changed by renaming."""

from collections.abc import Collection, Iterable

from django.utils.text import slugify

MAX_LENGTH = 80

# First path segments of the site itself, which no event can have.
RESERVED = frozenset({"accounts", "admin", "calendar", "healthz", "readyz", "media", "static", "sitemap", "robots"})


def slug_for(title: str, *, fallback: str, taken: Collection[str], number: int = 2) -> str:
    """The ASCII form of the title, or the fallback where it has none, with -2, -3 … when that is taken.

    `number` is the first that is tried.
    """
    stem = slugify(title)[:MAX_LENGTH].strip("-_") or fallback
    slug = stem
    while slug in taken:
        ending = f"-{number}"
        slug = stem[: MAX_LENGTH - len(ending)].rstrip("-_") + ending
        number += 1
    return slug


def is_slug(text: str) -> bool:
    return 0 < len(text) <= MAX_LENGTH and text.isascii() and all(sign.isalnum() or sign in "-_" for sign in text)


class Slugs:
    """Slugs for many things at once. What is given counts as taken, and a title of which there are many stays cheap."""

    def __init__(self, taken: Iterable[str]):
        self._taken = set(taken)
        self._numbers: dict[str, int] = {}

    def __contains__(self, slug: str) -> bool:
        return slug in self._taken

    def take(self, slug: str) -> str:
        self._taken.add(slug)
        return slug

    def give(self, title: str, *, fallback: str) -> str:
        stem = slug_for(title, fallback=fallback, taken=())
        first = self._numbers.get(stem, 2)
        slug = slug_for(title, fallback=fallback, taken=self._taken, number=first)
        self._numbers[stem] = first + 1 if slug != stem else first
        return self.take(slug)
