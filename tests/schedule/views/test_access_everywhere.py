"""Where an access link and its note stand, and where not: in no public answer, whoever read the page before."""

import io
import zipfile
from datetime import timedelta

import pytest
import time_machine

from schedule.models import Session
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import START, make_event, make_room, make_session, make_speaker, make_user
from tests.schedule.views.subscription import Subscription

pytestmark = pytest.mark.django_db

LINK, NOTE = "https://meet.example/secret", "Passcode hummingbird"
PUBLIC = (
    *("", "grid/", "now/", "rooms/", "rooms/hall/", "rooms/hall/sign/", "bofs/", "speakers/", "speakers/ann/"),
    *("sessions/call/", "sessions/call.ics", "changes/", "changes.atom", "sitemap.xml", "?layout=expanded"),
    *("search/?q=meet.example", "search/?q=hummingbird", "?q=hummingbird", "zones/"),
    *("schedule.ics", "schedule.xml", "schedule.json", "schedule.csv", "schedule.xlsx"),
)


@pytest.fixture
def event():
    return make_event(slug="kvm", is_online=True)


def make_call(event, **fields):
    given = {"slug": "call", "kind": "bof", "access_url": LINK, "access_note": NOTE}
    session = make_session(
        event,
        room=make_room(event, name="Hall") if not event.rooms.exists() else event.rooms.get(),
        speakers=[make_speaker(event, name="Ann")] if not event.speakers.exists() else [],
        **(given | fields),
    )
    publish(event, at=START - timedelta(days=1))
    return session


def text_of(answer):
    body = answer.getvalue()
    if body[:2] != b"PK":
        return body.decode()
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def leaks_in(client):
    found = []
    for path in PUBLIC:
        answer = client.get(f"/kvm/{path}")
        assert answer.status_code == 200, path
        text = text_of(answer).replace("\r\n ", "")
        # What was searched for is repeated in its field.
        found += [path] if "meet.example/" in text or "Passcode" in text else []
    return found


@pytest.mark.parametrize("minutes", [-60, -15, 10, 60])
@pytest.mark.parametrize("audience", ["signed_in", "bookmarked"])
def test_no_public_answer_has_the_link_whoever_read_it_before(client, event, audience, minutes, caplog):
    session = make_call(event, access_audience=audience)
    reader, other = make_user(), make_user()
    set_bookmark(user=reader, session=session, bookmarked=True)

    with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
        client.force_login(reader)
        theirs = leaks_in(client)
        client.force_login(other)
        others = leaks_in(client)
        client.logout()
        visitors = leaks_in(client)

    with_doors = {-60: [], -15: ["rooms/hall/"], 10: ["now/", "rooms/hall/"], 60: []}[minutes]
    pages = sorted([*with_doors, *(["sessions/call/"] if minutes >= -15 else [])])
    assert sorted(theirs) == pages
    assert sorted(others) == (pages if audience == "signed_in" else [])
    assert visitors == []
    assert "meet.example" not in caplog.text
    assert "hummingbird" not in caplog.text


def test_link_for_everybody_is_on_pages_from_its_opening_and_in_no_file(client, event):
    make_call(event, access_audience="everyone")

    found = {}
    for minutes in (-16, -15, 0):
        with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
            found[minutes] = leaks_in(client)

    assert found == {
        -16: [],
        -15: ["rooms/hall/", "sessions/call/"],
        0: ["now/", "rooms/hall/", "sessions/call/"],
    }


@pytest.mark.parametrize("audience", ["everyone", "signed_in", "bookmarked"])
def test_feed_has_the_link_and_its_note_from_the_opening_on(client, event, audience):
    session = make_call(event, access_audience=audience, access_minutes=30)
    user = make_user()
    set_bookmark(user=user, session=session, bookmarked=True)
    url = Subscription(client, user).url

    bodies = {}
    for minutes in (-31, -30):
        with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
            bodies[minutes] = client.get(url).getvalue().decode().replace("\r\n ", "")

    assert "meet.example" not in bodies[-31]
    assert "hummingbird" not in bodies[-31]
    assert f"DESCRIPTION:Join: {LINK}\\n{NOTE}\\n\\n" in bodies[-30]
    assert f"LOCATION:{LINK}" in bodies[-30]
    assert f":{LINK}" in next(line for line in bodies[-30].split("\r\n") if line.startswith("CONFERENCE;VALUE=URI"))


def test_bookmark_taken_away_takes_the_link_from_the_next_poll(client, event):
    session = make_call(event)
    user = make_user()
    set_bookmark(user=user, session=session, bookmarked=True)
    url = Subscription(client, user).url

    with time_machine.travel(START, tick=False):
        before = client.get(url).getvalue().decode()
        set_bookmark(user=user, session=session, bookmarked=False)
        after = client.get(url).getvalue().decode()

    assert "meet.example" in before
    assert "meet.example" not in after


def test_moving_the_session_moves_its_opening(client, event):
    session = make_call(event, access_minutes=10)
    user = make_user()
    set_bookmark(user=user, session=session, bookmarked=True)
    client.force_login(user)
    Session.objects.filter(pk=session.pk).update(
        starts_at=START + timedelta(hours=1), ends_at=START + timedelta(hours=2)
    )
    publish(event)

    pages = []
    for minutes in (-10, 49, 50):
        with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
            pages.append(LINK in client.get("/kvm/sessions/call/").content.decode())

    assert pages == [False, False, True]


def told(client, minutes, slug="call"):
    """What the page says of an access link."""
    with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
        page = client.get(f"/kvm/sessions/{slug}/").content.decode()
    hints = ("Access link to come", "Room opens 09:45 GMT", "for those who bookmarked this session", "Sign in for")
    return [hint for hint in hints if hint in page]


@pytest.mark.parametrize("time", [{}, {"starts_at": None, "ends_at": None}])
@pytest.mark.parametrize("audience", ["signed_in", "bookmarked"])
@pytest.mark.parametrize("kind", ["bof", "talk"])
def test_visitors_read_the_same_with_and_without_a_link_that_opens_at_a_time_of_its_own(
    client, event, kind, audience, time
):
    session = make_call(
        event, kind=kind, access_audience=audience, access_opens_at=START - timedelta(minutes=20), **time
    )

    pages = []
    for _ in range(2):
        with time_machine.travel(START - timedelta(minutes=60), tick=False):
            pages.append(client.get("/kvm/sessions/call/").content.decode())
        Session.objects.update(access_url="", access_note="", access_opens_at=None)
        publish(event)

    with_link, without = ([line for line in page.splitlines() if "tracks-" not in line] for page in pages)
    assert session.access_url
    assert with_link == without
    assert ("Access link to come" in pages[0]) is (kind == "bof")


@pytest.mark.parametrize("kind", ["talk", "break", "social", "other"])
def test_what_needs_no_link_tells_visitors_nothing_of_one(client, event, kind):
    make_call(event, kind=kind)
    make_call(event, kind=kind, slug="without", access_url="", access_note="")

    assert [told(client, -60, slug) for slug in ("call", "without")] == [[], []]


def test_public_entry_is_the_same_with_and_without_a_link_however_long_the_abstract(client, event):
    session = make_call(event, abstract="word " * 2000)
    addresses = ("/kvm/schedule.ics", "/kvm/sessions/call.ics")

    with_link = [client.get(address).getvalue() for address in addresses]
    Session.objects.filter(pk=session.pk).update(access_url="", access_note="")
    publish(event)

    assert [client.get(address).getvalue() for address in addresses] == with_link


def test_open_entry_of_a_long_abstract_is_as_short_as_others(client, event):
    session = make_call(event, abstract="word " * 2000)
    user = make_user()
    set_bookmark(user=user, session=session, bookmarked=True)

    with time_machine.travel(START, tick=False):
        lines = client.get(Subscription(client, user).url).getvalue().decode().replace("\r\n ", "").split("\r\n")

    text = next(line for line in lines if line.startswith(f"DESCRIPTION:Join: {LINK}"))
    text = text.removeprefix("DESCRIPTION:").replace("\\n", "\n")
    assert 1900 < len(text.encode()) <= 2000
    assert text.endswith(session.site_url)


def test_attendees_read_whether_a_bofs_link_is_there_or_to_come(client, event):
    session = make_call(event)
    make_call(event, slug="without", access_url="", access_note="")
    user = make_user()
    client.force_login(user)

    before = told(client, -60)
    set_bookmark(user=user, session=session, bookmarked=True)

    assert before == ["Room opens 09:45 GMT", "for those who bookmarked this session"]
    assert told(client, -60) == ["Room opens 09:45 GMT"]
    assert told(client, -60, "without") == ["Access link to come"]
    assert told(client, 60, "without") == []


def test_talk_on_site_without_a_link_says_nothing_of_one(client):
    event = make_event(slug="kvm")
    make_session(event, slug="call", room=make_room(event))

    assert told(client, -60) == []
