"""Every account page: its headers, its labels, nothing inline, nothing from elsewhere."""

import pytest
from django.urls import get_resolver, reverse

from tests.accounts.steps import Page, newest_code, sign_up
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def begin_sign_up(client):
    sign_up(client)


def begin_reset(client):
    make_user("lena@example.org")
    client.post("/accounts/password/reset/", {"email": "lena@example.org"})


def enter_reset_code(client):
    begin_reset(client)
    client.post("/accounts/password/reset/confirm/", {"code": newest_code()})


def sign_in(client):
    client.force_login(make_user("lena@example.org"))


def sign_in_without_password(client):
    client.force_login(make_user("lena@example.org", password=None))


def nothing(client):
    pass


# Path, what comes before it, heading, and the visible inputs with their autocomplete.
PAGES = [
    ("login/", nothing, "Sign in", {"login": "username", "password": "current-password"}),
    ("signup/", nothing, "Create an account", {"email": "email", "password1": "new-password"}),
    ("confirm-email/", begin_sign_up, "Check your e-mail", {"code": "one-time-code"}),
    ("password/reset/", nothing, "Reset your password", {"email": "email"}),
    ("password/reset/confirm/", begin_reset, "Check your e-mail", {"code": "one-time-code"}),
    ("password/reset/complete/", enter_reset_code, "Choose a new password", {"password1": "new-password"}),
    ("password/reset/done/", nothing, "Password saved", {}),
    ("inactive/", nothing, "This account is closed", {}),
    ("email/", sign_in, "Your e-mail address", {"email": "email"}),
    (
        "password/change/",
        sign_in,
        "Change your password",
        {"oldpassword": "current-password", "password1": "new-password"},
    ),
    ("password/set/", sign_in_without_password, "Choose a password", {"password1": "new-password"}),
    ("reauthenticate/", sign_in, "Is it you?", {"password": "current-password"}),
    ("logout/", sign_in, "Sign out?", {}),
]


@pytest.mark.parametrize(("path", "before", "heading", "inputs"), PAGES, ids=[page[0] for page in PAGES])
def test_page_has_labels_and_nothing_inline(client, path, before, heading, inputs):
    before(client)

    response = client.get(f"/accounts/{path}")

    page, body = Page(response), response.content.decode()
    assert response.status_code == 200
    assert f"<h1>{heading}</h1>" in body
    assert len(page.all("h1")) == 1
    assert {each["name"]: each["autocomplete"] for each in page.visible_inputs()} == inputs
    labelled = {each["for"] for each in page.all("label")}
    assert {each["id"] for each in page.visible_inputs()} == labelled
    assert all("required" in each and "placeholder" not in each for each in page.visible_inputs())
    described = " ".join(each.get("aria-describedby", "") for each in page.visible_inputs()).split()
    assert [each for each in described if not page.text_of(each)] == []
    assert all(each["method"] == "post" for each in page.all("form"))
    assert not [attrs for _, attrs in page.tags if "style" in attrs or any(name.startswith("on") for name in attrs)]
    assert page.all("script") == page.all("style") == page.all("iframe") == []
    sources = [attrs.get(name, "") for _, attrs in page.tags for name in ("href", "src", "action")]
    assert [url for url in sources if url and not url.startswith(("/", "#", "data:image/svg+xml,"))] == []
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("path", "before"), [page[:2] for page in PAGES], ids=[page[0] for page in PAGES])
def test_page_is_kept_by_no_cache(client, path, before):
    before(client)

    response = client.get(f"/accounts/{path}")

    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_every_address_of_accounts_is_private(client):
    names = [name for name in get_resolver().reverse_dict if str(name).startswith("account_")]
    assert len(names) >= 14

    headers = {name: client.get(reverse(name)).headers.get("Cache-Control") for name in names}

    assert set(headers.values()) == {"private, no-store"}


def test_page_with_errors_says_so_in_its_title(client):
    response = client.post("/accounts/login/", {})

    assert "<title>Error: Sign in · Talkmark</title>" in response.content.decode()


def test_code_field_brings_up_digits(client):
    sign_up(client)

    code = Page(client.get("/accounts/confirm-email/")).input("code")

    assert (code["inputmode"], code["type"], code["autocapitalize"]) == ("numeric", "text", "off")


def test_password_pages_tell_password_managers_whose_it_is(client):
    client.force_login(make_user("lena@example.org"))

    page = Page(client.get("/accounts/password/change/"))

    assert {"type": "email", "autocomplete": "username", "value": "lena@example.org"}.items() <= next(
        each for each in page.all("input") if "hidden" in each
    ).items()


def test_sign_in_page_links_to_no_sign_in_page_in_its_header(client):
    links = [each["href"] for each in Page(client.get("/accounts/login/?next=/event/")).all("a")]

    assert [link for link in links if link.startswith("/accounts/login/")] == []


def test_accounts_itself_leads_somewhere(client):
    assert client.get("/accounts/").headers["Location"] == "/accounts/email/"
    assert client.get("/accounts/email/").headers["Location"] == "/accounts/login/?next=/accounts/email/"
