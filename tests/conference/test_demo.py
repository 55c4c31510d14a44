"""The demo event: KVM Forum 2020 as its page has it, loaded by the command."""

import re
import stat
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from schedule.models import BofProposal, Event, Publication, Session, SessionSpeaker
from tests.factories import make_event

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).resolve().parents[3] / "shared/data/kvm-forum-2020/page.txt"


@pytest.fixture
def demo(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    call_command("demo")
    return Event.objects.get(slug="kvm-forum-2020")


def test_demo_has_the_facts(demo):
    sessions = Session.objects.filter(event=demo)

    assert str(demo.timezone) == "Europe/Dublin"
    assert sessions.count() == 53
    assert SessionSpeaker.objects.count() == 59
    assert sessions.filter(kind="bof").count() == 5
    assert Publication.objects.count() == 53
    virtio = sessions.get(title__contains="Virtio topics")
    assert (virtio.starts_at.isoformat(), virtio.ends_at.isoformat()) == (
        "2020-10-29T11:00:00+00:00",
        "2020-10-29T12:00:00+00:00",
    )
    assert {str(session.room) for session in sessions} == {"KVM Theater"}
    assert {str(session.track) for session in sessions} == {"KVM Forum, KVM"}


def test_demo_takes_topics_for_the_slots_that_were_to_be_announced(demo):
    slots = Session.objects.filter(event=demo, is_open_slot=True)

    assert set(slots.values_list("kind", "title")) == {("bof", "BoF Discussions: To Be Announced")}
    assert slots.count() == 3
    assert (demo.bof_call.is_open, demo.bof_call.needs_approval, demo.bof_call.lets_claim) == (True, False, True)
    assert not BofProposal.objects.exists()


def test_demo_titles_have_no_bylines(demo):
    assert Session.objects.filter(event=demo, title="Towards an Alternative Memory Architecture").exists()
    assert Session.objects.filter(event=demo, title="KVM Dirty Ring - A New Approach to Logging").exists()


@pytest.mark.skipif(not PAGE.exists(), reason="the page that the demo comes from is not here")
def test_demo_has_the_sessions_of_the_page_in_its_order(demo):
    text = PAGE.read_text().replace("\u00a0", " ")
    found = re.findall(
        r"^\d\d:\d\d GMT\n\n(.+)\n(?:.*\n)*?\w+ (October \d+), 2020 (\d\d:\d\d) - (\d\d:\d\d) GMT$", text, re.MULTILINE
    )

    rows = Session.objects.filter(event=demo).in_order()
    ours = [
        (row.title, f"October {row.starts_at.day}", f"{row.starts_at:%H:%M}", f"{row.ends_at:%H:%M}") for row in rows
    ]

    assert len(found) == 53
    assert [row[1:] for row in ours] == [row[1:] for row in found]
    for (title, *_), (with_byline, *_) in zip(ours, found, strict=True):
        assert with_byline.strip() == title or with_byline.startswith(f"{title} - "), with_byline


def test_demo_accounts_can_sign_in_and_their_passwords_are_for_the_owner_only(demo, client, settings):
    file = settings.DATA_DIR / "demo-logins"
    logins = dict(line.split(" ", 1) for line in file.read_text().splitlines())

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert set(logins) == {"organiser@example.org", "attendee@example.org"}
    for address, password in logins.items():
        user = get_user_model().objects.get(email=address)
        assert user.check_password(password)
        assert user.is_superuser is (address == "organiser@example.org")
        assert EmailAddress.objects.get(user=user).verified


def test_demo_repeated_changes_nothing(demo, settings):
    logins = (settings.DATA_DIR / "demo-logins").read_text()
    Session.objects.filter(event=demo, slug="keynote-qemu").update(title="Edited by the organiser")

    call_command("demo")

    assert Session.objects.count() == 53
    assert Session.objects.get(slug="keynote-qemu").title == "Edited by the organiser"
    assert (settings.DATA_DIR / "demo-logins").read_text() == logins


def test_demo_password_from_the_environment_resets_both(demo, settings):
    settings.DEMO_PASSWORD = "another one"

    call_command("demo")

    assert all(user.check_password("another one") for user in get_user_model().objects.all())


def test_demo_stays_away_from_other_events(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    make_event()

    with pytest.raises(CommandError, match="The database has other events"):
        call_command("demo")
    assert Event.objects.count() == 1
    call_command("demo", "--force")

    assert Event.objects.count() == 2
