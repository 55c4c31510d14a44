"""All input of attendees passes one of these."""

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme

from schedule.models import Event
from schedule.text import clean_line


class BookmarkForm(forms.Form):
    """The state to set, and where to go back to. A foreign or broken `next` counts as none."""

    bookmarked = forms.ChoiceField(choices=[("1", "on"), ("0", "off")])
    next = forms.CharField(required=False)

    def clean_next(self):
        there = self.cleaned_data["next"]
        return there if url_has_allowed_host_and_scheme(there, allowed_hosts=None) else ""


class LineField(forms.CharField):
    """One line of text, cleaned before it is found empty or too long."""

    def to_python(self, value):
        return clean_line(super().to_python(value) or "")


class FeedForm(forms.Form):
    """A new calendar feed: what it is called, and whether it follows one event or all."""

    name = LineField(
        max_length=100,
        label="Name",
        help_text="Where you will use it, so that you can tell your feeds apart: “Phone”, “Work laptop”.",
        error_messages={"required": "Give the feed a name, “Phone” say."},
    )
    event = forms.ModelChoiceField(
        Event.objects.none(),
        to_field_name="slug",
        required=False,
        label="Bookmarks of",
        empty_label="All events",
        error_messages={"invalid_choice": "There is no such event. Choose one of the list."},
    )

    def __init__(self, *args, events, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["event"].queryset = events  # type: ignore[attr-defined]
