"""The BoF board and the page of a topic: what each reader sees, when it is made anew, and by how many queries."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from lxml import html

from schedule.models import Attendee, BofCall, BofInterest, BofProposal, Bookmark, Event, Session
from schedule.services.bof_merging import merge_topics
from schedule.services.bof_slots import schedule_topic
from schedule.services.bofs import decide, set_interest, set_name, withdraw
from schedule.services.publish import publish
from tests.factories import START, make_call, make_event, make_organiser, make_session, make_slot, make_topic, make_user

pytestmark = pytest.mark.django_db
BEFORE = START - timedelta(days=5)
HOSTILE = "<script>alert(1)</script>[x](javascript:alert(2))<img src=x onerror=alert(3)>"


@pytest.fixture
def event():
    event = make_event(slug="kvm", name="KVM Forum")
    make_call(event)
    return publish(event)


def board(client, query=""):
    answer = client.get(f"/kvm/bofs/{query}")
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def text_of(page):
    return " ".join(page.find(".//main").text_content().split())


def titles(page):
    return page.xpath("//ol/li[@class='topic']//h3/a/text()")


def test_board_is_read_without_an_account(client, event):
    topic = make_topic(event, title="Virtio", description="Who *owns* it?", interested=[make_user(), make_user()])

    page = board(client)

    assert titles(page) == ["Virtio"]
    [row] = page.xpath(f"//li[@id='b{topic.pk}']")
    assert " ".join(row.text_content().split()).startswith(
        "2people Virtio Proposed by an attendee. Needs a host. Who owns"
    )
    assert row.xpath(".//a[@class='btn']/@href") == [f"/kvm/bofs/{topic.pk}/interest/"]
    assert page.xpath("//form") == []


def test_board_never_says_who_without_their_wish(client, event):
    person = make_user("secret@example.org")
    Attendee.objects.create(user=person, name="Sean")
    topic = make_topic(event, interested=[person])
    quiet = board(client)

    set_interest(user=person, proposal=topic, interested=True, shown=True)
    shown = board(client)

    assert "Sean" not in text_of(quiet)
    assert "Would come, among others: Sean." in text_of(shown)
    assert b"secret@" not in html.tostring(shown)


def test_board_orders_by_interest_by_age_and_by_those_without_a_host(client, event):
    people = [make_user() for _ in range(3)]
    make_topic(event, title="Old and wanted", interested=people, created_at=START)
    make_topic(event, title="Hosted", hosts=people[:2], created_at=START + timedelta(hours=1))
    make_topic(event, title="New", created_at=START + timedelta(hours=2))

    assert titles(board(client)) == ["Old and wanted", "Hosted", "New"]
    assert titles(board(client, "?by=new")) == ["New", "Hosted", "Old and wanted"]
    assert titles(board(client, "?by=host")) == ["Old and wanted", "New"]
    assert titles(board(client, "?by=nonsense")) == ["Old and wanted", "Hosted", "New"]
    assert board(client, "?by=new").xpath("//nav[@aria-label='Order']/a[@aria-current]/text()") == ["Newest"]


def test_board_where_all_have_hosts_says_so(client, event):
    make_topic(event, hosts=[make_user()])

    page = board(client, "?by=host")

    assert titles(page) == []
    assert "Every topic has a host" in text_of(page)


def test_board_shows_slots_with_their_wishes_and_topics(client, event):
    slot, other = make_slot(event, title="To come"), make_slot(event)
    make_topic(event, wished=[slot])
    topic = make_topic(event, title="Virtio", interested=[make_user(), make_user()])
    schedule_topic(proposal=topic, slot=other)

    page = board(client)
    slots = [" ".join(each.text_content().split()) for each in page.xpath("//div[@class='slot']")]

    assert len(slots) == 2
    assert any("To come" in each and "1 topic wishes for it." in each for each in slots)
    assert any("Virtio" in each and "2 people are interested." in each for each in slots)
    assert page.xpath("//aside//a[@class='star']/@href") == [
        f"/kvm/sessions/{session.slug}/bookmark/" for session in Session.objects.in_order()
    ]
    assert "Virtio" not in titles(page)


def test_topic_of_a_draft_is_on_the_board_as_if_it_had_no_slot(client, event):
    slot = make_slot(event, title="Secret", status=Session.Status.DRAFT)
    topic = make_topic(event, title="Virtio", session=slot)
    publish(event)

    page = board(client)
    topics = html.fromstring(client.get(f"/kvm/bofs/{topic.pk}/").content)

    assert titles(page) == ["Virtio"]
    assert "Secret" not in text_of(page) + text_of(topics)
    assert topics.xpath("//a[contains(., 'I’m interested')]")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"closes_at": START}, "until Thu 29 Oct, 10:00 GMT"),
        ({"closes_at": BEFORE - timedelta(days=1)}, "The call for topics closed on Fri 23 Oct, 11:00 IST"),
        ({"needs_approval": True}, "The organisers look at each before others see it."),
        ({"is_open": False}, "The organisers take no topics at the moment."),
    ],
)
def test_board_says_how_the_call_stands(client, event, call, words):
    BofCall.objects.update(**call)
    publish(event)

    with time_machine.travel(BEFORE, tick=False):
        page = board(client)

    assert words in text_of(page)
    assert bool(page.xpath("//a[contains(@href, '/bofs/new/')]")) == ("closed" not in words and "take no" not in words)


def test_kept_board_closes_by_the_clock(client, event):
    BofCall.objects.update(closes_at=START)
    publish(event)

    with time_machine.travel(START - timedelta(seconds=1), tick=False):
        before = client.get("/kvm/bofs/")
    with time_machine.travel(START, tick=False):
        after = client.get("/kvm/bofs/", headers={"If-None-Match": before["ETag"]})

    assert "Propose a topic</a>" in before.content.decode()
    assert "Propose a topic</a>" not in after.content.decode()


def test_kept_board_is_new_with_each_change_of_it_and_with_no_other(client, event, django_assert_num_queries):
    user, topic = make_user(), make_topic(event, proposer=make_user())
    first = client.get("/kvm/bofs/")
    with django_assert_num_queries(2):
        same = client.get("/kvm/bofs/", headers={"If-None-Match": first["ETag"]})
    answers = [first]

    for change in (
        lambda: set_interest(user=user, proposal=topic, interested=True, shown=True),
        lambda: set_name(user=user, name="Ann"),
        lambda: set_interest(user=user, proposal=topic, interested=False),
        lambda: set_name(user=topic.proposer, name="Pat"),
        lambda: withdraw(user=topic.proposer, proposal=topic),
    ):
        change()
        answers.append(client.get("/kvm/bofs/", headers={"If-None-Match": answers[-1]["ETag"]}))

    assert same.status_code == 304
    assert "Last-Modified" not in first
    assert [answer.status_code for answer in answers] == [200] * 6


def test_board_tells_proposers_what_became_of_their_topics(client, event):
    user, into = make_user(), make_topic(event, title="Larger")
    for state in ("pending", "declined", "withdrawn", "open"):
        make_topic(event, title=f"Mine {state}", proposer=user, state=state)
    merge_topics(into=into, others=[make_topic(event, title="Mine merged", proposer=user)])
    client.force_login(user)
    mine = board(client)
    client.force_login(make_user())
    others = board(client)

    told = " ".join(mine.xpath("//section[@class='own']")[0].text_content().split())
    for words in ("Waits for approval.", "Declined.", "Withdrawn.", "On the board.", "Merged into another topic."):
        assert words in told
    assert mine.xpath("//section[@class='own']//a[text()='Mine merged']/@href") == [into.get_absolute_url()]
    assert others.xpath("//section[@class='own']") == []
    assert set(titles(others)) == {"Larger", "Mine open"}


def test_board_shows_own_interest_to_oneself_only(client, event):
    user = make_user()
    topic = make_topic(event, interested=[user])

    def pressed(path=""):
        [button] = board(client, path).xpath("//button[@name='interested']")
        return button.get("aria-pressed"), button.get("value")

    for path in ("", f"{topic.pk}/"):
        client.force_login(user)
        mine = pressed(path)
        client.force_login(make_user())

        assert (mine, pressed(path)) == (("true", "0"), ("false", "1"))


@pytest.mark.parametrize("number", [1, 3, 200])
@pytest.mark.parametrize(("who", "made", "kept"), [("visitor", 5, 2), ("attendee", 10, 7)])
def test_board_takes_the_same_queries(client, event, number, who, made, kept, django_assert_num_queries):
    user = make_user()
    people = [make_user() for _ in range(25 if number == 200 else 2)]
    slots = [make_slot(event, title=f"Slot {each}") for each in range(min(number, 10))]
    topics = [make_topic(event, proposer=user, wished=slots[:1]) for _ in range(number)]
    BofInterest.objects.bulk_create(
        BofInterest(proposal=topic, user=person, is_shown=True) for topic in topics for person in people
    )
    publish(event)
    if who == "attendee":
        client.force_login(user)
    client.get("/kvm/")  # reads the event, and the session
    client.get("/kvm/bofs/?by=new")

    with django_assert_num_queries(made):
        answer = client.get("/kvm/bofs/")
    with django_assert_num_queries(kept):
        client.get("/kvm/bofs/")

    assert answer.content.count(b'class="topic"') == number


def test_board_of_an_event_without_bofs_is_empty_and_nowhere_linked(client):
    event = make_event(slug="bare")
    publish(event)

    answer = client.get("/bare/bofs/")

    assert "Topics appear here once the organisers ask for some." in answer.content.decode()
    assert "/bare/bofs/" not in client.get("/bare/").content.decode()
    assert "/bare/bofs/" not in client.get("/bare/sitemap.xml").content.decode()


@pytest.mark.parametrize("by", ["call", "slot"])
def test_board_is_linked_where_there_is_a_call_or_a_bof(client, by):
    event = publish(make_event(slug="new"))
    before = client.get("/new/").content.decode()
    make_call(event) if by == "call" else make_session(event, kind="bof")
    publish(event)

    assert "/new/bofs/" not in before
    assert 'href="/new/bofs/"' in client.get("/new/").content.decode()
    assert "/new/bofs/</loc></url>" in client.get("/new/sitemap.xml").content.decode().replace("\n", "").replace(
        " ", ""
    )


def test_board_of_a_hidden_event_is_not_there(client, event):
    topic = make_topic(event)
    Event.objects.update(is_published=False)
    publish(event)
    client.force_login(make_user())

    paths = ("", "new/", "similar/?title=topic", *(f"{topic.pk}/{each}" for each in ("", "interest/")))

    assert [client.get(f"/kvm/bofs/{path}").status_code for path in paths] == [404] * 5


def test_topic_page_shows_its_words_safely(client, event):
    topic = make_topic(event, title=HOSTILE[:100], description=f"**Bold**\n\n{HOSTILE}", needs_online=True)

    for path in (f"/kvm/bofs/{topic.pk}/", "/kvm/bofs/"):
        body = client.get(path).content.decode()
        assert "<script>alert" not in body
        assert 'href="javascript' not in body
        assert "<img src=x" not in body
    assert "<strong>Bold</strong>" in client.get(f"/kvm/bofs/{topic.pk}/").content.decode()
    assert "a video call" in client.get(f"/kvm/bofs/{topic.pk}/").content.decode()


@pytest.mark.parametrize("state", ["pending", "declined", "withdrawn"])
def test_topic_that_is_not_public_is_its_proposers_and_the_teams(client, event, state):
    proposer = make_user()
    path = make_topic(event, proposer=proposer, state=state).get_absolute_url()
    codes = [client.get(path).status_code]

    for user in (make_user(), proposer, make_organiser()):
        client.force_login(user)
        codes.append(client.get(path).status_code)

    assert codes == [404, 404, 200, 200]


def test_topic_that_was_decided_on_is_there_at_once(client, event):
    topic = make_topic(event, state="pending")
    before = client.get(topic.get_absolute_url()).status_code

    decide(proposals=[topic], state=BofProposal.State.OPEN)

    assert (before, client.get(topic.get_absolute_url()).status_code) == (404, 200)


def test_merged_topic_leads_to_the_one_that_it_became_part_of(client, event):
    proposer, into = make_user(), make_topic(event)
    merged = make_topic(event, proposer=proposer)
    merge_topics(into=into, others=[merged])

    found = [client.get(merged.get_absolute_url())]
    client.force_login(proposer)
    found.append(client.get(merged.get_absolute_url()))
    found.append(client.get(f"{merged.get_absolute_url()}interest/"))

    assert [answer.get("Location", "") for answer in found] == [into.get_absolute_url()] * 2 + [""]
    assert f"{into.get_absolute_url()}interest/" in found[2].content.decode()


def test_merged_topic_leads_to_nothing_that_is_not_public(client, event):
    into = make_topic(event, state="withdrawn")
    merged = make_topic(event, state="merged", merged_into=into)

    assert client.get(merged.get_absolute_url()).status_code == 404


def test_scheduled_topic_leads_to_its_session_whose_bookmark_it_has(client, event):
    user, topic = make_user(), make_topic(event)
    set_interest(user=user, proposal=topic, interested=True)
    session = schedule_topic(proposal=topic, slot=make_slot(event))
    client.force_login(user)

    page = html.fromstring(client.get(topic.get_absolute_url()).content)

    assert page.xpath("//main//p/a/@href") == [session.get_absolute_url()]
    [button] = page.xpath("//button[@name='bookmarked']")
    assert (button.get("formaction"), button.get("aria-pressed")) == (session.bookmark_url, "true")
    assert page.xpath("//button[@name='interested']") == []
    assert Bookmark.objects.filter(user=user, session=session).exists()


@pytest.mark.parametrize("pk", [0, 999, 10**18, 10**30])
def test_topic_that_never_was_is_404(client, event, pk):
    assert client.get(f"/kvm/bofs/{pk}/").status_code == 404


def test_topic_of_another_event_is_404(client, event):
    other = make_topic(publish(make_event(slug="other")))

    assert client.get(f"/kvm/bofs/{other.pk}/").status_code == 404
    assert client.get(f"/other/bofs/{other.pk}/").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_topic_page_takes_the_same_queries(client, event, number, django_assert_num_queries):
    topic = make_topic(event, interested=[make_user() for _ in range(number)], wished=[make_slot(event)])
    publish(event)
    client.get("/kvm/")

    with django_assert_num_queries(5):
        client.get(topic.get_absolute_url())


def test_similar_topics_are_told_with_their_interest(client, event):
    user = make_user()
    topic = make_topic(event, title="Live migration with vDPA", interested=[user])
    make_topic(event, title="Migration of vDPA", state="pending")
    make_topic(event, title="Migration with vDPA", proposer=user)
    make_topic(make_event(), title="Live migration with vDPA")
    client.force_login(user)

    answer = client.get("/kvm/bofs/similar/", {"title": "vDPA migration"})

    href = f"/kvm/bofs/{topic.pk}/"
    assert answer.json() == {
        "topics": [{"pk": topic.pk, "title": "Live migration with vDPA", "href": href, "interest": 1}]
    }
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("title", ["", "?", "x" * 100_000, "\x00\x1a"])
def test_similar_topics_of_odd_titles_are_none(client, event, title):
    make_topic(event)

    assert client.get("/kvm/bofs/similar/", {"title": title}).json() == {"topics": []}


def test_board_shows_present_state_to_everybody_after_now(client, event):
    """A topic proposed this second is there for the next reader, whatever their page was made from."""
    client.get("/kvm/bofs/")
    topic = make_topic(event, title="Fresh", state="pending", created_at=timezone.now())

    decide(proposals=[topic], state=BofProposal.State.OPEN)

    assert titles(board(client)) == ["Fresh"]
