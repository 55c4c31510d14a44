"""Exporting in the admin: the public files' addresses, and files that also hold what only organisers know."""

from django.http import Http404, HttpResponse
from django.urls import path, reverse

from schedule.admin.base import ScopedAdmin
from schedule.admin.pages import event_page, framed
from schedule.services.exports import FORMATS, export_of
from schedule.visibility import SEE

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

    @event_page(SEE)
    def export_view(self, request, event):
        addresses = {
            name: reverse(f"event_{kind.ending}", args=[event.slug]) if event.is_published else ""
            for name, kind in FORMATS.items()
        }
        formats = [(name, label, addresses[name]) for name, label in LABELS.items()]
        return framed(self, request, "export", title=f"Export {event}", event=event, formats=formats)

    @event_page(SEE)
    def export_file_view(self, request, event, name):
        """The whole event, drafts and access links included."""
        if name not in FORMATS:
            raise Http404
        kind = FORMATS[name]
        response = HttpResponse(export_of(event, name, with_drafts=True).plain, content_type=kind.media_type)
        response["Content-Disposition"] = f'attachment; filename="{event.slug}-with-drafts.{kind.ending}"'
        response["Cache-Control"] = "private, no-store"
        return response
