"""Limits: tight per account, loose per IP address, mails per recipient capped."""

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.steps import Page, is_signed_in, newest_code, sign_in, sign_up
from tests.factories import make_user

pytestmark = pytest.mark.django_db

TOO_MANY = "Too many wrong tries. Wait five minutes and sign in again, or reset your password."


def test_twentieth_wrong_password_is_refused_and_the_right_one_with_it(client):
    make_user("lena@example.org")
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False) as clock:
        for _ in range(19):
            sign_in(client, password="not that")

        assert TOO_MANY in sign_in(client, password="not that").content.decode()
        assert TOO_MANY in sign_in(client).content.decode()
        clock.shift(5 * 60 + 1)
        sign_in(client)

        assert is_signed_in(client)


def test_wrong_passwords_are_counted_whatever_host_the_request_names(client):
    make_user("lena@example.org")
    form = {"login": "lena@example.org", "password": "not that"}
    for port in range(8001, 8006):
        client.post("/accounts/login/", form, headers={"host": f"localhost:{port}"})

    response = client.post("/accounts/login/", form, headers={"host": "127.0.0.1:9000"})

    assert TOO_MANY in response.content.decode()


def test_wrong_passwords_of_one_account_do_not_touch_another(client):
    make_user("lena@example.org")
    make_user("otto@example.org")
    for _ in range(6):
        sign_in(client, "lena@example.org", "not that")

    sign_in(client, "otto@example.org")

    assert is_signed_in(client)


def test_reset_lifts_the_limit_of_its_account(client):
    make_user("lena@example.org")
    for _ in range(6):
        sign_in(client, password="not that")
    client.post("/accounts/password/reset/", {"email": "lena@example.org"})
    client.post("/accounts/password/reset/confirm/", {"code": newest_code()})
    client.post("/accounts/password/reset/complete/", {"password1": "staple and forty violins"})
    client.post("/accounts/logout/")

    sign_in(client, password="staple and forty violins")

    assert is_signed_in(client)


def test_venue_signs_up_50_and_signs_in_100_from_one_address():
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        sign_ups = {sign_up(Client(), f"person{number}@example.org").status_code for number in range(50)}
        make_user("lena@example.org")
        sign_ins = {sign_in(Client()).status_code for _ in range(100)}

    assert (sign_ups, sign_ins) == ({302}, {302})
    assert User.objects.count() == 51
    assert len(mail.outbox) == 50


def test_sign_ups_from_one_address_end_somewhere(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "3/m/ip"}

    codes = [sign_up(Client(), f"person{number}@example.org").status_code for number in range(4)]

    assert codes == [302, 302, 302, 429]


def test_forged_forwarded_for_does_not_make_another_address(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "1/m/ip"}

    codes = [
        Client()
        .post(
            "/accounts/signup/",
            {"email": f"person{number}@example.org", "password1": "correct horse battery"},
            headers={"x-forwarded-for": f"192.0.2.{number}"},
        )
        .status_code
        for number in range(2)
    ]

    assert codes == [302, 429]


@pytest.mark.parametrize("has_account", [True, False])
def test_mails_to_one_recipient_are_capped(has_account):
    if has_account:
        make_user("lena@example.org")
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False) as clock:
        for _ in range(40):
            client = Client()
            sign_up(client)
            client.post("/accounts/password/reset/", {"email": "Lena@example.org"})
            clock.shift(60)

    assert len(mail.outbox) == 15


def test_refusal_is_a_page_of_the_site(client):
    sign_up(client)

    response = sign_up(Client())

    assert response.status_code == 429
    assert response.headers["Cache-Control"] == "private, no-store"
    assert [each["href"] for each in Page(response).all("a")][-2:] == ["/", "/"]
