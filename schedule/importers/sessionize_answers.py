"""What organisers asked about sessions in Sessionize, and which field each of their questions means.

Categories of sessions come in: as the track, the language or the kind where their title says so, else as tags.
Categories of speakers, questions and live links are not public, and come in only where somebody mapped them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from schedule.importers.records import Context
from schedule.importers.shapes import items, mappings, name, text

FIELDS = frozenset(
    {"track", "subtrack", "kind", "language", "tag", "recording", "access_url", "attachments", "capacity"},
)
_TRACK = re.compile(
    r"\b(?:tracks?|themenbereiche?|themenstr[aä]nge?|themenstrang|strecken?|schienen?|filières?)\b", re.I
)
_LANGUAGE = re.compile(r"\blanguages?\b|sprachen?\b|\b(?:langues?|idiomas?|línguas?|linguas?|lingua|taal)\b|言語", re.I)
# A language that is written for machines is a subject, like any other.
_OF_MACHINES = re.compile(r"program|script|markup", re.I)
_KIND = re.compile(
    r"formate?\b|フォーマット|\b(?:session|talk|presentation|submission|event)\W?(?:type|kind|length)\b"
    r"|\b(?:session|vortrags?|beitrags?)\W?(?:typ|art)\b|^\W*typ(?:e|us)?\W*$",
    re.I,
)


@dataclass(frozen=True)
class Answer:
    """What was answered to what. One that is not open is nobody's business unless it is mapped."""

    title: str
    value: str
    is_open: bool = True


class Answers:
    """The categories and questions of a file. `view` is the view All; the others have them in their sessions."""

    def __init__(self, context: Context, view: dict[str, Any]):
        self.context = context
        self.fields: dict[str, list[str]] = defaultdict(list)
        for field, columns in context.mapping.items():
            for column in columns:
                self.fields[_plain(column)].append(field)
        self.choices = {
            text(item.get("id")): Answer(name(category.get("title")), name(item.get("name")), is_open)
            for category in sorted(mappings(view.get("categories")), key=_sort)
            for is_open in [text(category.get("type")).lower() != "speaker"]
            for item in sorted(mappings(category.get("items")), key=_sort)
        }
        self.questions = {
            text(question.get("id")): name(question.get("question")) for question in mappings(view.get("questions"))
        }
        self.seen = {_plain(answer.title) for answer in self.choices.values()} | set(
            map(_plain, self.questions.values())
        )

    def of(self, session: dict[str, Any], speakers: list[dict[str, Any]]) -> dict[str, list[Answer]]:
        """The answers of a session by the field that they are for."""
        found: dict[str, dict[Answer, None]] = defaultdict(dict)
        for answer in self._given(session, speakers):
            self.seen.add(_plain(answer.title))
            for field in self._fields_of(answer) if answer.value else ():
                found[field].setdefault(answer)
        return {field: list(answers) for field, answers in found.items()}

    def track_names(self) -> Iterator[str]:
        """The tracks that could be chosen, in the organisers' order."""
        return (answer.value for answer in self.choices.values() if "track" in self._fields_of(answer))

    def tell(self) -> None:
        """Says which mapped columns led nowhere."""
        for field, columns in self.context.mapping.items():
            for column in columns:
                if field not in FIELDS:
                    self.context.notices.add("", f"“{column}” cannot be mapped to {field} in this format.")
                elif _plain(column) not in self.seen:
                    self.context.notices.add("", f"No category or question is called “{column}”.")

    def _given(self, session: dict[str, Any], speakers: list[dict[str, Any]]) -> Iterator[Answer]:
        for person in (session, *(speakers if self.fields else ())):  # nothing of theirs comes in unless it is mapped
            for key in items(person.get("categoryItems")):
                if answer := self.choices.get(text(key)):
                    yield answer if person is session else Answer(answer.title, answer.value, is_open=False)
        for category in mappings(session.get("categories")):
            for item in mappings(category.get("categoryItems")):
                title = text(category.get("name")).strip() or text(category.get("title")).strip()
                yield Answer(title, text(item.get("name")).strip())
        for each in mappings(session.get("questionAnswers")):
            title = self.questions.get(text(each.get("questionId"))) or text(each.get("question")).strip()
            yield Answer(title, (text(each.get("answerValue")) or text(each.get("answer"))).strip(), is_open=False)
        yield Answer("liveUrl", text(session.get("liveUrl")).strip(), is_open=False)

    def _fields_of(self, answer: Answer) -> list[str]:
        if mapped := self.fields.get(_plain(answer.title)):
            return mapped
        if not answer.is_open or not answer.title:
            return []
        field = _meaning(answer.title)
        # What somebody mapped a field to is all that it is taken from.
        return ["tag" if field in self.context.mapping else field]


@lru_cache(maxsize=256)
def _meaning(title: str) -> str:
    if _TRACK.search(title):
        return "track"
    if _LANGUAGE.search(title) and not _OF_MACHINES.search(title):
        return "language"
    return "kind" if _KIND.search(title) else "tag"


def _plain(title: str) -> str:
    return title.strip().casefold()


def _sort(value: dict[str, Any]) -> int:
    position = value.get("sort")
    return position if isinstance(position, int) else 0
