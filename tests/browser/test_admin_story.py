"""An organiser moves a session, is told what that means, changes their mind, does it, and puts it back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.faults import faults, in_two_looks
from tests.browser.test_admin import HOME, form_of

pytestmark = pytest.mark.browser

TALK = "Vitaly"


def times(page):
    return [page.locator(f"[name={name}_1]").input_value() for name in ("starts_at", "ends_at")]


def save(page):
    page.get_by_role("button", name="Save", exact=True).last.click()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_move_is_told_before_it_is_made_and_can_be_put_back(organiser, width, scripts):
    page = organiser(width, java_script_enabled=scripts)
    talk = form_of(page, "talk", TALK)
    page.goto(talk)
    before = times(page)
    moved = ["04:05", "04:35"]

    for name, time in zip(("starts_at", "ends_at"), moved, strict=True):
        page.locator(f"[name={name}_1]").fill(time)
        page.locator(f"[name={name}_1]").blur()
    if scripts:
        page.locator("#look").get_by_text("Moved").wait_for()
    save(page)
    page.get_by_role("heading", name="Attendees will notice this").wait_for()
    page.get_by_role("button", name="Back to the form").click()

    assert times(page) == moved
    expect(page.get_by_text("Nothing was saved yet.").first).to_be_visible()

    save(page)
    page.get_by_role("button", name="Yes, do it").click()
    page.locator(".messagelist .success").wait_for()
    page.goto(talk)

    assert times(page) == moved

    page.goto(talk.replace("change/", "history/"))
    page.get_by_role("link", name=re.compile("Put back")).first.click()
    page.get_by_role("button", name="Put back").click()
    page.get_by_role("button", name="Yes, do it").click()
    page.locator(".messagelist .success").wait_for()
    page.goto(talk)

    assert times(page) == before


def test_a_clash_is_told_while_the_form_is_filled_in(organiser):
    page = organiser()
    page.goto(form_of(page, "talk", TALK))

    page.locator("[name=starts_at_0]").fill("2020-11-20")
    page.locator("[name=starts_at_0]").blur()

    page.locator("#look").get_by_text("which is not a day of the event").wait_for()


@in_two_looks
def test_pages_of_an_event_and_of_a_write_are_for_everybody(organiser, width, scheme):
    page = organiser(width, color_scheme=scheme)
    event = re.search(r"\d+", form_of(page, "event", "KVM"))[0]
    talk = form_of(page, "talk", TALK)
    found = {}

    for name in ("team", "clashes", "history", "clone", "export", "import"):
        page.goto(f"{HOME}event/{event}/{name}/")
        found[name] = faults(page)
    page.goto(f"{HOME}talk/times/?event__id__exact={event}")
    found["times"] = faults(page)
    page.goto(f"{HOME}talk/?event__id__exact={event}")
    page.locator(".action-select").first.check()
    page.locator("select[name=action]").select_option("move_sessions")
    page.get_by_role("button", name="Go").click()
    found["action"] = faults(page)
    page.goto(talk)
    page.get_by_label("Title").fill("Another title")
    save(page)
    page.get_by_role("heading", name="Attendees will notice this").wait_for()
    found["question"] = faults(page)

    assert {name: wrong for name, wrong in found.items() if wrong} == {}
