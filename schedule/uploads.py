"""What people may upload, judged by content and never by name: images are made anew, other files only looked at.

Knows nothing of models or forms. What is not acceptable raises ValidationError with words for the person who uploads.
"""

import codecs
import secrets
import struct
from dataclasses import dataclass
from io import BytesIO
from math import isfinite
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps

MEGABYTE = 1_000_000
IMAGE_LIMIT = 5 * MEGABYTE
PIXEL_LIMIT = 25_000_000
ATTACHMENT_LIMIT = 50 * MEGABYTE

PHOTO_SIDE = 512
LOGO_SIDE = 1024

_IMAGES = ("JPEG", "PNG", "WEBP", "GIF")
_IMAGE_HELP = "Use a JPEG, PNG, WebP or GIF image."
_ATTACHMENT_HELP = (
    "Use PDF, an OpenDocument or Office file without macros, plain text, or a PNG, JPEG, WebP or GIF image."
)

# Text keeps these endings; any other becomes .txt, .html and .svg above all.
_TEXT_ENDINGS = frozenset({".txt", ".md", ".rst", ".csv", ".tex"})
_OPEN_DOCUMENT = {b"text": ".odt", b"presentation": ".odp", b"spreadsheet": ".ods"}
_OFFICE = {b"word/document.xml": ".docx", b"ppt/presentation.xml": ".pptx", b"xl/workbook.xml": ".xlsx"}
_DIRECTORY_LIMIT = MEGABYTE
# Tab, line feed, form feed and carriage return may stand in text; other control characters make it something else.
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13}) + b"\x7f"


@dataclass(frozen=True)
class Square:
    """A square part of a picture that stands upright, in parts of one: how much of the shorter side it takes, and how
    far it is from the left and from the top of the room that it leaves. A half and a half is the middle.
    """

    x: float = 0.5
    y: float = 0.5
    size: float = 1.0

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """In pixels: left, top, right, bottom. Numbers beyond reason become the nearest that there are."""
        side = max(1, round(min(width, height) * _between(self.size, least=0.05)))
        left, top = round((width - side) * _between(self.x)), round((height - side) * _between(self.y))
        return left, top, left + side, top + side


def _between(number: float, *, least: float = 0.0) -> float:
    return min(1.0, max(least, number)) if isfinite(number) else 1.0


def reencoded_image(upload: File, *, max_side: int = PHOTO_SIDE, square: Square | None = None) -> ContentFile:
    """The picture alone: WebP of at most `max_side` pixels a side, upright, without metadata, under a random name.

    Of a `square` that part only.
    """
    _refuse_larger(upload, IMAGE_LIMIT)
    upload.seek(0)
    try:
        picture = _decoded(upload, max_side, square)
        encoded = BytesIO()
        picture.save(encoded, "WEBP", quality=85, method=4)
    except ValidationError:
        raise
    except Exception as error:  # a decoder may raise anything at all on a hostile file
        raise ValidationError(f"This image cannot be read. {_IMAGE_HELP}", code="invalid_image") from error
    return ContentFile(encoded.getvalue(), name=_random_name(".webp"))


def checked_attachment(upload: File) -> File:
    """The same file under a random name whose ending says what it holds."""
    _refuse_larger(upload, ATTACHMENT_LIMIT)
    upload.name = _random_name(_ending_of(upload))
    upload.seek(0)
    return upload


def _refuse_larger(upload: File, limit: int) -> None:
    if upload.size > limit:
        size, most = upload.size / MEGABYTE, limit // MEGABYTE
        raise ValidationError(f"This file has {size:.1f} MB. At most {most} MB are accepted.", code="too_large")


def _random_name(ending: str) -> str:
    return secrets.token_hex(16) + ending


def _decoded(upload: File, max_side: int, square: Square | None) -> Image.Image:
    with Image.open(upload, formats=_IMAGES) as source:
        if source.width * source.height > PIXEL_LIMIT:
            megapixels = source.width * source.height / MEGABYTE
            raise ValidationError(
                f"This image has {megapixels:.0f} megapixels. At most {PIXEL_LIMIT // MEGABYTE} are accepted.",
                code="too_many_pixels",
            )
        shown = 2 * max_side / (_between(square.size, least=0.05) if square else 1)
        source.draft("RGB", (round(shown), round(shown)))  # JPEG: decode at a fraction of the size
        upright = ImageOps.exif_transpose(source)
        if upright.mode.startswith("I"):  # 16 bits of grey, which `convert` would cut off instead of scaling
            upright = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        colours = "RGBA" if upright.has_transparency_data else "RGB"
        upright = upright.convert(colours)
        if square is not None:
            upright = upright.crop(square.box(*upright.size))
        upright.thumbnail((max_side, max_side))
        picture = Image.new(colours, upright.size)  # a new image: nothing but pixels comes along
        picture.paste(upright)
        return picture


def _ending_of(upload: File) -> str:
    upload.seek(0)
    head = upload.read(4096)
    if head.startswith(b"%PDF-"):
        return ".pdf"
    if head.startswith(b"PK\x03\x04"):
        return _ending_of_zip(upload, head)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if head.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return ".gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return ".webp"
    if head and _is_text(upload):
        ending = PurePath(upload.name or "").suffix.lower()
        return ending if ending in _TEXT_ENDINGS else ".txt"
    raise _unknown()


def _ending_of_zip(upload: File, head: bytes) -> str:
    """OpenDocument and Office are archives. Nothing is unpacked: names are looked for in the directory at the end."""
    if head[30:38] == b"mimetype" and head[38:].startswith(b"application/vnd.oasis.opendocument."):
        family = head[38 + len(b"application/vnd.oasis.opendocument.") :]
        for name, ending in _OPEN_DOCUMENT.items():
            if family.startswith(name):
                return ending
        raise _unknown()
    directory = _zip_directory(upload)
    if b"vbaProject.bin" in directory:
        raise ValidationError("This document holds macros. Save it without them, or as PDF.", code="macros")
    if b"[Content_Types].xml" in directory:
        for name, ending in _OFFICE.items():
            if name in directory:
                return ending
    raise _unknown()


def _zip_directory(upload: File) -> bytes:
    """The central directory of an archive, empty where there is none of reasonable size."""
    tail_size = min(upload.size, 65_557)  # the record has 22 bytes and a comment of up to 65,535
    upload.seek(upload.size - tail_size)
    tail = upload.read(tail_size)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return b""
    size, offset = struct.unpack("<II", tail[at + 12 : at + 20])
    if size > _DIRECTORY_LIMIT or offset + size > upload.size:
        return b""
    upload.seek(offset)
    return upload.read(size)


def _is_text(upload: File) -> bool:
    """Whether the whole file is UTF-8 without control characters."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    upload.seek(0)
    try:
        while chunk := upload.read(MEGABYTE):
            if chunk.translate(None, _CONTROLS) != chunk:
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _unknown() -> ValidationError:
    return ValidationError(f"This kind of file is not accepted. {_ATTACHMENT_HELP}", code="unknown_content")
