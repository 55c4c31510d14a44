"""What is exported comes back: exported, imported where there is nothing, and exported again, it is the same bytes."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction

from conference.demo.programme import load_programme
from schedule.importers import formats
from schedule.importers.records import Context
from schedule.models import Attachment, Event, SessionSpeaker, SpeakerLink
from schedule.services.exports import FORMATS, export_of
from schedule.services.imports import Options, event_from, import_schedule
from schedule.services.publish import publish
from tests.factories import START, make_event, make_room, make_session, make_speaker, make_tag, make_track

pytestmark = pytest.mark.django_db

# Of a calendar that is read, only what every calendar has comes in.
BOTH_WAYS = [name for name in FORMATS if name in formats.FORMATS and name != "ics"]


def settled(data):
    """Without the time of writing."""
    return re.sub(rb'(<version>|"version":")\d{4}-\d\d-\d\dT[\d:]+Z', rb"\1", data)


def make_odd_event():
    """Some of everything, most of it in an order that nobody would guess."""
    event = make_event(slug="odd", name="Odd & Even", tagline="Oddities", timezone="Etc/GMT+1", day_starts_at=time(6))
    type(event).objects.update(venue="RDS", address="Dublin", website="https://exämple.org/ö", accent="#00857c")
    event.refresh_from_db()
    cellar, attic = make_room(event, name="Cellar", order=2, capacity=20), make_room(event, name="Attic", order=1)
    parent = make_track(event, name="Systems", order=2, colour="#112233")
    child, other = make_track(event, name="Kernels", parent=parent), make_track(event, name="2D, 3D", order=1)
    ann, bo = make_speaker(event, name="Ann", bio="*Ann*"), make_speaker(event, name="Bo", company="B, C", position="D")
    for label in ("Photo", "Blog"):
        SpeakerLink.objects.create(speaker=ann, label=label, url=f"https://example.org/{label}")
    tags = [make_tag(event, group="Level", name="Any"), make_tag(event, group="Area", name="All")]
    talk = make_session(
        event,
        title="Talk “one”: 日本語",
        slug="renamed-since",
        room=cellar,
        track=child,
        speakers=[bo],
        tags=tags,
        abstract="# One\n\n- two\n- <b>three</b>",
        language="pt-BR",
        recording="https://media.example/1",
        capacity=10,
    )
    SessionSpeaker.objects.create(session=talk, speaker=ann, role="moderator", order=2)
    for order, (label, url) in enumerate([("Slides", "https://example.org/a.pdf"), ("Code", "https://example.org/c")]):
        Attachment.objects.create(session=talk, label=label, url=url, order=order)
    make_session(event, title="Off", status="cancelled", kind="panel", room=attic, track=other)
    make_session(event, title="=Night", kind="social", starts_at=datetime(2020, 10, 30, 3, 0, 30, tzinfo=UTC))
    make_session(event, title="Long", minutes=48 * 60, starts_at=START + timedelta(days=1), room=cellar)
    make_session(event, title="Untimed", starts_at=None, room=make_room(event, name="Later"))
    return publish(event)


@pytest.mark.parametrize("make", [load_programme, make_odd_event])
@pytest.mark.parametrize("format", BOTH_WAYS)
def test_export_comes_back_as_the_same_bytes(format, make):
    with transaction.atomic():
        event = make()
        slug, first = event.slug, export_of(event, format).plain
        transaction.set_rollback(True)

    schedule = formats.read(first, Context())
    import_schedule(
        event=event_from(schedule=schedule, slug=slug, is_published=True), schedule=schedule, options=Options()
    )

    assert settled(export_of(Event.objects.get(), format).plain) == settled(first)
    assert schedule.notices == ()
