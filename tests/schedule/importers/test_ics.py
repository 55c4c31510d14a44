"""iCalendar feeds, with the wounds that real ones have, and Talkmark's own."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Notice, Unacceptable, ZoneNeeded
from schedule.markdown import to_text

BERLIN = ZoneInfo("Europe/Berlin")


def calendar(*entries: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{entry.strip()}\nEND:VEVENT\n" for entry in entries)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\n{head.strip()}\n{body}END:VCALENDAR\n".replace("\n\n", "\n")
    return text.replace("\n", "\r\n").encode()


def sessions_in(data: bytes, zone: ZoneInfo | None = None):
    return read(data, Context(zone=zone)).sessions


def starts_in(data: bytes, zone: ZoneInfo | None = None) -> list[str]:
    return [f"{session.starts_at:%Y-%m-%d %H:%M}" for session in sessions_in(data, zone)]


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)


def test_feed_is_read():
    schedule = read(
        calendar(
            """
UID:1@example.org
DTSTART:20201029T060000Z
DTEND:20201029T063000Z
SUMMARY:One\\, two\\; three
DESCRIPTION:First\\nSecond \\\\ third
LOCATION:Hall\\, Berlin
CATEGORIES:Kernel,Other
URL:https://example.org/1
STATUS:CONFIRMED
""",
            head="X-WR-CALNAME:Made Up",
        ),
        Context(),
    )

    (session,) = schedule.sessions
    assert schedule.format == "ics"
    assert schedule.event.name == "Made Up"
    assert session.id == "1@example.org"
    assert session.others == ("https://example.org/1",)
    assert session.title == "One, two; three"
    assert session.abstract == "First\nSecond \\ third"
    assert session.room == "Hall, Berlin"
    assert session.track == ("Kernel",)
    assert session.kind == "talk"
    assert session.status == "published"
    assert (session.starts_at, session.ends_at) == (at(2020, 10, 29, 6), at(2020, 10, 29, 6, 30))


@pytest.mark.parametrize(
    ("status", "expected"), [("CANCELLED", "cancelled"), ("TENTATIVE", "published"), ("CONFIRMED", "published")]
)
def test_status_of_an_entry_is_the_sessions(status, expected):
    (session,) = sessions_in(calendar(f"DTSTART:20201029T060000Z\nSUMMARY:One\nSTATUS:{status}"))

    assert session.status == expected


def test_calendar_that_cancels_cancels_all_of_it():
    (session,) = sessions_in(calendar("DTSTART:20201029T060000Z\nSUMMARY:One", head="METHOD:CANCEL"))

    assert session.status == "cancelled"


# Bytes


@pytest.mark.parametrize(
    "folded",
    [
        b"SUMMARY:Caf\xc3\r\n \xa9 au lait\r\n",  # inside of a character
        b"SUMMARY:Caf\xc3\n\t\xa9 au lait\n",
        b"SUMMARY;CHARSET=UTF-8:Caf\xc3\xa9 au lait\n",
        b"SUMMARY;CHARSET=ISO-8859-1:Caf\xe9 au lait\n",
        b"SUMMARY;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9 au=\n lait\n",
        b"summary;language=fr:Caf\xc3\xa9 au lait\r\n",
        b'SUMMARY;X-A="x;y:z",b:Caf\xc3\xa9 au lait\r\n',
    ],
)
def test_title_is_read_however_its_line_is_written(folded):
    data = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20201029T060000Z\r\n" + folded
    data += b"END:VEVENT\r\nEND:VCALENDAR\r\n"

    schedule = read(data, Context())

    assert [session.title for session in schedule.sessions] == ["Café au lait"]


def test_broken_utf_8_is_replaced_with_a_notice():
    data = calendar("DTSTART:20201029T060000Z\nSUMMARY:Cafe").replace(b"Cafe", b"Caf\xe9!")

    schedule = read(data, Context())

    assert schedule.sessions[0].title == "Caf\ufffd!"
    assert Notice("line 5", "This is not UTF-8; what cannot be read is replaced.") in schedule.notices


def test_utf_16_byte_order_marks_and_lone_carriage_returns_are_understood():
    plain = calendar("DTSTART:20201029T060000Z\nSUMMARY:Ünö")

    for data in (plain.decode().encode("utf-16"), b"\xef\xbb\xbf" + plain, plain.replace(b"\r\n", b"\r")):
        assert [session.title for session in sessions_in(data)] == ["Ünö"]


def test_line_that_is_none_continues_the_one_before():
    data = calendar("DTSTART:20201029T060000Z\nDESCRIPTION:First\n\nsecond line\nSUMMARY:One")

    (session,) = sessions_in(data)

    assert session.abstract == "First\nsecond line"
    assert session.title == "One"


def test_lost_end_of_an_entry_ends_it_at_the_next():
    data = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20201029T060000Z\nSUMMARY:One\nBEGIN:VALARM\nSUMMARY:No\n"
    data += b"BEGIN:VEVENT\nDTSTART:20201029T070000Z\nSUMMARY:Two\n"

    assert [session.title for session in sessions_in(data)] == ["One", "Two"]


# Zones


@pytest.mark.parametrize(
    ("tzid", "expected"),
    [
        ("Europe/Berlin", "2020-10-29 09:00"),
        ('"W. Europe Standard Time"', "2020-10-29 09:00"),
        ("Eastern Standard Time", "2020-10-29 14:00"),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "2020-10-29 09:00"),
        ("/mozilla.org/20050126_1/America/Argentina/Ushuaia", "2020-10-29 13:00"),
        ("(UTC+01:00) Somewhere: else", "2020-10-29 09:00"),  # no zone: as local times, which are Berlin's here
    ],
)
def test_zone_of_an_entry_is_found_by_its_name(tzid, expected):
    assert starts_in(calendar(f"DTSTART;TZID={tzid}:20201029T100000\nSUMMARY:One"), BERLIN) == [expected]


TIMEZONE = """
BEGIN:VTIMEZONE
TZID:Customized
{line}BEGIN:STANDARD
DTSTART:16010101T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""


def test_zone_with_rules_of_its_own_has_summer_and_winter():
    entries = [f"DTSTART;TZID=Customized:2020{day}T100000\nSUMMARY:One" for day in ("0329", "0701", "1024", "1026")]
    data = calendar(*entries, head=TIMEZONE.format(line=""))

    assert starts_in(data) == ["2020-03-29 08:00", "2020-07-01 08:00", "2020-10-24 08:00", "2020-10-26 09:00"]


def test_zone_that_names_its_place_is_that_of_the_event():
    head = TIMEZONE.format(line="X-LIC-LOCATION:America/New_York\n")
    schedule = read(calendar("DTSTART;TZID=Customized:20201029T100000\nSUMMARY:One", head=head), Context())

    assert schedule.event.zone == "America/New_York"
    assert schedule.sessions[0].starts_at == at(2020, 10, 29, 14)


def test_feed_in_utc_names_no_zone():
    schedule = read(calendar("DTSTART:20201029T100000Z\nSUMMARY:One", head="X-WR-TIMEZONE:UTC"), Context())

    assert schedule.event.zone == ""
    assert schedule.sessions[0].starts_at == at(2020, 10, 29, 10)


def test_zone_of_the_calendar_holds_for_floating_times_unless_another_was_chosen():
    data = calendar("DTSTART:20200701T100000\nSUMMARY:One", head="X-WR-TIMEZONE:Australia/Brisbane")

    assert read(data, Context()).event.zone == "Australia/Brisbane"
    assert starts_in(data) == ["2020-07-01 00:00"]
    assert starts_in(data, BERLIN) == ["2020-07-01 08:00"]


def test_floating_time_without_any_zone_needs_one():
    with pytest.raises(ZoneNeeded):
        read(calendar("DTSTART:20200701T100000\nSUMMARY:One"), Context())


# Times


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        ("DTSTART:20201029T060000Z\nDURATION:PT1H30M", at(2020, 10, 29, 6), at(2020, 10, 29, 7, 30)),
        ("DTSTART:20201029T060000Z", at(2020, 10, 29, 6), at(2020, 10, 29, 6, 30)),
        ("DTSTART:20201029T060000Z\nDTEND:20201029T060000Z", at(2020, 10, 29, 6), at(2020, 10, 29, 6, 1)),
        ("DTSTART;VALUE=DATE:20201024\nDTEND;VALUE=DATE:20201026", at(2020, 10, 23, 22), at(2020, 10, 25, 23)),
        ("DTSTART;VALUE=DATE:20201029", at(2020, 10, 28, 23), at(2020, 10, 29, 23)),
        ("DTSTART;VALUE=DATE-TIME:20201029T0600Z", at(2020, 10, 29, 6), at(2020, 10, 29, 6, 30)),
        ("DTSTART:2020-10-29T06:00:00+02:00", at(2020, 10, 29, 4), at(2020, 10, 29, 4, 30)),
        ("DTSTART:someday", None, None),
        ("UID:x", None, None),
    ],
)
def test_times_of_an_entry(lines, start, end):
    (session,) = sessions_in(calendar(f"{lines}\nSUMMARY:One"), BERLIN)

    assert (session.starts_at, session.ends_at) == (start, end)


# What recurs


def test_rule_is_followed_on_the_clocks_of_its_zone():
    (first, second, third) = sessions_in(
        calendar(
            """
UID:yoga
DTSTART;TZID=Europe/Berlin:20201024T080000
DTEND;TZID=Europe/Berlin:20201024T090000
RRULE:FREQ=DAILY;COUNT=3
SUMMARY:Yoga
"""
        )
    )

    assert [session.starts_at for session in (first, second, third)] == [
        at(2020, 10, 24, 6),
        at(2020, 10, 25, 7),
        at(2020, 10, 26, 7),
    ]
    assert third.ends_at == at(2020, 10, 26, 8)
    assert [session.id for session in (first, second, third)] == [
        "yoga 20201024T060000Z",
        "yoga 20201025T070000Z",
        "yoga 20201026T070000Z",
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20201014T235959Z", ["10-05", "10-07", "10-12", "10-14"]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3", ["10-05", "10-19", "11-02"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=1MO,-1FR;COUNT=4", ["10-05", "10-30", "11-02", "11-27"]),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", ["10-05", "10-31", "11-30"]),
        ("RRULE:FREQ=DAILY;COUNT=4\nEXDATE:20201006T100000Z,20201008T100000Z", ["10-05", "10-07"]),
        ("RRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20201006", ["10-05", "10-07"]),
        ("RDATE:20201009T100000Z\nRDATE;VALUE=PERIOD:20201010T100000Z/PT1H", ["10-05", "10-09", "10-10"]),
        ("RRULE:FREQ=DAILY;COUNT=0", ["10-05"]),
        ("RRULE:FREQ=WEEKLY;BYEASTER=3", ["10-05"]),
        ("RRULE:gibberish", ["10-05"]),
    ],
)
def test_entry_that_recurs_is_a_session_each_time(rule, expected):
    starts = starts_in(calendar(f"UID:a\nDTSTART:20201005T100000Z\n{rule}\nSUMMARY:One"))

    assert [start[5:10] for start in starts] == expected


def test_occurrence_with_an_entry_of_its_own_comes_from_there():
    series = "UID:a\nDTSTART:20201005T100000Z\nRRULE:FREQ=DAILY;COUNT=3\nSUMMARY:Talk"
    moved = "UID:a\nRECURRENCE-ID:20201006T100000Z\nDTSTART:20201006T150000Z\nSUMMARY:Talk, later"

    sessions = sessions_in(calendar(series, moved))

    assert [(session.title, session.id, session.starts_at) for session in sessions] == [
        ("Talk", "a 20201005T100000Z", at(2020, 10, 5, 10)),
        ("Talk", "a 20201007T100000Z", at(2020, 10, 7, 10)),
        ("Talk, later", "a 20201006T100000Z", at(2020, 10, 6, 15)),
    ]


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=DAILY", "FREQ=WEEKLY;COUNT=1001", "FREQ=MINUTELY;COUNT=999999"]
)
def test_what_recurs_too_often_is_refused(rule):
    data = calendar(f"UID:a\nDTSTART:20201005T100000Z\nRRULE:{rule}\nSUMMARY:One")

    with pytest.raises(Unacceptable) as refused:
        read(data, Context())

    assert str(refused.value) == "What recurs makes more than 1,000 sessions, the most that are read."
    assert refused.value.place == "line 3"


def test_recurrences_of_all_entries_count_together():
    entry = "DTSTART:20201005T100000Z\nRRULE:FREQ=DAILY;COUNT=501\nSUMMARY:One"

    with pytest.raises(Unacceptable, match="more than 1,000 sessions"):
        read(calendar(f"UID:a\n{entry}", f"UID:b\n{entry}"), Context())


def test_rule_that_never_matches_is_given_up():
    data = calendar(*["DTSTART:20201005T100000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nSUMMARY:One"] * 9)

    with pytest.raises(Unacceptable, match="hardly ever match"):
        read(data, Context())


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["A:"] * 1_000_001, "The file has more than 1,000,000 lines, the most that are read."),
        (["BEGIN:X"] * 11, "The calendar is nested deeper than 10 levels."),
        (["BEGIN:VEVENT"] * 20_001, "The calendar has more than 20,000 entries, the most that are read."),
        (["VERSION:2.0"], "The calendar has no entries."),
    ],
)
def test_calendar_without_measure_or_entries_is_refused(lines, reason):
    with pytest.raises(Unacceptable) as refused:
        read("\n".join(["BEGIN:VCALENDAR", *lines]).encode(), Context())

    assert str(refused.value) == reason


# People


@pytest.mark.parametrize(
    ("description", "names", "abstract"),
    [
        ("von: Ada Lovelace\\n\\nText", ["Ada Lovelace"], "Text"),
        ("Speaker: Ada Lovelace\\nText", ["Ada Lovelace"], "Text"),
        ("Speakers: Ada Lovelace\\, Bob Roe and Eve Doe\\n\\nText", ["Ada Lovelace", "Bob Roe", "Eve Doe"], "Text"),
        ("By: A & B", ["A", "B"], ""),
        ("Bye: nobody\\nText", [], "Bye: nobody\nText"),
    ],
)
def test_first_line_of_the_description_names_who_speaks(description, names, abstract):
    (session,) = sessions_in(calendar(f"DTSTART:20201005T100000Z\nSUMMARY:One\nDESCRIPTION:{description}"))

    assert [each.person.name for each in session.people or ()] == names
    assert session.abstract == abstract


def test_attendees_are_the_people_but_not_organisers_rooms_or_addresses():
    (session,) = sessions_in(
        calendar(
            """
DTSTART:20201005T100000Z
SUMMARY:One
ORGANIZER;CN=Boss:mailto:boss@example.org
ATTENDEE;CN="Lovelace, Ada";CUTYPE=INDIVIDUAL:invalid:nomail
ATTENDEE;CUTYPE=ROOM;CN=Hall:mailto:hall@example.org
ATTENDEE;CN=eve@example.org:mailto:eve@example.org
DESCRIPTION:von: Ada Lovelace\\n\\nText
"""
        )
    )

    assert [each.person.name for each in session.people] == ["Lovelace, Ada"]
    assert session.abstract == "Text"


def test_feed_without_any_people_says_nothing_of_them():
    (session,) = sessions_in(calendar("DTSTART:20201005T100000Z\nSUMMARY:Keynote: One - Ada, Company"))

    assert session.people is None
    assert session.title == "Keynote: One - Ada, Company"
    assert session.kind == "keynote"


# Talkmark's own

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
