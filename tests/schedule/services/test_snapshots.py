"""What a process keeps of an event: for whom, for how long, and the moments at which pages change by the clock."""

from datetime import timedelta

import pytest

from schedule.models import Event, Session
from schedule.services import snapshots
from schedule.services.publish import publish
from schedule.services.snapshots import snapshot_of
from tests.factories import START, make_event, make_organiser, make_room, make_session, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def event():
    return make_event(slug="kvm")


def titles(snapshot):
    return [session.title for session in snapshot.sessions]


def test_snapshot_is_kept_until_the_event_changes(event, django_assert_num_queries):
    make_session(event, title="Talk", room=make_room(event))
    publish(event)
    first = snapshot_of("kvm", None)

    with django_assert_num_queries(1):
        again = snapshot_of("kvm", None)
    publish(event)

    assert again is first
    assert snapshot_of("kvm", None) is not first


def test_snapshot_of_an_organiser_has_drafts_and_is_another_one(event):
    make_session(event, title="Talk")
    make_session(event, title="Draft", status=Session.Status.DRAFT, starts_at=START + HOUR)
    publish(event)

    for _ in range(2):
        assert titles(snapshot_of("kvm", make_user())) == ["Talk"]
        assert titles(snapshot_of("kvm", make_organiser())) == ["Talk", "Draft"]


def test_snapshot_of_a_hidden_event_is_none_at_once(event):
    publish(event)
    assert snapshot_of("kvm", None) is not None

    Event.objects.update(is_published=False)

    assert snapshot_of("kvm", None) is None
    assert snapshot_of("nowhere", None) is None
    assert snapshot_of("kvm", make_organiser()) is not None


def test_snapshot_changes_by_the_clock_at_starts_ends_days_and_openings_of_links(event):
    link = {"access_url": "https://meet.example/", "access_opens_at": START - HOUR}
    make_session(event, access_audience="everyone", minutes=30, **link)
    make_session(event, access_audience="bookmarked", minutes=60, access_url="https://meet.example/")
    publish(event)
    snapshot = snapshot_of("kvm", None)

    moments, at = [], START - timedelta(days=2)
    while at := snapshot.next_moment(at):
        moments.append((at - START) / HOUR)

    # The day begins at 04:00, six hours before. The second link opens at 09:45, which is not for everybody to read.
    assert moments == [-6, -1, 0, 0.5, 1, 18]
    assert snapshot.moment_at(START - timedelta(minutes=1)) == START - timedelta(minutes=15)
    assert snapshot.moment_at(START + timedelta(minutes=29)) == START
    assert snapshot.moment_at(START - timedelta(days=1)) is None


def test_snapshots_of_earlier_versions_are_not_kept(event):
    make_session(event)

    for _ in range(5):
        publish(event)
        snapshot_of("kvm", None)
        snapshot_of("kvm", make_organiser())

    assert len(snapshots._kept._snapshots) == 2
