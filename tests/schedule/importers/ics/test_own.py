"""Talkmark's own calendars, read back."""

from datetime import UTC, date, datetime

from schedule.importers.formats import read
from schedule.importers.records import Context
from schedule.markdown import to_text
from tests.schedule.importers.ics.calendars import calendar

EVENT = "cb384c90-bd14-4260-b8c8-30f53e4ae3a7"
TALK, BOF = "bc00b5fb-07c4-4bd5-abc0-3c86871ff085", "cb7dc62a-1789-41f1-87e8-1fad89d90a95"
HEAD = """
PRODID:-//Talkmark//Talkmark//EN
X-WR-CALNAME:KVM Forum 2020
X-WR-CALDESC:Three days
X-WR-TIMEZONE:Europe/Dublin
X-APPLE-CALENDAR-COLOR:#00857c
"""
BANNER = f"""
UID:{EVENT}@{EVENT}
DTSTART;VALUE=DATE:20201028
DTEND;VALUE=DATE:20201031
LOCATION:Hall\\, Dublin
SUMMARY:KVM Forum 2020
URL:https://example.org/kvm/
DESCRIPTION:Three days on KVM\\n\\nhttps://example.org/kvm/
"""
ENTRY = f"""
UID:{TALK}@{EVENT}
DTSTART;TZID=Europe/Dublin:20201029T060000
DTEND;TZID=Europe/Dublin:20201029T063000
LOCATION:Theater\\, left\\, Hall\\, Dublin
STATUS:CONFIRMED
SUMMARY:Look Ma
GEO:53.349800;-6.260300
URL:https://example.org/kvm/sessions/look-ma/
DESCRIPTION:Ada\\, Arm\\nBob\\n\\n- one *two*\\n- three\\n\\nhttps://example.org/kvm/sessions/look-ma/
CATEGORIES:KVM Forum,KVM\\, QEMU,Lightning talk
"""
CANCELLED = f"""
UID:{BOF}@{EVENT}
DTSTART:20201028T210000Z
DTEND:20201028T230000Z
LOCATION:Hall\\, Dublin
STATUS:CANCELLED
SUMMARY:CANCELLED: BoF
URL:https://example.org/kvm/sessions/bof/
CATEGORIES:BoF
"""


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)


def test_own_calendar_gives_back_the_event():
    schedule = read(calendar(BANNER, ENTRY, CANCELLED, head=HEAD), Context())
    event = schedule.event

    assert schedule.is_own
    assert (event.name, event.tagline, event.guid) == ("KVM Forum 2020", "Three days on KVM", EVENT)
    assert (event.starts_on, event.ends_on, event.zone) == (date(2020, 10, 28), date(2020, 10, 30), "Europe/Dublin")
    assert (event.venue, event.accent, event.position) == ("Hall, Dublin", "#00857c", (53.3498, -6.2603))
    assert event.is_online is False


def test_own_calendar_gives_back_the_sessions():
    talk, bof = read(calendar(BANNER, ENTRY, CANCELLED, head=HEAD), Context()).sessions

    assert (talk.guid, talk.slug, talk.title) == (TALK, "look-ma", "Look Ma")
    assert (talk.room, talk.track, talk.kind) == ("Theater, left", ("KVM Forum", "KVM, QEMU"), "lightning")
    assert (talk.starts_at, talk.ends_at) == (at(2020, 10, 29, 6), at(2020, 10, 29, 6, 30))
    assert (talk.status, talk.people, talk.tags, talk.attachments) == ("published", None, None, None)
    assert to_text(talk.abstract) == "Ada, Arm\nBob\n\n- one *two*\n- three"
    assert (bof.status, bof.title, bof.room, bof.track, bof.kind) == ("cancelled", "BoF", "", (), "bof")


def test_own_calendar_of_an_online_event_has_rooms_without_a_place():
    banner = BANNER.replace("Hall\\, Dublin", "Online")
    entry = ENTRY.replace("Theater\\, left\\, Hall\\, Dublin", "Theater")

    schedule = read(calendar(banner, entry, head=HEAD), Context())

    assert (schedule.event.venue, schedule.event.is_online) == ("", True)
    assert schedule.sessions[0].room == "Theater"
