"""Times are entered and shown in the event's zone, whatever happens to the clocks there."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from schedule.models import Session
from tests.factories import make_event, make_session
from tests.schedule.admin.forms import confirmed, read_form

ADD = "/admin/schedule/talk/add/"


def change(session):
    return reverse("admin:schedule_talk_change", args=[session.pk])


def times(start, end, day="2026-03-29"):
    return {"starts_at_0": day, "starts_at_1": start, "ends_at_0": day, "ends_at_1": end}


def test_a_form_shows_times_in_the_events_zone(anna, db):
    session = make_session(make_event(timezone="Asia/Tokyo"), starts_at=datetime(2020, 10, 29, 10, tzinfo=UTC))

    form = read_form(anna, change(session))

    assert (form["starts_at_0"], form["starts_at_1"]) == (["2020-10-29"], ["19:00"])


def test_a_form_names_the_zone(anna, db):
    session = make_session(make_event(timezone="Asia/Tokyo"))

    page = anna.get(change(session)).content.decode()

    assert page.count("In Asia/Tokyo time.") == 3


def test_entered_times_are_in_the_events_zone(anna, db):
    make_event(timezone="America/New_York")

    confirmed(anna, ADD, read_form(anna, ADD) | {"title": "Opening"} | times("09:00", "09:30", "2026-07-01"))

    session = Session.objects.get()
    assert session.starts_at == datetime(2026, 7, 1, 13, 0, tzinfo=UTC)
    assert session.ends_at == datetime(2026, 7, 1, 13, 30, tzinfo=UTC)


def test_the_list_shows_each_time_in_its_own_events_zone(anna, db):
    at = datetime(2020, 10, 29, 10, tzinfo=UTC)
    make_session(make_event(timezone="Asia/Tokyo"), starts_at=at)
    make_session(make_event(timezone="America/New_York"), starts_at=at)

    page = anna.get("/admin/schedule/talk/").content.decode()

    assert '<span class="whole">Thu 29 Oct 2020,</span> <span class="whole">19:00–19:30 JST</span>' in page
    assert '<span class="whole">Thu 29 Oct 2020,</span> <span class="whole">06:00–06:30 EDT</span>' in page


def test_a_time_that_the_clocks_leave_out_is_a_form_error(anna, db):
    make_event(timezone="Europe/Dublin")

    response = anna.post(ADD, read_form(anna, ADD) | {"title": "Night"} | times("01:30", "03:00"))

    assert response.status_code == 200
    assert "01:30 does not exist on this day in Europe/Dublin: the clocks go forward." in response.content.decode()
    assert not Session.objects.exists()


def test_of_a_time_that_happens_twice_the_first_is_taken(anna, db):
    make_event(timezone="Europe/Dublin")

    confirmed(anna, ADD, read_form(anna, ADD) | {"title": "Night"} | times("01:30", "03:00", "2026-10-25"))

    assert Session.objects.get().starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_of_a_time_that_happens_twice_the_form_says_which_was_taken(anna, db):
    make_event(timezone="Europe/Dublin", starts_on=date(2026, 10, 25), ends_on=date(2026, 10, 25))

    response = confirmed(
        anna, ADD, read_form(anna, ADD) | {"title": "Night"} | times("01:30", "03:00", "2026-10-25"), follow=True
    )

    assert [str(message) for message in response.context["messages"]][:1] == [
        "Starts: the clocks go back that night, so 01:30 happens twice. The first was taken, 01:30 IST (00:30 UTC)."
    ]


def test_an_untouched_time_keeps_its_side_of_the_doubled_hour_and_its_seconds(anna, db):
    starts_at = datetime(2026, 10, 25, 1, 30, 7, tzinfo=UTC)
    session = make_session(make_event(timezone="Europe/Dublin"), starts_at=starts_at)

    anna.post(change(session), read_form(anna, change(session)) | {"title": "Renamed"})

    session.refresh_from_db()
    assert (session.title, session.starts_at) == ("Renamed", starts_at)


def test_one_time_without_the_other_is_a_form_error(anna, event):
    only_end = times("10:00", "10:30", "2020-10-29") | {"starts_at_0": "", "starts_at_1": ""}

    response = anna.post(ADD, read_form(anna, ADD) | {"title": "Half"} | only_end)

    assert "Set both the start and the end, or neither." in response.content.decode()


def test_a_date_without_a_time_is_a_form_error(anna, event):
    response = anna.post(ADD, read_form(anna, ADD) | {"title": "Half"} | times("", "", "2020-10-29"))

    assert "Enter both the date and the time." in response.content.decode()


def test_an_end_before_the_start_is_a_form_error(anna, event):
    response = anna.post(ADD, read_form(anna, ADD) | {"title": "Back"} | times("10:00", "09:00", "2020-10-29"))

    assert "The end must be after the start." in response.content.decode()


@pytest.mark.parametrize("text", ["16:00", "1600", "16.00"])
def test_a_time_may_be_typed_without_a_colon(anna, event, text):
    anna.post(ADD, read_form(anna, ADD) | {"title": "Talk"} | times(text, "1630", "2020-10-29"))

    assert Session.objects.get().starts_at == datetime(2020, 10, 29, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["4pm", "25:00", "16:60", "x", "160000"])
def test_what_is_no_time_is_a_form_error(anna, event, text):
    response = anna.post(ADD, read_form(anna, ADD) | {"title": "Talk"} | times(text, "16:30", "2020-10-29"))

    assert "Enter a time of 24 hours, such as 16:00." in response.content.decode()


def test_years_beyond_reason_are_form_errors(anna, event):
    for day in ("0001-01-01", "9999-12-31"):
        response = anna.post(ADD, read_form(anna, ADD) | {"title": "Far"} | times("00:10", "23:50", day))

        assert "Enter a year from 1970 to 2199." in response.content.decode()


def test_an_end_may_be_on_the_next_day(anna, event):
    night = times("23:30", "00:30", "2020-10-29") | {"ends_at_0": "2020-10-30"}

    anna.post(ADD, read_form(anna, ADD) | {"title": "Night"} | night)

    assert Session.objects.get().duration.total_seconds() == 3600


def test_a_new_zone_says_that_the_moments_stayed(anna, event):
    make_session(event)
    url = reverse("admin:schedule_event_change", args=[event.pk])

    data = read_form(anna, url) | {"timezone": "Asia/Tokyo"}
    asked = anna.post(url, data)
    response = confirmed(anna, url, data, follow=True)

    assert "Every time is shown in <strong>Asia/Tokyo</strong> from now on" in asked.content.decode()
    assert "1 session stayed at the same moment" in response.content.decode()
