"""Importing in the admin: upload, columns, preview, choices, report; and what must not get through."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from schedule.models import Event, Import, Session
from schedule.services.bookmarks import set_bookmark
from tests.factories import make_event, make_user
from tests.schedule.admin.forms import read_form

ENTRY = """<event guid="00000000-0000-4000-8000-00000000000{number}" id="{number}"><title>{title}</title>
<date>2020-10-29T{hour}:00:00+00:00</date><duration>00:30</duration><room>{room}</room></event>"""


def schedule_xml(*entries, zone="Europe/Dublin"):
    """A small schedule.xml; an entry is (number, title, hour, room)."""
    rows = "".join(ENTRY.format(number=n, title=title, hour=hour, room=room) for n, title, hour, room in entries)
    return (
        f"<schedule><conference><title>Imported</title><time_zone_name>{zone}</time_zone_name></conference>"
        f"<day date='2020-10-29'>{rows}</day></schedule>"
    ).encode()


FIRST = schedule_xml((1, "One", 10, "Hall"), (2, "Two", 11, "Hall"), (3, "Three", 12, "Hall"))


def upload(client, event, data, name="schedule.xml", **fields):
    url = reverse("admin:schedule_event_import", args=[event.pk])
    return client.post(url, {"file": SimpleUploadedFile(name, data), **fields})


def previewed(client, event, data, name="schedule.xml", **fields):
    """The address of the preview."""
    response = upload(client, event, data, name, **fields)
    assert response.status_code == 302, response.content.decode()
    return response.url


def apply(client, url, **choices):
    """Press Import with the form as it stands, but for `choices`; None unchecks a box."""
    data = read_form(client, url) | choices
    return client.post(url, {name: value for name, value in data.items() if value is not None}, follow=True)


def table(*rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def test_upload_shows_what_would_change_and_changes_nothing(anna, event):
    url = previewed(anna, event, FIRST)

    page = anna.get(url).content.decode()

    assert "3 sessions, read as frab-xml" in page
    assert "3 new" in page
    assert all(title in page for title in ("One", "Two", "Three"))
    assert not Session.objects.exists()


def test_upload_leaves_the_zone_to_the_file_unless_one_is_chosen(anna, event):
    address = reverse("admin:schedule_event_import", args=[event.pk])
    data = schedule_xml((1, "One", 10, "Hall"), zone="Asia/Tokyo").replace(b"+00:00", b"")

    assert read_form(anna, address)["timezone"] == [""]
    apply(anna, previewed(anna, event, data, timezone=""))
    assert f"{Session.objects.get().starts_at:%H:%M}" == "01:00"

    apply(anna, previewed(anna, event, data, timezone="Europe/Paris"))
    assert f"{Session.objects.get().starts_at:%H:%M}" == "09:00"


def test_import_applies_and_keeps_its_report(anna, organiser, event):
    url = previewed(anna, event, FIRST)

    page = apply(anna, url).content.decode()

    assert "Imported schedule.xml: 3 new, 0 unchanged." in page
    assert Session.objects.filter(event=event, status="published").count() == 3
    row = Import.objects.get()
    assert (row.by, row.format, row.content) == (organiser, "frab-xml", None)
    assert [item["title"] for item in row.report["new"]] == ["One", "Two", "Three"]
    listed = anna.get(reverse("admin:schedule_event_import", args=[event.pk])).content.decode()
    assert url in listed
    assert "anna@example.org" in listed
    report = anna.get(url).content.decode()
    assert "3 new" in report
    assert 'name="leave"' not in report


def test_preview_shows_old_and_new_side_by_side_and_bookmarks(anna, event):
    apply(anna, previewed(anna, event, FIRST))
    set_bookmark(user=make_user(), session=Session.objects.get(title="One"), bookmarked=True)
    Session.objects.filter(title="Two").update(title="Two, edited")

    url = previewed(anna, event, schedule_xml((1, "One", 15, "Hall"), (2, "Two", 11, "Attic")))
    page = " ".join(anna.get(url).content.decode().split())

    assert sides("Start", "Thu 2020-10-29 10:00", "Thu 2020-10-29 15:00") in page
    assert 'One <span class="quiet">1 bookmark</span>' in page
    assert sides("Room", "Hall", "Attic") in page
    assert "1 gone from the file" in page
    assert sides("Title", "Two, edited", "Two") in page


def sides(label, here, file):
    return (
        f'<dt>{label}</dt> <dd> <span class="quiet">Here:</span> {here} </dd> '
        f'<dd> <span class="quiet">In the file:</span> {file} </dd>'
    )


def test_import_leaves_out_what_is_unchecked(anna, event):
    url = previewed(anna, event, FIRST)
    two = next(item for item in _new(anna, url) if item["title"] == "Two")

    apply(anna, url, leave=[two["guid"]])

    assert sorted(Session.objects.values_list("title", flat=True)) == ["One", "Three"]


def _new(client, url):
    return client.get(url).context["report"].new


def test_import_leaves_out_a_whole_group(anna, event):
    apply(anna, previewed(anna, event, FIRST))

    url = previewed(
        anna, event, schedule_xml((1, "One", 15, "Hall"), (2, "Second", 11, "Hall"), (4, "Four", 9, "Hall"))
    )
    apply(anna, url, moved=None, new=None)

    assert dict(Session.objects.values_list("title", "starts_at__hour")) == {"One": 10, "Second": 11, "Three": 12}


def test_import_keeps_edits_unless_told_otherwise(anna, event):
    apply(anna, previewed(anna, event, FIRST))
    Session.objects.filter(number=1).update(title="One, edited")
    Session.objects.filter(number=2).update(title="Two, edited")
    url = previewed(anna, event, FIRST)
    one = Session.objects.get(number=1)

    apply(anna, url, take=[str(one.guid)])

    assert sorted(Session.objects.values_list("title", flat=True)) == ["One", "Three", "Two, edited"]

    apply(anna, previewed(anna, event, FIRST), keep_local=None)

    assert sorted(Session.objects.values_list("title", flat=True)) == ["One", "Three", "Two"]


def test_import_cancels_what_is_gone_only_where_told(anna, event):
    apply(anna, previewed(anna, event, FIRST))
    later = schedule_xml((1, "One", 10, "Hall"))
    two = Session.objects.get(title="Two")

    apply(anna, previewed(anna, event, later))
    assert set(Session.objects.values_list("status", flat=True)) == {"published"}

    apply(anna, previewed(anna, event, later), remove=[str(two.guid)])
    assert dict(Session.objects.values_list("title", "status")) == {
        "One": "published", "Two": "cancelled", "Three": "published",
    }  # fmt: skip

    apply(anna, previewed(anna, event, later), remove_missing="on")
    assert Session.objects.get(title="Three").status == "cancelled"


def test_import_shows_the_difference_anew_when_somebody_wrote_meanwhile(anna, event):
    url = previewed(anna, event, FIRST)
    data = read_form(anna, url)
    apply(anna, previewed(anna, event, schedule_xml((9, "Other", 9, "Hall"))))

    page = anna.post(url, data).content.decode()

    assert "Look once more" in page
    assert Session.objects.count() == 1


# Tables


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


# A new event


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


# What must not get through


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
        (b"<!doctype html><html></html>", "This is a web page"),
        (b"<schedule><day>", "Line 1: This is not XML"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><schedule/>", "document type declaration"),
        (b"<schedule></schedule>", "No session was found"),
        (b'{"a": 1}', "This JSON is of no kind that is known"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"\x00" * 100, "of no kind that is known"),
        (b"[" * 1000, "nested deeper"),
    ],
)
def test_upload_tells_why_a_file_is_refused(anna, event, data, message):
    response = upload(anna, event, data)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Import.objects.exists()


def test_upload_refuses_more_than_ten_megabytes(anna, event):
    page = upload(anna, event, b" " * 10_000_001).content.decode()

    assert "This file has 10.0 MB. At most 10 MB are read." in page


def test_import_is_for_organisers_of_the_event(anna, client, event):
    url = previewed(anna, event, FIRST)
    export = reverse("admin:schedule_event_export", args=[event.pk])
    addresses = [
        url,
        f"{url}columns/",
        export,
        f"{export}csv/",
        reverse("admin:schedule_event_import", args=[event.pk]),
    ]

    client.force_login(make_user(is_staff=True))
    assert {client.get(address).status_code for address in addresses} == {404}
    assert client.post(url, {"version": event.version, "new": "on"}).status_code == 404
    client.force_login(make_user())
    assert {client.get(address).status_code for address in addresses} == {302}
    client.logout()
    assert {client.get(address).status_code for address in addresses} == {302}
    assert not Session.objects.exists()


def test_import_of_another_event_is_not_here(anna, event):
    url = previewed(anna, make_event(), FIRST)
    pk = Import.objects.get().pk

    for name in ("schedule_import", "schedule_import_columns"):
        assert anna.get(reverse(f"admin:{name}", args=[event.pk, pk])).status_code == 404
    assert url


def test_upload_forgets_files_that_nobody_applied(anna, event):
    previewed(anna, event, FIRST)
    Import.objects.update(uploaded_at=timezone.now() - timezone.timedelta(days=2))

    previewed(anna, event, FIRST)

    assert Import.objects.count() == 1


def test_report_of_a_file_escapes_what_stands_in_it(anna, event):
    data = schedule_xml((1, "&lt;script&gt;alert(1)&lt;/script&gt;", 10, "&lt;b&gt;Hall"))

    url = previewed(anna, event, data)
    pages = anna.get(url).content.decode() + apply(anna, url).content.decode() + anna.get(url).content.decode()

    assert "<script>alert" not in pages
    assert "<b>Hall" not in pages
