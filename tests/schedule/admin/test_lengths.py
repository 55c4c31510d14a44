"""A new session with a start alone gets the usual length; what exists, and what was typed, stays."""

from datetime import timedelta
from html import unescape

from django.urls import reverse

from schedule.models import Session
from tests.factories import make_session
from tests.schedule.admin.forms import read_form

ADD = "/admin/schedule/talk/add/"
START = {"starts_at_0": "2020-10-29", "starts_at_1": "15:00"}


def add(anna, url=ADD, **fields):
    data = read_form(anna, url) | {"title": "New"} | START | fields
    return anna.post(url, data, follow=True)


def added():
    return Session.objects.get(title="New")


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_new_session_gets_the_usual_length_and_the_page_says_so(anna, event):
    make_session(event, minutes=25)

    response = add(anna)

    assert added().duration == timedelta(minutes=25)
    assert "It had no end, so it got the usual length: 25 minutes." in said(response)


def test_each_kind_has_its_own_length_and_half_an_hour_where_there_is_none(anna, event):
    make_session(event, minutes=25)
    make_session(event, minutes=45, kind="bof")

    add(anna, kind="keynote")
    add(anna, "/admin/schedule/bofsession/add/", title="Birds")

    assert added().duration == timedelta(minutes=30)
    assert Session.objects.get(title="Birds").duration == timedelta(minutes=45)


def test_an_end_that_was_typed_stays(anna, event):
    add(anna, ends_at_0="2020-10-29", ends_at_1="15:07")

    assert added().duration == timedelta(minutes=7)


def test_a_mistaken_end_is_an_error_and_not_replaced(anna, event):
    response = add(anna, ends_at_0="2020-10-29", ends_at_1="")

    assert "Enter both the date and the time." in response.content.decode()
    assert not Session.objects.exists()


def test_a_session_that_exists_gets_no_end_by_itself(anna, event):
    session = make_session(event, starts_at=None)
    url = reverse("admin:schedule_talk_change", args=[session.pk])

    response = anna.post(url, read_form(anna, url) | START)

    assert "Set both the start and the end, or neither." in response.content.decode()


def test_the_page_of_a_new_session_tells_its_script_the_lengths(anna, event):
    make_session(event, minutes=25)
    there = make_session(event, minutes=25)

    assert '"kinds": {"talk": 25}, "otherwise": 30' in unescape(anna.get(ADD).content.decode())
    assert "data-lengths" not in anna.get(reverse("admin:schedule_talk_change", args=[there.pk])).content.decode()
