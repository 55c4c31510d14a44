"""The mails: short, for whom they are, and with links to this site only."""

import re

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.core import mail
from django.test import Client, RequestFactory

from tests.accounts.steps import PASSWORD, code_in, sign_up
from tests.factories import make_user

SITE = "https://talks.example.net"

# One of each, with what allauth gives it; the address has characters that HTML would escape.
MAILS = {
    "email_confirmation": {"code": "1234-5678"},
    "email_confirmation_signup": {"code": "1234-5678"},
    "account_already_exists": {
        "signup_url": "http://evil.example/accounts/signup/",
        "password_reset_url": "http://evil.example/accounts/password/reset/",
    },
    "unknown_account": {"signup_url": "http://evil.example/accounts/signup/"},
    "password_reset_code": {"code": "1234-5678"},
    "password_changed": {},
    "password_reset": {},
    "password_set": {},
    "email_changed": {"from_email": "o'brien&co@example.org", "to_email": "new@example.org"},
    "email_deleted": {"deleted_email": "o'brien&co@example.org"},
}
NOTICE = {"ip": "192.0.2.1", "user_agent": "Firefox <b>", "timestamp": None}


@pytest.mark.parametrize("name", MAILS)
def test_mail_is_plain_short_and_links_to_this_site_only(name, settings):
    settings.SITE_URL = SITE
    request = RequestFactory().post("/", headers={"host": "localhost:666"})

    with request_context(request):
        get_adapter().send_mail(f"account/email/{name}", "o'brien&co@example.org", NOTICE | MAILS[name])

    message = mail.outbox[0]
    assert message.to == ["o'brien&co@example.org"]
    assert "Talkmark" in message.subject
    assert message.alternatives == []
    assert message.extra_headers == {"Auto-Submitted": "auto-generated"}
    assert {link.split("/accounts")[0] for link in re.findall(r"https?://\S+", message.body)} == {SITE}
    assert not re.search(r"evil|localhost|testserver|&amp;|&#|&lt;|{|\n\n\n", message.body)
    assert max(len(line) for line in message.body.splitlines()) < 140
    assert len(message.body) < 700


@pytest.mark.django_db
def test_links_of_a_whole_journey_ignore_the_host_of_the_request(settings):
    settings.SITE_URL = SITE
    client = Client(headers={"host": "localhost:666"})
    make_user("known@example.org")

    sign_up(client, "known@example.org")
    sign_up(Client(headers={"host": "localhost:666"}), "new@example.org")
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    client.post("/accounts/password/reset/", {"email": "known@example.org"})

    assert len(mail.outbox) == 4
    for message in mail.outbox:
        assert "localhost" not in message.body + message.subject + str(message.extra_headers)
    assert f"\n{SITE}/accounts/login/\n" in mail.outbox[0].body
    assert f"\n{SITE}/accounts/password/reset/\n" in mail.outbox[0].body
    assert f"\n{SITE}/accounts/signup/\n" in mail.outbox[2].body


@pytest.mark.django_db
def test_code_stands_first_in_the_mail_and_not_in_its_subject(client):
    sign_up(client)

    message = mail.outbox[0]
    assert message.body.startswith(f"{code_in(message)} is your code.\n")
    assert message.subject == "Confirm your e-mail address for Talkmark"
    assert message.from_email == "Talkmark <talkmark@localhost>"


@pytest.mark.django_db
def test_notice_of_a_changed_password_says_when_and_from_where(client):
    client.force_login(make_user("lena@example.org"))

    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "staple and forty violins"},
        headers={"user-agent": "Firefox/150 & <others>"},
    )

    message = mail.outbox[0]
    assert message.to == ["lena@example.org"]
    assert "From: 127.0.0.1\nBrowser: Firefox/150 & <others>\n" in message.body
    assert re.search(r"When: \d+ \w+ \d{4}, \d\d:\d\d UTC\n", message.body)
