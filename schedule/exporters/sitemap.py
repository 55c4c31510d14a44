"""Sitemaps (https://www.sitemaps.org/protocol.html): addresses, and when what they lead to last changed, to bytes."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from xml.etree.ElementTree import Element

from schedule.exporters.xml_parts import add, document

# A file with more is refused by those who read it.
MOST_ADDRESSES = 50_000

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(pages: Iterable[tuple[str, datetime | None]]) -> bytes:
    """A file of pages; of too many, the first. None where it is not known when a page changed."""
    return _written("urlset", "url", pages)


def sitemap_index(sitemaps: Iterable[tuple[str, datetime]]) -> bytes:
    """A file of such files."""
    return _written("sitemapindex", "sitemap", sitemaps)


def _written(kind: str, name: str, addresses: Iterable[tuple[str, datetime | None]]) -> bytes:
    root = Element(kind, {"xmlns": _NAMESPACE})
    for url, changed_at in islice(addresses, MOST_ADDRESSES):
        element = add(root, name)
        add(element, "loc", url)
        if changed_at is not None:
            add(element, "lastmod", changed_at.astimezone(UTC).isoformat(timespec="seconds"))
    return document(root)
