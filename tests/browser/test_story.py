"""The main job from end to end, in a real browser against a real server: sign-up to calendar, and a move seen there."""

import re
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.site import PASSWORD

pytestmark = pytest.mark.browser

FUZZING = "Virtual Device Fuzzing Support in QEMU"
KEYNOTE = "Keynote: QEMU"


def read(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode().replace("\r\n ", "")


def entries(calendar):
    """Title → the entry's properties, for those with a time."""
    found = {}
    for text in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", calendar, re.DOTALL):
        lines = dict(line.split(":", 1) for line in text.strip().split("\r\n"))
        if "DTSTART;TZID=Europe/Dublin" in lines:
            found[lines["SUMMARY"]] = lines
    return found


def sign_up(page, site, address):
    page.get_by_role("link", name=re.compile("create an account|sign up", re.IGNORECASE)).first.click()
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password", exact=True).fill("correct horse battery")
    page.get_by_role("button", name=re.compile("create|sign up", re.IGNORECASE)).click()
    page.get_by_role("textbox", name="Code").fill(site.code_sent_to(address))
    page.get_by_role("button", name=re.compile("confirm|continue|sign in", re.IGNORECASE)).first.click()


def star(page, title):
    return page.locator("li.s", has=page.get_by_role("link", name=title, exact=True)).locator(".star")


def test_story_from_sign_up_to_calendar_and_a_move(visit, site):
    attendee = visit()
    page = attendee.page

    # A visitor reads the schedule and stars a talk.
    page.goto("/")
    page.get_by_role("link", name="KVM Forum 2020").click()
    expect(page.locator("li.s")).to_have_count(53)
    star(page, FUZZING).click()

    # Signing up with a confirmed address leads back, with the talk bookmarked.
    sign_up(page, site, "lena@example.org")
    page.wait_for_url("**/sessions/virtual-device-fuzzing-support-in-qemu/")
    assert page.locator("h1").inner_text() == FUZZING
    expect(page.get_by_role("button", name="Bookmarked")).to_have_attribute("aria-pressed", "true")

    # Another star, without a reload, and said to screen readers.
    page.get_by_role("navigation", name="Event").get_by_role("link", name="Schedule", exact=True).click()
    page.evaluate("window.here = true")
    star(page, KEYNOTE).click()
    page.locator("#said", has_text="is bookmarked").wait_for(state="attached")
    assert page.evaluate("window.here") is True
    expect(star(page, KEYNOTE)).to_have_attribute("aria-pressed", "true")

    # My schedule has both; the calendar page makes a feed.
    page.get_by_role("link", name="My schedule").click()
    expect(page.locator(".mine h4")).to_have_text([KEYNOTE, FUZZING])
    page.get_by_role("link", name="Sync to your calendar").click()
    page.get_by_label("Name").fill("Phone")
    page.get_by_role("button", name="Make the feed").click()
    url = page.locator("#url").inner_text()
    page.get_by_role("button", name="Copy the address").click()
    page.get_by_text("The address is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == url

    # A calendar reads exactly those talks, at the right instants.
    before = entries(read(url))
    assert {title: lines["DTSTART;TZID=Europe/Dublin"] for title, lines in before.items()} == {
        KEYNOTE: "20201029T141500",
        FUZZING: "20201029T143000",
    }

    # The organiser moves one in the admin, and the next poll shows it on the same entry.
    organiser = visit()
    move_in_admin(organiser.page, FUZZING, start="15:45", end="16:15")
    after = entries(read(url))
    assert after[FUZZING]["DTSTART;TZID=Europe/Dublin"] == "20201029T154500"
    assert after[FUZZING]["DTEND;TZID=Europe/Dublin"] == "20201029T161500"
    assert after[FUZZING]["UID"] == before[FUZZING]["UID"]
    assert (before[FUZZING]["SEQUENCE"], after[FUZZING]["SEQUENCE"]) == ("0", "1")
    assert after[KEYNOTE] == before[KEYNOTE]

    # The page says so as well, and the feed can be revoked.
    page.goto("/kvm-forum-2020/sessions/virtual-device-fuzzing-support-in-qemu/")
    assert "Moved." in page.locator(".note--warn").inner_text()
    page.goto("/accounts/calendars/")
    page.get_by_role("button", name="Revoke Phone").click()
    page.get_by_text("is revoked").wait_for()
    with pytest.raises(urllib.error.HTTPError, match="410"):
        read(url)
    move_in_admin(organiser.page, FUZZING, start="14:30", end="15:00")


def test_calendar_is_added_in_three_taps_on_a_phone_without_scripts(visit, site):
    page = visit(viewport={"width": 390, "height": 844}, java_script_enabled=False).page
    page.goto("/accounts/login/?next=/kvm-forum-2020/mine/")
    page.get_by_label("E-mail").fill("attendee@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("link", name="Sync to your calendar").click()
    page.locator("button[value=apple]").click()
    link = page.get_by_role("link", name="Subscribe on this device").first

    url = page.locator("#url").inner_text()
    assert link.get_attribute("href") == "webcal://" + url.removeprefix("http://")
    assert link.bounding_box()["y"] < 844  # no scrolling for the third tap
    assert "BEGIN:VCALENDAR" in read(url)
    page.get_by_text("On another device").click()
    assert page.get_by_alt_text("QR code").bounding_box()["width"] >= 150

    # The page says that the app has come, half a second later, and an address that leaked is emptied first.
    for _ in range(20):
        page.goto("/accounts/calendars/")
        if "Last read today by" in page.locator(".feeds").inner_text():
            break
        page.wait_for_timeout(500)
    assert "Last read today by" in page.locator(".feeds").inner_text()
    page.get_by_text("Do others have its address?").first.click()
    page.get_by_role("button", name="Revoke Apple Calendar and empty every copy").click()
    page.get_by_text("for 30 days, then nothing").wait_for()
    assert entries(read(url)) == {}


def move_in_admin(page, title, *, start, end):
    page.goto("/admin/schedule/talk/")
    if "login" in page.url:
        page.get_by_label("E-mail").fill("organiser@example.org")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
    page.goto(f"/admin/schedule/talk/?q={title.replace(' ', '+')}")
    page.get_by_role("link", name=title).click()
    page.locator("[name=starts_at_1]").fill(start)
    page.keyboard.press("Tab")  # the end moves along
    page.locator("[name=ends_at_1]").fill(end)
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_role("button", name="Yes, do it").click()
    page.locator(".messagelist .success").wait_for()
