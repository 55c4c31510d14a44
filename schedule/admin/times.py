"""Rooms and times of many sessions on one page: the list, with what moves most often ready to be typed over."""

from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse

from schedule.admin.base import ScopedAdmin, count_of
from schedule.admin.forms import ScopedForm
from schedule.admin.pages import framed, keys_in
from schedule.admin.rehearsal import BACK
from schedule.models import Room, Session
from schedule.services.sessions import save_fields
from schedule.visibility import EDIT

FIELDS = ["starts_at", "ends_at", "room"]


class SessionTimes(ScopedAdmin):
    """A page of `SessionAdmin`, about what its list shows, filters included."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.times_view)
        return [path("times/", view, name=f"schedule_{self.opts.model_name}_times"), *super().get_urls()]

    def times_view(self, request):
        request.event = self._event_of_list(request)
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.event is None:
            messages.info(request, "Choose one event in the filter first: times are in its zone, rooms are its own.")
            return HttpResponseRedirect(reverse(f"admin:schedule_{self.opts.model_name}_changelist"))
        if not self.has_right(request, EDIT):
            raise PermissionDenied
        request.keeps_typed = True
        return self._answer(request, self._times)

    def _times(self, request):
        event = request.event
        try:
            shown = self._posted(request) if request.method == "POST" else self._listed(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(request.path)
        rooms = list(Room.objects.filter(event=event))
        form_class = forms.modelform_factory(
            Session,
            form=ScopedForm,
            fields=FIELDS,
            formfield_callback=partial(self._plain_field, request=request),
        )
        rows = [(session, self._row_form(form_class, request, session, rooms)) for session in shown]
        if request.method == "POST" and all([self._is_fine(form) for _, form in rows]) and BACK not in request.POST:
            return self._saved(request, [form for _, form in rows])
        return framed(
            self,
            request,
            "times",
            title=f"Rooms and times, {event}",
            event=event,
            rows=rows,
            mistaken=[
                (session, form) for session, form in rows if form.is_bound and form.has_changed() and form.errors
            ],
            list_address=f"{reverse(f'admin:schedule_{self.opts.model_name}_changelist')}?{request.GET.urlencode()}",
        )

    def _listed(self, request) -> list[Session]:
        return self.get_changelist_instance(request).result_list

    def _posted(self, request) -> list[Session]:
        """The sessions that the page had, whatever the list shows by now."""
        keys = keys_in(request.POST.getlist("row"))
        return list(self.get_queryset(request).filter(event=request.event, pk__in=keys).in_order())

    def _row_form(self, form_class, request, session, rooms: list[Room]):
        form = form_class(request.POST if request.method == "POST" else None, instance=session, prefix=str(session.pk))
        # Read once for all rows. Only now, since a form's own copy of the field would ask the database again.
        form.fields["room"].widget.choices = [("", "No room"), *((room.pk, room.name) for room in rooms)]
        return form

    def _plain_field(self, db_field, request):
        """Without the buttons that add and change a room."""
        if db_field.name != "room":
            return self.formfield_for_dbfield(db_field, request)
        rooms = Room.objects.filter(event=request.event)
        field = forms.ModelChoiceField(rooms, required=False)
        field.error_messages["invalid_choice"] = "Choose a room of this event."
        return field

    def _is_fine(self, form) -> bool:
        return not form.has_changed() or form.is_valid()

    def _saved(self, request, forms_sent):
        changed = [form.instance for form in forms_sent if form.has_changed()]
        save_fields(sessions=changed, fields=FIELDS)
        messages.success(request, f"{count_of(len(changed), 'session')} changed.")
        for form in forms_sent:
            if form.has_changed() and form.kept:
                kept = ", ".join(form.kept)
                messages.warning(request, f"Of “{form.instance}” what somebody else changed meanwhile stays: {kept}.")
        return HttpResponseRedirect(request.get_full_path())
