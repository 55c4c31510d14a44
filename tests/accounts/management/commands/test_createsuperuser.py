"""createsuperuser."""

import io

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.management.commands import createsuperuser
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.accounts.steps import is_signed_in, sign_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self):
        return True


def addresses():
    return list(EmailAddress.objects.values_list("email", "verified", "primary"))


def test_createsuperuser_without_input_can_sign_in_at_once(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery")
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "Organiser@Example.org")

    call_command("createsuperuser", interactive=False, verbosity=0)

    assert addresses() == [("organiser@example.org", True, True)]
    assert sign_in(client, "organiser@example.org").headers["Location"] == "/"
    assert is_signed_in(client)
    assert client.get("/admin/").status_code == 200


def test_createsuperuser_by_questions_can_sign_in_at_once(client, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda prompt: "organiser@example.org")
    monkeypatch.setattr(createsuperuser.getpass, "getpass", lambda prompt="": "correct horse battery")

    call_command("createsuperuser", interactive=True, stdin=Terminal(), verbosity=0)

    assert addresses() == [("organiser@example.org", True, True)]
    sign_in(client, "organiser@example.org")
    assert is_signed_in(client)


def test_createsuperuser_leaves_others_as_they_are(monkeypatch):
    other = make_user("other@example.org", is_superuser=True)
    EmailAddress.objects.filter(user=other).update(verified=False)

    call_command("createsuperuser", interactive=False, verbosity=0, email="organiser@example.org")

    assert addresses() == [("other@example.org", False, True), ("organiser@example.org", True, True)]


def test_createsuperuser_refuses_an_address_that_is_taken(monkeypatch):
    make_user("lena@example.org")

    with pytest.raises(CommandError, match="already taken"):
        call_command("createsuperuser", interactive=False, verbosity=0, email="LENA@example.org")

    assert User.objects.filter(is_superuser=True).count() == 0
