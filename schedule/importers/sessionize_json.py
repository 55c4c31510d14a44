"""What Sessionize's endpoint answers: the view All, or Sessions or GridSmart, where names stand in the sessions.

Its times are wall times, also where a "Z" stands behind them. What track, language and format are called is up to the
organisers: `sessionize_answers` finds out.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from schedule.importers import times
from schedule.importers.moments import moment_of
from schedule.importers.records import (
    Appearance,
    Context,
    Event,
    Link,
    Person,
    Room,
    Schedule,
    Session,
    Tag,
    Track,
    Unacceptable,
)
from schedule.importers.sessionize_answers import Answer, Answers
from schedule.importers.shapes import items, mapping, mappings, name, number, said, text
from schedule.importers.wording import kind_of

ACCEPTED = frozenset({"", "accepted"})

# As people write them, to BCP 47.
LANGUAGES = {
    **{"english": "en", "englisch": "en", "anglais": "en", "inglés": "en", "german": "de", "deutsch": "de"},
    **{"french": "fr", "français": "fr", "spanish": "es", "español": "es", "italian": "it", "italiano": "it"},
    **{"portuguese": "pt", "português": "pt", "dutch": "nl", "nederlands": "nl", "polish": "pl", "polski": "pl"},
    **{"russian": "ru", "русский": "ru", "chinese": "zh", "中文": "zh", "japanese": "ja", "日本語": "ja"},
    **{"arabic": "ar", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi", "czech": "cs"},
}


def recognises(value: Any) -> bool:
    return next(_sessions_in(value), None) is not None or _is_of_people(value)


def read(value: Any, context: Context) -> Schedule:
    if _is_of_people(value):
        raise Unacceptable("This view has people, but no sessions. Export the view “All” from Sessionize instead.")
    reader = _Reader(context, value)
    sessions = tuple(reader.sessions(value))
    reader.tell()
    return Schedule(
        event=Event(), sessions=sessions, rooms=tuple(reader.rooms.values()), tracks=tuple(reader.tracks(sessions))
    )


def _is_session(value: Any) -> bool:
    return isinstance(value, dict) and "title" in value and ("startsAt" in value or "isServiceSession" in value)


def _is_of_people(value: Any) -> bool:
    """The views Speakers and SpeakerWall."""
    first = next(mappings(value), {})
    return "fullName" in first and ("tagLine" in first or "profilePicture" in first)


def _sessions_in(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each session with its place. Those of the grouped views may come several times."""
    if isinstance(value, dict):
        listed = [("sessions", value.get("sessions"))]
    else:
        listed = [("", value), *(found for at, group in enumerate(items(value)) for found in _lists_in(at, group))]
    for where, sessions in listed:
        for index, session in enumerate(items(sessions)):
            if _is_session(session):
                yield f"{where}[{index}]", session


def _lists_in(at: int, group: Any) -> Iterator[tuple[str, Any]]:
    day = mapping(group)
    yield f"[{at}].sessions", day.get("sessions")
    for index, room in enumerate(mappings(day.get("rooms"))):
        yield f"[{at}].rooms[{index}].sessions", room.get("sessions")
    for index, slot in enumerate(mappings(day.get("timeSlots"))):
        yield f"[{at}].timeSlots[{index}].rooms", [room.get("session") for room in mappings(slot.get("rooms"))]


class _Reader:
    def __init__(self, context: Context, value: Any):
        self.context = context
        self.zone = context.zone_for()
        view = mapping(value)
        self.is_grouped = not isinstance(value, dict)
        self.speakers = {text(each.get("id")): each for each in mappings(view.get("speakers"))}
        self.answers = Answers(context, view)
        self.rooms: dict[str, Room] = {}
        for room in sorted(mappings(view.get("rooms")), key=_sort):
            self._note_room(text(room.get("id")), name(room.get("name")))
        for day in mappings(value):
            for room in mappings(day.get("rooms")):
                self._note_room(text(room.get("id")), name(room.get("name")))
        self.people: dict[str, Person | None] = {}
        self.left_out = 0

    def _note_room(self, key: str, called: str) -> None:
        if key and called:
            self.rooms.setdefault(key, Room(called))

    def sessions(self, value: Any) -> Iterator[Session]:
        seen: set[tuple[str, str]] = set()
        for place, session in _sessions_in(value):
            which = text(session.get("id")), text(session.get("startsAt"))
            if self.is_grouped and which[0] and which in seen:
                continue
            seen.add(which)
            if text(session.get("status")).strip().lower() == "declined":
                self.left_out += 1
            else:
                yield self._session(session, place)

    def tracks(self, sessions: tuple[Session, ...]) -> Iterator[Track]:
        """Those that a session has, in the order that the organisers gave them."""
        used = {session.track for session in sessions if session.track}
        for track in self.answers.track_names():
            if (track,) in used:
                yield Track((track,))

    def tell(self) -> None:
        if self.left_out:
            self.context.notices.add("", f"Declined sessions that are left out: {self.left_out}.")
        self.answers.tell()

    def _session(self, session: dict[str, Any], place: str) -> Session:
        title, is_service = text(session.get("title")), session.get("isServiceSession") is True
        starts_at, ends_at = (self._wall_time(session.get(key), place) for key in ("startsAt", "endsAt"))
        answers = self.answers.of(session, [self.speakers.get(key, {}) for key in _speaker_keys(session)])
        track, more = _track(answers)
        return Session(
            title=title,
            id=text(session.get("id")),
            place=place,
            starts_at=starts_at,
            ends_at=ends_at if starts_at else None,
            room=self._room(session),
            track=track,
            tags=tuple(Tag(answer.title, answer.value) for answer in (*more, *answers.get("tag", ()))),
            kind=_service_kind(title) if is_service else _kind(answers),
            status=None if text(session.get("status")).strip().lower() in ACCEPTED else "draft",
            abstract=said(session, "description"),
            people=() if is_service else self._people(session),
            language=_language(answers),
            recording=_first(answers, "recording", said(session, "recordingUrl")),
            capacity=number(_first(answers, "capacity", None)),
            access_url=_first(answers, "access_url", None),
            attachments=tuple(Link(each.title, each.value) for each in answers["attachments"])
            if "attachments" in answers
            else None,
        )

    def _wall_time(self, value: Any, place: str) -> datetime | None:
        at = times.instant_of(text(value))
        if at is None:
            if text(value).strip():
                self.context.notices.add(place, f"“{text(value).strip()[:40]}” is not a time.")
            return None
        if at.utcoffset() == UTC.utcoffset(None):
            at = at.replace(tzinfo=None)
        return moment_of(at, self.zone)

    def _room(self, session: dict[str, Any]) -> str | None:
        key, called = text(session.get("roomId")), name(session.get("room"))
        if key in self.rooms:
            return self.rooms[key].name
        self._note_room(key, called)
        return called if called or "roomId" in session or "room" in session else None

    def _people(self, session: dict[str, Any]) -> tuple[Appearance, ...] | None:
        if "speakers" not in session:
            return None
        found = [self._person(speaker) for speaker in items(session["speakers"])]
        return tuple(Appearance(person) for person in found if person is not None)

    def _person(self, speaker: Any) -> Person | None:
        embedded = mapping(speaker)
        key = text(embedded.get("id") if embedded else speaker)
        if not key:
            person = _person(key, embedded)
            return person if person.name else None
        if key not in self.people:
            person = _person(key, {**embedded, **self.speakers.get(key, {})})
            self.people[key] = person if person.name else None
        return self.people[key]


def _sort(room: dict[str, Any]) -> int:
    return number(room.get("sort")) or 0


def _speaker_keys(session: dict[str, Any]) -> list[str]:
    return [
        text(mapping(each).get("id") if isinstance(each, dict) else each) for each in items(session.get("speakers"))
    ]


def _person(key: str, speaker: dict[str, Any]) -> Person:
    names = (text(speaker.get(part)).strip() for part in ("firstName", "lastName"))
    photo = text(speaker.get("profilePicture")).strip()
    links = (Link(text(link.get("title")), text(link.get("url"))) for link in mappings(speaker.get("links")))
    return Person(
        name=text(speaker.get("fullName")).strip()
        or text(speaker.get("name")).strip()
        or " ".join(filter(None, names)),
        key=key,
        position=said(speaker, "tagLine"),
        bio=said(speaker, "bio"),
        links=(*([Link("Photo", photo)] if photo else []), *(link for link in links if link.url.strip()))
        if "links" in speaker or "profilePicture" in speaker
        else None,
    )


def _track(answers: dict[str, list[Answer]]) -> tuple[tuple[str, ...] | None, list[Answer]]:
    """The track's path, and the answers that are no part of it: a session has one track, other ones are tags."""
    given = answers.get("track", [])
    if not given:
        return None, answers.get("subtrack", [])
    below = answers.get("subtrack", [])
    return (given[0].value, *(answer.value for answer in below[:1])), [*given[1:], *below[1:]]


def _kind(answers: dict[str, list[Answer]]) -> str | None:
    said_kind = _first(answers, "kind", None)
    return kind_of(said_kind) if said_kind else None


def _service_kind(title: str) -> str:
    """Breaks, mostly: a service session has nobody who presents it, whatever it is called."""
    kind = kind_of(title)
    return "break" if kind == "talk" else kind


def _language(answers: dict[str, list[Answer]]) -> str | None:
    language = _first(answers, "language", None)
    return LANGUAGES.get(language.strip().lower(), language) if language else None


def _first(answers: dict[str, list[Answer]], field: str, otherwise: str | None) -> str | None:
    return answers[field][0].value if field in answers else otherwise
