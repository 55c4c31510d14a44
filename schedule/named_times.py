"""A time of day that a session's title or text names for itself, and that its slot contradicts. Pure.

It misses one rather than raise a false alarm: a talk may name any number of times that are not its own.
"""

import re
from datetime import UTC, datetime, time, timedelta, tzinfo

# What a text says before it names its own time; a text with none of these is not looked at, a BoF's excepted.
PHRASES = ("begins at", "begin at", "starts at", "start at", "takes place at", "takes place from", "meet at")

_CLOCK = r"(?<![\d:.,/+-])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:]|\.\d)"
_TWELVE = r"(?<![\d:.,/+-])(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)?\s?[ap](?:\.m\.|m\b)"
_TIME = rf"(?:{_TWELVE}|{_CLOCK})"
_ZONE = r"(?:\s?\(?(?P<zone>[A-Z]{3,5}(?:[+-]\d\S*)?)\b)?"
_CLAIM = re.compile(
    rf"(?P<subject>[^\n]*?)\b(?i:{'|'.join(PHRASES)})\s(?:(?i:about|around|exactly)\s)?(?P<time>(?i:{_TIME})){_ZONE}"
)
# What a BoF's text says of its own time without any of these phrases, unless it speaks of something else.
_AT = re.compile(rf"\b(?i:at)\s(?:(?i:about|around|exactly)\s)?(?P<time>(?i:{_TIME})){_ZONE}")
_SOMETHING_ELSE = re.compile(
    r"\b(?:the|a|an|our|my|their)\s(?:[\w’-]+\s){0,3}(?:talk|keynote|workshop|tutorial|panel)\b"
    r"|\b(?:after|before|until|since|breakfast|lunch|coffee|dinner|party|social|closes?|ends?)\b",
    re.I,
)
# In a title: a span of time, one in front, one in brackets.
_TITLE = re.compile(
    rf"(?:(?P<span>(?i:{_TIME}))\s?(?:-|–|—|to)\s?(?i:{_TIME})|^(?P<front>{_CLOCK})(?=[\s:–-])"
    rf"|\((?P<brackets>{_CLOCK})(?=\)|\s[A-Z])){_ZONE}"
)
_DIGIT = re.compile(r"\d")
_ADDRESS = re.compile(r"\S+://\S+|www\.\S+")
_SENTENCE = re.compile(r"(?<![ap]\.m)[.!?;,]\s|\n|\s(?:and|but|that)\s")
_WORD = re.compile(r"\w+")
_SUBJECT = {"the", "this", "our", "a", "an", "we", "will", "please", "note", "can", "all", "s"}
_KINDS = {
    "session",
    "talk",
    "bof",
    "workshop",
    "meeting",
    "panel",
    "keynote",
    "discussion",
    "meetup",
    "tutorial",
    "we",
    "us",
    "let",
}
_OTHER_DAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:daily|each|every|tomorrow|yesterday|evening before)\b", re.I
)


def contradiction(
    title: str, text: str, starts_at: datetime, ends_at: datetime, *, zone: tzinfo, is_bof: bool = False
) -> tuple[str, bool] | None:
    """The first time that the session names for itself and at which it is not on, as written, and whether in the title.

    None also when it names a time that fits beside one that does not. The few lines about a BoF are mostly about when
    and where: in those any “at 12:00” counts.
    """
    if ends_at - starts_at >= timedelta(days=1):
        return None
    for found, is_title in ((_in_title(title), True), (_in_text(title, text, is_bof), False)):
        fits = [_fits(words, mark, starts_at, ends_at, zone) for words, mark in found]
        if False in fits and True not in fits:
            return found[fits.index(False)][0], is_title
    return None


def _in_title(title: str) -> list[tuple[str, str]]:
    """(time, zone) as written."""
    if not _DIGIT.search(title):  # most titles
        return []
    return [
        (match["span"] or match["front"] or match["brackets"], match["zone"] or "")
        for match in _TITLE.finditer(_ADDRESS.sub(" ", title))
    ]


def _in_text(title: str, text: str, is_bof: bool) -> list[tuple[str, str]]:
    lower = text.lower()
    if not is_bof and not any(phrase in lower for phrase in PHRASES):
        return []
    named = {word.lower() for word in _WORD.findall(title)}
    found = []
    for sentence in _SENTENCE.split(_ADDRESS.sub(" ", text)):
        claim = _claim(sentence, named, is_bof)
        if claim is not None and not _OTHER_DAY.search(sentence):
            found.append((claim["time"], claim["zone"] or ""))
    return found


def _claim(sentence: str, named: set[str], is_bof: bool) -> re.Match[str] | None:
    claim = _CLAIM.match(sentence)
    if claim is not None and claim["subject"].strip():
        return claim if _is_own(claim["subject"], named) else None
    return (claim or _AT.search(sentence)) if is_bof and not _SOMETHING_ELSE.search(sentence) else None


def _is_own(subject: str, named: set[str]) -> bool:
    """Whether the sentence is about this session: “the session”, “we”, or nothing but words of its title."""
    words = {word.lower() for word in _WORD.findall(subject)}
    return bool(words & (_KINDS | named)) and words <= _SUBJECT | _KINDS | named


def _fits(words: str, mark: str, starts_at: datetime, ends_at: datetime, zone: tzinfo) -> bool | None:
    """Whether the session is on at this time of day; None where nobody knows in which zone it is meant."""
    if mark in ("", starts_at.astimezone(zone).tzname()):
        meant: tzinfo = zone
    elif mark in ("UTC", "GMT"):
        meant = UTC
    else:
        return None
    first = starts_at.astimezone(meant).date()
    return any(
        starts_at <= datetime.combine(day, each, meant) < ends_at
        for each in _readings(words)
        for day in {first, min(ends_at.astimezone(meant).date(), first + timedelta(days=1))}
    )


def _readings(words: str) -> list[time]:
    """The times that are meant; “3:00” may be one in the afternoon."""
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    if half := re.search("[ap]", words.lower()):
        return [time(hour % 12 + 12 * (half[0] == "p"), minute)]
    may_be_afternoon = 0 < hour < 12 and not words.startswith("0")
    return [time(hour, minute), *([time(hour + 12, minute)] if may_be_afternoon else [])]
