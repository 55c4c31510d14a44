"""Talks and BoFs: rows inside the form, two people at once, the list's cost."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from schedule.models import Attachment, Session, SessionSpeaker, Talk
from tests.factories import START, make_event, make_room, make_session, make_speaker, make_tag, make_track
from tests.schedule.admin.forms import confirmed, read_form

LIST = "/admin/schedule/talk/"


def change(session, kind="talk"):
    return reverse(f"admin:schedule_{kind}_change", args=[session.pk])


def speaker_rows(*speakers, first=0, order=0):
    rows = {"appearances-TOTAL_FORMS": first + len(speakers)}
    for number, speaker in enumerate(speakers, start=first):
        rows |= {
            f"appearances-{number}-speaker": speaker.pk,
            f"appearances-{number}-role": "speaker",
            f"appearances-{number}-order": order,
        }
    return rows


def test_new_speakers_come_last_in_the_order_given(anna, event):
    first, second, third = (make_speaker(event, name=name) for name in ("Zoe", "Yan", "Xin"))
    session = make_session(event, speakers=[first])
    url = change(session)

    anna.post(url, read_form(anna, url) | speaker_rows(second, third, first=1))

    rows = SessionSpeaker.objects.order_by("order").values_list("speaker__name", "order")
    assert list(rows) == [("Zoe", 1), ("Yan", 2), ("Xin", 3)]


def test_a_position_that_was_given_is_kept(anna, event):
    session = make_session(event)

    anna.post(change(session), read_form(anna, change(session)) | speaker_rows(make_speaker(event), order=7))

    assert SessionSpeaker.objects.get().order == 7


def test_a_row_at_position_zero_stays_first(anna, event):
    session = make_session(event)
    SessionSpeaker.objects.create(session=session, speaker=make_speaker(event), order=0)

    anna.post(change(session), read_form(anna, change(session)) | speaker_rows(make_speaker(event), first=1))

    assert list(SessionSpeaker.objects.values_list("order", flat=True)) == [0, 1]


def test_a_speaker_can_be_removed(anna, event):
    session = make_session(event, speakers=[make_speaker(event), make_speaker(event)])

    anna.post(change(session), read_form(anna, change(session)) | {"appearances-0-DELETE": "on"})

    assert SessionSpeaker.objects.count() == 1


def test_the_same_speaker_twice_is_a_form_error(anna, event):
    session, speaker = make_session(event), make_speaker(event)

    response = anna.post(change(session), read_form(anna, change(session)) | speaker_rows(speaker, speaker))

    assert "The same stands here twice." in response.content.decode()
    assert SessionSpeaker.objects.count() == 0


def test_a_speaker_who_is_there_already_is_a_form_error(anna, event):
    speaker = make_speaker(event)
    session = make_session(event, speakers=[speaker])

    response = anna.post(change(session), read_form(anna, change(session)) | speaker_rows(speaker, first=1))

    assert response.status_code == 200
    assert SessionSpeaker.objects.count() == 1


def test_a_link_is_attached(anna, event):
    session = make_session(event)
    row = {"attachments-TOTAL_FORMS": 1, "attachments-0-label": "Slides", "attachments-0-order": 0}

    anna.post(
        change(session), read_form(anna, change(session)) | row | {"attachments-0-url": "https://example.org/s.pdf"}
    )

    assert list(Attachment.objects.values_list("label", "url", "order")) == [("Slides", "https://example.org/s.pdf", 1)]


def test_a_javascript_link_is_a_form_error(anna, event):
    session = make_session(event)
    row = {"attachments-TOTAL_FORMS": 1, "attachments-0-label": "Slides", "attachments-0-order": 0}

    response = anna.post(
        change(session), read_form(anna, change(session)) | row | {"attachments-0-url": "javascript:alert(1)"}
    )

    assert response.status_code == 200
    assert not Attachment.objects.exists()


@pytest.fixture
def room(event):
    return make_room(event, name="Aula")


def save(anna, session, **data):
    return anna.post(change(session), read_form(anna, change(session)) | data, follow=True).content.decode()


# Two organisers


def test_what_both_changed_is_told_and_nothing_is_lost(anna, event):
    session = make_session(event, title="Old")
    form = read_form(anna, change(session))
    save(anna, session, title="Theirs")

    response = anna.post(change(session), form | {"title": "Mine"})

    session.refresh_from_db()
    assert session.title == "Theirs"
    assert "Meanwhile somebody made this “Theirs”." in response.content.decode()
    assert 'value="Mine"' in response.content.decode()


def test_saving_again_is_a_choice(anna, event):
    session = make_session(event, title="Old")
    form = read_form(anna, change(session))
    save(anna, session, title="Theirs")
    seen = read_form(anna, change(session))["seen"]

    confirmed(anna, change(session), form | {"title": "Mine", "seen": seen})

    session.refresh_from_db()
    assert session.title == "Mine"


def test_what_only_they_changed_is_kept_and_told(anna, event, room):
    track, tag = make_track(event), make_tag(event)
    session = make_session(event, title="Old", abstract="Two\nlines")
    form = read_form(anna, change(session))
    save(anna, session, room=room.pk, track=track.pk, tags=tag.pk, starts_at_1="09:00", abstract="Other\r\nlines")

    page = confirmed(anna, change(session), form | {"title": "Mine"}, follow=True).content.decode()

    session.refresh_from_db()
    assert (session.title, session.room, session.track, session.abstract) == ("Mine", room, track, "Other\nlines")
    assert (list(session.tags.all()), session.starts_at) == ([tag], START - timedelta(hours=1))
    assert "Kept what somebody else changed while you were editing: Starts, Room, Track, Abstract, Tags." in page


def test_a_time_that_both_changed_is_told_in_the_events_zone(anna, db):
    session = make_session(make_event(timezone="Asia/Tokyo"))
    form = read_form(anna, change(session))
    save(anna, session, starts_at_1="18:00")

    response = anna.post(change(session), form | {"starts_at_1": "17:00"})

    assert "Meanwhile somebody made this “2020-10-29 18:00”." in response.content.decode()


@pytest.mark.parametrize("seen", ["", "{", "[]", '{"title": 1}', '{"title": null}'])
def test_nonsense_about_what_was_seen_breaks_nothing(anna, event, seen):
    session = make_session(event)

    response = anna.post(change(session), read_form(anna, change(session)) | {"seen": seen})

    assert response.status_code in (200, 302)


# The list


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(anna, event, django_assert_num_queries, count):
    fill(event, count)

    with django_assert_num_queries(11):
        anna.get(LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_several_events_costs_the_same(anna, event, django_assert_num_queries, count):
    fill(event, count)
    fill(make_event(), count)

    with django_assert_num_queries(12):
        anna.get(LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_costs_the_same_however_many_speakers(anna, event, django_assert_num_queries, count):
    session = make_session(event, speakers=[make_speaker(event) for _ in range(count)])
    ContentType.objects.get_for_model(Talk, for_concrete_model=False)

    with django_assert_num_queries(13):
        anna.get(change(session))


def fill(event, count):
    for number in range(count):
        track = make_track(event, parent=make_track(event))
        speakers = [make_speaker(event), make_speaker(event)]
        starts_at = START + timedelta(hours=number)
        make_session(event, speakers=speakers, room=make_room(event), track=track, starts_at=starts_at)


def test_the_list_is_searched_by_speaker(anna, event):
    make_session(event, title="Hers", speakers=[make_speaker(event, name="Grace Hopper")])
    make_session(event, title="Another talk")

    page = anna.get(LIST, {"q": "grace"}).content.decode()

    assert ("Hers" in page, "Another talk" in page) == (True, False)


def test_the_list_is_filtered(anna, event, room):
    make_session(event, title="In the aula", room=room, status="cancelled")
    make_session(event, title="Elsewhere")

    for query in (
        {"room__id__exact": room.pk},
        {"status__exact": "cancelled"},
        {"event__id__exact": event.pk, "q": "aula"},
    ):
        page = anna.get(LIST, query).content.decode()

        assert ("In the aula" in page, "Elsewhere" in page) == (True, False)


def test_sessions_without_a_time_stand_in_the_list(anna, event):
    make_session(event, title="Some day", starts_at=None)

    assert "Some day" in anna.get(LIST).content.decode()


def test_an_access_link_without_any_time_is_a_form_error(anna, event):
    session = make_session(event, starts_at=None, kind="bof")
    url = change(session, "bofsession")

    response = anna.post(url, read_form(anna, url) | {"access_url": "https://meet.example.org/x"})

    assert "needs the time at which its access link opens" in response.content.decode()
    assert Session.objects.get().access_url == ""


def test_without_scripts_a_speaker_is_added_in_a_blank_row(anna, event):
    session, ada = make_session(event), make_speaker(event, name="Ada")
    elsewhere = make_speaker(make_event(), name="Grace")
    url = f"{change(session)}?rows=1"

    page = anna.get(url).content.decode()
    row = {"appearances-0-speaker": ada.pk, "appearances-0-role": "speaker", "appearances-0-order": "0"}
    confirmed(anna, url, read_form(anna, url) | row)

    assert f'<option value="{ada.pk}">Ada</option>' in page
    assert f'value="{elsewhere.pk}"' not in page
    assert [each.speaker for each in session.appearances.all()] == [ada]


@pytest.mark.parametrize("rows", ["x", "²", "-1", "99", "9" * 5000])
def test_nonsense_about_blank_rows_breaks_nothing(anna, event, rows):
    assert anna.get(change(make_session(event)), {"rows": rows}).status_code == 200
