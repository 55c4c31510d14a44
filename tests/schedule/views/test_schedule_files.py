"""The schedule as public files in other formats than calendars: what they hold, and above all what they never do.

What the files look like is for the tests of their writers.
"""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from schedule.models import Attachment, Room, Session, SpeakerLink
from schedule.services.publish import publish
from schedule.views import exports
from tests.factories import (
    START,
    make_event,
    make_organiser,
    make_room,
    make_session,
    make_speaker,
    make_tag,
    make_track,
)

pytestmark = pytest.mark.django_db

FILES = ["/kvm/schedule.xml", "/kvm/schedule.json", "/kvm/schedule.csv", "/kvm/schedule.xlsx"]


@pytest.fixture
def event():
    return make_event(slug="kvm", name="KVM Forum", is_online=True)


def titles_in(response):
    """The sessions' titles in a file of any format, in its order."""
    kind, data = response["Content-Type"].partition(";")[0], response.content
    if kind == "application/xml":
        return [title.text for title in ElementTree.fromstring(data).iterfind("day/room/event/title")]
    if kind == "application/json":
        days = json.loads(data)["schedule"]["conference"]["days"]
        return [event["title"] for day in days for room in day["rooms"].values() for event in room]
    if kind == "text/csv":
        return [row["Title"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))]
    return [row[3] for row in load_workbook(io.BytesIO(data))["Sessions"].iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("url", FILES)
def test_schedule_file_holds_all_public_sessions_in_order(client, event, url):
    make_session(event, title="Late", starts_at=START + timedelta(hours=2))
    make_session(event, title="Off", status="cancelled", starts_at=START + timedelta(hours=1))
    make_session(event, title="Early")
    make_session(event, title="Draft", status="draft")
    make_session(event, title="Untimed", starts_at=None)
    publish(event)

    found = titles_in(client.get(url))

    is_table = url.endswith(("csv", "xlsx"))
    assert found == ["Early", "Off" if is_table else "CANCELLED: Off", "Late", *(["Untimed"] if is_table else [])]


@pytest.mark.parametrize(
    ("url", "kind", "disposition"),
    [
        (FILES[0], "application/xml", 'inline; filename="kvm.xml"'),
        (FILES[1], "application/json", 'inline; filename="kvm.json"'),
        (FILES[2], "text/csv; charset=utf-8", 'attachment; filename="kvm.csv"'),
        (
            FILES[3],
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            'attachment; filename="kvm.xlsx"',
        ),
    ],
)
def test_schedule_file_is_public_and_readable_by_any_page(client, event, url, kind, disposition):
    publish(event)

    response = client.get(url)

    assert (response["Content-Type"], response["Content-Disposition"]) == (kind, disposition)
    assert response["Cache-Control"] == "public, no-cache"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Vary"] == "Accept-Encoding"
    assert not response.cookies


@pytest.mark.parametrize("url", FILES)
def test_schedule_file_unchanged_is_304_on_any_process_and_changed_is_not(client, event, url):
    session = make_session(event, title="Before")
    publish(event)
    first = client.get(url)
    exports.bodies.forget()
    again = client.get(url, headers={"If-None-Match": first["ETag"]})

    Session.objects.filter(pk=session.pk).update(title="After")
    publish(event)
    after = client.get(url, headers={"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert titles_in(after) == ["After"]


@pytest.mark.parametrize("url", FILES)
def test_schedule_file_holds_nothing_that_only_drafts_or_bookmarkers_have(client, event, url):
    secrets = {
        "room": make_room(event, name="Hidden room"),
        "track": make_track(event, name="Hidden track"),
        "speakers": [make_speaker(event, name="Hidden speaker")],
        "tags": [make_tag(event, name="Hidden tag")],
    }
    make_session(event, title="Hidden draft", status="draft", **secrets)
    opens_at = datetime(2020, 1, 1, tzinfo=UTC)
    make_session(event, title="Seen", access_url="https://hidden.example/", access_opens_at=opens_at)
    publish(event)

    response = client.get(url)

    assert titles_in(response) == ["Seen"]
    assert not re.search(b"Hidden|hidden.example", b"".join(unpacked(response)))


def unpacked(response):
    """A workbook's parts; any other file as it is."""
    if not response.content.startswith(b"PK"):
        return [response.content]
    with zipfile.ZipFile(io.BytesIO(response.content)) as parts:
        return [parts.read(name) for name in parts.namelist()]


@pytest.mark.parametrize("url", FILES)
def test_schedule_file_of_a_hidden_event_is_not_there_for_its_organiser_either(client, event, url):
    make_session(event)
    publish(event)
    type(event).objects.update(is_published=False)
    publish(event)
    client.force_login(make_organiser())

    assert client.get(url).status_code == 404
    assert client.get(url.replace("kvm", "nowhere")).status_code == 404


@pytest.mark.parametrize("url", FILES)
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("day=2020-10-29", ["A", "C"]),
        ("track=parent", ["A"]),
        ("kind=bof&kind=keynote", ["B", "C"]),
        ("speaker=ann&room=hall", []),
        ("q=ann", ["C"]),
        ("q=ann&kind=bof", []),
        ("q=%22", []),
        ("day=9999-99-99", []),
        ("kind=%00%0d%0a;,", []),
        ("tz=Asia/Tokyo&nonsense=1", ["A", "B", "C"]),
    ],
)
def test_schedule_file_takes_the_filters_of_the_list(client, event, url, query, found):
    track = make_track(event, name="Sub", parent=make_track(event, name="Parent"))
    make_session(event, title="A", room=make_room(event, name="Hall"), track=track)
    parts = {"speakers": [make_speaker(event, name="Ann")], "kind": "keynote"}
    make_session(event, title="C", starts_at=START + timedelta(hours=1), **parts)
    make_session(event, title="B", kind="bof", starts_at=START + timedelta(days=1))
    publish(event)

    response = client.get(f"{url}?{query}")

    assert response.status_code == 200
    assert sorted(titles_in(response)) == found


@pytest.mark.parametrize("sessions", [1, 3])
@pytest.mark.parametrize("query", ["", "?kind=talk"])
@pytest.mark.parametrize("url", FILES)
def test_schedule_file_takes_the_same_queries(client, event, sessions, query, url, django_assert_num_queries):
    for _ in range(sessions):
        speaker = make_speaker(event, photo="photos/x.webp")
        SpeakerLink.objects.create(speaker=speaker, label="Blog", url="https://example.org/")
        track = make_track(event, parent=make_track(event))
        tag = make_tag(event, name=f"Level {speaker.pk}")
        session = make_session(event, speakers=[speaker], tags=[tag], room=make_room(event), track=track)
        Attachment.objects.create(session=session, label="Slides", file="attachments/x.pdf")
    publish(event)

    with django_assert_num_queries(12):
        client.get(url + query)
    with django_assert_num_queries(1):
        client.get(url + query)


@pytest.mark.parametrize("url", FILES)
def test_schedule_file_takes_no_other_method_and_says_so(client, event, url):
    make_session(event)
    publish(event)

    assert client.post(url).status_code == 405
    assert client.head(url)["Content-Length"] == str(len(client.get(url).content))


@pytest.mark.parametrize("url", [FILES[0], FILES[1]])
def test_schedule_file_has_rooms_and_tracks_in_the_organisers_order(client, event, url):
    cellar, attic = make_room(event, name="Cellar", order=2), make_room(event, name="Attic", order=1)
    second = make_track(event, name="Second", order=2)
    child = make_track(event, name="Child", order=0, parent=second)
    first = make_track(event, name="First", order=1)
    make_session(event, room=cellar, track=child)
    make_session(event, room=attic, track=first, starts_at=START + timedelta(hours=1))
    make_room(event, name="Empty")
    publish(event)

    text = client.get(url).content.decode()

    names = re.findall(r'(?:<(?:track|room) name="|"name":")(Attic|Cellar|Empty|First|Second(?:, Child)?)"', text)
    assert names[:5] == ["First", "Second", "Second, Child", "Attic", "Cellar"]
    assert "Empty" not in names
    assert Room.objects.count() == 3


def test_schedule_file_says_where_files_and_photos_are_on_this_site(client, event):
    speaker = make_speaker(event, name="Ann", photo="photos/x.webp")
    SpeakerLink.objects.create(speaker=speaker, label="Photo", url="https://elsewhere.example/")
    session = make_session(event, title="Talk", speakers=[speaker])
    slides = Attachment.objects.create(session=session, label="Slides", file="attachments/x.pdf")
    publish(event)

    days = json.loads(client.get(FILES[1]).content)["schedule"]["conference"]["days"]

    (event_of_file,) = (each for day in days for each in day["rooms"].get("", []))
    site = "http://127.0.0.1:8000/kvm"
    assert event_of_file["persons"][0]["avatar"] == f"{site}/speakers/ann/photo/"
    assert "links" not in event_of_file["persons"][0]
    assert event_of_file["attachments"] == [
        {"url": f"{site}/sessions/talk/files/{slides.pk}/", "title": "Slides", "type": "slides"}
    ]


def test_a_speakers_link_to_a_photo_is_their_photo_where_none_was_uploaded(client, event):
    speaker = make_speaker(event, name="Ann")
    for label in ("Blog", "Photo"):
        SpeakerLink.objects.create(speaker=speaker, label=label, url=f"https://elsewhere.example/{label}")
    make_session(event, speakers=[speaker])
    publish(event)

    text = client.get(FILES[1]).content.decode()

    assert '"avatar":"https://elsewhere.example/Photo","links":[{"title":"Blog","url":' in text


def test_schedule_pages_offer_the_files(client, event):
    make_session(event)
    publish(event)

    page = client.get("/kvm/").content.decode()

    offered = re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)" title="[^"]+">', page)
    assert offered == [
        ("text/calendar", "/kvm/schedule.ics"),
        ("application/xml", FILES[0]),
        ("application/json", FILES[1]),
        ("application/atom+xml", "/kvm/changes.atom"),
    ]
    assert all(
        f'href="{url}" rel="nofollow">.{url.rpartition(".")[2]}</a>' in page for url in ["/kvm/schedule.ics", *FILES]
    )
