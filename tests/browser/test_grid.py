"""The grid in a browser: open at now, by keyboard, on a phone, with many rooms and odd sessions, printed, RTL."""

import csv
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.faults import faults, in_four_looks, sideways
from tests.browser.test_pages import sign_in

pytestmark = pytest.mark.browser

DEMO = "/kvm-forum-2020/grid/"
CROWD = "/crowd/grid/"
ROOMS = 12
PHONE = {"width": 390, "height": 844}
LONG_TITLE = "Everything there is to say about one thing, said at length, " * 5  # 300 characters
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"


@pytest.fixture(scope="session")
def crowd(site, tmp_path_factory):
    """An event of two days in twelve rooms that is under way, in a zone where it is about noon whenever tests run."""
    now = datetime.now(UTC)
    zone = f"Etc/GMT{now.hour - 12:+d}"  # west of Greenwich has a plus
    noon = (now + timedelta(hours=12 - now.hour)).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    rows = [
        # In the first room without a pause, so that something is on whenever tests run.
        (
            f"Talk {day} {number} {half_hour}",
            start,
            start + timedelta(minutes=25 if number else 30),
            f"Room {number:02}",
            "A; B",
            "talk",
        )
        for day in (0, 1)
        for number in range(ROOMS)
        for half_hour in range(-8, 9)
        if (start := noon + timedelta(days=day, minutes=30 * half_hour)) and half_hour != 4
    ]
    odd = noon + timedelta(hours=2)
    crowd = "; ".join(f"Somebody with a Long Name {number}" for number in range(12))
    rows += [
        (LONG_TITLE, odd, odd + timedelta(minutes=20), "Room 00", crowd, "talk"),
        ("X", odd, odd + timedelta(minutes=1), "Room 01", "", "talk"),
        (LONG_WORD, odd, odd + timedelta(minutes=25), "Room 01", LONG_WORD, "talk"),
        ("Late", noon + timedelta(hours=11), noon + timedelta(hours=14), f"A room of a {LONG_WORD} name", "", "social"),
        ("Nowhere", odd, odd + timedelta(minutes=25), "", "", "talk"),
        ("Some day", "", "", "", "", "bof"),
    ]
    file = tmp_path_factory.mktemp("crowd") / "crowd.csv"
    with file.open("w", newline="") as text:
        csv.writer(text).writerows([("Title", "Start", "End", "Room", "Speakers", "Kind"), *rows])
    site.manage("import_schedule", str(file), "--event", "crowd", "--create", "--publish", "--timezone", zone)
    return site


def wait_until_scrolled(page, way):
    """`wait_for_function` would need a policy that lets pages evaluate text."""
    for _ in range(100):
        page.wait_for_timeout(100)
        if page.evaluate(f"document.querySelector('.tt-scroll').{way}") > 0:
            break
    page.wait_for_timeout(200)


def port(page):
    """The edges within the table's frame that headings and times leave, and where a target lies in it."""
    return page.evaluate(
        """() => {
          const frame = document.querySelector(".tt-scroll").getBoundingClientRect();
          const corner = document.querySelector(".tt thead th").getBoundingClientRect();
          const target = document.querySelector(".is-target")?.getBoundingClientRect();
          return { top: corner.bottom, start: corner.right, frame: frame.top, target: target?.top };
        }"""
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_grid_opens_at_what_is_on(visit, crowd, scripts):
    page = visit(java_script_enabled=scripts, viewport=PHONE).page
    for _ in range(1 if scripts else 4):
        # Without scripts Chromium scrolls while rows still come in, and stops too early when the machine is busy.
        page.goto(CROWD)
        wait_until_scrolled(page, "scrollTop")
        edges = port(page)
        if edges["target"] < edges["frame"] + 350:
            break

    assert page.evaluate("scrollY") == 0
    expect(page.locator("tr.is-now")).to_have_count(1)
    assert edges["top"] - 10 <= edges["target"] < edges["frame"] + 350
    assert page.locator("td.is-now").first.inner_text().count("On now") == 1


def test_row_of_the_present_moves_on_by_itself(visit, crowd):
    window = visit()
    window.page.clock.install()
    window.page.goto(CROWD)
    before = window.page.locator("tr.is-now th").inner_text()

    window.page.clock.fast_forward("01:00:00")

    expect(window.page.locator("tr.is-now")).to_have_count(1)
    assert window.page.locator("tr.is-now th").inner_text() > before


@pytest.mark.parametrize("scripts", [True, False])
def test_grid_goes_to_a_room_and_stays_at_the_time(visit, crowd, scripts):
    page = visit(java_script_enabled=scripts, viewport=PHONE).page
    page.goto(CROWD)
    wait_until_scrolled(page, "scrollTop")
    before = page.evaluate("document.querySelector('.tt-scroll').scrollTop")

    page.get_by_text("Go to room").click()
    page.locator(".menu a", has_text="Room 07").click()
    wait_until_scrolled(page, "scrollLeft")

    heading = page.locator("#room-room-07").bounding_box()
    edges = port(page)
    assert edges["start"] - 2 <= heading["x"]
    assert heading["x"] + heading["width"] <= PHONE["width"] + 1
    assert abs(page.evaluate("document.querySelector('.tt-scroll').scrollTop") - before) < 10
    if scripts:
        assert heading["x"] < edges["start"] + 20
        expect(page.locator("details.menu[open]")).to_have_count(0)


def test_overview_leads_to_a_room(visit, crowd):
    page = visit().page
    page.goto(CROWD)

    page.get_by_text("rooms at a glance").click()
    page.locator(".glance a", has_text="Room 11").click()
    wait_until_scrolled(page, "scrollLeft")

    assert page.locator("#room-room-11").bounding_box()["x"] < 1280
    assert page.locator(".glance rect").count() > 12 * 16


@pytest.mark.parametrize("width", [390, 1280])
def test_grid_filters_in_a_sheet(visit, crowd, width):
    page = visit(viewport={"width": width, "height": 844}).page
    page.goto(CROWD)
    expect(page.locator("#facets")).to_be_hidden()

    page.get_by_role("button", name="Filter").click()
    assert page.locator("#facets").bounding_box()["width"] <= width
    page.get_by_role("checkbox", name=re.compile("^Social event")).check()
    page.locator(".chip", has_text="Kind: Social event").wait_for()
    page.keyboard.press("Escape")

    expect(page.locator("#facets")).to_be_hidden()
    expect(page.locator("td.c")).to_have_count(1)
    assert "1 of " in page.locator(".lede").inner_text()


def test_focus_is_never_behind_headings_or_times(visit, crowd):
    page = visit(viewport=PHONE).page
    page.goto(CROWD)
    page.locator(".tt-scroll").focus()
    hidden = []

    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
              const on = document.activeElement, frame = on.closest(".tt tbody"), box = on.getBoundingClientRect();
              if (!frame) return null;
              const seen = document.elementFromPoint(box.x + Math.min(box.width, 40) / 2, box.y + 8);
              return [on.textContent.trim(), on.closest("td").contains(seen)];
            }"""
        )
        if found and not found[1]:
            hidden.append(found[0])

    assert hidden == []


def test_grid_scrolls_by_keyboard(visit, crowd):
    page = visit(viewport=PHONE).page
    page.goto(f"{CROWD}?room=room-00&room=room-01&room=room-02")
    frame = page.get_by_role("region", name=re.compile("^Timetable"))

    frame.focus()
    page.keyboard.press("ArrowRight")

    wait_until_scrolled(page, "scrollLeft")
    assert frame.evaluate("element => element.scrollLeft") > 0


def test_star_in_the_grid_keeps_its_place(visit):
    page = visit(viewport=PHONE).page
    sign_in(page)
    page.goto(DEMO)
    button = page.get_by_role("button", name="Bookmark vDPA Support in Linux Kernel")

    button.click()
    page.locator("#said", has_text="is bookmarked").wait_for(state="attached")

    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.url.endswith(DEMO)
    button.click()
    page.locator("#said", has_text="is removed").wait_for(state="attached")


def test_rooms_with_my_bookmarks_are_one_tap_away(visit, crowd):
    page = visit().page
    sign_in(page)
    page.goto(CROWD)
    for room in (3, 8):
        page.get_by_role("button", name=f"Bookmark Talk 0 {room} 0", exact=True).click()
        expect(page.locator("#said")).to_contain_text(f"Talk 0 {room} 0")
    page.reload()

    page.get_by_role("link", name="Rooms with my bookmarks").click()

    expect(page.locator(".tt thead a")).to_have_text(["Room 03", "Room 08"])


@in_four_looks
def test_grid_is_accessible_and_only_the_table_scrolls_sideways(visit, crowd, width, scheme):
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme).page
    problems = []

    for path in (DEMO, f"{DEMO}?day=2020-10-29", f"{DEMO}?track=nope", CROWD, f"{CROWD}?room=room-00&room=room-01"):
        page.goto(path)
        page.locator(".glance").evaluate_all("found => found.forEach(each => (each.open = true))")
        problems += [(path, *fault) for fault in faults(page)]
        over = page.locator(".tt :is(td, th)").evaluate_all(
            "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent)"
        )
        problems += [(path, "spills", text) for text in over]

    assert problems == []


def test_grid_right_to_left_has_its_times_at_the_right(visit, crowd):
    page = visit(viewport=PHONE).page
    page.goto(CROWD)

    page.evaluate("document.documentElement.dir = 'rtl'")

    corner = page.locator(".tt thead th").first.bounding_box()
    assert corner["x"] + corner["width"] > PHONE["width"] - 30
    assert sideways(page) == []


def test_grid_prints_whole_and_without_stars(visit, crowd):
    page = visit().page
    page.goto(DEMO)

    page.emulate_media(media="print")

    assert page.evaluate("getComputedStyle(document.querySelector('.tt-scroll')).overflow") == "visible"
    expect(page.locator(".tt .star").first).to_be_hidden()
    expect(page.locator(".tt .t").first).to_be_visible()
