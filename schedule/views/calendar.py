"""The secret calendar feed, polled for years by apps that nobody can fix. `docs/calendar.md` says what they need."""

import logging
import zlib
from datetime import UTC, datetime

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from schedule.calendar_apps import family_of
from schedule.memory import Body, Memory
from schedule.services import polls
from schedule.services.feeds import hash_of, is_active, last_body_key
from schedule.views.answers import ICALENDAR, before_sessions, not_modified, whole
from schedule.views.misses import misses

logger = logging.getLogger("talkmark.feeds")

PRIVATE = "private, no-cache"
# A day, on which each feed's copy is made anew, and a half. So long may it outlive a disabled account at most.
LAST_BODY_SECONDS = 36 * 3600

bodies = Memory()


@before_sessions(to="everyone")
def feed(request, token, name):
    """One person's bookmarks as a calendar. Any name is accepted: only the token counts.

    Answers 404 alike for unknown tokens and disabled accounts, 410 for a revoked one, and 503 with Retry-After when
    it cannot be read and no cache outside the database has the last body. Never a redirect, a login page or a half
    calendar: apps take those for an empty one.
    """
    response: HttpResponse = HttpResponseNotAllowed(["GET", "HEAD"])
    if request.method in ("GET", "HEAD"):
        try:
            response = _answer(request, token, name)
        except Exception:  # whatever it is: a page of an error would empty the calendar
            logger.exception("A feed could not be read")
            response = _last_known(request, token, name) or _text("Try again in a minute.", 503)
    response.headers.setdefault("Cache-Control", PRIVATE)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@before_sessions(to="everyone")
def nowhere(request, rest):
    """An address that no feed can have answers as one that none has."""
    return feed(request, "", "")


def _answer(request, token: str, name: str) -> HttpResponse:
    at = timezone.now()
    state = polls.find_feed(token, at=at)
    if state is None or state.is_gone:
        _forget_last(token)
        return _missing(request) if state is None else _text("This calendar was revoked by its owner.", 410)
    validators, body = state.validators, None
    response = _not_modified(request, validators) if validators else None
    if validators is None or response is None:
        body, validators = _body(state, at)
        # After a change that does not concern this feed, it has the bytes that the client has.
        response = _not_modified(request, validators) or _calendar(request, body, validators, name)
    app, today = family_of(request.headers.get("User-Agent", "")), at.astimezone(UTC).date()
    if settings.HAS_CACHE_OUTSIDE_DATABASE and (validators != state.validators or state.last_polled_on != today):
        if body is None:
            body, validators = _body(state, at)
        _keep_last(state.token_hash, body, validators)
    polls.book.note(state, validators, app=app, on=today)
    return response


def _body(state: polls.FeedState, at: datetime) -> tuple[Body, polls.Validators]:
    validators = state.validators
    if validators and (kept := bodies.get((state.token_hash, validators.etag))):
        return kept, validators
    body, rendered = polls.feed_body(state, at=at)
    return bodies.keep((state.token_hash, rendered.etag), body), rendered


def _not_modified(request, seen: polls.Validators) -> HttpResponse | None:
    return not_modified(request, etag=seen.etag, last_modified=seen.modified_at, cache_control=PRIVATE)


def _calendar(request, body: Body, seen: polls.Validators, name: str) -> HttpResponse:
    response = whole(
        request,
        body,
        content_type=ICALENDAR,
        etag=seen.etag,
        last_modified=seen.modified_at,
        cache_control=PRIVATE,
    )
    response["Content-Disposition"] = f'inline; filename="{_safe(name)}.ics"'
    return response


def _missing(request) -> HttpResponse:
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # no address can be made out: one share for all of those
        address = ""
    if misses.is_too_many(address):
        return _text("Too many wrong addresses. Try again in a minute.", 429)
    return _text("There is no calendar at this address.", 404)


def _text(sentence: str, status: int) -> HttpResponse:
    response = HttpResponse(sentence + "\n", content_type="text/plain; charset=utf-8", status=status)
    if status in (429, 503):
        response["Retry-After"] = "60"
    return response


# The last body, for when the database is away


def _keep_last(token_hash: str, body: Body, seen: polls.Validators) -> None:
    cache.set(last_body_key(token_hash), (zlib.compress(body.plain, 1), seen), LAST_BODY_SECONDS)
    if not is_active(token_hash):  # revoked meanwhile
        cache.delete(last_body_key(token_hash))


def _forget_last(token: str) -> None:
    if settings.HAS_CACHE_OUTSIDE_DATABASE:
        cache.delete(last_body_key(hash_of(token)))


def _last_known(request, token: str, name: str) -> HttpResponse | None:
    try:
        kept = cache.get(last_body_key(hash_of(token))) if settings.HAS_CACHE_OUTSIDE_DATABASE else None
        if kept is None:
            return None
        zipped, seen = kept
        return _not_modified(request, seen) or _calendar(request, Body(zlib.decompress(zipped)), seen, name)
    except Exception:  # another release may have kept it in another form
        logger.exception("The last body of a feed could not be read")
        return None


def _safe(name: str) -> str:
    return "".join(c for c in name if c.isascii() and (c.isalnum() or c in "-_."))[:100] or "calendar"
