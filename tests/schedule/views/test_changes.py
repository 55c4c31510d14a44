"""The changes page and its feed: what changed, for those who may know."""

from datetime import UTC, datetime, timedelta

import pytest
from defusedxml import ElementTree
from lxml import html

from schedule.models import Change, Session
from schedule.services.changes import MOST
from schedule.services.publish import publish
from tests.factories import START, make_event, make_organiser, make_room, make_session

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FIRST = datetime(2020, 10, 20, 9, 0, tzinfo=UTC)
PAGE, FEED = "/kvm/changes/", "/kvm/changes.atom"


@pytest.fixture
def event():
    return make_event(slug="kvm", name="KVM Forum")


@pytest.fixture
def session(event):
    """One that attendees know, with a room that they know."""
    session = make_session(event, title="Kernels", slug="kernels", room=make_room(event, name="Hall"))
    publish(event, at=FIRST)
    return session


def change(session, *, minutes=1, **fields):
    """Write this much, that long after the first publishing."""
    Session.objects.filter(pk=session.pk).update(**fields)
    publish(session.event, at=FIRST + timedelta(minutes=minutes))


def news_on(client, url=PAGE):
    """[(day, time, title, [lines])] as the page prints them, in its order."""
    page = html.fromstring(client.get(url).content)
    return [
        (
            day.findtext("header/h2"),
            slot.findtext("h3/time"),
            item.find_class("t")[0].text_content(),
            [" ".join(line.text_content().split()) for line in item.find_class("meta")],
        )
        for day in page.find_class("day")
        for slot in day.find_class("slot")
        for item in slot.find_class("s")
    ]


def entries_in(client):
    root = ElementTree.fromstring(client.get(FEED).content)
    return [
        tuple(entry.findtext(f"{ATOM}{name}") for name in ("title", "summary", "updated"))
        for entry in root.iterfind(f"{ATOM}entry")
    ]


def test_changes_page_says_what_was_and_what_is_newest_first(client, event, session):
    change(session, minutes=1, starts_at=START + timedelta(hours=1), ends_at=START + timedelta(hours=2))
    change(session, minutes=2, room=make_room(event, name="Attic"))
    change(session, minutes=3, title="Kernels, twice")
    change(session, minutes=24 * 60, status="cancelled")
    make_session(event, title="Late idea")
    publish(event, at=FIRST + timedelta(days=2))

    # In Dublin it was summer time until the 25th.
    assert news_on(client) == [
        ("Thursday 22 October 2020", "10:00", "Late idea", ["Added, Thu 29 Oct, 10:00 GMT"]),
        ("Wednesday 21 October 2020", "10:00", "Kernels, twice", ["Cancelled"]),
        ("Tuesday 20 October 2020", "10:03", "Kernels, twice", ["Renamed, was “Kernels”, now “Kernels, twice”"]),
        ("Tuesday 20 October 2020", "10:02", "Kernels, twice", ["New room, was Hall, now Attic"]),
        (
            "Tuesday 20 October 2020",
            "10:01",
            "Kernels, twice",
            ["Moved, was Thu 29 Oct, 10:00 GMT to 10:30, now Thu 29 Oct, 11:00 GMT to 12:00"],
        ),
    ]


def test_changes_page_links_each_session_and_the_feed(client, session):
    change(session, status="cancelled")

    page = html.fromstring(client.get(PAGE).content)

    assert page.xpath("//h4/a/@href") == ["/kvm/sessions/kernels/"]
    assert page.xpath("//main//a[starts-with(., 'Atom feed')]/@href") == [FEED]
    assert page.xpath("//link[@type='application/atom+xml']/@href") == [FEED]
    assert "Times in Europe/Dublin." in page.find_class("lede")[0].text_content()


def test_changes_page_is_in_the_events_zone_whatever_zone_is_asked_for(client, session):
    change(session, status="cancelled")

    assert news_on(client, f"{PAGE}?tz=Asia/Tokyo") == news_on(client)


def test_changes_page_without_changes_says_so(client, session):
    page = client.get(PAGE).content.decode()

    assert "Nothing has changed so far" in page
    assert news_on(client) == []
    assert entries_in(client) == []


@pytest.mark.parametrize("kind", ["withdrawn", "hidden"])
def test_changes_of_what_is_hidden_are_hidden(client, event, session, kind):
    change(session, minutes=1, title="Secret plan")
    if kind == "withdrawn":
        change(session, minutes=2, status="draft")
    else:
        type(event).objects.update(is_published=False)
        publish(event)

    for url in (PAGE, FEED):
        response = client.get(url)
        assert response.status_code == (200 if kind == "withdrawn" else 404)
        assert b"Secret plan" not in response.content
        assert b"kernels" not in response.content


def test_changes_of_a_draft_are_for_organisers_on_the_page_and_for_nobody_in_the_feed(client, session):
    change(session, minutes=1, title="Secret plan")
    change(session, minutes=2, status="draft")
    client.force_login(make_organiser())

    assert "Secret plan" in client.get(PAGE).content.decode()
    assert entries_in(client) == []


def test_changes_of_another_event_are_not_here(client, event, session):
    other = make_event(slug="other")
    make_session(other, title="First there")
    publish(other)
    make_session(other, title="Elsewhere")
    publish(other)

    assert news_on(client) == []
    assert [title for _, _, title, _ in news_on(client, "/other/changes/")] == ["Elsewhere"]


def rename_often(session, times):
    """This many changes, a second apart."""
    Change.objects.bulk_create(
        Change(event=session.event, session=session, kind="renamed", title=f"T{n}", at=FIRST + timedelta(seconds=n))
        for n in range(times)
    )


def test_changes_page_shows_the_newest_and_says_that_there_are_more(client, session):
    rename_often(session, MOST + 1)

    page = client.get(PAGE).content.decode()
    titles = [title for title, _, _ in entries_in(client)]

    assert page.count("</svg>Renamed</span>") == MOST
    assert f"These are the newest {MOST} changes." in page
    assert (titles[0], titles[-1], len(titles)) == (f"Renamed: T{MOST}", "Renamed: T1", MOST)


def test_changes_of_what_is_hidden_take_no_room_from_others(client, event, session):
    change(session, status="cancelled")
    rename_often(make_session(event, title="Secret plan", status="draft"), MOST + 1)

    assert [title for _, _, title, _ in news_on(client)] == ["Kernels"]
    assert "These are the newest" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("url", [PAGE, FEED])
@pytest.mark.parametrize("sessions", [1, 3])
def test_changes_take_the_same_queries(client, event, url, sessions, django_assert_num_queries):
    publish(make_session(event).event)
    for number in range(sessions):
        make_session(event, room=make_room(event), title=f"New {number}")
    publish(event)

    with django_assert_num_queries(8):
        client.get(url)
    with django_assert_num_queries(1):
        client.get(url)


def test_feed_tells_each_change_as_it_was_told_first(client, session):
    change(session, minutes=1, status="cancelled")
    change(session, minutes=2, title="Kernels, twice")

    assert entries_in(client) == [
        ("Renamed: Kernels, twice", "was “Kernels”, now “Kernels, twice”", "2020-10-20T09:02:00Z"),
        ("Cancelled: Kernels", "Cancelled", "2020-10-20T09:01:00Z"),
    ]


def test_feed_keeps_its_ids_and_its_moment_never_falls(client, event, session):
    def read():
        root = ElementTree.fromstring(client.get(FEED).content)
        return root.findtext(f"{ATOM}updated"), [each.text for each in root.iter(f"{ATOM}id")]

    other = make_session(event)
    publish(event, at=FIRST + timedelta(minutes=1))
    before, ids = read()
    change(session, minutes=2, title="Kernels, twice")
    after, more = read()
    change(session, minutes=3, status="draft")
    last, fewer = read()

    assert Change.objects.filter(session=other).count() == 1
    assert len(set(more)) == 3
    assert (more[0], more[2:]) == (ids[0], ids[1:])
    assert fewer == ids
    assert before < after < last


def test_feed_links_start_with_the_sites_address(client, session):
    change(session, status="cancelled")

    root = ElementTree.fromstring(client.get(FEED, headers={"Host": "localhost:9999"}).content)

    assert [link.get("href") for link in root.iter(f"{ATOM}link")] == [
        f"http://127.0.0.1:8000{FEED}",
        f"http://127.0.0.1:8000{PAGE}",
        "http://127.0.0.1:8000/kvm/sessions/kernels/",
    ]


def test_feed_is_public_and_readable_by_any_page(client, session):
    response = client.get(FEED)

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["Cache-Control"] == "public, no-cache"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Vary"] == "Accept-Encoding"
    assert not response.cookies


def test_feed_is_the_same_for_those_who_are_signed_in(client, session):
    change(session, status="cancelled")
    visitors = client.get(FEED)
    client.force_login(make_organiser())

    assert client.get(FEED).content == visitors.content


def test_feed_unchanged_is_304_and_changed_is_not(client, session):
    change(session, minutes=1, status="cancelled")
    first = client.get(FEED)
    same = client.get(FEED, headers={"If-None-Match": first["ETag"]})
    since = client.get(FEED, headers={"If-Modified-Since": first["Last-Modified"]})

    change(session, minutes=2, status="published")
    after = client.get(FEED, headers={"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]})

    assert (same.status_code, since.status_code, after.status_code) == (304, 304, 200)
    assert entries_in(client)[0][0] == "Takes place after all: Kernels"


def test_feed_of_hostile_titles_is_still_xml(client, session):
    change(session, title="</entry><script>alert(1)</script> & ]]>")

    assert entries_in(client)[0][0] == "Renamed: </entry><script>alert(1)</script> & ]]>"
