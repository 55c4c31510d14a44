"""Bookmarks and my schedule, as the contract has them."""

from datetime import timedelta

import pytest

from schedule.models import Bookmark, Session
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import START, make_event, make_session, make_speaker, make_user

pytestmark = pytest.mark.django_db

URL = "/kvm/sessions/talk/bookmark/"
LOGIN = f"/accounts/login/?next={URL}"


@pytest.fixture
def event():
    return make_event(slug="kvm")


@pytest.fixture
def session(event):
    return make_session(event, slug="talk", title="The talk")


@pytest.fixture
def user():
    return make_user()


def is_bookmarked(user, session):
    return Bookmark.objects.filter(user=user, session=session).exists()


@pytest.mark.parametrize("times", [1, 2])
def test_bookmark_post_sets_the_state_however_often(client, user, session, times):
    client.force_login(user)

    for _ in range(times):
        response = client.post(URL, {"bookmarked": "1", "next": "/kvm/?kind=talk"})

    assert response.status_code == 303
    assert response["Location"] == f"/kvm/?kind=talk#s{session.pk}"
    assert is_bookmarked(user, session)


@pytest.mark.parametrize("times", [1, 2])
def test_bookmark_post_clears_the_state_however_often(client, user, session, times):
    set_bookmark(user=user, session=session, bookmarked=True)
    client.force_login(user)

    for _ in range(times):
        response = client.post(URL, {"bookmarked": "0"})

    assert response["Location"] == f"/kvm/sessions/talk/#s{session.pk}"
    assert not is_bookmarked(user, session)


@pytest.mark.parametrize("value", ["1", "0"])
def test_bookmark_post_answers_json_when_asked(client, user, session, value):
    client.force_login(user)

    response = client.post(URL, {"bookmarked": value}, headers={"Accept": "application/json"})

    assert response.status_code == 200
    assert response.json() == {"bookmarked": value == "1"}


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_bookmark_post_goes_back_to_this_site_only(client, user, session, there):
    client.force_login(user)

    response = client.post(URL, {"bookmarked": "1", "next": there})

    assert response["Location"] == f"/kvm/sessions/talk/#s{session.pk}"


@pytest.mark.parametrize("data", [{}, {"bookmarked": ""}, {"bookmarked": "2"}, {"bookmarked": "on"}])
def test_bookmark_post_with_another_value_is_400_and_changes_nothing(client, user, session, data):
    set_bookmark(user=user, session=session, bookmarked=True)
    client.force_login(user)

    response = client.post(URL, data)

    assert response.status_code == 400
    assert is_bookmarked(user, session)


def test_bookmark_post_signed_out_leads_to_login_before_csrf(client, session):
    client.handler.enforce_csrf_checks = True

    page = client.post(URL, {"bookmarked": "1"})
    json = client.post(URL, {"bookmarked": "1"}, headers={"Accept": "application/json"})

    assert (page.status_code, page["Location"]) == (302, LOGIN)
    assert json.status_code == 401
    assert json.json() == {"error": "Sign in first.", "login": "/accounts/login/?next=/kvm/sessions/talk/"}


def test_bookmark_post_signed_in_needs_a_csrf_token(client, user, session):
    client.handler.enforce_csrf_checks = True
    client.force_login(user)

    response = client.post(URL, {"bookmarked": "1"})

    assert response.status_code == 403
    assert not is_bookmarked(user, session)


def test_bookmark_by_link_signed_out_notes_the_wish_and_asks_to_sign_in(client, session):
    response = client.get(URL)

    assert (response.status_code, response["Location"]) == (302, LOGIN)
    assert client.session["wish"] == [session.pk]


def test_bookmark_by_link_fulfils_the_wish_once(client, user, session):
    client.get(URL)
    client.force_login(user)

    first = client.get(URL)
    set_bookmark(user=user, session=session, bookmarked=False)
    second = client.get(URL)

    assert (first.status_code, first["Location"]) == (302, "/kvm/sessions/talk/")
    assert second.status_code == 200
    assert b'name="bookmarked" value="1"' in second.content
    assert not is_bookmarked(user, session)


def test_bookmark_by_links_in_two_tabs_fulfils_both_wishes(client, user, event, session):
    other = make_session(event, slug="other")
    client.get(URL)
    client.get("/kvm/sessions/other/bookmark/")
    client.force_login(user)

    client.get(URL)
    client.get("/kvm/sessions/other/bookmark/")

    assert is_bookmarked(user, session)
    assert is_bookmarked(user, other)


def test_bookmark_by_link_without_a_wish_only_asks(client, user, session):
    client.force_login(user)

    response = client.get(URL)

    assert response.status_code == 200
    assert not is_bookmarked(user, session)


@pytest.mark.parametrize("method", ["get", "post"])
def test_bookmark_of_a_hidden_session_is_404(client, user, event, method):
    make_session(event, slug="draft", status=Session.Status.DRAFT)
    client.force_login(user)

    response = getattr(client, method)("/kvm/sessions/draft/bookmark/", {"bookmarked": "1"})

    assert response.status_code == 404


def test_bookmark_of_a_withdrawn_session_can_be_cleared_by_its_owner_only(client, user, event, session):
    set_bookmark(user=user, session=session, bookmarked=True)
    Session.objects.filter(pk=session.pk).update(status="draft")
    client.force_login(make_user())
    stranger = client.post(URL, {"bookmarked": "0"})
    client.force_login(user)

    owner = client.post(URL, {"bookmarked": "0"})

    assert (stranger.status_code, owner.status_code) == (404, 303)
    assert not is_bookmarked(user, session)


def test_mine_asks_visitors_to_sign_in(client, event):
    response = client.get("/kvm/mine/")

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/kvm/mine/")


def test_mine_lists_my_bookmarks_by_day_and_warns_where_two_overlap(client, user, event):
    make_session(event, title="Not mine")
    for title, hours in (("First", 0), ("Second", 0), ("Next day", 24)):
        session = make_session(event, title=title, starts_at=START + timedelta(hours=hours))
        set_bookmark(user=user, session=session, bookmarked=True)
    client.force_login(user)

    response = client.get("/kvm/mine/")

    page = response.content.decode()
    days = [[s.title for group in groups for s in group.sessions] for _, groups in response.context["days"]]
    assert days == [["First", "Second"], ["Next day"]]
    assert "These 2 overlap</span> between 10:00 and 10:30" in page
    assert "3 bookmarks. 2 of them overlap." in page
    assert "Not mine" not in page


def test_mine_keeps_cancelled_and_withdrawn_sessions(client, user, event):
    off = make_session(event, title="Off", status=Session.Status.CANCELLED)
    gone = make_session(event, title="Gone")
    publish(event)
    for session in (off, gone):
        set_bookmark(user=user, session=session, bookmarked=True)
    Session.objects.filter(pk=gone.pk).update(status="draft", title="Secret plans")
    client.force_login(user)

    page = client.get("/kvm/mine/").content.decode()

    assert "Off" in page
    assert "Gone" in page
    assert "Secret plans" not in page


@pytest.mark.parametrize("sessions", [1, 3])
def test_mine_takes_the_same_queries(client, user, event, sessions, django_assert_num_queries):
    for _ in range(sessions):
        set_bookmark(user=user, session=make_session(event, speakers=[make_speaker(event)]), bookmarked=True)
    client.force_login(user)
    client.get("/kvm/mine/")

    with django_assert_num_queries(4):
        client.get("/kvm/mine/")
