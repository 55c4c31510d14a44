"""Pages in a browser: without scripts, when the server says no, on a phone, light and dark, and for everybody (axe)."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.faults import faults, faults_of, in_four_looks, in_two_looks
from tests.browser.test_story import FUZZING, KEYNOTE, star
from tests.site import PASSWORD

pytestmark = pytest.mark.browser

SCHEDULE = "/kvm-forum-2020/"
SESSION = "/kvm-forum-2020/sessions/virtual-device-fuzzing-support-in-qemu/"
GUIDE = "/accounts/calendars/guide/"
PUBLIC = ["/", SCHEDULE, f"{SCHEDULE}?kind=bof", f"{SCHEDULE}?track=nope", SESSION, f"{SCHEDULE}speakers/"]
PUBLIC += [
    f"{SCHEDULE}speakers/bandan-das/",
    f"{SCHEDULE}speakers/?by=company&q=a",
    f"{SCHEDULE}search/?q=virtio",
    f"{SESSION}?tz=Asia/Tokyo",
    f"{SCHEDULE}changes/",
    f"{SCHEDULE}zones/",
    f"{SCHEDULE}?q=virtio&layout=expanded&tz=Asia/Tokyo",
    f"{SCHEDULE}grid/?kind=talk",
    f"{SCHEDULE}now/",
    f"{SCHEDULE}rooms/",
    f"{SCHEDULE}rooms/kvm-theater/sign/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    GUIDE,
]
PRIVATE = [
    SCHEDULE,
    f"{SCHEDULE}grid/",
    f"{SCHEDULE}zones/",
    f"{SCHEDULE}?mine=1",
    SESSION,
    f"{SCHEDULE}mine/",
    "/accounts/calendars/",
    "/accounts/email/",
    "/nothing/",
]


def sign_in(page):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill("attendee@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/$"))


def test_star_works_without_scripts(visit):
    page = visit(java_script_enabled=False).page
    sign_in(page)
    page.goto(f"{SCHEDULE}?kind=keynote")

    star(page, KEYNOTE).click()
    expect(star(page, KEYNOTE)).to_have_attribute("aria-pressed", "true")
    back = page.url
    star(page, KEYNOTE).click()

    assert re.search(r"/kvm-forum-2020/\?kind=keynote#s\d+$", back)
    expect(star(page, KEYNOTE)).to_have_attribute("aria-pressed", "false")


def test_filters_work_without_scripts(visit):
    page = visit(java_script_enabled=False).page
    page.goto(SCHEDULE)

    page.get_by_role("checkbox", name=re.compile("^BoF")).check()
    page.get_by_role("button", name="Show results").click()

    expect(page.locator("li.s")).to_have_count(5)
    assert "5 of 53 sessions" in page.locator(".lede").inner_text()


def test_star_is_put_back_visibly_when_the_server_says_no(visit):
    window = visit()
    page = window.page
    sign_in(page)
    page.goto(SCHEDULE)
    page.route("**/bookmark/", lambda route: route.fulfill(status=500, body="no"))

    star(page, FUZZING).click()
    alert = page.get_by_role("alert")
    alert.wait_for()

    assert "was not bookmarked" in alert.inner_text()
    expect(star(page, FUZZING)).to_have_attribute("aria-pressed", "false")


def test_star_leads_to_login_when_the_session_is_over(visit):
    window = visit()
    page = window.page
    sign_in(page)
    page.goto(SCHEDULE)
    window.context.clear_cookies()

    star(page, FUZZING).click()

    page.wait_for_url("**/accounts/login/**")


def test_star_taken_away_when_the_session_is_over_does_not_come_back(visit):
    window = visit()
    page = window.page
    sign_in(page)
    page.goto(SESSION)
    page.get_by_role("button", name="Bookmark", exact=True).click()
    page.locator("#said", has_text="is bookmarked").wait_for(state="attached")
    window.context.clear_cookies()

    page.get_by_role("button", name="Bookmarked").click()
    page.wait_for_url("**/accounts/login/**")
    page.get_by_label("E-mail").fill("attendee@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{SESSION}")

    button = page.get_by_role("button", name="Bookmarked")
    expect(button).to_have_attribute("aria-pressed", "true")  # as it was: what could not be done was not done
    button.click()
    page.get_by_role("button", name="Bookmark", exact=True).wait_for()


@in_four_looks
def test_pages_are_accessible_and_do_not_scroll_sideways(visit, width, scheme):
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme).page
    assert faults_of(page, PUBLIC) == {}
    sign_in(page)
    assert faults_of(page, PRIVATE) == {}


def test_first_view_weighs_less_than_60_kb(visit):
    window = visit()
    sizes = {}
    window.page.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))

    window.page.goto(SCHEDULE, wait_until="networkidle")

    assert 4 <= len(sizes) <= 6
    assert sum(sizes.values()) < 60_000, sizes


@in_two_looks
def test_page_of_a_new_feed_is_accessible_and_does_not_scroll_sideways(visit, width, scheme):
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme).page
    sign_in(page)
    page.goto("/accounts/calendars/?event=kvm-forum-2020")

    page.locator("button[value=google]").click()
    page.locator("#url").wait_for()
    for summary in page.locator("main details > summary").all():
        summary.click()

    assert faults(page) == []
