import io
import json
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from schedule.models import Event, Session
from tests.factories import make_event
from tests.schedule.services.imports.schedules import everything

pytestmark = pytest.mark.django_db

XML = """<schedule><conference><title>Imported</title><time_zone_name>Europe/Dublin</time_zone_name></conference>
<day date="2020-10-29"><room name="Hall">
<event id="1"><title>One</title><date>2020-10-29T10:00:00+00:00</date><duration>00:30</duration></event>
<event id="2"><title>Two</title><date>2020-10-29T11:00:00+00:00</date><duration>0:00</duration></event>
</room></day></schedule>"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "schedule.xml"
    path.write_text(XML)
    return path


def run(*arguments):
    out = io.StringIO()
    call_command("import_schedule", *map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments):
    """The exit code and the message."""
    with pytest.raises(CommandError) as error:
        run(*arguments)
    return error.value.returncode, str(error.value)


def test_command_makes_an_event_that_is_not_published(file):
    said = run(file, "--event", "imported", "--create")

    event = Event.objects.get(slug="imported")
    assert (event.name, str(event.timezone), event.is_published) == ("Imported", "Europe/Dublin", False)
    assert Session.objects.filter(event=event, status="published").count() == 2
    assert "new: One (one)" in said
    assert "warning: line 4: The event has no duration; it gets 30 minutes." in said
    assert said.endswith("2 new, 0 unchanged.\n")


def test_command_publishes_the_event_it_makes_when_told(file):
    run(file, "--event", "imported", "--create", "--publish")

    assert Event.objects.get(slug="imported").is_published


def test_command_prints_one_json_object(file):
    make_event(slug="conf")

    report = json.loads(run(file, "--event", "conf", "--json"))

    assert {"new", "changed", "moved", "cancelled", "gone", "conflicts", "warnings", "unchanged"} <= set(report)
    session = Session.objects.get(title="One")
    assert report["new"][0]["guid"] == str(session.guid)
    assert (report["new"][0]["slug"], report["new"][0]["title"]) == ("one", "One")
    assert report["unchanged"] == 0
    assert json.loads(run(file, "--event", "conf", "--json"))["unchanged"] == 2


def test_command_dry_run_writes_nothing_and_says_the_same(file):
    make_event(slug="conf")
    before = everything()

    dry = json.loads(run(file, "--event", "conf", "--json", "--dry-run"))

    assert everything() == before
    assert json.loads(run(file, "--event", "conf", "--json")) == dry


def test_command_dry_run_makes_no_event(file):
    dry = json.loads(run(file, "--event", "imported", "--create", "--json", "--dry-run"))

    assert not Event.objects.exists()
    assert json.loads(run(file, "--event", "imported", "--create", "--json")) == dry


def test_command_reads_standard_input(monkeypatch):
    make_event(slug="conf")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(XML.encode())))

    run("-", "--event", "conf")

    assert Session.objects.count() == 2


def test_command_cancels_and_keeps_as_told(file, tmp_path):
    make_event(slug="conf")
    run(file, "--event", "conf")
    Session.objects.filter(title="One").update(title="Edited")
    later = tmp_path / "later.xml"
    later.write_text(XML.replace('<event id="2">', "<event id='3'>").replace("Two", "Another"))

    said = run(later, "--event", "conf", "--keep-local", "--remove-missing")

    assert dict(Session.objects.values_list("title", "status")) == {
        "Edited": "published", "Another": "published", "Two": "cancelled",
    }  # fmt: skip
    assert "gone, cancelled: Two (two)" in said
    assert "conflict, edited here and kept: Edited, Title: Edited" in said


def test_command_tells_where_a_file_makes_no_sense(tmp_path):
    make_event(slug="conf")
    path = tmp_path / "broken.xml"
    path.write_text(XML.replace("</room>", ""))
    before = everything()

    code, message = refused(path, "--event", "conf")

    assert (code, message) == (1, f"{path}:5: This is not XML: mismatched tag.")
    assert everything() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--event", "nowhere"], "There is no event “nowhere”; --create makes it. Events: conf"),
        (["--event", "conf", "--timezone", "Mars/Base"], "There is no time zone “Mars/Base”."),
        (["--event", "conf", "--map", "title"], "--map wants FIELD=COLUMN, not “title”."),
        (["--event", "conf", "--map", "titel=Was"], "--map knows no field “titel”. Fields: title, start, end,"),
        (["--event", "admin", "--create"], "The event “admin” cannot be made."),
        (["--event", "no slug", "--create"], "The event “no slug” cannot be made."),
    ],
)
def test_command_tells_wrong_usage(file, arguments, message):
    make_event(slug="conf")

    code, said = refused(file, *arguments)

    assert code == 2
    assert message in said


def test_command_tells_of_a_file_that_is_not_there(tmp_path):
    make_event(slug="conf")

    assert refused(tmp_path / "no.xml", "--event", "conf") == (
        2, f"{tmp_path}/no.xml cannot be read: No such file or directory.",
    )  # fmt: skip


def test_command_asks_for_the_zone_of_times_without_one(tmp_path):
    path = tmp_path / "schedule.xml"
    path.write_text(XML.replace("+00:00", "").replace("<time_zone_name>Europe/Dublin</time_zone_name>", ""))

    code, message = refused(path, "--event", "new", "--create")

    assert (code, message[:42]) == (2, "The times in this file have no zone. Give ")
    assert not Event.objects.exists()

    run(path, "--event", "new", "--create", "--timezone", "Asia/Tokyo")

    assert f"{Session.objects.get(title='One').starts_at:%H:%M}" == "01:00"


def test_command_uses_the_zone_of_the_event_where_the_file_has_none(tmp_path):
    make_event(slug="conf", timezone="Asia/Tokyo")
    path = tmp_path / "schedule.xml"
    path.write_text(XML.replace("+00:00", "").replace("<time_zone_name>Europe/Dublin</time_zone_name>", ""))

    run(path, "--event", "conf")

    assert f"{Session.objects.get(title='One').starts_at:%H:%M}" == "01:00"


def test_command_warns_when_only_offsets_are_known(tmp_path):
    path = tmp_path / "schedule.xml"
    path.write_text(XML.replace("<time_zone_name>Europe/Dublin</time_zone_name>", ""))

    said = run(path, "--event", "new", "--create")

    assert str(Event.objects.get().timezone) == "UTC"
    assert "warning: The file names no time zone." in said
