"""Whatever is done to a file, it is imported whole or not at all, into an event that has the file as it was before."""

import json
import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schedule.importers.formats import read
from schedule.importers.records import Context, Unacceptable, ZoneNeeded, zone_named
from schedule.models import Event
from schedule.services.imports import Options, event_from, import_schedule
from tests.schedule.importers.samples import SAMPLES
from tests.schedule.importers.test_mutations import mutated, mutated_bytes
from tests.schedule.services.imports.schedules import everything

pytestmark = pytest.mark.django_db

MUTATIONS = int(os.environ.get("MUTATIONS", "40"))
few = settings(deadline=None, max_examples=max(MUTATIONS // 8, 1), suppress_health_check=list(HealthCheck))


def import_(content, **options):
    schedule = read(content, Context(fallback=zone_named("Europe/Brussels")))
    event = Event.objects.filter(slug="mutated").first()
    event = event or event_from(schedule=schedule, slug="mutated", is_published=True)
    return import_schedule(event=event, schedule=schedule, options=Options(**options))


@pytest.mark.parametrize("name", SAMPLES)
@given(data=st.data())
@few
def test_a_damaged_file_is_imported_whole_or_not_at_all(name, data):
    content = SAMPLES[name]
    if content.lstrip()[:1] in (b"{", b"["):
        damaged = json.dumps(mutated(json.loads(content), data)).encode()
    else:
        damaged = mutated_bytes(content, data)

    with transaction.atomic():
        import_(content)
        before = everything()
        try:
            import_(damaged, remove_missing=True)
        except (Unacceptable, ZoneNeeded):
            assert everything() == before
        else:
            after = everything()
            report = import_(damaged, remove_missing=True)
            assert everything() == after
            assert [report.new, report.changed, report.moved] == [[]] * 3
        transaction.set_rollback(True)
