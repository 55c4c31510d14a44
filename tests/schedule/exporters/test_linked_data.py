"""schema.org's Event: what search engines are told, and what they never are."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule.exporters.linked_data import event_data, session_data

START = datetime(2020, 7, 29, 10, 0, tzinfo=UTC)
URL = "https://talks.example.org/kvm/sessions/kernels/"
EVENT_URL = "https://talks.example.org/kvm/"


def make_event(**fields):
    given = {
        "name": "KVM Forum",
        "timezone": ZoneInfo("Europe/Dublin"),
        "starts_on": date(2020, 7, 29),
        "ends_on": date(2020, 7, 31),
        "is_online": False,
        "venue": "RDS",
        "address": "Merrion Road, Dublin",
        "latitude": None,
        "longitude": None,
    }
    return SimpleNamespace(**(given | fields))


def make_session(**fields):
    given = {
        "title": "Kernels",
        "starts_at": START,
        "ends_at": START + timedelta(minutes=30),
        "is_cancelled": False,
        "room": SimpleNamespace(name="Hall"),
        "language": "en",
        "people": [],
        "moved_from": None,
        "access_url": "https://meet.example/secret",
    }
    return SimpleNamespace(**(given | fields))


def data_of(session, event, **fields):
    return session_data(session, event, url=URL, event_url=EVENT_URL, **fields)


def test_session_is_an_event_within_its_event():
    speakers = [SimpleNamespace(name="Ann", company="Bees & Co"), SimpleNamespace(name="Bob", company="")]
    session = make_session(people=[SimpleNamespace(speaker=speaker) for speaker in speakers])

    data = data_of(session, make_event(), description="Of kernels.")

    place = {"@type": "Place", "name": "Hall, RDS", "address": "Merrion Road, Dublin"}
    status = {
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
    }
    assert data == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Kernels",
        "startDate": "2020-07-29T11:00:00+01:00",
        "endDate": "2020-07-29T11:30:00+01:00",
        **status,
        "location": place,
        "performer": [
            {"@type": "Person", "name": "Ann", "affiliation": {"@type": "Organization", "name": "Bees & Co"}},
            {"@type": "Person", "name": "Bob"},
        ],
        "superEvent": {
            "@type": "Event",
            "name": "KVM Forum",
            "startDate": "2020-07-29",
            "endDate": "2020-07-31",
            **status,
            "location": place | {"name": "RDS"},
            "url": EVENT_URL,
        },
        "description": "Of kernels.",
        "url": URL,
        "inLanguage": "en",
    }


def test_session_without_a_time_is_no_event():
    assert data_of(make_session(starts_at=None, ends_at=None), make_event()) is None


@pytest.mark.parametrize(
    ("is_cancelled", "moved_from", "status", "previous"),
    [
        (False, None, "EventScheduled", None),
        (False, START - timedelta(hours=1), "EventRescheduled", "2020-07-29T10:00:00+01:00"),
        (True, None, "EventCancelled", None),
        (True, START - timedelta(hours=1), "EventCancelled", None),
    ],
)
def test_session_says_whether_it_takes_place_and_where_it_was(is_cancelled, moved_from, status, previous):
    data = data_of(make_session(is_cancelled=is_cancelled, moved_from=moved_from), make_event())

    assert data["eventStatus"] == f"https://schema.org/{status}"
    assert data.get("previousStartDate") == previous
    assert data["startDate"] == "2020-07-29T11:00:00+01:00"


def test_online_session_leads_to_its_page_and_never_to_its_room():
    data = data_of(make_session(), make_event(is_online=True, venue="", address=""))

    assert data["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert data["location"] == {"@type": "VirtualLocation", "url": URL}
    assert data["superEvent"]["location"] == {"@type": "VirtualLocation", "url": EVENT_URL}
    assert "meet.example" not in str(data)


@pytest.mark.parametrize(
    ("room", "venue", "address", "location"),
    [
        (None, "RDS", "", {"@type": "Place", "name": "RDS", "address": "RDS"}),
        (None, "", "Dublin", {"@type": "Place", "name": "Dublin", "address": "Dublin"}),
        ("Hall", "", "", {"@type": "Place", "name": "Hall"}),
        (None, "", "", None),
    ],
)
def test_place_is_as_exact_as_is_known(room, venue, address, location):
    session = make_session(room=room and SimpleNamespace(name=room))

    assert data_of(session, make_event(venue=venue, address=address)).get("location") == location


def test_whole_event_has_its_dates_and_place():
    event = make_event(latitude=Decimal("53.327"), longitude=Decimal("-6.23"))

    data = event_data(event, url=EVENT_URL, description="Virtualisation.")

    assert (data["@context"], data["@type"], data["name"]) == ("https://schema.org", "Event", "KVM Forum")
    assert (data["startDate"], data["endDate"], data["url"]) == ("2020-07-29", "2020-07-31", EVENT_URL)
    assert data["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 53.327, "longitude": -6.23}
    assert data["description"] == "Virtualisation."


@given(
    st.integers(-220 * 366 * 86400, 80 * 366 * 86400),  # seconds, to about 1800 and 2100
    st.sampled_from(["Africa/Monrovia", "Asia/Kathmandu", "Europe/Dublin", "Pacific/Apia", "UTC"]),
)
def test_times_are_the_moments_they_were_with_an_offset_of_minutes(seconds, zone):
    at = START + timedelta(seconds=seconds)
    session = make_session(starts_at=at, ends_at=at + timedelta(minutes=30))

    text = data_of(session, make_event(timezone=ZoneInfo(zone)))["startDate"]

    assert datetime.fromisoformat(text) == at
    assert len(text) == len("2020-07-29T11:00:00+01:00")
