"""Whatever is done to a file, it is read or refused, and what is read fits into the database.

To take another format in, add a small file to `SAMPLES`, and real ones to `REAL`. MUTATIONS in the environment says how
many are tried of each; a long run finds more.
"""

import io
import json
import os
import re
import zipfile
from dataclasses import fields, is_dataclass
from datetime import datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schedule.importers.formats import FORMATS, read
from schedule.importers.records import Context, Schedule, Unacceptable, ZoneNeeded
from tests.schedule.importers.expected import real
from tests.schedule.importers.samples import SAMPLES
from tests.schedule.importers.tables.workbooks import with_parts
from tests.schedule.importers.text_samples import TEXT_SAMPLES

REAL = [
    "democon/pretalx-democon.json",
    "droidkaigi-2018-reduced/all.json",
    "gpn17-2017/GPN17-Fahrplan.XML",
    "hub-v2-example/hub-schedule2.json",
    "invalid-example/invalid-example.json",
    "deu-example/schedule-example.xlsx",
    "gpn11-2011/gpn11.csv",
    "graphqlconf-2025/schedule-2025.excerpt.json",
    "kielux-2020/kielux_2020.ics",
    "muccc-hf/schedule_hf.xml",
    "sessionize-sample/All.json",
    "sessionize-sample/GridSmart.json",
    "sessionize-sample/Sessions.json",
    "xdc-2021-excerpt/indico.excerpt-3.json",
]
FORMAT_OF = {name: next(known for known in FORMATS if name.startswith(known)) for name in SAMPLES}

MUTATIONS = int(os.environ.get("MUTATIONS", "40"))
some = settings(deadline=None, max_examples=MUTATIONS, suppress_health_check=list(HealthCheck))
few = settings(some, max_examples=max(MUTATIONS // 5, 1))

ODD_TEXTS = [
    *(
        "",
        " ",
        "0",
        "-1",
        "None",
        "\0",
        "\ud800",
        "\u202e",
        "a" * 70_000,
        "24:00",
        "23:59:60",
        "99:99",
        "<p>",
        "&#0;",
        "//x",
    ),
    *("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00", "1970-01-01T00:00:00+23:59", "2199-12-31T23:00:00-23:59"),
    *(
        "2024-02-30",
        "20008-01-01",
        "https://\ud800.example",
        "javascript:alert(1)",
        "https://[::1",
        "Europe/../x",
        "\n",
    ),
    *(
        "1000000 days, 99:59:59",
        "P9999999W",
        "١٢:٣٠",
        "ı",
        "²",
        "Parent, " * 40,
        "/",
        "a/b",
        "cancelled",
        "CANCELLED: ",
    ),
]
ODD_NUMBERS = [True, 0, -1, 1.5, 1e308, -1e308, float("nan"), float("inf"), 10**18, 10**400, -(10**400)]
ODD_VALUES = st.one_of(
    st.none(),
    st.sampled_from(ODD_TEXTS),
    st.sampled_from(ODD_NUMBERS),
    st.sampled_from([[], {}, [[]], [{}], {"": {}}, {"en": None}, {"en": "x"}, [None, 1, "x"], {"name": {"name": 1}}]),
    st.integers(1, 45).map(lambda depth: json.loads("[" * depth + "]" * depth)),
    st.text(max_size=20),
)


def mutated(value, data):
    """The value with a change or a few, each somewhere within it."""
    for _ in range(data.draw(st.integers(1, 4))):
        value = _mutated_once(value, data)
    return value


def _mutated_once(value, data):
    """Walks down, and at some point replaces, removes, repeats or moves what is there."""
    if not isinstance(value, dict | list) or not value or data.draw(st.integers(0, 12)) == 0:
        return data.draw(ODD_VALUES)
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = data.draw(st.sampled_from(keys))
    value = value.copy()
    what = data.draw(st.integers(0, 12))
    if what == 0:
        del value[key]
    elif what == 1 and isinstance(value, list):
        value.insert(key, value[key])
    elif what == 1:
        value[data.draw(st.sampled_from(["", "name", "id", "title", *map(str, keys)]))] = value[key]
    elif what == 2:
        other = data.draw(st.sampled_from(keys))
        value[key], value[other] = value[other], value[key]
    else:
        value[key] = _mutated_once(value[key], data)
    return value


def mutated_tree(root, data):
    """The XML with a change or a few in texts, attributes and elements."""
    for _ in range(data.draw(st.integers(1, 4))):
        parent = data.draw(st.sampled_from(list(root.iter())))
        what = data.draw(st.integers(0, 5))
        if what == 0 and len(parent):
            del parent[data.draw(st.integers(0, len(parent) - 1))]
        elif what == 1 and len(parent):
            parent.append(parent[data.draw(st.integers(0, len(parent) - 1))])
        elif what == 2 and parent.attrib:
            del parent.attrib[data.draw(st.sampled_from(list(parent.attrib)))]
        elif what == 3 and parent.attrib:
            parent.set(data.draw(st.sampled_from(list(parent.attrib))), data.draw(_xml_texts()))
        elif what == 4:
            parent.tag = data.draw(st.sampled_from(["day", "room", "event", "track", "person", "x"]))
        else:
            parent.text = data.draw(_xml_texts())
    return root


def _xml_texts():
    """Those that XML can write."""
    return st.sampled_from([text for text in ODD_TEXTS if text.isprintable() and text.isascii()])


def mutated_bytes(content, data):
    """The bytes cut off, changed, repeated or with others between them."""
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        what = data.draw(st.integers(0, 3))
        if what == 0:
            content = content[:at]
        elif what == 1:
            content = content[:at] + data.draw(st.binary(min_size=1, max_size=4)) + content[at + 1 :]
        elif what == 2:
            content = (
                content[:at]
                + data.draw(st.sampled_from([b"\xff\xfe", b"\0", b'"', b"[" * 60, b"<a>", b"&"]))
                + content[at:]
            )
        else:
            content = content[:at] + content[data.draw(st.integers(0, at)) :]
    return content


def mutated_text(text, data):
    """The text with a word or a line replaced, removed, repeated or moved, a few times."""
    for _ in range(data.draw(st.integers(1, 4))):
        parts = re.split(r"(\n)" if data.draw(st.booleans()) else r"([^\w+-]+)", text)
        at = data.draw(st.integers(0, len(parts) - 1))
        what = data.draw(st.integers(0, 3))
        if what == 0:
            parts[at : at + 2] = []
        elif what == 1:
            parts.insert(at, data.draw(st.sampled_from(parts)))
        else:
            parts[at] = data.draw(st.sampled_from([*ODD_TEXTS, *parts]))
        text = "".join(parts)
    return text


def mutated_workbook(content, data):
    """The spreadsheet with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = data.draw(st.sampled_from([name for name in archive.namelist() if name.startswith("xl/")]))
        root = ElementTree.fromstring(archive.read(part))
    return with_parts(content, {part: ElementTree.tostring(mutated_tree(root, data))})


def check(content, format=""):
    """Reads it, with and without a zone, and looks at what comes out."""
    for zone in (None, ZoneInfo("Europe/Berlin")):
        try:
            schedule = read(content, Context(zone=zone), format=format)
        except (Unacceptable, ZoneNeeded):
            continue
        assert isinstance(schedule, Schedule)
        for text in _texts_in(schedule):
            text.encode()
            assert "\0" not in text
        for session in schedule.sessions:
            _check_session(schedule, session)


def _check_session(schedule, session):
    assert 0 < len(session.title) <= 300
    assert 0 < len(session.key) <= 200
    assert session.key in session.candidates
    assert (session.starts_at is None) == (session.ends_at is None)
    if session.starts_at is not None:
        assert session.starts_at.utcoffset() is not None
        assert session.starts_at < session.ends_at
        assert session.starts_at.astimezone(ZoneInfo("Asia/Kathmandu")) > datetime.min.replace(tzinfo=ZoneInfo("UTC"))
    assert session.room in (None, "", *(room.name for room in schedule.rooms))
    assert session.track in (None, (), *(track.path for track in schedule.tracks))
    assert session.status in (None, "draft", "published", "cancelled")
    assert session.number is None or 0 < session.number < 2**31
    for appearance in session.people or ():
        assert appearance.person in schedule.people
        assert 0 < len(appearance.person.name) <= 200


def _texts_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts_in(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts_in(getattr(value, field.name))


def _is_json(content):
    return content[:1] in (b"{", b"[")


def _is_xml(content):
    return content[:1] == b"<"


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_is_read_as_its_format(name):
    schedule = read(SAMPLES[name], Context(zone=ZoneInfo("Europe/Berlin")))

    assert schedule.format == FORMAT_OF[name]
    check(SAMPLES[name])


@pytest.mark.parametrize("name", [name for name, content in SAMPLES.items() if _is_json(content)])
@given(data=st.data())
@some
def test_json_with_other_values_is_read_or_refused(name, data):
    value = mutated(json.loads(SAMPLES[name]), data)

    check(json.dumps(value).encode(), FORMAT_OF[name])
    check(json.dumps(value).encode())


@pytest.mark.parametrize("name", [name for name, content in SAMPLES.items() if _is_xml(content)])
@given(data=st.data())
@some
def test_xml_with_other_values_is_read_or_refused(name, data):
    root = mutated_tree(ElementTree.fromstring(SAMPLES[name]), data)

    check(ElementTree.tostring(root), FORMAT_OF[name])


@pytest.mark.parametrize("name", TEXT_SAMPLES)
@given(data=st.data())
@some
def test_text_with_other_words_is_read_or_refused(name, data):
    content = mutated_text(SAMPLES[name].decode(), data).encode(errors="surrogatepass")

    check(content, FORMAT_OF[name])
    check(content)


@given(data=st.data())
@some
def test_spreadsheet_with_other_values_is_read_or_refused(data):
    check(mutated_workbook(SAMPLES["xlsx"], data))


@pytest.mark.parametrize("name", SAMPLES)
@given(data=st.data())
@some
def test_damaged_bytes_are_read_or_refused(name, data):
    content = mutated_bytes(SAMPLES[name], data)

    check(content, FORMAT_OF[name])
    check(content)


@pytest.mark.parametrize("format", FORMATS)
@given(value=st.recursive(ODD_VALUES, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner)))
@few
def test_json_of_no_sense_is_read_or_refused(format, value):
    check(json.dumps(value).encode(), format)


@pytest.mark.parametrize("path", REAL)
@given(data=st.data())
@few
def test_mutated_real_file_is_read_or_refused(path, data):
    content = real(path)
    if _is_json(content):
        check(json.dumps(mutated(json.loads(content), data)).encode())
    check(mutated_bytes(content, data))
