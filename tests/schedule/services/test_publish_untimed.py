"""A session that loses its time, and gets one again: cancelled in calendars, but not what attendees are told."""

from datetime import UTC, datetime, timedelta

import pytest

from schedule.models import Change, Publication, Session
from schedule.services.publish import publish
from tests.factories import START, make_event, make_session

pytestmark = pytest.mark.django_db
FIRST = datetime(2020, 10, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def session():
    session = make_session(make_event())
    publish(session.event, at=FIRST)
    return session


def change(session, at, **fields):
    Session.objects.filter(pk=session.pk).update(**fields)
    publish(session.event, at=FIRST + timedelta(hours=at))


def told():
    return list(Change.objects.order_by("at").values_list("kind", "old", "new"))


def test_session_that_loses_its_time_is_told_as_moved_to_a_time_to_be_announced(session):
    change(session, 1, starts_at=None, ends_at=None)

    assert [(kind, new) for kind, _, new in told()] == [("moved", "")]
    assert Publication.objects.get(session=session).is_cancelled
    change(session, 2, abstract="More words")
    assert len(told()) == 1


def test_session_that_gets_a_time_again_is_told_as_moved(session):
    change(session, 1, starts_at=None, ends_at=None)

    change(session, 2, starts_at=START, ends_at=START + timedelta(minutes=30))

    (_, old, _), (kind, before, new) = told()
    assert (kind, before, new) == ("moved", "", old)
    assert not Publication.objects.get(session=session).is_cancelled


def test_session_that_was_cancelled_takes_place_after_all(session):
    change(session, 1, status="cancelled")

    change(session, 2, status="published")

    assert [kind for kind, _, _ in told()] == ["cancelled", "restored"]
