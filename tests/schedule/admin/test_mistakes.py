"""Bad input in the admin's forms: a summary that leads to each field, everything typed still there, nothing stored."""

from html import unescape

import pytest
from django.urls import reverse

from schedule.models import Session, Speaker
from tests.factories import make_room, make_session, make_speaker
from tests.schedule.admin.forms import read_form

ADD = "/admin/schedule/talk/add/"
TIMES = {"starts_at_0": "2020-10-29", "starts_at_1": "15:00", "ends_at_0": "2020-10-29", "ends_at_1": "16:00"}


def refused(anna, url=ADD, **fields):
    response = anna.post(url, read_form(anna, url) | {"title": "Kept"} | TIMES | fields)
    assert response.status_code == 200
    return response


def mistakes(response):
    return [(mistake.label, mistake.words, mistake.target) for mistake in response.context["mistakes"]]


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"title": ""}, ("Title", "This field is required.", "id_title")),
        (
            {"title": "x" * 301},
            ("Title", "Ensure this value has at most 300 characters (it has 301).", "id_title"),
        ),
        ({"title": "a\0b"}, ("Title", "Null characters are not allowed.", "id_title")),
        ({"starts_at_0": "29.10.2020"}, ("Starts", "Enter a valid date.", "id_starts_at_0")),
        ({"starts_at_1": "25:00"}, ("Starts", "Enter a time of 24 hours, such as 16:00.", "id_starts_at_0")),
        ({"ends_at_1": "14:00"}, ("Ends", "The end must be after the start.", "id_ends_at_0")),
        (
            {"starts_at_0": "", "starts_at_1": ""},
            ("Starts", "Set both the start and the end, or neither.", "id_starts_at_0"),
        ),
        ({"recording": "javascript:alert(1)"}, ("Recording", "Enter a valid URL.", "id_recording")),
        ({"room": "999999"}, ("Room", "Choose a room of this event.", "id_room")),
        ({"capacity": "-1"}, ("Capacity", "Ensure this value is greater than or equal to 0.", "id_capacity")),
    ],
)
def test_each_mistake_is_told_once_with_a_way_to_its_field(anna, event, fields, mistake):
    response = refused(anna, **fields)

    assert mistakes(response) == [mistake]
    assert f'<a href="#{mistake[2]}">{mistake[0]}</a>:' in response.content.decode()
    assert not Session.objects.exists()


def test_several_mistakes_are_counted_and_the_focus_goes_to_them(anna, event):
    page = refused(anna, title="", recording="x y").content.decode()

    assert "Not saved yet: 2 things to mend" in page
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert "admin/js/change_form.js" not in page  # it would take the focus away


def test_a_page_without_mistakes_has_no_summary(anna, event):
    page = anna.get(ADD).content.decode()

    assert "Not saved yet" not in page
    assert "admin/js/change_form.js" in page


def test_what_was_typed_is_kept(anna, event):
    room, speaker = make_room(event), make_speaker(event)
    typed = {"abstract": "Long <b>text</b>", "room": room.pk, "title": "x" * 301, "starts_at_1": "1730"}
    row = {"appearances-TOTAL_FORMS": 1, "appearances-0-speaker": speaker.pk, "appearances-0-order": 4}

    page = unescape(refused(anna, **typed, **row).content.decode())

    assert "Long <b>text</b>" in page
    assert f'<option value="{room.pk}" selected>' in page
    assert f'<option value="{speaker.pk}" selected>' in page
    assert 'value="1730"' in page
    assert "x" * 301 in page


def test_a_mistake_in_a_row_says_which_row(anna, event):
    session, speaker = make_session(event), make_speaker(event)
    url = reverse("admin:schedule_talk_change", args=[session.pk])
    rows = {"appearances-TOTAL_FORMS": 2, "appearances-0-speaker": speaker.pk, "appearances-0-role": "speaker"}
    rows |= {"appearances-0-order": 1, "appearances-1-role": "host", "appearances-1-order": 2}

    response = refused(anna, url, **rows)

    assert mistakes(response) == [("Speaker 2, Speaker", "This field is required.", "id_appearances-1-speaker")]


def test_the_same_person_twice_is_told_with_the_row(anna, event):
    session, speaker = make_session(event), make_speaker(event)
    url = reverse("admin:schedule_talk_change", args=[session.pk])
    rows = {f"appearances-{number}-{name}": value for number in (0, 1) for name, value in
            (("speaker", speaker.pk), ("role", "speaker"), ("order", number + 1))}  # fmt: skip

    response = refused(anna, url, **rows, **{"appearances-TOTAL_FORMS": 2})

    assert ("", "The same stands here twice.", "") in mistakes(response)
    assert not session.appearances.exists()


def test_control_characters_are_left_out_of_what_is_stored(anna, event):
    url = "/admin/schedule/speaker/add/"

    anna.post(url, read_form(anna, url) | {"name": "Ada\x07 \u202eLovelace\x1b"})

    assert Speaker.objects.get().name == "Ada Lovelace"


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"ends_on": "2020-10-01"}, ("Last day", "The last day is before the first day.", "id_ends_on")),
        ({"ends_on": "2020-02-31"}, ("Last day", "Enter a valid date.", "id_ends_on")),
        ({"latitude": "50"}, ("Longitude", "Give both latitude and longitude, or neither.", "id_longitude")),
        ({"latitude": "91", "longitude": "0"}, ("Latitude", "Enter a number from -90 to 90.", "id_latitude")),
        ({"latitude": "0", "longitude": "-181"}, ("Longitude", "Enter a number from -180 to 180.", "id_longitude")),
        ({"day_starts_at": "4am"}, ("Day starts at", "Enter a time of 24 hours, such as 16:00.", "id_day_starts_at")),
    ],
)
def test_each_mistake_of_an_event_is_told_at_its_field(anna, event, fields, mistake):
    url = reverse("admin:schedule_event_change", args=[event.pk])

    response = anna.post(url, read_form(anna, url) | fields)

    assert mistakes(response) == [mistake]
