"""Signing up: an address, a password, a code by mail, and back to where it began."""

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import User
from tests.accounts.steps import (
    PASSWORD,
    Page,
    confirm,
    is_signed_in,
    newest_code,
    sign_in,
    sign_up,
    wrong,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_sign_up_confirms_the_address_and_signs_in(client):
    response = sign_up(client, "Lena@Example.org")
    assert response.headers["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(client)

    response = confirm(client, newest_code())

    assert response.headers["Location"] == "/"
    assert is_signed_in(client)
    assert list(User.objects.values_list("email", "is_staff", "is_superuser")) == [("lena@example.org", False, False)]
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("lena@example.org", True, True)]


def test_sign_up_leads_back_to_next(client):
    response = sign_up(client, next="/event/sessions/a-talk/bookmark/")
    assert response.headers["Location"] == "/accounts/confirm-email/?next=%2Fevent%2Fsessions%2Fa-talk%2Fbookmark%2F"

    response = confirm(client, newest_code())

    assert response.headers["Location"] == "/event/sessions/a-talk/bookmark/"


def test_sign_up_keeps_the_wish_of_the_anonymous_session(client):
    session = client.session
    session["wish"] = 7
    session.save()
    before = session.session_key

    sign_up(client)
    confirm(client, newest_code())

    assert client.session["wish"] == 7
    assert client.session.session_key != before


def test_sign_up_accepts_a_code_without_its_dash(client):
    sign_up(client)

    confirm(client, f" {newest_code().replace('-', '')} ")

    assert is_signed_in(client)


def test_wrong_code_says_so_and_keeps_what_was_typed(client):
    sign_up(client)

    response = confirm(client, wrong(newest_code()))

    page = Page(response)
    assert response.status_code == 200
    assert page.input("code")["value"] == wrong(newest_code())
    assert page.input("code")["aria-invalid"] == "true"
    assert page.text_of("id_code_error") == "That code is not right. Use the code from our newest e-mail."
    assert not is_signed_in(client)


def test_third_wrong_code_ends_the_attempt(client):
    sign_up(client)
    code = newest_code()
    confirm(client, wrong(code))
    confirm(client, wrong(code))

    response = confirm(client, wrong(code))

    assert response.headers["Location"] == "/accounts/login/"
    assert confirm(client, code).headers["Location"] == "/accounts/login/"
    assert not is_signed_in(client)


def test_code_runs_out_after_15_minutes(client):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False) as clock:
        sign_up(client)
        clock.shift(15 * 60 + 1)

        response = confirm(client, newest_code())

    assert response.headers["Location"] == "/accounts/login/"
    assert not is_signed_in(client)


def test_resend_sends_another_code_and_the_first_no_longer_works(client):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False) as clock:
        sign_up(client)
        first = newest_code()
        clock.shift(11)

        response = client.post("/accounts/confirm-email/", {"action": "resend"}, follow=True)

        assert response.redirect_chain == [("/accounts/confirm-email/", 302)]
        assert "We sent a new code. The one before it no longer works." in response.content.decode()
        assert [message.to for message in mail.outbox] == [["lena@example.org"]] * 2
        assert newest_code() != first
        confirm(client, first)
        assert not is_signed_in(client)
        confirm(client, newest_code())
        assert is_signed_in(client)


def test_resend_at_once_is_refused_and_leaves_the_code_as_it_is(client):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        sign_up(client)

        response = client.post("/accounts/confirm-email/", {"action": "resend"})

        assert response.status_code == 429
        assert response.headers["Cache-Control"] == "private, no-store"
        assert len(mail.outbox) == 1
        confirm(client, newest_code())
        assert is_signed_in(client)


def test_another_address_can_be_used_and_next_is_kept(client):
    sign_up(client, "lenna@example.org", next="/event/")
    page = Page(client.get("/accounts/confirm-email/?next=/event/"))
    assert [each["value"] for each in page.all("input") if each.get("name") == "next"][-2:] == [
        "/accounts/signup/?next=%2Fevent%2F",
        "/accounts/login/?next=%2Fevent%2F",
    ]

    response = client.post("/accounts/logout/", {"next": "/accounts/signup/?next=%2Fevent%2F"})

    assert response.headers["Location"] == "/accounts/signup/?next=%2Fevent%2F"
    assert "Clear-Site-Data" not in response.headers
    assert client.get("/accounts/signup/?next=%2Fevent%2F").status_code == 200


def test_unconfirmed_account_gets_a_code_by_signing_in(client):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False) as clock:
        sign_up(client)
        client.cookies.clear()
        clock.shift(11)

        response = sign_in(client, next="/event/")

        assert response.headers["Location"] == "/accounts/confirm-email/?next=%2Fevent%2F"
        assert confirm(client, newest_code()).headers["Location"] == "/event/"
        assert is_signed_in(client)


@pytest.mark.parametrize("password", ["12345678", "short", "lena@example.org"])
def test_weak_password_is_an_error_of_its_field_and_the_address_stays(client, password):
    response = sign_up(client, password=password)

    page = Page(response)
    assert response.status_code == 200
    assert page.input("email")["value"] == "lena@example.org"
    assert page.input("password1")["aria-invalid"] == "true"
    assert page.text_of("id_password1_error") != ""
    assert "value" not in page.input("password1")
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "email", ["", "lena", "lena@", '"le\u0001na"@example.org', f"{'a' * 250}@example.org", "le\u0000na@example.org"]
)
def test_address_that_cannot_be_kept_is_an_error(client, email):
    response = sign_up(client, email)

    assert response.status_code == 200
    assert Page(response).text_of("id_email_error") != ""
    assert User.objects.count() == 0


def test_sign_up_tells_what_the_address_is_for(client):
    page = Page(client.get("/accounts/signup/"))

    assert page.input("email")["aria-describedby"] == "id_email_helptext"
    assert page.text_of("id_email_helptext") == (
        "To sign you in and to reset your password, and for nothing else unless you ask for it. "
        "Other attendees never see it."
    )


def test_account_of_a_signed_in_person_needs_no_sign_up(client):
    client.force_login(make_user())

    response = client.get("/accounts/signup/?next=/event/")

    assert response.headers["Location"] == "/event/"


def test_mail_server_that_is_away_is_said_and_the_account_can_be_confirmed_later(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False) as clock:
        response = sign_up(client)

        assert response.status_code == 503
        assert "The e-mail could not be sent" in response.content.decode()
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        clock.shift(11)
        sign_in(client, "lena@example.org", PASSWORD)
        confirm(client, newest_code())
        assert is_signed_in(client)
