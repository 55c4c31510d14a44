import gzip

import pytest

from schedule.importers.files import MAX_NODES, json_of, unpacked, xml_of
from schedule.importers.formats import read
from schedule.importers.records import Context, Notice, Unacceptable, zone_named

XML = """<?xml version="1.0" encoding="UTF-16"?>
<schedule><conference><title>Prüfung</title></conference><day date="2020-10-29">
<event id="1"><title>Größe</title><date>2020-10-29T10:00:00+00:00</date><duration>00:30</duration></event>
</day></schedule>"""


def reason(read_it, data):
    with pytest.raises(Unacceptable) as error:
        read_it(data)
    return error.value.reason


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_file_with_a_byte_order_mark_is_read(encoding):
    text = XML if encoding == "utf-16" else XML.replace("UTF-16", "UTF-8")

    schedule = read(text.encode(encoding), Context())

    assert [session.title for session in schedule.sessions] == ["Größe"]


def test_gzip_of_several_members_is_unpacked():
    halves = XML.encode()[:100], XML.encode()[100:]

    assert unpacked(b"".join(gzip.compress(half) for half in halves)) == XML.encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (gzip.compress(b" " * 10_000_001), "The file has more than 10 MB, the most that is read."),
        (gzip.compress(b"x" * 1000)[:-9], "This gzip file ends in the middle."),
        (gzip.compress(b"a") + b"\x1f\x8b" + b"x" * 50, "This gzip file is damaged."),
        (b" " * 10_000_001, "The file has more than 10 MB, the most that is read."),
    ],
    ids=["large inside", "cut", "damaged", "large"],
)
def test_unpacking_has_bounds(data, said):
    assert reason(unpacked, data) == said


def test_xml_and_json_of_too_many_parts_are_refused():
    number = f"{MAX_NODES:,}"

    assert reason(xml_of, b"<a>" + b"<b/>" * MAX_NODES + b"</a>") == (
        f"The XML has more than {number} elements, the most that are read."
    )
    assert reason(json_of, b"[" + b"{}," * MAX_NODES + b"{}]") == (
        f"The JSON has more than {number} objects and lists, the most that are read."
    )


def test_columns_that_were_chosen_for_a_format_without_any_are_told():
    schedule = read(XML.encode("utf-16"), Context(fallback=zone_named("UTC"), mapping={"title": ["Was"]}))

    assert Notice("", "In frab-xml there are no columns to choose: what was chosen counts for nothing.") in (
        schedule.notices
    )
