"""Public pages that a process keeps for as long as their event has the same version."""

from functools import wraps
from time import monotonic

from schedule.filters import NAMES
from schedule.memory import Body, Memory
from schedule.models import Event
from schedule.services.publish import rendering
from schedule.views.answers import before_sessions, conditional, is_visitor, validated

# Writes past Talkmark give no new version. So long may a kept page not know of them.
SECONDS = 300

# Addresses with other parameters, a campaign's say, are as many as there are clicks.
PARAMETERS = {*NAMES, "tz"}

pages = Memory()


def kept_page(view):
    """For a page of an event that is the same for all visitors and does not change with the clock.

    Whoever has a session cookie gets it rendered. Who asks for a page that is just being rendered waits for it: else
    all who ask for a changed one at the same moment would have it rendered each for themselves.
    """
    rendered = validated(view)

    @wraps(view)
    def answer(request, event):
        if not is_visitor(request) or not PARAMETERS.issuperset(request.GET):
            return rendered(request, event)
        # Read before the page is, so that a change meanwhile is seen by the next who asks.
        version = Event.objects.visible_to(None).filter(slug=event).values_list("version", flat=True).first()
        if version is None:
            return rendered(request, event)
        key = (version, rendering(), request.get_full_path(), int(monotonic() // SECONDS))
        body = pages.get(key)
        if body is None:
            with pages.making(key):
                body = pages.get(key)
                if body is None:
                    response = view(request, event)
                    if response.status_code != 200:
                        return response
                    body = pages.keep(key, Body(response.content))
        return conditional(
            request,
            body,
            content_type="text/html; charset=utf-8",
            etag=body.etag,
            cache_control="public, no-cache",
        )

    return before_sessions(to="visitors")(answer)
