"""The page that searches sessions and speakers."""

import pytest

from schedule.models import Session
from schedule.services.publish import publish
from tests.factories import make_event, make_session, make_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(slug="kvm")


def test_search_ranks_titles_before_abstracts_and_marks_hits(client, event):
    make_session(event, title="Queues", abstract="Long ago, *virtio* was new.")
    make_session(event, title="Virtio for all")
    make_session(event, title="Something else")
    publish(event)

    response = client.get("/kvm/search/?q=virtio")
    page = response.content.decode()

    assert [session.title for session in response.context["sessions"]] == ["Virtio for all", "Queues"]
    assert "<mark>Virtio</mark> for all" in page
    assert "Long ago, <mark>virtio</mark> was new." in page
    assert "<b>2 sessions</b>" in page


def test_search_finds_people_by_name_and_company(client, event):
    make_session(event, title="Talk", speakers=[make_speaker(event, name="Jörg", company="Red Hat")])
    make_session(event, speakers=[make_speaker(event, name="Ann")])
    publish(event)

    response = client.get("/kvm/search/?q=jorg+red")
    page = response.content.decode()

    assert [person.name for person in response.context["people"]] == ["Jörg"]
    assert "<b>1 session and 1 person</b>" in page
    assert "<mark>Jörg</mark>" in page


def test_search_shows_fifty_sessions_and_leads_to_all(client, event):
    people = [make_speaker(event, name=f"Virtio Person {number}") for number in range(9)]
    for number in range(51):
        make_session(event, title=f"Virtio {number}", speakers=people if number == 0 else ())
    publish(event)

    page = client.get("/kvm/search/?q=virtio").content.decode()

    assert page.count('<li class="s') == 50
    assert '<a class="crumb" href="/kvm/?q=virtio">All 51 sessions in the schedule</a>' in page
    assert '<a class="crumb" href="/kvm/speakers/?q=virtio">All 9 people</a>' in page


def test_search_does_not_find_drafts(client, event):
    hidden = make_speaker(event, name="Virtio Person")
    make_session(event, title="Virtio draft", status=Session.Status.DRAFT, speakers=[hidden])
    publish(event)

    page = client.get("/kvm/search/?q=virtio").content.decode()

    assert "Nothing matches" in page
    assert "Virtio" not in page


def test_search_for_nothing_is_the_box_only(client, event):
    make_session(event, title="A talk")
    publish(event)

    page = client.get("/kvm/search/?q=+").content.decode()

    assert 'type="search"' in page
    assert "A talk" not in page
    assert "Nothing matches" not in page


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", '"><i>', "x" * 10_000, "???", 'AND OR NEAR("a"*', "'"])
def test_search_takes_any_query(client, event, query):
    make_session(event, title="A talk")
    publish(event)

    response = client.get("/kvm/search/", {"q": query})
    page = response.content.decode()

    assert response.status_code == 200
    assert "<script>" not in page
    assert '"><i>' not in page
    assert "Nothing matches" in page


def test_search_is_not_for_search_engines(client, event):
    page = client.get("/kvm/search/?q=talk").content.decode()

    assert '<meta name="robots" content="noindex">' in page
    assert page.count('rel="canonical"') == 1


@pytest.mark.parametrize("sessions", [1, 3])
def test_search_takes_the_same_queries(client, event, sessions, django_assert_num_queries):
    for number in range(sessions):
        make_session(event, title=f"Virtio {number}", speakers=[make_speaker(event, name=f"Virtio {number}")])
    publish(event)

    with django_assert_num_queries(8):  # the programme's seven, and the index
        client.get("/kvm/search/?q=virtio")
