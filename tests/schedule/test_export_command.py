import json
import os

import pytest
from django.core.management import CommandError, call_command

from schedule.services.exports import FORMATS, export_of
from schedule.services.publish import publish
from tests.factories import make_event, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event(slug="kvm")
    make_session(event, title="Seen", access_url="https://meet.example/")
    make_session(event, title="Draft", status="draft")
    return publish(event)


def exported(*arguments):
    call_command("export_schedule", "--event", "kvm", *arguments)


@pytest.mark.parametrize("format", FORMATS)
def test_export_writes_the_bytes_to_standard_output(event, capfdbinary, format):
    exported("--format", format)

    assert capfdbinary.readouterr().out == export_of(event, format).plain


def test_export_writes_a_file_in_place_of_the_one_that_was_there(event, tmp_path):
    file = tmp_path / "schedule.json"
    file.write_text("before")

    exported("--format", "schedule-json", "--output", str(file))

    assert json.loads(file.read_bytes())["schedule"]["conference"]["title"] == event.name
    assert [each.name for each in tmp_path.iterdir()] == ["schedule.json"]


@pytest.mark.parametrize("format", ["frab-xml", "schedule-json", "ics", "csv"])
def test_export_has_drafts_and_access_links_only_when_asked_for_them(event, capfdbinary, format):
    exported("--format", format)
    public = capfdbinary.readouterr().out
    exported("--format", format, "--drafts")
    whole = capfdbinary.readouterr().out

    assert (b"Seen" in public, b"Draft" in public, b"meet.example" in public) == (True, False, False)
    assert (b"Seen" in whole, b"Draft" in whole) == (True, True)
    assert (b"meet.example" in whole) == (format in ("ics", "csv"))


def test_export_of_an_unpublished_event_is_for_those_who_say_so(event, capfdbinary):
    type(event).objects.update(is_published=False)

    with pytest.raises(CommandError, match="“kvm” is not published") as refused:
        exported("--format", "ics")
    exported("--format", "ics", "--drafts")

    assert refused.value.returncode == 2
    assert b"SUMMARY:Draft\r\n" in capfdbinary.readouterr().out


def test_export_of_an_unknown_event_says_which_there_are(event):
    with pytest.raises(CommandError, match=r"There is no event “nope”\. Events: kvm") as refused:
        call_command("export_schedule", "--event", "nope", "--format", "csv")

    assert refused.value.returncode == 2


def test_export_in_an_unknown_format_is_wrong_usage(event):
    with pytest.raises(CommandError, match="invalid choice: 'pdf'"):
        exported("--format", "pdf")


@pytest.mark.parametrize("place", ["nowhere/schedule.csv", "."])
def test_export_to_where_nothing_can_be_written_says_so(event, tmp_path, place):
    with pytest.raises(CommandError, match="cannot be written: ") as refused:
        exported("--format", "csv", "--output", str(tmp_path / place))

    assert refused.value.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_export_leaves_a_device_what_it_is(event):
    exported("--format", "csv", "--output", os.devnull)

    assert not os.path.isfile(os.devnull)
