"""Files in the admin's forms: what is there already, what is accepted, and which part of a picture is taken."""

import re
from pathlib import PurePath

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string

from schedule.uploads import LOGO_SIDE, PHOTO_SIDE, Square, checked_attachment, reencoded_image

_NUMBER = re.compile(r"[01](\.\d{1,6})?|\.\d{1,6}", re.ASCII)


class StoredFile:
    """What a form shows of a file that is there already: the site's own address for it, never the storage's."""

    def __init__(self, file, url: str):
        self.url = url
        self.name = PurePath(file.name).name

    def __str__(self):
        return self.name


class FileWidget(AdminFileWidget):
    address = ""

    def is_initial(self, value):
        return bool(value and getattr(value, "name", ""))

    def format_value(self, value):
        return StoredFile(value, self.address) if self.is_initial(value) else None


class UploadField(forms.FileField):
    """A file that passes `accept`, which may return another in its place."""

    widget = FileWidget

    def __init__(self, *, max_length=None, **kwargs):
        super().__init__(**kwargs)  # the name's length does not matter, since no upload keeps its name

    def to_python(self, data):
        upload = super().to_python(data)
        return upload and self.accept(upload)

    def accept(self, upload):
        return checked_attachment(upload)


class PhotoWidget(FileWidget):
    """A picture with its preview, and a square part of it to choose: numbers that `admin-photo.js` makes visible.

    Without scripts there is a box to tick, for the square in the middle.
    """

    @property
    def media(self):
        return super().media + forms.Media(js=["js/admin-photo.js"])

    def render(self, name, value, attrs=None, renderer=None):
        upload = super().render(name, value, attrs, renderer)
        stored = self.address if self.is_initial(value) else ""
        return render_to_string("admin/schedule/_photo.html", {"upload": upload, "name": name, "stored": stored})

    def value_from_datadict(self, data, files, name):
        chosen = super().value_from_datadict(data, files, name)
        if isinstance(chosen, UploadedFile):
            chosen.square = _square_in(data, name)  # type: ignore[attr-defined]
        return chosen


def _square_in(data, name: str) -> Square | None:
    """The part that was asked for; None for the whole. What is no number is the middle."""
    if data.get(f"{name}-square") != "on":
        return None
    numbers = (data.get(f"{name}-{part}", "") for part in ("x", "y", "size"))
    x, y, size = (float(number) if _NUMBER.fullmatch(number) else None for number in numbers)
    return Square(0.5 if x is None else x, 0.5 if y is None else y, 1.0 if size is None else size)


class PhotoField(UploadField):
    side = PHOTO_SIDE

    def accept(self, upload):
        return reencoded_image(upload, max_side=self.side, square=getattr(upload, "square", None))


class LogoField(PhotoField):
    side = LOGO_SIDE
