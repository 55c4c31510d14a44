"""Rows inside a form: rooms of an event, speakers of a session. Their events, their names, their order, their cost."""

from collections.abc import Callable

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html

_INPUTS = {f"django/forms/widgets/{name}.html" for name in ("text", "number", "hidden", "checkbox", "url")}


class RowRenderer(DjangoTemplates):
    """Writes plain inputs itself: a hundred rooms and tracks have five hundred, and a template for each takes long."""

    def render(self, template_name, context, request=None):
        if template_name not in _INPUTS:
            return super().render(template_name, context, request)
        widget = context["widget"]
        own = {"type": widget["type"], "name": widget["name"], "value": widget["value"]}
        return format_html("<input{}>", flatatt(own | widget["attrs"]))


ROWS = RowRenderer()


class RowFormSet(forms.BaseInlineFormSet):
    """Inline rows: the event is the parent's, and a new row whose position was left 0 comes last."""

    _should_delete_form: Callable[[forms.BaseForm], bool]  # of BaseFormSet, which the stubs leave out

    def add_fields(self, form, index):
        """Each field is named, since its heading stands far above it."""
        super().add_fields(form, index)
        row = f"{self.model._meta.verbose_name} {index + 1}" if index is not None else "new row"
        for field in form.fields.values():
            if field.label:
                field.widget.attrs["aria-label"] = f"{field.label}, {row}"

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "renderer": ROWS}

    def full_clean(self):
        for form in self.forms if self.is_bound else ():
            if hasattr(form.instance, "event_id") and getattr(self.instance, "event_id", None):
                form.instance.event = self.instance.event
        super().full_clean()

    def clean(self):
        super().clean()
        rows = [form for form in self.forms if not self._should_delete_form(form) and hasattr(form.instance, "order")]
        last = max((form.instance.order or 0 for form in rows), default=0)
        for form in rows:
            if not form.instance.pk and form.has_changed() and not form.instance.order:
                last += 1
                form.instance.order = last

    def get_unique_error_message(self, unique_check):
        return "The same stands here twice."
