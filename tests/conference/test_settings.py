"""The settings as a process reads them: what stops it, and that .env.example tells all."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(tmp_path, **environment):
    """Import the settings in a process of its own, away from this machine's variables and .env."""
    code = (
        "import environ; environ.Env.read_env = lambda *args, **kwargs: None\n"
        "from conference import settings as s\n"
        "engine = s.DATABASES['default']['ENGINE']\n"
        "print(s.SITE_URL, s.ALLOWED_HOSTS, s.SESSION_COOKIE_NAME, s.SECURE_SSL_REDIRECT, engine)"
    )
    base = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=base | environment, capture_output=True, text=True
    )


def test_settings_without_a_secret_key_do_not_start_and_say_why(tmp_path):
    done = start(tmp_path)

    assert done.returncode == 1
    assert "SECRET_KEY is not set. `make run` makes one for you." in done.stderr.splitlines()[-1]


def test_settings_on_loopback_need_nothing_else(tmp_path):
    done = start(tmp_path, SECRET_KEY="x", PORT="8123")

    assert done.stdout.strip() == (
        "http://127.0.0.1:8123 ['127.0.0.1', '127.0.0.1', 'localhost', '[::1]'] sessionid False "
        "django.db.backends.sqlite3"
    )


def test_settings_over_https_are_strict(tmp_path):
    done = start(tmp_path, SECRET_KEY="x", SITE_URL="https://talks.example.org:8443", DATABASE_URL="postgres://u@h/n")

    assert done.stdout.strip() == (
        "https://talks.example.org:8443 ['talks.example.org', '127.0.0.1', 'localhost', '[::1]'] __Host-sessionid True "
        "django.db.backends.postgresql"
    )


@pytest.mark.parametrize(
    "origin", ["http://talks.example.org", "ftp://x", "talks.example.org", "https://x.example/path"]
)
def test_settings_refuse_an_origin_that_will_not_do(tmp_path, origin):
    done = start(tmp_path, SECRET_KEY="x", SITE_URL=origin)

    assert done.returncode == 1
    assert "SITE_URL" in done.stderr.splitlines()[-1]


def test_env_example_tells_every_variable():
    told = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    from conference.settings import env

    assert told == set(env.scheme)
