"""Rooms and links as both versions of schedule.json write them."""

from collections.abc import Iterable, Iterator
from typing import Any

from schedule.importers.addresses import web_address
from schedule.importers.records import Link, Room
from schedule.importers.shapes import mapping, mappings, number, said, text


def rooms_of(rooms: Iterable[Any]) -> Iterator[Room]:
    """The rooms that a file lists beside its days."""
    for room in rooms:
        if isinstance(room, dict):
            yield Room(
                name=text(room.get("name")),
                guid=text(room.get("guid")),
                capacity=number(room.get("capacity")),
                directions=said(room, "description"),
            )


def links_of(person: dict[str, Any], base: str = "") -> tuple[Link, ...] | None:
    """A person's photo and links; None where the file has no place for any."""
    if "avatar" not in person and "links" not in person:
        return None
    avatar = person.get("avatar")
    photo = web_address(text(mapping(avatar).get("url") or avatar), base)
    listed = attachments_of(mappings(person.get("links")), base)
    return (Link("Photo", photo), *listed) if photo else listed


def attachments_of(links: Iterable[dict[str, Any]], base: str = "") -> tuple[Link, ...]:
    """Links with an address that a browser can go to; relative ones belong to `base`."""
    found = ((each, web_address(text(each.get("url")), base)) for each in links)
    return tuple(
        Link(text(each.get("title")) or text(each.get("service")).capitalize(), url) for each, url in found if url
    )
