"""The speakers' pages."""

import pytest

from schedule.models import Session
from tests.factories import make_event, make_session, make_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(slug="kvm")


def test_directory_sorts_by_letter_without_accents_and_case(client, event):
    for name in ("Émile", "eric auger", "Zoë", "张三", "Ann"):
        make_session(event, speakers=[make_speaker(event, name=name)])

    response = client.get("/kvm/speakers/")

    letters = [(letter, [person.name for person in people]) for letter, people in response.context["letters"]]
    assert letters == [("#", ["张三"]), ("A", ["Ann"]), ("E", ["Émile", "eric auger"]), ("Z", ["Zoë"])]


@pytest.mark.parametrize("people", [1, 3])
def test_directory_takes_two_queries(client, event, people, django_assert_num_queries):
    make_session(event, speakers=[make_speaker(event) for _ in range(people)])

    with django_assert_num_queries(2):
        client.get("/kvm/speakers/")


def test_speaker_with_drafts_only_is_nowhere(client, event):
    hidden = make_speaker(event, name="Hidden Person")
    make_session(event, speakers=[hidden], status=Session.Status.DRAFT)

    directory = client.get("/kvm/speakers/").content.decode()
    page = client.get("/kvm/speakers/hidden-person/")

    assert "Hidden Person" not in directory
    assert page.status_code == 404


def test_speaker_page_shows_bio_links_and_visible_sessions(client, event):
    ann = make_speaker(event, name="Ann", bio="Builds things.")
    ann.links.create(label="Homepage", url="https://ann.example/")
    make_session(event, title="Open talk", speakers=[ann])
    make_session(event, title="Draft talk", speakers=[ann], status=Session.Status.DRAFT)

    page = client.get("/kvm/speakers/ann/").content.decode()

    assert "Builds things." in page
    assert 'href="https://ann.example/"' in page
    assert "Open talk" in page
    assert "Draft talk" not in page
