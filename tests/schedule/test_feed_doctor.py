"""What is said of a feed that was read today, long ago, or never."""

from datetime import date

import pytest

from schedule.calendar_apps import GOOGLE
from schedule.feed_doctor import diagnosis

MADE = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("polled_on", "today", "is_well", "finding"),
    [
        (None, date(2026, 9, 1), None, "Not read yet."),
        (None, date(2026, 9, 2), None, "Not read yet."),
        (None, date(2026, 9, 3), False, "Never read since it was made on 1 Sep 2026."),
        (date(2026, 9, 14), date(2026, 9, 14), True, "Last read today by Google Calendar."),
        (date(2026, 9, 13), date(2026, 9, 14), True, "Last read yesterday by Google Calendar."),
        (date(2026, 9, 11), date(2026, 9, 14), True, "Last read on 11 Sep 2026, 3 days ago by Google Calendar."),
        (date(2026, 9, 10), date(2026, 9, 14), False, "Last read on 10 Sep 2026, 4 days ago by Google Calendar."),
    ],
)
def test_diagnosis_says_when_the_feed_was_read_and_whether_that_is_well(polled_on, today, is_well, finding):
    polled_by = "Google Calendar" if polled_on else ""

    found = diagnosis(made_on=MADE, last_polled_on=polled_on, polled_by=polled_by, app=GOOGLE, today=today)

    assert (found.is_well, found.finding) == (is_well, finding)
    assert (GOOGLE.refresh == found.advice) is bool(is_well)
