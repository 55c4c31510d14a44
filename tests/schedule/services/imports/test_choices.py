from datetime import timedelta

import pytest

from schedule.importers.records import Link, Tag
from schedule.models import (
    Event,
    Room,
    Session,
    Speaker,
    Track,
)
from schedule.models import (
    Tag as TagRow,
)
from schedule.services.imports import Options, event_from, import_schedule, preview_import
from schedule.services.publish import WrongEvent
from tests.factories import START, make_event, make_room
from tests.schedule.services.imports.schedules import everything, import_entries, make_entry, make_file, titles

pytestmark = pytest.mark.django_db


def test_import_leaves_out_what_was_not_chosen():
    event = make_event()
    import_entries(event, make_entry("One"))
    file = make_file(
        make_entry("One", at=120),
        make_entry("Wanted", at=30),
        make_entry("Not wanted", at=60, room="Attic", people=["Nobody"], track=("X", "Y"), tags=(Tag("G", "t"),)),
    )
    found = preview_import(event=event, schedule=file, options=Options())
    out = {item["guid"] for item in (*found.new, *found.moved) if item["title"] != "Wanted"}

    report = import_schedule(event=event, schedule=file, options=Options(left_out=frozenset(out)))

    assert dict(Session.objects.values_list("title", "starts_at")) == {
        "One": START,
        "Wanted": START + timedelta(minutes=30),
    }
    assert sorted(titles(report.left_out)) == ["Not wanted", "One"]
    assert not Room.objects.filter(name="Attic").exists()
    assert not Speaker.objects.exists()
    assert not Track.objects.exists()
    assert not TagRow.objects.exists()


def test_import_takes_single_edits_and_removals():
    event = make_event()
    import_entries(
        event, make_entry("One"), make_entry("Two", at=30), make_entry("Three", at=60), make_entry("Four", at=90)
    )
    guids = {session.title: str(session.guid) for session in Session.objects.all()}
    Session.objects.filter(title__in=["One", "Two"]).update(language="fi")

    report = import_entries(
        event,
        make_entry("One", language="en"),
        make_entry("Two", at=30, language="en"),
        keep_local=True,
        taken=frozenset({guids["One"]}),
        removed=frozenset({guids["Three"]}),
    )

    assert dict(Session.objects.values_list("title", "language")) == {
        "One": "en",
        "Two": "fi",
        "Three": "",
        "Four": "",
    }
    assert dict(Session.objects.values_list("title", "status"))["Three"] == "cancelled"
    assert [(item["title"], item["action"]) for item in report.gone] == [("Three", "cancelled"), ("Four", "left")]


def test_preview_writes_nothing_and_says_what_the_import_then_does():
    event = make_event()
    import_entries(event, make_entry("One"), make_entry("Gone", at=30))
    file = make_file(make_entry("One", at=5), make_entry("Two", at=60, people=["Ada"]), make_entry("x", id="", at=90))
    options = Options(remove_missing=True)
    before = everything()

    previewed = preview_import(event=event, schedule=file, options=options)

    assert everything() == before
    assert import_schedule(event=event, schedule=file, options=options).to_json() == previewed.to_json()


def test_import_takes_the_same_queries_however_many_sessions(django_assert_max_num_queries):
    def entries(number, at):
        return [
            make_entry(
                f"T{n}",
                at=n + at,
                people=[f"P{n}"],
                track=(f"T{n}",),
                tags=(Tag("", f"t{n}"),),
                room=f"R{n}",
                attachments=(Link("S", ""),),
            )
            for n in range(number)
        ]

    counts = []
    for number in (1, 3, 20):
        event = make_event()
        for at in (0, 60):
            with django_assert_max_num_queries(60) as queries:
                import_entries(event, *entries(number, at))
            counts.append(len(queries))

    assert counts[0] == counts[2] == counts[4]
    assert counts[1] == counts[3] == counts[5]


def test_import_makes_an_event_of_what_the_file_says():
    file = make_file(make_entry("One"), make_entry("Two", at=24 * 60))

    event = event_from(schedule=file, slug="made", is_published=True)
    assert not Event.objects.filter(slug="made").exists()
    import_schedule(event=event, schedule=file, options=Options())

    event = Event.objects.get(slug="made")
    assert str(event.timezone) == "Europe/Dublin"
    assert (event.starts_on, event.ends_on) == (START.date(), START.date() + timedelta(days=1))
    assert event.sessions.visible_to(None).count() == 2


def test_import_undoes_all_when_something_goes_wrong():
    event = make_event()
    import_entries(event, make_entry("One"))
    foreign = make_room(make_event())
    Session.objects.filter(title="One").update(room=foreign)
    before = everything()

    with pytest.raises(WrongEvent):
        import_entries(event, make_entry("New", at=30))

    assert everything() == before


def test_import_warns_of_sessions_on_other_days():
    event = make_event()

    report = import_entries(event, make_entry("Late", at=60 * 24 * 30))

    assert [item["text"] for item in report.warnings] == ["1 session on 2020-11-28, which is not a day of the event."]
