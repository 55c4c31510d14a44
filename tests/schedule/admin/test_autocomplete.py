"""Fields that search for a row: what they say beside its name, what they find, and what it costs."""

import pytest

from schedule.services.publish import publish
from tests.factories import make_event, make_room, make_session, make_speaker, make_tag

ADDRESS = "/admin/autocomplete/"
FIELDS = {
    "speaker": {"model_name": "sessionspeaker", "field_name": "speaker"},
    "room": {"model_name": "session", "field_name": "room"},
    "tag": {"model_name": "session", "field_name": "tags"},
}


def choices(anna, field, event, term=""):
    query = {"app_label": "schedule", **FIELDS[field], "event": event.pk, "term": term}
    return anna.get(ADDRESS, query).json()["results"]


def names(anna, field, event, term):
    return [choice["name"] for choice in choices(anna, field, event, term)]


def test_a_speaker_has_company_and_initials(anna, event):
    speaker = make_speaker(event, name="Grace Hopper", company="Navy")

    [choice] = choices(anna, "speaker", event)

    assert choice == {
        "id": str(speaker.pk),
        "text": "Grace Hopper (Navy)",
        "name": "Grace Hopper",
        "detail": "Navy",
        "photo": "",
        "initials": "GH",
    }


def test_a_photo_comes_from_the_sites_own_address(anna, event):
    make_speaker(event, name="Grace Hopper", photo="photos/x.webp")

    [choice] = choices(anna, "speaker", event)

    assert choice["photo"] == f"/{event.slug}/speakers/grace-hopper/photo/"


def test_a_room_says_how_many_it_holds_and_a_tag_its_group(anna, event):
    make_room(event, name="Aula", capacity=120, floor="Ground floor")
    make_tag(event, group="Level", name="Any")

    assert [choice["detail"] for choice in choices(anna, "room", event)] == ["120 places, Ground floor"]
    assert [choice["detail"] for choice in choices(anna, "tag", event)] == ["Level"]


@pytest.mark.parametrize(
    ("term", "name"),
    [
        ("dall arm", "Maria Dall’Armi"),
        ("dall arm", "Maria D'all Armi"),
        ("dallarmi", "Maria Dall’Armi"),
        ("bjorn", "Björn Ångström"),
        ("muller", "Jörg Müller"),
        ("MÜLLER", "Jörg Muller"),
        ("lukasz", "Łukasz Nowak"),
        ("opper", "Grace Hopper"),
    ],
)
def test_people_are_found_however_their_name_is_typed(anna, event, term, name):
    make_speaker(event, name=name)
    make_speaker(event, name="Somebody Else")

    assert names(anna, "speaker", event, term) == [name]


def test_people_of_another_event_are_not_found(anna, event):
    make_speaker(make_event(), name="Björn")

    assert names(anna, "speaker", event, "bjorn") == []


@pytest.mark.parametrize("term", ["nobody", "’", "%", "\0", "🙂"])
def test_what_no_name_holds_finds_nobody(anna, event, term):
    make_speaker(event, name="Björn")

    assert choices(anna, "speaker", event, term) == ([] if term != "\0" else choices(anna, "speaker", event))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("field", FIELDS)
def test_choices_cost_the_same_however_many_there_are(anna, event, django_assert_num_queries, field, count):
    for number in range(count):
        make_speaker(event, name=f"Björn {number}", photo="photos/x.webp")
        make_room(event, name=f"Björn {number}")
        make_tag(event, name=f"Björn {number}")

    with django_assert_num_queries(6):
        assert len(choices(anna, field, event, "bjorn")) == count


@pytest.mark.parametrize("term", ["bjorn", "uberblick", "JAVA", "script"])
def test_a_session_is_found_by_title_and_speaker_draft_or_not(anna, event, term):
    make_session(event, title="Überblick: JavaScript", speakers=[make_speaker(event, name="Björn")], status="draft")
    make_session(event, title="Another talk")

    page = anna.get("/admin/schedule/talk/", {"q": term}).content.decode()

    assert ("Überblick" in page, "Another talk" in page) == (True, False)


def test_a_word_of_an_abstract_finds_the_draft_on_the_page_of_its_event(anna, event):
    make_session(event, title="Hers", abstract="On **naïve** Bäume.", status="draft")
    make_session(event, title="Another talk")
    publish(event)

    page = anna.get("/admin/schedule/talk/", {"q": "naive baume", "event__id__exact": event.pk}).content.decode()

    assert ("Hers" in page, "Another talk" in page) == (True, False)
