"""Signing in and out."""

import pytest

from tests.accounts.steps import Page, confirm, is_signed_in, newest_code, sign_in, sign_up
from tests.factories import make_event, make_session, make_user

pytestmark = pytest.mark.django_db


def test_sign_in_leads_to_next_with_a_new_session_and_the_same_wish(client):
    make_user("lena@example.org")
    session = client.session
    session["wish"] = 7
    session.save()
    before = session.session_key

    response = sign_in(client, " Lena@Example.ORG ", next="/event/sessions/a-talk/bookmark/")

    assert response.headers["Location"] == "/event/sessions/a-talk/bookmark/"
    assert is_signed_in(client)
    assert client.session.session_key != before
    assert client.session["wish"] == 7


def test_sign_in_as_somebody_else_takes_nothing_along(client):
    make_user("lena@example.org")
    client.force_login(make_user("otto@example.org"))
    session = client.session
    session["wish"] = 7
    session.save()
    client.post("/accounts/logout/")

    sign_in(client)

    assert "wish" not in client.session


def test_wrong_password_keeps_the_address_and_says_nothing_about_the_account(client):
    make_user("lena@example.org")

    response = sign_in(client, password="not that")

    page = Page(response)
    assert response.status_code == 200
    assert page.input("login")["value"] == "lena@example.org"
    assert "value" not in page.input("password")
    assert '<div class="note note--bad" role="alert">' in response.content.decode()
    assert "The e-mail address or the password is not right. Check both and try again." in response.content.decode()
    assert not is_signed_in(client)


def test_empty_form_names_its_fields(client):
    page = Page(sign_in(client, "", ""))

    assert page.text_of("id_login_error") == "Enter your e-mail address."
    assert page.text_of("id_password_error") == "Enter your password."
    assert page.input("login")["aria-describedby"] == "id_login_error"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http://localhost/",
        "http://127.0.0.1/",
        "http://testserver@evil.example/",
    ],
)
def test_next_leads_to_no_other_host(client, url):
    make_user("lena@example.org")

    response = sign_in(client, next=url)

    assert response.headers["Location"] == "/"


def test_next_may_name_this_host(client):
    make_user("lena@example.org")

    response = sign_in(client, next="http://testserver/event/")

    assert response.headers["Location"] == "http://testserver/event/"


@pytest.mark.parametrize("page", ["login", "signup"])
def test_page_says_that_it_is_about_a_bookmark(client, page):
    words = "bookmark this talk. You come back to it."

    assert words in client.get(f"/accounts/{page}/?next=/event/sessions/a/bookmark/").content.decode()
    assert words not in client.get(f"/accounts/{page}/?next=/event/sessions/a/").content.decode()


def test_sign_in_and_sign_up_link_to_each_other_with_next(client):
    sign_in_page = Page(client.get("/accounts/login/?next=/event/%3Fday%3D1%26q%3D2"))
    sign_up_page = Page(client.get("/accounts/signup/?next=/event/%3Fday%3D1%26q%3D2"))

    links = [each["href"] for each in sign_in_page.all("a")]
    assert "/accounts/signup/?next=%2Fevent%2F%3Fday%3D1%26q%3D2" in links
    assert "/accounts/password/reset/?next=%2Fevent%2F%3Fday%3D1%26q%3D2" in links
    links = [each["href"] for each in sign_up_page.all("a")]
    assert "/accounts/login/?next=%2Fevent%2F%3Fday%3D1%26q%3D2" in links


def test_deactivated_account_cannot_sign_in(client):
    make_user("lena@example.org", is_active=False)

    response = sign_in(client)

    assert response.headers["Location"] == "/accounts/inactive/"
    assert not is_signed_in(client)


def test_logout_asks_first_and_changes_nothing_by_get(client):
    client.force_login(make_user())

    response = client.get("/accounts/logout/")

    assert response.status_code == 200
    assert is_signed_in(client)


def test_logout_ends_the_session_and_clears_the_browser(client):
    client.force_login(make_user())
    key = client.session.session_key

    response = client.post("/accounts/logout/")

    assert response.status_code == 302
    assert response.headers["Location"] == "/"
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not is_signed_in(client)
    assert not client.session.exists(key)


def test_logout_of_nobody_clears_nothing(client):
    response = client.post("/accounts/logout/")

    assert "Clear-Site-Data" not in response.headers


def test_star_of_a_visitor_is_remembered_through_signing_up(client):
    session = make_session(make_event())
    star = f"{session.get_absolute_url()}bookmark/"
    there = client.get(star).headers["Location"]
    assert there == f"/accounts/login/?next={star}"

    sign_up(client, next=star)
    response = confirm(client, newest_code())
    client.get(response.headers["Location"])

    assert session.bookmarks.count() == 1
