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


@pytest.mark.parametrize("again", [{"starts_at_1": "x"}, {"back_to_form": "1"}, {"abstract": "My words"}])
def test_what_they_changed_survives_a_form_that_comes_back(anna, session, url, again):
    """With an error, by going back, and with both versions shown: the values on the page are those of its opening."""
    mine = read_form(anna, url)
    confirmed(anna, url, read_form(anna, url) | {"language": "fr", "abstract": "Their words"})

    page = anna.post(url, mine | again)
    parsed = page.context["adminform"].form.seen
    confirmed(anna, url, mine | {"title": "Mine", "seen": parsed})

    session.refresh_from_db()
    kept = "Old words" if again.get("abstract") else "Their words"
    assert (session.title, session.language, session.abstract) == ("Mine", "fr", kept)


def test_the_same_person_added_twice_is_an_error_at_the_row(anna, event, session, url):
    mary = make_speaker(event, name="Mary")
    row = {"appearances-TOTAL_FORMS": "3", "appearances-2-speaker": mary.pk, "appearances-2-role": "speaker"}
    mine = read_form(anna, url) | row | {"appearances-2-order": "0", "title": "Typed with care"}
    confirmed(anna, url, read_form(anna, url) | row | {"appearances-2-order": "0"})

    page = anna.post(url, mine).content.decode()

    assert "This person is in the session already." in page
    assert 'value="Typed with care"' in page
    assert len(people_of(session)) == 3
