"""Making next year's event from this year's, in the admin."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.urls import path, reverse

from schedule.admin.base import ScopedAdmin
from schedule.admin.fields import DateField, DateInput
from schedule.admin.forms import NewSlugForm
from schedule.admin.pages import framed
from schedule.models import Event
from schedule.services.cloning import clone_event
from schedule.text import clean_line

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SAME_WEEKDAY_NEXT_YEAR = timedelta(weeks=52)


class CloneForm(NewSlugForm):
    """What differs from the event that it is made from."""

    field_order = ["name", "slug", "starts_on"]
    name = forms.CharField(max_length=200)
    starts_on = DateField(label="First day", widget=DateInput, help_text="It gets as many days as this one.")

    def clean_name(self):
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise ValidationError("Give the event a name.")
        return name


class ClonePages(ScopedAdmin):
    """The page of `EventAdmin` that makes another event."""

    def clone_urls(self):
        view = self.admin_site.admin_view(self.clone_view)
        return [path("<path:object_id>/clone/", view, name="schedule_event_clone")]

    def clone_view(self, request, object_id):
        request.event = self._event_of_form(request, object_id)
        return self._answer(request, self._clone_page, object_id)

    def _clone_page(self, request, object_id):
        event = self._seen(request, object_id)
        if not self.has_change_permission(request, event):
            raise PermissionDenied
        form = CloneForm(request.POST or None, initial=initial_of(event))
        if request.method == "POST" and form.is_valid():
            try:
                clone = clone_event(event=event, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                for name, errors in error.message_dict.items():
                    form.add_error(name if name in form.fields else None, errors)
            else:
                messages.success(
                    request, f"“{clone}” was made, and is not published. Now add sessions, or import them."
                )
                return HttpResponseRedirect(reverse("admin:schedule_event_change", args=[clone.pk]))
        title = f"Make next year's event from {event}"
        return framed(self, request, "clone", title=title, object=event, event=event, form=form)


def initial_of(event: Event) -> dict[str, Any]:
    """The same a year on: the next year where a year is in the name, and the same day of the week."""
    return {
        "name": _next_year(event.name),
        "slug": _next_year(event.slug),
        "starts_on": event.starts_on + _SAME_WEEKDAY_NEXT_YEAR,
    }


def _next_year(text: str) -> str:
    return _YEAR.sub(lambda found: str(int(found[0]) + 1), text)
