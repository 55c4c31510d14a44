from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from schedule.models import Event, Publication, Session, TeamMember
from schedule.services.bof_slots import schedule_topic
from schedule.services.hosting import may_post, post_news
from schedule.services.publish import publish
from tests.factories import make_event, make_organiser, make_session, make_slot, make_topic, make_user

pytestmark = pytest.mark.django_db
NOTES = "https://pad.example/virtio"


@pytest.fixture
def event():
    return make_event()


def post(session, **given):
    post_news(session=session, by=make_user(), **({"news": "", "notes_url": ""} | given))
    session.refresh_from_db()


def test_news_has_its_time_and_stays_until_it_is_taken_away(event):
    session = make_session(event)

    post(session, news="We start at 11:05", notes_url=NOTES)
    told = (session.news, session.notes_url, session.news_at is not None)
    at = session.news_at
    post(session, news="We start at 11:05", notes_url="")
    kept = (session.news_at, session.notes_url)
    post(session)

    assert told == ("We start at 11:05", NOTES, True)
    assert kept == (at, "")
    assert (session.news, session.news_at) == ("", None)


def test_news_makes_pages_new_and_no_calendar_entry(event):
    session = make_session(event)
    publish(event)
    version, entry = Event.objects.get(pk=event.pk).version, bytes(Publication.objects.get(session=session).vevent)

    post(session, news="Full", notes_url=NOTES)

    assert Event.objects.get(pk=event.pk).version != version
    assert bytes(Publication.objects.get(session=session).vevent) == entry


def test_the_same_news_twice_changes_nothing(event):
    session = make_session(event)
    post(session, news="Full")
    version, rows = Event.objects.get(pk=event.pk).version, Session.history.count()

    post(session, news="Full")

    assert Event.objects.get(pk=event.pk).version == version
    assert Session.history.count() == rows


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://pad.example/", "pad"])
def test_notes_are_http_addresses(event, address):
    session = make_session(event)

    with pytest.raises(ValidationError) as error:
        post(session, news="Full", notes_url=address)

    session.refresh_from_db()
    assert list(error.value.message_dict) == ["notes_url"]
    assert session.news == ""


def test_hosts_post_from_an_hour_before_and_ever_after(event):
    host, fan = make_user(), make_user()
    topic = make_topic(event, hosts=[host], interested=[fan])
    session = schedule_topic(proposal=topic, slot=make_slot(event))
    hours = (-1.01, -1, 0, 100)

    allowed = [may_post(host, session, at=session.starts_at + timedelta(hours=hour)) for hour in hours]

    assert allowed == [False, True, True, True]
    assert not may_post(fan, session, at=session.starts_at)


def test_editors_post_at_any_time_helpers_on_the_days_and_others_never(event):
    session = make_session(event)
    week_before = session.starts_at - timedelta(days=7)
    helper = make_user(is_staff=True)
    TeamMember.objects.create(event=event, email=helper.email, role="helper", user=helper, joined_at=week_before)

    assert may_post(make_organiser(), session, at=week_before)
    assert [may_post(helper, session, at=at) for at in (week_before, session.starts_at)] == [False, True]
    assert not may_post(make_user(), session, at=session.starts_at)
