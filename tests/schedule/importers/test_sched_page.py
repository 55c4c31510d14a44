"""The text of Sched's page, made up, and the real one, which the demo event comes from."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from schedule.importers.formats import read
from schedule.importers.records import Context, Link, Notice, Tag, Unacceptable, ZoneNeeded
from tests.schedule.importers.expected import ROOT, read_real

TALK = """
06:00 GMT

Look Ma’, No Controller! - Marc Zyngier, Google & Christoffer Dall, Arm
First paragraph.

Second one
in two lines.

Speakers
avatar for Christoffer Dall

Christoffer Dall

Engineer, Author, Arm
Wrote the first implementation... Read More →
MZ

Marc Zyngier

Software Engineer

Moderators
EP

eve poe



slides pdf

Thursday October 29, 2020 06:00 - 06:30 GMT
Theater
\u00a0 KVM Forum, KVM
  • Skill Level Any
  • Technical Talk Yes
\u00a0
"""
HEAD = "Loading…\n\nKVM Forum [clear filter]\nThursday, October 29\n\u00a0\n"
BOF = """
9:00pm GMT

BoF: Anything
Bring topics.

Thursday October 29, 2020 9:00pm - 1:00am GMT
\u00a0 KVM Forum
"""


def page(*parts: str, zone: str = "GMT") -> bytes:
    return "".join((HEAD, *parts)).replace("GMT", zone).encode()


def test_session_is_read():
    schedule = read(page(TALK), Context())

    (session,) = schedule.sessions
    assert schedule.format == "sched-page"
    assert session.title == "Look Ma’, No Controller!"
    assert session.abstract == "First paragraph.\n\nSecond one\nin two lines."
    assert session.starts_at == datetime(2020, 10, 29, 6, 0, tzinfo=UTC)
    assert session.ends_at == datetime(2020, 10, 29, 6, 30, tzinfo=UTC)
    assert (session.room, session.track, session.kind) == ("Theater", ("KVM Forum", "KVM"), "talk")
    assert session.tags == (Tag("Skill Level", "Any"), Tag("Technical Talk", "Yes"))
    assert session.attachments == (Link("slides pdf", ""),)


def test_people_are_told_apart_from_what_they_say_of_themselves():
    (session,) = read(page(TALK), Context()).sessions

    told = [
        (each.person.name, each.role, each.person.position, each.person.company, each.person.bio)
        for each in session.people
    ]
    assert told == [
        ("Christoffer Dall", "speaker", "Engineer, Author", "Arm", "Wrote the first implementation…"),
        ("Marc Zyngier", "speaker", "Software Engineer", "Google", ""),
        ("eve poe", "moderator", "", "", ""),
    ]


@pytest.mark.parametrize(
    ("line", "byline", "expected"),
    [
        ("Engineer, Red Hat, Inc.", "Red Hat", ("Engineer", "Red Hat, Inc.")),
        ("Engineer, Red Hat, Inc.", "", ("Engineer", "Red Hat, Inc.")),
        ("Engineer, Author, AMD", "AMD", ("Engineer, Author", "AMD")),
        ("Engineer, Intel Corporation", "Intel", ("Engineer", "Intel Corporation")),
        ("Engineer", "Intel", ("Engineer", "Intel")),
    ],
)
def test_company_is_after_the_last_comma_unless_the_byline_tells_more(line, byline, expected):
    text = TALK.replace("Marc Zyngier, Google", f"Marc Zyngier, {byline}" if byline else "Marc Zyngier")
    text = text.replace("Software Engineer", line).replace(" & Christoffer Dall, Arm", "")

    (session,) = read(page(text), Context()).sessions

    (marc,) = (each.person for each in session.people if each.person.name == "Marc Zyngier")
    assert (marc.position, marc.company) == expected


def test_session_without_people_venue_or_end_on_the_same_day():
    (session,) = read(page(BOF), Context()).sessions

    assert (session.title, session.abstract, session.kind) == ("BoF: Anything", "Bring topics.", "bof")
    assert (session.room, session.track, session.tags, session.people) == ("", ("KVM Forum",), (), ())
    assert session.starts_at == datetime(2020, 10, 29, 21, 0, tzinfo=UTC)
    assert session.ends_at == datetime(2020, 10, 30, 1, 0, tzinfo=UTC)


def test_answers_are_what_differs_among_bullets_that_begin_alike():
    texts = ("Skill Level All Levels", "Skill Level Any", "Technical Talk Yes", "Audience Everybody")
    parts = [BOF + f"  • {text}\n" for text in texts]

    sessions = read(page(*parts), Context()).sessions

    assert [session.tags for session in sessions] == [
        (Tag("Skill Level", "All Levels"),),
        (Tag("Skill Level", "Any"),),
        (Tag("Technical Talk", "Yes"),),
        (Tag("Audience", "Everybody"),),
    ]


@pytest.mark.parametrize(
    ("abbreviation", "zone", "fallback", "hour"),
    [
        ("GMT", None, None, 6),
        ("GMT", None, "Europe/Berlin", 5),
        ("GMT", "America/New_York", "Europe/Berlin", 10),
        ("CET", None, None, 5),
        ("EDT", None, "Europe/Berlin", 10),
        ("EDT", "Europe/Berlin", None, 5),
        ("+04", None, None, 2),
        ("XYZ", None, "Europe/Berlin", 5),
    ],
)
def test_zone_is_the_chosen_one_or_what_its_abbreviation_means(abbreviation, zone, fallback, hour):
    context = Context(zone=zone and ZoneInfo(zone), fallback=fallback and ZoneInfo(fallback))

    (session,) = read(page(TALK, zone=abbreviation), context).sessions

    assert session.starts_at == datetime(2020, 10, 29, hour, 0, tzinfo=UTC)


def test_universal_time_is_told():
    schedule = read(page(TALK), Context())

    assert Notice("", "The page's times are in GMT; they are taken as UTC.") in schedule.notices


def test_abbreviation_that_nobody_knows_needs_a_zone():
    with pytest.raises(ZoneNeeded):
        read(page(TALK, zone="XYZ"), Context())


def test_page_without_measure_is_refused():
    with pytest.raises(Unacceptable, match="more than 20,000 sessions"):
        read(b"Thursday October 29, 2020 06:00 - 06:30 GMT\n\n" * 20_001, Context())


def test_text_without_times_is_refused():
    with pytest.raises(Unacceptable, match="No line of this text says when a session is"):
        read(b"Speakers\n", Context(), format="sched-page")


def test_real_page_has_the_facts_that_the_demo_event_has():
    demo = json.loads((ROOT / "conference" / "demo" / "kvm-forum-2020.json").read_text(encoding="utf-8"))
    people = {person["slug"]: person for person in demo["speakers"]}

    schedule = read_real("kvm-forum-2020/page.txt")

    assert [
        (
            session.title,
            f"{session.starts_at:%Y-%m-%dT%H:%M:%SZ}",
            f"{session.ends_at:%Y-%m-%dT%H:%M:%SZ}",
            session.kind,
            [(each.person.name, each.person.position, each.person.company) for each in session.people],
            [f"{tag.group}: {tag.name}" for tag in session.tags],
            [link.label for link in session.attachments],
        )
        for session in schedule.sessions
    ] == [
        (
            session["title"],
            session["starts_at"],
            session["ends_at"],
            session["kind"],
            [(people[slug]["name"], people[slug]["position"], people[slug]["company"]) for slug in session["speakers"]],
            session["tags"],
            [attachment["label"] for attachment in session["attachments"]],
        )
        for session in demo["sessions"]
    ]
    assert len(schedule.people) == len(people)
