"""Each real file comes in as an independent reading of it says."""

import re
from dataclasses import replace

import pytest

from tests.schedule.importers.expected import expected, found, read_real, real

BRUSSELS, BERLIN = "Europe/Brussels", "Europe/Berlin"

FRAB_XML = [
    ("28c3-2011/fahrplan.xml", BERLIN),
    ("31c3-2014/schedule.xml", ""),
    ("denog16-2024/schedule.xml", ""),
    ("fosdem-2010/2010.xml", BRUSSELS),
    ("fosdem-2013/2013.xml", BRUSSELS),
    ("fosdem-2016/2016.xml", BRUSSELS),
    ("fosdem-2018/2018.xml", BRUSSELS),
    ("fosdem-2020/2020.xml", BRUSSELS),
    ("fosdem-2023/2023.xml", BRUSSELS),
    ("fosdem-2025/2025.xml", ""),
    ("gpn17-2017/GPN17-Fahrplan.XML", ""),
    ("muccc-hf/schedule_hf.xml", ""),
    ("pydata-berlin-2014/schedule.xml", ""),
]


@pytest.mark.parametrize(("path", "zone"), FRAB_XML, ids=[path for path, _ in FRAB_XML])
def test_schedule_xml_is_read_as_expected(path, zone):
    real(path)
    schedule = read_real(path, zone)

    assert schedule.format == "frab-xml"
    assert found(schedule) == expected(path)


ICS = [
    ("jococruise-2022/FullSchedule2022.ics", True),
    ("jococruise-2024/FullSchedule2024.ics", True),
    ("kielux-2020/kielux_2020.ics", True),
    ("kubecon-eu-2026/latest.ics", True),
    # There the people are those of ATTENDEE only; here a first line "Speaker: …" counts as well.
    ("linux-conf-au-2020/linux_conf_au_2020.ics", False),
]


@pytest.mark.parametrize(("path", "people"), ICS, ids=[path for path, _ in ICS])
def test_icalendar_is_read_as_expected(path, people):
    real(path)
    schedule = read_real(path)

    assert schedule.format == "ics"
    assert found(schedule, people=people) == expected(path, people=people)


DETROIT = "America/Detroit"


def test_spreadsheet_of_sched_is_read_as_expected():
    schedule = read_real("penguicon-2019/sched-2019-04.csv", DETROIT)

    assert schedule.format == "sched-csv"
    assert found(schedule) == expected("penguicon-2019/sched-2019-04.csv")


@pytest.mark.parametrize("zone", ["", "Europe/Amsterdam"])
def test_json_of_sched_is_read_as_expected(zone):
    path = "graphqlconf-2025/schedule-2025.excerpt.json"

    schedule = read_real(path, zone)

    assert schedule.format == "sched-json"
    assert found(schedule) == expected(path)


def test_table_is_read_as_expected():
    path = "penguicon-2016/sched.csv"

    schedule = read_real(path, DETROIT)

    # Two rows end before they start, by weeks and by a day; their durations are believed instead.
    rows = [replace(row, minutes=50) if row.minutes < 0 else row for row in expected(path)]
    assert schedule.format == "csv"
    assert found(schedule) == sorted(rows)


def test_table_with_ids_before_names_is_read_as_expected():
    path = "gpn11-2011/gpn11.csv"

    schedule = read_real(path, BERLIN)

    # "10:Konrad Meier|11:Dennis Wehrle" are two there as well, but joined to one.
    rows = [replace(row, people=tuple(sorted(re.split(r"\|\d+:", "|".join(row.people))))) for row in expected(path)]
    assert found(schedule) == sorted(replace(row, people=tuple(filter(None, row.people))) for row in rows)


def test_spreadsheet_with_its_header_in_the_second_row_makes_sense():
    schedule = read_real("deu-example/schedule-example.xlsx", BERLIN)

    first, last = schedule.sessions[0], schedule.sessions[-1]
    assert (schedule.format, len(schedule.sessions)) == ("xlsx", 13)
    assert (first.title, first.room) == ("Offenheit, Partizipation und Digitalisierung", "Altes Rathaus")
    assert f"{first.starts_at:%Y-%m-%dT%H:%MZ} {first.ends_at:%H:%M}" == "2016-10-27T07:00Z 07:20"
    assert [(each.person.name, each.person.position) for each in last.people] == [
        ("Wolfgang Glock", None),
        ("Peter Onderscheka", "Landeshauptstadt München"),
    ]


JSON = [
    ("cccamp-2019/frab-camp2019.json", "schedule-json", ""),
    ("democon/pretalx-democon.json", "schedule-json", ""),
    ("froscon-2018/schedule-2018-08-25.json", "schedule-json", BERLIN),
    ("europython-2023/schedule.json", "pretalx-json", ""),
    ("pyconfr-2024/schedule.json", "pretalx-json", ""),
    ("droidcon-nyc-2023/schedule.json", "sessionize-json", "America/New_York"),
    ("droidkaigi-2018/all.json", "sessionize-json", "Asia/Tokyo"),
    ("droidkaigi-2018-reduced/all.json", "sessionize-json", "Asia/Tokyo"),
    ("global-azure-linz-2021/sessionize.json", "sessionize-json", "Europe/Vienna"),
    ("scottish-summit-2026/sessionize-2026-07-29.json", "sessionize-json", "Europe/London"),
    ("sessionize-sample/All.json", "sessionize-json", "UTC"),
    ("sessionize-sample/GridSmart.json", "sessionize-json", "UTC"),
]


@pytest.mark.parametrize(("path", "format", "zone"), JSON, ids=[path for path, _, _ in JSON])
def test_json_is_read_as_expected(path, format, zone):
    real(path)
    schedule = read_real(path, zone)

    assert schedule.format == format
    assert found(schedule) == expected(path)


def test_sessionize_says_the_same_in_each_view():
    views = [read_real(f"sessionize-sample/{view}.json", "UTC") for view in ("All", "GridSmart", "Sessions")]

    everything, grid, sessions = (found(view) for view in views)
    # The view Sessions leaves out what is not presented.
    assert grid == everything
    assert sessions == [row for row in everything if row.title != "Lunch"]


def test_schedule_json_of_the_second_version_makes_sense():
    schedule = read_real("hub-v2-example/hub-schedule2.json")

    assert [row.title for row in found(schedule)] == [
        "38C3: Opening Ceremony",
        "A Competitive Time-Trial AI for Need for Speed:",
    ]
    assert [row.start for row in found(schedule)] == ["2024-12-27T09:30:00Z", "2024-12-27T23:15:00Z"]
    assert [session.track for session in schedule.sessions] == [("CCC",), ("Hardware & Making",)]


def test_indico_converts_its_times_and_takes_authors_for_speakers():
    schedule = read_real("xdc-2021-excerpt/indico.excerpt-3.json")

    assert schedule.event.zone == "Europe/Warsaw"
    assert [(row.start, row.minutes, row.title[:26]) for row in found(schedule)] == [
        ("2021-09-16T11:00:00Z", 10, "Opening Session"),
        ("2021-09-16T14:35:00Z", 120, "SSA-based Register Allocat"),
        ("2021-09-16T16:15:00Z", 45, "Redefining the Future of A"),
    ]
    assert found(schedule)[1].people == ("Connor Abbott", "Daniel Schürmann")
