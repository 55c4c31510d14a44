"""Spreadsheets made for a test: written by openpyxl, and where that would not write such a thing, changed by hand."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook


def workbook(*sheets: Sequence[Sequence[Any]], titles: Sequence[str] = ()) -> bytes:
    """Rows of values for each sheet."""
    book = Workbook()
    for at, rows in enumerate(sheets):
        sheet = book.active if not at else book.create_sheet()
        if titles:
            sheet.title = titles[at]
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(data: bytes, changed: Mapping[str, Callable[[bytes], bytes] | bytes]) -> bytes:
    """The same archive with these members changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *changed)):
            change = changed.get(name, lambda content: content)
            new.writestr(name, change(old.read(name)) if callable(change) else change)
    return out.getvalue()


def with_strings(data: bytes, strings: bytes) -> bytes:
    """With a part of texts that cells share, as Excel writes it and openpyxl does not."""
    name = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = b'<Relationship Id="rId99" Type="' + name + b'" Target="sharedStrings.xml"/></Relationships>'
    return with_parts(
        data,
        {
            "xl/sharedStrings.xml": strings,
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(b"</Relationships>", relation),
        },
    )


SHEET = "xl/worksheets/sheet1.xml"
