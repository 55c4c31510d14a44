"""Markdown in the admin: a field that shows, beside what is typed, what attendees will read."""

from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db.models import Field
from django.forms import Media
from django.http import HttpResponse, HttpResponseNotAllowed
from django.urls import path, reverse_lazy

from schedule.markdown import rendered
from schedule.models.fields import ProseField
from schedule.text import clean_prose

LIMIT = 100_000  # bytes of text that a preview is made of
NAME = "schedule_markdown"


class MarkdownArea(AdminTextareaWidget):
    """A text area; `admin-preview.js` puts the preview beside it."""

    def __init__(self, attrs=None):
        super().__init__({"data-preview": reverse_lazy(f"admin:{NAME}"), **(attrs or {})})

    @property
    def media(self):
        return Media(js=["js/admin-preview.js"])


def is_markdown(db_field: Field) -> bool:
    """Whether the site renders this field: its help text says so to who writes."""
    return isinstance(db_field, ProseField) and "Markdown" in str(db_field.help_text)


def markdown_url(model_admin: ModelAdmin):
    """The address of the preview, among those of one admin class, which says who may ask."""

    def view(request):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not model_admin.has_module_permission(request):
            raise PermissionDenied
        text = request.POST.get("text", "")
        if len(text.encode(errors="replace")) > LIMIT:
            return HttpResponse(f"Texts of more than {LIMIT // 1000} kB have no preview.", "text/plain", 413)
        return HttpResponse(rendered(clean_prose(text)))

    return path("markdown/", model_admin.admin_site.admin_view(view), name=NAME)
