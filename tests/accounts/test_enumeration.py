"""Who has an account here is nobody's business: known and unknown addresses get the same answers."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client

from tests.accounts.steps import PASSWORD, confirm, sign_in, sign_up
from tests.factories import make_user

pytestmark = pytest.mark.django_db

# As long as each other, so that bodies can be compared as they are but for the address itself.
KNOWN, UNKNOWN = "known@example.org", "other@example.org"


class CountingHasher(MD5PasswordHasher):
    count = 0

    def encode(self, password, salt):
        type(self).count += 1
        return super().encode(password, salt)


def answer(response):
    """Status, headers and body, without what is random (tokens) or was typed (the address)."""
    random = ("X-Request-ID", "Expires", "Date")
    headers = sorted((name, value) for name, value in response.headers.items() if name not in random)
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    cookies = sorted(response.cookies)
    return response.status_code, headers, cookies, body.replace(KNOWN, "?").replace(UNKNOWN, "?")


def walk(steps, email):
    client = Client()
    return [answer(step(client, email)) for step in steps]


@pytest.fixture(autouse=True)
def known(db):
    return make_user(KNOWN)


def test_sign_up_answers_alike():
    steps = [
        lambda client, email: sign_up(client, email, next="/event/"),
        lambda client, email: client.get("/accounts/confirm-email/?next=/event/"),
        lambda client, email: confirm(client, "12", next="/event/"),
        lambda client, email: client.get("/accounts/login/"),
        lambda client, email: client.post("/accounts/confirm-email/", {"action": "resend"}),
        lambda client, email: confirm(client, "12"),
        lambda client, email: confirm(client, "12"),
        lambda client, email: client.get("/accounts/login/"),
    ]

    assert walk(steps, KNOWN) == walk(steps, UNKNOWN)
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([KNOWN], "You already have a Talkmark account"),
        ([UNKNOWN], "Confirm your e-mail address for Talkmark"),
    ]


def test_sign_up_again_and_again_answers_alike():
    steps = [lambda client, email: sign_up(client, email)] * 3

    assert walk(steps, KNOWN) == walk(steps, UNKNOWN)


def test_sign_up_hashes_a_password_for_both(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    counts = {}
    for email in (KNOWN, UNKNOWN):
        CountingHasher.count = 0
        sign_up(Client(), email)
        counts[email] = CountingHasher.count

    assert counts == {KNOWN: 1, UNKNOWN: 1}


def test_reset_answers_alike():
    steps = [
        lambda client, email: client.post("/accounts/password/reset/", {"email": email, "next": "/event/"}),
        lambda client, email: client.get("/accounts/password/reset/confirm/?next=/event/"),
        lambda client, email: client.post("/accounts/password/reset/confirm/", {"code": "12"}),
        lambda client, email: client.post("/accounts/password/reset/complete/", {"password1": "a"}),
        lambda client, email: client.post("/accounts/password/reset/confirm/", {"code": "12"}),
        lambda client, email: client.post("/accounts/password/reset/confirm/", {"code": "12"}),
        lambda client, email: client.get("/accounts/login/"),
    ]

    assert walk(steps, KNOWN) == walk(steps, UNKNOWN)
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([KNOWN], "Reset your Talkmark password"),
        ([UNKNOWN], "No Talkmark account with this address"),
    ]


def test_sign_in_answers_alike_up_to_the_limit():
    steps = [lambda client, email: sign_in(client, email, "not that")] * 7

    assert walk(steps, KNOWN) == walk(steps, UNKNOWN)


def test_sign_in_with_the_wrong_password_hides_a_deactivated_account(known):
    known.is_active = False
    known.save()

    assert walk([lambda c, email: sign_in(c, email, "not that")], KNOWN) == walk(
        [lambda c, email: sign_in(c, email, "not that")], UNKNOWN
    )
    assert sign_in(Client(), KNOWN, PASSWORD).headers["Location"] == "/accounts/inactive/"
