"""Health, headers, errors and the front that answers visitors."""

import json
import logging
import re

import pytest
from django.db import OperationalError, connection
from django.urls import get_resolver

from conference.logging import JsonFormatter
from schedule.slugs import RESERVED
from tests.factories import make_event, make_session

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.parametrize("host", ["127.0.0.1", "anything.internal", "10.0.0.7:8000"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probe_answers_for_any_host(client, settings, path, host):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get(path, headers={"Host": host})

    assert response.status_code == 200


def test_readyz_says_what_is_missing(client):
    def away(execute, sql, params, many, context):
        raise OperationalError("no connection")

    with connection.execute_wrapper(away):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["reasons"][0] == "database: no answer"


@pytest.mark.parametrize(
    "path", ["/", "/kvm/", "/kvm/sessions/talk/", "/nowhere/", "/accounts/login/", "/admin/login/"]
)
def test_response_carries_the_security_headers(client, path):
    make_session(make_event(slug="kvm"), slug="talk")

    response = client.get(path, follow=True)

    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Permissions-Policy"] == "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


def test_foreign_host_is_refused_on_public_pages(client):
    make_event(slug="kvm")

    assert client.get("/kvm/", headers={"Host": "evil.example"}).status_code == 400


def test_page_never_takes_its_origin_from_the_host(client):
    make_session(make_event(slug="kvm"))

    page = client.get("/kvm/", headers={"Host": "localhost:9999"}).content.decode()

    assert "localhost:9999" not in page


def test_stale_session_cookie_makes_the_page_private_but_not_broken(client):
    make_session(make_event(slug="kvm"))
    client.cookies["sessionid"] = "stale"

    response = client.get("/kvm/")

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-cache"


def test_post_to_a_public_page_is_405(client):
    make_event(slug="kvm")

    assert client.post("/kvm/").status_code == 405


def test_words_of_the_site_are_no_slugs_of_events():
    first = {str(pattern.pattern).split("/")[0] for pattern in get_resolver().url_patterns}
    nested = {
        str(p.pattern).split("/")[0]
        for each in get_resolver().url_patterns
        for p in getattr(each, "url_patterns", [])
        if str(each.pattern) == ""
    }
    words = {word for word in first | nested if word and "<" not in word and "." not in word}

    assert words | {"static", "healthz", "readyz"} <= RESERVED


def test_robots_does_not_forbid_feeds(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /admin/" in text
    assert "/calendar" not in text


@pytest.mark.parametrize(
    ("path", "is_forbidden"),
    [
        ("/kvm/?day=2020-10-29", True),
        ("/kvm/grid/?tz=Asia/Tokyo", True),
        ("/kvm/mine/", True),
        ("/kvm/", False),
        ("/kvm/changes/", False),
        ("/kvm/schedule.ics?track=kvm", False),
        ("/kvm/tracks-x.css", False),
        ("/static/css/site.css?x", False),
    ],
)
def test_robots_forbids_variants_of_pages_only(client, path, is_forbidden):
    text = client.get("/robots.txt").content.decode()

    rules = re.findall(r"^Disallow: (.+)$", text, re.MULTILINE)
    patterns = [re.escape(rule).replace(r"\*", ".*") for rule in rules]  # RFC 9309 2.2.3
    assert any(re.match(pattern, path) for pattern in patterns) is is_forbidden


def test_robots_names_the_sitemap(client):
    text = client.get("/robots.txt").content.decode()

    assert text.endswith("\n\nSitemap: http://127.0.0.1:8000/sitemap.xml\n")


def test_log_line_is_json_without_addresses_and_cannot_be_forged():
    record = logging.LogRecord("x", logging.WARNING, "", 0, "mail to %s\n{forged", ("lena@example.org",), None)

    line = JsonFormatter().format(record)

    assert "\n" not in line
    assert json.loads(line)["message"] == "mail to <address>\n{forged"


def test_log_line_of_an_error_carries_the_id_that_the_answer_has(client, caplog):
    response = client.get("/nowhere/")

    [record] = [record for record in caplog.records if record.name == "django.request"]
    line = json.loads(JsonFormatter().format(record))
    assert line["request"] == response["X-Request-ID"]
    assert (line["status"], line["route"]) == (404, "<slug:event>/")


@pytest.mark.parametrize("is_secure", [True, False])
@pytest.mark.parametrize(
    "path", ["/kvm/", "/kvm/?x=1", "/nowhere/", "/kvm/schedule.ics", "/kvm/sessions/no/", "/calendar/x"]
)
def test_front_sets_the_headers_that_all_other_pages_have(client, settings, path, is_secure):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    make_session(make_event(slug="kvm"), slug="talk")

    front = client.get(path, secure=is_secure)
    other = client.get("/accounts/login/", secure=is_secure)

    names = {name for name, _ in front.items()}
    own = {"Set-Cookie", "Expires", "Content-Language"}
    assert {name for name, _ in other.items()} - own - names <= {"Vary", "Cache-Control"}
    assert ("Strict-Transport-Security" in names) is is_secure
    assert "X-Request-ID" in names
    assert front["Content-Length"] == str(len(front.content))
