"""What attendees send in about BoFs: a topic, their interest, and the slot that they choose for it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from schedule.days import short
from schedule.forms import PLAIN_ERRORS, LineField, NextForm
from schedule.text import clean_prose

YES_NO = [("1", "yes"), ("0", "no")]
# Of a key: with more of them no database holds it, and some stumble over it.
MOST_DIGITS = 18


class ProseField(forms.CharField):
    """Text of several lines, cleaned before it is found too long: a browser sends two characters for a line's end."""

    default_error_messages = PLAIN_ERRORS

    widget = forms.Textarea(attrs={"rows": 6, "dir": "auto"})

    def to_python(self, value):
        return clean_prose(super().to_python(value) or "")


def slot_label(slot) -> str:
    """When and where, in the event's zone."""
    if slot.starts_at is None:
        return f"{slot.title}, time to be announced"
    begin, end = slot.event.local(slot.starts_at), slot.event.local(slot.ends_at)
    place = f", {slot.room.name}" if slot.room else ""
    return f"{short(begin)}–{end:%H:%M}{place}"


class SlotsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        """What can be no key is no slot, and never gets to the database."""
        for key in value or ():
            if not (key.isascii() and key.isdecimal() and len(key) <= MOST_DIGITS):
                raise ValidationError(self.error_messages["invalid_pk_value"], code="invalid_pk_value")
        return super().clean(value)

    def label_from_instance(self, slot):
        return slot_label(slot)


class TopicForm(forms.Form):
    """A topic's words, wishes and needs, and the name that its proposer is known by.

    `seen` are the keys of similar topics that the page has shown already, so that it asks about each once.
    """

    title = LineField(
        max_length=120,
        label="Topic",
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": "Give the topic a title."},
    )
    description = ProseField(
        max_length=4000,
        required=False,
        label="What would you like to discuss?",
        help_text="Two or three sentences are enough. Markdown works.",
    )
    hosts = forms.BooleanField(required=False, label="I would host it")
    name = LineField(
        max_length=80,
        required=False,
        label="Your name, as others read it",
        help_text="Shown with the topics that you propose or host. Left empty, it says “an attendee”. "
        "Your e-mail address is never shown.",
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
    )
    wished_slots = SlotsField(
        None,
        required=False,
        label="Slots that would suit",
        help_text="The organisers see what you wish for. Choose none if any would do.",
        error_messages={
            "invalid_choice": "One of these slots is no longer free. Choose from those below.",
            "invalid_pk_value": "One of these slots is no longer free. Choose from those below.",
        },
    )
    needs_projector = forms.BooleanField(required=False, label="A projector")
    needs_online = forms.BooleanField(required=False, label="A video call, for those who are not there")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, slots, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wished_slots"].queryset = slots  # type: ignore[attr-defined]

    @property
    def words(self) -> dict[str, Any]:
        """The topic's own fields, once they are valid."""
        names = ("title", "description", "needs_projector", "needs_online")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def choices(self) -> dict[str, Any]:
        """What else `propose` and `edit_proposal` take."""
        given = self.cleaned_data
        return {"wished": given["wished_slots"], "hosts": given["hosts"], "name": given["name"]}

    def has_seen(self, pk: int) -> bool:
        return str(pk) in self.cleaned_data["seen"][:500].split(",")

    def refuse(self, error: ValidationError) -> None:
        """What a service found, beside the field that it is about."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for field, errors in error.error_dict.items():
            self.add_error(field if field in self.fields else None, errors)


class InterestForm(NextForm):
    """The state to set. What is not sent stays as it is; `known_name` is the name that the person chose before."""

    interested = forms.ChoiceField(choices=YES_NO)
    hosts = forms.ChoiceField(choices=YES_NO, required=False)
    shown = forms.ChoiceField(choices=YES_NO, required=False)
    name = LineField(
        max_length=80,
        required=False,
        label="Your name, as others read it",
        help_text="Your e-mail address is never shown.",
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
    )

    def __init__(self, *args, known_name="", **kwargs):
        super().__init__(*args, **kwargs)
        self._known_name = known_name

    @property
    def is_understood(self) -> bool:
        """Whether it is a form of ours at all."""
        return not any(field in self.errors for field in ("interested", "hosts", "shown"))

    def clean(self):
        super().clean()
        given = self.cleaned_data
        name = given.get("name", "") if "name" in self.data else self._known_name
        if given.get("interested") == given.get("shown") == "1" and not name and "name" not in self.errors:
            self.add_error("name", "Choose the name that others read, or do not show it.")
        return given

    def chosen(self, field: str) -> bool | None:
        value = self.cleaned_data[field]
        return value == "1" if value else None


class ClaimForm(forms.Form):
    slot = forms.ModelChoiceField(
        None,
        error_messages={
            "required": "Choose a slot.",
            "invalid_choice": "This slot is no longer free. Choose another.",
        },
    )

    def __init__(self, *args, slots, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slot"].queryset = slots  # type: ignore[attr-defined]
