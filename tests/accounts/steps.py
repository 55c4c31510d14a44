"""What a visitor does on the account pages, and how to read what comes back."""

import re
from html.parser import HTMLParser

from django.core import mail

PASSWORD = "correct horse battery"


def sign_up(client, email="lena@example.org", password=PASSWORD, **more):
    return client.post("/accounts/signup/", {"email": email, "password1": password, **more})


def sign_in(client, email="lena@example.org", password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def confirm(client, code, **more):
    return client.post("/accounts/confirm-email/", {"code": code, **more})


def code_in(message):
    return re.search(r"\b\d{4}-\d{4}\b", message.body).group()


def newest_code():
    return code_in(mail.outbox[-1])


def wrong(code):
    return "0000-0000" if code != "0000-0000" else "1111-1111"


def is_signed_in(client):
    return "_auth_user_id" in client.session


class Page(HTMLParser):
    """The tags of a page, and the text of each element with an id."""

    def __init__(self, response):
        super().__init__()
        self.tags = []
        self._open = []
        self._texts = {}
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag not in ("input", "meta", "link", "br", "use", "path", "circle"):
            self._open.append(attrs.get("id"))

    def handle_endtag(self, tag):
        if self._open:
            self._open.pop()

    def handle_data(self, data):
        for element in filter(None, self._open):
            self._texts[element] = self._texts.get(element, "") + data

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]

    def text_of(self, element):
        return " ".join(self._texts.get(element, "").split())

    def input(self, name):
        return next(attrs for attrs in self.all("input") if attrs.get("name") == name)

    def visible_inputs(self):
        return [attrs for attrs in self.all("input") if attrs.get("type") != "hidden" and "hidden" not in attrs]
