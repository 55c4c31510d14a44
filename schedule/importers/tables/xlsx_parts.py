"""What a spreadsheet (XLSX, ECMA-376) consists of, streamed out of its archive with every cap enforced.

openpyxl builds a whole row, and all styles, before it hands anything over: a file of 9 kB made it take 300 MB. So the
XML is read here as it comes; what number formats mean is openpyxl's knowledge still.
"""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from xml.parsers.expat import ExpatError, ParserCreate

from schedule.importers.records import Unacceptable

MAX_UNPACKED = 50_000_000
MAX_MEMBERS = 200
MAX_SHEETS = 50
MAX_ELEMENTS = 2_000_000

_ZIP = b"PK\x03\x04"
_CHUNK = 65_536
_DAMAGED = "This spreadsheet is damaged."
_TOO_LARGE = f"The spreadsheet has more than {MAX_UNPACKED // 1_000_000} MB when unpacked, the most that is read."
# What zipfile raises on archives that are broken, encrypted or packed in a way of their own.
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, OverflowError)

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Data = Callable[[str], None]


def is_workbook(data: bytes) -> bool:
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _workbook_in(archive) != ""
    except _BROKEN:
        return False


@contextmanager
def opened(data: bytes) -> Iterator["Parts"]:
    """The workbook's parts. What its archive says of their sizes is checked first, and again as they unpack."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_larger(archive)
            yield Parts(archive)
    except _BROKEN as error:
        raise Unacceptable(_DAMAGED) from error


def _refuse_larger(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Unacceptable(f"The spreadsheet has more than {MAX_MEMBERS} parts, the most that are read.")
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise Unacceptable(_TOO_LARGE)
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise Unacceptable(_DAMAGED)


def _workbook_in(archive: zipfile.ZipFile) -> str:
    return next((name for name in archive.namelist() if name.lower().endswith("xl/workbook.xml")), "")


class Parts:
    """Walks through the parts one after the other; all of them count together."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.unpacked = self.elements = 0
        self.is_1904 = False  # dates count from there
        workbook = _workbook_in(archive)
        if not workbook:
            raise Unacceptable("This archive is no spreadsheet.")
        self._targets = self._relations(workbook)
        self.sheets = [
            (name, self._targets[key][1]) for name, key in self._listed(workbook) if key in self._targets
        ]  # the name and the part of each that is not hidden
        if len(self.sheets) > MAX_SHEETS:
            raise Unacceptable(f"The spreadsheet has more than {MAX_SHEETS} sheets, the most that are read.")

    def named(self, kind: str) -> str:
        """The part of this kind, or "" where the workbook has none."""
        return next((target for type_, target in self._targets.values() if type_.endswith(f"/{kind}")), "")

    def _relations(self, workbook: str) -> dict[str, tuple[str, str]]:
        """Kind and part by id. What lies outside of the file is left out."""
        folder, name = posixpath.split(workbook)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
                found[attributes.get("Id", "")] = attributes.get("Type", ""), target

        self.walk(posixpath.join(folder, "_rels", f"{name}.rels"), start)
        return found

    def _listed(self, workbook: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "sheet" and attributes.get("state", "visible") == "visible":
                found.append((attributes.get("name", ""), attributes.get("id", "")))
            elif tag == "workbookPr":
                self.is_1904 = attributes.get("date1904") in ("1", "true")

        self.walk(workbook, start)
        return found

    def walk(self, name: str, start: Start, end: End | None = None, data: Data | None = None) -> None:
        """Streams a part through these handlers, with names as they are without their prefix."""

        def begin(tag: str, attributes: dict[str, str]) -> None:
            self.elements += 1
            if self.elements > MAX_ELEMENTS:
                raise Unacceptable(f"The spreadsheet has more than {MAX_ELEMENTS:,} cells and other elements.", name)
            start(_local(tag), {_local(key): value for key, value in attributes.items()})

        def refuse(*_) -> None:
            raise Unacceptable("The spreadsheet's XML has a document type declaration.", name)

        parser = ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = refuse
        parser.StartElementHandler = begin
        if end is not None:
            parser.EndElementHandler = lambda tag: end(_local(tag))
        if data is not None:
            parser.CharacterDataHandler = data
        try:
            with self.archive.open(name) as member:
                while chunk := member.read(_CHUNK):
                    self.unpacked += len(chunk)
                    if self.unpacked > MAX_UNPACKED:
                        raise Unacceptable(_TOO_LARGE, name)
                    parser.Parse(chunk)
            parser.Parse(b"", True)
        except (KeyError, ExpatError, LookupError, UnicodeError) as error:
            raise Unacceptable(_DAMAGED, name) from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]
