"""schedule.xml as pentabarf, frab, pretalx, wafer, OSEM, the c3voc hub and Talkmark write it.

No two of them agree, and hardly any real file is valid, so nothing but the root element is insisted on.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from schedule.importers import files, times
from schedule.importers.addresses import web_address
from schedule.importers.frab_events import DAY_CHANGE, Moments, abstract_of, own_slug, track_path
from schedule.importers.records import (
    Appearance,
    Context,
    Event,
    Link,
    Person,
    Room,
    Schedule,
    Session,
    Track,
    Unacceptable,
)
from schedule.importers.shapes import LONGEST_NAME
from schedule.importers.wording import kind_of


def recognises(data: bytes) -> bool:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"<schedule" in data[:65_536]


def read(data: bytes, context: Context) -> Schedule:
    root = files.xml_of(data)
    if root.tag != "schedule":
        raise Unacceptable(f"This XML is no schedule: it begins with <{root.tag[:40]}>.", files.line_of(root))
    conference = root.find("conference")
    if conference is None:
        conference = Element("conference", {files.LINE: "1"})
    generator = root.find("generator")
    is_own = generator is not None and generator.get("name") == "Talkmark"
    event = _event(conference, root, is_own=is_own)
    tracks = tuple(_tracks(conference, root, is_own=is_own))
    walk = _Walk(context, event, tracks, base=web_address(_text(conference, "base_url")), is_own=is_own)
    sessions = tuple(walk.sessions(root))
    return Schedule(
        event=event,
        sessions=sessions,
        rooms=tuple(walk.rooms.values()),
        tracks=tracks,
        is_own=is_own,
    )


def _event(conference: Element, root: Element, *, is_own: bool) -> Event:
    change = times.clock_of(_text(conference, "day_change"))
    first_day = root.find("day")
    if change is None and first_day is not None and (begins := times.instant_of(first_day.get("start", ""))):
        at = timedelta(hours=begins.hour, minutes=begins.minute)
        # frab's days begin when the doors open; only pretalx and Talkmark mean the night by it.
        change = at if at == DAY_CHANGE or is_own else None
    color = conference.find("color")
    return Event(
        name=_text(conference, "title"),
        tagline=_text(conference, "subtitle"),
        zone=_text(conference, "time_zone_name"),
        starts_on=times.date_of(_text(conference, "start")[:10]),
        ends_on=times.date_of(_text(conference, "end")[:10]),
        day_starts_at=times.time_at(change),
        venue=_text(conference, "venue"),
        address=_text(conference, "city"),
        website=_text(conference, "url"),
        accent=color.get("primary", "") if color is not None else "",
    )


def _tracks(conference: Element, root: Element, *, is_own: bool) -> Iterator[Track]:
    names: set[str] = set()
    for element in (*conference.iter("track"), *root.iterfind("tracks/track")):
        name = (element.get("name") or element.text or "").strip()
        path = track_path(name, names) if is_own else (name,)
        names.add(name)
        yield Track(path, element.get("color", ""), element.get("slug", ""))


class _Walk:
    """Goes through the days and their rooms, and remembers what an event alone does not say."""

    def __init__(self, context: Context, event: Event, tracks: tuple[Track, ...], *, base: str, is_own: bool):
        self.context = context
        # Our own offsets are right.
        is_named = (context.zone is not None or bool(event.zone)) and not is_own
        self.moments = Moments(context, context.zone_for(event.zone), is_named, event.day_starts_at)
        self.base = base
        self.is_own = is_own
        self.paths = {", ".join(track.path): track.path for track in tracks}
        self.rooms: dict[str, Room] = {}

    def sessions(self, root: Element) -> Iterator[Session]:
        for day in root.iter("day"):
            on = times.date_of(day.get("date", "")) or times.date_of(day.get("start", ""))
            for child in day:
                if child.tag == "event":
                    yield self._session(child, on, "")
                elif child.tag == "room":
                    name = child.get("name", "")[:LONGEST_NAME]
                    self._note_room(name, child.get("guid", ""))
                    for element in child.iter("event"):
                        yield self._session(element, on, name)

    def _note_room(self, name: str, guid: str) -> None:
        if name.strip() and name not in self.rooms:
            self.rooms[name] = Room(name, guid)

    def _session(self, element: Element, on: date | None, room: str) -> Session:
        place = files.line_of(element)
        own_room = _text(element, "room")
        if room and own_room and own_room != room:
            self.context.notices.add(place, f"The event says room “{own_room}” and stands in room “{room}”.")
        starts_at, ends_at = self.moments.of(
            place,
            on,
            date=_text(element, "date"),
            start=_text(element, "start"),
            duration=_text(element, "duration"),
        )
        abstract = _text(element, "abstract")
        if not self.is_own:
            abstract = abstract_of(_text(element, "subtitle"), abstract, _text(element, "description"))
        type_, track = _text(element, "type"), _text(element, "track")
        return Session(
            title=_text(element, "title"),
            guid=element.get("guid", ""),
            id=element.get("id", ""),
            others=(element.get("code", ""),) if element.get("code") else (),
            place=place,
            starts_at=starts_at,
            ends_at=ends_at,
            room=room or own_room,
            track=self.paths.get(track, (track,)) if track else (),
            kind=kind_of(type_) if type_ or element.find("type") is not None else None,
            abstract=abstract,
            people=tuple(_people(element)),
            language=_text(element, "language"),
            recording=self._recording(element),
            attachments=tuple(self._links(element)),
            slug=own_slug(_text(element, "url")) if self.is_own else "",
        )

    def _recording(self, element: Element) -> str:
        recording = element.find("recording")
        found = _text(recording, "url") or _text(recording, "link") if recording is not None else ""
        return web_address(found or _text(element, "video_download_url"), self.base)

    def _links(self, element: Element) -> Iterator[Link]:
        for link in (*element.iterfind("attachments/attachment"), *element.iterfind("links/link")):
            url = web_address(link.get("href", ""), self.base)
            if url:
                yield Link(_own_text(link), url)


def _people(element: Element) -> Iterator[Appearance]:
    for person in element.iterfind("persons/person"):
        name = _own_text(person)
        if name:
            yield Appearance(Person(name, key=person.get("id", ""), guid=person.get("guid", "")))


def _text(element: Element | None, name: str) -> str:
    child = element.find(name) if element is not None else None
    return _own_text(child) if child is not None else ""


def _own_text(element: Element) -> str:
    return "".join(element.itertext()).strip()
