"""Sched's spreadsheets: the API's, and the two of its admin pages. None of them in XLSX was ever seen."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Tag
from tests.schedule.importers.tables.workbooks import workbook

BERLIN = ZoneInfo("Europe/Berlin")

API = [
    *("event_key", "active", "name", "event_start", "event_end", "event_type", "event_subtype", "description"),
    *("host_org", "url", "media_url", "map", "seats", "goers", "checkins", "invite_only", "venue", "address"),
    *("company", "audience", "subject", "geo_area", "tags", "fsq_venue_id", "custom1", "custom2", "custom4", "custom5"),
    *("id", "venue_id", "speakers", "moderators", "artists", "sponsors", "exhibitors", "staff"),
]
ADMIN_2017 = [
    *("Hashed ID", "Conference ID", "ID", "Title", "Published?", "Start Date & Time", "End Date & Time", "Type/Track"),
    *("Sub-type", "Capacity", "Description", "Speakers", "Moderators", "Artists", "Sponsors", "Exhibitors"),
    *("Volunteers", "Room or Building Name", "Physical Address", "Link To Image File"),
    *("Custom_1 (e.g. Experience Level List)", "Custom_1 (e.g. Company List)"),
    *("Custom_1 (e.g. Audience List)", "Custom_1 (e.g. Subject List)", "Tags", "Host Organization"),
    "Link to Registration or RSVP Page",
]
ADMIN_LATER = [
    *("ID", "Title", "Published?", "Pinned?", "Start Date & Time", "End Date & Time", "Type/Track", "Sub-type"),
    *("Capacity", "Description", "Speakers", "Moderators", "Artists", "Sponsors", "Exhibitors", "Venue"),
    *("Physical Address", "Link To Image File", "Tags", "Custom Filter 1", "Custom Filter 2", "Custom Filter 3"),
    *("Custom Filter 4", "Host Organization", "Feedback Survey URL", "Collect y/n"),
]
HASH = "02bc00929bf6f219077d78ce3d4b2e30"


def csv_of(header: list[str], *rows: dict[str, str]) -> bytes:
    lines = [header, *([row.get(name, "") for name in header] for row in rows)]
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    return "\r\n".join(quoted).encode()


def xlsx_of(header: list[str], *rows: dict[str, str]) -> bytes:
    return workbook([header, *([row.get(name) for name in header] for row in rows)])


API_ROW = {
    "event_key": "243",
    "active": "Y",
    "name": "One &amp; all - Ada Lovelace &amp; Bob Roe, Bees",
    "event_start": "2020-10-29 10:00:00",
    "event_end": "2020-10-29 10:30:00",
    "event_type": "Talks, Web",
    "event_subtype": "Kernel",
    "description": "<p>Of <b>kernels</b></p>",
    "seats": "30",
    "venue": "Hall &amp; Yard",
    "company": "Any",
    "tags": "net, new",
    "id": HASH,
    "speakers": "Bob Roe, Ada Lovelace",
    "moderators": "Eve &quot;E, E&quot; Poe",
    "artists": "Nobody",
}


@pytest.mark.parametrize("made", [csv_of, xlsx_of])
def test_table_of_the_api_is_read(made):
    schedule = read(made(API, API_ROW), Context(zone=BERLIN))

    (session,) = schedule.sessions
    assert schedule.format == "sched-csv"
    assert (session.id, session.guid) == ("243", HASH)
    assert session.title == "One & all - Ada Lovelace & Bob Roe, Bees"
    assert (session.starts_at, session.ends_at) == (
        datetime(2020, 10, 29, 9, 0, tzinfo=UTC),
        datetime(2020, 10, 29, 9, 30, tzinfo=UTC),
    )
    assert (session.room, session.track, session.kind) == ("Hall & Yard", ("Talks", "Kernel"), "talk")
    assert (session.capacity, session.status, session.abstract) == (30, None, "Of **kernels**")
    assert session.tags == (Tag("Track", "Web"), Tag("", "net"), Tag("", "new"))
    assert [(each.person.name, each.role) for each in session.people] == [
        ("Bob Roe", "speaker"),
        ("Ada Lovelace", "speaker"),
        ('Eve "E, E" Poe', "moderator"),
    ]


@pytest.mark.parametrize("made", [csv_of, xlsx_of])
@pytest.mark.parametrize(("header", "room"), [(ADMIN_2017, "Room or Building Name"), (ADMIN_LATER, "Venue")])
def test_tables_of_the_admin_pages_are_read_by_name(made, header, room):
    row = {
        "Hashed ID": HASH,
        "Conference ID": "12",
        "ID": "A1",
        "Title": "Keynote: One",
        "Published?": "N",
        "Start Date & Time": "10/29/2020 10:00",
        "End Date & Time": "10/29/2020 10:30",
        "Type/Track": "Talks - Net",
        "Capacity": "0",
        "Speakers": "Ada, Bob",
        room: "Hall",
    }

    for columns in (header, header[::-1]):
        (session,) = read(made(columns, row), Context(zone=BERLIN)).sessions

        assert (session.id, session.guid) == ("A1", HASH if "Hashed ID" in header else "")
        assert (session.title, session.kind, session.status) == ("Keynote: One", "keynote", "draft")
        assert session.starts_at == datetime(2020, 10, 29, 9, 0, tzinfo=UTC)
        assert (session.room, session.track, session.capacity) == ("Hall", ("Talks", "Net"), None)
        assert [each.person.name for each in session.people] == ["Ada", "Bob"]


def test_first_and_last_names_may_have_columns_of_their_own():
    header = ["ID", "Title", "Published?", "Start Date & Time", "Type/Track", "Speaker’s First", "Speaker's Last"]
    row = {"Title": "One", "Speaker’s First": "Ada", "Speaker's Last": "Lovelace"}

    (session,) = read(csv_of(header, row), Context(zone=BERLIN)).sessions

    assert [each.person.name for each in session.people] == ["Ada Lovelace"]


@pytest.mark.parametrize(("start", "active"), [("2020-10-29 TBA", "Y"), ("", "N")])
def test_session_without_a_time_is_not_scheduled(start, active):
    row = API_ROW | {"event_start": start, "active": active}

    schedule = read(csv_of(API, row), Context(zone=BERLIN))

    assert schedule.sessions[0].starts_at is None
    assert schedule.sessions[0].status == ("draft" if active == "N" else None)
    assert [notice for notice in schedule.notices if notice.place] == []


def test_fields_whose_meaning_only_the_organiser_knows_are_read_once_mapped():
    context = Context(zone=BERLIN, mapping={"tag": ["Company"], "speakers": ["artists"], "recording": ["url"]})
    row = API_ROW | {"name": "One", "url": "https://video.example/1"}

    (session,) = read(csv_of(API, row), context).sessions

    assert session.tags == (Tag("Track", "Web"), Tag("company", "Any"), Tag("", "net"), Tag("", "new"))
    assert session.recording == "https://video.example/1"
    assert [each.person.name for each in session.people if each.role == "speaker"] == ["Nobody"]
