"""Changing the address: the password once more, a code to the new one, a notice to the old one."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from tests.accounts.steps import PASSWORD, Page, confirm, is_signed_in, newest_code, sign_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    user = make_user("lena@example.org")
    client.force_login(user)
    return user


def ask(client, email):
    return client.post("/accounts/email/", {"email": email, "action_add": ""})


def reauthenticate(client, password=PASSWORD):
    return client.post("/accounts/reauthenticate/", {"password": password, "next": "/accounts/email/"})


def test_change_needs_the_password_and_then_goes_on(client, user):
    response = ask(client, "krueger@example.org")
    assert response.headers["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    assert mail.outbox == []

    response = reauthenticate(client)

    assert response.headers["Location"] == "/accounts/confirm-email/"
    assert [message.to for message in mail.outbox] == [["krueger@example.org"]]


def test_change_takes_effect_with_the_code_and_tells_the_old_address(client, user):
    ask(client, "Krueger@example.org")
    reauthenticate(client)
    user.refresh_from_db()
    assert user.email == "lena@example.org"

    response = confirm(client, newest_code())

    user.refresh_from_db()
    assert response.headers["Location"] == "/accounts/email/"
    assert user.email == "krueger@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("krueger@example.org", True, True)
    ]
    assert "Your e-mail address is now krueger@example.org." in client.get("/accounts/email/").content.decode()
    assert [(message.to, message.subject) for message in mail.outbox[1:]] == [
        (["lena@example.org"], "Your Talkmark e-mail address was changed")
    ]
    client.post("/accounts/logout/")
    sign_in(client, "krueger@example.org")
    assert is_signed_in(client)


def test_change_with_a_wrong_password_goes_nowhere(client, user):
    ask(client, "krueger@example.org")

    page = Page(reauthenticate(client, "not that"))

    assert page.text_of("id_password_error") == "That password is not right."
    assert mail.outbox == []


def test_address_of_another_account_is_refused_only_to_whoever_reads_its_mail(client, user):
    make_user("otto@example.org")
    ask(client, "otto@example.org")
    response = reauthenticate(client)
    assert response.headers["Location"] == "/accounts/confirm-email/"

    page = Page(confirm(client, newest_code()))

    user.refresh_from_db()
    assert page.text_of("id_code_error") == "Another account has this e-mail address. Choose a different one."
    assert user.email == "lena@example.org"


def test_present_address_is_an_error(client, user):
    page = Page(ask(client, "lena@example.org"))

    assert page.text_of("id_email_error") == "This is the e-mail address you have now."
    assert page.input("email")["value"] == "lena@example.org"
