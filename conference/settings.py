"""Everything that can be configured, read from the environment once. Nothing else reads it, but gunicorn.py."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env(
    DEBUG=(bool, False),
    SECRET_KEY=(str, ""),
    SITE_URL=(str, ""),
    ALLOWED_HOSTS=(list, []),
    DATABASE_URL=(str, ""),
    CACHE_URL=(str, ""),
    EMAIL_URL=(str, "consolemail://"),
    DEFAULT_FROM_EMAIL=(str, "Talkmark <talkmark@localhost>"),
    TRUSTED_PROXY_COUNT=(int, 0),
    DATA_DIR=(str, "var"),
    HOST=(str, "127.0.0.1"),
    PORT=(int, 8000),
    WEB_CONCURRENCY=(int, 0),
    WEB_THREADS=(int, 4),
    DEMO=(bool, True),
    DEMO_PASSWORD=(str, ""),
)
env.read_env(BASE_DIR / ".env")

# What this release is called. Cached answers and ETags carry it, so that a release that renders differently is seen.
RELEASE = "0.6.0"

DEBUG = env("DEBUG")
DATA_DIR = (BASE_DIR / env("DATA_DIR")).resolve()
DEMO = env("DEMO")
DEMO_PASSWORD = env("DEMO_PASSWORD")

SECRET_KEY = env("SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. `make run` makes one for you. Elsewhere put a long random text into .env, made for "
        "example by: python -c 'import secrets; print(\"SECRET_KEY=\" + secrets.token_urlsafe(50))' >> .env"
    )

# Where the site is: every link in mail, feeds and the sitemap starts with SITE_URL, never with a request's Host.

HOST, PORT = env("HOST"), env("PORT")
WEB_THREADS = env("WEB_THREADS")
SITE_URL = (env("SITE_URL") or f"http://127.0.0.1:{PORT}").rstrip("/")
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
_site = urlsplit(SITE_URL)
if _site.scheme not in ("http", "https") or not _site.hostname or _site.path:
    raise ImproperlyConfigured(f"SITE_URL must be an origin such as https://talks.example.org, not {SITE_URL!r}.")
IS_HTTPS = _site.scheme == "https"
if not IS_HTTPS and _site.hostname not in ("127.0.0.1", "localhost", "::1"):
    raise ImproperlyConfigured(
        f"SITE_URL {SITE_URL!r} would send passwords and calendar addresses in the clear. Use https://, "
        "or a loopback address for trying things out."
    )
ALLOWED_HOSTS = env("ALLOWED_HOSTS") or [_site.netloc.rsplit("@")[-1].removesuffix(f":{_site.port}"), *LOOPBACK_HOSTS]

# Applications

# In the session and not in a cookie of its own: a message may name an address.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

INSTALLED_APPS = [
    "conference",
    "accounts",
    "schedule",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "simple_history",
    "timezone_field",
]

MIDDLEWARE = [
    "conference.middleware.RequestId",
    "conference.middleware.Health",
    "conference.middleware.PublicFront",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "conference.middleware.ResponseHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "conference.urls"
WSGI_APPLICATION = "conference.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "conference.site.visitor",
            ],
            "builtins": ["schedule.templatetags.schedule"],
        },
    },
]

FORM_RENDERER = "conference.rendering.Renderer"

# Data

# Not as a URL where none is given: DATA_DIR may hold characters that mean something in one.
_sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "talkmark.sqlite3"}
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url_config(env("DATABASE_URL")) if env("DATABASE_URL") else _sqlite
}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: with deferred transactions two writers fail each other at once instead of waiting their turn.
    # WAL is a property of the file and is set by `migrate`, not by each connection.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    _database["CONN_MAX_AGE"] = None
else:
    _database["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": WEB_THREADS, "timeout": 5},
        "prepare_threshold": 3,  # for `services.prepared` alone: Django's own cursors prepare nothing
        "options": "-c jit=off -c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=15s",
    }
    _database["CONN_MAX_AGE"] = 0
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SIMPLE_HISTORY_DATE_INDEX = False  # history is read by event, by object and by act

CACHES = {"default": env.cache_url_config(env("CACHE_URL") or "dbcache://talkmark_cache")}
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    CACHES["default"]["BACKEND"] = "conference.cache.ForgivingRedisCache"
# Then it has something to say while the database is away.
HAS_CACHE_OUTSIDE_DATABASE = CACHES["default"]["BACKEND"].endswith("RedisCache")

MEDIA_ROOT = DATA_DIR / "media"

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MANIFEST_STRICT = False  # a file that was not collected costs its look, not the page
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Accounts: e-mail and password, the address confirmed by a code

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailVerificationCodeForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "confirm_password_reset_code": "accounts.forms.ConfirmPasswordResetCodeForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "add_email": "accounts.forms.AddEmailForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/accounts/email/"
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # a mail may take its time
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # the address is the key to the account
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
# Eight digits and three tries each. Six would not do: an hour's mails to one address allow 45 guesses.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8}
# Tight per account ("key" is its address) and per person, loose per IP address: a whole venue sits behind one.
# What sends mail is limited per recipient, 15 an hour in all; `confirm_email` covers sign-up and resending too.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/5m/key",
    "signup": "120/m/ip,1500/h/ip",
    "confirm_email": "1/10s/key,10/h/key",
    "reset_password": "60/m/ip,5/h/key",
    "reset_password_from_key": "60/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env("TRUSTED_PROXY_COUNT")

EMAIL_CONFIG = env.email_url_config(env("EMAIL_URL"))
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL")
EMAIL_TIMEOUT = 10

# Security

SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # who picks sessions of an import one by one sends a field for each
if env("TRUSTED_PROXY_COUNT"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_HTTPS else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "conference.site.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains: other sites may live below the same domain; theirs to decide
    "security.W021",  # HSTS preload: a promise for the whole domain that cannot be taken back
]

# Language and time: stored in UTC, shown in the event's zone

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "conference.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "conference.logging.JsonFormatter"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
    },
}
