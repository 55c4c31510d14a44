"""Clashes in the list of sessions, on a session's form, and in what is said after a write."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from schedule.models import Session, Talk
from schedule.services.clashes import accept_clash, clashes_of_event
from schedule.services.publish import publish
from tests.factories import START, make_event, make_room, make_session, make_speaker
from tests.schedule.admin.forms import confirmed, read_form

LIST = "/admin/schedule/talk/"


@pytest.fixture
def aula(event):
    return make_room(event, name="Aula")


def make_good(event, **fields):
    return make_session(event, **{"room": make_room(event), "speakers": [make_speaker(event)]} | fields)


def change(session, kind="talk"):
    return reverse(f"admin:schedule_{kind}_change", args=[session.pk])


def save(anna, session, **data):
    form = read_form(anna, change(session)) | data
    return unescape(anna.post(change(session), form, follow=True).content.decode())


def accept_all(event, organiser):
    for clash in clashes_of_event(event, at=START):
        accept_clash(event=event, key=clash.key, reason="It is meant.", user=organiser, at=START)


# The list's column


def test_list_says_in_what_a_session_clashes(anna, event, aula):
    wei = make_speaker(event)
    make_good(event, room=aula, speakers=[wei])
    make_good(event, room=aula)
    make_good(event, speakers=[wei])

    page = anna.get(LIST).content.decode()

    url = reverse("admin:schedule_event_clashes", args=[event.pk])
    assert f'<a class="clashes clashes--severe" href="{url}">2: Room taken, Speaker in two places</a>' in page
    assert f'<a class="clashes clashes--severe" href="{url}">1: Room taken</a>' in page


def test_list_says_nothing_of_what_is_in_order_or_accepted(anna, event, organiser):
    make_good(event)
    make_good(event, speakers=[])
    accept_all(event, organiser)

    assert anna.get(LIST).content.decode().count('<td class="field-clash_column">–</td>') == 2


def test_list_of_bofs_has_the_column_too(anna, event):
    make_good(event, kind="bof", speakers=[])

    assert "1: BoF without a host" in anna.get("/admin/schedule/bofsession/").content.decode()


def test_list_of_several_events_tells_each_events_own(anna, event, aula):
    other = make_event()
    for each, room in ((event, aula), (other, make_room(other, name="Aula"))):
        make_good(each, room=room)

    page = anna.get(LIST).content.decode()

    assert page.count('<td class="field-clash_column">–</td>') == 2


@pytest.mark.parametrize("query", [{}, {"clashes": "any"}])
@pytest.mark.parametrize("count", [1, 3, 50])
def test_list_costs_the_same_however_much_clashes(anna, event, aula, django_assert_num_queries, count, query):
    for number in range(count):
        starts_at = START + timedelta(minutes=20 * number)
        make_session(event, room=aula, speakers=[make_speaker(event)], starts_at=starts_at)
        make_session(event, starts_at=starts_at)

    with django_assert_num_queries(12):
        anna.get(LIST, query)


# The list's filter


def shown(anna, event, value):
    page = anna.get(LIST, {"event__id__exact": event.pk, "clashes": value}).content.decode()
    return [title for title in ("Taken", "Silent", "Sketch", "Meant", "Good") if f">{title}</a>" in page]


@pytest.fixture
def programme(event, aula, organiser):
    make_good(event, title="Meant", speakers=[])
    accept_all(event, organiser)
    make_good(event, title="Taken", room=aula)
    make_good(event, title="Party", room=aula, kind="social")
    make_good(event, title="Silent", speakers=[])
    make_good(event, title="Sketch", speakers=[], status="draft")
    make_good(event, title="Good")
    return event


@pytest.mark.parametrize(
    ("value", "titles"),
    [
        ("severe", ["Taken"]),
        ("any", ["Taken", "Silent", "Sketch"]),
        ("room_taken", ["Taken"]),
        ("no_speaker", ["Silent", "Sketch"]),
        ("no_host", []),
        ("none", ["Meant", "Good"]),
        ("accepted", ["Meant"]),
        ("nonsense", ["Taken", "Silent", "Sketch", "Meant", "Good"]),
    ],
)
def test_list_is_filtered_by_clashes(anna, programme, value, titles):
    assert shown(anna, programme, value) == titles


def test_filter_is_left_out_where_events_are_mixed(anna, programme):
    make_event()

    page = anna.get(LIST, {"clashes": "severe"}).content.decode()

    assert ("By clashes" in page, ">Good</a>" in page) == (False, True)


# The form


def test_form_says_what_clashes_now(anna, event, aula):
    wei = make_speaker(event, name="Wei Wang")
    session = make_good(event, speakers=[wei])
    make_good(event, title="Nested virtualisation", room=aula, speakers=[wei])

    page = unescape(anna.get(change(session)).content.decode())

    assert "1 clash now" in page
    assert "Wei Wang speaks in Aula at that time: “Nested virtualisation”, 10:00–10:30." in page
    assert reverse("admin:schedule_event_clashes", args=[event.pk]) in page


def test_form_says_nothing_of_what_is_in_order_or_accepted(anna, event, organiser):
    good, meant = make_good(event), make_good(event, speakers=[])
    accept_all(event, organiser)

    assert "clash-notes" not in anna.get(change(good)).content.decode()
    assert "clash-notes" not in anna.get(change(meant)).content.decode()
    assert "clash-notes" not in anna.get("/admin/schedule/talk/add/").content.decode()


@pytest.mark.parametrize("count", [1, 3, 50])
def test_form_costs_the_same_however_much_is_on_at_the_time(anna, event, aula, django_assert_num_queries, count):
    session = make_session(event, room=aula)
    for _ in range(count):
        make_session(event, room=aula, speakers=[make_speaker(event)])
    ContentType.objects.get_for_model(Talk, for_concrete_model=False)

    with django_assert_num_queries(13):
        anna.get(change(session))


# Before a write


def test_overlap_is_told_before_it_is_saved(anna, event, aula):
    make_good(event, title="First", room=aula)
    second = make_good(event, title="Second", starts_at=START + timedelta(minutes=20))

    asked = save(anna, second, room=aula.pk)
    second.refresh_from_db()
    is_left_alone = second.room != aula
    confirmed(anna, change(second), read_form(anna, change(second)) | {"room": aula.pk})

    second.refresh_from_db()
    assert "Aula has two at once: “First”, 10:00–10:30, and “Second”, 10:20–10:50." in asked
    assert (is_left_alone, second.room) == (True, aula)


def test_speaker_who_was_just_added_is_told(anna, event):
    wei = make_speaker(event, name="Wei Wang")
    make_good(event, title="First", speakers=[wei])
    second = make_good(event, title="Second", speakers=[])
    row = {"appearances-TOTAL_FORMS": 1, "appearances-0-speaker": wei.pk, "appearances-0-role": "speaker"}

    page = save(anna, second, **row, **{"appearances-0-order": 0})

    assert "Check this before it is saved" in page
    assert "Wei Wang" in page.partition("What would not fit")[2]


def test_a_clash_that_is_there_already_is_not_asked_about(anna, event, aula):
    sessions = [make_good(event, room=aula) for _ in range(2)]

    assert "Check this before it is saved" not in save(anna, sessions[0], abstract="More words")


def test_what_was_accepted_or_is_to_do_is_not_told(anna, event, organiser, aula):
    make_good(event, title="First", room=aula)
    meant, draft = make_good(event, title="Second", room=aula), make_good(event, speakers=[], status="draft")
    accept_all(event, organiser)
    Session.objects.filter(pk=meant.pk).update(room=make_room(event))

    assert "Check this before it is saved" not in save(anna, meant, room=aula.pk)
    assert "Check this before it is saved" not in save(anna, draft, title="Other")


def test_session_on_another_day_is_told(anna, event):
    session = make_good(event, title="Lost")

    page = save(anna, session, starts_at_0="2020-11-08", ends_at_0="2020-11-08")

    assert "on Sun 8 Nov 2020, which is not a day of the event" in page


def test_a_script_may_look_without_saving(anna, event, aula):
    make_good(event, title="First", room=aula)
    second = make_good(event, title="Second")
    publish(event)

    page = save(anna, second, room=aula.pk, look="1")

    second.refresh_from_db()
    assert page.startswith("<section") or page.lstrip().startswith("<section")
    assert "Aula has two at once" in page
    assert second.room != aula


def test_bulk_action_tells_of_some_and_counts_the_rest(anna, event, aula):
    make_good(event)
    publish(event)
    sessions = [make_good(event, room=aula, status="draft") for _ in range(12)]
    post = {"action": "publish_sessions", "_selected_action": [session.pk for session in sessions]}

    page = unescape(anna.post(LIST, post, follow=True).content.decode())

    assert page.count("Aula has two at once") == 50
    assert "And 16 more." in page
