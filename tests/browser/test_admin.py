"""The admin in a browser: order, choices, previews, lengths, mistakes, keys, photos; and axe on each page."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.faults import faults, in_two_looks

pytestmark = pytest.mark.browser

HOME = "/admin/schedule/"
LISTS = ["event", "talk", "bofsession", "bofproposal", "speaker", "room", "track", "tag", "taggroup"]


def form_of(page, kind, text):
    """The address of the form of the row that this search finds."""
    page.goto(f"{HOME}{kind}/?q={text}")
    return page.locator("#result_list tbody th a").first.get_attribute("href").partition("?")[0]


def chosen(page):
    return page.locator("#appearances-group tr.has_original .select2-selection__rendered").all_inner_texts()


def numbers(page):
    fields = page.locator("#appearances-group tr.has_original .field-order input")
    return fields.evaluate_all("fields => fields.map((field) => field.value)")


TWO_SPEAKERS = "Vitaly"


def test_speakers_are_ordered_by_buttons_and_by_dragging(organiser):
    page = organiser()
    page.goto(form_of(page, "talk", TWO_SPEAKERS))
    before = chosen(page)

    page.get_by_role("button", name="Move down").first.click()

    said = page.locator("#appearances-group .order-said").inner_text()
    assert chosen(page) == before[::-1]
    assert numbers(page) == ["1", "2"]
    assert said == f"{before[0]}: 1 became 2 of 2."
    assert page.evaluate("document.activeElement.title") == "Move down"

    first, second = (page.locator("#appearances-group .grip").nth(row).bounding_box() for row in (0, 1))
    page.mouse.move(second["x"] + 8, second["y"] + 8)
    page.mouse.down()
    page.mouse.move(first["x"] + 8, first["y"] - 4, steps=4)
    page.mouse.up()

    assert chosen(page) == before
    assert numbers(page) == ["1", "2"]


def test_an_order_is_kept_and_a_row_left_blank_asks_for_nothing(organiser):
    page = organiser()
    page.goto(form_of(page, "talk", TWO_SPEAKERS))
    before = chosen(page)

    page.get_by_role("button", name="Move down").first.click()
    page.locator("#appearances-group .add-row a").click()
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**{HOME}talk/**")
    page.locator(".messagelist .success").wait_for()
    page.goto(form_of(page, "talk", TWO_SPEAKERS))

    assert chosen(page) == before[::-1]


def test_order_is_a_number_without_scripts(organiser):
    page = organiser(java_script_enabled=False)

    page.goto(form_of(page, "talk", TWO_SPEAKERS))

    expect(page.locator("#id_appearances-0-order")).to_be_visible()


def test_a_speaker_is_chosen_by_a_part_of_the_name_with_face_and_company(organiser):
    page = organiser()
    page.goto(form_of(page, "talk", TWO_SPEAKERS))

    page.locator("#appearances-group .add-row a").click()
    page.locator("#appearances-group tr:not(.has_original, .empty-form) .select2-selection").last.click()
    page.keyboard.type("christoff dall")
    choice = page.locator(".select2-results .choice").filter(has_text="Christoffer").first
    choice.wait_for()

    assert choice.inner_text().split("\n") == ["CD", "Christoffer Dall", "Arm"]


def test_markdown_is_previewed_as_the_site_shows_it(organiser):
    page = organiser()
    page.goto(form_of(page, "talk", TWO_SPEAKERS))

    page.get_by_role("textbox", name="Abstract").fill("A **bold** word\n\n<img src=x onerror=alert(1)>")

    page.locator(".preview-text strong", has_text="bold").wait_for()
    expect(page.get_by_role("region", name="Preview of Abstract").locator("img")).to_have_count(0)


def test_the_end_follows_the_start_by_the_usual_length_until_somebody_says_otherwise(organiser):
    page = organiser()
    page.goto(form_of(page, "event", "KVM").replace("event/", "talk/add/?event=", 1).replace("/change/", ""))
    start, end = page.locator("#id_starts_at_1"), page.locator("#id_ends_at_1")

    page.locator("#id_starts_at_0").fill("2020-10-29")
    start.fill("15:00")
    start.blur()
    assert end.input_value() == "15:30"

    page.get_by_label("Kind").select_option("keynote")
    assert end.input_value() == "15:15"

    end.fill("16:00")
    end.blur()
    start.fill("16:00")
    start.blur()
    assert end.input_value() == "17:00"


@pytest.mark.parametrize("scripts", [True, False])
def test_mistakes_come_first_and_lead_to_their_fields(organiser, scripts):
    page = organiser(java_script_enabled=scripts)
    page.goto(form_of(page, "talk", TWO_SPEAKERS))
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save", exact=True).first.click()

    summary = page.get_by_role("alert").filter(has_text="Not saved yet: 1 thing to mend")
    summary.wait_for()
    assert summary.evaluate("summary => summary === document.activeElement")
    summary.get_by_role("link", name="Title").click()

    assert page.evaluate("document.activeElement.id") == "id_title"


def test_keys_lead_about_and_can_be_turned_off(organiser):
    page = organiser()

    page.keyboard.press("?")
    page.get_by_role("heading", name="Keyboard").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url(f"**{HOME}speaker/")
    page.keyboard.press("/")
    page.keyboard.type("n?")
    assert page.locator("#searchbar").input_value() == "n?"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keyboard").click()
    page.get_by_label("Single keys act").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.press("?")

    assert page.url.endswith(f"{HOME}speaker/")
    expect(page.locator("#keys")).to_be_hidden()


def picture(size):
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return {"name": "me.png", "mimeType": "image/png", "buffer": out.getvalue()}


def test_a_photo_is_seen_and_cut_before_it_is_stored(organiser):
    page = organiser()
    page.goto(form_of(page, "speaker", "Christoffer"))

    page.locator("#id_photo").set_input_files(picture((300, 200)))
    page.locator(".photo-crop canvas").wait_for()
    page.get_by_label("Take a square part").check()
    page.get_by_label("Across").press("Home")
    page.get_by_label("Size").fill("0.5")
    box = page.locator(".photo-crop canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + box["height"] / 2, steps=3)
    page.mouse.up()

    assert float(page.locator("[name=photo-x]").input_value()) == pytest.approx(0.5, abs=0.02)
    page.get_by_role("button", name="Save and continue editing").first.click()
    stored = page.get_by_alt_text("As it is now")
    stored.wait_for()
    assert stored.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])") == [
        100,
        100,
    ]
    page.get_by_label("Clear").check()
    page.get_by_role("button", name="Save and continue editing").first.click()
    stored.wait_for(state="detached")


def test_a_chosen_file_that_is_no_picture_is_told_at_once(organiser):
    page = organiser()
    page.goto(form_of(page, "speaker", "Christoffer"))

    page.locator("#id_photo").set_input_files({"name": "me.png", "mimeType": "image/png", "buffer": b"<svg/>"})

    page.get_by_text("This image cannot be read.").wait_for()


def pages(page):
    """Each type of page that an organiser sees, by name."""
    event = re.search(r"\d+", form_of(page, "event", "KVM"))[0]
    talk, bof = form_of(page, "talk", TWO_SPEAKERS), form_of(page, "bofsession", "")
    found = {name: f"{HOME}{name}/" for name in LISTS} | {f"{name} of one": f"{HOME}{name}/?event__id__exact={event}"
             for name in LISTS[1:]}  # fmt: skip
    found |= {f"add {name}": f"{HOME}{name}/add/?event={event}" for name in LISTS}
    found |= {
        "home": "/admin/",
        "programme": HOME,
        "nothing": f"{HOME}talk/?q=zzzz",
        "talk form": talk,
        "bof form": bof,
    }
    found |= {"event form": f"{HOME}event/{event}/change/", "speaker form": form_of(page, "speaker", "Dall")}
    found |= {"room form": form_of(page, "room", "KVM"), "track form": form_of(page, "track", "KVM")}
    found |= {"history": talk.replace("change/", "history/"), "delete": talk.replace("change/", "delete/")}
    found |= {"bofs": f"{HOME}event/{event}/bofs/"}
    return found | {"calendars": f"{HOME}event/{event}/calendars/", "password": "/admin/password_change/"}


@in_two_looks
def test_each_page_is_for_everybody(organiser, width, scheme):
    page = organiser(width, color_scheme=scheme)
    found = {}

    for name, address in pages(page).items():
        page.goto(address)
        found[name] = faults(page)
    page.goto("/admin/")
    page.get_by_role("button", name="Keyboard").click()
    found["keys"] = faults(page)
    page.goto(form_of(page, "talk", TWO_SPEAKERS))
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_text("Not saved yet").wait_for()
    found["mistakes"] = faults(page)

    assert {name: wrong for name, wrong in found.items() if wrong} == {}
