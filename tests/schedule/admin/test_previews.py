"""The preview of Markdown: who may have one, of what, and that it is what attendees will read."""

import pytest
from django.urls import reverse

from schedule import markdown
from tests.factories import make_session, make_speaker, make_user

PREVIEW = "/admin/schedule/event/markdown/"


def preview(client, text):
    return client.post(PREVIEW, {"text": text})


def test_a_preview_is_what_the_site_renders(anna):
    text = "# Hello\r\n\r\nSee <script>alert(1)</script> [us](javascript:alert(1)), **now**."

    answer = preview(anna, text)

    assert answer.content.decode() == markdown.to_html(text.replace("\r", ""))
    assert "<script" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_preview_of_nothing_is_nothing(anna):
    assert preview(anna, "\0 \u202e").content == b""


@pytest.mark.parametrize(("letters", "status"), [(100_000, 200), (100_001, 413)])
def test_a_preview_of_too_much_is_refused(anna, letters, status):
    assert preview(anna, "x" * letters).status_code == status


def test_the_limit_counts_bytes(anna):
    answer = preview(anna, "ä" * 50_001)

    assert (answer.status_code, answer.content) == (413, b"Texts of more than 100 kB have no preview.")


def test_an_address_that_is_only_looked_at_renders_nothing(anna):
    assert anna.get(PREVIEW, {"text": "x"}).status_code == 405


def test_attendees_and_strangers_get_no_preview(client, db):
    assert preview(client, "x").status_code == 302
    client.force_login(make_user())

    assert preview(client, "x").status_code in (302, 403)
    assert b"<p>x</p>" not in preview(client, "x").content


def test_a_preview_wants_the_forms_token(organiser, client):
    client.handler.enforce_csrf_checks = True
    client.force_login(organiser)

    assert preview(client, "x").status_code == 403


def test_a_preview_asks_the_database_for_nothing_but_who_asks(anna, django_assert_num_queries):
    with django_assert_num_queries(2):
        preview(anna, "x")


def test_texts_in_markdown_have_a_preview_and_no_others(anna, event):
    pages = {
        "abstract": reverse("admin:schedule_talk_change", args=[make_session(event).pk]),
        "bio": reverse("admin:schedule_speaker_change", args=[make_speaker(event).pk]),
        "description": reverse("admin:schedule_event_change", args=[event.pk]),
    }

    assert {name: anna.get(url).content.decode().count("data-preview") for name, url in pages.items()} == {
        "abstract": 1,
        "bio": 1,
        "description": 1,
    }
    assert "data-preview" not in anna.get("/admin/schedule/room/add/").content.decode()
