"""Form fields and widgets of the admin: moments in the event's zone, choices of one event. Files are in `files`."""

from datetime import UTC, datetime

from django import forms
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

YEARS = range(1970, 2200)


class DateInput(forms.DateInput):
    """The browser's own date picker: no script, and a good keyboard on phones."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """Text to the minute: the browser's own input would show 04:00 PM to some, where the schedule says 16:00."""

    def __init__(self, attrs=None):
        look = {"size": 6, "maxlength": 8, "placeholder": "16:00", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(attrs=look | (attrs or {}), format="%H:%M")


# A keyboard of digits has no colon.
TIME_FORMATS = ["%H:%M", "%H.%M", "%H%M"]


class TimeField(forms.TimeField):
    widget = TimeInput

    def __init__(self, **kwargs):
        super().__init__(**{"input_formats": TIME_FORMATS, **kwargs})
        self.error_messages["invalid"] = "Enter a time of 24 hours, such as 16:00."


class DateField(forms.DateField):
    widget = DateInput

    def clean(self, value):
        day = super().clean(value)
        if day is not None:
            _refuse_far_year(day.year)
        return day


class MomentWidget(forms.MultiWidget):
    """A date and a time side by side."""

    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__([DateInput({"aria-label": "Date"}), TimeInput({"aria-label": "Time"})], attrs)

    def decompress(self, value):
        if value is None:
            return [None, None]
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return [local.date(), local.time()]

    def id_for_label(self, id_):
        return id_


class MomentField(forms.SplitDateTimeField):
    """A moment as the clocks of the active zone show it, which `ScopedAdmin` makes the event's.

    Of a time that happens twice, when clocks go back, the first is taken. One that is left out, when they go forward,
    is refused.
    """

    widget = MomentWidget

    def __init__(self, **kwargs):
        messages = {"invalid_time": "Enter a time of 24 hours, such as 16:00."}
        super().__init__(**{"input_time_formats": TIME_FORMATS, "error_messages": messages, **kwargs})

    def compress(self, data_list):
        if not data_list:
            return None
        day, time = data_list
        if day in self.empty_values or time in self.empty_values:
            raise ValidationError("Enter both the date and the time.", code="incomplete")
        _refuse_far_year(day.year)
        naive, zone = datetime.combine(day, time), timezone.get_current_timezone()
        moment = naive.replace(tzinfo=zone)
        if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
            raise ValidationError(
                f"{time:%H:%M} does not exist on this day in {zone}: the clocks go forward.", code="imaginary"
            )
        return moment


def is_same_minute(one: datetime, other: datetime) -> bool:
    """Whether a form shows both alike, in the active zone."""
    return f"{timezone.localtime(one):%Y-%m-%d %H:%M}" == f"{timezone.localtime(other):%Y-%m-%d %H:%M}"


def _refuse_far_year(year: int) -> None:
    if year not in YEARS:
        raise ValidationError(f"Enter a year from {YEARS[0]} to {YEARS[-1]}.", code="far_year")


class _OfEvent:
    """Asks for the rows of one event only. `known` is the chosen row where the form has it already."""

    event_id: int | None = None
    known: Model | None = None

    @property
    def media(self):
        return super().media + forms.Media(js=["admin/js/autocomplete.js", "js/admin-choices.js"])

    def get_url(self):
        url = super().get_url()
        return f"{url}?event={self.event_id}" if self.event_id else url


class EventAutocomplete(_OfEvent, AutocompleteSelect):
    def optgroups(self, name, value, attrs=None):
        if self.known is None or [str(key) for key in value] != [str(self.known.pk)]:
            return super().optgroups(name, value, attrs)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*blank, self.create_option(name, self.known.pk, str(self.known), True, 0)], 0)]


class EventAutocompleteMultiple(_OfEvent, AutocompleteSelectMultiple):
    def build_attrs(self, base_attrs, extra_attrs=None):
        """Each choice is taken out by itself: a cross for all would stand in their list, where only choices may."""
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


class RelatedInEvent(RelatedFieldWidgetWrapper):
    """The pop-up that adds a room or a speaker knows the event already."""

    event_id: int | None = None

    @classmethod
    def around(cls, wrapper: RelatedFieldWidgetWrapper, event_id: int | None, *, is_event: bool):
        """The same widget. Nothing is deleted from a form that chooses it, and an event is not edited from there."""
        can_add, can_change = wrapper.can_add_related, wrapper.can_change_related
        new = cls(
            wrapper.widget,
            wrapper.rel,
            wrapper.admin_site,
            can_add_related=can_add and not is_event,
            can_change_related=can_change and not is_event,
        )
        new.event_id = event_id
        return new

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if self.event_id:
            context["url_params"] += f"&event={self.event_id}"
        return context
