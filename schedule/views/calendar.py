"""The secret calendar feed, polled for years by apps that nobody can fix. `docs/calendar.md` says what they need."""

import logging

from django.db.utils import DatabaseError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from schedule.services import feeds
from schedule.views.answers import before_sessions, conditional

logger = logging.getLogger("talkmark.feeds")

TEXT = "text/plain; charset=utf-8"

# Families that attendees would recognise, by what their calendar says it is; the first that fits.
APPS = (
    ("Google-Calendar", "Google Calendar"),
    ("Microsoft.Exchange", "Outlook"),
    ("Outlook", "Outlook"),
    ("iOS", "Apple Calendar"),
    ("macOS", "Apple Calendar"),
    ("dataaccessd", "Apple Calendar"),
    ("Thunderbird", "Thunderbird"),
    ("ICSx5", "ICSx5"),
    ("DAVx5", "DAVx5"),
    ("Evolution", "Evolution"),
    ("Nextcloud", "Nextcloud"),
    ("vdirsyncer", "vdirsyncer"),
)


@before_sessions(to="everyone")
def feed(request, token, name):
    """One person's bookmarks as a calendar. Any name is accepted: only the token counts.

    Answers 404 alike for unknown tokens and disabled accounts, 410 for a revoked one, and 503 with Retry-After when
    the database is away. Never a redirect, a login page or a half calendar: apps take those for an empty one.
    """
    response: HttpResponse = HttpResponseNotAllowed(["GET", "HEAD"])
    if request.method in ("GET", "HEAD"):
        try:
            response = _answer(request, token, name)
        except (DatabaseError, OSError) as error:
            logger.error("A feed could not be read: %s", error)
            response = HttpResponse("Try again in a minute.\n", content_type=TEXT, status=503)
            response["Retry-After"] = "60"
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _answer(request, token: str, name: str) -> HttpResponse:
    at = timezone.now()
    state = feeds.find_feed(token, at=at)
    if state is None:
        return HttpResponse("There is no calendar at this address.\n", content_type=TEXT, status=404)
    if state.is_revoked:
        return HttpResponse("This calendar was revoked by its owner.\n", content_type=TEXT, status=410)
    validators = state.validators
    if validators is None or (response := _conditional(request, b"", validators)).status_code != 304:
        body, validators = feeds.feed_body(state, at=at)
        response = _conditional(request, body, validators)
    response["Content-Disposition"] = f'inline; filename="{_safe(name)}.ics"'
    try:
        feeds.remember(state, validators, app=app_family(request.headers.get("User-Agent", "")), at=at)
    except DatabaseError as error:  # a poll is answered even where nothing can be written
        logger.warning("A poll was not kept: %s", error)
    return response


def _conditional(request, body: bytes, validators: feeds.Validators) -> HttpResponse:
    return conditional(
        request,
        body,
        content_type="text/calendar; charset=utf-8",
        etag=validators.etag,
        last_modified=validators.modified_at,
        cache_control="private, no-cache",
    )


def app_family(user_agent: str) -> str:
    """The calendar app that polls, in words its owner knows, or "another app"."""
    return next((family for mark, family in APPS if mark.casefold() in user_agent.casefold()), "another app")


def _safe(name: str) -> str:
    return "".join(c for c in name if c.isascii() and (c.isalnum() or c in "-_."))[:100] or "calendar"
