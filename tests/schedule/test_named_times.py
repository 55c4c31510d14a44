"""Times in a text that contradict the slot, and the many that do not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schedule.named_times import contradiction

DUBLIN, BERLIN = ZoneInfo("Europe/Dublin"), ZoneInfo("Europe/Berlin")
ELEVEN = datetime(2020, 10, 29, 11, 0, tzinfo=UTC)


def named(text, title="Virtio topics", *, starts_at=ELEVEN, minutes=60, zone=DUBLIN):
    found = contradiction(title, text, starts_at, starts_at + timedelta(minutes=minutes), zone=zone)
    return found and found[0]


BOTH = (
    "Topics and access links will be coming soon!\n"
    "The VIRTIO topics session begins at 12:00. The Out-of-Process Device Emulation session begins at 11:00."
)


def test_text_for_two_sessions_contradicts_only_the_one_that_is_elsewhere():
    assert named(BOTH, "KVM BoF Discussions: Virtio topics") == "12:00"
    assert named(BOTH, "KVM BoF Discussions: Out-of-Process Device Emulation") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This session starts at 12:30.", "12:30"),
        ("The workshop begins at 9 am.", "9 am"),
        ("The workshop begins at 2:30 p.m. sharp.", "2:30 p.m."),
        ("We meet at 17:00 in the lobby.", "17:00"),
        ("Please note that this talk will start at 10:15", "10:15"),
        ("THE SESSION BEGINS AT 12:00!", "12:00"),
        ("The session begins at 12:00 GMT.", "12:00"),
        ("The session begins at 12:00 UTC.", "12:00"),
    ],
)
def test_text_that_names_another_time_is_found(text, expected):
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "This session starts at 11:00.",
        "The session begins at 11:59.",  # on then
        "The workshop begins at 11 am.",
        "The session begins at 11:00 GMT.",
        "The session begins at 07:00 EDT.",  # nobody here knows
        "The session begins at 13:00 GMT+2.",
        "The session begins at 11:00. The session begins at 12:00.",
        "The session begins at https://example.org/12:00.",
        "The session begins at version 5.10.",
        "The session starts at 5.10 and ends with 6.1.",
        "The session starts at 16:9 video.",
        "The session starts at 12:00:30.",
        "The session starts at 25:00.",
        "The session starts at 12.",
        "The party begins at 20:00.",
        "Registration for the session begins at 08:00.",
        "The next session begins at 13:00.",
        "A job that starts at 03:00 breaks the backup.",
        "On Friday the session begins at 09:00.",
        "The session begins at 09:00 each day.",
        "Paged at 3 am, and what came of it. Nothing good happens at 23:59.",
        "",
    ],
)
def test_text_is_left_alone(text):
    assert named(text) is None


def test_single_digit_hour_may_be_in_the_afternoon():
    three = ELEVEN + timedelta(hours=4)

    assert named("The session begins at 3:00.", starts_at=three) is None
    assert named("The session begins at 03:00.", starts_at=three) == "03:00"
    assert named("The session begins at 3:00 am.", starts_at=three) == "3:00 am"


def test_time_is_read_in_the_events_zone():
    assert named("The session begins at 12:00.", zone=BERLIN) is None
    assert named("The session begins at 11:00.", zone=BERLIN) == "11:00"
    assert named("The session begins at 11:00 UTC.", zone=BERLIN) is None
    assert named("The session begins at 11:00 CET.", zone=BERLIN) == "11:00"


def test_session_past_midnight_is_on_at_both_sides_of_it():
    late = ELEVEN + timedelta(hours=12)

    assert named("The session begins at 00:30.", starts_at=late, minutes=120) is None
    assert named("The session begins at 01:30.", starts_at=late, minutes=120) == "01:30"


def test_session_of_a_day_or_more_is_on_at_any_time():
    assert named("The session begins at 09:00.", minutes=24 * 60) is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Round table 14:15 - 14:45", "14:15"),
        ("Round table 11:15–11:45", None),
        ("14:00 Opening", "14:00"),
        ("11:00 Opening", None),
        ("Opening (14:00)", "14:00"),
        ("Opening (11:00)", None),
        ("Opening 2pm to 3pm", "2pm"),
        ("Paged at 3 am", None),
        ("Linux 5.10 - 6.1", None),
        ("16:9 - 4:3, a history", None),
        ("The 3:10 to Yuma", None),
    ],
)
def test_title_that_names_another_time_is_found(title, expected):
    assert named("", title) == expected
