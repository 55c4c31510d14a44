"""Two events are two tenants: nothing that an organiser of one asks for or sends shows or changes the other."""

import re
from urllib.parse import urljoin

import pytest
from django.contrib import admin
from django.urls import get_resolver, reverse

from schedule.models import Room, TeamMember
from tests.factories import make_user
from tests.schedule.admin.forms import confirmed, read_form
from tests.schedule.admin.two_events import SECRET, dump_of, make_full_event

MODELS = ["event", "room", "track", "taggroup", "tag", "speaker", "talk", "bofsession", "bofproposal"]
MISSING = 987654
_PART = {"title": "A part", "starts_at_0": "2020-10-29", "starts_at_1": "11:00"}
_PART |= {"ends_at_0": "2020-10-29", "ends_at_1": "12:00"}


@pytest.fixture
def other(db):
    return make_full_event(SECRET)


@pytest.fixture
def mine(other):
    """Made second, so that no row of it has a key that one of the other event has too."""
    return make_full_event("Ordinary")


@pytest.fixture
def owner(mine):
    user = make_user("owner@example.org", is_staff=True)
    TeamMember.objects.create(
        event=mine["event"], email=user.email, role="owner", user=user, joined_at=mine["event"].changed_at
    )
    return user


@pytest.fixture
def olga(client, owner):
    client.force_login(owner)
    return client


def admin_patterns():
    """(name, the names of its parameters) of every address of the programme's admin."""
    site = dict(get_resolver().namespace_dict)["admin"][1]
    for name in {name for name in site.reverse_dict if isinstance(name, str) and name.startswith("schedule_")}:
        [(_, parameters)] = site.reverse_dict.getlist(name)[0][0]
        yield name, parameters


def addresses(rows, event, **more):
    """Each address of the admin, with the keys of these rows in it."""
    for name, parameters in sorted(admin_patterns()):
        kind = name.split("_")[1]
        row = rows.get(kind) or event
        values = {"object_id": row.pk, "pk": more.get("pk", MISSING), "name": "csv"}
        values |= {key: "x" for key in parameters if key not in values} | more
        yield name, reverse(f"admin:{name}", kwargs={key: values[key] for key in parameters})


def links(page, url):
    found = re.findall(r"""(?:href|action|data-ajax--url|src)=["']([^"'#]*)""", page)
    return {urljoin(url, link.replace("&amp;", "&")) for link in found if not link.startswith("data:")}


def test_a_crawl_of_all_that_links_lead_to_finds_no_word_of_the_other(olga, other, mine):
    """One filter of a list at a time, and no orders: their combinations have no end."""
    waiting, seen, found = ["/admin/"], set(), []
    plain = re.compile(r"/admin/(?!logout|login|password_change)[^?]*(\?(?!o=|_changelist_filters)[^&]*)?$")

    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        answer = olga.get(url)
        body = answer.getvalue().decode(errors="replace")
        found += [url] if SECRET.lower() in body.lower() else []
        if "html" in answer.headers.get("Content-Type", ""):
            waiting += filter(plain.match, links(body, url))

    assert found == []
    assert {f"/admin/schedule/{kind}/{mine[kind].pk}/change/" for kind in MODELS} <= seen
    assert len(seen) > 60


def test_what_is_anothers_answers_as_what_is_not_there(olga, other, mine):
    different = []
    nobody = dict.fromkeys(other, Room(pk=MISSING))
    parameters = dict(admin_patterns())
    for (name, theirs), (_, nothing) in zip(
        addresses(other, other["event"]), addresses(nobody, nobody["event"]), strict=True
    ):
        if "object_id" not in parameters[name]:
            continue
        for method in (olga.get, olga.post):
            one, none = method(theirs), method(nothing)
            answers = [(answer.status_code, answer.get("Location", "")) for answer in (one, none)]
            if answers[0] != answers[1] or SECRET in one.getvalue().decode():
                different.append((method.__name__, theirs, answers))

    assert different == []


def forms_of(rows):
    """(model, address) of every form that stores something."""
    for kind in MODELS:
        yield kind, reverse(f"admin:schedule_{kind}_change", args=[rows[kind].pk])
        if kind != "event":
            yield kind, f"{reverse(f'admin:schedule_{kind}_add')}?event={rows['event'].pk}"


def foreign_value(name, other):
    """A key of the other event that a form might take in this field."""
    last = name.rpartition("-")[2]
    of_field = {"parent": "track", "group": "taggroup", "tags": "tag", "id": None}
    kind = of_field.get(last, last) or {"appearances": "sessionspeaker", "rooms": "room", "links": "speakerlink"}.get(
        name.partition("-")[0], name.partition("-")[0].removesuffix("s")
    )
    return str(other[kind if kind in other else "event"].pk)


@pytest.mark.parametrize("kind", MODELS)
def test_no_field_of_a_form_takes_a_key_of_the_other(olga, other, mine, kind):
    before, sent, shown = dump_of(other["event"]), 0, []

    for _, url in [each for each in forms_of(mine) if each[0] == kind]:
        data = read_form(olga, url)
        for name in data:
            answer = confirmed(olga, url, data | {name: foreign_value(name, other), "title": "T", "name": "N"})
            shown += [(url, name)] if SECRET in answer.getvalue().decode() else []
            sent += 1

    assert shown == []
    assert dump_of(other["event"]) == before
    assert sent > 3


def test_every_action_leaves_forged_selections_alone(olga, owner, other, mine, rf):
    before, shown, tried = dump_of(other["event"]), [], 0
    request = rf.get("/")
    request.user, request.event = owner, mine["event"]

    for model, page in admin.site._registry.items():
        kind = model._meta.model_name
        if kind not in MODELS:
            continue
        url = reverse(f"admin:schedule_{kind}_changelist")
        for action in page.get_actions(request):
            for keys in ([other[kind].pk], [mine[kind].pk, other[kind].pk]):
                data = {"action": action, "_selected_action": keys, "apply": "1", "minutes": "5", "post": "yes"}
                for row in ("room", "track", "tag"):
                    more = {"row": other[row].pk, "into": other["bofproposal"].pk}
                    answer = confirmed(olga, url, data | more)
                    shown += [(url, action)] if SECRET in answer.getvalue().decode() else []
                    tried += 1

    assert shown == []
    assert dump_of(other["event"]) == before
    assert tried > 40


def test_pages_of_an_event_store_nothing_in_the_other(olga, other, mine):
    before, tried = dump_of(other["event"]), 0
    member = other["teammember"].pk
    sent = [
        {"invite": "1", "email": "spy@example.org", "role": "owner", "event": other["event"].pk},
        {"remove": member},
        {"give": member, f"{member}-role": "owner"},
        {"remind": member},
        {"row": other["talk"].pk, f"{other['talk'].pk}-room": other["room"].pk},
        {"row": mine["talk"].pk, f"{mine['talk'].pk}-room": other["room"].pk, f"{mine['talk'].pk}-seen": "{}"},
        {"accept": "x", "key": "x", "reason": "x"},
        {"slot": other["slot"].pk},
        {"topic": other["bofproposal"].pk},
        {f"part-{number}-{name}": value for number in (1, 2) for name, value in _PART.items()}
        | {"part-1-topic": other["bofproposal"].pk, "part-2-room": other["room"].pk},
    ]

    for name, url in addresses(mine, mine["event"]):
        if re.search(r"_(changelist|add|change|delete|history)$", name):
            continue
        for data in sent:
            answer = confirmed(olga, url, data)
            assert SECRET not in answer.getvalue().decode(), url
            tried += 1

    assert dump_of(other["event"]) == before
    assert tried > 20


@pytest.mark.parametrize("kind", MODELS)
def test_lists_asked_for_the_others_keys_show_nothing_of_it(olga, other, mine, kind):
    url = reverse(f"admin:schedule_{kind}_changelist")
    for field in ("event", "room", "track", "group", "parent", "tags", "speakers", "session"):
        row = other.get(
            {"group": "taggroup", "parent": "track", "tags": "tag", "speakers": "speaker"}.get(field, field)
        )
        for lookup in (f"{field}__id__exact", field, f"{field}__in"):
            assert SECRET not in olga.get(url, {lookup: row.pk}, follow=True).content.decode()


def test_suggestions_never_name_the_other(olga, other, mine):
    for model, field in (("sessionspeaker", "speaker"), ("session", "room"), ("talk", "track"), ("tag", "group")):
        for event in (other["event"].pk, mine["event"].pk, ""):
            query = {"app_label": "schedule", "model_name": model, "field_name": field, "term": "", "event": event}
            assert SECRET not in olga.get(reverse("admin:autocomplete"), query).content.decode()
