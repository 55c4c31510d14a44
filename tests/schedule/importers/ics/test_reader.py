"""iCalendar feeds, with the wounds that real ones have."""

from datetime import UTC, datetime

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Notice
from tests.schedule.importers.ics.calendars import calendar, sessions_in


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
