"""Importing a file in the admin: upload, say what its columns are, look at what it would change, choose, apply."""

from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from schedule.admin.base import ScopedAdmin
from schedule.admin.forms import NewSlugForm
from schedule.admin.pages import event_page, framed
from schedule.importers import formats
from schedule.importers.files import MAX_BYTES
from schedule.importers.records import Context, Schedule, Unacceptable, ZoneNeeded, zone_named
from schedule.importers.records import Event as EventRecord
from schedule.importers.tables.choosing import FIELDS, IGNORED, Column, columns_in
from schedule.models import Event, Import
from schedule.services.imports import EventChanged, Options, Report, event_from, preview_import
from schedule.services.imports.uploads import apply_upload, bytes_of, keep_upload, read_upload
from schedule.visibility import EDIT

GROUPS = ("moved", "cancelled", "changed", "new")


class UploadForm(forms.Form):
    """A file, and what it may leave open."""

    file = forms.FileField(
        label="Schedule file",
        allow_empty_file=True,
        help_text="schedule.xml, schedule.json, iCalendar, CSV, Excel, or an export of pretalx, Sessionize, Sched or "
        f"Indico: its content tells which. At most {MAX_BYTES // 1_000_000} MB.",
    )
    timezone = forms.ChoiceField(
        choices=[("", "As the file says"), *((name, name) for name in sorted(available_timezones()))],
        required=False,
        label="Time zone",
        help_text="Choose one only where the file is wrong about it, or says nothing.",
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            size = file.size / 1_000_000
            raise ValidationError(f"This file has {size:.1f} MB. At most {MAX_BYTES // 1_000_000} MB are read.")
        return file


class NewEventForm(UploadForm, NewSlugForm):
    """A file that an event is made of."""

    field_order = ["file", "timezone", "slug"]


class ImportPages(ScopedAdmin):
    """The pages of `EventAdmin` about files that come in."""

    def import_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.new_event_view), name="schedule_event_import_new"),
            path("<path:object_id>/import/", wrap(self.upload_view), name="schedule_event_import"),
            path("<path:object_id>/import/<int:pk>/", wrap(self.import_view), name="schedule_import"),
            path(
                "<path:object_id>/import/<int:pk>/columns/",
                wrap(self.columns_view),
                name="schedule_import_columns",
            ),
        ]

    def new_event_view(self, request):
        """An event made of a file; its sessions come in once somebody has looked at them."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewEventForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            row = self._made(request, form)
            if row is not None:
                messages.info(request, f"{row.event} was made, and is not published. Now choose what comes in.")
                return HttpResponseRedirect(self._address(row))
        return self._page(request, "upload", None, title="New event from a file", form=form)

    @event_page(EDIT)
    def upload_view(self, request, event):
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            row = self._kept(request, form, event)
            if row is not None:
                return HttpResponseRedirect(self._address(row))
        applied = Import.objects.filter(event=event, applied_at__isnull=False).select_related("by").defer("content")
        return self._page(request, "upload", event, title=f"Import into {event}", form=form, applied=applied[:50])

    @event_page(EDIT)
    def import_view(self, request, event, pk):
        """What a file would change, with choices; once it was applied, what it did."""
        row = get_object_or_404(Import.objects.select_related("event", "by"), pk=pk, event=event)
        if row.applied_at is not None:
            report = row.report
            groups = [(name, report.get(name, [])) for name in GROUPS]
            return self._page(request, "report", event, title=f"{row}, imported", row=row, report=report, groups=groups)
        if row.content is None:
            raise Http404
        try:
            schedule = read_upload(row)
        except Unacceptable as error:
            if not row.columns:
                raise Http404 from error  # it was acceptable when it was uploaded: somebody changed its bytes
            messages.warning(request, error.reason)
            return HttpResponseRedirect(self._address(row, "schedule_import_columns"))
        report = preview_import(event=event, schedule=schedule, options=Options(keep_local=True))
        if request.method == "POST":
            try:
                return self._apply(request, row, schedule, report)
            except EventChanged:
                messages.warning(request, "Somebody changed this event meanwhile. Look once more at what would change.")
                return HttpResponseRedirect(self._address(row))
        return self._page(
            request,
            "preview",
            event,
            title=f"Import {row} into {event}",
            row=row,
            report=report,
            total=len(schedule.sessions),
            format=schedule.format,
            groups=[(name, getattr(report, name)) for name in GROUPS],
        )

    @event_page(EDIT)
    def columns_view(self, request, event, pk):
        """Which column of a table is what."""
        row = get_object_or_404(Import.objects.filter(applied_at=None).exclude(columns=[]), pk=pk, event=event)
        form = ColumnsForm(request.POST or None, columns=columns_in(bytes_of(row)), mapping=row.mapping)
        if request.method == "POST" and form.is_valid():
            try:
                read_upload(row, mapping=form.mapping)
            except Unacceptable as error:
                form.add_error(None, error.reason)
            else:
                row.mapping = form.mapping
                row.save(update_fields=["mapping"])
                return HttpResponseRedirect(self._address(row))
        return self._page(request, "columns", event, title=f"Columns of {row}", row=row, form=form)

    # Steps

    def _kept(self, request, form, event) -> Import | None:
        """The file, kept to be looked at; None with an error in the form."""
        file = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                zone = form.cleaned_data["timezone"]
                row = keep_upload(event=event, by=request.user, filename=file.name, data=file.read(), zone=zone)
                if not row.columns:
                    read_upload(row)
        except Unacceptable as error:
            form.add_error("file", _words_of(error))
            return None
        return row

    def _made(self, request, form) -> Import | None:
        file = form.cleaned_data["file"]
        data = file.read()
        zone = form.cleaned_data["timezone"]
        try:
            schedule = _read_for_event(data, zone)
            event = event_from(schedule=schedule, slug=form.cleaned_data["slug"], is_published=False)
        except Unacceptable as error:
            if columns_in(data):
                form.add_error("timezone", "Choose the zone that this table's times are in; its columns come next.")
            else:
                form.add_error("file", _words_of(error))
        except ValidationError as error:
            form.add_error("file", error.messages)
        except ZoneNeeded:
            form.add_error("timezone", "The times in this file have no zone. Choose the one that they are in.")
        else:
            with transaction.atomic():
                event.save()
                return keep_upload(event=event, by=request.user, filename=file.name, data=data, zone=zone)
        return None

    def _apply(self, request, row: Import, schedule: Schedule, report: Report):
        options, version = _options(request.POST, report), request.POST.get("version", "")
        done = apply_upload(row=row, schedule=schedule, options=options, by=request.user, version=version)
        if done is not None:
            LogEntry.objects.log_actions(request.user.pk, [row.event], CHANGE, f"Imported {row}: {done.summary}.")
            messages.success(request, f"Imported {row}: {done.summary}.")
        return HttpResponseRedirect(self._address(row))

    def _address(self, row: Import, name: str = "schedule_import") -> str:
        return reverse(f"admin:{name}", args=[row.event_id, row.pk])

    def _page(self, request, name: str, event: Event | None, **context):
        return framed(self, request, f"import_{name}", event=event, **context)


def _words_of(error: Unacceptable) -> str:
    return ": ".join(filter(None, [error.place.capitalize(), error.reason]))


def _read_for_event(data: bytes, zone: str) -> Schedule:
    """What a file says of its event. Of a table whose columns are still to be chosen, nothing but the zone given."""
    try:
        return formats.read(data, Context(zone=zone_named(zone)))
    except Unacceptable:
        if not zone or not columns_in(data):
            raise
    return Schedule(EventRecord(zone=zone), sessions=())


def _options(posted, report: Report) -> Options:
    """Groups and sessions that were unchecked stay out; edits here stay unless somebody said otherwise."""
    out = set(posted.getlist("leave"))
    groups = {**{name: getattr(report, name) for name in GROUPS}, "rooms": report.rooms}
    for name, items in {**groups, "speakers": report.speakers["changed"]}.items():
        if name not in posted:
            out |= {item["guid"] for item in items}
    return Options(
        keep_local="keep_local" in posted,
        remove_missing="remove_missing" in posted,
        left_out=frozenset(out),
        taken=frozenset(posted.getlist("take")),
        removed=frozenset(posted.getlist("remove")),
    )


class ColumnsForm(forms.Form):
    """One choice a column: which field it is, or none. `mapping` is field -> names of columns."""

    def __init__(self, *args, columns: list[Column], mapping, **kwargs):
        super().__init__(*args, **kwargs)
        self.columns = columns
        chosen = {name: field for field, names in mapping.items() for name in names}
        for number, column in enumerate(columns):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                choices=[(IGNORED, "Do not import"), *FIELDS],
                initial=chosen.get(column.name, column.field or IGNORED),
                label=column.name,
                help_text=" · ".join(column.sample),
            )

    def clean(self):
        super().clean()
        if "title" not in self.mapping:
            raise ValidationError("Choose the column that holds the titles.")

    @property
    def mapping(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for number, column in enumerate(self.columns):
            found.setdefault(self.cleaned_data[f"column_{number}"], []).append(column.name)
        return found
