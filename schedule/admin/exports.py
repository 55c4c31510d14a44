"""Exporting in the admin: the public files' addresses, and files that also hold what only organisers know."""

from django.contrib.admin.utils import unquote
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from schedule.admin.base import ScopedAdmin
from schedule.models import Event
from schedule.services.exports import FORMATS, export_of

LABELS = {
    "frab-xml": "schedule.xml",
    "schedule-json": "schedule.json",
    "ics": "iCalendar",
    "csv": "CSV",
    "xlsx": "Excel",
}


class ExportPages(ScopedAdmin):
    """The pages of `EventAdmin` about files that go out."""

    def export_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/export/", wrap(self.export_view), name="schedule_event_export"),
            path("<path:object_id>/export/<str:name>/", wrap(self.export_file_view), name="schedule_event_export_file"),
        ]

    def export_view(self, request, object_id):
        event = self._exported(request, object_id)
        addresses = {
            name: reverse(f"event_{kind.ending}", args=[event.slug]) if event.is_published else ""
            for name, kind in FORMATS.items()
        }
        context = {
            **self.admin_site.each_context(request),
            "title": f"Export {event}",
            "opts": self.opts,
            "event": event,
            "formats": [(name, label, addresses[name]) for name, label in LABELS.items()],
        }
        return TemplateResponse(request, "admin/schedule/export.html", context)

    def export_file_view(self, request, object_id, name):
        """The whole event, drafts and access links included."""
        event = self._exported(request, object_id)
        if name not in FORMATS:
            raise Http404
        kind = FORMATS[name]
        response = HttpResponse(export_of(event, name, with_drafts=True).plain, content_type=kind.media_type)
        response["Content-Disposition"] = f'attachment; filename="{event.slug}-with-drafts.{kind.ending}"'
        response["Cache-Control"] = "private, no-store"
        return response

    def _exported(self, request, object_id) -> Event:
        event = self.get_object(request, unquote(object_id))
        if event is None or not self.has_view_permission(request, event):
            raise Http404
        return event
