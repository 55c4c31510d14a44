"""The history pages: what they say, whom they answer, and in how many queries."""

import pytest
from django.urls import reverse

from schedule.models import Attendee, Event, Session, TeamMember
from schedule.services.publish import publish
from schedule.services.sessions import set_status
from tests.acts import begin_act
from tests.factories import make_event, make_organiser, make_room, make_session, make_speaker, make_tag, make_user
from tests.schedule.admin.forms import confirmed, read_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(event):
    session = make_session(
        event, title="Old title", room=make_room(event, name="Room 1"), speakers=[make_speaker(event, name="Ann")]
    )
    publish(event)
    begin_act()
    return session


def history_url(obj, kind):
    return reverse(f"admin:schedule_{kind}_history", args=[obj.pk])


def save(client, obj, kind, **fields):
    url = reverse(f"admin:schedule_{kind}_change", args=[obj.pk])
    response = confirmed(client, url, read_form(client, url) | fields)
    assert response.status_code == 302


def told(page):
    """(label, old, new) of every field in every act, newest first."""
    return [(field.label, field.old, field.new) for _, fields in page.context["rows"] for field in fields]


def test_history_says_what_was_and_what_is_in_words(anna, event, talk):
    room = make_room(event, name="Room 2")

    save(
        anna, talk, "talk", title="New title", room=room.pk, starts_at_1="11:00", ends_at_1="11:30", status="cancelled"
    )
    page = anna.get(history_url(talk, "talk"))

    assert told(page) == [
        ("Time", "Thu 29 Oct 10:00–10:30", "Thu 29 Oct 11:00–11:30"),
        ("Status", "Published", "Cancelled"),
        ("Title", "Old title", "New title"),
        ("Room", "Room 1", "Room 2"),
    ]
    assert "anna@example.org" in page.content.decode()


def test_history_tells_what_belongs_to_a_session_with_it(anna, event, talk):
    speaker, tag = make_speaker(event, name="Wei Wang"), make_tag(event, name="Expert")

    save(
        anna, talk, "talk",
        **{
            "tags": [tag.pk],
            "appearances-TOTAL_FORMS": "2", "appearances-1-speaker": speaker.pk, "appearances-1-role": "host",
            "appearances-1-order": "2", "appearances-1-id": "", "appearances-1-session": talk.pk,
            "attachments-TOTAL_FORMS": "1", "attachments-0-label": "Slides", "attachments-0-url": "https://example.org/s",
            "attachments-0-order": "1", "attachments-0-id": "", "attachments-0-session": talk.pk,
        },
    )  # fmt: skip
    page = anna.get(history_url(talk, "talk"))

    assert told(page) == [
        ("Tags", "–", "Skill Level: Expert"),
        ("Speakers", "Ann", "Ann, Wei Wang (host)"),
        ("Attachments", "–", "Slides"),
    ]


def test_history_shows_the_lines_of_a_long_text_that_differ(anna, event, talk):
    save(anna, talk, "talk", abstract="One.\n\nTwo.\n\nThree.")

    save(anna, talk, "talk", abstract="One.\n\nTwo, and a half.\n\nThree.")
    page = anna.get(history_url(talk, "talk"))

    lines = [(line.sign, line.text) for line in page.context["rows"][0][1][0].lines]
    assert lines == [("-", "Two."), ("+", "Two, and a half.")]


def test_history_of_a_save_that_changes_nothing_says_nothing(anna, talk):
    save(anna, talk, "talk")

    page = anna.get(history_url(talk, "talk"))

    assert [act.change for act, _ in page.context["rows"]] == ["+"]


def test_history_names_nobody_outside_the_team_by_address(anna, talk):
    outsider = make_user("ben@example.org", is_staff=True)
    Attendee.objects.create(user=outsider, name="Foxy")
    set_status(sessions=[talk], status=Session.Status.DRAFT, by=outsider)

    page = anna.get(history_url(talk, "talk")).content.decode()

    assert "Foxy" in page
    assert "ben@example.org" not in page


def test_history_hears_of_bulk_actions_and_of_who_did_them(anna, event, talk):
    ben = make_user("ben@example.org", is_staff=True)
    TeamMember.objects.create(event=event, email=ben.email, role="editor", user=ben, joined_at=event.changed_at)
    set_status(sessions=[talk], status=Session.Status.DRAFT, by=ben, reason="By hand")

    act, fields = anna.get(history_url(talk, "talk")).context["rows"][0]

    assert (str(act.by), act.reason) == ("ben@example.org", "By hand")
    assert [(each.old, each.new) for each in fields] == [("Published", "Draft")]


def test_history_names_what_is_gone_since(anna, event, talk):
    room = talk.room
    save(anna, talk, "talk", room="")
    room.delete()

    page = anna.get(history_url(talk, "talk"))

    assert told(page)[0] == ("Room", "Room 1 (deleted)", "–")


def test_history_outlives_its_author(anna, event, talk):
    ben = make_organiser("ben@example.org")
    set_status(sessions=[talk], status=Session.Status.DRAFT, by=ben)

    ben.delete()
    page = anna.get(history_url(talk, "talk"))

    assert "Nobody signed in" in page.content.decode()
    assert told(page)[0] == ("Status", "Published", "Draft")


def test_history_without_a_change_says_what_it_is_for(anna, event):
    Event.history.all().delete()

    page = anna.get(history_url(make_quiet_room(event), "room"))

    assert "Nothing has been changed here yet" in page.content.decode()


def make_quiet_room(event):
    room = make_room(event)
    room.history.all().delete()
    return room


@pytest.mark.parametrize("path", ["history/", "history/0123456789abcdef/"])
def test_history_of_what_one_may_not_see_does_not_exist(client, talk, path):
    client.force_login(make_user(is_staff=True))
    url = reverse("admin:schedule_talk_history", args=[talk.pk]).removesuffix("history/") + path

    assert client.get(url).status_code in (302, 403, 404)
    assert b"Old title" not in client.get(url).content


def test_history_of_nothing_does_not_exist(anna, event):
    urls = [reverse(f"admin:schedule_{kind}_history", args=[999999]) for kind in ("talk", "room", "event", "speaker")]

    assert [anna.get(url).status_code for url in urls] == [404, 404, 404, 404]


@pytest.mark.parametrize("kind", ["room", "track", "taggroup", "tag", "speaker", "talk", "bofsession", "event"])
def test_every_kind_has_a_history(anna, event, kind):
    from_add = reverse(f"admin:schedule_{kind}_add") + f"?event={event.pk}"
    title = "title" if kind in ("talk", "bofsession") else "name"
    extra = {"starts_on": "2021-01-01", "ends_on": "2021-01-02"} if kind == "event" else {}

    anna.post(from_add, read_form(anna, from_add) | {title: "First"} | extra)
    changelist = anna.get(reverse(f"admin:schedule_{kind}_changelist") + "?q=First")
    obj = changelist.context["cl"].result_list[0]
    save(anna, obj, kind, **{title: "Second"})
    page = anna.get(history_url(obj, kind))

    assert page.status_code == 200
    assert "First" in page.content.decode()
    assert "Second" in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_history_takes_as_many_queries_for_more_acts(anna, event, talk, number, django_assert_num_queries):
    for each in range(number):
        save(anna, talk, "talk", title=f"Title {each}", room=make_room(event).pk)
    anna.get(history_url(talk, "talk"))

    with django_assert_num_queries(14):
        anna.get(history_url(talk, "talk"))


# The event's


def test_event_history_finds_what_was_deleted(anna, event):
    room, other = make_room(event, name="Gone room"), make_event()
    make_room(other, name="Elsewhere")

    anna.post(reverse("admin:schedule_room_delete", args=[room.pk]), {"post": "yes"})
    page = anna.get(history_url(event, "event") + "?only=deleted").content.decode()

    assert "Gone room" in page
    assert reverse("admin:schedule_event_put_back_deleted", args=[event.pk, "room", room.pk]) in page
    assert "Elsewhere" not in anna.get(history_url(event, "event")).content.decode()


def test_event_history_puts_what_one_request_wrote_into_one_act(anna, event, talk):
    save(anna, talk, "talk", title="New", **{"appearances-0-role": "host"})

    act = anna.get(history_url(event, "event")).context["acts"][0]

    assert [(thing.title, thing.parts, [each.label for each in thing.told]) for thing in act.things] == [
        ("New", ["Speakers"], ["Title"])
    ]


def test_event_history_is_narrowed_by_person_and_kind(anna, event, talk):
    ben = make_organiser("ben@example.org")
    set_status(sessions=[talk], status="draft", by=ben)
    save(anna, talk.room, "room", name="Hall")
    url = history_url(event, "event")

    def titles(query):
        return [thing.title for act in anna.get(url + query).context["acts"] for thing in act.things]

    assert titles(f"?by={ben.pk}") == ["Old title"]
    assert titles("?kind=room") == ["Hall", "Room 1"]
    assert titles("?kind=tag") == []
    assert "Show everything" in anna.get(url + "?kind=tag").content.decode()


def test_event_history_of_a_large_act_says_how_much_is_left_out(anna, event):
    for number in range(12):
        make_speaker(event, name=f"Person {number}")

    page = anna.get(history_url(event, "event") + "?kind=speaker")

    assert [(len(act.things), act.left_out) for act in page.context["acts"]] == [(8, 4)]


@pytest.mark.parametrize("number", [1, 3])
def test_event_history_takes_as_many_queries_for_more(anna, event, number, django_assert_num_queries):
    for each in range(number):
        begin_act()
        session = make_session(event, speakers=[make_speaker(event)], tags=[make_tag(event, name=f"T{each}")])
        begin_act()
        session.room = make_room(event)
        session.save()
    anna.get(history_url(event, "event"))

    with django_assert_num_queries(65):
        anna.get(history_url(event, "event"))


def test_deleting_a_tag_is_told_by_the_sessions_that_had_it(anna, event, talk):
    tag = make_tag(event, group="Level", name="Expert")
    talk.tags.add(tag)
    begin_act()

    anna.post(reverse("admin:schedule_tag_delete", args=[tag.pk]), {"post": "yes"})

    page = anna.get(history_url(talk, "talk"))
    assert told(page)[0][0] == "Tags"
    assert talk.tags.count() == 0
