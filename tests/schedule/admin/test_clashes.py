"""The page of an event's clashes: what it lists, accepting with a reason, taking back, filters, and who may."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from schedule.models import AcceptedClash, Session, TeamMember
from schedule.services.clashes import accept_clash, clashes_of_event
from tests.factories import START, make_event, make_room, make_session, make_slot, make_speaker, make_topic, make_user


@pytest.fixture
def aula(event):
    return make_room(event, name="Aula")


def make_good(event, **fields):
    return make_session(event, **{"room": make_room(event), "speakers": [make_speaker(event)]} | fields)


def address(event):
    return reverse("admin:schedule_event_clashes", args=[event.pk])


def read(anna, event, **query):
    return unescape(anna.get(address(event), query).content.decode())


@pytest.fixture
def taken(event, aula):
    """A room that is taken."""
    for title in ("One", "Two"):
        make_good(event, room=aula, title=title)
    [clash] = clashes_of_event(event, at=START)
    return clash


TEXT = "Aula has two at once: “One”, 10:00–10:30, and “Two”, 10:00–10:30."


def test_page_lists_a_clash_with_the_ways_to_its_sessions(anna, event, taken):
    page = read(anna, event)

    assert TEXT in page
    for pk in taken.sessions:
        assert reverse("admin:schedule_talk_change", args=[pk]) in page
    assert "Thu 29 Oct, 10:00–10:30" in page
    assert address(event) in anna.get(reverse("admin:schedule_event_change", args=[event.pk])).content.decode()


def test_page_leads_to_a_bof_in_its_own_admin(anna, event):
    bof = make_good(event, kind="bof", speakers=[])

    assert reverse("admin:schedule_bofsession_change", args=[bof.pk]) in read(anna, event)


def test_page_shows_times_in_the_events_zone(anna, db):
    event = make_event(timezone="Asia/Tokyo")
    make_good(event, speakers=[])

    assert "Thu 29 Oct, 19:00–19:30" in read(anna, event)


def test_page_without_clashes_says_that_all_is_well(anna, event):
    make_good(event)

    page = read(anna, event)

    assert "All is well: no clash in this programme." in page
    assert "Accept" not in page


def test_page_groups_by_rule_with_severe_ones_first(anna, event, taken):
    make_good(event, speakers=[], title="Alone")

    page = read(anna, event)

    assert page.index("Room taken</span>") < page.index("No speaker</span>")
    assert "Alone" in page


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_many_bofs_there_are(anna, event, django_assert_num_queries, count):
    for number in range(count):
        slot = make_slot(event, slug=f"slot-{number}")
        make_topic(event, hosts=[make_user()], session=make_session(event, kind="bof"), wished=[slot])

    with django_assert_num_queries(9):
        anna.get(address(event))


@pytest.mark.parametrize("count", [1, 3, 50])
def test_page_costs_the_same_however_much_there_is(anna, event, aula, django_assert_num_queries, count):
    for number in range(count):
        starts_at = START + timedelta(minutes=20 * number)
        make_session(event, room=aula, speakers=[make_speaker(event)], starts_at=starts_at)
        make_session(event, starts_at=starts_at)

    with django_assert_num_queries(8):
        anna.get(address(event))


def test_page_prints_a_bounded_number(anna, event, aula, monkeypatch):
    monkeypatch.setattr("schedule.admin.clashes.MOST_SHOWN", 2)
    for _ in range(4):
        make_good(event, speakers=[])

    assert "And 2 more: choose a rule and a day above to see them." in read(anna, event)


def test_another_events_clashes_never_appear(anna, event):
    other = make_event(name="Another conference")
    for title in ("Their first", "Their second"):
        make_session(other, room=make_room(other, name=f"Their room {title}"), title=title)

    page = read(anna, event)

    assert "All is well" in page
    assert "Their" not in page


# Filters


def test_page_is_filtered_by_rule_and_by_day(anna, event, taken):
    make_good(event, speakers=[], title="Alone", starts_at=START + timedelta(days=1))

    by_rule = read(anna, event, rule="no_speaker")
    by_day = read(anna, event, day="2020-10-29")
    neither = read(anna, event, rule="room_taken", day="2020-10-30")

    assert ("Alone" in by_rule, TEXT in by_rule) == (True, False)
    assert ("Alone" in by_day, TEXT in by_day) == (False, True)
    assert ("Alone" in neither, TEXT in neither) == (False, False)
    assert "Nothing here with these filters." in neither
    assert 'href="?rule=no_speaker&day=2020-10-30"' in neither
    assert 'href="?rule=no_speaker" aria-current="true"' in by_rule


@pytest.mark.parametrize("query", [{"rule": "nonsense"}, {"day": "2020-13-99"}, {"day": "x"}, {"rule": "", "day": ""}])
def test_nonsense_in_the_address_filters_nothing(anna, event, taken, query):
    assert TEXT in read(anna, event, **query)


# Accepting


def accept(anna, event, key, reason="A curtain.", **query):
    url = address(event) + ("?rule=room_taken" if query else "")
    response = anna.post(url, {"key": key, "reason": reason}, follow=True)
    return unescape(response.content.decode())


def test_clash_is_accepted_with_a_reason_and_told_below(anna, event, organiser, taken):
    page = accept(anna, event, taken.key)

    assert f"Accepted: {TEXT}" in page
    assert "“A curtain.”" in page
    assert "anna@example.org" in page
    assert "All is well: no clash that nobody has accepted." in page
    row = AcceptedClash.objects.get()
    assert (row.event, row.key, row.by, row.reason) == (event, taken.key, organiser, "A curtain.")


def test_accepting_stays_within_the_filter(anna, event, taken):
    response = anna.post(address(event) + "?rule=room_taken", {"key": taken.key, "reason": "A curtain."})

    assert response["Location"] == address(event) + "?rule=room_taken"


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("", "Say why it may stay: the next organiser will ask."),
        ("  \u200b ", "Say why it may stay: the next organiser will ask."),
        ("x" * 301, "at most 300 characters (it has 301)"),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_reason_that_cannot_be_kept_is_told_in_place(anna, event, taken, reason, told):
    page = accept(anna, event, taken.key, reason)

    assert told in page
    assert "<details open>" in page
    assert not AcceptedClash.objects.exists()


def test_reason_is_one_line(anna, event, taken):
    accept(anna, event, taken.key, "A\n curtain\u202e.")

    assert AcceptedClash.objects.get().reason == "A curtain."


def test_clash_that_is_gone_meanwhile_is_told(anna, event, taken):
    Session.objects.filter(title="Two").update(status="cancelled")

    assert "This clash is gone meanwhile" in accept(anna, event, taken.key)
    assert not AcceptedClash.objects.exists()


@pytest.mark.parametrize("key", ["", "nonsense", "\0"])
def test_key_that_never_was_is_told(anna, event, taken, key):
    assert "This clash is gone meanwhile" in accept(anna, event, key)


def test_reason_of_who_came_first_stands(anna, event, taken):
    accept_clash(event=event, key=taken.key, reason="A wall.", user=make_user("ben@example.org"), at=START)

    page = accept(anna, event, taken.key)

    assert "Accepted already, by ben@example.org: “A wall.”. That reason stands." in page
    assert AcceptedClash.objects.get().reason == "A wall."


def test_sending_the_same_twice_is_harmless(anna, event, taken):
    accept(anna, event, taken.key)

    assert "already" not in accept(anna, event, taken.key)
    assert AcceptedClash.objects.count() == 1


def test_clash_of_another_event_is_not_accepted(anna, event, taken):
    other = make_event()

    assert "This clash is gone meanwhile" in accept(anna, other, taken.key)
    assert not AcceptedClash.objects.exists()


# Taking back


def test_acceptance_is_taken_back(anna, event, organiser, taken):
    row, _ = accept_clash(event=event, key=taken.key, reason="A curtain.", user=organiser, at=START)
    assert f'name="take_back" value="{row.pk}"' in read(anna, event)

    page = unescape(anna.post(address(event), {"take_back": row.pk}, follow=True).content.decode())
    again = unescape(anna.post(address(event), {"take_back": row.pk}, follow=True).content.decode())

    assert "Taken back, so that it counts again" in page
    assert "This was taken back already." in again
    assert not AcceptedClash.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "٣", "-1", "9" * 30])
def test_taking_back_nonsense_takes_nothing_back(anna, event, organiser, taken, key):
    accept_clash(event=event, key=taken.key, reason="A curtain.", user=organiser, at=START)

    page = anna.post(address(event), {"take_back": key}, follow=True).content.decode()

    assert "This was taken back already." in page
    assert AcceptedClash.objects.count() == 1


def test_acceptance_of_another_event_is_not_taken_back(anna, event, organiser, taken):
    row, _ = accept_clash(event=event, key=taken.key, reason="A curtain.", user=organiser, at=START)

    anna.post(address(make_event()), {"take_back": row.pk})

    assert AcceptedClash.objects.count() == 1


def test_acceptance_of_what_no_longer_clashes_is_shown_as_such(anna, event, organiser, taken):
    accept_clash(event=event, key=taken.key, reason="A curtain.", user=organiser, at=START)
    Session.objects.filter(title="Two").update(status="cancelled")

    page = read(anna, event)

    assert "No longer a clash." in page
    assert "A curtain." in page


# Who may


@pytest.mark.parametrize("who", ["visitor", "attendee", "staff"])
def test_page_is_for_organisers_only(client, event, taken, who):
    if who != "visitor":
        client.force_login(make_user(is_staff=who == "staff"))

    answers = [client.get(address(event)), client.post(address(event), {"key": taken.key, "reason": "Mine."})]

    assert {answer.status_code for answer in answers} <= {302, 403, 404}
    assert all("Aula" not in answer.content.decode() for answer in answers)
    assert not AcceptedClash.objects.exists()


@pytest.mark.parametrize("key", ["999999", "x"])
def test_page_of_an_unknown_event_is_404(anna, db, key):
    assert anna.get(f"/admin/schedule/event/{key}/clashes/").status_code == 404
    assert anna.post(f"/admin/schedule/event/{key}/clashes/", {"key": "x", "reason": "x"}).status_code == 404


def test_who_may_only_look_is_offered_nothing(client, event, organiser, taken):
    accept_clash(event=event, key=taken.key, reason="A curtain.", user=organiser, at=START)
    make_good(event, speakers=[])
    helper = make_user(is_staff=True)
    TeamMember.objects.create(event=event, email=helper.email, role="helper", user=helper, joined_at=event.changed_at)
    client.force_login(helper)

    page = read(client, event)

    assert ("Accept …" in page, "Take back" in page) == (False, False)
    assert client.post(address(event), {"key": taken.key, "reason": "x"}).status_code == 403
    assert client.post(address(event), {"take_back": AcceptedClash.objects.get().pk}).status_code == 403
