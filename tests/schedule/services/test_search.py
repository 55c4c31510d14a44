"""What the index finds on either database, in which order, and that every way of writing is searched at once."""

import random

import pytest
from django.core.management import call_command
from django.urls import reverse

from schedule.models import Session, Speaker
from schedule.search import matches, query_of
from schedule.services.deletion import delete_event
from schedule.services.publish import publish
from schedule.services.search import found, index
from schedule.services.sessions import set_status
from tests.factories import make_event, make_organiser, make_session, make_speaker
from tests.schedule.admin.forms import confirmed, read_form
from tests.schedule.services.imports.schedules import import_entries, make_entry
from tests.schedule.services.searching import index_rows, stale_rows

pytestmark = pytest.mark.django_db

FILLING = "Other words that nobody asks for. "


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def anna(client):
    client.force_login(make_organiser())
    return client


def titles(event, text):
    """Of what is found, best first."""
    sessions = Session.objects.in_bulk(found(event, query_of(text)))
    return [sessions[key].title for key in found(event, query_of(text))]


def test_found_in_titles_before_people_before_companies_before_abstracts(event):
    make_session(event, title="Abstract", abstract="Rust and rust, more rust, and rust. " * 3)
    make_session(event, title="Company", speakers=[make_speaker(event, company="Rust Foundation")])
    make_session(event, title="Person", speakers=[make_speaker(event, name="Mathias Rust")])
    make_session(event, title="Title of rust", abstract=FILLING * 20)
    make_session(event, title="Nothing")
    publish(event)

    assert titles(event, "rust") == ["Title of rust", "Person", "Company", "Abstract"]


def test_found_more_often_in_an_abstract_comes_first(event):
    make_session(event, title="Once", abstract=f"Rust. {FILLING * 3}")
    make_session(event, title="Often", abstract=f"Rust, rust, rust. {FILLING * 3}")
    for _ in range(3):
        make_session(event, abstract=FILLING)
    publish(event)

    assert titles(event, "rust") == ["Often", "Once"]


def test_found_whole_words_come_before_longer_ones(event):
    for title in ("Google", "Go", "Good"):
        make_session(event, title=title)
    for _ in range(5):
        make_session(event)
    publish(event)

    assert titles(event, "go")[0] == "Go"
    assert sorted(titles(event, "go")) == ["Go", "Good", "Google"]
    assert titles(event, "goo") == ["Google", "Good"]


def test_found_all_words_anywhere_in_the_session(event):
    speaker = make_speaker(event, name="Christian Bornträger", company="IBM")
    make_session(event, title="Secure execution", abstract="On **mainframes**.", speakers=[speaker])
    make_session(event, title="Secure nothing")
    publish(event)

    assert titles(event, "secure born ibm mainframe") == ["Secure execution"]
    assert titles(event, "secure born ibm laptop") == []


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Christian Bornträger", "borntrager"),
        ("Christian Borntrager", "BORNTRÄGER"),
        ("Łódź", "lodz"),
        ("Lodz", "łódź"),
        ("Straße", "STRASSE"),
        ("Strasse", "straße"),
        ("Слово", "слов"),
        ("हिन्दी भाषा", "भाषा"),
        ("東京都の話", "東京都"),
        ("東京都の話", "京都"),
        ("東京都の話", "話"),
        ("ハバ", "バ"),
        ("Linux入門", "入門"),
        ("Linux入門", "linux"),
        ("한국어", "한국"),
        ("ภาษาไทย", "ไทย"),
        ("C++ and C#", "c"),
        ("foo_bar", "bar"),
        ("Version 2.6", "2.6"),
        ("x" * 300, "x" * 200),
        ("𝗯𝗼𝗹𝗱 𠮷野家", "bold 𠮷野"),
    ],
)
def test_found_as_people_write(event, title, asked):
    make_session(event, title=title)
    publish(event)

    assert titles(event, asked) == [title]


@pytest.mark.parametrize(
    ("title", "asked"),
    [("Trust", "rust"), ("Cobol", "c"), ("東京と京都", "都京"), ("ハハ", "バ"), ("Rust", ""), ("Rust", "?")],
)
def test_not_found_what_only_looks_alike(event, title, asked):
    make_session(event, title=title)
    publish(event)

    assert titles(event, asked) == []


@pytest.mark.parametrize(
    "asked",
    [
        *('"foo" OR NEAR( * - : ^', '"', "'", "foo'", "foo\\", "title:foo", "foo AND", "NOT foo", "foo*", "{foo}:bar"),
        *("(foo", "foo & | ! <-> :*", "%s %(x)s %", "foo\0bar", "\ud800", "foo; DROP TABLE schedule_search", "̈", "_"),
        "a e i o u b c d f g h",
    ],
)
def test_found_signs_of_query_languages_do_no_harm(event, asked):
    make_session(event, title="Foo bar or near and not title drop table schedule search s x a e i o u b c d f g")
    publish(event)

    assert len(found(event, query_of(asked))) == bool(query_of(asked))


def test_found_is_what_python_takes_for_a_match(event):
    """Neither database splits, drops or adds anything to the words that it gets."""
    rng = random.Random(1)
    signs = "aAbß eéо\u0301ﬁøİ½™_-'\"東京バは\u3099ไก่हि한\u00ad\u200b1² &:*()"
    texts = ["".join(rng.choices(signs, k=rng.randint(1, 30))).strip() or "x" for _ in range(200)]
    sessions = [make_session(event, title=text, slug=f"s-{number}") for number, text in enumerate(texts)]
    publish(event)
    queries = {query_of("".join(rng.choices(signs, k=rng.randint(1, 4)))) for _ in range(300)}

    wrong = [
        words
        for words in queries
        if set(found(event, words)) != {session.pk for session in sessions if matches(words, session.title)}
    ]

    assert len(queries) > 100
    assert wrong == []


def test_found_nothing_of_another_event(event):
    other = make_event()
    make_session(event, title="Rust here")
    make_session(other, title="Rust there")
    for each in (event, other):
        publish(each)

    assert titles(event, "rust") == ["Rust here"]


def test_found_drafts_too(event):
    make_session(event, title="Rust", status="draft", starts_at=None)
    publish(event)

    assert titles(event, "rust") == ["Rust"]


def test_found_alike_in_order_of_time(event):
    later = make_session(event, title="Rust later", starts_at=None)
    first = make_session(event, title="Rust first")
    publish(event)

    assert list(found(event, ("rust",))) == [first.pk, later.pk]


def test_found_by_one_query(event, django_assert_num_queries):
    make_session(event, title="Rust")
    publish(event)

    with django_assert_num_queries(1):
        assert len(found(event, ("rust",))) == 1
    with django_assert_num_queries(0):
        assert found(event, ()) == {}


@pytest.mark.parametrize("letters", ["w", "𠮷野", "ﷺ", "x y ", "𒀀"])
def test_index_takes_texts_of_any_length(event, letters):
    text = "".join(f"{letters}{chr(0x4E00 + number % 20_000)}" for number in range(60_000))
    session = make_session(event, title=text[:300], abstract=text)
    publish(event)

    assert list(found(event, query_of(text[:4]))) == [session.pk]


def test_index_follows_an_edit_in_the_admin(anna, event):
    session = make_session(event, title="Before")
    publish(event)
    url = reverse("admin:schedule_talk_change", args=[session.pk])

    confirmed(anna, url, read_form(anna, url) | {"title": "After"})

    assert (titles(event, "before"), titles(event, "after")) == ([], ["After"])


@pytest.mark.parametrize(("field", "value"), [("name", "Grace Hopper"), ("company", "Grace Ltd.")])
def test_index_follows_a_speaker(anna, event, field, value):
    speaker = make_speaker(event, name="Ada Lovelace", company="Ada Inc.")
    for title in ("One", "Two"):
        make_session(event, title=title, speakers=[speaker])
    publish(event)
    url = reverse("admin:schedule_speaker_change", args=[speaker.pk])

    anna.post(url, read_form(anna, url) | {field: value})

    assert titles(event, "grace") == ["One", "Two"]
    assert stale_rows() == []


@pytest.mark.parametrize("status", Session.Status.values)
def test_index_is_right_after_a_status_for_many(event, status):
    sessions = [make_session(event, title=f"Rust {number}") for number in range(3)]
    publish(event)

    set_status(sessions=sessions, status=status)

    assert stale_rows() == []


def test_index_follows_an_import(event):
    import_entries(event, make_entry("Rust", people=["Ada Lovelace"]), make_entry("Go", at=60))
    first = titles(event, "ada")

    import_entries(event, make_entry("Rust", people=["Grace Hopper"]), make_entry("Zig", at=90), remove_missing=True)

    assert (first, titles(event, "ada"), titles(event, "grace"), titles(event, "zig")) == (
        ["Rust"],
        [],
        ["Rust"],
        ["Zig"],
    )
    assert stale_rows() == []


def test_index_follows_the_publish_command(event):
    session = make_session(event, title="Before")
    publish(event)
    Session.objects.filter(pk=session.pk).update(title="After")

    call_command("publish")

    assert (titles(event, "before"), titles(event, "after")) == ([], ["After"])


def test_index_follows_deletion(anna, event):
    one, two = make_session(event, title="Rust one"), make_session(event, title="Rust two")
    publish(event)

    anna.post(reverse("admin:schedule_talk_delete", args=[one.pk]), {"post": "yes", "typed": "Rust one"})
    alone = [row[0] for row in index_rows()]
    delete_event(event=event)

    assert alone == [two.pk]
    assert index_rows() == []


def test_index_of_a_speaker_who_left_forgets_the_name(event):
    session = make_session(event, title="Rust", speakers=[make_speaker(event, name="Ada Lovelace")])
    publish(event)

    session.appearances.all().delete()
    Speaker.objects.all().delete()
    publish(event)

    assert titles(event, "ada") == []


@pytest.mark.parametrize("sessions", [1, 3])
@pytest.mark.parametrize("is_changed", [True, False])
def test_index_takes_the_same_queries_however_many_sessions(event, sessions, is_changed, django_assert_num_queries):
    for _ in range(sessions):
        make_session(event, speakers=[make_speaker(event)])
    publish(event)
    if is_changed:
        Session.objects.update(title="Changed")

    loaded = list(Session.objects.filter(event=event).for_display())

    with django_assert_num_queries(3 if is_changed else 2):
        index(event, loaded)


@pytest.mark.django_db(transaction=True)
def test_migrate_fills_an_index_that_is_new(event):
    make_session(event, title="Rust")
    publish(event)
    before = index_rows()

    call_command("migrate", "schedule", "0003", verbosity=0)
    call_command("migrate", verbosity=0)

    assert index_rows() == before
    assert titles(event, "rust") == ["Rust"]
