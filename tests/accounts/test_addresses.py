"""confirm_address."""

import pytest
from allauth.account.models import EmailAddress

from accounts.addresses import confirm_address
from accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def addresses_of(user):
    return list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary"))


def test_confirm_address_makes_the_row_that_was_missing():
    user = User.objects.create_user("lena@example.org")

    confirm_address(user)
    confirm_address(user)

    assert addresses_of(user) == [("lena@example.org", True, True)]


def test_confirm_address_leaves_that_one_only_and_other_people_alone():
    user, other = make_user("old@example.org"), make_user("other@example.org")
    user.email = "lena@example.org"
    user.save()

    confirm_address(user)

    assert addresses_of(user) == [("lena@example.org", True, True)]
    assert addresses_of(other) == [("other@example.org", True, True)]
