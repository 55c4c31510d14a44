import pytest
import time_machine

from schedule.services.bof_slots import schedule_topic
from tests.factories import make_event, make_organiser, make_session, make_slot, make_topic, make_user

pytestmark = pytest.mark.django_db
NOTES = "https://pad.example/virtio"


@pytest.fixture
def event():
    return make_event(slug="kvm")


@pytest.fixture
def host():
    return make_user()


@pytest.fixture
def session(event, host):
    return schedule_topic(proposal=make_topic(event, title="Virtio", hosts=[host]), slot=make_slot(event, slug="bof"))


@pytest.fixture
def at_the_start(session):
    with time_machine.travel(session.starts_at, tick=False):
        yield


URL = "/kvm/sessions/bof/news/"
PAGE = "/kvm/sessions/bof/"


def test_host_posts_news_and_notes_that_everybody_reads(client, host, session, at_the_start):
    client.force_login(host)
    assert f'href="{URL}"' in client.get(PAGE).content.decode()

    answer = client.post(URL, {"news": "We start at <b>11:05</b>", "notes_url": NOTES})
    client.logout()
    page = client.get(PAGE).content.decode()

    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert "We start at &lt;b&gt;11:05&lt;/b&gt;" in page
    assert "29 October, 11:00" in page
    assert f'href="{NOTES}" rel="nofollow noopener ugc"' in page
    assert URL not in page


def test_news_stays_on_the_page_afterwards(client, host, session):
    client.force_login(host)
    with time_machine.travel(session.ends_at.replace(year=2021), tick=False):
        client.post(URL, {"notes_url": NOTES})

        assert NOTES in client.get(PAGE).content.decode()


def test_what_was_typed_is_kept_where_something_is_wrong(client, host, session, at_the_start):
    client.force_login(host)

    page = client.post(URL, {"news": "x" * 201, "notes_url": "javascript:alert(1)"}).content.decode()

    session.refresh_from_db()
    assert "x" * 201 in page
    assert "At most 200 characters; this has 201." in page
    assert "Write an address that begins with https:// or http://." in page
    assert (session.news, session.notes_url) == ("", "")


@pytest.mark.parametrize("address", ["ftp://pad.example/", "https://", "mailto:ann@pad.example"])
def test_notes_elsewhere_than_on_the_web_are_refused_beside_the_field(client, host, session, at_the_start, address):
    client.force_login(host)

    answer = client.post(URL, {"news": "Full", "notes_url": address})

    session.refresh_from_db()
    assert answer.status_code == 200
    assert 'id="id_notes_url_error"' in answer.content.decode()
    assert f'value="{address}"' in answer.content.decode()
    assert session.news == ""


def test_news_of_a_session_in_which_something_else_is_wrong_is_posted(client, event):
    session = make_session(event, slug="call", starts_at=None, ends_at=None, access_url="https://meet.example/1")
    client.force_login(make_organiser())

    answer = client.post("/kvm/sessions/call/news/", {"news": "The time comes tomorrow"})

    session.refresh_from_db()
    assert (answer.status_code, session.news) == (303, "The time comes tomorrow")


def test_signed_out_host_signs_in_first(client, session, at_the_start):
    assert client.post(URL, {"news": "Full"})["Location"] == f"/accounts/login/?next={URL}"


def test_others_find_no_such_page(client, session, at_the_start):
    client.force_login(make_user())

    assert [client.get(URL).status_code, client.post(URL, {"news": "Full"}).status_code] == [404, 404]
    assert URL not in client.get(PAGE).content.decode()


def test_host_of_a_withdrawn_session_finds_none(client, host, session, at_the_start):
    session.status = "draft"
    session.save()
    client.force_login(host)

    assert client.get(URL).status_code == 404


def test_organiser_posts_days_before(client, session):
    client.force_login(make_organiser())
    with time_machine.travel(session.starts_at.replace(day=1), tick=False):
        answer = client.post(URL, {"news": "Bring ideas"})

    session.refresh_from_db()
    assert answer.status_code == 303
    assert session.news == "Bring ideas"
    assert session.history.order_by("history_id").last().history_change_reason == "News for those who come"


@pytest.mark.parametrize("kind", ["bof", "talk"])
def test_form_leads_to_the_board_where_there_is_one(client, event, session, at_the_start, kind):
    make_session(event, slug="talk", starts_at=session.starts_at, ends_at=session.ends_at)
    client.force_login(make_organiser())

    page = client.get(f"/kvm/sessions/{kind}/news/").content.decode()

    assert 'href="/kvm/bofs/"' in page
