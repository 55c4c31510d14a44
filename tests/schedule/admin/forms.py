"""Reads an admin page's form as a browser would, so that a test posts what the page holds and changes only its own."""

from html.parser import HTMLParser

import pytest


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.data, self._select, self._area, self._inside = {}, None, None, False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self._inside = attrs.get("id", "").endswith("_form") or attrs.get("enctype") is not None
        name = attrs.get("name")
        if not self._inside or "__prefix__" in (name or ""):
            return
        if tag == "input" and name and attrs.get("type") not in ("submit", "file"):
            if attrs.get("type") in ("checkbox", "radio") and "checked" not in attrs:
                return
            self.data.setdefault(name, []).append(attrs.get("value", "on" if attrs.get("type") == "checkbox" else ""))
        elif tag == "select" and name:
            self._select = name
            self._multiple = "multiple" in attrs
        elif tag == "option" and self._select and "selected" in attrs:
            self.data.setdefault(self._select, []).append(attrs.get("value", ""))
        elif tag == "textarea" and name:
            self._area, self.data[name] = name, [""]

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data):
        if self._area:
            self.data[self._area][0] += data.removeprefix("\n") if not self.data[self._area][0] else data


def confirmed(client, url, data, **more):
    """Post the form, and say yes where the site asks first because attendees would notice."""
    response = client.post(url, data, **more)
    if response.status_code == 200 and "digest" in (response.context or {}):
        response = client.post(url, {**data, "confirmed": response.context["digest"]}, **more)
    return response


def read_form(client, url):
    """The names and values that the form at this address would post."""
    response = client.get(url)
    if response.status_code != 200:
        pytest.fail(f"{url} answered {response.status_code}")
    parser = _Fields()
    parser.feed(response.content.decode())
    return parser.data
