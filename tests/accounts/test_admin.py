"""Accounts in the admin, and the way into it."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import create_feed
from tests.accounts.steps import PASSWORD, is_signed_in, sign_in
from tests.factories import make_event, make_organiser, make_session, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    organiser = make_organiser("organiser@example.org")
    client.force_login(organiser)
    return organiser


def addresses_of(user):
    return list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary"))


def change(client, user, **fields):
    form = {"email": user.email, "is_active": "on", **fields}
    form = {name: value for name, value in form.items() if value}
    return client.post(f"/admin/accounts/user/{user.pk}/change/", form)


def test_admin_leads_to_the_sign_in_page_and_back(client):
    make_organiser("organiser@example.org")
    assert client.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"
    response = client.get("/admin/login/?next=/admin/")
    assert response.headers["Location"] == "/accounts/login/?next=%2Fadmin%2F"

    response = sign_in(client, "organiser@example.org", next="/admin/")

    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_admin_has_no_sign_in_form_of_its_own(client):
    make_organiser("organiser@example.org")

    response = client.post("/admin/login/", {"username": "organiser@example.org", "password": PASSWORD})

    assert response.headers["Location"] == "/accounts/login/?next=%2Fadmin%2Flogin%2F"
    assert not is_signed_in(client)


def test_attendee_gets_a_page_that_explains(client):
    client.force_login(make_user("lena@example.org"))

    response = client.get("/admin/", follow=True)

    assert response.status_code == 403
    assert "You are signed in as <b" in response.content.decode()
    assert "lena@example.org" in response.content.decode()


def test_added_user_can_sign_in_at_once(client, organiser):
    form = {"email": "Lena@Example.org", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post("/admin/accounts/user/add/", form)

    lena = User.objects.get(email="lena@example.org")
    assert response.headers["Location"] == f"/admin/accounts/user/{lena.pk}/change/"
    assert addresses_of(lena) == [("lena@example.org", True, True)]
    other = Client()
    assert sign_in(other).headers["Location"] == "/"
    assert is_signed_in(other)


def test_added_user_needs_no_password(client, organiser):
    client.post("/admin/accounts/user/add/", {"email": "lena@example.org", "usable_password": "false"})

    lena = User.objects.get(email="lena@example.org")
    assert not lena.has_usable_password()
    assert addresses_of(lena) == [("lena@example.org", True, True)]


def test_adding_an_address_twice_is_an_error_whatever_its_case(client, organiser):
    make_user("lena@example.org")

    response = client.post("/admin/accounts/user/add/", {"email": "LENA@example.org", "usable_password": "false"})

    assert response.status_code == 200
    assert "This address has an account." in response.content.decode()


def test_changed_address_counts_as_confirmed_and_replaces_the_old_one(client, organiser):
    lena = make_user("lena@example.org")

    change(client, lena, email="krueger@example.org")

    lena.refresh_from_db()
    assert lena.email == "krueger@example.org"
    assert addresses_of(lena) == [("krueger@example.org", True, True)]


def test_saving_something_else_confirms_nothing(client, organiser):
    lena = make_user("lena@example.org")
    EmailAddress.objects.filter(user=lena).update(verified=False)

    change(client, lena, is_staff="on")

    lena.refresh_from_db()
    assert lena.is_staff is True
    assert addresses_of(lena) == [("lena@example.org", False, True)]


def test_action_confirms_addresses(client, organiser):
    lena = make_user("lena@example.org")
    EmailAddress.objects.filter(user=lena).update(verified=False)

    client.post("/admin/accounts/user/", {"action": "confirm_addresses", "_selected_action": [lena.pk]})

    assert addresses_of(lena) == [("lena@example.org", True, True)]


def test_deactivating_signs_out_at_once(client, organiser):
    lena = make_user("lena@example.org")
    theirs = Client()
    theirs.force_login(lena)
    assert theirs.get("/accounts/email/").status_code == 200

    change(client, lena, is_active="")

    assert theirs.get("/accounts/email/").headers["Location"] == "/accounts/login/?next=/accounts/email/"
    assert sign_in(theirs).headers["Location"] == "/accounts/inactive/"


@pytest.mark.parametrize("path", ["", "add/", "?q=lena", "?is_active__exact=1"])
def test_pages_open(client, organiser, path):
    assert client.get(f"/admin/accounts/user/{path}").status_code == 200


def test_list_takes_as_many_queries_for_three_users_as_for_one(client, organiser, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as one:
        client.get("/admin/accounts/user/")
    for _ in range(2):
        make_user()
    with django_assert_max_num_queries(20) as three:
        client.get("/admin/accounts/user/")

    assert len(one) == len(three)


def test_staff_without_rights_sees_no_accounts(client):
    client.force_login(make_user(is_staff=True))

    assert client.get("/admin/accounts/user/").status_code == 403


def test_groups_and_addresses_stand_nowhere_else(client, organiser):
    assert client.get("/admin/auth/group/").status_code == 404
    assert client.get("/admin/account/emailaddress/").status_code == 404


def test_page_that_deletes_somebody_does_not_tell_what_they_attend(client, organiser):
    event = make_event()
    user, session = make_user("lena@example.org"), make_session(event, title="Private interest")
    set_bookmark(user=user, session=session, bookmarked=True)
    create_feed(user=user, name="Secret phone", event=event)

    one = client.get(f"/admin/accounts/user/{user.pk}/delete/").content.decode()
    action = {"action": "delete_selected", "_selected_action": [user.pk]}
    many = client.post("/admin/accounts/user/", action).content.decode()
    client.post(f"/admin/accounts/user/{user.pk}/delete/", {"post": "yes"})

    for page in (one, many):
        assert "lena@example.org" in page
        assert "Private interest" not in page
        assert "Secret phone" not in page
    assert not User.objects.filter(pk=user.pk).exists()
