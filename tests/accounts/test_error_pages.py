"""The pages for what went wrong: in the look of the site, the same for everybody, nothing inline."""

import pytest
from django.test import Client, RequestFactory

from conference.site import server_error
from tests.accounts.steps import Page, sign_in
from tests.factories import make_event, make_session, make_user

pytestmark = pytest.mark.django_db


def is_plain(response):
    """Whether a page has the site's header, one heading, and neither scripts nor styles of its own."""
    page = Page(response)
    classes = [each.get("class") for each in page.all("a")]
    inline = [attrs for _, attrs in page.tags if "style" in attrs or "onclick" in attrs]
    return "brand" in classes and len(page.all("h1")) == 1 and not (page.all("script") + page.all("style") + inline)


def test_not_found_is_the_same_page_whatever_is_missing_or_hidden(client):
    event, hidden = make_event(), make_event(is_published=False)
    make_session(event, slug="draft", status="draft")
    paths = [
        "/nothing/",
        "/nothing/at/all/",
        f"{hidden.get_absolute_url()}",
        f"{event.get_absolute_url()}sessions/draft/",
        f"{event.get_absolute_url()}sessions/nothing/",
        f"{event.get_absolute_url()}speakers/nothing/",
        "/accounts/nothing/",
    ]
    signed_in = Client()
    signed_in.force_login(make_user())

    pages = {who.get(path).content for path in paths for who in (client, signed_in)}

    assert {who.get(path).status_code for path in paths for who in (client, signed_in)} == {404}
    assert len(pages) == 1
    assert "Nothing is scheduled at this address" in pages.pop().decode()
    assert is_plain(client.get("/nothing/"))


def test_server_error_needs_nothing_of_the_request():
    response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert is_plain(response)


def test_form_that_is_out_of_date_says_what_to_do():
    make_user("lena@example.org")

    response = sign_in(Client(enforce_csrf_checks=True))

    assert response.status_code == 403
    assert "This form was out of date" in response.content.decode()
    assert "/accounts/login/" in [each["href"] for each in Page(response).all("a")]
    assert is_plain(response)


def test_page_for_organisers_says_so_to_others(client):
    client.force_login(make_user("lena@example.org"))

    response = client.get("/admin/", follow=True)

    assert response.status_code == 403
    assert is_plain(response)
