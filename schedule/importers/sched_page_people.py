"""Who speaks, out of a session's lines on Sched's page: names, positions, companies and biographies."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from schedule.importers.records import Appearance, Person
from schedule.importers.wording import same_words, without_byline

# The headings above people; "" for those who take no part in the session itself.
_HEADINGS = {
    **{"speaker": "speaker", "speakers": "speaker", "moderator": "moderator", "moderators": "moderator"},
    **{"panelist": "panellist", "panelists": "panellist", "host": "host", "hosts": "host"},
    **dict.fromkeys(("artists", "sponsors", "exhibitors", "volunteers", "attendees"), ""),
}
_AVATAR = re.compile(r"avatar for \S.*", re.IGNORECASE)
_READ_MORE = re.compile(r"\s*(?:\.\.\.|…)\s*Read More\s*→?\s*\Z")
# What belongs to the company's name before the comma.
_FORM = re.compile(r"(?:inc|ltd|llc|corp|gmbh|co|limited|s\.?a|plc|ag)\b\.?.*", re.IGNORECASE)
# A byline names no more.
_FEW = 50
_NEXT_PERSON = re.compile(r"\s*[&;]\s*|\s+and\s+")


@dataclass
class Block:
    """A session's lines, told apart. `lines` are what its people say of themselves, "position, company" each."""

    title: str
    abstract: str
    people: list[Appearance] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)


def blocks_in(lines: Sequence[str]) -> Block:
    """The title, what stands below it up to the people, the people, and the files below them."""
    heading = next((at for at, line in enumerate(lines) if at and _is_heading(lines, at)), len(lines))
    abstract = "\n".join(line.rstrip() for line in lines[1:heading]).strip()
    block = Block(lines[0].strip() if lines else "", re.sub(r"\n{3,}", "\n\n", abstract))
    role = ""
    at = heading
    while at < len(lines):
        line = lines[at].strip()
        if line.casefold() in _HEADINGS:
            role = _HEADINGS[line.casefold()]
        elif _begins_person(lines, at):
            person, said, at = _person(lines, at)
            if role:
                block.people.append(Appearance(person, role))
                block.lines.append(said)
            continue
        elif line:
            block.attachments.append(line)
        at += 1
    return block


def people_of(blocks: Sequence[Block]) -> Iterator[Block]:
    """The same blocks with positions and companies told apart, each person alike in all of them."""
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for block in blocks:
        byline = _companies(block) if len(block.people) < _FEW else {}
        people = []
        for each, line in zip(block.people, block.lines, strict=True):
            told = known.setdefault((each.person.name, line), _split(line, byline.get(each.person.name, "")))
            people.append(replace(each, person=replace(each.person, position=told[0], company=told[1])))
        yield replace(block, people=people)


def _is_heading(lines: Sequence[str], at: int) -> bool:
    following = next((index for index in range(at + 1, len(lines)) if lines[index].strip()), None)
    return lines[at].strip().casefold() in _HEADINGS and following is not None and _begins_person(lines, following)


def _begins_person(lines: Sequence[str], at: int) -> bool:
    """A picture's text or initials, an empty line, and the name that they are of."""
    line = lines[at].strip()
    name = lines[at + 2].strip() if at + 2 < len(lines) and not lines[at + 1].strip() else ""
    if _AVATAR.fullmatch(line):
        return bool(name)
    return 0 < len(line) <= 3 and line.isupper() and name[:1].casefold() == line[0].casefold()


def _person(lines: Sequence[str], at: int) -> tuple[Person, str, int]:
    """The person, their line, and where the next thing stands."""
    name = lines[at + 2].strip()
    at += 3
    said = ""
    if at + 1 < len(lines) and not lines[at].strip() and lines[at + 1].strip() and not _begins_person(lines, at + 1):
        said = lines[at + 1].strip()
        at += 2
    bio: list[str] = []
    while at < len(lines) and lines[at].strip() and not _begins_person(lines, at):
        bio.append(lines[at].strip())
        at += 1
    text = _READ_MORE.sub("…", "\n\n".join(bio))
    return Person(name, bio=text), said, at


def _companies(block: Block) -> dict[str, str]:
    """By name, the company that the title's byline gives: "A & B, Company" is of both."""
    names = [each.person.name for each in block.people]
    byline = block.title[len(without_byline(block.title, names)) :]
    segments = _NEXT_PERSON.split(byline.strip(" -")[:1000])
    found: dict[str, str] = {}
    company = ""
    for segment in reversed(segments):
        name, comma, rest = segment.partition(",")
        company = rest.rpartition(",")[2].strip() if comma else company
        for each in names:
            if set(same_words(name).split()) & set(same_words(each).split()):
                found.setdefault(each, company)
    return found


def _split(line: str, company: str) -> tuple[str, str]:
    """Position and company: at the last comma, or at the one before which the byline's company begins."""
    commas = [match.start() for match in re.finditer(r",", line)]
    if not commas:
        return line, company
    words = same_words(company)
    for at in reversed(commas):
        if words and same_words(line[at + 1 :]).startswith(words):
            return line[:at].strip(), line[at + 1 :].strip()
    at = commas[-1]
    if len(commas) > 1 and _FORM.fullmatch(line[at + 1 :].strip()):
        at = commas[-2]
    return line[:at].strip(), line[at + 1 :].strip()
