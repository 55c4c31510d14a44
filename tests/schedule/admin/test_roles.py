"""What an owner, an editor and a helper of one event may do, and a superuser in all."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from schedule.models import Event, Session, TeamMember
from schedule.services.publish import publish
from schedule.visibility import EDIT, OWN, RUN, SEE, events_where, may, rights_of
from tests.factories import make_event, make_member, make_organiser, make_room, make_session, make_user
from tests.schedule.admin.forms import confirmed, read_form

ON_THE_DAY = datetime(2020, 10, 29, 9, 0, tzinfo=UTC)
BEFORE = datetime(2020, 10, 20, 9, 0, tzinfo=UTC)
LIST = "/admin/schedule/talk/"


@pytest.fixture
def sign_in(client, event):
    def sign_in(role):
        client.force_login(make_member(event, role))
        return client

    return sign_in


@pytest.mark.parametrize(
    ("role", "rights"),
    [("owner", {SEE, RUN, EDIT, OWN}), ("editor", {SEE, RUN, EDIT}), ("helper", {SEE, RUN})],
)
def test_a_role_has_its_rights_in_its_event_only(event, role, rights):
    user, other = make_member(event, role), make_event()

    for right in (SEE, RUN, EDIT, OWN):
        assert may(user, right, event.pk) == may(user, right) == (right in rights)
        assert not may(user, right, other.pk)


@pytest.mark.parametrize("right", [SEE, RUN, EDIT, OWN])
def test_lists_and_single_objects_agree(event, right):
    events = [event, make_event(), make_event(), make_event()]
    people = [make_organiser(), make_user(), make_user(is_staff=True), None]
    people += [make_member(events[number], role) for number, role in enumerate(("owner", "editor", "helper"))]

    for user in people:
        one_by_one = [each.pk for each in events if may(user, right, each.pk)]
        assert sorted(Event.objects.filter(events_where(user, right, "pk")).values_list("pk", flat=True)) == one_by_one


@pytest.mark.parametrize("fields", [{"is_staff": False}, {"is_active": False}])
def test_without_the_admin_a_role_is_worth_nothing(event, fields):
    user = make_member(event, "owner", **fields)

    assert not rights_of(user).events(SEE)


def test_attendees_cost_no_query(event, django_assert_num_queries):
    user = make_user()

    with django_assert_num_queries(0):
        assert not may(user, SEE, event.pk)


def pages(event, session):
    yield reverse("admin:schedule_event_change", args=[event.pk]), "view view view"
    yield reverse("admin:schedule_event_team", args=[event.pk]), "view - -"
    yield reverse("admin:schedule_event_import", args=[event.pk]), "view view -"
    yield reverse("admin:schedule_event_export", args=[event.pk]), "view view view"
    yield reverse("admin:schedule_event_calendars", args=[event.pk]), "view view view"
    yield reverse("admin:schedule_event_bofs", args=[event.pk]), "view view view"
    yield reverse("admin:schedule_bofproposal_changelist"), "view view view"
    yield reverse("admin:schedule_bofproposal_add"), "view view -"
    yield reverse("admin:schedule_event_delete", args=[event.pk]), "view - -"
    yield reverse("admin:schedule_event_add"), "- - -"
    yield reverse("admin:schedule_event_import_new"), "- - -"
    yield reverse("admin:schedule_talk_change", args=[session.pk]), "view view view"
    yield reverse("admin:schedule_talk_add"), "view view -"
    yield reverse("admin:schedule_talk_times"), "view view -"
    yield reverse("admin:schedule_talk_delete", args=[session.pk]), "view view -"
    yield reverse("admin:schedule_room_add"), "view view -"
    yield reverse("admin:accounts_user_changelist"), "- - -"


@pytest.mark.parametrize(("number", "role"), list(enumerate(("owner", "editor", "helper"))))
def test_each_role_opens_its_pages(sign_in, event, number, role):
    client, session = sign_in(role), make_session(event)

    for url, expected in pages(event, session):
        assert client.get(url).status_code == (200 if expected.split()[number] == "view" else 403), url


def test_an_editor_saves_the_programme_and_not_the_event(sign_in, event):
    client, session = sign_in("editor"), make_session(event)
    talk = reverse("admin:schedule_talk_change", args=[session.pk])

    saved = confirmed(client, talk, read_form(client, talk) | {"title": "New"})
    refused = client.post(reverse("admin:schedule_event_change", args=[event.pk]), {"name": "New"})

    session.refresh_from_db()
    assert (saved.status_code, refused.status_code, session.title) == (302, 403, "New")


def test_an_owner_saves_the_event(sign_in, event):
    client, url = sign_in("owner"), reverse("admin:schedule_event_change", args=[event.pk])

    confirmed(client, url, read_form(client, url) | {"name": "Another name"})

    event.refresh_from_db()
    assert event.name == "Another name"


# Helpers


@time_machine.travel(ON_THE_DAY, tick=False)
def test_on_the_day_a_helper_cancels_and_changes_rooms_and_nothing_else(sign_in, event):
    client, room = sign_in("helper"), make_room(event)
    session = make_session(event, title="Old", room=make_room(event))
    url = reverse("admin:schedule_talk_change", args=[session.pk])
    form = read_form(client, url)

    confirmed(client, url, form | {"status": "cancelled", "room": room.pk, "title": "New", "starts_at_1": "08:00"})

    session.refresh_from_db()
    assert set(form) & {"title", "starts_at_0", "track", "abstract", "status", "room"} == {"status", "room"}
    assert (session.status, session.room, session.title, session.starts_at.hour) == ("cancelled", room, "Old", 10)


@time_machine.travel(ON_THE_DAY, tick=False)
def test_a_helper_makes_no_draft_and_changes_none(sign_in, event):
    client, session = sign_in("helper"), make_session(event)
    url = reverse("admin:schedule_talk_change", args=[session.pk])
    draft = make_session(event, status="draft")

    refused = client.post(url, read_form(client, url) | {"status": "draft"})
    forbidden = client.post(reverse("admin:schedule_talk_change", args=[draft.pk]), {"status": "cancelled"})

    session.refresh_from_db()
    assert session.status == "published"
    assert "Select a valid choice" in refused.content.decode()
    assert forbidden.status_code == 403


@time_machine.travel(ON_THE_DAY, tick=False)
def test_what_is_cancelled_stays_so_for_a_helper_who_may_still_change_its_room(sign_in, event):
    client, room = sign_in("helper"), make_room(event)
    session = make_session(event, status="cancelled")
    url = reverse("admin:schedule_talk_change", args=[session.pk])
    form = read_form(client, url)

    confirmed(client, url, form | {"status": "published", "room": room.pk})

    session.refresh_from_db()
    assert "status" not in form
    assert (session.status, session.room) == ("cancelled", room)


@time_machine.travel(BEFORE, tick=False)
def test_on_other_days_a_helper_only_looks(sign_in, event):
    client, session = sign_in("helper"), make_session(event)
    url = reverse("admin:schedule_talk_change", args=[session.pk])

    page, refused = client.get(url).content.decode(), client.post(url, {"status": "cancelled"})

    assert 'name="status"' not in page
    assert refused.status_code == 403


@time_machine.travel(ON_THE_DAY, tick=False)
def test_a_helpers_actions_are_cancelling_and_rooms(sign_in, event):
    client, session = sign_in("helper"), make_session(event)
    publish(event)

    page = client.get(LIST).content.decode()
    confirmed(client, LIST, {"action": "cancel_sessions", "_selected_action": [session.pk]})
    client.post(LIST, {"action": "withdraw_sessions", "_selected_action": [session.pk]})

    assert [name for name in ("cancel", "change_room", "publish", "withdraw", "move") if f'value="{name}' in page] == [
        "cancel",
        "change_room",
    ]
    assert Session.objects.get().status == "cancelled"


def test_an_action_leaves_alone_what_ones_role_does_not_allow(client, event):
    user, elsewhere = make_member(event, "editor"), make_event()
    TeamMember.objects.create(event=elsewhere, email=user.email, role="helper", user=user, joined_at=ON_THE_DAY)
    client.force_login(user)
    mine, theirs = make_session(event, status="draft"), make_session(elsewhere, status="draft")

    page = confirmed(
        client, LIST, {"action": "publish_sessions", "_selected_action": [mine.pk, theirs.pk]}, follow=True
    ).content.decode()

    statuses = dict(Session.objects.values_list("pk", "status"))
    assert statuses == {mine.pk: "published", theirs.pk: "draft"}
    assert "1 session left alone: your role does not let you change it." in page


# The public side


def test_a_team_sees_its_own_drafts_and_hidden_events_and_no_others(client, db):
    mine, other = (make_event(is_published=False, name=f"Hidden {name}") for name in ("Mine", "Other"))
    for event in (mine, other):
        make_session(event, title=f"Draft of {event}", status="draft")
        publish(event)
    client.force_login(make_member(mine, "helper"))

    home = client.get("/").content.decode()
    own, others = client.get(mine.get_absolute_url()), client.get(other.get_absolute_url())

    assert ("Hidden Mine" in home, "Hidden Other" in home) == (True, False)
    assert "Draft of Hidden Mine" in own.content.decode()
    assert others.status_code == 404


# People with several roles


@pytest.fixture
def both(client, event):
    """An editor elsewhere who helps here; signed in, with the other event."""
    user, elsewhere = make_member(event, "helper"), make_event()
    for each in (elsewhere, make_event()):
        TeamMember.objects.create(event=each, email=user.email, role="editor", user=user, joined_at=ON_THE_DAY)
    client.force_login(user)
    return client


@time_machine.travel(ON_THE_DAY, tick=False)
@pytest.mark.parametrize("action", ["withdraw_sessions", "move_sessions", "swap_sessions", "publish_sessions"])
def test_who_edits_elsewhere_does_no_more_than_help_here(both, event, action):
    sessions = [make_session(event), make_session(event, status="cancelled")]
    publish(event)
    data = {"action": action, "_selected_action": [session.pk for session in sessions], "apply": "1", "minutes": "5"}

    confirmed(both, LIST, data | {"version": Event.objects.get(pk=event.pk).version})

    statuses = list(Session.objects.order_by("pk").values_list("status", "starts_at"))
    assert statuses == [("published", sessions[0].starts_at), ("cancelled", sessions[1].starts_at)]


@pytest.mark.parametrize("key", ["{}", " {}", "+{}", "{} "])
@pytest.mark.parametrize("kind", ["room", "talk"])
def test_who_edits_elsewhere_adds_nothing_here(both, event, key, kind):
    url = f"/admin/schedule/{kind}/add/"

    response = both.post(url, {"event": key.format(event.pk), "name": "New", "title": "New", "kind": "talk"})

    assert response.status_code == 403
    assert not Session.objects.exists()
    assert not event.rooms.exists()


def test_a_list_of_two_events_named_at_once_is_of_several(both, event):
    session = make_session(event)
    other = Event.objects.exclude(pk=event.pk).first()

    page = both.get(f"{LIST}?event__id__exact={event.pk}&event__id__exact={other.pk}")

    assert page.status_code in (200, 302)
    assert page.wsgi_request.event is None
    assert session.event == event
