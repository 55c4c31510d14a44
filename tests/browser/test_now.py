"""The present in a browser: the script says later what the server would say then, and signs renew themselves."""

import pytest

from tests.browser.faults import faults, faults_of, in_two_looks

pytestmark = pytest.mark.browser
LATER = 45 * 60 * 1000  # milliseconds, as the events differ

STATE = """() => [...document.querySelectorAll('li.s')].map((row) => [
  row.querySelector('h4 a').textContent,
  [...row.classList].filter((name) => name.startsWith('is-')).join(' '),
  [...row.querySelectorAll('.flag--now')].length,
])"""
BELOW = "document.querySelector('#now')?.nextElementSibling.querySelector('h4 a').textContent"


@pytest.fixture(scope="module")
def live(site):
    site.manage("shell", "-c", "from tests.browser.odd_event import fill_live; fill_live()")
    yield site
    site.manage("shell", "-c", "from tests.browser.odd_event import clear; clear()")


@pytest.mark.parametrize("view", ["", "rooms/north/"])
def test_list_that_stays_open_says_what_the_server_would(visit, live, view):
    early, late = visit().page, visit(java_script_enabled=False).page
    early.clock.install()
    early.goto(f"/live/{view}")
    late.goto(f"/later/{view}")
    at_load = early.evaluate(STATE)

    early.clock.run_for(LATER)

    states = {title: rest for title, *rest in early.evaluate(STATE)}
    assert states == {title: rest for title, *rest in late.evaluate(STATE)}
    assert early.evaluate(BELOW) == late.evaluate(BELOW)
    assert states != {title: rest for title, *rest in at_load}
    assert states.get("S1", ["is-off", 0]) == ["is-off", 0]


def test_session_page_that_stays_open_says_when_it_is_over(visit, live):
    page = visit().page
    page.clock.install()
    page.goto("/live/sessions/s0/")
    assert page.locator(".stage").inner_text() == "On now"

    page.clock.run_for(21 * 60 * 1000)

    assert page.locator(".stage").inner_text() == "Over"


def test_script_changes_nothing_of_a_page_that_was_right(visit, live):
    with_scripts, without = visit().page, visit(java_script_enabled=False).page

    with_scripts.goto("/live/")
    without.goto("/live/")

    assert with_scripts.evaluate(STATE) == without.evaluate(STATE)
    assert with_scripts.locator("#now").inner_text().startswith("Now ")
    assert without.locator("#now").inner_text() == "Now"


def test_now_page_renews_itself_at_the_next_moment(visit, live):
    page = visit().page
    page.clock.install()
    page.goto("/live/now/")
    page.evaluate("document.getElementById('fresh').dataset.old = 'yes'")

    page.clock.run_for(31 * 60 * 1000)
    page.locator("#fresh:not([data-old])").wait_for()

    assert page.locator("#fresh h2").first.inner_text() == "North"


def test_door_sign_renews_itself_and_says_when_it_cannot(visit, live):
    window = visit(viewport={"width": 1280, "height": 800})
    page = window.page
    page.clock.install()
    page.goto("/live/rooms/north/sign/")
    assert page.locator(".clock").inner_text()
    assert faults(page) == []
    page.evaluate("document.getElementById('fresh').dataset.old = 'yes'")

    page.clock.run_for(61_000)
    page.locator("#fresh:not([data-old])").wait_for()
    window.context.set_offline(True)
    page.clock.run_for(61_000)
    page.get_by_text("Not renewed since").wait_for()

    assert page.locator("h1").inner_text() == "North"  # what was there stays
    window.context.set_offline(False)
    page.clock.run_for(31_000)
    page.get_by_text("Not renewed since").wait_for(state="detached")


def test_renewed_page_keeps_the_focus_on_a_star(visit, live):
    page = visit().page
    page.clock.install()
    page.goto("/live/now/")
    page.locator("#fresh li.s:has-text('Long') .star").focus()
    page.evaluate("document.getElementById('fresh').dataset.old = 'yes'")

    page.clock.run_for(31 * 60 * 1000)
    page.locator("#fresh:not([data-old])").wait_for()

    assert page.evaluate("document.activeElement.matches('.star[href*=\"sessions/long/\"]')")


def test_door_sign_takes_no_other_page_for_its_own(visit, live):
    page = visit(viewport={"width": 1280, "height": 800}).page
    page.clock.install()
    page.goto("/live/rooms/north/sign/")
    page.route("**/sign/", lambda route: route.fulfill(content_type="text/html", body="<h1>Sign in to the Wi-Fi</h1>"))

    page.clock.run_for(61_000)
    page.get_by_text("Not renewed since").wait_for()

    assert page.locator("h1").inner_text() == "North"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (800, 1280), (1920, 1080)])
def test_door_sign_shows_whole_rows_and_all_else_on_one_screen(visit, live, width, height):
    page = visit(viewport={"width": width, "height": height}).page

    page.goto("/live/rooms/north/sign/")
    shown = page.evaluate("""() => {
      const list = document.querySelector('.coming ol');
      for (let more = 0; more < 30; more += 1) list.append(list.firstElementChild.cloneNode(true));
      const edge = list.getBoundingClientRect().right;
      return [...document.querySelectorAll('.current, .coming li, footer')].map((each) => each.getBoundingClientRect())
        .filter((box) => box.left < edge).map((box) => box.bottom);
    }""")

    assert shown == sorted(shown)  # nothing lies over what comes after it
    assert 4 < len(shown) < 30
    assert shown[-1] <= height
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


@in_two_looks
def test_pages_of_the_present_are_accessible(visit, live, width, scheme):
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme).page
    paths = ["", "now/", "rooms/", "rooms/north/", "rooms/north/sign/", "grid/"]

    assert faults_of(page, [f"/live/{path}" for path in paths]) == {}
