"""The demo's two accounts and where their passwords are kept."""

import os
import secrets
from pathlib import Path

from django.contrib.auth import get_user_model

from accounts.addresses import confirm_address

ORGANISER = "organiser@example.org"
ATTENDEE = "attendee@example.org"


def make_logins(*, password: str, file: Path) -> list[tuple[str, str]]:
    """(address, password) of both accounts, made where they are missing. The password is "" where it is not known.

    A given password is set, on accounts that exist too. Else each account has a random one, which is kept in `file`
    for its owner's eyes (mode 0600).
    """
    kept = _read(file)
    logins = []
    for address in (ORGANISER, ATTENDEE):
        user = get_user_model().objects.filter(email=address).first()
        word = password or ("" if user else secrets.token_urlsafe(9)) or kept.get(address, "")
        if user is None:
            user = get_user_model()(email=address)
        user.is_staff = user.is_superuser = address == ORGANISER
        if password or not user.pk:
            user.set_password(word)
        user.save()
        confirm_address(user)
        logins.append((address, word))
    _write(file, logins)
    return logins


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    return dict(line.split(" ", 1) for line in file.read_text().splitlines() if " " in line)


def _write(file: Path, logins: list[tuple[str, str]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.writelines(f"{address} {word}\n" for address, word in logins if word)
