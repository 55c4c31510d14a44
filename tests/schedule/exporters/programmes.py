"""Programmes for the tests of schedule files: a plain one, and any that an event on this site could be."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from schedule.exporters.programme import Appearance, Link, Person, Programme, Room, Session, Tag, Track
from schedule.text import clean_line, clean_prose

START = datetime(2020, 10, 29, 10, 0, tzinfo=UTC)
ZONES = (
    "Africa/Casablanca",
    "America/Argentina/Buenos_Aires",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Etc/GMT+1",
    "Europe/Berlin",
    "Europe/Dublin",
    "GMT",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "US/Eastern",
    "UTC",
)


def guid(number: int) -> str:
    return str(UUID(int=number << 96 | 0x4000_8000_0000_0000_0000))


HALL = Room(guid(1), "Hall", 300, "Up the stairs")
KVM_FORUM = Track("KVM Forum", "kvm-forum", "#336699")
KVM = Track("KVM", "kvm", "#00857c", KVM_FORUM)
ANN = Person(guid(2), "Ann Bee", "Engineer", "Bees & Co", "*Ann*", "https://example.org/ann.png", ())


def make_session(**fields) -> Session:
    given = {
        "number": 7,
        "guid": guid(3),
        "slug": "kernels",
        "title": "Kernels",
        "kind": "talk",
        "status": "published",
        "starts_at": START,
        "ends_at": START + timedelta(minutes=30),
        "room": HALL,
        "track": KVM,
        "tags": (),
        "people": (Appearance(ANN, "speaker"),),
        "language": "en",
        "capacity": None,
        "abstract": "Of *kernels*.",
        "attachments": (),
        "recording": "",
        "access_url": "",
        "url": "https://talks.example.org/kvm/sessions/kernels/",
    }
    return Session(**(given | fields))


def make_programme(*sessions: Session, **fields) -> Programme:
    """With the rooms and tracks of its sessions, unless the test gives others."""
    tracks = {track: None for session in sessions if session.track for track in (session.track.parent, session.track)}
    given = {
        "guid": guid(4),
        "slug": "kvm",
        "name": "KVM Forum",
        "tagline": "Kernels",
        "zone": ZoneInfo("Europe/Dublin"),
        "starts_on": date(2020, 10, 29),
        "ends_on": date(2020, 10, 29),
        "day_starts_at": time(4),
        "venue": "RDS",
        "address": "Dublin",
        "website": "https://example.org/",
        "accent": "#00857c",
        "url": "https://talks.example.org/kvm/",
        "site": "https://talks.example.org",
        "release": "1.0",
        "version": "2020-10-01T12:00:00Z",
        "rooms": tuple(dict.fromkeys(session.room for session in sessions if session.room)),
        "tracks": tuple(track for track in tracks if track),
        "sessions": sessions,
    }
    return Programme(**(given | fields))


# What may be stored is cleaned before; what is not a character of XML is left in by that.
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(
        ["<b>&amp;]]>", "\ufffe\uffff", "=1+1", "'", "CANCELLED", "None", "日本語 👩‍💻", "a\u0301", "x" * 300]
    ),
)
LINES = TEXTS.map(clean_line)
NAMES = LINES.map(lambda line: line[:200] or "Name")
PROSE = st.lists(TEXTS, max_size=3).map(lambda texts: clean_prose("\n\n".join(texts)))
SLUGS = st.one_of(
    st.from_regex(r"[A-Za-z0-9_-]{1,80}", fullmatch=True), st.sampled_from(["a", "-", "_", "A-", "kvm-forum-2020"])
)
COLOURS = st.sampled_from(["", "#00857c", "#FFFFFF"])
WEB = st.one_of(
    st.just(""),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map("https://example.org/".__add__),
    st.sampled_from(
        [
            "http://müller.example:8080/ä?ö=ü#ß",
            "https://[::1]/",
            "https://[x]/",
            "https://user:pass@example.org/%zz%20?a[]=1#",
            "https://example.org:99999/",
            "https://example.org?q={}",
            "https://" + "x" * 70 + "é.example/",
        ]
    ),
)
LINKS = st.lists(st.builds(Link, NAMES, WEB), max_size=3).map(tuple)
# Around the days on which clocks change, in the year that Apia left one out, and where offsets have seconds.
MOMENTS = st.builds(
    lambda day, half_minutes: datetime(*day, tzinfo=UTC) + half_minutes * timedelta(seconds=30),
    st.sampled_from([(2020, 10, 24), (2020, 10, 31), (2011, 12, 29), (1880, 1, 1)]),
    st.integers(0, 3 * 2880),
)
LENGTHS = st.sampled_from([timedelta(seconds=30), timedelta(minutes=25), timedelta(hours=30), timedelta(hours=100)])
CLOCKS = st.sampled_from([time(0), time(4), time(2, 30), time(23, 59)])


@st.composite
def sessions(draw, number: int, rooms, tracks, people) -> Session:
    starts_at = draw(st.none() | MOMENTS)
    slug = draw(SLUGS)
    return make_session(
        number=number,
        guid=guid(1000 + number),
        slug=slug,
        title=draw(LINES) or "Untitled",
        kind=draw(st.sampled_from(["talk", "bof", "other"])),
        status=draw(st.sampled_from(["draft", "published", "cancelled"])),
        starts_at=starts_at,
        ends_at=starts_at and starts_at + draw(LENGTHS),
        room=draw(st.sampled_from([None, *rooms])),
        track=draw(st.sampled_from([None, *tracks])),
        tags=tuple(draw(st.lists(st.builds(Tag, st.just("") | NAMES, NAMES), max_size=3, unique=True))),
        people=tuple(
            Appearance(person, draw(st.sampled_from(["speaker", "moderator"])))
            for person in draw(st.lists(st.sampled_from(people), max_size=3, unique=True) if people else st.just([]))
        ),
        language=draw(st.sampled_from(["", "en", "pt-BR"])),
        capacity=draw(st.none() | st.integers(0, 500)),
        abstract=draw(PROSE),
        attachments=draw(LINKS),
        recording=draw(WEB),
        access_url=draw(WEB),
        url=f"https://talks.example.org/kvm/sessions/{slug}/",
    )


@st.composite
def programmes(draw) -> Programme:
    room_names = draw(st.lists(NAMES, max_size=3, unique=True))
    rooms = [
        Room(guid(10 + number), name, draw(st.none() | st.integers(0, 900)), draw(PROSE))
        for number, name in enumerate(room_names)
    ]
    tracks: list[Track] = []
    for number in range(draw(st.integers(0, 3))):
        parents = [track for track in tracks if track.parent is None]
        parent = draw(st.sampled_from([None, *parents]))
        tracks.append(Track(draw(NAMES), f"{number}{draw(SLUGS)}"[draw(st.integers(0, 1)) :], draw(COLOURS), parent))
    people = [
        Person(guid(100 + number), name, draw(LINES), draw(LINES), draw(PROSE), draw(WEB), draw(LINKS))
        for number, name in enumerate(draw(st.lists(NAMES, max_size=3)))
    ]
    made = [draw(sessions(number, rooms, tracks, people)) for number in range(1, draw(st.integers(1, 5)))]
    made.sort(key=lambda session: (session.starts_at is None, session.starts_at or START, session.number))
    first = draw(st.sampled_from([date(2020, 10, 24), date(2011, 12, 29), date.min, date(9999, 12, 30)]))
    programme = make_programme(
        *made,
        slug=draw(SLUGS),
        name=draw(NAMES),
        tagline=draw(LINES),
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        starts_on=first,
        ends_on=draw(st.sampled_from([first, min(first, date(9999, 12, 30)) + timedelta(days=1), date.max])),
        day_starts_at=draw(CLOCKS),
        venue=draw(LINES),
        address=draw(LINES),
        website=draw(WEB),
        accent=draw(COLOURS),
    )
    used = {track for track in programme.tracks}
    return replace(programme, rooms=tuple(rooms), tracks=tuple(track for track in tracks if track in used))
