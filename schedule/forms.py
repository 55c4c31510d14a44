"""All input of attendees passes one of these."""

from typing import Any

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme

from schedule import calendar_apps
from schedule.models import Event, Session
from schedule.text import clean_line
from schedule.zones import zone_called

# In place of Django's, by the error's code.
PLAIN_ERRORS: dict[str, Any] = {"max_length": "At most %(limit_value)d characters; this has %(show_value)d."}


class NextForm(forms.Form):
    """Where to go back to. A foreign or broken `next` counts as none."""

    next = forms.CharField(required=False)

    def clean_next(self):
        return self.there(self.cleaned_data["next"])

    @staticmethod
    def there(address: str) -> str:
        return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""


class BookmarkForm(NextForm):
    """The state to set."""

    bookmarked = forms.ChoiceField(choices=[("1", "on"), ("0", "off")])


class ZoneForm(NextForm):
    """The zone to read times in; empty for each event's own."""

    zone = forms.CharField(required=False, max_length=64)

    def clean_zone(self):
        name = self.cleaned_data["zone"]
        if name and zone_called(name) is None:
            raise forms.ValidationError("There is no such time zone.")
        return name


class NewsForm(forms.Form):
    """What a host posts on the day. No form of the session: what else of it is wrong is not for them to set right."""

    news = Session._meta.get_field("news").formfield(
        label="News",
        help_text="One line for those who are coming: “We start at 11:05”. Empty takes it away.",
        error_messages=PLAIN_ERRORS,
    )
    notes_url = Session._meta.get_field("notes_url").formfield(
        label="Notes",
        help_text="The address of a shared pad or of the minutes.",
        error_messages=PLAIN_ERRORS | {"invalid": "Write an address that begins with https:// or http://."},
    )


class LineField(forms.CharField):
    """One line of text, cleaned before it is found empty or too long."""

    default_error_messages = PLAIN_ERRORS

    def to_python(self, value):
        return clean_line(super().to_python(value) or "")


# More than anybody has devices.
MOST_FEEDS = 50


class FeedForm(forms.Form):
    """A new calendar feed: for which app, what it is called, what it holds.

    With a chosen app the name may be left out: then it is the app's. `once` is what the page was opened with, so that
    sending it a second time makes no second feed.
    """

    app = forms.ChoiceField(
        choices=[(app.slug, app.name) for app in calendar_apps.APPS],
        required=False,
        error_messages={"invalid_choice": "There is no such app. Choose one of the list."},
    )
    name = LineField(
        max_length=100,
        required=False,
        label="Name",
        help_text="Where you will use it, so that you can tell your feeds apart: “Phone”, “Work laptop”.",
    )
    event = forms.ModelChoiceField(
        Event.objects.none(),
        to_field_name="slug",
        required=False,
        label="Bookmarks of",
        empty_label="All events",
        error_messages={"invalid_choice": "There is no such event. Choose one of the list."},
    )
    leaves_out_cancelled = forms.BooleanField(required=False, label="Leave out cancelled sessions")
    once = forms.CharField(required=False)

    def __init__(self, *args, events, names_taken=(), **kwargs):
        super().__init__(*args, **kwargs)
        self._names_taken = names_taken
        self.fields["event"].queryset = events  # type: ignore[attr-defined]

    def clean_once(self):
        return self.cleaned_data["once"][:50]

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if len(self._names_taken) >= MOST_FEEDS:
            self.add_error("name", f"You have {MOST_FEEDS} feeds. Revoke one that you no longer use first.")
        if not given.get("name") and "name" not in self.errors:
            if app := calendar_apps.BY_SLUG.get(given.get("app", "")):
                given["name"] = _free_name(app.name, self._names_taken)
            else:
                self.add_error("name", "Give the feed a name, “Phone” say.")
        return given


def _free_name(name: str, taken) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free


class RevokeForm(forms.Form):
    """Whether the address is only no longer needed, or known to others."""

    leaked = forms.BooleanField(required=False)
