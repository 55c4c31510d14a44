"""One session's page: what it says of the session itself. Times, access and other sessions have files of their own."""

from datetime import timedelta

import pytest
import time_machine

from schedule.models import Session
from schedule.services.publish import publish
from tests.factories import (
    START,
    make_event,
    make_organiser,
    make_room,
    make_session,
    make_speaker,
    make_tag,
    make_track,
)

pytestmark = pytest.mark.django_db


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

    assert ">10:00</time>–10:30 GMT" in page
    assert "Thursday 29 October 2020" in page
    assert "About <em>things</em>." in page
    assert "Engineer, Initech" in page
    assert "Writes <strong>code</strong>." in page
    assert "Next door" in page


@pytest.mark.parametrize("sessions", [1, 3])
def test_session_page_takes_the_same_queries(client, event, sessions, django_assert_num_queries):
    for number in range(sessions):
        make_session(event, slug=f"talk-{number}", speakers=[make_speaker(event)])

    with django_assert_num_queries(10):  # the programme's seven; biographies, files, changes
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


LONG = "Studied long words and wrote longer ones. " * 15


def test_session_page_cuts_a_long_biography_and_holds_all_of_it(client, event):
    ann = make_speaker(event, name="Ann", bio=f"{LONG}\n\nThe *end*.")
    bob = make_speaker(event, name="Bob", bio="Short.")
    make_session(event, slug="talk", speakers=[ann, bob])

    page = client.get("/kvm/sessions/talk/").content.decode()

    cut = page.partition('<p class="cut" dir="auto">')[2].partition("</p>")[0]
    assert cut.endswith("…")
    assert len(cut) < 430
    assert page.count("Show all") == 1
    assert "The <em>end</em>." in page
    assert "<p>Short.</p>" in page


def test_session_page_leads_to_room_track_and_tags(client, event):
    room, track = make_room(event, name="Hall"), make_track(event, name="Cloud")
    tags = [make_tag(event, name="Easy"), make_tag(event, name="Hard")]
    make_session(event, slug="talk", room=room, track=track, tags=tags)

    page = client.get("/kvm/sessions/talk/").content.decode()

    assert '<a href="/kvm/rooms/hall/" dir="auto">Hall</a>' in page
    assert page.count('href="/kvm/?track=cloud"') == 2
    assert '<a href="/kvm/?tag=skill-level-easy" dir="auto">Easy</a>, <a href="/kvm/?tag=skill-level-hard"' in page
    assert page.count('<dt dir="auto">Skill Level</dt>') == 1


@pytest.mark.parametrize(
    ("minutes", "recording", "button", "missing"),
    [(-1, True, False, False), (31, True, True, False), (31, False, False, True), (-1, False, False, False)],
)
def test_session_page_offers_the_recording_when_it_is_over(client, event, minutes, recording, button, missing):
    url = "https://video.example/1" if recording else ""
    make_session(event, slug="talk", recording=url, speakers=[make_speaker(event)])

    with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
        page = client.get("/kvm/sessions/talk/").content.decode()

    assert ("Watch the recording" in page) is button
    assert ("Not published yet" in page) is missing
    assert page.count(url or "no url") == (recording + button if recording else 0)


def test_session_page_says_nothing_of_files_where_nobody_speaks(client, event):
    make_session(event, slug="lunch", kind="break")

    with time_machine.travel(START + timedelta(days=1), tick=False):
        page = client.get("/kvm/sessions/lunch/").content.decode()

    assert "Not published yet" not in page


@pytest.mark.parametrize(("minutes", "flag"), [(-1, ""), (0, "On now"), (29, "On now"), (30, "Over")])
def test_session_page_says_on_now_and_over(client, event, minutes, flag):
    make_session(event, slug="talk")

    with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
        page = client.get("/kvm/sessions/talk/").content.decode()

    assert (">On now<" in page, ">Over<" in page) == (flag == "On now", flag == "Over")
    assert 'data-from="1603965600" data-to="1603967400"' in page


def test_session_page_has_linked_data_and_one_canonical_address(client, event):
    make_session(event, slug="talk", title='A "talk"')

    page = client.get("/kvm/sessions/talk/?tz=Asia/Tokyo").content.decode()

    assert '"@type": "Event"' in page
    assert page.count('<link rel="canonical" href="http://127.0.0.1:8000/kvm/sessions/talk/">') == 1
    assert '<meta property="og:title" content="A &quot;talk&quot;">' in page


@pytest.mark.parametrize("title", ['"><script>alert(1)</script>', "O'Brien & <b>sons</b>", "x" * 300])
def test_session_page_escapes_any_title_wherever_it_stands(client, event, title):
    room, ann = make_room(event), make_speaker(event, name=title[:200])
    make_session(event, slug="bad", title=title, room=room, track=make_track(event, name=title[:200]), speakers=[ann])
    for number in (-1, 1):
        make_session(event, slug=f"next{number}", title=title, room=room, starts_at=START + timedelta(hours=number))

    page = client.get("/kvm/sessions/bad/").content.decode()

    body = page.partition("<main")[2]
    assert "<script>" not in page
    assert "<b>sons" not in page
    assert '"><script' not in body
