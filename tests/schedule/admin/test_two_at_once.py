"""Two organisers save the same thing: both versions are shown field by field, rows of people included."""

import re

import pytest
from django.urls import reverse

from schedule.models import SessionSpeaker
from tests.factories import make_session, make_speaker
from tests.schedule.admin.forms import confirmed, read_form


@pytest.fixture
def session(event):
    people = [make_speaker(event, name=name) for name in ("Ada", "Grace")]
    return make_session(event, title="Old", abstract="Old words", speakers=people)


@pytest.fixture
def url(session):
    return reverse("admin:schedule_talk_change", args=[session.pk])


def people_of(session):
    rows = SessionSpeaker.objects.filter(session=session).order_by("order")
    return [(row.speaker.name, row.role) for row in rows]


def cells(page):
    """The rows of the table of both versions."""
    table = page.partition('id="conflicts"')[2].partition("</table>")[0].partition("<tbody>")[2]
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("</tr>")[:-1]]


def test_both_versions_stand_side_by_side(anna, session, url):
    mine = read_form(anna, url)
    confirmed(anna, url, read_form(anna, url) | {"title": "Theirs", "abstract": "Their words"})

    page = anna.post(url, mine | {"title": "Mine", "abstract": "My words"}).content.decode()

    assert cells(page) == [["Title", "Theirs", "Mine"], ["Abstract", "Their words", "My words"]]
    assert "anna@example.org saved this at " in page


def test_a_role_that_both_changed_is_told(anna, session, url):
    mine = read_form(anna, url)
    anna.post(url, read_form(anna, url) | {"appearances-0-role": "moderator"})

    page = anna.post(url, mine | {"appearances-0-role": "host"}).content.decode()

    assert cells(page) == [["Role", "Moderator", "Host"]]
    assert people_of(session) == [("Ada", "moderator"), ("Grace", "speaker")]


def test_a_role_that_only_they_changed_is_kept(anna, session, url):
    mine = read_form(anna, url)
    anna.post(url, read_form(anna, url) | {"appearances-0-role": "moderator"})

    response = confirmed(anna, url, mine | {"appearances-1-role": "host"})

    assert response.status_code == 302
    assert people_of(session) == [("Ada", "moderator"), ("Grace", "host")]


def test_a_person_whom_they_added_stays(anna, event, session, url):
    mine = read_form(anna, url)
    row = {"appearances-TOTAL_FORMS": "3", "appearances-2-speaker": make_speaker(event, name="Mary").pk}
    anna.post(url, read_form(anna, url) | row | {"appearances-2-role": "speaker", "appearances-2-order": "0"})

    confirmed(anna, url, mine | {"title": "Mine"})

    session.refresh_from_db()
    assert session.title == "Mine"
    assert [name for name, _ in people_of(session)] == ["Ada", "Grace", "Mary"]


def test_a_person_whom_they_removed_is_told_and_the_rest_kept(anna, session, url):
    mine = read_form(anna, url)
    anna.post(url, read_form(anna, url) | {"appearances-0-DELETE": "on"})

    refused = anna.post(url, mine | {"title": "Mine"})
    saved = confirmed(anna, url, mine | {"title": "Mine", "appearances-0-DELETE": "on"})

    page = refused.content.decode()
    assert "Somebody removed this row meanwhile." in page
    assert 'value="Mine"' in page
    assert saved.status_code == 302
    assert people_of(session) == [("Grace", "speaker")]
