"""The schedule as public calendar files: what they hold, and above all what they never do."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from schedule.models import Publication, Session
from schedule.services.publish import publish
from tests.factories import START, make_event, make_organiser, make_room, make_session, make_speaker, make_tag
from tests.factories import make_track as make_track_of
from tests.schedule.views.subscription import uids

pytestmark = pytest.mark.django_db

URL = "/kvm/schedule.ics"


@pytest.fixture
def event():
    return make_event(slug="kvm", name="KVM Forum", is_online=True)


def titles(response):
    return re.findall(r"^SUMMARY:(.*)\r$", response.content.decode(), re.MULTILINE)[1:]


def test_schedule_ics_holds_the_banner_and_all_public_sessions_in_order(client, event):
    late = make_session(event, title="Late", starts_at=START + timedelta(hours=2))
    off = make_session(event, title="Off", status="cancelled", starts_at=START + timedelta(hours=1))
    early = make_session(event, title="Early")
    make_session(event, title="Draft", status="draft")
    make_session(event, title="Untimed", starts_at=None)
    publish(event)

    response = client.get(URL)

    assert response.status_code == 200
    assert uids(response) == [f"{each.guid}@{event.guid}" for each in (event, early, off, late)]
    assert titles(response) == ["Early", "CANCELLED: Off", "Late"]
    assert b"X-WR-CALNAME:KVM Forum\r\n" in response.content
    assert b"URL:http://127.0.0.1:8000/kvm/\r\n" in response.content.replace(b"\r\n ", b"")


def test_schedule_ics_is_public_and_readable_by_any_page(client, event):
    publish(event)

    response = client.get(URL)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="kvm.ics"'
    assert response["Cache-Control"] == "public, no-cache"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Vary"] == "Accept-Encoding"
    assert not response.cookies


def test_schedule_ics_unchanged_is_304_and_changed_is_not(client, event):
    session = make_session(event, title="Before")
    publish(event)
    first = client.get(URL)
    again = client.get(URL, headers={"If-None-Match": first["ETag"]})

    Session.objects.filter(pk=session.pk).update(title="After")
    publish(event)
    after = client.get(URL, headers={"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert titles(after) == ["After"]


@pytest.mark.parametrize("is_open", ["by now", "by the clock", "later"])
def test_schedule_ics_never_holds_an_access_link_and_never_churns_for_one(client, event, is_open):
    session = make_session(event, room=make_room(event, name="Theater"))
    publish(event)
    before = client.get(URL)

    opens_at = datetime(2020, 1, 1, tzinfo=UTC) if is_open != "later" else datetime(2100, 1, 1, tzinfo=UTC)
    values = {"access_url": "https://meet.example/1", "access_audience": "everyone", "access_opens_at": opens_at}
    Session.objects.filter(pk=session.pk).update(**values)
    publish(event)
    if is_open == "by the clock":  # the opened form was made ahead of its time
        row = Publication.objects.get()
        row.opened_vevent, row.opened_modified_at = row.vevent, row.modified_at
        row.save()
    after = client.get(URL, headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 304
    assert b"meet.example" not in client.get(URL).content


@pytest.mark.parametrize("how", ["draft", "untimed", "unpublished"])
def test_schedule_ics_loses_what_is_withdrawn_at_once(client, event, how):
    session = make_session(event, title="Withdrawn")
    publish(event)
    assert titles(client.get(URL)) == ["Withdrawn"]

    if how == "draft":
        Session.objects.filter(pk=session.pk).update(status="draft")
    elif how == "untimed":
        Session.objects.filter(pk=session.pk).update(starts_at=None, ends_at=None)
    else:
        type(event).objects.update(is_published=False)
    publish(event)

    assert b"Withdrawn" not in client.get(URL).content
    assert client.get(URL).status_code == (404 if how == "unpublished" else 200)


def test_schedule_ics_of_a_hidden_event_is_not_there_for_its_organiser_either(client, event):
    make_session(event)
    publish(event)
    type(event).objects.update(is_published=False)
    publish(event)
    client.force_login(make_organiser())

    assert client.get(URL).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("day=2020-10-29", ["A", "C"]),
        ("room=hall", ["A"]),
        ("track=parent", ["A"]),
        ("kind=bof", ["B"]),
        ("kind=bof&kind=talk", ["A", "B"]),
        ("tag=skill-level-any", ["C"]),
        ("speaker=ann", ["C"]),
        ("kind=talk&room=nowhere", []),
        ("day=9999-99-99", []),
        ("kind=%00%0d%0a;,", []),
        ("tz=Asia/Tokyo&nonsense=1", ["A", "C", "B"]),
    ],
)
def test_schedule_ics_takes_the_filters_of_the_list(client, event, query, found):
    track = make_track_of(event, name="Sub", parent=make_track_of(event, name="Parent"))
    parts = {"tags": [make_tag(event)], "speakers": [make_speaker(event, name="Ann")], "kind": "keynote"}
    make_session(event, title="A", room=make_room(event, name="Hall"), track=track)
    make_session(event, title="C", starts_at=START + timedelta(hours=1), **parts)
    make_session(event, title="B", kind="bof", starts_at=START + timedelta(days=1))
    publish(event)

    response = client.get(f"{URL}?{query}")

    assert response.status_code == 200
    assert titles(response) == found
    assert response.content.startswith(b"BEGIN:VCALENDAR\r\n")


@pytest.mark.parametrize("sessions", [1, 3])
@pytest.mark.parametrize(("query", "cold"), [("", 2), ("?kind=talk", 7)])
def test_schedule_ics_takes_the_same_queries(client, event, sessions, query, cold, django_assert_num_queries):
    for _ in range(sessions):
        make_session(event)
    publish(event)

    with django_assert_num_queries(cold):
        client.get(URL + query)
    with django_assert_num_queries(1):
        client.get(URL + query)


def test_session_ics_is_that_session_alone_with_its_zone(client, event):
    session, _ = make_session(event, title="Only this", slug="only"), make_session(event)
    publish(event)

    response = client.get("/kvm/sessions/only.ics")

    assert uids(response) == [f"{session.guid}@{event.guid}"]
    assert response["Content-Disposition"] == 'inline; filename="only.ics"'
    assert response.content.count(b"BEGIN:VTIMEZONE") == 1
    assert client.get("/kvm/sessions/only.ics", headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"starts_at": None}, {"slug": "other"}])
def test_session_ics_of_what_has_none_is_404(client, event, fields):
    make_session(event, **{"slug": "only", **fields})
    publish(event)

    assert client.get("/kvm/sessions/only.ics").status_code == 404


@pytest.mark.parametrize("url", [URL, "/kvm/sessions/only.ics"])
def test_ics_takes_no_other_method_and_says_so(client, event, url):
    make_session(event, slug="only")
    publish(event)

    assert client.post(url).status_code == 405
    assert client.head(url)["Content-Length"] == str(len(client.get(url).content))


def test_session_page_offers_its_calendar_file_once_there_is_one(client, event):
    make_session(event, slug="timed")
    make_session(event, slug="untimed", starts_at=None)
    publish(event)

    assert "/kvm/sessions/timed.ics" in client.get("/kvm/sessions/timed/").content.decode()
    assert "untimed.ics" not in client.get("/kvm/sessions/untimed/").content.decode()
