"""Columns of tables, and events that are made of a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from schedule.models import Event, Import, Session
from tests.factories import make_event
from tests.schedule.admin.importing import FIRST, apply, previewed, table


def test_columns_are_chosen_once(anna, event):
    rows = table(["Was", "Wann", "Wo", "Mail"], ["Auftakt", "2020-10-29 10:00", "Saal", "secret@example.org"])
    url = previewed(anna, event, rows, "plan.csv")

    page = anna.get(url, follow=True)
    assert page.redirect_chain[-1][0] == f"{url}columns/"
    answer = anna.post(
        f"{url}columns/", {"column_0": "title", "column_1": "start", "column_2": "room", "column_3": "ignore"}
    )
    assert answer.url == url
    apply(anna, url)

    session = Session.objects.get()
    assert (session.title, session.room.name, f"{session.starts_at:%H:%M}") == ("Auftakt", "Saal", "10:00")
    again = table(["Was", "Wann", "Wo", "Mail"], ["Auftakt", "2020-10-29 12:00", "Saal", "secret@example.org"])
    url = previewed(anna, event, again, "plan-2.csv")
    assert "1 moved" in anna.get(url).content.decode()


def test_columns_without_a_title_are_told(anna, event):
    url = previewed(anna, event, table(["Was", "Wann"], ["Auftakt", "2020-10-29 10:00"]), "plan.csv")

    page = anna.post(f"{url}columns/", {"column_0": "ignore", "column_1": "start"}).content.decode()

    assert "Choose the column that holds the titles." in page
    assert Import.objects.get().mapping == {}


def test_columns_page_shows_some_cells_escaped(anna, event):
    url = previewed(anna, event, table(["Was", "Wann"], ["<script>alert(1)</script>", "2020-10-29 10:00"]), "plan.csv")

    page = anna.get(f"{url}columns/").content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_new_event_is_made_of_a_file(anna):
    url = reverse("admin:schedule_event_import_new")

    response = anna.post(url, {"file": SimpleUploadedFile("schedule.xml", FIRST), "slug": "imported"})
    page = apply(anna, response.url).content.decode()

    event = Event.objects.get()
    assert (event.slug, event.name, str(event.timezone), event.is_published) == (
        "imported",
        "Imported",
        "Europe/Dublin",
        False,
    )
    assert "3 new" in page
    assert event.sessions.count() == 3


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"slug": "admin"}, "is an address of the site itself"),
        ({"slug": "taken"}, "There is an event with this address already."),
        ({"slug": ""}, "This field is required."),
        ({"slug": "a b"}, "Enter a valid"),
    ],
)
def test_a_new_event_needs_a_free_address(anna, fields, message):
    make_event(slug="taken")

    page = anna.post(
        reverse("admin:schedule_event_import_new"), {"file": SimpleUploadedFile("schedule.xml", FIRST), **fields}
    ).content.decode()

    assert message in page
    assert Event.objects.count() == 1


def test_a_new_event_needs_a_zone_for_times_without_one(anna):
    rows = table(["Title", "Start", "End"], ["Opening", "2020-10-29 10:00", "2020-10-29 11:00"])
    url = reverse("admin:schedule_event_import_new")

    page = anna.post(url, {"file": SimpleUploadedFile("plan.csv", rows), "slug": "plan"}).content.decode()
    assert "Choose the one that they are in." in page
    assert not Event.objects.exists()

    answer = anna.post(url, {"file": SimpleUploadedFile("plan.csv", rows), "slug": "plan", "timezone": "Asia/Tokyo"})
    apply(anna, answer.url)

    assert str(Event.objects.get().timezone) == "Asia/Tokyo"
    assert f"{Session.objects.get().starts_at:%H:%M}" == "01:00"


def test_a_new_event_of_a_table_leads_to_its_columns(anna):
    rows = table(["Was", "Wann"], ["Auftakt", "2020-10-29 10:00"])
    url = reverse("admin:schedule_event_import_new")

    page = anna.post(url, {"file": SimpleUploadedFile("plan.csv", rows), "slug": "plan"}).content.decode()
    assert "its columns come next" in page
    answer = anna.post(
        url, {"file": SimpleUploadedFile("plan.csv", rows), "slug": "plan", "timezone": "Asia/Tokyo"}, follow=True
    )
    columns = answer.redirect_chain[-1][0]
    assert columns.endswith("/columns/")
    apply(anna, anna.post(columns, {"column_0": "title", "column_1": "start"}).url)

    assert f"{Session.objects.get().starts_at:%H:%M}" == "01:00"
    assert str(Event.objects.get().timezone) == "Asia/Tokyo"
