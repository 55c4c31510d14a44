"""One session's page."""

from datetime import timedelta

import pytest
import time_machine

from schedule.models import Session
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import START, make_event, make_organiser, make_room, make_session, make_speaker, make_user

pytestmark = pytest.mark.django_db

LINK = "https://meet.example/secret"


@pytest.fixture
def event():
    return make_event(slug="kvm")


def test_session_page_shows_what_is_known(client, event):
    ann = make_speaker(event, name="Ann Example", position="Engineer", company="Initech", bio="Writes **code**.")
    make_session(
        event, title="A talk", slug="a-talk", abstract="About _things_.", speakers=[ann], room=make_room(event)
    )
    make_session(event, title="Next door")

    page = client.get("/kvm/sessions/a-talk/").content.decode()

    assert "Thursday 29 October 2020, 10:00</time>–10:30 GMT" in page
    assert "About <em>things</em>." in page
    assert "Engineer, Initech" in page
    assert "Writes <strong>code</strong>." in page
    assert "Next door" in page


@pytest.mark.parametrize("sessions", [1, 3])
def test_session_page_takes_the_same_queries(client, event, sessions, django_assert_num_queries):
    for number in range(sessions):
        make_session(event, slug=f"talk-{number}", speakers=[make_speaker(event)])

    with django_assert_num_queries(7 if sessions > 1 else 5):
        client.get("/kvm/sessions/talk-0/")


def test_session_page_says_moved(client, event):
    session = make_session(event, slug="moved")
    publish(event)
    session.starts_at, session.ends_at = START + timedelta(hours=1), START + timedelta(hours=2)
    session.save()
    publish(event)

    page = client.get("/kvm/sessions/moved/").content.decode()

    assert "It was to start <del>Thursday 29 October, 10:00</del>" in page


def test_session_page_of_a_draft_is_for_organisers_only(client, event):
    make_session(event, slug="draft", status=Session.Status.DRAFT)

    signed_out = client.get("/kvm/sessions/draft/")
    unknown = client.get("/kvm/sessions/unknown/")
    client.force_login(make_organiser())
    organiser = client.get("/kvm/sessions/draft/")

    assert (signed_out.status_code, organiser.status_code) == (404, 200)
    assert signed_out.content == unknown.content


@pytest.mark.parametrize(
    ("audience", "reader", "is_open"),
    [
        ("everyone", "visitor", True),
        ("signed_in", "visitor", False),
        ("signed_in", "attendee", True),
        ("bookmarked", "visitor", False),
        ("bookmarked", "attendee", False),
        ("bookmarked", "bookmarker", True),
    ],
)
def test_session_page_opens_the_access_link_to_its_audience(client, event, audience, reader, is_open):
    session = make_session(event, slug="call", access_url=LINK, access_audience=audience)
    user = make_user()
    set_bookmark(user=user, session=session, bookmarked=reader == "bookmarker")
    if reader != "visitor":
        client.force_login(user)

    with time_machine.travel(START - timedelta(minutes=15), tick=False):
        page = client.get("/kvm/sessions/call/").content.decode()

    assert (LINK in page) is is_open


def test_session_page_keeps_the_access_link_until_it_opens(client, event):
    session = make_session(event, slug="call", access_url=LINK, access_audience="everyone")
    user = make_user()
    set_bookmark(user=user, session=session, bookmarked=True)
    client.force_login(user)

    with time_machine.travel(START - timedelta(minutes=16), tick=False):
        page = client.get("/kvm/sessions/call/").content.decode()

    assert LINK not in page
    assert "Opens 09:45 GMT" in page


def test_session_page_for_visitors_does_not_tell_of_a_link_for_others(client, event):
    make_session(event, slug="with", title="Same", access_url=LINK)

    with time_machine.travel(START - timedelta(days=1), tick=False):
        page = client.get("/kvm/sessions/with/").content.decode()

    assert "Opens" not in page
    assert "access link" not in page


def test_session_page_never_runs_what_a_speaker_typed(client, event):
    make_session(
        event, slug="bad", abstract="<script>alert(1)</script> [x](javascript:alert(1)) ![i](https://x.example/i.png)"
    )

    page = client.get("/kvm/sessions/bad/").content.decode()

    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<img" not in page


def test_session_page_stands_when_an_attachment_is_lost(client, event):
    session = make_session(event, slug="lost")
    session.attachments.create(label="Slides", file="attachments/gone.pdf")

    response = client.get("/kvm/sessions/lost/")

    assert response.status_code == 200
    assert b"Slides" in response.content
    assert client.get(f"/kvm/sessions/lost/files/{session.attachments.get().pk}/").status_code == 404
