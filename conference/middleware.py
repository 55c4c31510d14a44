"""What happens to every request before Django's own machinery: an id, health answers, headers, the public front."""

import uuid
from functools import lru_cache
from typing import Any

from csp.middleware import CSPMiddleware
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

from conference.logging import request_id
from conference.site import healthz, readyz
from schedule.views.answers import is_visitor

# The pages of an event are asked for again and again, and finding the view takes a tenth of such an answer.
_resolve = lru_cache(maxsize=2048)(resolve)

PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


class RequestId:
    """Gives each request an id that its log lines carry, and hands it out as X-Request-ID."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid.uuid4().hex[:16]
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request.id
            return response
        finally:
            request_id.reset(token)


class Health:
    """Answers probes for any Host and over plain http, since they come from inside."""

    probes = {"/healthz": healthz, "/readyz": readyz}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        probe = self.probes.get(request.path_info)
        if probe is None:
            return self.get_response(request)
        response = probe(request)
        response["X-Content-Type-Options"] = "nosniff"
        return response


class ResponseHeaders(MiddlewareMixin):
    """The security headers that Django has no setting for."""

    def process_response(self, request, response):
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class PublicFront:
    """Answers views that are the same for everybody before all that other pages need: sessions, accounts, CSRF.

    A view says so by its attribute `front`: "visitors" for pages that are the same for all visitors without a session
    cookie, "everyone" for addresses that never look at one, calendar feeds say. Nothing that passes here sets a cookie.
    The security headers are the same as elsewhere, asked once of those who set them and then kept.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self._answer: Any = convert_exception_to_response(self._view)
        self._security = SecurityMiddleware(get_response)
        self._guards = [
            self._security,
            *(guard(get_response) for guard in (CSPMiddleware, XFrameOptionsMiddleware, ResponseHeaders)),
        ]
        self._headers: dict[bool, list[tuple[str, str]]] = {}

    def __call__(self, request):
        match = self._front(request)
        if match is None:
            return self.get_response(request)
        request.resolver_match = match
        response = self._answer(request)
        if match.func.front == "visitors":
            patch_vary_headers(response, ["Cookie"])
        if not response.streaming and not response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))
        for name, value in self._headers_for(request):
            response.headers.setdefault(name, value)
        return response

    def _front(self, request):
        try:
            match = _resolve(request.path_info)
        except Resolver404:
            return None
        front = getattr(match.func, "front", None)
        if front == "everyone":
            return match
        is_for_visitors = front == "visitors" and request.method in ("GET", "HEAD")
        return match if is_for_visitors and is_visitor(request) else None

    def _view(self, request):
        request.get_host()  # refuses a Host that is not ours, as CommonMiddleware would
        redirect = self._security.process_request(request)  # to https
        if redirect is not None:
            return redirect
        match, request.user = request.resolver_match, AnonymousUser()
        return match.func(request, *match.args, **match.kwargs)

    def _headers_for(self, request) -> list[tuple[str, str]]:
        is_secure = request.is_secure()  # over http there is no HSTS
        if is_secure not in self._headers:
            blank = HttpResponse()
            del blank["Content-Type"]
            for guard in self._guards:
                guard.process_response(request, blank)
            self._headers[is_secure] = list(blank.items())
        return self._headers[is_secure]
