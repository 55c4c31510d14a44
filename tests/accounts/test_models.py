"""The user."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_create_user_stores_the_address_in_lower_case():
    user = User.objects.create_user(" Lena@Example.ORG ", "secret")

    assert user.email == "lena@example.org"
    assert user.check_password("secret")
    assert (user.is_active, user.is_staff, user.is_superuser) == (True, False, False)


def test_create_user_needs_an_address():
    with pytest.raises(ValueError, match="needs an e-mail address"):
        User.objects.create_user("")


def test_create_superuser_may_organise():
    user = User.objects.create_superuser("organiser@example.org", "secret")

    assert (user.is_staff, user.is_superuser) == (True, True)


def test_user_without_a_password_cannot_be_guessed():
    assert User.objects.create_user("lena@example.org").has_usable_password() is False


def test_address_is_unique_in_any_case_even_past_the_forms():
    User.objects.create_user("lena@example.org")

    with pytest.raises(IntegrityError):
        User(email="LENA@example.org").save()


def test_clean_lowers_the_address_before_it_is_compared():
    User.objects.create_user("lena@example.org")
    user = User(email="LENA@example.org", password="!")

    with pytest.raises(ValidationError) as error:
        user.full_clean()

    assert error.value.message_dict["email"] == ["This address has an account."]


def test_get_by_natural_key_ignores_case():
    user = User.objects.create_user("lena@example.org")

    assert User.objects.get_by_natural_key("Lena@example.org") == user


def test_user_is_called_by_the_address():
    user = User(email="lena@example.org")

    assert (str(user), user.get_full_name(), user.get_short_name()) == ("lena@example.org", "lena@example.org", "lena")
