"""The list and the front page: what is shown, to whom, at what cost, and what filters make of it."""

import re
from datetime import timedelta
from time import monotonic

import pytest
from django.urls import reverse

from schedule.models import Session
from schedule.services import snapshots
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from schedule.views import kept
from tests.factories import (
    START,
    make_event,
    make_organiser,
    make_room,
    make_session,
    make_speaker,
    make_tag,
    make_track,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(name="KVM Forum", slug="kvm")


def titles(response):
    """Of a page just rendered; of a kept one see `shown`."""
    return [session.title for day in response.context["days"] for session in day.sessions]


def shown(response):
    return re.findall(r'<h[34] class="t"[^>]*><a[^>]*>([^<]+)</a>', response.content.decode())


def test_home_lists_published_events_only(client, event):
    make_event(name="Secret event", is_published=False)

    page = client.get("/").content.decode()

    assert "KVM Forum" in page
    assert "Secret event" not in page


def test_schedule_groups_by_day_and_start_in_the_events_zone(client):
    event = make_event(slug="tokyo", timezone="Asia/Tokyo")
    make_session(event, title="Late", starts_at=START.replace(hour=16))
    make_session(event, title="After midnight", starts_at=START.replace(hour=18))
    make_session(event, title="Morning", starts_at=START.replace(hour=20))

    response = client.get("/tokyo/")

    days = [(str(day.on), [slot.starts_at.hour for slot in day.slots]) for day in response.context["days"]]
    assert days == [("2020-10-29", [16, 18]), ("2020-10-30", [20])]
    assert b">03:00</time>" in response.content


def test_schedule_shows_parallel_sessions_of_one_room_side_by_side(client, event):
    room = make_room(event, is_parallel=True)
    make_session(event, title="B", room=room)
    make_session(event, title="A", room=room)

    response = client.get("/kvm/")

    [slot] = response.context["days"][0].slots
    assert [session.title for session in slot.sessions] == ["A", "B"]


def test_schedule_says_cancelled_in_words(client, event):
    make_session(event, title="Off", status=Session.Status.CANCELLED)

    page = client.get("/kvm/").content.decode()

    assert 'class="s is-off"' in page
    assert "Cancelled" in page


def test_schedule_hides_drafts_from_everybody_but_organisers(client, event):
    make_session(event, title="Open talk")
    make_session(event, title="Draft talk", status=Session.Status.DRAFT)

    signed_out = titles(client.get("/kvm/"))
    client.force_login(make_user())
    attendee = titles(client.get("/kvm/"))
    client.force_login(make_organiser())
    organiser = titles(client.get("/kvm/"))

    assert signed_out == attendee == ["Open talk"]
    assert organiser == ["Draft talk", "Open talk"]


def test_schedule_hidden_and_unknown_events_look_alike(client):
    make_event(slug="hidden", is_published=False)

    answers = [client.get(path) for path in ("/hidden/", "/unknown/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    headers = [{key: value for key, value in answer.items() if key != "X-Request-ID"} for answer in answers]
    assert headers[0] == headers[1]


@pytest.mark.parametrize("sessions", [1, 3])
def test_schedule_takes_the_same_queries_for_visitors_and_then_one(client, event, sessions, django_assert_num_queries):
    room, track = make_room(event), make_track(event)
    for number in range(sessions):
        speaker, tag = make_speaker(event), make_tag(event, name=f"Level {number}")
        make_session(event, room=room, track=track, speakers=[speaker], tags=[tag])
    publish(event)

    with django_assert_num_queries(10):
        response = client.get("/kvm/")
    with django_assert_num_queries(1):
        again = client.get("/kvm/")

    assert len(titles(response)) == sessions
    assert again.content == response.content


@pytest.mark.parametrize("sessions", [1, 3])
def test_schedule_takes_the_same_queries_for_attendees(client, event, sessions, django_assert_num_queries):
    user = make_user()
    for _ in range(sessions):
        set_bookmark(user=user, session=make_session(event, speakers=[make_speaker(event)]), bookmarked=True)
    client.force_login(user)
    snapshots.forget()

    with django_assert_num_queries(10):
        client.get("/kvm/")
    with django_assert_num_queries(4):  # the session, the person, the event's version, the person's choices
        client.get("/kvm/")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("day=2020-10-29", ["Talk A", "BoF B"]),
        ("day=2020-10-30", ["Keynote C"]),
        ("day=2020-10-29&day=2020-10-30", ["Talk A", "BoF B", "Keynote C"]),
        ("track=parent", ["Talk A", "BoF B"]),
        ("track=child", ["BoF B"]),
        ("kind=bof", ["BoF B"]),
        ("kind=bof&kind=keynote", ["BoF B", "Keynote C"]),
        ("kind=bof&day=2020-10-30", []),
        ("tag=skill-level-any", ["Talk A"]),
        ("room=hall", ["Talk A"]),
        ("speaker=ann", ["Keynote C"]),
        ("track=", ["Talk A", "BoF B", "Keynote C"]),
    ],
)
def test_schedule_filters(client, event, query, expected):
    parent = make_track(event, name="Parent")
    child = make_track(event, name="Child", parent=parent)
    tag, hall, ann = make_tag(event), make_room(event, name="Hall"), make_speaker(event, name="Ann")
    make_session(event, title="Talk A", track=parent, tags=[tag], room=hall)
    make_session(event, title="BoF B", kind="bof", track=child, starts_at=START + timedelta(hours=1))
    make_session(event, title="Keynote C", kind="keynote", speakers=[ann], starts_at=START + timedelta(days=1))

    response = client.get(f"/kvm/?{query}")

    assert titles(response) == expected


@pytest.mark.parametrize(
    "query", ["day=2020-13-45", "track=nope", "kind=x", "tag=%00", "room=%F0%9F%92%A9", "speaker=a'b"]
)
def test_schedule_unknown_filter_gives_an_empty_list_that_says_so(client, event, query):
    make_session(event)

    response = client.get(f"/kvm/?{query}")

    assert response.status_code == 200
    assert titles(response) == []
    assert b"This schedule has no" in response.content


def test_schedule_unknown_filter_beside_a_known_one_is_told(client, event):
    make_session(event, title="Key", kind="keynote")

    response = client.get("/kvm/?kind=keynote&kind=zzz")

    assert titles(response) == ["Key"]
    assert 'This schedule has no kind “<span dir="auto">zzz</span>”' in response.content.decode()


def test_schedule_known_filter_without_a_bookmark_is_not_called_unknown(client, event):
    make_session(event, kind="keynote")
    client.force_login(make_user())

    response = client.get("/kvm/?mine=1&kind=keynote")

    assert titles(response) == []
    assert b"This schedule has no" not in response.content


def test_schedule_filter_form_keeps_what_it_has_no_box_for(client, event):
    make_session(event, speakers=[make_speaker(event, name="Ann")])
    make_session(event, kind="keynote")

    page = client.get("/kvm/?speaker=ann&tz=Asia/Tokyo&kind=keynote").content.decode()

    form = page[page.index('<form id="q"') :].partition("</form>")[0]
    assert 'name="speaker" value="ann"' in form
    assert 'name="tz" value="Asia/Tokyo"' in form
    assert "kind" not in form


def test_schedule_only_mine_asks_visitors_to_sign_in(client, event):
    make_session(event)

    response = client.get("/kvm/?mine=1")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/kvm/%3Fmine%3D1"


def test_schedule_only_mine_shows_the_bookmarked(client, event):
    user, chosen = make_user(), make_session(event, title="Mine")
    make_session(event, title="Other")
    set_bookmark(user=user, session=chosen, bookmarked=True)
    client.force_login(user)

    assert titles(client.get("/kvm/?mine=1")) == ["Mine"]


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../etc/passwd", "%00", "x" * 5000, "Europe"])
def test_schedule_unknown_zone_shows_the_events_and_says_so(client, event, zone):
    make_session(event)

    response = client.get(f"/kvm/?tz={zone}")

    assert response.status_code == 200
    assert b"is not a time zone we know" in response.content
    assert b">10:00</time>" in response.content


def test_schedule_in_another_zone_shows_its_times(client, event):
    make_session(event)

    response = client.get("/kvm/?tz=Asia/Tokyo")

    assert b">19:00</time>" in response.content


def test_schedule_for_visitors_is_the_same_bytes_and_touches_no_session(client, event):
    make_session(event)

    first, second = client.get("/kvm/"), client.get("/kvm/")

    assert first.content == second.content
    assert first["Cache-Control"] == "public, no-cache"
    assert not first.cookies
    assert "sessionid" not in client.cookies


def test_schedule_for_visitors_is_304_until_something_changes(client, event):
    session = make_session(event, title="Before")
    etag = client.get("/kvm/")["ETag"]
    unchanged = client.get("/kvm/", headers={"If-None-Match": etag})

    Session.objects.filter(pk=session.pk).update(title="After")
    publish(event)
    changed = client.get("/kvm/", headers={"If-None-Match": etag})

    assert (unchanged.status_code, changed.status_code) == (304, 200)
    assert titles(changed) == ["After"]


def test_schedule_for_visitors_knows_of_writes_past_talkmark_after_five_minutes(client, event, monkeypatch):
    session = make_session(event, title="Before")
    client.get("/kvm/")

    Session.objects.filter(pk=session.pk).update(title="After")
    now = monotonic()
    monkeypatch.setattr(snapshots, "monotonic", lambda: now + snapshots.SECONDS)

    assert titles(client.get("/kvm/")) == ["After"]


def test_schedule_for_visitors_is_kept_for_each_address_by_itself(client, event):
    make_session(event, title="Talk")
    make_session(event, title="Birds", kind="bof")
    publish(event)

    pages = [client.get(path) for path in ("/kvm/", "/kvm/?kind=bof", "/kvm/?kind=talk", "/kvm/?kind=bof")]

    assert [shown(page) for page in pages] == [["Birds", "Talk"], ["Birds"], ["Talk"], ["Birds"]]


def test_schedule_that_is_hidden_is_gone_at_once_for_visitors(client, event):
    make_session(event)
    publish(event)
    assert client.get("/kvm/").status_code == 200

    type(event).objects.update(is_published=False)

    assert client.get("/kvm/").status_code == 404


def test_schedule_for_attendees_is_private_and_304_until_something_changes(client, event):
    user, session = make_user(), make_session(event)
    client.force_login(user)
    client.get("/kvm/")  # the first answer also sets the CSRF cookie
    first = client.get("/kvm/")
    unchanged = client.get("/kvm/", headers={"If-None-Match": first["ETag"]})

    set_bookmark(user=user, session=session, bookmarked=True)
    changed = client.get("/kvm/", headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "private, no-cache"
    assert "Cookie" in first["Vary"]
    assert (unchanged.status_code, changed.status_code) == (304, 200)


def test_schedule_without_sessions_says_that_it_is_not_out(client, event):
    assert b"The schedule is not out yet" in client.get("/kvm/").content


def test_schedule_escapes_what_organisers_type(client, event):
    make_session(event, title="<script>alert(1)</script>", room=make_room(event, name='"><img src=x>'))

    page = client.get("/kvm/").content

    assert b"<script>alert" not in page
    assert b"<img src=x>" not in page


def test_track_colours_are_served_for_their_version(client, event):
    make_session(event, track=make_track(event, name="Red", colour="#ff0000"))
    draft = make_track(event, name="Secret", colour="#00ff00")
    make_session(event, track=draft, status=Session.Status.DRAFT)
    event = publish(event)

    response = client.get(reverse("track_colours", args=["kvm", event.version]))

    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b'[data-track="red"]' in response.content
    assert b"#ff0000" not in response.content
    assert b"secret" not in response.content


def test_schedule_is_kept_once_whatever_parameters_of_others_come_along(client, event):
    make_session(event, title="Talk")
    publish(event)

    for number in range(3):
        assert shown(client.get(f"/kvm/?fbclid={number}")) == ["Talk"]

    assert len(kept.pages) == 1
    client.get("/kvm/?kind=talk&tz=Asia/Tokyo")
    assert len(kept.pages) == 2


def test_list_shows_a_break_of_several_rooms_once(client):
    event = make_event()
    for name in ("North", "South"):
        make_session(event, title="Coffee break", kind="break", room=make_room(event, name=name), slug=f"coffee-{name}")
    make_session(event, title="Talk", room=make_room(event, name="East"))
    publish(event)

    everything = client.get(event.get_absolute_url()).content.decode()
    south = client.get(event.get_absolute_url(), {"room": "south"}).content.decode()

    assert everything.count(">Coffee break<") == 1
    assert "2 sessions" in everything
    assert "1 of 2 session" in south
    assert ">South<" in south
