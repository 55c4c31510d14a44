"""Proposing, editing and withdrawing, on the real pages: what is taken, what is refused, and nothing lost."""

from datetime import timedelta

import pytest
import time_machine
from lxml import html

from schedule.models import Attendee, BofCall, BofInterest, BofProposal, Session
from schedule.services.bof_slots import schedule_topic
from schedule.services.publish import publish
from tests.factories import (
    START,
    make_call,
    make_event,
    make_organiser,
    make_session,
    make_slot,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db
NEW = "/kvm/bofs/new/"
WORDS = {"title": "Virtio", "description": "Who *owns* it?", "name": "Ann"}


@pytest.fixture(autouse=True)
def _days_before():
    with time_machine.travel(START - timedelta(days=5), tick=True):
        yield


@pytest.fixture
def event():
    event = make_event(slug="kvm")
    make_call(event)
    return publish(event)


@pytest.fixture
def user(client, event):
    user = make_user()
    client.force_login(user)
    return user


def form_in(answer):
    """{name: value or values} as a browser would send the page's form again."""
    [form] = html.fromstring(answer.content).xpath("//form[@id='topic']")
    sent = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value.removeprefix("\n"))  # which browsers drop at a textarea's beginning
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def errors_in(answer):
    page = html.fromstring(answer.content)
    return [" ".join(each.text_content().split()) for each in page.xpath("//main//*[@class='flag' or @role='alert']")]


def test_topic_is_proposed_with_all_that_was_sent(client, event, user):
    slot = make_slot(event)

    answer = client.post(NEW, WORDS | {"hosts": "on", "needs_online": "on", "wished_slots": [slot.pk]})

    topic = BofProposal.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, topic.get_absolute_url())
    assert (topic.title, topic.description, topic.proposer, topic.state) == ("Virtio", "Who *owns* it?", user, "open")
    assert (topic.needs_projector, topic.needs_online) == (False, True)
    assert list(topic.wished_slots.all()) == [slot]
    assert topic.interests.get().is_host
    assert Attendee.objects.get(user=user).name == "Ann"
    page = client.get(answer["Location"]).content.decode()
    assert "you are the first who is interested" in page
    assert 'Proposed by <span dir="auto">Ann</span>' in page


def test_form_begins_with_the_name_that_was_chosen(client, event, user):
    client.post(NEW, WORDS)

    assert form_in(client.get(NEW))["name"] == ["Ann"]


def test_topic_that_waits_for_approval_is_told_so(client, event, user):
    BofCall.objects.update(needs_approval=True)

    page = client.post(NEW, WORDS, follow=True).content.decode()

    assert "An organiser looks at your topic before others see it." in page
    assert "Waits for approval" in page
    client.logout()
    assert "Virtio" not in client.get("/kvm/bofs/").content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"title": ""}, "Give the topic a title."),
        ({"title": " \u200b\t\u202e "}, "Give the topic a title."),
        ({"title": "x" * 121}, "At most 120 characters; this has 121."),
        ({"title": "x" * 100_000}, "At most 120 characters; this has 100000."),
        ({"description": "x" * 4001}, "At most 4000 characters; this has 4001."),
        ({"name": "x" * 81}, "At most 80 characters; this has 81."),
        ({"wished_slots": ["999"]}, "One of these slots is no longer free."),
        ({"wished_slots": ["x"]}, "One of these slots is no longer free."),
        ({"wished_slots": ["9" * 26]}, "One of these slots is no longer free."),
        ({"wished_slots": ["-1"]}, "One of these slots is no longer free."),
    ],
)
def test_topic_that_is_not_right_is_refused_by_field_and_kept_in_the_form(client, event, user, sent, words):
    answer = client.post(NEW, {"title": "Kept title", "description": "Kept words", "name": "Kept"} | sent)

    assert answer.status_code == 200
    assert any(words in error for error in errors_in(answer))
    kept = form_in(answer)
    for name, value in {"title": "Kept title", "description": "Kept words", "name": "Kept"}.items():
        if name not in sent:
            assert kept[name] == [value]
    assert not BofProposal.objects.exists()


def test_longest_texts_are_taken_with_a_browsers_line_ends(client, event, user):
    lines = "\r\n".join(["x"] * 2000)  # 3,999 characters as they are stored

    assert client.post(NEW, {"title": "é" * 120, "description": lines}).status_code == 303
    assert len(BofProposal.objects.get().description) == 3999


@pytest.mark.parametrize("kind", ["other event", "draft", "taken", "talk", "cancelled"])
def test_slot_that_is_not_on_offer_is_refused(client, event, user, kind):
    slot = {
        "other event": lambda: make_slot(make_event()),
        "draft": lambda: make_slot(event, status=Session.Status.DRAFT),
        "taken": lambda: make_slot(event, is_open_slot=False),
        "talk": lambda: make_session(event),
        "cancelled": lambda: make_slot(event, status=Session.Status.CANCELLED),
    }[kind]()

    answer = client.post(NEW, WORDS | {"wished_slots": [slot.pk]})

    assert "One of these slots is no longer free. Choose from those below." in " ".join(errors_in(answer))
    assert form_in(answer)["title"] == ["Virtio"]
    assert not BofProposal.objects.exists()


@pytest.mark.parametrize("call", [{"is_open": False}, {"closes_at": START - timedelta(days=9)}])
def test_topic_after_closing_is_refused_and_kept_in_the_form(client, event, user, call):
    BofCall.objects.update(**call)

    answer = client.post(NEW, WORDS)

    assert "closed the call" in errors_in(answer)[0]
    assert form_in(answer)["description"] == ["Who *owns* it?"]
    assert not BofProposal.objects.exists()
    assert html.fromstring(client.get(NEW).content).xpath("//form[@id='topic']") == []


def test_one_topic_too_many_is_refused_and_kept_in_the_form(client, event, user):
    BofCall.objects.update(most_per_person=1)
    client.post(NEW, WORDS)

    answer = client.post(NEW, WORDS | {"title": "Another"})

    assert "which is as many as one person may" in errors_in(answer)[0]
    assert form_in(answer)["title"] == ["Another"]
    assert BofProposal.objects.count() == 1


def test_form_gives_way_to_ones_topics_where_one_may_propose_no_more(client, event, user):
    BofCall.objects.update(most_per_person=1)
    topic = make_topic(event, proposer=user, title="Mine")
    make_topic(event, proposer=make_user(), title="Another’s")

    page = html.fromstring(client.get(NEW).content).find(".//main")

    assert "You have proposed 1 topic, which is as many as one person may." in page.text_content()
    assert page.xpath(".//form") == []
    assert page.xpath(".//li/a/@href") == [topic.get_absolute_url()]
    assert page.xpath(".//a[contains(@class, 'btn--main')]/@href") == ["/kvm/bofs/"]


def test_form_gives_way_to_the_board_where_the_call_is_closed(client, event, user):
    BofCall.objects.update(is_open=False)

    page = html.fromstring(client.get(NEW).content).find(".//main")

    assert "The organisers take no topics at the moment." in page.text_content()
    assert page.xpath(".//form") == []
    assert page.xpath(".//a[contains(@class, 'btn--main')]/@href") == ["/kvm/bofs/"]


def test_topic_sent_twice_is_one(client, event, user):
    places = {client.post(NEW, WORDS)["Location"] for _ in range(2)}

    assert len(places) == 1
    assert BofProposal.objects.count() == 1


def test_similar_topic_is_asked_about_once_and_may_be_proposed_anyway(client, event, user):
    other = make_topic(event, title="Virtio topics", interested=[make_user()])
    asked = client.post(NEW, WORDS | {"hosts": "on"})
    count = BofProposal.objects.count()

    answer = client.post(NEW, form_in(asked))

    page = html.fromstring(asked.content)
    assert "Is it one of these?" in page.xpath("//div[@role='alert']")[0].text_content()
    assert page.xpath("//div[@role='alert']//a/@href") == [other.get_absolute_url()]
    assert count == 1
    assert answer.status_code == 303
    assert BofProposal.objects.get(title="Virtio").interests.get().is_host


def test_similar_topic_that_came_meanwhile_is_asked_about_as_well(client, event, user):
    make_topic(event, title="Virtio topics")
    form = form_in(client.post(NEW, WORDS))
    make_topic(event, title="Virtio")

    again = client.post(NEW, form)

    assert "Is it one of these?" in again.content.decode()
    assert client.post(NEW, form_in(again)).status_code == 303


@pytest.mark.parametrize("method", ["get", "post"])
def test_proposing_leads_through_login(client, event, method):
    answer = getattr(client, method)(NEW)

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={NEW}")
    assert not BofProposal.objects.exists()


def test_proposer_edits_until_it_has_its_slot(client, event, user):
    slot = make_slot(event)
    topic = make_topic(event, proposer=user, title="Virtio", wished=[slot], hosts=[user])
    path = f"{topic.get_absolute_url()}edit/"
    form = form_in(client.get(path))

    answer = client.post(path, form | {"title": "Virtio 2", "wished_slots": []})

    topic.refresh_from_db()
    assert (form["title"], form["wished_slots"], form["hosts"]) == (["Virtio"], [str(slot.pk)], ["on"])
    assert answer["Location"] == topic.get_absolute_url()
    assert (topic.title, list(topic.wished_slots.all())) == ("Virtio 2", [])
    assert topic.interests.get().is_host
    schedule_topic(proposal=topic, slot=slot)
    late = client.post(path, form | {"title": "Virtio 3"}, follow=True)
    topic.refresh_from_db()
    assert topic.title == "Virtio 2"
    assert "can no longer be changed" in late.content.decode()


def test_edit_that_is_not_right_keeps_what_was_typed(client, event, user):
    topic = make_topic(event, proposer=user, title="Virtio")

    answer = client.post(f"{topic.get_absolute_url()}edit/", {"title": "", "description": "New words"})

    topic.refresh_from_db()
    assert form_in(answer)["description"] == ["New words"]
    assert topic.title == "Virtio"


def test_edit_refuses_a_slot_that_can_be_none(client, event, user):
    topic = make_topic(event, proposer=user, title="Virtio")

    answer = client.post(f"{topic.get_absolute_url()}edit/", WORDS | {"wished_slots": ["9" * 26]})

    assert "One of these slots is no longer free. Choose from those below." in errors_in(answer)


def test_edited_words_wait_for_approval_again_where_asked_first(client, event, user):
    BofCall.objects.update(needs_approval=True)
    topic = make_topic(event, proposer=user, title="Virtio")
    path = f"{topic.get_absolute_url()}edit/"
    warned = "waits for approval again" in client.get(path).content.decode()

    answer = client.post(path, {"title": "Other"}, follow=True)

    assert warned
    assert "An organiser looks at it before others see it again." in answer.content.decode()


def test_topic_is_withdrawn_after_a_question(client, event, user):
    topic = make_topic(event, proposer=user, interested=[user, make_user(), make_user()])
    path = f"{topic.get_absolute_url()}withdraw/"

    asked = client.get(path)
    before = BofProposal.objects.get().state
    answers = [client.post(path) for _ in range(2)]

    assert "2 others are interested" in asked.content.decode()
    assert before == "open"
    assert [answer["Location"] for answer in answers] == ["/kvm/bofs/"] * 2
    assert BofProposal.objects.get().state == "withdrawn"


def test_topic_with_a_slot_is_not_withdrawn(client, event, user):
    topic = make_topic(event, proposer=user)
    schedule_topic(proposal=topic, slot=make_slot(event))

    answer = client.post(f"{topic.get_absolute_url()}withdraw/", follow=True)

    assert "has its slot already" in answer.content.decode()
    assert BofProposal.objects.get().state == "open"


@pytest.mark.parametrize("act", ["edit", "withdraw", "claim"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_find_nothing_to_change_and_visitors_sign_in(client, event, act, method):
    BofCall.objects.update(lets_claim=True)
    path = f"{make_topic(event, proposer=make_user(), title='Virtio').get_absolute_url()}{act}/"
    sent = WORDS if method == "post" else {}
    signed_out = getattr(client, method)(path, sent)
    client.force_login(make_user())
    other = getattr(client, method)(path, sent)
    client.force_login(make_organiser())
    organiser = getattr(client, method)(path, sent)

    assert signed_out["Location"] == f"/accounts/login/?next={path}"
    assert (other.status_code, organiser.status_code) == (404, 404)
    assert (BofProposal.objects.get().title, BofProposal.objects.get().state) == ("Virtio", "open")


@pytest.mark.parametrize("act", ["edit/", "withdraw/", "claim/", "interest/", "new"])
def test_forms_ask_for_their_token(client, event, user, act):
    topic = make_topic(event, proposer=user, title="Mine")
    client.handler.enforce_csrf_checks = True

    answer = client.post(NEW if act == "new" else f"{topic.get_absolute_url()}{act}", WORDS | {"interested": "1"})

    assert answer.status_code == 403
    assert BofProposal.objects.get().title == "Mine"


@pytest.mark.parametrize("number", [1, 3])
def test_forms_take_the_same_queries(client, event, user, number, django_assert_num_queries):
    BofCall.objects.update(lets_claim=True)
    topic = make_topic(event, proposer=user, interested=[user])
    for each in range(number):
        make_slot(event, title=f"Slot {each}")
        make_topic(event, title=f"Virtio {each}")
        BofInterest.objects.create(proposal=BofProposal.objects.first(), user=make_user())
    publish(event)

    for path, queries in (
        (NEW, 8),
        (f"{topic.get_absolute_url()}edit/", 9),
        (f"{topic.get_absolute_url()}claim/", 11),
    ):
        with django_assert_num_queries(queries):
            client.get(path)
    with django_assert_num_queries(8):
        client.post(NEW, WORDS)
