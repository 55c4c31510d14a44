"""What may be uploaded, judged by content: pictures are made anew, documents get an ending that is true."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from schedule.uploads import ATTACHMENT_LIMIT, IMAGE_LIMIT, checked_attachment, reencoded_image


def upload(content, name="file"):
    return SimpleUploadedFile(name, content)


def picture(form="PNG", size=(40, 20), mode="RGB", colour=None, **options):
    out = BytesIO()
    Image.new(mode, size, colour or 0).save(out, form, **options)
    return out.getvalue()


def opened(content_file):
    return Image.open(BytesIO(content_file.read()))


def archive(**members):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return out.getvalue()


def reason(call, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    return caught.value.code


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_becomes_webp_under_a_random_name(form):
    result = reencoded_image(upload(picture(form), "../../holiday.php"))

    assert opened(result).format == "WEBP"
    assert opened(reencoded_image(upload(picture(form)))).size == (40, 20)
    assert len(result.name) == 37
    assert result.name.endswith(".webp")
    assert "holiday" not in result.name


def test_a_large_picture_is_made_smaller():
    assert opened(reencoded_image(upload(picture("JPEG", (3000, 1500))), max_side=512)).size == (512, 256)


def test_a_picture_is_turned_upright_and_says_nothing_else():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of Alice"  # orientation: turned right; make
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    content = picture("JPEG", (40, 20), exif=exif, comment=b"secret", icc_profile=b"profile of Alice")

    result = opened(reencoded_image(upload(content)))

    assert result.size == (20, 40)
    assert dict(result.getexif()) == {}
    assert set(result.info) <= {"loop", "background", "timestamp", "duration"}


def test_transparency_stays():
    result = opened(reencoded_image(upload(picture("PNG", mode="RGBA", colour=(0, 0, 0, 0)))))

    assert (result.mode, result.getpixel((0, 0))[3]) == ("RGBA", 0)


@pytest.mark.parametrize(("mode", "form"), [("CMYK", "JPEG"), ("L", "PNG"), ("P", "GIF"), ("1", "PNG"), ("LA", "PNG")])
def test_pictures_of_any_colour_mode_are_read(mode, form):
    assert opened(reencoded_image(upload(picture(form, mode=mode)))).size == (40, 20)


def test_sixteen_bits_of_grey_stay_grey():
    result = opened(reencoded_image(upload(picture("PNG", mode="I;16", colour=0x8000))))

    assert 120 <= result.getpixel((0, 0))[0] <= 136


def png_header(width, height, body=b""):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(("width", "height"), [(5001, 5000), (10_000, 10_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(width, height):
    assert reason(reencoded_image, upload(png_header(width, height))) == "too_many_pixels"


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [20_000, 60_000, 2**31 - 1])
def test_a_bomb_is_refused(side):
    assert reason(reencoded_image, upload(png_header(side, side))) in ("too_many_pixels", "invalid_image")


def test_a_picture_over_five_megabytes_is_refused():
    assert reason(reencoded_image, upload(picture() + b"\0" * IMAGE_LIMIT)) == "too_large"


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html>",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        picture("JPEG", (400, 400))[:300],
        picture("BMP"),
        picture("TIFF"),
        picture("ICO", (32, 32)),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        png_header(100, 100, b"not deflated"),
        b"\0" * 100,
    ],
    ids=["svg", "html", "pdf", "cut header", "cut jpeg", "bmp", "tiff", "ico", "eps", "bad data", "zeros"],
)
def test_what_is_no_picture_of_a_known_kind_is_refused(content):
    assert reason(reencoded_image, upload(content, "photo.png")) == "invalid_image"


def test_an_animation_becomes_its_first_picture():
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])

    result = opened(reencoded_image(upload(out.getvalue())))

    assert getattr(result, "n_frames", 1) == 1
    assert result.getpixel((5, 5))[0] > 200


ODF = "application/vnd.oasis.opendocument."
OFFICE = {"[Content_Types].xml": "<Types/>"}


@pytest.mark.parametrize(
    ("content", "name", "ending"),
    [
        (b"%PDF-1.7\n...", "slides.html", ".pdf"),
        (archive(mimetype=ODF + "presentation"), "x.zip", ".odp"),
        (archive(mimetype=ODF + "text"), "x", ".odt"),
        (archive(mimetype=ODF + "spreadsheet"), "x.exe", ".ods"),
        (archive(**OFFICE, **{"ppt/presentation.xml": ""}), "x.pptx", ".pptx"),
        (archive(**OFFICE, **{"word/document.xml": ""}), "x.docx", ".docx"),
        (archive(**OFFICE, **{"xl/workbook.xml": ""}), "x.xlsx", ".xlsx"),
        (picture("PNG"), "x.svg", ".png"),
        (picture("JPEG"), "x", ".jpg"),
        (picture("GIF"), "x", ".gif"),
        (picture("WEBP"), "x", ".webp"),
        ("Grüße\n".encode(), "notes.md", ".md"),
        (b"<script>alert(1)</script>", "page.html", ".txt"),
        (b"<svg/>", "x.svg", ".txt"),
        (b"a,b\n1,2\n", "x.CSV", ".csv"),
    ],
)
def test_an_attachment_gets_the_ending_of_what_it_is(content, name, ending):
    result = checked_attachment(upload(content, name))

    assert len(result.name) == 32 + len(ending)
    assert result.name.endswith(ending)
    assert result.read() == content


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0",
        b"\x7fELF",
        b"#!/bin/sh\n\x00",
        archive(**{"a.txt": "hello"}),
        archive(mimetype="application/epub+zip"),
        archive(mimetype=ODF + "database"),
        b"PK\x03\x04",
        b"PK\x03\x04" + b"\xff" * 100 + b"PK\x05\x06" + b"\xff" * 18,
        b"PK\x03\x04" + b"PK\x05\x06",
        "Grüße".encode("utf-16"),
        b"\xff\xfe\xfa",
        b"fine" * 500_000 + b"\xc3",
    ],
    ids=["exe", "elf", "nul", "zip", "epub", "odb", "cut zip", "lying zip", "short zip", "utf16", "bytes", "cut utf8"],
)
def test_what_is_not_on_the_list_is_refused(content):
    assert reason(checked_attachment, upload(content, "slides.pdf")) == "unknown_content"


def test_a_document_with_macros_is_refused():
    content = archive(**OFFICE, **{"word/document.xml": "", "word/vbaProject.bin": ""})

    assert reason(checked_attachment, upload(content, "x.docx")) == "macros"


def test_an_attachment_over_fifty_megabytes_is_refused():
    file = upload(b"%PDF-1.7")
    file.size = ATTACHMENT_LIMIT + 1

    assert reason(checked_attachment, file) == "too_large"


def test_an_archive_of_very_many_members_is_not_read_into_memory():
    content = archive(**{f"[Content_Types].xml{number:0200}": "" for number in range(5000)})

    assert reason(checked_attachment, upload(content)) == "unknown_content"
