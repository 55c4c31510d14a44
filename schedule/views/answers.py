"""How pages and feeds are sent: validators, 304, compression, and who may keep a copy."""

import re
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.cache import cache_control

from schedule.memory import Body

private = cache_control(private=True, no_store=True)

ICALENDAR = "text/calendar; charset=utf-8"

_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
_CSRF_FIELD = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')


def conditional(
    request,
    body: Body,
    *,
    content_type: str,
    etag: str,
    cache_control: str,
    last_modified: datetime | None = None,
) -> HttpResponse:
    """A 200 with this body, or a 304 when the client has it (RFC 9110 13). The gzip form carries the weak ETag."""
    validators: Any = {"etag": etag, "last_modified": last_modified, "cache_control": cache_control}
    return not_modified(request, **validators) or whole(request, body, content_type=content_type, **validators)


def not_modified(
    request, *, etag: str, cache_control: str, last_modified: datetime | None = None
) -> HttpResponse | None:
    """A 304 when the client has what these validators stand for (412 where it wanted something else), or None."""
    etag = _etag_for(request, etag)
    seconds = int(last_modified.timestamp()) if last_modified else None
    response = get_conditional_response(request, etag=etag, last_modified=seconds)
    if response is not None:
        _validate(response, etag, cache_control, last_modified)
    return response


def whole(
    request,
    body: Body,
    *,
    content_type: str,
    etag: str,
    cache_control: str,
    last_modified: datetime | None = None,
) -> HttpResponse:
    """A 200 with this body, in its gzip form for those who take that, without it for HEAD."""
    is_zipped = _takes_gzip(request)
    sent = body.zipped if is_zipped else body.plain
    response = HttpResponse(b"" if request.method == "HEAD" else sent, content_type=content_type)
    response.headers["Content-Length"] = str(len(sent))
    if is_zipped:
        response.headers["Content-Encoding"] = "gzip"
    _validate(response, _etag_for(request, etag), cache_control, last_modified)
    return response


def public_file(request, body: Body, *, content_type: str, last_modified: datetime | None) -> HttpResponse:
    """What anybody may read, and anybody's page as well: nothing of the reader's goes along."""
    response = conditional(
        request,
        body,
        content_type=content_type,
        etag=body.etag,
        last_modified=last_modified,
        cache_control="public, no-cache",
    )
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _validate(response: HttpResponse, etag: str, cache_control: str, last_modified: datetime | None) -> None:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = "Accept-Encoding"
    if last_modified is not None:
        response.headers["Last-Modified"] = http_date(last_modified.timestamp())


def _takes_gzip(request) -> bool:
    return bool(_TAKES_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


def _etag_for(request, etag: str) -> str:
    return f"W/{etag}" if _takes_gzip(request) and not etag.startswith("W/") else etag


def see_other(address: str) -> HttpResponseRedirect:
    """After a POST, so that reloading what comes repeats nothing."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def is_visitor(request) -> bool:
    """Whether this is somebody without a session cookie; one that brings a stale one is none."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def before_sessions(*, to: str):
    """Have a view answered before sessions, accounts and CSRF are touched (`conference.middleware.PublicFront`).

    `to` is "visitors", those without a session cookie, or "everyone" where no cookie is ever looked at.
    """

    def mark(view: Any) -> Any:
        view.front = to
        return view

    return mark


def validated(view):
    """For pages that may be kept but must be asked about: they get an ETag and are answered by 304 when unchanged.

    Without a session cookie the page is public. With one, valid or stale, it is private, and its weak ETag stands for
    the page but for the masked CSRF token, which differs each time; the secret behind the token counts instead. A page
    with a message of the moment is not to be kept at all.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        if getattr(getattr(request, "_messages", None), "used", False):
            response["Cache-Control"] = "private, no-store"
            return response
        secret = request.META.get("CSRF_COOKIE", "").encode()
        etag = Body(_CSRF_FIELD.sub(lambda field: field[1] + secret, response.content)).etag
        response = conditional(
            request,
            Body(response.content),
            content_type=response.headers["Content-Type"],
            etag=etag if is_visitor(request) else f"W/{etag}",
            cache_control="public, no-cache" if is_visitor(request) else "private, no-cache",
        )
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def public_page(view):
    """For pages that are the same for all visitors without a session cookie."""
    return before_sessions(to="visitors")(validated(view))
