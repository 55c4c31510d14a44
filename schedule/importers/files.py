"""From bytes to text, JSON or XML, with every cap checked before anything is parsed.

A file has at most MAX_BYTES, also when it came compressed; nothing that a file names is ever fetched.
"""

import json
import re
import zlib
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from schedule.importers.records import Unacceptable

MAX_BYTES = 10_000_000
MAX_DEPTH = 50
MAX_NODES = 500_000  # elements of XML, objects and lists of JSON: more than 20,000 sessions need
MAX_SESSIONS = 20_000
MAX_APPEARANCES = 100_000
MAX_TEXT = 64_000  # characters in one text

_GZIP = b"\x1f\x8b"
# What JSON nests by, and strings, so that brackets in them do not count. A string without an end runs to the last
# byte: then nothing is looked at twice.
_JSON_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def unpacked(data: bytes) -> bytes:
    """The file itself, out of gzip if that is what came."""
    _refuse_larger(len(data))
    if not data.startswith(_GZIP):
        return data
    plain = b""
    while data.startswith(_GZIP):  # some packers write several members
        stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            plain += stream.decompress(data, MAX_BYTES + 1 - len(plain))
        except zlib.error as error:
            raise Unacceptable("This gzip file is damaged.") from error
        _refuse_larger(len(plain))
        if not stream.eof:
            raise Unacceptable("This gzip file ends in the middle.")
        data = stream.unused_data
    return plain


def _refuse_larger(size: int) -> None:
    if size > MAX_BYTES:
        raise Unacceptable(f"The file has more than {MAX_BYTES // 1_000_000} MB, the most that is read.")


def text_of(data: bytes) -> str:
    """The file as text: UTF-8 with or without a byte order mark, or UTF-16 with one."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unacceptable("This is not UTF-8. Save the file as UTF-8.", f"line {line}") from error


def json_of(data: bytes) -> Any:
    """What the JSON says (RFC 8259); refused when it nests deeper than MAX_DEPTH."""
    source = text_of(data)
    depth = nodes = 0
    for token in _JSON_TOKEN.finditer(source):
        sign = token[0]
        if sign in "[{":
            depth += 1
            nodes += 1
            if nodes > MAX_NODES:
                raise Unacceptable(f"The JSON has more than {MAX_NODES:,} objects and lists, the most that are read.")
            if depth > MAX_DEPTH:
                line = source.count("\n", 0, token.start()) + 1
                raise Unacceptable(f"The JSON is nested deeper than {MAX_DEPTH} levels.", f"line {line}")
        elif sign in "]}":
            depth -= 1
    try:
        return json.loads(source)
    except json.JSONDecodeError as error:
        raise Unacceptable(f"This is not JSON: {error.msg}.", f"line {error.lineno}") from error
    except ValueError as error:  # a number of thousands of digits
        raise Unacceptable("A number in this JSON is too long to be one.") from error


class _Builder(TreeBuilder):
    """Remembers where each element stands, and refuses what nests too deep."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.nodes = 0
        self.parser: Any = None

    def start(self, tag, attrs):
        self.depth += 1
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise Unacceptable(f"The XML has more than {MAX_NODES:,} elements, the most that are read.")
        if self.depth > MAX_DEPTH:
            raise Unacceptable(f"The XML is nested deeper than {MAX_DEPTH} levels.", f"line {self._line}")
        element = super().start(tag, attrs)
        element.set(LINE, str(self._line))
        return element

    def end(self, tag):
        self.depth -= 1
        return super().end(tag)

    @property
    def _line(self) -> int:
        return self.parser.parser.CurrentLineNumber


# An attribute that no file can have: the line that an element begins in.
LINE = "\0line"


def xml_of(data: bytes) -> Element:
    """The root element. A DTD, with the entities that it may declare, is refused."""
    if not data.strip():
        raise Unacceptable("The file is empty.")
    builder = _Builder()
    builder.parser = parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    try:
        parser.feed(data)
        return parser.close()
    except DefusedXmlException as error:
        raise Unacceptable("The XML has a document type declaration or entities of its own. Remove them.") from error
    except ParseError as error:
        line, _ = error.position
        raise Unacceptable(f"This is not XML: {str(error).partition(':')[0]}.", f"line {line}") from error
    except (ExpatError, LookupError, ValueError) as error:  # an encoding that nobody knows, say
        raise Unacceptable(f"This XML cannot be read: {error}.", "line 1") from error


def line_of(element: Element) -> str:
    """Where an element of `xml_of` stands: "line 12"."""
    return f"line {element.get(LINE)}"
