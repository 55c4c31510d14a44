"""Pages that are kept: one body for all visitors, holes for each person, and right by the clock."""

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
import time_machine
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpResponse
from django.test import RequestFactory

from schedule.services.bookmarks import set_bookmark, set_zone
from schedule.services.publish import publish
from schedule.views import kept
from tests.factories import START, make_event, make_organiser, make_session, make_speaker, make_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def event():
    event = make_event(slug="kvm")
    make_session(event, title="Early", speakers=[make_speaker(event)])
    make_session(event, title="Late", starts_at=START + 60 * MINUTE)
    return publish(event)


def pressed(response):
    return re.findall(r'value="(\d)" aria-pressed="(true|false)"', response.content.decode())


def test_page_is_rendered_once_for_all_signed_in_people(event, client, django_assert_num_queries):
    first, second = make_user(), make_user()
    set_bookmark(user=first, session=event.sessions.get(title="Early"), bookmarked=True)
    set_bookmark(user=second, session=event.sessions.get(title="Late"), bookmarked=True)
    client.force_login(first)
    mine = client.get("/kvm/")
    client.force_login(second)

    with django_assert_num_queries(4):
        theirs = client.get("/kvm/")

    assert pressed(mine) == [("0", "true"), ("1", "false")]
    assert pressed(theirs) == [("1", "false"), ("0", "true")]
    assert len(kept.holed_pages) == 1
    assert first.email in mine.content.decode()
    assert first.email not in theirs.content.decode()
    assert len(kept.pages) == 0


def test_page_of_a_signed_in_person_is_unchanged_until_something_of_theirs_changes(event, client):
    user = make_user()
    client.force_login(user)
    etag = client.get("/kvm/")["ETag"]

    assert client.get("/kvm/", headers={"If-None-Match": etag}).status_code == 304
    set_bookmark(user=user, session=event.sessions.first(), bookmarked=True)
    changed = client.get("/kvm/", headers={"If-None-Match": etag})

    assert changed.status_code == 200
    assert changed["Cache-Control"] == "private, no-cache"
    assert changed["ETag"].startswith('W/"')


def test_page_of_a_signed_in_person_never_matches_anothers(event, client):
    client.force_login(make_user())
    etag = client.get("/kvm/")["ETag"]
    client.force_login(make_user())

    assert client.get("/kvm/", headers={"If-None-Match": etag}).status_code == 200


def test_page_for_visitors_has_no_forms_and_no_cookie(event, client):
    response = client.get("/kvm/")

    assert response.content.count(b"csrfmiddlewaretoken") == 0
    assert response.content.count(b'class="star"') == 2
    assert not response.cookies
    assert response["Cache-Control"] == "public, no-cache"


def test_page_with_a_stale_session_is_that_of_visitors_but_private(event, client):
    public = client.get("/kvm/")
    client.cookies["sessionid"] = "stale"

    private = client.get("/kvm/")

    assert private.content == public.content
    assert private["Cache-Control"] == "private, no-cache"
    assert "Last-Modified" not in private


def test_message_to_somebody_who_is_not_signed_in_is_said_once_and_not_kept(event, client):
    request = RequestFactory().get("/")
    request.session = client.session
    request._messages = SessionStorage(request)
    messages.info(request, "You are signed out.")
    request._messages.update(HttpResponse())
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key

    said, again = client.get("/kvm/"), client.get("/kvm/")

    assert "You are signed out." in said.content.decode()
    assert "no-store" in said["Cache-Control"]
    assert "You are signed out." not in again.content.decode()


def test_message_to_a_signed_in_person_is_said_once_and_not_kept(event, client):
    client.force_login(make_user())
    path = event.sessions.get(title="Early").bookmark_url
    session = client.session
    session["wish"] = [event.sessions.get(title="Early").pk]
    session.save()

    said, again = client.get(path, follow=True), client.get("/kvm/sessions/early/")

    assert "is on your schedule" in said.content.decode()
    assert "no-store" in said["Cache-Control"]
    assert "is on your schedule" not in again.content.decode()


def test_last_modified_is_the_latest_change_or_moment(event, client):
    with time_machine.travel(START - 600 * MINUTE, tick=False):
        before = parsedate_to_datetime(client.get("/kvm/")["Last-Modified"])
    event.refresh_from_db()
    assert before == event.changed_at.replace(microsecond=0)  # published later than that, by the real clock

    type(event).objects.update(changed_at=START - 600 * MINUTE)
    publish_moment = START - 600 * MINUTE
    with time_machine.travel(START + 10 * MINUTE, tick=False):
        publish(event)
        seen = client.get("/kvm/")
    with time_machine.travel(START + 40 * MINUTE, tick=False):
        later = client.get("/kvm/")

    assert parsedate_to_datetime(seen["Last-Modified"]) > publish_moment
    assert parsedate_to_datetime(later["Last-Modified"]) == START + 30 * MINUTE


@pytest.mark.parametrize(
    ("minutes", "now", "past"), [(-1, [], []), (0, ["Early"], []), (29, ["Early"], []), (30, [], ["Early"])]
)
def test_kept_page_marks_what_is_on_at_the_moment_it_is_asked_for(event, client, minutes, now, past):
    with time_machine.travel(START - 120 * MINUTE, tick=False):
        client.get("/kvm/")

    with time_machine.travel(START + minutes * MINUTE, tick=False):
        page = client.get("/kvm/").content.decode()

    def marked(state):
        return re.findall(rf'<li class="s {state}".*?<a[^>]*>([^<]+)</a>', page, re.DOTALL)

    assert (marked("is-now"), marked("is-past")) == (now, past)
    assert page.count("On now") == len(now)
    assert page.count('id="now"') == 1  # the event is under way all day


@pytest.mark.parametrize("days", [-3, 3])
def test_page_marks_nothing_before_and_after_the_event(event, client, days):
    with time_machine.travel(START + timedelta(days=days), tick=False):
        page = client.get("/kvm/").content.decode()

    assert 'id="now"' not in page
    assert "is-past" not in page


def test_next_for_you_is_the_next_bookmark_that_takes_place(event, client):
    user = make_user()
    for title in ("Early", "Late"):
        set_bookmark(user=user, session=event.sessions.get(title=title), bookmarked=True)
    client.force_login(user)

    with time_machine.travel(START + MINUTE, tick=False):
        client.force_login(user)
        page = client.get("/kvm/").content.decode()
    with time_machine.travel(START + 61 * MINUTE, tick=False):
        client.force_login(user)
        later = client.get("/kvm/").content.decode()

    assert re.search(r"Next for you: <a [^>]*><time[^>]*>Thu 11:00</time> Late", page)
    assert "Next for you" not in later


def test_organisers_page_is_kept_apart_from_attendees(event, client):
    make_session(event, title="Plan", status="draft")
    publish(event)
    client.force_login(make_organiser())
    organisers = client.get("/kvm/").content.decode()
    client.force_login(make_user())

    attendees = client.get("/kvm/").content.decode()

    assert "Plan" in organisers
    assert "Plan" not in attendees


def test_zone_is_remembered_for_the_signed_in_and_the_address_comes_first(event, client):
    user = make_user()
    set_zone(user=user, zone="Asia/Tokyo")
    client.force_login(user)

    own, asked = client.get("/kvm/").content.decode(), client.get("/kvm/?tz=Europe/Dublin").content.decode()

    assert "Times in Asia/Tokyo" in own
    assert ">19:00</time>" in own
    assert "Times in Europe/Dublin" in asked
    assert ">10:00</time>" in asked


def test_zone_is_remembered_by_a_form_that_leads_back(event, client):
    user = make_user()
    client.force_login(user)
    page = client.get("/kvm/zones/?next=/kvm/%3Fkind%3Dtalk%26tz%3DUTC").content.decode()
    there = re.search(r'name="next" value="([^"]*)"', page)[1]

    answer = client.post("/accounts/zone/", {"zone": "Asia/Tokyo", "next": there})

    assert (answer.status_code, answer["Location"]) == (303, "/kvm/?kind=talk")
    assert get_user_model().objects.get(pk=user.pk).attendee.zone == "Asia/Tokyo"
    assert client.post("/accounts/zone/", {"zone": "Mars/Olympus"}).status_code == 400
    assert client.post("/accounts/zone/", {"zone": "", "next": "//evil.example"})["Location"] == "/"
    assert get_user_model().objects.get(pk=user.pk).attendee.zone == ""


def test_zone_is_chosen_in_the_address_by_visitors(event, client):
    page = client.get("/kvm/zones/?next=/kvm/grid/%3Fkind%3Dtalk").content.decode()

    assert 'method="get" action="/kvm/grid/"' in page
    assert '<input type="hidden" name="kind" value="talk">' in page
    assert client.post("/accounts/zone/", {"zone": "Asia/Tokyo"})["Location"].startswith("/accounts/login/")


def test_zone_that_somebody_remembers_is_not_shown_to_others(event, client):
    first, second = make_user(), make_user()
    set_zone(user=first, zone="Africa/Nairobi")
    client.force_login(first)
    assert "Nairobi" in client.get("/kvm/?tz=Asia/Tokyo").content.decode()
    client.force_login(second)

    assert "Nairobi" not in client.get("/kvm/?tz=Asia/Tokyo").content.decode()


def test_zone_of_the_address_goes_along_with_the_links(event, client):
    page = client.get("/kvm/?tz=Asia/Tokyo").content.decode()

    assert 'href="/kvm/sessions/early/?tz=Asia%2FTokyo"' in page
    assert 'href="/kvm/now/?tz=Asia%2FTokyo"' in page


def test_zone_saved_after_signing_out_leads_to_the_login_and_back(event, client):
    answer = client.post("/accounts/zone/", {"zone": "Asia/Tokyo", "next": "/kvm/?kind=talk"})

    assert answer["Location"] == "/accounts/login/?next=/kvm/%3Fkind%3Dtalk"


def test_next_with_a_hole_in_it_leaves_the_page_whole(event, client):
    page = client.get("/kvm/zones/?next=/kvm/%3Fx%3D%251A").content.decode()

    assert "\x1a" not in page
    assert page.rstrip().endswith("</html>")


def test_session_that_runs_past_the_last_day_is_on_until_its_end(event, client):
    make_session(event, title="Night", starts_at=START + 720 * MINUTE, minutes=480)  # 22:00 to 06:00
    publish(event)

    with time_machine.travel(START + 1110 * MINUTE, tick=False):  # 04:30
        assert re.search(r'is-now" id="s\d+"', client.get("/kvm/").content.decode())
    with time_machine.travel(START + 1200 * MINUTE, tick=False):
        assert "is-now" not in client.get("/kvm/").content.decode()


def test_times_that_come_twice_are_told_apart(client):
    event = make_event(slug="autumn", timezone="Europe/Berlin")
    for hour in (0, 1):
        make_session(event, starts_at=START.replace(year=2020, month=10, day=25, hour=hour, minute=30))
    publish(event)

    listed, grid = (client.get(f"/autumn/{view}").content.decode() for view in ("", "grid/"))

    assert re.findall(r">02:30</time><small>Sun 25 (\w+)</small>", listed) == ["CEST", "CET"]
    assert "CEST" in grid
    assert "CET" in grid.replace("CEST", "")
