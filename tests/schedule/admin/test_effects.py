"""Effect before the act: what attendees would notice is said first, and happens only after a yes to just that."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from schedule.models import Attachment, Bookmark, Change, Event, Session
from schedule.services.feeds import create_feed
from schedule.services.publish import publish
from tests.factories import START, make_event, make_room, make_session, make_user
from tests.schedule.admin.forms import confirmed, read_form

HOUR = timedelta(hours=1)


@pytest.fixture
def session(event):
    session = make_session(event, title="Nested virtualisation", room=make_room(event, name="Aula"))
    publish(event)
    return session


@pytest.fixture
def url(session):
    return reverse("admin:schedule_talk_change", args=[session.pk])


def bookmark(*sessions, feeds=()):
    user = make_user()
    for session in sessions:
        Bookmark.objects.create(user=user, session=session)
    for event in feeds:
        create_feed(user=user, name="x", event=event)
    return user


def words(response):
    return " ".join(response.content.decode().split())


def stored(session):
    return Session.objects.values("title", "status", "starts_at", "room__name", "revision").get(pk=session.pk)


def test_a_move_says_who_has_it_who_then_overlaps_and_which_calendars_follow(anna, event, session, url):
    later, cancelled = make_session(event, starts_at=START + HOUR), make_session(event, starts_at=START + HOUR)
    Session.objects.filter(pk=cancelled.pk).update(status="cancelled")
    elsewhere = make_event()
    bookmark(session, later, feeds=[event, elsewhere])
    bookmark(session, cancelled, feeds=[None])
    bookmark(session, make_session(elsewhere, starts_at=START + HOUR))
    bookmark(later, feeds=[event])
    publish(event)
    before = stored(session)

    page = words(anna.post(url, read_form(anna, url) | {"starts_at_1": "11:00", "ends_at_1": "11:30"}))

    assert stored(session) == before
    assert "<strong>3 attendees</strong> bookmarked it, <strong>1</strong> of them then has another" in page
    assert "2 calendars follow." in page
    assert "Moved: was Thu 29 Oct, 10:00 GMT to 10:30, now Thu 29 Oct, 11:00 GMT to 11:30" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"room": "other"}, "New room: was Aula, now Lab"),
        ({"status": "cancelled"}, "Cancelled"),
        ({"status": "draft"}, "Withdrawn: it disappears from the schedule"),
        ({"title": "New"}, "Renamed: was “Nested virtualisation”, now “New”"),
    ],
)
def test_each_visible_change_asks_once_and_is_then_done(anna, event, session, url, change, said):
    lab = make_room(event, name="Lab")
    data = read_form(anna, url) | {name: lab.pk if value == "other" else value for name, value in change.items()}
    before = stored(session)

    asked = anna.post(url, data)
    unchanged = stored(session)
    done = anna.post(url, data | {"confirmed": asked.context["digest"]})

    assert said in words(asked)
    assert unchanged == before
    assert done.status_code == 302
    assert stored(session) != before
    assert Change.objects.count() == 1


@pytest.mark.parametrize("change", [{"abstract": "More"}, {"access_url": "https://example.org/"}, {}])
def test_what_attendees_are_not_told_is_saved_at_once(anna, session, url, change):
    assert anna.post(url, read_form(anna, url) | change).status_code == 302


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"starts_at": None}])
def test_what_nobody_sees_is_saved_at_once(anna, event, session, fields):
    hidden = make_session(event, **fields) if fields.get("status") else make_session(make_event(is_published=False))
    publish(hidden.event)
    url = reverse("admin:schedule_talk_change", args=[hidden.pk])

    assert anna.post(url, read_form(anna, url) | {"title": "New", "starts_at_1": "09:00"}).status_code == 302


def test_a_new_session_is_not_asked_about(anna, event, session):
    url = f"{reverse('admin:schedule_talk_add')}?event={event.pk}"
    times = {"starts_at_0": "2020-10-29", "starts_at_1": "15:00", "ends_at_0": "2020-10-29", "ends_at_1": "15:30"}

    response = anna.post(
        url,
        read_form(anna, url)
        | {"title": "Late", "status": "published", "kind": "other", "room": session.room.pk, **times},
    )

    assert response.status_code == 302


def test_a_yes_to_something_else_asks_again(anna, event, session, url):
    data = read_form(anna, url)
    asked = anna.post(url, data | {"title": "New"})

    again = anna.post(url, data | {"title": "Newer", "confirmed": asked.context["digest"]})

    assert "now “Newer”" in words(again)
    assert stored(session)["title"] == "Nested virtualisation"


def test_going_back_shows_the_form_with_all_that_was_typed(anna, session, url):
    data = read_form(anna, url) | {"title": "New", "abstract": "Typed with care"}
    repeated = anna.post(url, data).context["repeated"]

    page = anna.post(url, {**dict(repeated), "back_to_form": "1"}).content.decode()

    assert "Nothing was saved yet." in page
    assert 'value="New"' in page
    assert "Typed with care" in page


def test_nothing_says_saved_when_nothing_was(anna, session, url):
    asked = anna.post(url, read_form(anna, url) | {"title": "New"})

    for page in (asked, anna.get("/admin/")):
        assert "successfully" not in page.content.decode()


def test_a_new_session_that_clashes_asks_once(anna, event, session):
    url = f"{reverse('admin:schedule_talk_add')}?event={event.pk}"
    slot = {"starts_at_0": "2020-10-29", "starts_at_1": "10:00", "ends_at_0": "2020-10-29", "ends_at_1": "10:30"}

    data = read_form(anna, url) | {"title": "New", "room": session.room.pk, **slot}
    asked = anna.post(url, data)
    done = anna.post(url, data | {"confirmed": asked.context["digest"]})

    assert "Aula has two at once" in words(asked)
    assert done.status_code == 302
    assert Session.objects.filter(title="New").count() == 1


def test_a_file_that_came_with_it_is_not_left_behind(anna, session, url, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = {"attachments-TOTAL_FORMS": "1", "attachments-0-label": "Slides", "attachments-0-order": "0"}
    row["attachments-0-file"] = SimpleUploadedFile("slides.pdf", b"%PDF-1.4\n%%EOF\n")

    response = anna.post(url, read_form(anna, url) | {"title": "New"} | row)

    assert "it has to be chosen once more, after this" in words(response)
    assert not Attachment.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_renaming_a_room_says_which_sessions_it_touches(anna, event, session):
    bookmark(session)
    url = reverse("admin:schedule_room_change", args=[session.room.pk])

    asked = anna.post(url, read_form(anna, url) | {"name": "Aula Magna"})

    assert "New room: was Aula, now Aula Magna" in words(asked)
    assert "<strong>1 attendee</strong> bookmarked it" in words(asked)
    assert event.rooms.get().name == "Aula"


def test_hiding_an_event_says_so_first(anna, event, session):
    bookmark(session)
    url = reverse("admin:schedule_event_change", args=[event.pk])
    data = read_form(anna, url)
    data.pop("is_published")

    asked = anna.post(url, data)
    confirmed(anna, url, data)

    assert "Attendees will notice this" in words(asked)
    assert not Event.objects.get(pk=event.pk).is_published


def test_another_events_attendees_are_not_counted(anna, event, session, url):
    elsewhere = make_session(make_event())
    for _ in range(3):
        bookmark(elsewhere)

    assert "Nobody has bookmarked it yet." in words(anna.post(url, read_form(anna, url) | {"title": "New"}))


@pytest.mark.parametrize("number", [1, 3])
def test_the_question_costs_the_same_for_few_and_many(anna, event, number, django_assert_num_queries):
    sessions = [make_session(event, title=f"T{each}", starts_at=START + each * HOUR) for each in range(number)]
    bookmark(*sessions)
    publish(event)
    data = {"action": "move_sessions", "_selected_action": [each.pk for each in sessions]}
    data |= {"apply": "1", "minutes": "15", "version": Event.objects.get(pk=event.pk).version}

    with django_assert_num_queries(62):
        asked = anna.post("/admin/schedule/talk/", data)

    assert len(asked.context["announcements"][0].effects.each) == number
