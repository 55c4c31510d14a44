"""The admin's forms: rules across fields, and what happens when two people save the same thing."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files import File
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from schedule import slugs
from schedule.admin.fields import EventAutocomplete, is_same_minute
from schedule.admin.files import FileWidget
from schedule.admin.rehearsal import BACK
from schedule.models import Event, Tag
from schedule.models.event import refuse_reserved_slug
from schedule.text import clean_prose

# The relations by which a row belongs to what its form or its inline is about.
HOLDERS = ("event", "session", "speaker", "group")


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed: what is stored now, and what this form has."""

    label: str
    theirs: str
    mine: str


class ScopedForm(forms.ModelForm):
    """A form that knows what its page showed.

    The page sends along, as `seen`, a digest of each value that was stored when it was opened. What somebody else
    saved meanwhile is kept where this form did not touch it, and told of in `kept`. Where both changed a field it gets
    an error with the other's value, and everything typed stays; saving once more, from that page, is then a choice.
    Both versions of each such field stand in `conflicts`.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept: list[str] = []
        self.conflicts: list[Conflict] = []
        self._told: set[str] = set()  # of which fields the page now says what is stored
        self.notes: list[str] = []  # what the form did unasked
        for name, field in self.fields.items():
            if isinstance(field.widget, FileWidget) and self.instance.pk:
                field.widget.address = self.address_of(name)
            chosen = getattr(field.widget, "widget", None)
            if isinstance(chosen, EventAutocomplete):
                chosen.known = self.instance._state.fields_cache.get(name)

    def address_of(self, name: str) -> str:
        """Where the site serves the file in this field."""
        raise NotImplementedError

    def _get_validation_exclusions(self):
        """What holds a row is not in its form, but counts in what must be unique within it."""
        excluded = super()._get_validation_exclusions()
        return {name for name in excluded if name not in HOLDERS or not getattr(self.instance, f"{name}_id", None)}

    def clean(self):
        super().clean()
        if BACK in self.data and not self.prefix:  # of the rows inside it none need say so as well
            self.add_error(None, "Nothing was saved yet. Change what you like, and save again.")
        seen = self._seen_before()
        for name, value in list(self.cleaned_data.items()):
            stored = self.initial.get(name)
            if isinstance(value, datetime) and isinstance(stored, datetime) and is_same_minute(value, stored):
                self.cleaned_data[name] = stored  # keeps its seconds, and its side of an hour that happens twice
            elif seen.get(name, _digest(stored)) == _digest(stored) or _digest(value) == _digest(stored):
                continue
            elif _digest(value) == seen[name]:
                self.cleaned_data[name] = stored if isinstance(stored, list) else self._cleaned(name, stored)
                self.kept.append(str(self.fields[name].label or name))
            else:
                theirs, mine = self._words(name, stored), self._words(name, value)
                self._told.add(name)
                self.conflicts.append(Conflict(str(self.fields[name].label or name), theirs, mine))
                self.add_error(name, f"Meanwhile somebody made this “{theirs}”. Save again to have yours.")
        return self.cleaned_data

    def add_error(self, field, error):
        """What is wrong with a field that this form leaves out is told above the others."""
        named = getattr(error, "error_dict", {}) if field is None else {}
        for name in set(named) - {*self.fields, NON_FIELD_ERRORS}:
            super().add_error(None, named.pop(name))
        if field is not None or named or not hasattr(error, "error_dict"):
            super().add_error(field, error)

    @property
    def seen(self) -> str:
        """What the page sends along. A form that comes back has seen no more than before, but for what it tells of.

        Else its own values, which are those of its first opening, would count as changes the next time.
        """
        now = {name: _digest(self.initial.get(name)) for name in self.fields}
        before = self._seen_before() if self.is_bound else {}
        return json.dumps(now | {name: digest for name, digest in before.items() if name in now.keys() - self._told})

    def _seen_before(self) -> dict[str, str]:
        try:
            seen = json.loads(self.data.get(self.add_prefix("seen"), "{}"))
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) and self.instance.pk else {}

    def _cleaned(self, name: str, stored):
        """A stored value as the field's own `clean` would have it: the row instead of its key."""
        field: Any = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            return field.queryset.filter(pk=stored).first()  # type: ignore[union-attr]
        return stored

    def _words(self, name: str, value: Any) -> str:
        field: Any = self.fields[name]
        if isinstance(value, datetime):
            value = f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        elif isinstance(field, forms.ModelMultipleChoiceField):
            value = ", ".join(str(row) for row in value)
        elif isinstance(field, forms.ModelChoiceField):
            value = value if isinstance(value, Model) else self._cleaned(name, value)
        elif isinstance(field, forms.ChoiceField):
            value = dict(field.choices).get(value, value)  # type: ignore[arg-type]
        return Truncator("" if value is None else str(value)).chars(200)


def _digest(value) -> str:
    """A few letters that differ when the value does, the same for what is stored and for what a form makes of it."""
    if isinstance(value, datetime):
        plain = str(value.timestamp() // 60)
    elif isinstance(value, Model):
        plain = str(value.pk)
    elif isinstance(value, File):
        plain = value.name or ""
    elif not isinstance(value, str) and hasattr(value, "__iter__"):
        plain = ",".join(sorted(str(row.pk) for row in value))
    else:
        plain = "" if value is None else clean_prose(str(value))
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


class NewSlugForm(forms.Form):
    """The address of an event that is yet to be made."""

    slug = forms.SlugField(
        max_length=slugs.MAX_LENGTH,
        validators=[refuse_reserved_slug],
        label="Address",
        help_text="What the event's address on this site ends in, such as fosdem-2025.",
    )

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if Event.objects.filter(slug=slug).exists():
            raise forms.ValidationError("There is an event with this address already.")
        return slug


class EventForm(ScopedForm):
    slug = forms.SlugField(
        max_length=slugs.MAX_LENGTH,
        required=False,
        validators=[refuse_reserved_slug],
        help_text="The event's address on this site, made from the name when left empty. "
        "It can no longer change once the event is published.",
    )

    def clean_slug(self):
        return self.cleaned_data["slug"] or self.instance.slug

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day is before the first day.")
        if {"latitude", "longitude"} <= cleaned.keys():
            missing = [name for name in ("latitude", "longitude") if cleaned[name] is None]
            if len(missing) == 1:
                self.add_error(missing[0], "Give both latitude and longitude, or neither.")
            for name, most in (("latitude", 90), ("longitude", 180)):
                if cleaned.get(name) is not None and abs(cleaned[name]) > most:
                    self.add_error(name, f"Enter a number from -{most} to {most}.")
        return cleaned

    def address_of(self, name):
        return reverse("logo", args=[self.instance.slug])


class SpeakerForm(ScopedForm):
    def address_of(self, name):
        return reverse("photo", args=[self.instance.event.slug, self.instance.slug])


class AttachmentForm(ScopedForm):
    def address_of(self, name):
        session = self.instance.session
        return reverse("attachment", args=[session.event.slug, session.slug, self.instance.pk])


class TagForm(ScopedForm):
    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("group"):  # the database lets two through, since NULL equals nothing
            event = cleaned.get("event") or (self.instance.event_id and self.instance.event)
            same = Tag.objects.filter(event=event or None, group=None, name=cleaned.get("name"))
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("name", "This event already has that tag.")
        return cleaned
