"""The Atom feed, held against RFC 4287."""

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlsplit
from uuid import UUID

from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from schedule.exporters.atom import Entry, Feed, atom, stable_id
from schedule.text import clean_line, clean_prose

ATOM = "{http://www.w3.org/2005/Atom}"
AT = datetime(2020, 10, 29, 10, 0, tzinfo=UTC)
GUID = UUID(int=7)

texts = st.text().map(clean_prose)
entries = st.builds(
    Entry,
    id=st.integers().map(lambda key: stable_id(GUID, key)),
    title=st.text().map(clean_line),
    updated=st.datetimes(timezones=st.just(UTC)),
    url=st.just("https://talks.example.org/kvm/sessions/kernels/"),
    summary=texts,
)


def make_entry(**fields):
    given = {
        "id": stable_id(GUID, 1),
        "title": "Moved: Kernels",
        "updated": AT,
        "url": "https://talks.example.org/kvm/sessions/kernels/",
        "summary": "Thu 29 Oct, 10:00 GMT to 10:30 → Fri 30 Oct, 10:00 GMT to 10:30",
    }
    return Entry(**(given | fields))


def make_feed(*entries, **fields):
    given = {
        "id": stable_id(GUID, "changes"),
        "title": "KVM Forum: changes",
        "author": "KVM Forum",
        "updated": AT,
        "self_url": "https://talks.example.org/kvm/changes.atom",
        "url": "https://talks.example.org/kvm/changes/",
        "entries": entries,
    }
    return Feed(**(given | fields))


def faults_in(root):
    """What RFC 4287 forbids (4.1.1, 4.1.2, 4.2.6, 4.2.7), in words."""
    faults = []
    for element in (root, *root.iterfind(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            if len(element.findall(f"{ATOM}{name}")) != 1:
                faults.append(f"{element.tag}: not one {name}")
        if not element.findtext(f"{ATOM}id").startswith("urn:uuid:"):
            faults.append("an id that is no urn")
        if datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo is None:
            faults.append("a date without an offset")
        links = element.findall(f"{ATOM}link")
        if sum(link.get("rel") == "alternate" for link in links) != 1:
            faults.append("not one alternate link")
        faults += [f"{link.get('href')} is not absolute" for link in links if not urlsplit(link.get("href")).netloc]
    if not root.findtext(f"{ATOM}author/{ATOM}name"):
        faults.append("no author")
    return faults


@given(st.lists(entries, max_size=3), st.text(min_size=1).map(lambda text: f"x{text}"))
def test_feed_of_any_texts_is_valid_and_says_them(made, name):
    root = ElementTree.fromstring(atom(make_feed(*made, title=clean_line(name), author=clean_line(name))))

    assert faults_in(root) == []
    assert root.findtext(f"{ATOM}title") == clean_line(name)
    assert [
        (each.findtext(f"{ATOM}title"), each.findtext(f"{ATOM}summary") or "") for each in root.iterfind(f"{ATOM}entry")
    ] == [(entry.title, entry.summary) for entry in made]


@given(st.text(alphabet=st.characters()))
def test_feed_leaves_out_what_xml_cannot_write(text):
    root = ElementTree.fromstring(atom(make_feed(make_entry(title=text, summary=text))))

    assert faults_in(root) == []


def test_feed_names_itself_its_page_and_its_moment():
    root = ElementTree.fromstring(atom(make_feed()))

    assert {link.get("rel"): link.get("href") for link in root.iterfind(f"{ATOM}link")} == {
        "self": "https://talks.example.org/kvm/changes.atom",
        "alternate": "https://talks.example.org/kvm/changes/",
    }
    assert root.findtext(f"{ATOM}updated") == "2020-10-29T10:00:00Z"


def test_feed_writes_moments_in_utc_whatever_zone_they_come_in():
    berlin = timezone(timedelta(hours=1))

    root = ElementTree.fromstring(atom(make_feed(make_entry(updated=datetime(2020, 10, 29, 11, 0, 0, 5, berlin)))))

    assert root.findtext(f"{ATOM}entry/{ATOM}updated") == "2020-10-29T10:00:00Z"


def test_id_is_the_same_each_time_and_another_for_each_part_and_event():
    assert stable_id(GUID, 1) == stable_id(GUID, 1)
    assert len({stable_id(GUID, 1), stable_id(GUID, 2), stable_id(GUID, "changes"), stable_id(UUID(int=8), 1)}) == 4
