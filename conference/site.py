"""What belongs to the site and not to an event: health, robots, errors, what every template knows."""

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import Http404, HttpResponse, HttpResponseForbidden, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe


def visitor(request):
    """For templates: the person whom this answer is for, None when it is for anybody."""
    user = getattr(request, "user", None)
    return {"visitor": user if user is not None and user.is_authenticated else None}


def healthz(request):
    """The process lives."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def readyz(request):
    """Database, migrations and cache are ready; 503 with the reasons otherwise."""
    reasons = [*_database_reasons(), *_cache_reasons()]
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)


def _database_reasons() -> list[str]:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return ["database: migrations are missing, run manage.py migrate"]
    except DatabaseError:
        return ["database: no answer"]
    return []


def _cache_reasons() -> list[str]:
    try:
        cache.set("readyz", "ok", 10)
        return [] if cache.get("readyz") == "ok" else ["cache: does not keep what it is given"]
    except Exception:
        return ["cache: no answer"]


@require_safe
def robots(request):
    """What crawlers need not read. Feeds are not forbidden: Google's calendar is reported to obey robots.txt."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        "Disallow: /*/mine/",
        "Disallow: /*/bookmark/",
        # Pages as filtered or in another zone: each says by its canonical link that it is none of its own. Pages end in
        # a slash, so that a filtered calendar is none of these.
        "Disallow: /*/?",
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('site_sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def nowhere(request, rest):
    """For an address of Django's that this site does not have."""
    raise Http404


def not_found(request, exception):
    """The same page for what does not exist and for what one may not see."""
    response = HttpResponse(render_to_string("404.html"), status=404)
    response["Cache-Control"] = "no-cache"  # else a cache may guess how long, while the page is being published
    return response


def server_error(request):
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request, reason=""):
    """A form that was open while its owner signed in or out elsewhere, mostly."""
    body = render_to_string("403_csrf.html", {"login_url": reverse("account_login")})
    return HttpResponseForbidden(body)
