"""BoFs in a file whose topic is to come: open slots here, until the file or an organiser says otherwise."""

import pytest

from schedule.models import Session
from schedule.services.bof_slots import schedule_topic
from tests.factories import make_event, make_topic
from tests.schedule.services.imports.schedules import import_entries, make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


def is_open():
    return Session.objects.get().is_open_slot


@pytest.mark.parametrize(
    ("title", "kind", "expected"),
    [
        ("BoF Discussions: To Be Announced", "bof", True),
        ("BoF: TBA", "bof", True),
        ("BoF (TBD)", "bof", True),
        ("BoF 3 – topic to be determined.", "bof", True),
        ("BoF: Nested virtualisation", "bof", False),
        ("BoF: how TBA became a standard", "bof", False),
        ("Keynote: TBA", "keynote", False),
    ],
)
def test_bof_whose_title_has_no_topic_yet_is_an_open_slot(event, title, kind, expected):
    import_entries(event, make_entry(title, kind=kind))

    assert is_open() is expected


def test_same_file_again_leaves_what_an_organiser_chose(event):
    import_entries(event, make_entry("BoF: TBA", kind="bof"))
    Session.objects.update(is_open_slot=False)

    import_entries(event, make_entry("BoF: TBA", kind="bof", room="Hall 2"))

    assert is_open() is False


def test_slot_that_an_organiser_opened_stays_open_under_another_title(event):
    import_entries(event, make_entry("BoF 1", id="1", kind="bof"))
    Session.objects.update(is_open_slot=True)

    import_entries(event, make_entry("BoF 2", id="1", kind="bof"))

    assert is_open() is True


def test_slot_is_taken_when_the_file_has_its_topic(event):
    import_entries(event, make_entry("BoF: TBA", id="1", kind="bof"))

    import_entries(event, make_entry("BoF: Virtio", id="1", kind="bof"))

    assert (Session.objects.get().title, is_open()) == ("BoF: Virtio", False)


def test_topic_given_here_stays_while_the_file_has_none_and_the_slot_moves_with_the_file(event):
    import_entries(event, make_entry("BoF: TBA", id="1", kind="bof", room="Hall"))
    slot = Session.objects.get()
    schedule_topic(proposal=make_topic(event, title="Virtio", description="Who owns it?"), slot=slot)

    import_entries(event, make_entry("BoF: TBA", id="1", kind="bof", room="Attic"))
    with_none = Session.objects.get()
    import_entries(event, make_entry("BoF: vDPA", id="1", kind="bof", room="Attic"))

    assert (with_none.title, with_none.abstract, with_none.room.name) == ("Virtio", "Who owns it?", "Attic")
    assert (with_none.is_open_slot, Session.objects.get().title) == (False, "BoF: vDPA")
