"""Which column of a table holds what, found by its name in English or German."""

import re
from collections.abc import Mapping, Sequence

from schedule.importers.records import Unacceptable

# For each field what columns are called, the best name first. A field of `_SEVERAL` takes all that match.
_NAMES = {
    "title": (
        "title", "titel", "session title", "talk title", "event title", "vortragstitel", "session name", "event name",
        "talk name", "session", "talk", "vortrag", "veranstaltung", "programmpunkt", "name", "topic", "thema", "event",
        "bezeichnung", "summary",
    ),
    "start": (
        "start", "start time", "starttime", "start date time", "start datetime", "starts at", "begin", "begins at",
        "beginn", "startzeit", "anfang", "from", "von", "time", "uhrzeit", "zeit", "event start", "start at",
    ),
    "end": (
        "end", "end time", "endtime", "end date time", "end datetime", "ends at", "ende", "endzeit", "to", "until",
        "bis", "finish", "event end", "end at",
    ),
    "date": ("date", "datum", "start date", "startdatum", "event date", "day", "tag"),
    "end_date": ("end date", "enddatum"),
    "duration": ("duration", "dauer", "length", "länge", "minutes", "minuten"),
    "room": (
        "room", "raum", "room name", "location", "venue", "saal", "hall", "stage", "bühne", "place", "ort", "where",
    ),
    "track": ("track", "stream", "strang", "themenfeld", "themenbereich", "category", "kategorie", "reihe", "rubrik"),
    "subtrack": ("subtrack", "sub track", "subtype", "sub type", "subcategory", "unterkategorie"),
    "kind": (
        "kind", "type", "session type", "talk type", "event type", "format", "session format", "art", "typ",
        "veranstaltungsart", "vortragsart",
    ),
    "guid": ("guid", "uuid", "uid"),
    "id": ("id", "session id", "talk id", "event id", "code", "key", "number", "nr", "nummer"),
    "published": ("published", "veröffentlicht", "active", "public", "öffentlich", "visible", "sichtbar"),
    "private": ("private", "privat"),
    "status": ("status", "state", "zustand"),
    "abstract": (
        "subtitle", "untertitel", "abstract", "description", "beschreibung", "kurzbeschreibung", "inhalt", "summary",
        "zusammenfassung", "details", "text",
    ),
    "speakers": (
        "speakers", "speaker", "speaker name", "speaker names", "presenters", "presenter", "presented by", "by",
        "referenten", "referent", "referentin", "referentinnen", "referierende", "vortragende", "vortragender",
        "sprecher", "sprecherin", "persons", "people", "personen", "authors", "author", "who", "wer",
    ),
    "moderators": ("moderators", "moderator", "moderation", "moderatorin", "moderated by", "chair", "session chair"),
    "panellists": ("panellists", "panellist", "panelists", "panelist", "podium"),
    "hosts": ("hosts", "host", "gastgeber", "hosted by"),
    "language": ("language", "sprache", "lang", "session language"),
    "recording": ("recording", "recording url", "video", "video url", "aufzeichnung"),
    "capacity": ("capacity", "kapazität", "seats", "plätze", "max participants", "teilnehmerzahl"),
    "attachments": ("attachments", "attachment", "slides", "slides url", "files", "file url", "folien", "unterlagen"),
}  # fmt: skip
_SEVERAL = {"abstract", "speakers", "moderators", "panellists", "hosts", "attachments"}
# What a longer name may end with: "Book Description", "Official Title".
_LAST_WORDS = {
    "title": ("title", "titel"),
    "abstract": ("description", "beschreibung", "abstract"),
    "room": ("room", "raum", "location"),
    "track": ("track",),
}
# But not where it is about somebody, or for the organisers only.
_OTHER = re.compile(
    r"\b(?:speakers?|presenters?|authors?|referent\w*|vortragend\w*|person\w*|bio\w*|jobs?|e ?mails?|contact|kontakt"
    r"|company|firma|user|private|internal|intern\w*|notes?|image|photo|foto)\b"
)
_NUMBERED = re.compile(r"\s+\d{1,2}\Z")


def guessed_in(header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """For each field that is recognised, its columns. No column counts for two fields."""
    names = [_plain(name) for name in header]
    found: dict[str, tuple[int, ...]] = {}
    taken: set[int] = set()
    for field, known in _NAMES.items():
        if field in _SEVERAL:
            columns = [at for at, name in enumerate(names) if _NUMBERED.sub("", name) in known and at not in taken]
        else:
            columns = [at for word in known for at, name in enumerate(names) if name == word and at not in taken][:1]
        if columns:
            found[field] = tuple(columns)
            taken.update(columns)
    for field, words in _LAST_WORDS.items():
        if field not in found:
            longer = [at for at, name in enumerate(names) if at not in taken and _ends_in(name, words)][:1]
            if longer:
                found[field] = tuple(longer)
                taken.update(longer)
    return found


def mapped_in(header: Sequence[str], mapping: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, ...]]:
    """The columns that somebody chose for each field, by their names as they stand in the file.

    Raises Unacceptable for a name that no column has.
    """
    found = {}
    for field, wanted in mapping.items():
        columns: list[int] = []
        for name in wanted:
            named = [at for at, each in enumerate(header) if _same(each) == _same(name)]
            if not named:
                raise Unacceptable(f"There is no column “{name}”. The columns are: {listed(header)}.")
            columns.extend(named)
        found[field] = tuple(dict.fromkeys(columns))
    return found


def has_names(header: Sequence[str], wanted: Sequence[str]) -> bool:
    return {_same(name) for name in wanted} <= {_same(name) for name in header}


def listed(header: Sequence[str]) -> str:
    return ", ".join(f"“{name.strip()[:60]}”" for name in header if name.strip())


def _same(name: str) -> str:
    return " ".join(name.casefold().split())


def _plain(name: str) -> str:
    """The name's words alone: no case, no punctuation, nothing in brackets."""
    return " ".join(re.sub(r"[^\w]+|_+", " ", re.sub(r"\([^()]*\)", " ", name[:200].casefold())).split())


def _ends_in(name: str, words: Sequence[str]) -> bool:
    return any(name.endswith(f" {word}") for word in words) and not _OTHER.search(name)
