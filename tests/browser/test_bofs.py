"""The BoF board in a browser: with and without scripts, on a phone, light and dark, and for everybody (axe)."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.faults import faults, faults_of, in_four_looks
from tests.browser.test_pages import sign_in

pytestmark = pytest.mark.browser
BOARD = "/board/bofs/"

FILL = """
from datetime import timedelta
from django.contrib.auth import get_user_model
from schedule.models import Attendee
from schedule.services.publish import publish
from tests.factories import START, make_call, make_event, make_slot, make_topic, make_user
start = START.replace(year=2090)
event = make_event(slug="board", name="Board", starts_on=start.date(), ends_on=start.date())
make_call(event, lets_claim=True, most_per_person=50)
first, _, third = [
    make_slot(event, title=title, starts_at=start + timedelta(hours=hours), is_open_slot=title != "Scheduled")
    for title, hours in (("First", 0), ("Second", 3), ("Scheduled", 6))
]
people = [make_user() for _ in range(5)]
Attendee.objects.create(user=people[0], name="Sean")
mine = get_user_model().objects.get(email="attendee@example.org")
guests = {"title": "Confidential guests", "description": "**SEV** and TDX."}
make_topic(event, **guests, interested=people[1:], hosts=people[:1], wished=[first])
make_topic(event, title="Live migration with vDPA", interested=people[:2])
make_topic(event, title="Mine", proposer=mine, interested=[mine])
make_topic(event, title="Scheduled", session=third)
publish(event)
"""


@pytest.fixture(scope="module")
def board(site):
    site.manage("shell", "-c", FILL)
    yield site
    site.manage("shell", "-c", "from schedule.models import Event; Event.objects.filter(slug='board').delete()")


def row(page, title):
    return page.locator("li.topic", has=page.get_by_role("link", name=title, exact=True))


def signed_in(visit, **options):
    page = visit(**options).page
    sign_in(page)
    return page


def test_interest_is_said_and_taken_back_without_a_reload(visit, board):
    page = signed_in(visit)
    page.goto(BOARD)
    page.evaluate("document.body.dataset.stays = 'yes'")
    place = row(page, "Confidential guests")
    button = place.get_by_role("button", name="I’m interested in Confidential guests")

    button.click()
    page.get_by_text("You are interested.").wait_for(state="attached")
    on = (button.get_attribute("aria-pressed"), place.locator(".count").inner_text().split())
    button.click()
    page.get_by_text("You are no longer interested.").wait_for(state="attached")

    assert on == ("true", ["6", "people"])
    assert (button.get_attribute("aria-pressed"), place.locator(".count").inner_text().split()) == (
        "false",
        ["5", "people"],
    )
    assert page.evaluate("document.body.dataset.stays") == "yes"
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_interest_in_a_topic_that_went_is_said_to_be_lost(visit, board):
    board.manage(
        "shell", "-c", "from tests.factories import *; make_topic(Event.objects.get(slug='board'), title='Gone')"
    )
    board.manage("shell", "-c", "from schedule.services.bofs import *; touch_board(Event.objects.get(slug='board').pk)")
    page = signed_in(visit)
    page.goto(BOARD)
    board.manage(
        "shell",
        "-c",
        "from schedule.models import *; BofProposal.objects.filter(title='Gone').update(state='withdrawn')",
    )

    row(page, "Gone").get_by_role("button", name="I’m interested").click()

    page.get_by_role("heading", name="This topic is not on the board, or not any more.").wait_for()


def test_topic_is_proposed_edited_and_withdrawn_without_scripts(visit, board):
    page = signed_in(visit, java_script_enabled=False)
    page.goto(BOARD)
    page.get_by_role("link", name="Propose a topic").click()
    page.get_by_label("Topic").fill("Confidential guest memory")
    page.get_by_label("What would you like to discuss?").fill("Who owns it?")
    page.get_by_label("I would host it").check()
    page.get_by_label("Your name, as others read it").fill("Lena")
    page.get_by_role("checkbox", name=re.compile("13:00")).check()
    page.get_by_role("button", name="Propose topic").click()
    asked = page.get_by_role("alert").inner_text()

    page.get_by_role("button", name="Propose it anyway").click()
    page.wait_for_url(re.compile(r"/board/bofs/\d+/$"))
    told = page.locator("main").inner_text()
    page.get_by_role("link", name="Edit").click()
    kept = page.get_by_role("checkbox", name=re.compile("13:00")).is_checked()
    page.get_by_label("Topic").fill("Guest memory")
    page.get_by_role("button", name="Save").click()
    renamed = page.locator("h1").inner_text()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw it").click()

    assert "Is it one of these?" in asked
    assert "Confidential guests" in asked
    assert "Hosted by Lena." in told
    assert kept
    assert renamed == "Guest memory"
    page.wait_for_url(f"**{BOARD}")
    assert "“Guest memory” is withdrawn." in page.locator("main").inner_text()
    expect(row(page, "Guest memory")).to_have_count(0)


def test_similar_topics_are_shown_while_typing_and_not_asked_about_again(visit, board):
    page = signed_in(visit)
    page.goto(f"{BOARD}new/")

    page.get_by_label("Topic").press_sequentially("vDPA migration")
    page.get_by_role("link", name="Live migration with vDPA").wait_for()
    page.get_by_role("button", name="Propose topic").click()

    page.wait_for_url(re.compile(r"/board/bofs/\d+/$"))
    assert page.locator("h1").inner_text() == "vDPA migration"


def test_visitor_is_led_through_sign_in_to_one_button_without_scripts(visit, board):
    page = visit(java_script_enabled=False).page
    page.goto(BOARD)
    row(page, "Live migration with vDPA").get_by_role("link", name="I’m interested").click()
    page.get_by_label("E-mail").fill("organiser@example.org")
    page.get_by_label("Password", exact=True).fill("demo for the tests")
    page.get_by_role("button", name="Sign in").click()

    page.locator("main").get_by_role("button", name="I’m interested").click()

    page.wait_for_url(re.compile(r"/board/bofs/\d+/#b\d+$"))
    button = page.get_by_role("button", name="I’m interested in Live migration with vDPA")
    expect(button).to_have_attribute("aria-pressed", "true")


def test_slot_is_chosen_by_the_proposer_without_scripts(visit, board):
    page = signed_in(visit, java_script_enabled=False)
    page.goto(BOARD)
    page.get_by_role("link", name=re.compile("Choose its slot.*Mine")).click()

    page.get_by_role("button", name=re.compile("10:00–12:00")).click()

    page.wait_for_url("**/board/sessions/**")
    assert page.locator("h1").inner_text() == "Mine"
    expect(page.get_by_role("button", name="Bookmarked")).to_have_attribute("aria-pressed", "true")


@in_four_looks
def test_board_and_its_forms_are_accessible(visit, board, width, scheme):
    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    visitor, attendee = visit(**options).page, signed_in(visit, **options)
    visitor.goto(BOARD)
    topic = row(visitor, "Confidential guests").get_by_role("link").first.get_attribute("href")
    paths = [BOARD, f"{BOARD}?by=host", topic]

    assert faults_of(visitor, paths) == {}
    assert faults_of(attendee, [*paths, f"{topic}interest/", f"{BOARD}new/"]) == {}
    attendee.evaluate("document.getElementById('id_title').required = false")
    attendee.get_by_role("button", name="Propose topic").click()
    attendee.get_by_text("Give the topic a title.").wait_for()
    assert faults(attendee) == []
