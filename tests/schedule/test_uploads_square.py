"""A square part of a picture: where it lies, whatever is asked for, and that it is cut from the picture upright."""

from io import BytesIO
from math import inf, nan

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from schedule.uploads import Square, reencoded_image


def halves(size=(400, 200), form="PNG", **options):
    """Red on the left and blue on the right."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    out = BytesIO()
    picture.save(out, form, **options)
    return SimpleUploadedFile("x.png", out.getvalue())


def cut(upload, *numbers, max_side=512):
    picture = Image.open(BytesIO(reencoded_image(upload, max_side=max_side, square=Square(*numbers)).read()))
    return picture.convert("RGB")


def is_red(colour):
    return colour[0] > 200 and colour[2] < 60


@pytest.mark.parametrize(
    ("numbers", "box"),
    [
        ((), (100, 0, 300, 200)),
        ((0, 0, 1), (0, 0, 200, 200)),
        ((1, 1, 1), (200, 0, 400, 200)),
        ((0.5, 0.5, 0.5), (150, 50, 250, 150)),
        ((1, 0, 0.5), (300, 0, 400, 100)),
        ((-5, 7, 0), (0, 190, 10, 200)),
        ((nan, inf, nan), (200, 0, 400, 200)),
    ],
)
def test_a_square_lies_within_the_picture_whatever_is_asked(numbers, box):
    assert Square(*numbers).box(400, 200) == box


def test_a_square_of_a_picture_of_one_pixel_is_that_pixel():
    assert Square(0.3, 0.3, 0.3).box(1, 1) == (0, 0, 1, 1)


def test_only_the_square_is_stored():
    left, right = cut(halves(), 0, 0, 1), cut(halves(), 1, 0, 1)

    assert (left.size, is_red(left.getpixel((190, 100)))) == ((200, 200), True)
    assert (right.size, is_red(right.getpixel((10, 100)))) == ((200, 200), False)


def test_a_square_is_cut_from_the_picture_as_people_see_it():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned right: red is on top then

    top = cut(halves(form="JPEG", exif=exif), 0, 0, 1)

    assert (top.size, is_red(top.getpixel((100, 20))), is_red(top.getpixel((100, 180)))) == ((200, 200), True, True)


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_small_square_of_a_large_picture_keeps_its_sharpness(form):
    assert cut(halves((4000, 2000), form), 0, 0, 0.5, max_side=512).size == (512, 512)
