"""How pages and feeds are sent: validators, 304, compression, and who may keep a copy."""

import gzip
import hashlib
import re
from datetime import datetime
from functools import wraps

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

_CSRF_FIELD = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')


def conditional(
    request,
    body: bytes | None,
    *,
    content_type: str,
    etag: str,
    cache_control: str,
    last_modified: datetime | None = None,
) -> HttpResponse | None:
    """A 200 with this body, or a 304 when the client has it (RFC 9110 13). The gzip form carries the weak ETag.

    Without a body, the answer for a body that is known only by its validators: the 304, or None when the client has
    something else and the body is needed.
    """
    is_zipped = "gzip" in request.headers.get("Accept-Encoding", "") and etag
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
    if answer is not response:
        return answer
    if body is None:
        return None
    if is_zipped:
        body = gzip.compress(body, compresslevel=6, mtime=0)
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(body))
    if request.method != "HEAD":
        response.content = body
    return response


def public_page(view):
    """For pages that are the same for all visitors without a session cookie: they may be kept and must be asked about.

    With a session cookie, valid or stale, the answer is private. Its weak ETag stands for the page but for the masked
    CSRF token, which differs each time; the secret behind the token counts instead. A page with a message of the moment
    is not to be kept at all.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or response.streaming:
            return response
        is_visitor = settings.SESSION_COOKIE_NAME not in request.COOKIES
        told = getattr(getattr(request, "_messages", None), "used", False)
        if told:
            response["Cache-Control"] = "private, no-store"
            return response
        body = response.content
        if is_visitor:
            etag = f'"{_digest(body)}"'
        else:
            secret = request.META.get("CSRF_COOKIE", "").encode()
            etag = f'W/"{_digest(_CSRF_FIELD.sub(lambda field: field[1] + secret, body))}"'
        sent = conditional(
            request,
            body,
            content_type=response.headers["Content-Type"],
            etag=etag,
            cache_control="public, no-cache" if is_visitor else "private, no-cache",
        )
        patch_vary_headers(sent, ["Cookie"])
        return sent

    answer.front = "visitors"
    return answer


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]
