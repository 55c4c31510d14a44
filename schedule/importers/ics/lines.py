"""iCalendar's content lines and components (RFC 5545 3.1, 3.6), out of bytes that may break every rule about them.

Folds may stand inside of a character, lines may end as they like, and what is no UTF-8 is replaced with a notice.
"""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from schedule.importers.records import Notices, Unacceptable

MAX_LINES = 1_000_000
MAX_DEPTH = 10

_NAME = re.compile(rb"[A-Za-z0-9-]+[;:]")
_CHARSET = re.compile(rb";CHARSET=\"?(iso-8859-(?:[1-9]|1[0-6])|(?:windows-|cp)125\d|latin-?1)[\";:]", re.IGNORECASE)
_NO_CODECS = {b"iso-8859-12", b"cp1259", b"windows-1259"}
_QUOTED_PRINTABLE = re.compile(rb"[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]", re.IGNORECASE)
_SIGN_OUTSIDE = re.compile(r'"[^"]*"|[;:,]')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ITEM = re.compile(r"(?:\\.|[^,\\])+", re.DOTALL)
_CARETS = {"^n": "\n", "^N": "\n", "^^": "^", "^'": '"'}
_CARET = re.compile(r"\^[nN^']")
# Dates hold no colon, while the name of a zone before them may, unquoted, as Outlook writes it.
_DATE_SIGNS = re.compile(r"[\dTZPDHMSW:+.,/ -]*", re.IGNORECASE)
_DATES = {"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"}


@dataclass(frozen=True)
class Line:
    """A property. `value` is as it stands there: `text` and `texts` take it as TEXT (3.3.11)."""

    name: str
    params: dict[str, tuple[str, ...]]
    value: str
    number: int

    @property
    def text(self) -> str:
        return _unescaped(self.value)

    @property
    def texts(self) -> list[str]:
        return [_unescaped(item) for item in _ITEM.findall(self.value)]

    def param(self, name: str) -> str:
        return next(iter(self.params.get(name, ())), "")


@dataclass
class Component:
    name: str
    number: int  # the line that it begins in
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def first(self, name: str) -> Line | None:
        return next((line for line in self.lines if line.name == name), None)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def text(self, name: str) -> str:
        line = self.first(name)
        return line.text.strip() if line else ""

    def walk(self, name: str) -> Iterator["Component"]:
        """The components of this name, however deep."""
        for part in self.parts:
            if part.name == name:
                yield part
            yield from part.walk(name)


def calendar_in(data: bytes, notices: Notices) -> Component:
    """All that the file holds, below one component that stands for the file."""
    root = Component("", 1)
    stack = [root]
    for line in _lines(data, notices):
        kind = line.value.strip().upper()
        if line.name == "BEGIN":
            if kind == "VEVENT":  # one within another has merely lost the end of the first
                stack = [each for each in stack if each.name != "VEVENT"]
            if len(stack) > MAX_DEPTH:
                raise Unacceptable(f"The calendar is nested deeper than {MAX_DEPTH} levels.", f"line {line.number}")
            part = Component(kind, line.number)
            stack[-1].parts.append(part)
            stack.append(part)
        elif line.name == "END":
            names = [each.name for each in stack]
            if kind in names[1:]:
                del stack[len(names) - 1 - names[::-1].index(kind) :]
        else:
            stack[-1].lines.append(line)
    return root


def _lines(data: bytes, notices: Notices) -> Iterator[Line]:
    for number, raw in _unfolded(data):
        text = _decoded(raw, number, notices)
        if line := _line(text, number):
            yield line


def _unfolded(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Content lines with the number of their first one. What is none continues the line before."""
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    if data.count(b"\n") > MAX_LINES:
        raise Unacceptable(f"The file has more than {MAX_LINES:,} lines, the most that are read.")
    parts: list[bytes] = []
    begins = 1
    for number, raw in enumerate(data.split(b"\n"), start=1):
        raw = raw.rstrip(b"\r")
        if parts and parts[-1].endswith(b"=") and _QUOTED_PRINTABLE.match(parts[0]):
            parts[-1] = parts[-1][:-1]
            parts.append(raw)
        elif parts and raw[:1] in (b" ", b"\t"):
            parts.append(raw[1:])
        elif parts and not _NAME.match(raw):
            parts.append(b"\\n" + raw if raw else b"")
        else:
            if parts:
                yield begins, b"".join(parts)
            parts, begins = [raw], number
    if parts:
        yield begins, b"".join(parts)


def _decoded(raw: bytes, number: int, notices: Notices) -> str:
    if b"=" in raw and (match := _QUOTED_PRINTABLE.match(raw)):
        raw = raw[: match.end()] + quopri.decodestring(raw[match.end() :])
    try:
        return raw.decode()
    except UnicodeDecodeError:
        named = _CHARSET.search(raw[:400])
        if named and named[1].lower() not in _NO_CODECS:
            return raw.decode(named[1].decode("ascii"), errors="replace")
        notices.add(f"line {number}", "This is not UTF-8; what cannot be read is replaced.")
        return raw.decode(errors="replace")


def _line(text: str, number: int) -> Line | None:
    """A content line's parts. None for what has no value."""
    cuts: list[int] = []
    colon = -1
    for match in _SIGN_OUTSIDE.finditer(text):
        if match[0] == ":":
            colon = match.start()
            break
        if match[0] == ";":
            cuts.append(match.start())
    else:  # a quote that never ends
        colon = text.find(":")
    name = re.split("[;:]", text, maxsplit=1)[0].strip().upper()
    if name in _DATES and not _DATE_SIGNS.fullmatch(text, colon + 1):
        colon = text.rfind(":")
    if colon < 0:
        return None
    params = {}
    for start, end in pairwise([*(at for at in cuts if at < colon), colon]):
        key, _, value = text[start + 1 : end].partition("=")
        params[key.strip().upper()] = _param_values(value)
    return Line(name, params, text[colon + 1 :], number)


def _param_values(value: str) -> tuple[str, ...]:
    cuts = [-1, *(match.start() for match in _SIGN_OUTSIDE.finditer(value) if match[0] == ","), len(value)]
    values = [value[start + 1 : end].strip().strip('"') for start, end in pairwise(cuts)]
    return tuple(_CARET.sub(lambda sign: _CARETS[sign[0]], each) for each in values)


def _unescaped(value: str) -> str:
    return _ESCAPE.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value)
