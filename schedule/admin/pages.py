"""What the pages of an event have in common, beyond Django's own: who is let in, in whose clocks, their frame."""

from functools import wraps

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone

from schedule.visibility import may


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


def framed(model_admin, request, template: str, *, title: str, **context):
    """A page of the admin around this template of `admin/schedule/`."""
    context = {**model_admin.admin_site.each_context(request), "title": title, "opts": model_admin.opts, **context}
    return TemplateResponse(request, f"admin/schedule/{template}.html", context)
