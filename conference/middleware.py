"""What happens to every request before Django's own machinery: an id, health answers, headers, the public front."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers

from conference.logging import request_id
from conference.site import healthz, readyz

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


class ResponseHeaders:
    """The security headers that Django has no setting for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class PublicFront:
    """Answers views that are the same for everybody before sessions, accounts and CSRF are touched.

    A view says so by its attribute `front`: "visitors" for pages that are the same for all visitors without a session
    cookie, "everyone" for addresses that never look at one, calendar feeds say. Nothing that passes here sets a cookie.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        front = self._front(request)
        if front is None:
            return self.get_response(request)
        request.get_host()  # refuses a Host that is not ours, as CommonMiddleware would
        match = request.resolver_match = front
        request.user = AnonymousUser()
        response = match.func(request, *match.args, **match.kwargs)
        if match.func.front == "visitors":
            patch_vary_headers(response, ["Cookie"])
        return response

    def _front(self, request):
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return None
        front = getattr(match.func, "front", None)
        if front == "everyone":
            return match
        is_visitor = settings.SESSION_COOKIE_NAME not in request.COOKIES and request.method in ("GET", "HEAD")
        return match if front == "visitors" and is_visitor else None
