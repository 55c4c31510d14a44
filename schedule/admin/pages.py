"""What the pages of an event have in common, beyond Django's own: who is let in, in whose clocks, their frame."""

from collections.abc import Iterable
from functools import wraps

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from schedule.models import Session
from schedule.visibility import may

LONGEST_KEY = 18  # digits that a BIGINT holds for certain


def event_page(right: str):
    """For a view of `EventAdmin`: gives it its event, in whose zone it runs.

    404 for an event that one may not see, as for one that is not there; 403 for whoever lacks the right in it.
    """

    def decorated(view):
        @wraps(view)
        def answer(self, request, object_id, **kwargs):
            event = self.get_object(request, unquote(object_id))
            if event is None:
                raise Http404
            if not may(request.user, right, event.pk):
                raise PermissionDenied
            request.event = event
            with timezone.override(event.timezone):
                response = view(self, request, event, **kwargs)
                return response.render() if hasattr(response, "render") else response

        return answer

    return decorated


def keys_in(values: Iterable[str]) -> list[int]:
    """Primary keys that a form sent; what cannot be one is left out, since a database would stumble over it."""
    plain = (value for value in values if value.isascii() and value.isdecimal() and len(value) <= LONGEST_KEY)
    return [int(value) for value in plain]


def form_address(session: Session) -> str:
    return address_of_form(session.kind, session.pk)


def address_of_form(kind: str, pk: int) -> str:
    """Of a session's form: BoFs have one of their own."""
    name = "bofsession" if kind == Session.Kind.BOF else "talk"
    return reverse(f"admin:schedule_{name}_change", args=[pk])


def framed(model_admin, request, template: str, *, title: str, **context):
    """A page of the admin around this template of `admin/schedule/`."""
    context = {**model_admin.admin_site.each_context(request), "title": title, "opts": model_admin.opts, **context}
    return TemplateResponse(request, f"admin/schedule/{template}.html", context)
