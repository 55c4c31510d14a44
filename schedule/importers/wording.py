"""What words in schedules mean: cancelled markers, topics to come, kinds of session, bylines."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import islice

_MARKER = r"cancell?ed|abgesagt|entfällt|annulée?|cancelad[oa]"
# In front: in brackets, or with a colon or a dash after it, or in capitals before a title that is not.
_BRACKETED = re.compile(rf"\s*[\[(]\s*(?:{_MARKER})\s*[\])]\s*[:\-–—]?\s*", re.IGNORECASE)
_SEPARATED = re.compile(rf"\s*(?:{_MARKER})\s*(?:!+\s*)?(?:[:–—]\s*|-+\s+|\s-+\s*|!+\s*)", re.IGNORECASE)
_SHOUTED = re.compile(r"\s*CANCELL?ED\s+(?=.*[a-zà-ÿ])")
_AT_THE_END = re.compile(rf"\s*(?:[\[(]\s*(?:{_MARKER})\s*[\])]|\s[-–—]\s*CANCELL?ED)\s*\Z", re.IGNORECASE)
_ALONE = re.compile(rf"\s*(?:{_MARKER})\W*\Z", re.IGNORECASE)


def without_marker(title: str) -> tuple[str, bool]:
    """The title without its "cancelled", and whether it had one. "Cancelling POSIX syscalls" has none."""
    for pattern in (_BRACKETED, _SEPARATED, _SHOUTED):
        if (match := pattern.match(title)) and title[match.end() :].strip():
            return title[match.end() :].strip(), True
    if (match := _AT_THE_END.search(title)) and title[: match.start()].strip():
        return title[: match.start()].strip(), True
    return title, bool(_ALONE.match(title))


_TO_COME = re.compile(r"(?:\bTB[AD]|\b(?i:to be (?:announced|determined|decided|defined)|topic to come))\W*\Z")


def is_to_come(title: str) -> bool:
    """Whether it says that what it is about is not known yet, as "BoF: TBA" does."""
    return bool(_TO_COME.search(title))


_KINDS = (
    ("keynote", r"keynotes?"),
    ("lightning", r"lightning|blitz(?:vortrag|talk)?|lightningtalks?"),
    ("bof", r"bofs?|birds of a feather"),
    ("panel", r"panels?|podium\w*|round ?table|fishbowl|diskussion|discussions?"),
    ("workshop", r"workshops?|tutorials?|hands[- ]?on|trainings?|ateliers?|masterclass|labs?|sprints?"),
    ("break", r"breaks?|lunch|coffee|pausen?|kaffeepause|mittag\w*|breakfast|snacks?|catering|registration|check-?in"
              r"|badge pick-?up|cloakroom|déjeuner|goûter"),
    ("social", r"social|party|parties|dinner|reception|concerts?|performances?|dj ?sets?|networking|games?"
               r"|special events?|movies?|films?"),
)  # fmt: skip
_KIND_PATTERNS = [(kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _KINDS]
_KIND_NAMES = frozenset({"talk", "keynote", "lightning", "panel", "workshop", "bof", "break", "social", "other"})


def kind_of(words: str) -> str:
    """The kind of session that a source's own word for it means; a talk where nothing better is known."""
    plain = words.strip().lower().replace("_", " ")
    if plain in _KIND_NAMES:
        return plain
    for kind, pattern in _KIND_PATTERNS:
        if pattern.search(plain):
            return kind
    return "talk"


_IN_TITLES = (
    ("keynote", re.compile(r"(?:opening |closing )?keynotes?\b", re.IGNORECASE)),
    ("lightning", re.compile(r"lightning ?talks?\b", re.IGNORECASE)),
    ("bof", re.compile(r"(?:[^:]*\W)?(?:bofs?|birds of a feather)\b", re.IGNORECASE)),
    ("panel", re.compile(r"(?:panel(?: discussion)?|podiumsdiskussion|roundtable)\s*(?:[:–-]|\Z)", re.IGNORECASE)),
    ("workshop", re.compile(r"(?:workshop|tutorial|hands-on)\s*(?:[:–-]|\Z)", re.IGNORECASE)),
)  # fmt: skip


def kind_of_title(title: str) -> str:
    """The kind that a title itself names, as "Keynote: …" or "Lunch" do; "" for all others."""
    for kind, pattern in _IN_TITLES:
        if pattern.match(title.strip()):
            return kind
    return "break" if len(title.split()) <= 3 and kind_of(title) == "break" else ""


def same_words(text: str) -> str:
    """What two spellings of one name have in common: no case, no accents, no punctuation, single spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.sub(r"[^\w\s]|[\u0300-\u036f_]", "", bare).split())


_LONGEST_BYLINE, _MOST_NAMED = 1000, 50
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "æ": "ae", "ø": "oe", "ß": "ss"})


def without_byline(title: str, people: Iterable[str]) -> str:
    """The title before a last " - A & B, Company", when what follows it names one of these people.

    The order of names may differ, and "&" may be glued to them; a dash inside a title stays.
    """
    known = [words for person in islice(people, _MOST_NAMED) for words in _spellings(person) if words]
    at = len(title)
    while known and (at := title.rfind(" - ", 0, at)) > 0 and len(title) - at < _LONGEST_BYLINE:
        bylines = _spellings(title[at + 3 :].replace("&", " "))
        if any(words in byline or _surname_in(words, byline) for words in known for byline in bylines):
            # A company or a name may hold the dash itself: what comes before may be the byline's beginning.
            earlier = title.rfind(" - ", 0, at)
            if earlier > 0 and any(words in same_words(title[earlier + 3 : at]) for words in known):
                continue
            return title[:at].rstrip()
    return title


def _spellings(text: str) -> set[str]:
    """The words of a text, with ä as a and as ae."""
    return {same_words(text), same_words(unicodedata.normalize("NFC", text.casefold()).translate(_SPELT_OUT))}


def _surname_in(words: str, byline: str) -> bool:
    """Whether somebody's first and last word stand in the byline: "Jose Carlos Ruiz" as "Jose Ruiz"."""
    parts = words.split()
    return len(parts) > 1 and {parts[0], parts[-1]} <= set(byline.split())
