"""The forms of an entry that readers have: each with stamps of its own, which rise whenever its bytes change."""

from datetime import UTC, datetime, timedelta

import pytest

from schedule.exporters import ical
from schedule.models import Event, Publication, Session
from schedule.services.publish import publish
from tests.factories import START, make_event, make_session

pytestmark = pytest.mark.django_db

FIRST = datetime(2020, 10, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2020, 10, 2, 12, 0, tzinfo=UTC)


def stored(session):
    return Publication.objects.get(session=session)


def lines(vevent):
    text = bytes(vevent).decode().replace("\r\n ", "")
    return dict(line.split(":", 1) for line in text.split("\r\n") if ":" in line)


def test_public_form_stays_as_it_is_while_the_link_comes_opens_and_goes():
    event = make_event(is_online=True)
    session = make_session(event)
    publish(event, at=FIRST)
    public = bytes(stored(session).public_vevent)

    shown = [bytes(stored(session).vevent)]
    for hours, link in enumerate(["https://meet.example/1", "https://meet.example/2", ""]):
        Session.objects.filter(pk=session.pk).update(access_url=link, access_opens_at=FIRST)
        publish(event, at=LATER + timedelta(hours=hours))
        shown.append(bytes(stored(session).vevent))
        assert bytes(stored(session).public_vevent) == public

    assert [lines(each)["SEQUENCE"] for each in shown] == ["0", "1", "2", "3"]
    modified = [lines(each)["LAST-MODIFIED"] for each in shown]
    assert modified == sorted(set(modified))
    assert lines(shown[-1])["DTSTART;TZID=Europe/Dublin"] == lines(public)["DTSTART;TZID=Europe/Dublin"]


def test_public_and_private_form_are_the_same_without_a_link():
    event = make_event()
    session = make_session(event)
    publish(event, at=FIRST)
    Session.objects.filter(pk=session.pk).update(title="After")
    publish(event, at=LATER)

    assert bytes(stored(session).public_vevent) == bytes(stored(session).vevent)


def test_release_that_writes_entries_differently_moves_the_stamps_and_not_the_sequence():
    event = make_event()
    session = make_session(event)
    publish(event, at=FIRST)
    row = stored(session)
    row.vevent = row.public_vevent = bytes(row.vevent).replace(b"TRANSP:OPAQUE\r\n", b"")
    row.save()

    publish(event, at=LATER)

    for vevent in (stored(session).vevent, stored(session).public_vevent):
        assert (lines(vevent)["LAST-MODIFIED"], lines(vevent)["SEQUENCE"]) == ("20201002T120000Z", "0")
        assert lines(vevent)["TRANSP"] == "OPAQUE"
    assert Session.objects.get(pk=session.pk).revision == 2


def test_write_that_ends_after_the_link_opened_rises_above_what_readers_have_by_then():
    """It began before that moment, so it makes another opened form, to replace the one that was read meanwhile."""
    event = make_event(is_online=True)
    session = make_session(event, access_url="https://meet.example/1", access_opens_at=START)
    publish(event, at=FIRST)
    read_meanwhile = stored(session).vevent_at(START)

    Session.objects.filter(pk=session.pk).update(title="Renamed")
    publish(event, at=START - timedelta(milliseconds=200))

    after = stored(session).vevent_at(START)
    assert lines(after)["SUMMARY"] == "Renamed"
    assert lines(after)["LAST-MODIFIED"] > lines(read_meanwhile)["LAST-MODIFIED"]
    assert int(lines(after)["SEQUENCE"]) >= int(lines(read_meanwhile)["SEQUENCE"])


def test_opened_form_made_ahead_does_not_churn():
    event = make_event(is_online=True)
    session = make_session(event, access_url="https://meet.example/1", access_opens_at=START)
    publish(event, at=FIRST)
    for hours, title in enumerate(["One", "Two", "Two", "Two"]):
        Session.objects.filter(pk=session.pk).update(title=title)
        publish(event, at=LATER + timedelta(hours=hours))
    before = bytes(stored(session).opened_vevent)

    publish(event, at=LATER + timedelta(days=1))

    assert bytes(stored(session).opened_vevent) == before


def test_write_within_the_second_in_which_the_link_opens_counts_the_opened_form_as_read():
    event = make_event(is_online=True)
    opens_at = START + timedelta(milliseconds=400)
    session = make_session(event, access_url="https://meet.example/1", access_opens_at=opens_at)
    publish(event, at=FIRST)
    read = stored(session).vevent_at(START + timedelta(milliseconds=500))

    Session.objects.filter(pk=session.pk).update(status="draft")
    publish(event, at=START + timedelta(milliseconds=900))

    after = stored(session).vevent_at(START + timedelta(seconds=2))
    assert lines(after)["STATUS"] == "CANCELLED"
    assert lines(after)["LAST-MODIFIED"] > lines(read)["LAST-MODIFIED"]
    assert int(lines(after)["SEQUENCE"]) > int(lines(read)["SEQUENCE"])


@pytest.mark.parametrize(("is_online", "geo"), [(False, "49.195100;16.600000"), (True, None)])
def test_entry_says_where_a_real_place_is(is_online, geo):
    event = make_event(venue="Hall", latitude="49.1951", longitude="16.6", is_online=is_online)
    session = make_session(event)

    publish(event, at=FIRST)

    assert lines(stored(session).vevent).get("GEO") == geo


def test_publication_repeats_the_times_of_its_entry():
    event = make_event()
    session = make_session(event)
    publish(event, at=FIRST)
    Event.objects.filter(pk=event.pk).update(timezone="Asia/Tokyo")
    Session.objects.filter(pk=session.pk).update(starts_at=START + timedelta(minutes=5), status="cancelled")
    publish(event, at=LATER)

    row = stored(session)
    entry = ical.Entry.from_json(row.entry)
    assert (
        (row.starts_at, row.ends_at)
        == (entry.starts_at, entry.ends_at)
        == (session.starts_at + timedelta(minutes=5), session.ends_at)
    )
    assert (row.zone, row.is_cancelled) == (entry.zone, entry.is_cancelled) == ("Asia/Tokyo", True)


@pytest.mark.parametrize("is_online", [True, False])
@pytest.mark.parametrize("how", ["link removed", "cancelled", "withdrawn", "opens later"])
def test_write_that_takes_the_link_away_while_it_opens_rises_above_what_readers_have_by_then(how, is_online):
    event = make_event(is_online=is_online)
    session = make_session(event, access_url="https://meet.example/1", access_opens_at=START)
    publish(event, at=FIRST)
    read_meanwhile = stored(session).vevent_at(START)

    values = {
        "link removed": {"access_url": ""},
        "cancelled": {"status": "cancelled"},
        "withdrawn": {"status": "draft"},
        "opens later": {"access_opens_at": START + timedelta(hours=1)},
    }[how]
    Session.objects.filter(pk=session.pk).update(**values)
    publish(event, at=START - timedelta(seconds=2))

    after = stored(session).vevent_at(START + timedelta(seconds=1))
    assert "meet.example" not in str(bytes(after))
    assert lines(after)["LAST-MODIFIED"] > lines(read_meanwhile)["LAST-MODIFIED"]
    steps = int(lines(after)["SEQUENCE"]) - int(lines(read_meanwhile)["SEQUENCE"])
    assert steps >= (0 if how in ("link removed", "opens later") and not is_online else 1)


def test_link_that_opens_earlier_than_it_was_to_has_stamps_of_that_moment():
    event = make_event(is_online=True)
    session = make_session(event, access_url="https://meet.example/1", access_opens_at=START)
    publish(event, at=FIRST)

    Session.objects.filter(pk=session.pk).update(access_opens_at=START - timedelta(hours=4))
    publish(event, at=LATER)

    assert lines(stored(session).vevent_at(START))["LAST-MODIFIED"] == "20201029T060000Z"
