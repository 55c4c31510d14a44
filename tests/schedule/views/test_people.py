"""The speakers' pages."""

import pytest

from schedule.models import Session
from schedule.services.publish import publish
from tests.factories import make_event, make_session, make_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(slug="kvm")


def listed(response):
    """[(letter, [(company, [name])])] as the directory shows them."""
    return [
        (each.letter, [(group.company, [person.name for person in group.people]) for group in each.groups])
        for each in response.context["letters"]
    ]


def test_directory_sorts_by_letter_without_accents_and_case(client, event):
    for name in ("Émile", "eric auger", "Zoë", "Øyvind", "(Dr) Ann", "2pac", "--"):
        make_session(event, speakers=[make_speaker(event, name=name)])

    response = client.get("/kvm/speakers/")

    assert listed(response) == [
        ("#", [("", ["--", "2pac"])]),
        ("D", [("", ["(Dr) Ann"])]),
        ("E", [("", ["Émile", "eric auger"])]),
        ("O", [("", ["Øyvind"])]),
        ("Z", [("", ["Zoë"])]),
    ]


def test_directory_gives_names_in_other_scripts_letters_of_their_own(client, event):
    for name in ("张三", "Ольга", "Олег", "Ann", "Άννα", "نور"):
        make_session(event, speakers=[make_speaker(event, name=name)])

    response = client.get("/kvm/speakers/")
    page = response.content.decode()

    assert [letter for letter, _ in listed(response)] == ["A", "Α", "О", "ن", "张"]
    for letter in ("a", "α", "о", "ن", "张"):
        assert page.count(f'id="l-{letter}"') == page.count(f'href="#l-{letter}"') == 1


def test_directory_by_company_puts_people_without_one_last(client, event):
    for name, company in [("Zed", "red hat"), ("Ann", "Red Hat"), ("Bob", ""), ("Cleo", "Arm"), ("Dan", "Rust Inc.")]:
        make_session(event, speakers=[make_speaker(event, name=name, company=company)])

    response = client.get("/kvm/speakers/?by=company")

    assert listed(response) == [
        ("A", [("Arm", ["Cleo"])]),
        ("R", [("Red Hat", ["Ann", "Zed"]), ("Rust Inc.", ["Dan"])]),
        ("", [("", ["Bob"])]),
    ]
    assert "5 people, by company." in response.content.decode()


def test_directory_offers_companies_only_where_there_are_some(client, event):
    make_session(event, speakers=[make_speaker(event)])

    assert "By company" not in client.get("/kvm/speakers/").content.decode()


@pytest.mark.parametrize(("query", "names"), [("borntrager", ["Bornträger"]), ("hat", ["Ann"]), ("ann red", ["Ann"])])
def test_directory_finds_names_and_companies(client, event, query, names):
    make_session(event, speakers=[make_speaker(event, name="Bornträger", company="IBM")])
    make_session(event, speakers=[make_speaker(event, name="Ann", company="Red Hat")])

    response = client.get("/kvm/speakers/", {"q": query})
    page = response.content.decode()

    assert [name for _, groups in listed(response) for _, found in groups for name in found] == names
    assert "<b>1 of 2 people</b> matches" in page
    assert "<mark>" in page


@pytest.mark.parametrize("query", ["nobody", "???", "<script>alert(1)</script>", "x" * 10_000])
def test_directory_without_a_hit_says_so_and_leads_on(client, event, query):
    make_session(event, speakers=[make_speaker(event)])

    response = client.get("/kvm/speakers/", {"q": query})
    page = response.content.decode()

    assert response.status_code == 200
    assert "Nobody matches" in page
    assert "Show all 1 person" in page
    assert "<script>alert" not in page


def test_directory_of_an_event_without_speakers_says_so(client, event):
    make_session(event)

    page = client.get("/kvm/speakers/?by=company").content.decode()

    assert "Nobody is announced yet." in page
    assert "Name or company" not in page


@pytest.mark.parametrize("people", [1, 3])
def test_directory_takes_the_same_queries(client, event, people, django_assert_num_queries):
    make_session(event, speakers=[make_speaker(event) for _ in range(people)])

    with django_assert_num_queries(7):  # all of them the programme's
        client.get("/kvm/speakers/")


@pytest.mark.parametrize("sessions", [1, 3])
def test_speaker_page_takes_the_same_queries(client, event, sessions, django_assert_num_queries):
    ann = make_speaker(event, name="Ann")
    for _ in range(sessions):
        make_session(event, speakers=[ann])

    with django_assert_num_queries(9):  # the programme's seven, the biography, the links
        client.get("/kvm/speakers/ann/")


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


def test_speaker_pages_escape_what_people_and_companies_are_called(client, event):
    bad = '"><script>alert(1)</script>'
    make_session(event, speakers=[make_speaker(event, name=f"Ann {bad}", company=f"Firm {bad}")])

    for path in ("speakers/", "speakers/?by=company", "speakers/?q=ann", "speakers/ann-scriptalert1script/"):
        page = client.get(f"/kvm/{path}").content.decode()

        assert "&quot;&gt;&lt;script&gt;" in page
        assert "<script>" not in page


def test_speaker_page_offers_the_sessions_as_a_calendar_file(client, event):
    ann, bob = make_speaker(event, name="Ann"), make_speaker(event, name="Bob")
    make_session(event, title="Talk by Ann", speakers=[ann])
    make_session(event, speakers=[bob], starts_at=None)
    publish(event)

    pages = [client.get(f"/kvm/speakers/{slug}/").content.decode() for slug in ("ann", "bob")]

    assert ["/kvm/schedule.ics?speaker=" in page for page in pages] == [True, False]
    assert client.get("/kvm/schedule.ics?speaker=ann").content.count(b"SUMMARY:Talk") == 1
