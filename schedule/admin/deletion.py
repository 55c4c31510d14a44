"""Deleting for good in the admin: what attendees know of needs its name typed, and cancelling is offered instead."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from schedule.models import Session
from schedule.text import clean_line


class TypedDeletion:
    """Asks `ScopedAdmin`'s delete page for the title of what `title_to_type` names. Its own form is Django's."""

    get_object: Any
    opts: Any

    def title_to_type(self, obj) -> str:
        """What must be typed to delete this; empty where a confirmation is enough."""
        return ""

    def delete_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, unquote(object_id))
        title = clean_line(self.title_to_type(obj)) if obj else ""
        context = {**(extra_context or {}), "to_type": title}
        typed = request.POST.get("typed", "")
        if request.POST and title and clean_line(typed) != title:
            request.POST = QueryDict()  # for Django, not confirmed yet: it shows the page again
            context |= {"typed": typed, "is_typed_wrong": True}
        if isinstance(obj, Session) and obj.status == Session.Status.PUBLISHED:
            context["cancel"] = reverse(f"admin:schedule_{self.opts.model_name}_changelist")
        return super().delete_view(request, object_id, context)


def reasons_against_many(objs) -> list[str]:
    """Why sessions chosen on the list are not deleted together: published ones are deleted one by one, or cancelled."""
    if not isinstance(objs, QuerySet):
        return []
    published = objs.exclude(status=Session.Status.DRAFT).order_by("pk")
    return [
        f"“{session}” is {session.get_status_display().lower()}. Delete it on its own page." for session in published
    ]
