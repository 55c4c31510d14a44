"""The renderer of forms gives what Django's own templates give."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from conference.rendering import Renderer
from schedule.admin.fields import DateInput, MomentWidget, TimeInput

CHOICES = [("", "None"), ("a", "A & B"), (3, "<3>")]
WIDGETS = [
    (forms.TextInput({"class": "wide", "required": True, "disabled": False}), 'a "quoted" <b>'),
    (forms.TextInput(), None),
    (forms.NumberInput({"min": 0}), 1234567),
    (forms.HiddenInput({"data-x": "1 & 2"}), "x"),
    (forms.URLInput(), "https://example.org/?a=1&b=2"),
    (forms.EmailInput({"autocomplete": "off"}), ""),
    (forms.PasswordInput(), "never shown"),
    (forms.CheckboxInput(), True),
    (forms.Textarea(), "lines\nof <text>"),
    (DateInput(), None),
    (TimeInput({"aria-label": "Time"}), None),
    (MomentWidget(), ["2020-10-29", "10:00"]),
    (MomentWidget({"class": "x"}), None),
    (forms.Select(choices=CHOICES), "a"),
    (forms.Select({"required": True}, choices=CHOICES), 3),
    (forms.Select(choices=[("Group", [("a", "A")]), ("b", "B")]), "a"),
    (forms.SelectMultiple(choices=CHOICES), ["a", "3"]),
    (forms.NullBooleanSelect(), None),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS, ids=lambda each: type(each).__name__)
def test_html_is_that_of_djangos_templates(widget, value):
    ours = widget.render("name", value, {"id": "id_name"}, renderer=Renderer())
    django = widget.render("name", value, {"id": "id_name"}, renderer=DjangoTemplates())

    assert parse_html(ours) == parse_html(django)


def test_forms_use_it():
    assert isinstance(forms.Form().renderer, Renderer)
