"""An environment for tests and checks that owes nothing to this machine's variables or .env."""

import contextlib
import os
import secrets
import tempfile


@contextlib.contextmanager
def clean_environment():
    """Yield it as a mapping: every variable of conference/settings.py at its default, with a data directory for now."""
    with tempfile.TemporaryDirectory(prefix="talkmark-data-") as data_dir:
        os.chmod(data_dir, 0o700)
        inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        yield inherited | {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DATA_DIR": data_dir,
            "DEBUG": "false",
            "DEMO": "true",
            "HOST": "127.0.0.1",
            "PORT": "8000",
            "WEB_CONCURRENCY": "0",
            "WEB_THREADS": "4",
            "TRUSTED_PROXY_COUNT": "0",
            "EMAIL_URL": "consolemail://",
            "DEFAULT_FROM_EMAIL": "Talkmark <talkmark@localhost>",
            # Set and empty counts as not set, and wins over .env.
            **dict.fromkeys(("SITE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "CACHE_URL", "DEMO_PASSWORD"), ""),
        }
