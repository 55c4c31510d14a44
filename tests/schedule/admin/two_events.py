"""Two events with one of everything, the second full of words that only it holds; and all its rows as they stand."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from schedule.models import Event, SpeakerLink, TeamMember
from schedule.services.bookmarks import set_bookmark
from schedule.services.publish import publish
from tests.factories import (
    make_call,
    make_event,
    make_room,
    make_session,
    make_slot,
    make_speaker,
    make_tag,
    make_topic,
    make_track,
    make_user,
)

SECRET = "Zyzzyva"


def make_full_event(word, **fields):
    """An event whose every name holds the word. Returns its rows by model name."""
    event = make_event(name=f"{word} conference", slug=f"{word.lower()}-conference", venue=f"{word} hall", **fields)
    track = make_track(event, name=f"{word} track")
    room, tag = make_room(event, name=f"{word} room"), make_tag(event, group=f"{word} group", name=f"{word} tag")
    speaker = make_speaker(event, name=f"{word} Speaker", company=f"{word} Ltd")
    link = SpeakerLink.objects.create(speaker=speaker, label=f"{word} link", url=f"https://{word.lower()}.example/")
    parts = {"room": room, "track": track, "tags": [tag], "speakers": [speaker]}
    talk = make_session(event, title=f"{word} talk", access_url=f"https://{word.lower()}.example/call", **parts)
    attachment = talk.attachments.create(label=f"{word} slides", url=f"https://{word.lower()}.example/slides")
    bof = make_session(event, title=f"{word} BoF", kind="bof", status="draft", **parts)
    member = TeamMember.objects.create(event=event, email=f"{word.lower()}.member@example.org", role="editor")
    slot, fan = make_slot(event, title=f"{word} slot", room=room), make_user(f"{word.lower()}.fan@example.org")
    call = make_call(event, needs_approval=True)
    topic = make_topic(event, title=f"{word} topic", proposer=fan, hosts=[fan], wished=[slot], description=f"{word}!")
    publish(event)
    set_bookmark(user=fan, session=talk, bookmarked=True)
    made = [
        event,
        call,
        topic,
        track,
        room,
        tag,
        tag.group,
        speaker,
        link,
        talk,
        attachment,
        bof,
        member,
        talk.appearances.get(),
    ]
    rows = {row._meta.model_name: row for row in made}
    return {**rows, "session": talk, "talk": talk, "bofsession": bof, "slot": slot}


def dump_of(event):
    """Every row of the programme that belongs to this event, as the database has it."""
    found = {}
    for model in apps.get_app_config("schedule").get_models(include_auto_created=True):
        if path := path_to_event(model):
            rows = model._base_manager.filter(**{path: event.pk}).order_by("pk")
            found[model._meta.label] = [{**row} for row in rows.values()]
    return found


def path_to_event(model):
    if model is Event:
        return "pk"
    for path in (
        "event",
        "session__event",
        "speaker__event",
        "proposal__event",
        "bofproposal__event",
        "history__event",
    ):
        try:
            model._meta.get_field(path.partition("__")[0])
        except FieldDoesNotExist:
            continue
        return path
    return ""
