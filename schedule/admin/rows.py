"""Rows inside a form: rooms of an event, speakers of a session. Their events, their names, their order."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from schedule.admin.forms import ScopedForm

REMOVED_ROW = "Somebody removed this row meanwhile. Tick “Delete” to leave it out; to have it after all, add it anew."


class RowKey(forms.HiddenInput):
    """The key of an inline row, and beside it what the row showed: no template of Django's has a place for that."""

    form: ScopedForm

    def render(self, name, value, attrs=None, renderer=None):
        key = super().render(name, value, attrs, renderer)
        return format_html(
            '{}<input type="hidden" name="{}" value="{}">', key, self.form.add_prefix("seen"), self.form.seen
        )


class RowFormSet(forms.BaseInlineFormSet):
    """Inline rows: the event is the parent's, and a new row whose position was left 0 comes last.

    Rows are compared field by field as the form is; one that somebody else removed gets an error.
    """

    # Of BaseFormSet and BaseModelFormSet, which the stubs leave out.
    _should_delete_form: Callable[[forms.BaseForm], bool]
    _pk_field: Any

    def add_fields(self, form, index):
        """Each field is named, since its heading stands far above it."""
        super().add_fields(form, index)
        row = f"{self.model._meta.verbose_name} {index + 1}" if index is not None else "new row"
        for field in form.fields.values():
            if field.label:
                field.widget.attrs["aria-label"] = f"{field.label}, {row}"
        if form.instance.pk:
            form.fields[self._pk_field.name].widget = key = RowKey()
            key.form = form

    def full_clean(self):
        for form in self.forms if self.is_bound else ():
            if hasattr(form.instance, "event_id") and getattr(self.instance, "event_id", None):
                form.instance.event = self.instance.event
        super().full_clean()
        for form in self.forms if self.is_bound else ():
            if self._pk_field.name in form.errors:
                del form.errors[self._pk_field.name]  # which Django has no words for
                form.add_error(None, REMOVED_ROW)

    def clean(self):
        super().clean()
        for form in self.forms:
            if form.has_changed() and form.is_valid() and not self._should_delete_form(form):
                self._validate_beside_stored(form)
        rows = [form for form in self.forms if not self._should_delete_form(form) and hasattr(form.instance, "order")]
        last = max((form.instance.order or 0 for form in rows), default=0)
        for form in rows:
            if not form.instance.pk and form.has_changed() and not form.instance.order:
                last += 1
                form.instance.order = last

    def _validate_beside_stored(self, form):
        """What must be unique together with the row's holder, which Django leaves out of a form's own validation."""
        try:
            form.instance.validate_constraints(exclude=form._get_validation_exclusions())
        except ValidationError as error:
            form.add_error(None, error)

    def get_unique_error_message(self, unique_check):
        return "The same stands here twice."
