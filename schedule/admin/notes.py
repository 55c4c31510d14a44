"""What a form tells: each of its mistakes with a way to its field, and what it did that nobody asked for."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.forms import BaseForm, BoundField, MultiWidget
from django.utils import timezone

from schedule.zones import is_doubled


@dataclass(frozen=True)
class Mistake:
    """`target` is the id of the field, empty where the mistake is the form's as a whole."""

    label: str
    words: str
    target: str = ""


def mistakes_in(form: BaseForm, inlines) -> list[Mistake]:
    """In the order of the page; rows of inlines are numbered as people count them."""
    if not form.is_bound:
        return []
    found = _of_form(form, "")
    for inline in inlines:
        found += [Mistake("", words) for words in inline.formset.non_form_errors()]
        name = str(inline.opts.verbose_name).capitalize()
        for number, row in enumerate(inline.formset.forms, start=1):
            found += _of_form(row, f"{name} {number}")
    return found


def _of_form(form: BaseForm, prefix: str) -> list[Mistake]:
    found = [Mistake(prefix, str(words)) for words in form.non_field_errors()]
    for field in form:
        label = ", ".join(part for part in (prefix, str(field.label)) if part)
        found += [Mistake(label, str(words), _target(field)) for words in field.errors]
    return found


def _target(field: BoundField) -> str:
    widget = field.field.widget
    name = field.auto_id or ""
    return f"{name}_0" if isinstance(getattr(widget, "widget", widget), MultiWidget) else name


def notes_on(form) -> list[str]:
    """What the person who saved should hear: what was filled in, and which of two moments a doubled time is."""
    zone = timezone.get_current_timezone()
    moments = [
        (name, value)
        for name, value in form.cleaned_data.items()
        if name in form.changed_data and isinstance(value, datetime) and is_doubled(value, zone)
    ]
    return [*form.notes, *(_on_doubled(str(form.fields[name].label), value, zone) for name, value in moments)]


def _on_doubled(label: str, value: datetime, zone) -> str:
    at = value.astimezone(zone)
    utc = value.astimezone(UTC)
    return (
        f"{label}: the clocks go back that night, so {at:%H:%M} happens twice. "
        f"The {'second' if at.fold else 'first'} was taken, {at:%H:%M %Z} ({utc:%H:%M} UTC)."
    )
