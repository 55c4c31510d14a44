"""Photos, logos and attachments in the admin's forms: stored anew, refused at their field, gone when replaced."""

import re
import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from schedule.models import Attachment
from tests.factories import make_session, make_speaker
from tests.schedule.admin.forms import read_form


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(size=(900, 600), form="PNG"):
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, form)
    return SimpleUploadedFile("me and my cat.png", out.getvalue())


def change(obj, model=""):
    return reverse(f"admin:schedule_{model or obj._meta.model_name}_change", args=[obj.pk])


def stored(folder):
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


@pytest.fixture
def speaker(event):
    return make_speaker(event)


def upload_photo(anna, speaker, file, **more):
    return anna.post(change(speaker), read_form(anna, change(speaker)) | {"photo": file} | more)


def test_a_photo_is_made_anew(anna, speaker):
    upload_photo(anna, speaker, picture())

    speaker.refresh_from_db()
    assert speaker.photo.name.startswith("photos/")
    assert "cat" not in speaker.photo.name
    assert (speaker.photo.width, speaker.photo.height) == (512, 341)


def test_a_logo_may_be_larger(anna, event):
    anna.post(change(event), read_form(anna, change(event)) | {"logo": picture((2000, 1000))})

    event.refresh_from_db()
    assert (event.logo.width, event.logo.height) == (1024, 512)


def test_a_bad_photo_is_an_error_at_its_field_and_nothing_is_saved(anna, speaker):
    response = upload_photo(anna, speaker, SimpleUploadedFile("me.png", b"<svg onload=alert(1)>"), name="Renamed")

    speaker.refresh_from_db()
    assert "This image cannot be read." in str(response.context["adminform"].form.errors["photo"])
    assert speaker.name != "Renamed"
    assert stored("photos") == []


def cut_short(data):
    return data[: len(data) // 2]


def bomb(side=20_000):
    """A few bytes that say they are a picture of 400 megapixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    packed = (struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
              for name, body in chunks)  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("me.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This image cannot be read."),
        ("me.jpg", b"Just some text.", "This image cannot be read."),
        ("me.jpg", cut_short(picture((900, 900), "JPEG").read()), "This image cannot be read."),
        ("me.png", bomb(), "cannot be read|megapixels"),
        ("me.png", picture().read() + b"\0" * 5_000_000, "This file has 5.0 MB. At most 5 MB are accepted."),
        ("me.png", b"", "The submitted file is empty."),
    ],
    ids=["svg", "text", "cut short", "bomb", "too large", "empty"],
)
def test_a_file_that_is_no_photo_is_refused_and_the_rest_kept(anna, speaker, name, content, words):
    response = upload_photo(anna, speaker, SimpleUploadedFile(name, content), name="Typed", bio="Typed *too*")

    page = response.content.decode()
    [mistake] = response.context["mistakes"]
    assert re.search(words, mistake.words)
    assert (mistake.label, mistake.target) == ("Photo", "id_photo")
    assert ('value="Typed"' in page, "Typed *too*" in page) == (True, True)
    assert stored("photos") == []
    speaker.refresh_from_db()
    assert (speaker.photo.name, speaker.bio) == ("", "")


def size_of(speaker):
    speaker.refresh_from_db()
    return speaker.photo.width, speaker.photo.height


def test_without_scripts_the_square_in_the_middle_is_taken(anna, speaker):
    upload_photo(anna, speaker, picture((900, 600)), **{"photo-square": "on"})

    assert size_of(speaker) == (512, 512)


def test_the_square_that_was_chosen_is_taken(anna, speaker):
    numbers = {"photo-x": "0", "photo-y": "1", "photo-size": "0.25"}

    upload_photo(anna, speaker, picture((900, 600)), **{"photo-square": "on"}, **numbers)

    assert size_of(speaker) == (150, 150)


@pytest.mark.parametrize("number", ["", "x", "-1", "1e999", "nan", "٣", "0.5" * 50])
def test_numbers_that_are_none_take_the_middle(anna, speaker, number):
    numbers = dict.fromkeys(("photo-x", "photo-y", "photo-size"), number)

    upload_photo(anna, speaker, picture((900, 600)), **{"photo-square": "on"}, **numbers)

    assert size_of(speaker) == (512, 512)


def test_a_square_without_a_new_photo_changes_nothing(anna, speaker):
    upload_photo(anna, speaker, picture((900, 600)))
    before = stored("photos")

    anna.post(change(speaker), read_form(anna, change(speaker)) | {"photo-square": "on"})

    assert stored("photos") == before


def test_the_form_shows_the_stored_photo(anna, speaker):
    upload_photo(anna, speaker, picture())

    assert 'alt="As it is now"' in anna.get(change(speaker)).content.decode()
    assert 'alt="As it is now"' not in anna.get("/admin/schedule/speaker/add/").content.decode()


def test_a_replaced_photo_is_deleted(anna, speaker, django_capture_on_commit_callbacks):
    upload_photo(anna, speaker, picture())
    before = stored("photos")

    with django_capture_on_commit_callbacks(execute=True):
        upload_photo(anna, speaker, picture((10, 10)))

    assert (len(before), len(stored("photos")), stored("photos") == before) == (1, 1, False)


def test_a_cleared_photo_is_deleted(anna, speaker, django_capture_on_commit_callbacks):
    upload_photo(anna, speaker, picture())

    with django_capture_on_commit_callbacks(execute=True):
        anna.post(change(speaker), read_form(anna, change(speaker)) | {"photo-clear": "on"})

    speaker.refresh_from_db()
    assert (speaker.photo.name, stored("photos")) == ("", [])


def test_a_deleted_speakers_photo_is_deleted(anna, speaker, django_capture_on_commit_callbacks):
    upload_photo(anna, speaker, picture())

    with django_capture_on_commit_callbacks(execute=True):
        anna.post(reverse("admin:schedule_speaker_delete", args=[speaker.pk]), {"post": "yes"})

    assert stored("photos") == []


def test_the_form_links_the_photo_by_the_sites_own_address(anna, speaker):
    upload_photo(anna, speaker, picture())

    page = anna.get(change(speaker)).content.decode()

    assert f'<a href="{reverse("photo", args=[speaker.event.slug, speaker.slug])}">' in page


def attach(anna, session, file, **more):
    row = {"attachments-TOTAL_FORMS": 1, "attachments-0-label": "Slides", "attachments-0-order": 0}
    url = change(session, "talk")
    return anna.post(url, read_form(anna, url) | row | {"attachments-0-file": file} | more)


def test_slides_are_attached_and_downloaded(anna, event, client):
    session = make_session(event)

    attach(anna, session, SimpleUploadedFile("Talk (final).PDF", b"%PDF-1.7 slides"))

    found = Attachment.objects.get()
    url = reverse("attachment", args=[event.slug, session.slug, found.pk])
    assert found.file.name.endswith(".pdf")
    assert "final" not in found.file.name
    assert url in anna.get(change(session, "talk")).content.decode()
    assert b"".join(client.get(url).streaming_content) == b"%PDF-1.7 slides"


def test_a_program_is_not_attached(anna, event):
    session = make_session(event)

    response = attach(anna, session, SimpleUploadedFile("slides.pdf", b"MZ\x90\0"))

    assert "This kind of file is not accepted." in response.content.decode()
    assert not Attachment.objects.exists()


def test_a_file_and_a_link_at_once_are_an_error(anna, event):
    session = make_session(event)

    response = attach(
        anna, session, SimpleUploadedFile("a.pdf", b"%PDF-1.7"), **{"attachments-0-url": "https://example.org/"}
    )

    assert "Give a file or a link, not both." in response.content.decode()


def test_a_removed_attachment_takes_its_file_along(anna, event, django_capture_on_commit_callbacks):
    session = make_session(event)
    attach(anna, session, SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
    url = change(session, "talk")

    with django_capture_on_commit_callbacks(execute=True):
        anna.post(url, read_form(anna, url) | {"attachments-0-DELETE": "on"})

    assert (Attachment.objects.count(), stored("attachments")) == (0, [])


def test_a_deleted_sessions_files_are_deleted(anna, event, django_capture_on_commit_callbacks):
    session = make_session(event)
    attach(anna, session, SimpleUploadedFile("a.pdf", b"%PDF-1.7"))

    with django_capture_on_commit_callbacks(execute=True):
        typed = {"post": "yes", "typed": session.title}
        anna.post(reverse("admin:schedule_talk_delete", args=[session.pk]), typed)

    assert stored("attachments") == []
