"""An organiser brings a schedule in: with scripts and without, on a phone, with a file that makes no sense; and axe."""

import pytest
from playwright.sync_api import expect

from tests.browser.faults import faults, in_two_looks

pytestmark = pytest.mark.browser

XML = """<schedule><conference><title>{name}</title><time_zone_name>Europe/Brussels</time_zone_name></conference>
<day date="2031-02-01"><room name="Janson">
<event id="1"><title>Welcome</title><date>2031-02-01T09:30:00+01:00</date><duration>00:25</duration></event>
<event id="2"><title>{title}</title><date>2031-02-01T{hour}:00:00+01:00</date><duration>00:50</duration></event>
</room></day></schedule>"""
PLAN = "Was,Wann,Wo {}\nAuftakt,2031-02-01 10:00,Saal\n"


def choose(page, name, text):
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": text.encode()})


@pytest.mark.parametrize("scripts", [True, False])
def test_organiser_imports_a_file_and_then_a_later_one(organiser, scripts):
    page = organiser(390, java_script_enabled=scripts)
    slug = f"imported-{'with' if scripts else 'without'}-scripts"

    page.get_by_role("link", name="New event from a file").click()
    choose(page, "schedule.xml", XML.format(name=slug, title="Kernels", hour="10"))
    page.get_by_label("Address").fill(slug)
    page.get_by_role("button", name="Make the event").click()
    page.get_by_text("2 sessions, read as frab-xml").wait_for()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("2 new, 0 unchanged.").wait_for()

    page.get_by_role("link", name="Import another file").click()
    choose(page, "later.xml", XML.format(name=slug, title="Kernels, again", hour="14"))
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_text("1 moved, 1 unchanged").wait_for()
    assert "Sat 2031-02-01 10:00" in page.locator(".sides").nth(1).inner_text()
    assert "Sat 2031-02-01 14:00" in page.locator(".sides").nth(1).inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("Imported later.xml: 1 moved, 1 unchanged.").wait_for()


def test_a_file_that_makes_no_sense_is_told_in_place(organiser):
    page = organiser()
    page.goto(page.get_by_role("link", name="KVM Forum 2020").get_attribute("href").replace("change/", "import/"))

    choose(page, "broken.xml", "<schedule><day>")
    page.get_by_role("button", name="Show what would change").click()

    page.get_by_text("Line 1: This is not XML").wait_for()
    expect(page.get_by_role("button", name="Show what would change")).to_be_enabled()


@in_two_looks
def test_pages_of_an_import_are_for_everybody(organiser, scheme, width):
    page = organiser(width, color_scheme=scheme)
    start = page.get_by_role("link", name="KVM Forum 2020").get_attribute("href").replace("change/", "import/")
    found = {}

    page.goto(start)
    found["upload"] = faults(page)
    choose(page, "plan.csv", PLAN.format(f"{scheme} {width}"))  # other columns each time: they are remembered
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_text("Columns of plan.csv").wait_for()
    found["columns"] = faults(page)
    page.get_by_label("Was").select_option("title")
    page.get_by_label("Wann").select_option("start")
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_text("1 session, read as csv").wait_for()
    found["preview"] = faults(page)
    page.goto(start.replace("import/", "export/"))
    found["export"] = faults(page)

    assert found == {"upload": [], "columns": [], "preview": [], "export": []}
