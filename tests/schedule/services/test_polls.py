"""What polls leave behind: nothing when nothing is new, and else notes that are written together."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone

from schedule.models import CalendarFeed
from schedule.services import polls
from schedule.services.bookmarks import set_bookmark
from schedule.services.feeds import create_feed
from schedule.services.publish import publish
from tests.factories import make_event, make_session, make_user

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = date(2026, 9, 14), date(2026, 9, 15)


@pytest.fixture
def event():
    return publish(make_event())


def poll(token, *, on=MONDAY):
    """As the view does it; the state that was found."""
    at = timezone.now()
    state = polls.find_feed(token, at=at)
    validators = state.validators or polls.feed_body(state, at=at)[1]
    polls.book.note(state, validators, app="Thunderbird", on=on)
    return state


def last_polls():
    return set(CalendarFeed.objects.values_list("last_polled_on", "last_polled_by"))


def test_first_poll_of_a_feed_is_written_at_once(event):
    _, token = create_feed(user=make_user(), name="x", event=event)

    poll(token)

    assert last_polls() == {(MONDAY, "Thunderbird")}


def test_unchanged_poll_leaves_nothing(event, django_assert_num_queries):
    _, token = create_feed(user=make_user(), name="x", event=event)
    poll(token)

    with django_assert_num_queries(1):
        poll(token)
    with django_assert_num_queries(0):
        polls.book.write()


def test_unconditional_poll_of_an_unchanged_feed_leaves_nothing_even_if_it_is_rendered_again(
    event, django_assert_num_queries
):
    _, token = create_feed(user=make_user(), name="x", event=event)
    poll(token)
    at = timezone.now()

    state = polls.find_feed(token, at=at)
    polls.book.note(state, polls.feed_body(state, at=at)[1], app="Thunderbird", on=MONDAY)

    with django_assert_num_queries(0):
        polls.book.write()


def test_polls_of_another_day_are_written_together(event, django_assert_max_num_queries):
    tokens = [create_feed(user=make_user(), name="x", event=event)[1] for _ in range(3)]
    for token in tokens:
        poll(token)
    polls.book.write()

    for token in tokens:
        poll(token, on=TUESDAY)
    before = last_polls()
    with django_assert_max_num_queries(5):  # a savepoint, one statement for all, and SQLite's patience set and reset
        polls.book.write()

    assert before == {(MONDAY, "Thunderbird")}
    assert last_polls() == {(TUESDAY, "Thunderbird")}


def test_enough_polls_are_written_by_the_last_of_them(event, monkeypatch):
    monkeypatch.setattr(polls.PollBook, "MOST", 3)
    monkeypatch.setattr(polls.PollBook, "SECONDS_FOR_A_FIRST", 0)
    tokens = [create_feed(user=make_user(), name="x", event=event)[1] for _ in range(3)]
    for token in tokens:
        poll(token)
    polls.book.write()

    for token in tokens[:2]:
        poll(token, on=TUESDAY)
    before = last_polls()
    poll(tokens[2], on=TUESDAY)  # the third

    assert before == {(MONDAY, "Thunderbird")}
    assert last_polls() == {(TUESDAY, "Thunderbird")}


def test_note_not_yet_written_is_known_to_its_process(event, django_assert_num_queries):
    user = make_user()
    _, token = create_feed(user=user, name="x", event=event)
    poll(token)
    set_bookmark(user=user, session=make_session(event), bookmarked=True)
    publish(event)
    changed = poll(token)

    with django_assert_num_queries(1):
        again = poll(token)

    assert changed.validators is None
    assert again.validators is not None


def test_last_modified_is_the_same_in_every_process_and_rises_with_each_change(event):
    user = make_user()
    _, token = create_feed(user=user, name="x", event=event)
    poll(token)
    found = []
    for _ in range(3):
        set_bookmark(user=user, session=make_session(event), bookmarked=True)
        publish(event)
        at = timezone.now()
        state = polls.find_feed(token, at=at)
        here, there = (polls.feed_body(state, at=at)[1] for _ in range(2))
        assert here == there
        found.append(here.modified_at)
        polls.book.note(state, here, app="x", on=MONDAY)
        polls.book.forget()  # the process was killed: nothing of this was written

    assert found == sorted(set(found))


def test_polls_that_cannot_be_written_are_kept_for_later(event):
    _, token = create_feed(user=make_user(), name="x", event=event)

    def refuse_updates(execute, sql, params, many, context):
        if sql.startswith("UPDATE"):
            raise OperationalError("disk full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse_updates):
        poll(token)

    before = last_polls()
    polls.book.write()

    assert before == {(None, "")}
    assert last_polls() == {(MONDAY, "Thunderbird")}


def test_note_of_a_quiet_process_does_not_undo_what_another_has_written(event):
    _, token = create_feed(user=make_user(), name="x", event=event)
    old = polls.find_feed(token, at=timezone.now())
    _, validators = polls.feed_body(old, at=timezone.now())
    poll(token, on=TUESDAY)

    polls.book.note(old, validators, app="another app", on=MONDAY)
    polls.book.write()

    assert last_polls() == {(TUESDAY, "Thunderbird")}


def test_last_modified_rises_when_a_body_comes_back_to_what_it_was(event):
    """The first body's date would make calendars that know only dates keep what was removed since."""
    user, session = make_user(), make_session(event)
    publish(event)
    _, token = create_feed(user=user, name="x", event=event)
    found = []
    for bookmarked in (False, True, False):
        set_bookmark(user=user, session=session, bookmarked=bookmarked)
        at = timezone.now()
        state = polls.find_feed(token, at=at)
        found.append(state.validators or polls.feed_body(state, at=at)[1])
        polls.book.note(state, found[-1], app="x", on=MONDAY)

    assert found[0].etag == found[2].etag != found[1].etag
    assert [each.modified_at for each in found] == sorted({each.modified_at for each in found})


def test_changes_of_one_second_from_two_sides_have_their_own_last_modified(event):
    user, session = make_user(), make_session(event)
    _, token = create_feed(user=user, name="x", event=event)
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        publish(event)
        at = timezone.now()
        before = polls.feed_body(polls.find_feed(token, at=at), at=at)[1]
        set_bookmark(user=user, session=session, bookmarked=True)
        after = polls.feed_body(polls.find_feed(token, at=at), at=at)[1]

    assert before.etag != after.etag
    assert after.modified_at > before.modified_at


@pytest.mark.parametrize("how", ["only one without a time", "the cancelled one left out"])
def test_feed_of_all_events_keeps_the_banners_of_what_is_bookmarked_in(how):
    user, event, other = make_user(), make_event(), make_event()
    is_untimed = how == "only one without a time"
    session = make_session(event, starts_at=None) if is_untimed else make_session(event, status="cancelled")
    for each in (event, other):
        publish(each)
    set_bookmark(user=user, session=session, bookmarked=True)
    _, token = create_feed(user=user, name="x", event=None, leaves_out_cancelled=not is_untimed)

    body = polls.feed_body(polls.find_feed(token, at=timezone.now()), at=timezone.now())[0].plain.decode()

    assert body.count("BEGIN:VEVENT") == 1
    assert f"SUMMARY:{event.name}\r\n" in body


@pytest.mark.parametrize("events", [1, 3])
def test_feed_of_all_events_takes_the_same_queries_however_many_events(events, django_assert_num_queries):
    user = make_user()
    for _ in range(events):
        session = make_session(make_event())
        publish(session.event)
        set_bookmark(user=user, session=session, bookmarked=True)
    _, token = create_feed(user=user, name="x", event=None)

    with django_assert_num_queries(5):  # its state, entries, whether anything is bookmarked, where, the banners
        poll_at = timezone.now()
        polls.feed_body(polls.find_feed(token, at=poll_at), at=poll_at)


def test_feed_that_an_access_link_opens_in_is_known_to_expire(event):
    user, opens_at = make_user(), timezone.now() + timedelta(hours=1)
    session = make_session(event, access_url="https://meet.example/1", access_opens_at=opens_at)
    publish(event)
    set_bookmark(user=user, session=session, bookmarked=True)
    _, token = create_feed(user=user, name="x", event=event)
    poll(token)
    polls.book.write()

    before = polls.find_feed(token, at=opens_at - timedelta(seconds=1)).validators
    after = polls.find_feed(token, at=opens_at).validators

    assert before.expires_at == opens_at
    assert after is None
