"""Chromium, driven by playwright: the system's own, since the tests download no browser."""

import os

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.site import PASSWORD

expect.set_options(timeout=30_000)  # as long as playwright waits for all else: machines that test are slow


@pytest.fixture(scope="session")
def chromium(needs):
    path = needs("chromium", "chromium-browser", "google-chrome")
    quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet + as_root)
        yield browser
        browser.close()


class Visit:
    """A browser window of one person, and what went wrong in it: script errors, refusals, foreign requests."""

    def __init__(self, browser, site, **options):
        self.site = site
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"} | options
        self.context = browser.new_context(base_url=site.url, **options)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.complaints = []
        self.context.on("request", self._watch)
        self.page = self.context.new_page()
        self.page.on("pageerror", self._trip)
        self.page.on("console", self._listen)

    def _watch(self, request):
        if not request.url.startswith((self.site.url, "data:", "blob:")):
            self.complaints.append(f"asked {request.url}")

    def _trip(self, error):
        # Chromium says so when a page with view transitions leads to one without, the admin say.
        if not str(error).startswith("Transition was aborted"):
            self.complaints.append(str(error))

    def _listen(self, message):
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture
def visit(chromium, site):
    """`visit()` opens a window; at the end none of them may have complained."""
    visits = []

    def open_one(**options):
        visits.append(Visit(chromium, site, **options))
        return visits[-1]

    yield open_one
    for each in visits:
        each.context.close()
    assert [complaint for each in visits for complaint in each.complaints] == []


@pytest.fixture
def organiser(visit):
    """A page of somebody signed in; `organiser(width=390)` and more as a browser's context takes it."""

    def open_one(width=1280, **options):
        page = visit(viewport={"width": width, "height": 900}, **options).page
        page.goto("/accounts/login/?next=/admin/schedule/event/")
        page.get_by_label("E-mail").fill("organiser@example.org")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/admin/schedule/event/")
        return page

    return open_one
