"""What became of KVM Forum 2020's BoFs, from "to be announced" to a call that opens for those who bookmarked it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_story import read

pytestmark = pytest.mark.browser

LINK = "https://meet.example/virtio"
DEVICES, VIRTIO = "Out-of-process device emulation", "Virtio topics"
SLOT = "/forum/sessions/bof-2/"


@pytest.fixture
def forum(site):
    site.manage("shell", "-c", "from tests.browser.bof_event import fill; fill()")
    yield site
    site.manage("shell", "-c", "from tests.browser.bof_event import clear; clear()")


def signed_in(visit, name):
    page = visit().page
    page.goto("/accounts/login/?next=/forum/")
    page.get_by_label("E-mail").fill(f"{name}@bofs.example")
    page.get_by_label("Password", exact=True).fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/forum/")
    return page


def bookmark_slot_and_subscribe(page):
    page.goto(SLOT)
    page.get_by_role("button", name="Bookmark", exact=True).click()
    page.get_by_role("button", name="Bookmarked").wait_for()
    page.goto("/accounts/calendars/?event=forum")
    page.get_by_label("Name").fill("Phone")
    page.get_by_role("button", name="Make the feed").click()
    return page.locator("#url").inner_text()


def propose(page, title, description, *, hosts=False):
    page.goto("/forum/bofs/")
    page.get_by_role("link", name="Propose a topic").click()
    page.get_by_label("Topic", exact=True).fill(title)
    page.get_by_label("What would you like to discuss?").fill(description)
    page.get_by_label("Your name, as others read it").fill("Jason")
    if hosts:
        page.get_by_label("I would host it").check()
    page.get_by_role("button", name="Propose topic").click()
    page.get_by_text("Your topic is on the board").wait_for()


def topic(page, title):
    return page.locator(".topic", has=page.get_by_role("link", name=title))


def bofs_in(calendar):
    """Title → the entry's lines, of all that has a time."""
    entries = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", calendar, re.DOTALL)
    timed = [dict(line.split(":", 1) for line in text.strip().split("\r\n")) for text in entries]
    return {lines["SUMMARY"]: lines for lines in timed if not any("VALUE=DATE" in name for name in lines)}


def test_bofs_from_to_be_announced_to_a_call(visit, forum, organiser):
    lena, mia, jason = (signed_in(visit, name) for name in ("lena", "mia", "jason"))

    # Two bookmark a placeholder and have it in their calendars.
    feeds = {"lena": bookmark_slot_and_subscribe(lena), "mia": bookmark_slot_and_subscribe(mia)}
    placeholder = bofs_in(read(feeds["mia"]))["BoF Discussions: To Be Announced"]

    # An attendee proposes two topics. One text names a time.
    propose(jason, DEVICES, "Which devices go first?", hosts=True)
    propose(jason, VIRTIO, "Everybody is welcome. This BoF takes place at 12:00.")

    # Lena says which she would join; a visitor reads how many, and never who.
    lena.goto("/forum/bofs/")
    lena.evaluate("window.here = true")
    topic(lena, VIRTIO).get_by_role("button", name="I’m interested").click()
    topic(lena, VIRTIO).locator("[aria-pressed=true]").wait_for()
    assert lena.evaluate("window.here") is True
    visitor = visit().page
    visitor.goto("/forum/bofs/")
    assert topic(visitor, VIRTIO).locator(".count").inner_text().split() == ["2", "people"]
    expect(topic(visitor, DEVICES).get_by_text("Hosted by Jason")).to_be_visible()
    assert "lena" not in visitor.content().casefold()

    # The organiser splits the placeholder, both at 11:00, and forgets the time that the text names.
    admin = organiser()
    admin.goto("/admin/schedule/bofsession/?q=bof-2")
    row = admin.locator("#result_list tr", has_text="Forum of these days")
    row.get_by_role("link", name="BoF Discussions: To Be Announced").click()
    admin.get_by_role("link", name="Split").click()
    expect(admin.get_by_text("2 attendees bookmarked it")).to_be_visible()
    for number, title in enumerate((DEVICES, VIRTIO), start=1):
        choice = admin.locator(f"select[name=part-{number}-topic]")
        choice.select_option(choice.locator("option", has_text=title).get_attribute("value"))
        admin.locator(f"[name=part-{number}-starts_at_1]").fill("11:00")
        admin.locator(f"[name=part-{number}-ends_at_1]").fill("12:00")
    admin.get_by_role("button", name="Split it").click()
    admin.get_by_role("button", name="Yes, do it").click()
    admin.locator(".messagelist .success").wait_for()

    # Bookmarks follow: Lena has the topic that she wants, Mia both, and the first is the placeholder's entry.
    entries = {name: bofs_in(read(url)) for name, url in feeds.items()}
    assert list(entries["lena"]) == [VIRTIO]
    assert sorted(entries["mia"]) == [DEVICES, VIRTIO]
    assert entries["mia"][DEVICES]["UID"] == placeholder["UID"]
    mia.goto("/forum/changes/")
    expect(mia.get_by_text("Split into its topics")).to_be_visible()

    # The organiser is told that the text still says 12:00.
    admin.goto("/admin/schedule/event/")
    admin.get_by_role("link", name="Forum of these days").click()
    admin.get_by_role("link", name="Clashes").first.click()
    assert "12:00" in admin.locator("li", has_text=VIRTIO).filter(has_text="description says").first.inner_text()

    # A link for those who bookmarked it: locked, then open at its time, for them and for nobody else.
    virtio = f"/forum/sessions/{set_link(admin)}/"
    lena.goto(virtio)
    expect(lena.get_by_text("Room opens 10:45")).to_be_visible()
    assert LINK not in lena.content() + read(feeds["lena"])
    slug = virtio.split("/")[3]
    forum.manage("shell", "-c", f"from tests.browser.bof_event import open_link; open_link('{slug}', 9)")
    lena.goto(virtio)
    assert LINK not in lena.content() + read(feeds["lena"])
    lena.wait_for_timeout(10_000)
    lena.goto(virtio)
    assert lena.get_by_role("link", name="Join KVM Theater").get_attribute("href") == LINK
    entry = bofs_in(read(feeds["lena"]))[VIRTIO]
    assert LINK in next(value for name, value in entry.items() if name.startswith("CONFERENCE"))
    jason.goto(virtio)
    visitor.goto(virtio)
    assert [LINK in page.content() for page in (jason, visitor)] == [True, False]  # Jason proposed it
    for path in ("schedule.ics", "schedule.json", "schedule.xml", f"sessions/{slug}.ics"):
        assert LINK not in read(f"{forum.url}/forum/{path}")

    # Without the bookmark it is gone at once.
    lena.get_by_role("button", name="Bookmarked").click()
    lena.locator("#said", has_text="is removed").wait_for(state="attached")
    lena.goto(virtio)
    expect(lena.get_by_role("button", name="Bookmark for the room link")).to_be_visible()
    assert LINK not in read(feeds["lena"])


def set_link(admin):
    """The organiser gives the BoF its link; its slug."""
    admin.goto("/admin/schedule/bofsession/?q=virtio")
    admin.locator("#result_list").get_by_role("link", name=VIRTIO, exact=True).click()
    admin.locator("[name=access_url]").fill(LINK)
    admin.get_by_role("button", name="Save", exact=True).last.click()
    admin.locator(".messagelist .success").wait_for()
    return "virtio-topics"
