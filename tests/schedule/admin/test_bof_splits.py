"""Splitting a BoF slot in the admin: its form, what is announced, and nothing that was typed is lost."""

from datetime import UTC, datetime
from html import unescape

import pytest
from django.urls import reverse

from schedule.admin.bof_slots import shares_of
from schedule.models import Change, Session
from schedule.services.bof_slots import schedule_topic
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import make_event, make_member, make_room, make_slot, make_topic, make_user
from tests.schedule.admin.forms import confirmed


def split_of(slot):
    return reverse("admin:schedule_bofsession_split", args=[slot.pk])


def part(number, starts, ends, **fields):
    given = {"topic": "", "title": "", "starts_at_0": "2020-10-29", "starts_at_1": starts, "room": ""}
    given |= {"ends_at_0": "2020-10-29", "ends_at_1": ends} | fields
    return {f"part-{number}-{name}": value for name, value in given.items()}


@pytest.mark.parametrize(
    ("number", "is_at_once", "expected"),
    [
        (2, False, ["11:00-12:00", "12:00-13:00"]),
        (3, False, ["11:00-11:40", "11:40-12:20", "12:20-13:00"]),
        (7, False, ["11:00-11:17", "11:17-11:34", "11:34-11:51", "11:51-12:08", "12:08-12:25", "12:25-12:42"]),
        (2, True, ["11:00-13:00", "11:00-13:00"]),
    ],
)  # fmt: skip
def test_the_time_of_a_slot_is_shared(event, number, is_at_once, expected):
    slot = make_slot(event)

    shares = shares_of(slot, number, is_at_once=is_at_once)

    assert [f"{starts_at:%H:%M}-{ends_at:%H:%M}" for starts_at, ends_at in shares][:6] == expected
    assert shares[-1][1] == slot.ends_at


def test_a_slot_without_a_time_has_none_to_share(event):
    assert shares_of(make_slot(event, starts_at=None), 2, is_at_once=False) == [(None, None), (None, None)]


@pytest.mark.parametrize(
    ("query", "parts", "second"),
    [
        ({}, 2, "12:00"),
        ({"layout": "3"}, 3, "11:40"),
        ({"layout": "2-at-once"}, 2, "11:00"),
        ({"layout": "x"}, 2, "12:00"),
        ({"layout": "99"}, 8, "11:15"),
    ],
)
def test_the_page_of_splitting_offers_parts_and_times(anna, event, query, parts, second):
    page = anna.get(split_of(make_slot(event)), query)

    forms = page.context["parts"]
    assert len(forms) == parts
    assert f'name="part-2-starts_at_1" value="{second}"' in page.content.decode()


def test_a_slot_is_split_once_it_was_told_what_becomes_of_the_bookmarks(anna, event, fans):
    slot, room = make_slot(event, title="BoF 1"), make_room(event, name="Aula")
    topic = make_topic(event, title="Rust", interested=[fans[0], make_user()])
    publish(event)
    for fan in fans:
        set_bookmark(user=fan, session=slot, bookmarked=True)
    data = part(1, "11:00", "12:00", topic=topic.pk) | part(2, "12:00", "13:00", title="Migration", room=room.pk)

    asked = unescape(anna.post(split_of(slot), data).content.decode())
    done = confirmed(anna, split_of(slot), data)

    rust, migration = Session.objects.order_by("starts_at")
    assert "3 attendees bookmarked the slot: 1 gets the topics of interest to them, 2 get all 2." in asked
    assert "Of those who had not bookmarked it, 1 gets the topics of interest to them." in asked
    assert done.headers["Location"] == reverse("admin:schedule_bofsession_change", args=[slot.pk])
    assert (rust.pk, rust.title, rust.ends_at) == (slot.pk, "Rust", datetime(2020, 10, 29, 12, 0, tzinfo=UTC))
    assert (migration.title, migration.room, migration.is_open_slot) == ("Migration", room, False)
    assert (rust.bookmarks.count(), migration.bookmarks.count()) == (4, 2)
    assert Change.objects.filter(kind=Change.Kind.SPLIT).count() == 1


def test_who_goes_back_to_the_form_finds_what_was_typed(anna, event):
    slot = make_slot(event)
    publish(event)
    data = part(1, "11:00", "12:00", title="One") | part(2, "12:00", "13:00", title="Migration")

    page = anna.post(split_of(slot), data | {"back_to_form": "1"}).content.decode()

    assert 'value="Migration"' in page
    assert "Nothing was saved yet." in page
    assert "errornote" not in page
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose a topic of the board, or type a title."),
        ({"title": "One", "ends_at_1": "09:00"}, "The end must be after the start."),
        ({"title": "One", "starts_at_1": "soon"}, "Enter a time of 24 hours"),
        ({"title": "One", "room": "987654"}, "Select a valid choice"),
    ],
)
def test_mistakes_in_a_part_are_told_and_nothing_is_lost(anna, event, fields, words):
    slot = make_slot(event)
    data = part(1, "11:00", "12:00", **fields) | part(2, "12:00", "13:00", title="My careful words")

    page = unescape(anna.post(split_of(slot), data).content.decode())

    assert words in page
    assert 'value="My careful words"' in page
    assert Session.objects.get().is_open_slot


def test_the_same_topic_does_not_stand_in_two_parts(anna, event):
    slot, topic = make_slot(event), make_topic(event)
    data = part(1, "12:00", "11:00", topic=topic.pk) | part(2, "12:00", "13:00", topic=topic.pk)

    page = anna.post(split_of(slot), data).content.decode()

    assert "The same topic stands here twice." in page
    assert "The end must be after the start." in page
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("layout", "times"),
    [("3", ["11:00", "11:40", "12:20"]), ("2-at-once", ["11:00", "11:00"]), ("2", ["11:00", "12:00"])],
)
def test_another_layout_keeps_what_was_typed_and_writes_nothing(anna, event, layout, times):
    slot, topic, room = make_slot(event), make_topic(event), make_room(event, name="Aula")
    data = part(1, "11:00", "11:10", topic=topic.pk) | part(2, "no time", "", title="My careful words", room=room.pk)

    page = anna.post(split_of(slot), data | {"anew": layout})

    forms = page.context["parts"]
    assert [f"{form['starts_at'].initial:%H:%M}" for form in forms] == times
    assert [form["topic"].value() for form in forms][:2] == [str(topic.pk), ""]
    assert [form["title"].value() for form in forms][:2] == ["", "My careful words"]
    assert [form["room"].value() for form in forms][:2] == ["", str(room.pk)]
    assert f'action="?layout={layout}"' in page.content.decode()
    assert "errorlist" not in page.content.decode()
    assert Session.objects.get().is_open_slot


def test_a_slot_that_was_given_away_meanwhile_keeps_what_was_typed(anna, event):
    slot = make_slot(event)
    data = part(1, "11:00", "12:00", title="One") | part(2, "12:00", "13:00", title="My careful words")
    schedule_topic(proposal=make_topic(event, title="Rust"), slot=slot)

    page, anew = (unescape(anna.post(split_of(slot), data | more).content.decode()) for more in ({}, {"anew": "3"}))

    assert "This slot has its topic meanwhile: “Rust”." in page
    assert ['value="My careful words"' in shown for shown in (page, anew)] == [True, True]
    assert Session.objects.get().title == "Rust"


def test_what_was_split_meanwhile_is_not_split_again(anna, event):
    slot = make_slot(event)
    publish(event)
    data = part(1, "11:00", "12:00", title="One") | part(2, "12:00", "13:00", title="Two")
    confirmed(anna, split_of(slot), data)

    page = unescape(confirmed(anna, split_of(slot), data).content.decode())

    assert "This slot has its topic meanwhile: “One”." in page
    assert sorted(Session.objects.values_list("title", flat=True)) == ["One", "Two"]


def test_splitting_is_for_editors_of_the_event(client, event):
    slot, foreign = make_slot(event), make_slot(make_event())
    client.force_login(make_member(event, "helper"))

    assert client.post(split_of(slot), part(1, "11:00", "12:00", title="One")).status_code == 403
    assert client.get(split_of(foreign)).status_code == 404
    assert Session.objects.filter(is_open_slot=True).count() == 2
