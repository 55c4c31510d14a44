"""The site's settings for tests: the same, but quick where speed costs nothing, and away from the working files."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="talkmark-tests-")
# What a developer's own .env says must not decide what a test sees.
os.environ.update(SITE_URL="http://127.0.0.1:8000", DEBUG="false", CACHE_URL="locmemcache://", TRUSTED_PROXY_COUNT="0")

from conference.settings import *  # noqa: F403
from conference.settings import STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns without it

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
