"""schedule.xml as pentabarf, frab, pretalx, wafer, OSEM, the c3voc hub and Talkmark write it.

No two of them agree, and hardly any real file is valid, so nothing but the root element is insisted on.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from schedule.importers import files, times
from schedule.importers.addresses import web_address
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
    ZoneNeeded,
)
from schedule.importers.wording import kind_of

# Where a file does not say until when the night belongs to the day before.
DAY_CHANGE = timedelta(hours=4)


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
    walk = _Walk(context, event, tracks, base=_text(conference, "base_url"), is_own=is_own)
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
    names: list[str] = []
    for element in (*conference.iter("track"), *root.iterfind("tracks/track")):
        name = (element.get("name") or element.text or "").strip()
        # Talkmark writes a track below another as "Parent, Name", after its parent.
        parent = next((other for other in names if is_own and name.startswith(f"{other}, ")), "")
        path = (parent, name.removeprefix(f"{parent}, ")) if parent else (name,)
        names.append(name)
        yield Track(path, element.get("color", ""), element.get("slug", ""))


class _Walk:
    """Goes through the days and their rooms, and remembers what an event alone does not say."""

    def __init__(self, context: Context, event: Event, tracks: tuple[Track, ...], *, base: str, is_own: bool):
        self.context = context
        self.zone = context.zone_for(event.zone)
        self.named_zone = context.zone is not None or bool(event.zone)
        self.base = base
        self.is_own = is_own
        self.change = event.day_starts_at
        self.paths = {", ".join(track.path): track.path for track in tracks}
        self.rooms: dict[str, Room] = {}

    def sessions(self, root: Element) -> Iterator[Session]:
        for day in root.iter("day"):
            on = times.date_of(day.get("date", "")) or times.date_of(day.get("start", ""))
            for child in day:
                if child.tag == "event":
                    yield self._session(child, on, "")
                elif child.tag == "room":
                    name = child.get("name", "")
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
        starts_at, ends_at = self._times(element, on, place)
        abstract, description = _text(element, "abstract"), _text(element, "description")
        subtitle = _text(element, "subtitle")
        texts = [text for text in (subtitle, abstract, description) if text and text != "None"]
        if abstract == description:
            texts = texts[:-1] if abstract else texts
        type_, track = _text(element, "type"), _text(element, "track")
        url = _text(element, "url")
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
            abstract="\n\n".join(texts),
            people=tuple(_people(element)),
            language=_text(element, "language"),
            recording=self._recording(element),
            attachments=tuple(self._links(element)),
            slug=url.rstrip("/").rpartition("/sessions/")[2] if self.is_own else "",
        )

    def _times(self, element: Element, on: date | None, place: str) -> tuple[datetime | None, datetime | None]:
        said, start = _text(element, "date"), _text(element, "start")
        at, clock = times.instant_of(said), times.clock_of(start)
        if at is None and clock is not None:
            day = times.date_of(said) or on
            if day is None:
                self.context.notices.add(place, "The event has a time but no day; it comes in without a time.")
                return None, None
            change = _since_midnight(self.change) if self.change else DAY_CHANGE
            wall = times.wall_time(day, clock)
            at = wall + times.DAY if clock < change and not times.date_of(said) else wall
        if at is None:
            if said or start:
                self.context.notices.add(place, f"“{said or start}” is not a time; the event comes in without one.")
            return None, None
        starts_at = self._in_utc(at, clock, place)
        duration = times.duration_of(_text(element, "duration"))
        if not duration:
            self.context.notices.add(place, f"The event has no duration; it gets {times.USUAL.seconds // 60} minutes.")
        return starts_at, starts_at + (duration or times.USUAL)

    def _in_utc(self, at: datetime, clock: timedelta | None, place: str) -> datetime:
        if at.tzinfo is None:
            if self.zone is None:
                raise ZoneNeeded
            return times.in_utc(at, self.zone)
        starts_at = times.in_utc(at, at.tzinfo)
        if clock is None or self.zone is None:
            return starts_at
        if _since_midnight(at.time()) == clock:
            return self._with_right_offset(at, starts_at, place)
        if _since_midnight(starts_at.astimezone(self.zone).time()) != clock:
            self.context.notices.add(place, f"The date says {at:%H:%M}, the start {_words(clock)}; the date counts.")
        return starts_at

    def _with_right_offset(self, at: datetime, starts_at: datetime, place: str) -> datetime:
        """Date and start agree on the clock. Where the zone is named and has another offset then, the offset is off."""
        zone = self.zone
        if zone is None or not self.named_zone or _offsets(at, zone) & {at.utcoffset()}:
            return starts_at
        self.context.notices.add(place, f"{at:%Y-%m-%d %H:%M} is not at {at:%z} in {zone}; the clock counts.")
        return times.in_utc(at.replace(tzinfo=None), zone)

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


def _offsets(at: datetime, zone: ZoneInfo) -> set[timedelta | None]:
    wall = at.replace(tzinfo=zone)
    return {wall.utcoffset(), wall.replace(fold=1).utcoffset()}


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


def _words(clock: timedelta) -> str:
    minutes = clock // timedelta(minutes=1)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _text(element: Element | None, name: str) -> str:
    child = element.find(name) if element is not None else None
    return _own_text(child) if child is not None else ""


def _own_text(element: Element) -> str:
    return "".join(element.itertext()).strip()
