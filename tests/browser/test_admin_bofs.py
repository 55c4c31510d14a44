"""An organiser's way through BoFs without scripts: a slot, a topic, the two together, a split; and axe on each page."""

import pytest

from tests.browser.faults import faults, in_two_looks
from tests.browser.test_admin import HOME

pytestmark = pytest.mark.browser


FILL = """
from schedule.services.publish import publish
from tests.factories import make_event
publish(make_event(slug="halls", name="Halls", is_online=True))
"""
CLEAR = """
from schedule.models import Event
from schedule.services.deletion import delete_event
delete_event(event=Event.objects.get(slug="halls"))
"""


@pytest.fixture(scope="module", autouse=True)
def halls(site):
    """An event of their own, so that what they publish is on no page of other tests."""
    site.manage("shell", "-c", FILL)
    yield
    site.manage("shell", "-c", CLEAR)


def add(page, kind, title, **fields):
    """Adds a row by its form, and returns the address of that."""
    page.goto(f"{HOME}{kind}/add/")
    choice = page.locator("#content").get_by_role("link", name="Halls")
    if choice.count():
        choice.first.click()
    page.locator("#id_title").fill(title)
    for name, value in fields.items():
        page.locator(f"#id_{name}").fill(value) if isinstance(value, str) else page.locator(f"#id_{name}").check()
    if kind == "bofsession":
        page.locator("#id_status").select_option("published")
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.locator(".messagelist .success").wait_for()
    return page.url


def add_slot(page, title, **fields):
    times = {"starts_at_0": "2020-10-29", "starts_at_1": "20:00", "ends_at_0": "2020-10-29", "ends_at_1": "22:00"}
    return add(page, "bofsession", title, **times, is_open_slot=True, **fields)


@in_two_looks
def test_each_page_of_bofs_is_for_everybody(organiser, width, scheme):
    page = organiser(width, color_scheme=scheme)
    slot = add_slot(page, f"Slot to look at, {width}")
    topic = add(page, "bofproposal", f"Topic to look at, {width}")
    found = {}

    found["topic form"] = faults(page)
    for name, address in {
        "slot form": slot,
        "topics of a slot": slot.replace("change/", "topics/"),
        "splitting": slot.replace("change/", "split/?layout=3"),
        "slots of a topic": topic.replace("change/", "slots/"),
    }.items():
        page.goto(address)
        found[name] = faults(page)
    page.goto(f"{HOME}bofproposal/")
    page.get_by_label("Select all").first.check()
    page.get_by_label("Action").first.select_option("merge_topics")
    page.get_by_role("button", name="Go").first.click()
    found["merging"] = faults(page)

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_a_topic_gets_its_slot_and_another_slot_is_split_without_scripts(organiser):
    page = organiser(390, java_script_enabled=False)
    topic = add(page, "bofproposal", "Plainly given")
    add_slot(page, "Slot to give")
    page.goto(topic.replace("change/", "slots/"))
    page.locator("li.slot", has_text="Slot to give").get_by_role("button", name="Put it here").click()
    page.get_by_role("button", name="Yes, do it").click()

    page.get_by_text("“Plainly given” has its slot.").wait_for()
    slot = add_slot(page, "Slot to split")
    page.goto(slot.replace("change/", "split/"))
    page.get_by_role("button", name="All at the same time").click()
    page.get_by_label("Or a title").nth(0).fill("One half")
    page.get_by_label("Or a title").nth(1).fill("Other half")
    page.get_by_role("button", name="Split it").click()
    page.get_by_role("button", name="Yes, do it").click()

    page.get_by_text("Split into 2: “One half”, “Other half”.").wait_for()
