"""Search in the admin's lists and choices: folded as the site's own search folds, drafts included.

A word may stand inside another, since an organiser looks for what somebody typed: “script” finds JavaScript.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from schedule.models import Event, Session
from schedule.search import query_of, words_of
from schedule.services.search import found

# Long texts are read from the index instead of being folded at each search.
LONG = "abstract"
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))


def found_in(queryset: QuerySet, term: str, names: Sequence[str], event: Event | None) -> QuerySet:
    """The rows whose fields of these names hold all the words. One query, or two for sessions; no words change nothing.

    A session's abstract is read for the event that the page is about; across events titles and people are.
    """
    if not term.strip("\0 \t\r\n"):
        return queryset
    words = query_of(term)
    if not words:
        return queryset.none()
    return queryset.filter(pk__in=_keys(queryset, words, names) | _indexed(queryset, words, names, event))


# What the address of a list may hold that leaves nothing out of it, and the event, which is what the list is about.
_EVENT = "event__id__exact"
_HARMLESS = {_EVENT, "o", "p", "all", "e", "_facets", "_popup", "_to_field"}


def narrowing(query: QueryDict) -> dict[str, Any]:
    """Whether a search or a filter leaves rows out of the list with this query, and the query that does not."""
    event = query.get(_EVENT, "")
    widened = f"?{urlencode({_EVENT: event})}" if event else "?"
    return {"is_narrowed": any(query.get(name) for name in query if name not in _HARMLESS), "widened": widened}


def _keys(queryset: QuerySet, words: Sequence[str], names: Sequence[str]) -> set[int]:
    texts: dict[int, set[str]] = defaultdict(set)
    rows = queryset.model._base_manager.filter(pk__in=queryset.order_by().values("pk"))
    for key, *values in rows.values_list("pk", *(name for name in names if name != LONG)):
        texts[key].update(value for value in values if value)
    return {key for key, values in texts.items() if _holds(values, words)}


def _holds(texts: set[str], words: Sequence[str]) -> bool:
    """An apostrophe parts words, or does not: “dall arm” and “dallarmi” both find D’all Armi and Dall’Armi."""
    folded = " ".join(" ".join(words_of(text)) for each in texts for text in {each, each.translate(_APOSTROPHES)})
    return all(word in folded for word in words)


def _indexed(queryset: QuerySet, words: Sequence[str], names: Sequence[str], event: Event | None) -> set[int]:
    is_indexed = event is not None and LONG in names and issubclass(queryset.model, Session)
    return set(found(event, words)) if event is not None and is_indexed else set()
