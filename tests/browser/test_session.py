"""The session's page by keyboard alone, with and without scripts, and how it looks when a biography is long."""

import pytest
from playwright.sync_api import expect

from tests.browser.faults import faults
from tests.browser.test_pages import SCHEDULE, SESSION, sign_in

pytestmark = pytest.mark.browser

OTHER = f"{SCHEDULE}sessions/look-ma-no-real-interrupt-controller/"
LONG = "Studied long words and wrote longer ones. " * 15


def tab_to(page, name, most=40):
    """Press Tab until the element with this text has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if name in page.evaluate("document.activeElement.textContent"):
            return page.locator(":focus")
    raise AssertionError(f"{name} is not reached by Tab")


@pytest.fixture(scope="module")
def long_bio(site):
    site.manage(
        "shell",
        "-c",
        "from schedule.models import Speaker\n"
        "from schedule.services.publish import publish\n"
        "ann = Speaker.objects.get(slug='bandan-das')\n"
        f"ann.bio = {LONG + 'The last words.'!r}\n"
        "ann.save()\n"
        "publish(ann.event)",
    )


def test_session_is_bookmarked_by_keyboard(visit):
    page = visit().page
    sign_in(page)
    page.goto(OTHER)

    button = tab_to(page, "Bookmark")
    page.keyboard.press("Enter")
    page.locator("#said", has_text="is bookmarked").wait_for(state="attached")
    marked = button.get_attribute("aria-pressed")
    page.keyboard.press("Enter")
    page.locator("#said", has_text="is removed").wait_for(state="attached")

    assert marked == "true"
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("scripts", [True, False])
def test_calendar_menu_is_opened_and_used_by_keyboard(visit, scripts):
    page = visit(java_script_enabled=scripts, accept_downloads=True).page
    page.goto(SESSION)

    page.get_by_text("Add to calendar").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Google Calendar").wait_for()
    page.keyboard.press("Tab")
    with page.expect_download() as download:
        page.keyboard.press("Enter")

    assert download.value.suggested_filename.endswith(".ics")


@pytest.mark.parametrize("scripts", [True, False])
def test_long_biography_is_shown_and_cut_again_by_keyboard(visit, long_bio, scripts):
    page = visit(java_script_enabled=scripts).page
    page.goto(SESSION)
    summary, cut = page.locator(".bio summary"), page.locator(".cut")
    end = page.get_by_text("The last words.")

    def seen():
        return " ".join(summary.inner_text().split()), cut.is_visible(), end.is_visible()

    before = seen()
    summary.focus()
    page.keyboard.press("Enter")
    end.wait_for()
    opened = seen()
    page.keyboard.press("Enter")
    cut.wait_for()

    assert before == seen() == ("Show all about Bandan Das", True, False)
    assert opened == ("Show less about Bandan Das", False, True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_session_is_accessible_with_everything_open(visit, long_bio, scheme):
    page = visit(viewport={"width": 390, "height": 900}, color_scheme=scheme).page
    page.goto(SESSION)

    for summary in page.locator("main details > summary").all():
        summary.click()

    assert faults(page) == []
