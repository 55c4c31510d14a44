"""Whatever stands in an address: no view of an event fails, prints it unescaped, or works without bounds."""

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from schedule.views.kept import PARAMETERS, holed_pages, pages
from tests.factories import (
    START,
    make_event,
    make_room,
    make_session,
    make_speaker,
    make_tag,
    make_topic,
    make_track,
    make_user,
)

pytestmark = pytest.mark.django_db

HOSTILE = '"><x-hostile onload=alert(1)>\'&lt;{{ 7|add:7 }}{% now "Y" %}'
ODD = [
    *(HOSTILE, "", " ", "0", "1", "-1", "9999-12-31", "0000-00-00", "2020-02-30", "2020-10-29", "10000-01-01"),
    *(
        "\x00",
        "\x1aaccount\x1a",
        "\x1f",
        "\ud7ff",
        "\u202e",
        "%",
        "%00",
        "../../etc/passwd",
        "Europe/Berlin",
        "europe/berlin",
    ),
    *(
        "Etc/GMT+12",
        "posixrules",
        "localtime",
        "Factory",
        "zone.tab",
        "a" * 10_000,
        "é" * 5_000,
        "* OR NEAR(",
        '"',
        "'",
    ),
    *("talk", "bof", "expanded", "company", "https://evil.example/", "//evil.example/", "javascript:alert(1)"),
]
VALUES = st.sampled_from(ODD) | st.text(max_size=40)
QUERIES = st.lists(st.tuples(st.sampled_from([*PARAMETERS, "page", "utm_source"]), VALUES), max_size=8)
VIEWS = [
    *(
        "",
        "grid/",
        "now/",
        "rooms/",
        "rooms/hall/",
        "rooms/hall/sign/",
        "sessions/talk/",
        "speakers/",
        "speakers/anna/",
    ),
    *("changes/", "search/", "zones/", "changes.atom", "sitemap.xml", "schedule.json", "schedule.ics", "mine/"),
    *("bofs/", "bofs/1/", "bofs/1/interest/", "bofs/new/"),
]


@pytest.fixture
def event():
    event = make_event(slug="odd")
    hall, track = make_room(event, name="Hall"), make_track(event, name="Kernel")
    speaker = make_speaker(event, name="Anna", company="ACME")
    make_session(event, title="Talk", room=hall, track=track, speakers=[speaker], tags=[make_tag(event)])
    make_session(event, title="Other", kind="bof", starts_at=START.replace(day=30))
    make_session(event, title="Some time", starts_at=None)
    make_topic(event, pk=1, title="Topic")
    return publish(event)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("who", ["visitor", "attendee"])
def test_any_query_is_answered_and_nothing_of_it_is_unescaped(event, client, view, who):
    if who == "attendee":
        user = make_user()
        set_bookmark(user=user, session=event.sessions.first(), bookmarked=True)
        client.force_login(user)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(QUERIES)
    def ask(query):
        text = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in query])
        answer = client.get(f"/odd/{view}?{text}")
        assert answer.status_code in (200, 302), text
        body = answer.getvalue()
        assert b"<x-hostile" not in body
        assert b'href="javascript:' not in body
        if answer.status_code == 302:
            assert answer["Location"].startswith("/accounts/login/")

    ask()


@pytest.mark.parametrize("view", VIEWS)
def test_five_hundred_values_are_no_more_work_than_fifty(event, client, view, django_assert_max_num_queries):
    many = urlencode([("track", f"track-{number}") for number in range(500)] + [("q", "word " * 2_000)])
    client.get(f"/odd/{view}")

    with django_assert_max_num_queries(14):
        answer = client.get(f"/odd/{view}?{many}")

    assert answer.status_code in (200, 302)
    assert answer.getvalue().count(b"track-499") == 0


def test_pages_that_nobody_meant_are_kept_within_bounds(event, client):
    for number in range(60):
        client.get(f"/odd/?track=nothing-{number}")

    assert sum(body.size for body in pages._bodies.values()) <= 32_000_000
    assert len(holed_pages) == 0


def test_separators_of_holes_in_an_address_open_no_hole(event, client):
    client.force_login(make_user())

    body = client.get("/odd/?track=%1Atoken%1F%1A&q=%1Aaccount%1F%1A").content.decode()

    assert "\x1a" not in body
    assert body.count('name="csrfmiddlewaretoken"') == 2  # the stars' form and the one to sign out
