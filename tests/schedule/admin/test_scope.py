"""Who is let in, and that one event's page never offers, shows or stores what is another's."""

import json

import pytest
from django.contrib import admin
from django.urls import reverse

from schedule.admin.base import ScopedAdmin
from schedule.models import BofSession, Room, Session, SessionSpeaker, Talk
from tests.factories import (
    make_event,
    make_room,
    make_session,
    make_speaker,
    make_tag,
    make_topic,
    make_track,
    make_user,
)
from tests.schedule.admin.forms import read_form

REGISTERED = {model: page for model, page in admin.site._registry.items() if model._meta.app_label == "schedule"}
NAMES = sorted(model._meta.model_name for model in REGISTERED)
ADD = "/admin/schedule/talk/add/"


@pytest.fixture
def staff(client, db):
    client.force_login(make_user(is_staff=True))
    return client


@pytest.fixture
def other(db):
    return make_event(name="Another conference")


def test_every_class_is_scoped():
    assert [model for model, page in REGISTERED.items() if not isinstance(page, ScopedAdmin)] == []


def test_what_people_attend_is_not_in_the_admin():
    assert NAMES == ["bofproposal", "bofsession", "event", "room", "speaker", "tag", "taggroup", "talk", "track"]


@pytest.mark.parametrize("name", NAMES)
def test_staff_who_organise_nothing_are_refused_everywhere(staff, name):
    event = make_event()
    made = {
        "event": event,
        "room": make_room(event),
        "speaker": make_speaker(event),
        "tag": (tag := make_tag(event)),
        "taggroup": tag.group,
        "talk": make_session(event),
        "bofsession": make_session(event, kind="bof"),
        "track": make_track(event),
        "bofproposal": make_topic(event),
    }
    key = made[name].pk
    pages = [reverse(f"admin:schedule_{name}_{page}") for page in ("changelist", "add")]
    pages += [reverse(f"admin:schedule_{name}_{page}", args=[key]) for page in ("change", "delete", "history")]

    answers = {page: (staff.get(page).status_code, staff.post(page).status_code) for page in pages}

    # the history of what one may not see is the same answer as that of what is not there
    assert {answer for page, answer in answers.items() if "history" not in page} <= {(403, 403), (302, 403)}
    assert staff.get(reverse(f"admin:schedule_{name}_history", args=[key])).status_code == 404


def test_staff_who_organise_nothing_get_no_suggestions(staff):
    make_speaker(make_event())

    response = staff.get(suggest("sessionspeaker", "speaker"))

    assert response.status_code == 403


def test_staff_who_organise_nothing_see_an_empty_start_page(staff, event):
    page = staff.get("/admin/").content.decode()

    assert "Programme" not in page
    assert event.name not in page


def suggest(model, field, **more):
    query = {"app_label": "schedule", "model_name": model, "field_name": field, "term": ""} | more
    return reverse("admin:autocomplete") + "?" + "&".join(f"{key}={value}" for key, value in query.items())


def test_suggestions_are_those_of_the_event(anna, event, other):
    mine, _ = make_speaker(event), make_speaker(other)

    found = json.loads(anna.get(suggest("sessionspeaker", "speaker", event=event.pk)).content)

    assert [row["id"] for row in found["results"]] == [str(mine.pk)]


def test_a_nul_in_a_search_finds_nothing_and_breaks_nothing(anna, event):
    response = anna.get(suggest("sessionspeaker", "speaker", event=event.pk, term="%00x"))

    assert json.loads(response.content)["results"] == []


def test_the_page_asks_for_suggestions_of_its_event(anna, event, other):
    page = anna.get(reverse("admin:schedule_talk_change", args=[make_session(event).pk])).content.decode()

    assert page.count(f'data-ajax--url="/admin/autocomplete/?event={event.pk}"') == 2  # tags, empty speaker


def test_of_several_events_the_form_asks_which_first(anna, event, other):
    response = anna.get(ADD)

    assert f'href="?event={event.pk}"' in response.content.decode()
    assert f'href="?event={other.pk}"' in response.content.decode()
    assert read_form(anna, f"{ADD}?event={other.pk}")["event"] == [str(other.pk)]


def test_a_list_of_one_event_leads_to_a_form_of_that_event(anna, event, other):
    link = f"{ADD}?_changelist_filters=event__id__exact%3D{other.pk}"

    assert read_form(anna, link)["event"] == [str(other.pk)]


def test_the_only_event_is_chosen_already(anna, event):
    assert read_form(anna, ADD)["event"] == [str(event.pk)]


def test_without_an_event_the_form_says_what_to_do(anna, db):
    assert "There is no event yet." in anna.get(ADD).content.decode()


@pytest.mark.parametrize("key", ["x", "²", "-1", "99999999999999999999999999", "0"])
def test_an_unknown_event_is_as_good_as_none(anna, event, other, key):
    response = anna.get(ADD, {"event": key})

    assert response.status_code == 200
    assert "To which event?" in response.content.decode()


@pytest.mark.parametrize("field", ["room", "track"])
def test_another_events_row_is_refused_with_the_input_kept(anna, event, other, field):
    foreign = make_room(other, name="Secret") if field == "room" else make_track(other, name="Secret")
    data = read_form(anna, f"{ADD}?event={event.pk}") | {"title": "My careful words", field: foreign.pk}

    response = anna.post(f"{ADD}?event={event.pk}", data)

    page = response.content.decode()
    assert f"Choose a {field} of this event." in page
    assert 'value="My careful words"' in page
    assert "Secret" not in page
    assert not Session.objects.exists()


def test_another_events_tag_is_refused(anna, event, other):
    data = read_form(anna, f"{ADD}?event={event.pk}") | {"title": "Talk", "tags": make_tag(other).pk}

    response = anna.post(f"{ADD}?event={event.pk}", data)

    assert response.status_code == 200
    assert not Session.objects.exists()


def test_another_events_speaker_is_refused(anna, event, other):
    session = make_session(event)
    url = reverse("admin:schedule_talk_change", args=[session.pk])
    row = {"appearances-TOTAL_FORMS": "1", "appearances-0-speaker": make_speaker(other).pk}
    row |= {"appearances-0-role": "speaker", "appearances-0-order": "0"}

    response = anna.post(url, read_form(anna, url) | row | {"title": "Renamed"})

    session.refresh_from_db()
    assert "Choose a speaker of this event." in response.content.decode()
    assert (SessionSpeaker.objects.count(), session.title == "Renamed") == (0, False)


def test_a_row_never_moves_to_another_event(anna, event, other):
    session = make_session(event)
    url = reverse("admin:schedule_talk_change", args=[session.pk])

    anna.post(url, read_form(anna, url) | {"event": other.pk})

    session.refresh_from_db()
    assert session.event == event


def test_another_events_parent_track_and_tag_group_are_refused(anna, event, other):
    track, tag = make_track(event), make_tag(event)
    for row, field, foreign in ((track, "parent", make_track(other)), (tag, "group", make_tag(other).group)):
        url = reverse(f"admin:schedule_{row._meta.model_name}_change", args=[row.pk])

        response = anna.post(url, read_form(anna, url) | {field: foreign.pk})

        assert f"Choose a {field} of this event." in response.content.decode()


def test_filters_name_the_event_only_where_several_are_mixed(anna, event, other):
    make_room(event, name="Aula")
    make_room(other, name="Cinema")

    mixed = anna.get("/admin/schedule/talk/").content.decode()
    single = anna.get(f"/admin/schedule/talk/?event__id__exact={event.pk}").content.decode()

    assert f"Aula ({event})" in mixed
    assert f"Cinema ({other})" in mixed
    assert "Aula</a>" in single
    assert "Cinema" not in single


def test_talks_and_bofs_each_have_their_list(anna, event):
    make_session(event, title="A talk")
    make_session(event, title="A meeting", kind="bof")

    talks = anna.get("/admin/schedule/talk/").content.decode()
    bofs = anna.get("/admin/schedule/bofsession/").content.decode()

    assert ("A talk" in talks, "A meeting" in talks) == (True, False)
    assert ("A talk" in bofs, "A meeting" in bofs) == (False, True)


def test_a_new_bof_is_a_bof(anna, event):
    url = "/admin/schedule/bofsession/add/"

    anna.post(url, read_form(anna, url) | {"title": "Virtio", "kind": "talk"})

    assert (BofSession.objects.count(), Talk.objects.count()) == (1, 0)


def test_a_talk_does_not_become_a_bof(anna, event):
    url = reverse("admin:schedule_talk_change", args=[make_session(event).pk])

    response = anna.post(url, read_form(anna, url) | {"kind": "bof"})

    assert response.status_code == 200
    assert Talk.objects.count() == 1


def test_view_on_site_is_the_address_itself(anna, event):
    session = make_session(event)

    page = anna.get(reverse("admin:schedule_talk_change", args=[session.pk])).content.decode()

    assert f'href="{session.get_absolute_url()}" class="viewsitelink"' in page


def test_a_row_that_is_not_there_leads_back_to_the_start(anna, event):
    for key in ("4711", "x", "_00"):
        assert anna.get(f"/admin/schedule/talk/{key}/change/").status_code == 302
        assert anna.post(f"/admin/schedule/talk/{key}/delete/", {"post": "yes"}).status_code == 302


def test_rooms_of_the_same_name_may_stand_in_two_events(anna, event, other):
    make_room(other, name="Aula")
    url = f"/admin/schedule/room/add/?event={event.pk}"

    anna.post(url, read_form(anna, url) | {"name": "Aula"})

    assert Room.objects.filter(event=event, name="Aula").exists()


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.model_name)
def test_rows_are_those_of_the_organiser_even_behind_the_refusal(event, rf, organiser, model):
    """The list's rows are scoped by themselves, for the day when organisers have some events and not others."""
    make_session(event, room=make_room(event), track=make_track(event), speakers=[make_speaker(event)])
    make_session(event, kind="bof", tags=[make_tag(event)])
    make_topic(event)
    request = rf.get("/")

    counts = []
    for request.user in (organiser, make_user(is_staff=True)):
        counts.append(REGISTERED[model].get_queryset(request).count())

    assert counts == [1, 0]
