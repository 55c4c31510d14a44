"""An Atom feed (RFC 4287): entries to bytes. What is news, and since when, its caller knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element

from schedule.exporters.xml_parts import add, document

MEDIA_TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """`url` is absolute; `title` and `summary` are plain text."""

    id: str
    title: str
    updated: datetime
    url: str
    summary: str


@dataclass(frozen=True)
class Feed:
    """`self_url` is the feed's own address, `url` that of the page which says the same; both are absolute.

    `updated` is given, and not the latest entry's: it would fall when that entry goes.
    """

    id: str
    title: str
    author: str
    updated: datetime
    self_url: str
    url: str
    entries: Iterable[Entry]


def stable_id(guid: UUID, key: object) -> str:
    """Of what has a guid and one of its parts: it stays when the site gets another address (4.2.6)."""
    return uuid5(guid, str(key)).urn


def atom(feed: Feed) -> bytes:
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    add(root, "id", feed.id)
    add(root, "title", feed.title)
    add(root, "updated", _moment(feed.updated))
    add(add(root, "author"), "name", feed.author)
    add(root, "link", attributes={"rel": "self", "type": "application/atom+xml", "href": feed.self_url})
    add(root, "link", attributes={"rel": "alternate", "type": "text/html", "href": feed.url})
    for each in feed.entries:
        entry = add(root, "entry")
        add(entry, "id", each.id)
        add(entry, "title", each.title)
        add(entry, "updated", _moment(each.updated))
        add(entry, "link", attributes={"rel": "alternate", "type": "text/html", "href": each.url})
        add(entry, "summary", each.summary)
    return document(root)


def _moment(at: datetime) -> str:
    """RFC 3339 in UTC (3.3)."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
