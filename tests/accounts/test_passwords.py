"""Passwords: forgotten, changed, chosen for the first time."""

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from tests.accounts.steps import PASSWORD, Page, is_signed_in, newest_code, sign_in, wrong
from tests.factories import make_user

pytestmark = pytest.mark.django_db

NEW = "staple and forty violins"


def ask(client, email="lena@example.org", **more):
    return client.post("/accounts/password/reset/", {"email": email, **more})


def enter(client, code, **more):
    return client.post("/accounts/password/reset/confirm/", {"code": code, **more})


def choose(client, password=NEW, **more):
    return client.post("/accounts/password/reset/complete/", {"password1": password, **more})


def change(client, old, new):
    return client.post("/accounts/password/change/", {"oldpassword": old, "password1": new})


def test_reset_by_code_sets_the_password_signs_in_and_leads_to_next(client):
    user = make_user("lena@example.org")
    session = client.session
    session["wish"] = 7
    session.save()

    assert ask(client, next="/event/").headers["Location"] == "/accounts/password/reset/confirm/?next=%2Fevent%2F"
    assert mail.outbox[0].to == ["lena@example.org"]
    response = enter(client, newest_code(), next="/event/")
    assert response.headers["Location"] == "/accounts/password/reset/complete/?next=%2Fevent%2F"
    response = choose(client, next="/event/")

    user.refresh_from_db()
    assert response.headers["Location"] == "/event/"
    assert user.check_password(NEW)
    assert is_signed_in(client)
    assert client.session["wish"] == 7
    assert [message.subject for message in mail.outbox] == [
        "Reset your Talkmark password",
        "Your Talkmark password was reset",
    ]


def test_reset_signs_out_everywhere_else(client):
    user = make_user("lena@example.org")
    elsewhere = Client()
    elsewhere.force_login(user)

    ask(client)
    enter(client, newest_code())
    choose(client)

    assert elsewhere.get("/accounts/email/").headers["Location"] == "/accounts/login/?next=/accounts/email/"


def test_reset_confirms_the_address_of_an_account_that_never_was(client):
    user = make_user("lena@example.org")
    EmailAddress.objects.update(verified=False)

    ask(client)
    enter(client, newest_code())
    choose(client)

    assert is_signed_in(client)
    assert EmailAddress.objects.get(user=user).verified is True


def test_reset_needs_the_code_before_the_password(client):
    user = make_user("lena@example.org")
    ask(client)

    response = choose(client)

    user.refresh_from_db()
    assert response.headers["Location"] == "/accounts/password/reset/confirm/"
    assert user.check_password(PASSWORD)


def test_reset_ends_after_three_wrong_codes(client):
    make_user("lena@example.org")
    ask(client)
    code = newest_code()
    assert Page(enter(client, wrong(code))).text_of("id_code_error") != ""
    enter(client, wrong(code))

    assert enter(client, wrong(code)).headers["Location"] == "/accounts/login/"
    assert enter(client, code).headers["Location"] == "/accounts/login/"


def test_reset_code_runs_out_after_15_minutes(client):
    make_user("lena@example.org")
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False) as clock:
        ask(client)
        clock.shift(15 * 60 + 1)

        response = enter(client, newest_code())

    assert response.headers["Location"] == "/accounts/login/"


def test_reset_refuses_a_weak_password(client):
    make_user("lena@example.org")
    ask(client)
    enter(client, newest_code())

    page = Page(choose(client, "12345678"))

    assert page.text_of("id_password1_error") == "This password is too common."
    assert page.input("password1")["aria-describedby"] == "id_password1_helptext id_password1_error"


def test_change_sets_the_password_and_stays_signed_in_here_only(client):
    user = make_user("lena@example.org")
    elsewhere = Client()
    elsewhere.force_login(user)
    client.force_login(user)

    response = change(client, PASSWORD, NEW)

    user.refresh_from_db()
    assert response.headers["Location"] == "/accounts/password/change/"
    assert user.check_password(NEW)
    assert "Your password is changed." in client.get("/accounts/password/change/").content.decode()
    assert elsewhere.get("/accounts/email/").status_code == 302
    assert [message.subject for message in mail.outbox] == ["Your Talkmark password was changed"]


def test_change_needs_the_current_password(client):
    user = make_user()
    client.force_login(user)

    page = Page(change(client, "not that", NEW))

    user.refresh_from_db()
    assert page.text_of("id_oldpassword_error") == "That is not your current password."
    assert user.check_password(PASSWORD)


def test_change_stands_when_the_mail_server_is_away(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    user = make_user()
    client.force_login(user)

    response = change(client, PASSWORD, NEW)

    user.refresh_from_db()
    assert response.headers["Location"] == "/accounts/password/change/"
    assert user.check_password(NEW)


def test_account_without_a_password_chooses_one(client):
    user = make_user("lena@example.org", password=None)
    client.force_login(user)
    assert client.get("/accounts/password/change/").headers["Location"] == "/accounts/password/set/"

    client.post("/accounts/password/set/", {"password1": NEW})

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert is_signed_in(client)


def test_account_without_a_password_gets_one_by_reset(client):
    make_user("lena@example.org", password=None)

    ask(client)
    enter(client, newest_code())
    choose(client)

    client.post("/accounts/logout/")
    sign_in(client, password=NEW)
    assert is_signed_in(client)
