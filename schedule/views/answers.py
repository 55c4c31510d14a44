"""How pages and feeds are sent: validators, 304, compression, and who may keep a copy."""

import gzip
import hashlib
import re
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
_CSRF_FIELD = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')


def conditional(
    request,
    body: bytes,
    *,
    content_type: str,
    etag: str,
    cache_control: str,
    last_modified: datetime | None = None,
) -> HttpResponse:
    """A 200 with this body, or a 304 when the client has it (RFC 9110 13). The gzip form carries the weak ETag."""
    is_zipped = bool(_TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")))
    if is_zipped and not etag.startswith("W/"):
        etag = f"W/{etag}"
    response = HttpResponse(content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = cache_control
    patch_vary_headers(response, ["Accept-Encoding"])
    if last_modified is not None:
        response["Last-Modified"] = http_date(last_modified.timestamp())
    answer = get_conditional_response(
        request, etag=etag, last_modified=int(last_modified.timestamp()) if last_modified else None, response=response
    )
    if answer is not None and answer is not response:
        return answer
    if is_zipped:
        body = gzip.compress(body, compresslevel=6, mtime=0)
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(body))
    if request.method != "HEAD":
        response.content = body
    return response


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
        body, is_visitor = response.content, settings.SESSION_COOKIE_NAME not in request.COOKIES
        secret = request.META.get("CSRF_COOKIE", "").encode()
        digest = _digest(_CSRF_FIELD.sub(lambda field: field[1] + secret, body))
        response = conditional(
            request,
            body,
            content_type=response.headers["Content-Type"],
            etag=f'"{digest}"' if is_visitor else f'W/"{digest}"',
            cache_control="public, no-cache" if is_visitor else "private, no-cache",
        )
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def public_page(view):
    """For pages that are the same for all visitors without a session cookie."""
    return before_sessions(to="visitors")(validated(view))


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]
