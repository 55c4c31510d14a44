"""Sessions as Sched's API exports them in JSON. What its custom fields mean is known to the organiser only."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from schedule.importers import sched, shapes, times
from schedule.importers.addresses import web_address
from schedule.importers.names import names_in
from schedule.importers.records import Appearance, Context, Event, Link, Person, Schedule, Session, Tag, ZoneNeeded
from schedule.importers.tables.grid_rows import unescaped

# The lists of people that take part, by the field that `--map` may take from another one.
_PEOPLE = {
    "speakers": ("speaker", ("speakers",)),
    "moderators": ("moderator", ("moderators",)),
    "panellists": ("panellist", ("panelists",)),
    "hosts": ("host", ("hosts",)),
}
# Where a field is taken from unless it is mapped.
_FIELDS = {
    "id": "event_key",
    "guid": "id",
    "title": "name",
    "abstract": "description",
    "room": "venue",
    "track": "event_type",
    "subtrack": "event_subtype",
    "capacity": "seats",
}
_QUARTER = timedelta(minutes=15)


def recognises(value: Any) -> bool:
    first = next(shapes.mappings(value), {})
    return "event_start" in first and "name" in first and ("event_key" in first or "id" in first)


def read(value: Any, context: Context) -> Schedule:
    clock = _Clock(context)
    sessions = tuple(
        _session(each, f"sessions[{at}]", clock, context)
        for at, each in enumerate(shapes.items(value))
        if isinstance(each, dict)
    )
    return Schedule(event=Event(), sessions=sessions)


def _session(each: dict[str, Any], place: str, clock: "_Clock", context: Context) -> Session:
    people = tuple(_people(each, context))
    title = sched.title_of(_text(each, "title", context))
    types, subtypes = _text(each, "track", context), _text(each, "subtrack", context)
    starts_at, ends_at = clock.of(each, place)
    return Session(
        title=title,
        guid=_text(each, "guid", context),
        id=_text(each, "id", context),
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        room=unescaped(_text(each, "room", context)),
        track=sched.track_of(types, subtypes),
        tags=(*sched.other_types(types), *_tags(each, context)),
        kind=sched.kind_in(types, subtypes, title),
        status="draft" if shapes.text(each.get("active")).strip().upper() == "N" else None,
        abstract=_text(each, "abstract", context),
        people=people,
        language=_mapped(each, "language", context),
        recording=_mapped(each, "recording", context),
        capacity=shapes.number(_text(each, "capacity", context)) or None,
        access_url=_mapped(each, "access_url", context),
        attachments=tuple(_files(each)),
    )


def _text(each: dict[str, Any], field: str, context: Context) -> str:
    """The field's text; what Sched leaves out is empty."""
    found = _mapped(each, field, context)
    return shapes.text(each.get(_FIELDS[field])).strip() if found is None else found


def _mapped(each: dict[str, Any], field: str, context: Context) -> str | None:
    """From the keys that somebody chose for this field; None where nobody did."""
    if field not in context.mapping:
        return None
    found = (shapes.text(each.get(key)).strip() for key in _keys(each, context.mapping[field]))
    return next((text for text in found if text), "")


def _keys(each: dict[str, Any], wanted) -> list[str]:
    names = {name.strip().casefold() for name in wanted}
    return [key for key in each if key.strip().casefold() in names]


def _tags(each: dict[str, Any], context: Context) -> Iterator[Tag]:
    for key in _keys(each, context.mapping.get("tag", ())):
        yield from (Tag(key, name) for name in names_in(unescaped(shapes.text(each[key]))))
    keywords = each.get("tags")
    for text in shapes.items(keywords) or [keywords]:
        yield from (Tag("", name) for name in names_in(unescaped(shapes.text(text))))


def _people(each: dict[str, Any], context: Context) -> Iterator[Appearance]:
    for field, (role, lists) in _PEOPLE.items():
        for key in _keys(each, context.mapping.get(field, lists)):
            people = shapes.items(each[key])
            if isinstance(each[key], str):
                people = [{"name": name} for name in names_in(each[key])]
            yield from (Appearance(_person(person), role) for person in shapes.mappings(people))


def _person(person: dict[str, Any]) -> Person:
    said = {name: shapes.said(person, name) for name in ("position", "company", "about")}
    photo = web_address(shapes.text(person.get("avatar")))
    links = [Link("Photo", photo)] if photo else []
    if url := web_address(shapes.text(person.get("url"))):
        links.append(Link("Website", url))
    for profile in shapes.mappings(person.get("socialurls")):
        if url := web_address(shapes.text(profile.get("url"))):
            links.append(Link(shapes.text(profile.get("service")), url))
    return Person(
        name=unescaped(shapes.text(person.get("name"))),
        key=shapes.text(person.get("username")),
        position=said["position"],
        company=unescaped(said["company"]) if said["company"] else said["company"],
        bio=said["about"],
        links=tuple(links) if links or {"avatar", "url", "socialurls"} & person.keys() else None,
    )


def _files(each: dict[str, Any]) -> Iterator[Link]:
    for file in shapes.mappings(each.get("files")):
        yield Link(shapes.text(file.get("name")), web_address(shapes.text(file.get("path"))))


class _Clock:
    """Wall times, in the zone that somebody named, or else as far from UTC as the file's own timestamps say."""

    def __init__(self, context: Context):
        self.context = context
        self.has_told = False

    def of(self, each: dict[str, Any], place: str) -> tuple[datetime | None, datetime | None]:
        start, end = (shapes.text(each.get(key)) for key in ("event_start", "event_end"))
        wall = times.instant_of(start)
        if wall is None:
            if start.strip() and times.date_of(start) is None:
                self.context.notices.add(place, f"“{start[:60]}” is not a time; the session comes in without one.")
            return None, None
        offset = _offset(wall, each.get("start_time_ts"))
        zone: tzinfo | None = self.context.zone or self.context.fallback
        if self.context.zone is None and offset is not None and _differs(wall, zone, offset):
            zone = timezone(offset)
            self._tell(str(zone))
        if zone is None:
            raise ZoneNeeded
        wall_end = times.instant_of(end)
        return times.in_utc(wall, zone), times.in_utc(wall_end, zone) if wall_end else None

    def _tell(self, zone: str) -> None:
        if not self.has_told:
            self.has_told = True
            self.context.notices.add("", f"The file names no zone; its timestamps say that its times are in {zone}.")


def _offset(wall: datetime, stamp: Any) -> timedelta | None:
    """How far this wall time is from the moment that the timestamp says, where that is an offset that exists."""
    seconds = shapes.number(stamp)
    if seconds is None or wall.tzinfo is not None:
        return None
    offset = wall - datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return offset if abs(offset) <= timedelta(hours=14) and not offset % _QUARTER else None


def _differs(wall: datetime, zone: tzinfo | None, offset: timedelta) -> bool:
    return zone is None or wall.replace(tzinfo=zone).utcoffset() != offset
