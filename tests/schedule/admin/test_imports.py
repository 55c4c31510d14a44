"""Importing in the admin: upload, columns, preview, choices, report; and what must not get through."""

import pytest
from django.urls import reverse
from django.utils import timezone

from schedule.models import Import, Session
from schedule.services.bookmarks import set_bookmark
from tests.factories import make_event, make_user
from tests.schedule.admin.forms import read_form
from tests.schedule.admin.importing import FIRST, apply, previewed, schedule_xml, upload


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
    assert '<bdi>One</bdi> <span class="quiet">1 bookmark</span>' in page
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

    page = anna.post(url, data, follow=True).content.decode()

    assert "Look once more" in page
    assert "3 new" in page
    assert Session.objects.count() == 1


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


def with_guids(data, **rooms):
    """The same schedule.xml with its rooms as elements that have guids."""
    text = data.decode()
    for name, guid in rooms.items():
        text = text.replace("<day date='2020-10-29'>", f"<day date='2020-10-29'><room name='{name}' guid='{guid}'/>", 1)
    return text.encode()


def test_rooms_and_speakers_are_left_alone_where_unchecked(anna, event):
    guid = "0b8d2c1e-3f4a-5b6c-8d7e-9f0a1b2c3d4e"
    person = "<persons><person id='1'>{}</person></persons></event>"
    one = schedule_xml((1, "One", 10, "Hall")).replace(b"</event>", person.format("Ada").encode())
    apply(anna, previewed(anna, event, with_guids(one, Hall=guid)))
    later = schedule_xml((1, "One", 10, "Salon")).replace(b"</event>", person.format("Ada L.").encode())

    url = previewed(anna, event, with_guids(later, Salon=guid))
    page = " ".join(anna.get(url).content.decode().split())
    assert sides("Name", "Hall", "Salon") in page
    assert sides("Name", "Ada", "Ada L.") in page
    apply(anna, url, rooms=None, speakers=None)

    session = Session.objects.get()
    assert (session.room.name, session.speakers.get().name) == ("Hall", "Ada")

    apply(anna, previewed(anna, event, with_guids(later, Salon=guid)))

    session = Session.objects.get()
    assert (session.room.name, session.speakers.get().name) == ("Salon", "Ada L.")


def test_import_that_was_applied_already_keeps_its_report(anna, event):
    url = previewed(anna, event, FIRST)
    data = read_form(anna, url)

    anna.post(url, data)
    report = Import.objects.get().report
    anna.post(url, data, follow=True)

    assert Import.objects.get().report == report
    assert len(report["new"]) == 3
