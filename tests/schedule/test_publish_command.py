import pytest
from django.core.management import CommandError, call_command

from schedule.models import Publication, Session
from tests.factories import make_event, make_session

pytestmark = pytest.mark.django_db


def test_publish_takes_up_what_was_written_past_talkmark():
    session = make_session(make_event(slug="kvm"), title="Before")
    call_command("publish")

    Session.objects.filter(pk=session.pk).update(title="After")
    call_command("publish", "kvm")

    assert b"SUMMARY:After\r\n" in bytes(Publication.objects.get().vevent)


def test_publish_of_an_unknown_event_says_which_there_are():
    make_event(slug="kvm")

    with pytest.raises(CommandError, match="There is no event “nope”"):
        call_command("publish", "nope")
