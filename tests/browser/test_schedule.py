"""The schedule in a browser: odd sessions, filters without a reload, the keyboard alone, zoom, other ways to see."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.faults import faults, faults_of, in_four_looks, sideways
from tests.browser.odd_event import LONG
from tests.browser.test_pages import sign_in

pytestmark = pytest.mark.browser

SCHEDULE = "/kvm-forum-2020/"
ODD = [
    "",
    "?layout=expanded",
    "grid/",
    "grid/?day=2026-10-25",
    "now/",
    "rooms/",
    "rooms/hall/",
    "speakers/",
    "changes/",
]
ODD_SESSIONS = ["cancelled-talk", "x", "long", "panel-of-twelve", "sometime", "over-midnight", "over-the-change", "rtl"]


@pytest.fixture(scope="module")
def odd(site):
    site.manage("shell", "-c", "from tests.browser.odd_event import fill; fill()")
    yield site
    site.manage("shell", "-c", "from tests.browser.odd_event import clear; clear()")


@in_four_looks
def test_odd_sessions_are_accessible_and_stay_within_the_page(visit, odd, width, scheme):
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme).page
    paths = [f"/odd/{view}" for view in ODD] + [f"/odd/sessions/{slug}/" for slug in ODD_SESSIONS]
    paths += [
        f"/{event}/{view}" for event in ("empty", "bare") for view in ("", "grid/", "now/", "rooms/", "speakers/")
    ]

    assert faults_of(page, paths) == {}


def test_odd_sessions_each_have_their_look(visit, odd):
    page = visit(viewport={"width": 390, "height": 844}).page
    page.goto("/odd/")

    def row(title):
        return page.locator("li.s", has=page.get_by_role("link", name=title, exact=True))

    def style(locator, name):
        return locator.evaluate(f"(element) => getComputedStyle(element).{name}")

    cancelled = row("Cancelled talk")
    assert style(cancelled.locator("h4 a"), "textDecorationLine") == "line-through"
    expect(cancelled.get_by_text("Cancelled", exact=True)).to_be_visible()
    assert row(LONG[:300]).bounding_box()["width"] <= 390
    assert "Speaker Number 11" in row("Panel of twelve").inner_text()
    assert re.search(r"Moved, was\s+Sat 24, 13:00", row("Moved talk").inner_text())
    expect(page.get_by_role("heading", name="Time to be announced")).to_be_visible()
    assert row("X").locator("a").first.bounding_box()["height"] >= 16
    assert style(row("שלום עולם").locator("h4 a"), "direction") == "rtl"
    expect(page.get_by_text("Plan", exact=True)).to_have_count(0)
    # Half past midnight belongs to Saturday's evening; the hour that comes twice is counted once each.
    slots = page.locator("#d2026-10-24 .slot > h3 time").all_inner_texts()
    assert slots[-2:] == ["23:30", "02:30"]
    page.goto("/odd/sessions/over-midnight/")
    assert "23:30" in page.locator("article header").inner_text()
    assert "00:30" in page.locator("article header").inner_text()


def test_filter_changes_the_list_and_its_address_and_keeps_the_focus(visit):
    page = visit().page
    page.goto(SCHEDULE)
    page.evaluate("window.here = true")

    page.get_by_role("checkbox", name=re.compile("^BoF")).check()
    page.wait_for_url("**/?kind=bof")

    assert page.evaluate("window.here") is True  # no reload
    expect(page.locator("li.s")).to_have_count(5)
    assert page.evaluate("document.activeElement.value") == "bof"
    assert "5 of 53 sessions" in page.locator("#told").inner_text()
    thursday = page.locator("label.opt", has=page.get_by_role("checkbox", name=re.compile("^Thursday")))
    assert thursday.locator(".num").inner_text() == "3"  # of 28: counts follow
    page.get_by_role("link", name="Kind: BoF").click()
    page.wait_for_url(f"**{SCHEDULE}")
    expect(page.locator("li.s")).to_have_count(53)
    page.go_back()
    page.wait_for_url("**/?kind=bof")
    page.locator("li.s").nth(4).wait_for()
    expect(page.locator("li.s")).to_have_count(5)


def test_filter_that_was_taken_away_stays_away(visit):
    page = visit().page
    page.goto(f"{SCHEDULE}?speaker=alberto-garcia")

    page.locator("#chosen .chip").click()
    page.wait_for_url(f"**{SCHEDULE}")
    page.get_by_role("searchbox").fill("kvm")
    page.keyboard.press("Enter")

    page.wait_for_url("**/?q=kvm")


def test_filters_come_back_after_an_empty_result(visit):
    page = visit().page
    page.goto(f"{SCHEDULE}?q=zzzzz")

    page.get_by_role("link", name="Show all 53 sessions").click()
    page.wait_for_url(f"**{SCHEDULE}")

    expect(page.get_by_role("checkbox", name=re.compile("^BoF"))).to_be_visible()


def test_star_after_a_filter_is_announced(visit):
    page = visit().page
    sign_in(page)
    page.goto(SCHEDULE)
    page.get_by_role("checkbox", name=re.compile("^Keynote")).check()
    page.wait_for_url("**/?kind=keynote")

    page.locator(".star").first.click()
    page.locator("#said", has_text="is bookmarked").wait_for(state="attached")
    page.locator(".star").first.click()
    page.locator("#said", has_text="is removed").wait_for(state="attached")


def test_search_finds_without_a_reload_and_marks(visit):
    page = visit().page
    page.goto(SCHEDULE)

    page.get_by_role("searchbox").fill("berrange")
    page.keyboard.press("Enter")
    page.locator("mark").first.wait_for()

    assert page.locator("li.s").count() >= 1
    assert page.locator("mark").first.inner_text() == "Berrangé"
    assert page.evaluate("document.activeElement.id") == "qs"


def test_schedule_can_be_read_and_filtered_with_the_keyboard_alone(visit):
    page = visit(viewport={"width": 390, "height": 844}).page
    page.goto(SCHEDULE)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").endswith("skip")
    page.keyboard.press("Enter")
    tab_to(page, "button[popovertarget]")
    page.keyboard.press("Enter")
    page.locator("#facets:popover-open").wait_for()
    tab_to(page, 'input[value="keynote"]')
    page.keyboard.press("Space")
    page.wait_for_url("**/?kind=keynote")
    page.keyboard.press("Escape")

    expect(page.locator("#facets:popover-open")).to_have_count(0)
    expect(page.locator("li.s")).to_have_count(2)
    tab_to(page, "li.s h4 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sessions/**")
    assert page.locator("h1").inner_text().startswith("Keynote")


def test_focus_is_never_hidden_behind_what_sticks(visit):
    page = visit(viewport={"width": 390, "height": 700}).page
    page.goto(SCHEDULE)

    for _ in range(40):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
              const box = document.activeElement.getBoundingClientRect();
              const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height, 20) / 2];
              const top = document.elementFromPoint(Math.min(Math.max(x, 1), innerWidth - 1), y);
              const ok = top && (document.activeElement.contains(top) || top.contains(document.activeElement));
              return ok ? "" : document.activeElement.outerHTML.slice(0, 120);
            }"""
        )
        assert hidden == ""


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": {"width": 320, "height": 256}},  # 1280 × 1024 at 400 % zoom
        {"forced_colors": "active"},
        {"reduced_motion": "reduce"},
    ],
)
def test_schedule_stands_zoom_forced_colours_and_reduced_motion(visit, options):
    page = visit(**options).page
    page.goto(SCHEDULE)

    assert faults(page) == []
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    sticky = page.evaluate("getComputedStyle(document.querySelector('.days')).position")
    assert sticky == ("static" if page.viewport_size["height"] < 480 else "sticky")


def test_headings_make_a_table_of_contents(visit):
    page = visit().page
    page.goto(SCHEDULE)

    levels = page.evaluate("[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map((h) => +h.tagName[1])")

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_page_right_to_left_does_not_scroll_sideways(visit):
    page = visit(viewport={"width": 390, "height": 844}).page
    page.goto(SCHEDULE)

    page.evaluate("document.documentElement.dir = 'rtl'")

    assert sideways(page) == []
    star, title = page.locator(".star").first.bounding_box(), page.locator("li.s h4").first.bounding_box()
    assert star["x"] < title["x"] + 20


def test_own_zone_is_one_tap_away(visit):
    page = visit(timezone_id="Asia/Tokyo").page
    page.goto(f"{SCHEDULE}?kind=keynote")

    page.get_by_role("link", name="My time (Tokyo)").click()

    page.wait_for_url("**/?kind=keynote&tz=Asia%2FTokyo")
    assert "Times in Asia/Tokyo" in page.locator("#lede").inner_text()
    assert "23:15" in page.locator("#results").inner_text()


def test_zone_is_chosen_and_remembered_without_scripts(visit):
    page = visit(java_script_enabled=False).page
    sign_in(page)
    page.goto(f"{SCHEDULE}?kind=keynote")

    page.get_by_role("link", name="Other zone").click()
    page.get_by_label("Show times in").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Always show my times so").click()

    page.wait_for_url("**/?kind=keynote")
    assert "Times in Asia/Tokyo" in page.locator("#lede").inner_text()
    page.get_by_role("link", name="Other zone").click()
    page.get_by_label("Show times in").select_option("")
    page.get_by_role("button", name="Always show my times so").click()
    page.wait_for_url("**/?kind=keynote")
    assert "Times in Europe/Dublin" in page.locator("#lede").inner_text()


def test_first_view_asks_for_six_things_of_thirty_kilobytes_and_moves_nothing(visit):
    window = visit(viewport={"width": 390, "height": 844})
    sizes = {}
    window.page.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))
    window.page.add_init_script(
        "new PerformanceObserver((list) => { for (const each of list.getEntries()) if (!each.hadRecentInput) "
        "window.shifted = (window.shifted ?? 0) + each.value }).observe({ type: 'layout-shift', buffered: true })"
    )

    window.page.goto(SCHEDULE, wait_until="networkidle")

    assert len(sizes) <= 6, sizes
    assert sum(sizes.values()) <= 30_000, sizes
    assert window.page.evaluate("window.shifted ?? 0") == 0


def tab_to(page, selector):
    """As somebody without a mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")
