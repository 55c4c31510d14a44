"""Files as readers give them, for tests of what is done with them; and what the database holds, to be compared."""

from datetime import timedelta

from django.apps import apps

from schedule.importers.records import Appearance, Event, Notices, Person, Schedule, Session
from schedule.importers.tidy import tidied
from schedule.services.imports import Options, import_schedule
from tests.factories import START


def make_entry(title="A talk", *, at=0, minutes=30, people=(), **fields):
    """An entry of a file, `at` minutes after the usual start; `id` is its title unless given."""
    starts_at = None if at is None else START + timedelta(minutes=at)
    given = {
        "id": title,
        "room": "Hall 1",
        "starts_at": starts_at,
        "ends_at": starts_at and starts_at + timedelta(minutes=minutes),
        "people": tuple(make_appearance(each) for each in people),
    }
    return Session(title, **(given | fields))


def make_appearance(person):
    return (
        person if isinstance(person, Appearance) else Appearance(Person(person) if isinstance(person, str) else person)
    )


def make_file(*entries, event=None, **fields):
    return tidied(Schedule(event or Event(zone="Europe/Dublin"), tuple(entries), **fields), Notices())


def import_entries(event, *entries, **options):
    return import_schedule(event=event, schedule=make_file(*entries), options=Options(**options))


def everything():
    """All rows of the programme, as the database has them."""
    return {
        model.__name__: sorted(model.objects.order_by("pk").values_list(), key=repr)
        for model in apps.get_app_config("schedule").get_models()
        if not model._meta.proxy
    }


def titles(items):
    return [item["title"] for item in items]
