"""What the template filters make of hostile texts."""

import json
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from schedule.templatetags.schedule import json_ld, other_day

HOSTILE = "</script><script>alert(1)</script><!--<script>&amp;\u2028\u2029"


def test_linked_data_cannot_end_its_element():
    page = json_ld({"name": HOSTILE, "performer": [{"name": HOSTILE}]})

    assert page.startswith('<script type="application/ld+json">{"name"')
    assert page.endswith("}</script>")
    assert page.count("<") == page.count(">") == 2
    assert not re.search("[&\u2028\u2029]", page)


@given(st.dictionaries(st.text(), st.text()))
def test_linked_data_reads_back_as_it_was(data):
    page = str(json_ld(data | {"@type": HOSTILE}))

    [script] = html.fromstring(f"<div>{page}</div>").iterfind("script")
    assert json.loads(script.text) == data | {"@type": HOSTILE}


def test_page_without_data_has_no_element():
    assert json_ld(None) == ""


@pytest.mark.parametrize(
    ("there", "hour", "said"),
    [
        ("UTC", 23, ""),
        ("Asia/Tokyo", 14, ""),
        ("Asia/Tokyo", 15, "+1 day"),
        ("America/New_York", 3, "\u22121 day"),
        ("Pacific/Kiritimati", 10, "+1 day"),
    ],
)
def test_other_day_says_how_far_the_date_there_is(there, hour, said):
    at = datetime(2020, 10, 29, hour, tzinfo=UTC)

    assert other_day(at, (UTC, ZoneInfo(there))) == said


def test_other_day_counts_days_where_the_date_line_is_between():
    at = datetime(2020, 10, 29, 10, 30, tzinfo=UTC)

    assert other_day(at, (ZoneInfo("Pacific/Niue"), ZoneInfo("Pacific/Kiritimati"))) == "+2 days"
