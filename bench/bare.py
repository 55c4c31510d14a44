"""The bare Django view that a feed is compared with: no middleware, no database, one URL, the same bytes.

BARE_FOLDER=… PORT=… python -m gunicorn --config python:bench.bare

The folder has for each name an answer recorded from the site: `<name>.json`, the headers by status, and `<name>.body`.
It is served by the site's own gunicorn configuration, which this module takes over; only the application differs.
"""

import json
import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, HttpResponseNotModified
from django.urls import path

from conference.gunicorn import *  # noqa: F403 (gunicorn reads its settings from a module's names)

wsgi_app = "bench.bare:application"

ANSWERS = {
    file.stem: (json.loads(file.read_text()), file.with_suffix(".body").read_bytes())
    for file in Path(os.environ["BARE_FOLDER"]).glob("*.json")
}


def when_ready(server):  # type: ignore[no-redef] (instead of the one taken over)
    """The site gives advice about its database here; there is none."""


def answer(request, name):
    headers, body = ANSWERS[name]
    if request.headers.get("If-None-Match") == headers["200"]["ETag"]:
        return HttpResponseNotModified(headers=headers["304"])
    return HttpResponse(body, headers=headers["200"])


urlpatterns = [path("<str:name>", answer)]

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="bench")
application = get_wsgi_application()
