"""BoF topics in the admin: what organisers read of them, deciding, merging, editing, deleting, and their history."""

import pytest
from django.test import Client
from django.urls import reverse

from schedule.models import BofInterest, BofProposal, Bookmark
from schedule.services.bofs import propose
from tests.factories import START, make_attendee, make_call, make_event, make_session, make_slot, make_topic, make_user
from tests.schedule.admin.forms import confirmed, read_form

LIST = "/admin/schedule/bofproposal/"


def form_of(topic):
    return reverse("admin:schedule_bofproposal_change", args=[topic.pk])


def act(anna, action, *topics, **more):
    data = {"action": action, "_selected_action": [topic.pk for topic in topics], **more}
    return confirmed(anna, LIST, data, follow=True)


def states():
    return dict(BofProposal.objects.values_list("title", "state"))


def proposed(event, user, title="Rust in QEMU"):
    fields = {"title": title, "description": "", "needs_projector": False, "needs_online": False}
    return propose(user=user, event=event, fields=fields, wished=[], hosts=True, name="Ada", at=START)


# What is read


def test_list_shows_numbers_and_chosen_names_and_no_address(anna, event):
    ada = make_attendee("Ada", "ada@secret.example")
    fan = make_attendee("Fanny", "fan@secret.example")
    slot = make_session(event, kind="bof", title="Placed")
    make_topic(event, title="Rust", proposer=ada, hosts=[ada], interested=[fan], session=slot)

    page = anna.get(LIST).content.decode()

    assert '<td class="field-interested">2</td>' in page
    assert '<td class="field-proposed_by">Ada</td>' in page
    assert "Thu 29 Oct, 10:00</a>" in page
    assert "secret.example" not in page
    assert "Fanny" not in page


def test_no_page_of_a_topic_names_who_is_interested_or_an_address(anna, event):
    make_call(event)
    topic = proposed(event, make_attendee("", "ada@secret.example"))
    BofInterest.objects.create(proposal=topic, user=make_attendee("Fanny", "fan@secret.example"))
    kinds = ("change", "history", "delete", "slots")
    urls = [reverse(f"admin:schedule_bofproposal_{kind}", args=[topic.pk]) for kind in kinds]
    urls += [reverse("admin:schedule_event_history", args=[event.pk])]

    for url in urls:
        page = anna.get(url).content.decode()
        assert ("secret.example" in page, "Fanny" in page) == (False, False), url


def test_an_attendee_without_a_name_is_called_one(anna, event):
    topic = make_topic(event, proposer=make_user(), hosts=[make_user()])

    facts = {fact.label: fact.value for fact in anna.get(form_of(topic)).context["facts"]}

    assert (facts["Proposed by"], facts["Hosts"], facts["Interested"]) == ("an attendee", "an attendee", "1")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"host": "no"}, ["Lone"]),
        ({"host": "yes"}, ["Placed"]),
        ({"slot": "yes"}, ["Placed"]),
        ({"slot": "no"}, ["Lone"]),
    ],
)
def test_list_is_filtered_by_host_and_slot(anna, event, query, found):
    make_topic(event, title="Lone")
    make_topic(event, title="Placed", hosts=[make_user()], session=make_session(event, kind="bof"))

    assert [topic.title for topic in anna.get(LIST, query).context["cl"].result_list] == found


# Deciding


def test_topics_are_put_on_the_board_and_declined(anna, event):
    one, two = make_topic(event, title="One", state="pending"), make_topic(event, title="Two", state="pending")

    put = act(anna, "put_on_board", one).content.decode()
    act(anna, "decline_topics", two)
    again = act(anna, "decline_topics", two).content.decode()

    assert states() == {"One": "open", "Two": "declined"}
    assert "1 topic put on the board." in put
    assert "Nothing to do: it is so already." in again


def test_a_topic_in_a_slot_is_not_declined(anna, event):
    topic = make_topic(event, title="One", session=make_session(event, kind="bof"))

    page = act(anna, "decline_topics", topic).content.decode()

    assert states() == {"One": "open"}
    assert "1 topic left alone: in a slot." in page


def test_deciding_makes_the_board_anew(anna, event):
    call, topic = make_call(event), make_topic(event, state="pending")
    before = call.version

    act(anna, "put_on_board", topic)

    call.refresh_from_db()
    assert call.version != before


def test_words_are_edited_and_a_state_is_chosen(anna, event):
    topic, call = make_topic(event, state="pending", description="Old"), make_call(event)

    anna.post(form_of(topic), read_form(anna, form_of(topic)) | {"description": "New", "state": "open"})

    topic.refresh_from_db()
    assert (topic.description, topic.state) == ("New", "open")
    assert call.version != type(call).objects.get().version


@pytest.mark.parametrize("state", ["merged", "withdrawn"])
def test_a_form_does_not_merge_or_withdraw(anna, event, state):
    topic = make_topic(event)

    response = anna.post(form_of(topic), read_form(anna, form_of(topic)) | {"state": state})

    topic.refresh_from_db()
    assert (response.status_code, topic.state) == (200, "open")


def test_words_and_state_of_a_topic_in_a_slot_are_only_shown(anna, event):
    topic = make_topic(event, session=make_session(event, kind="bof"))

    assert {"title", "description", "state"}.isdisjoint(read_form(anna, form_of(topic)))
    assert "In a slot" in anna.get(LIST).content.decode()


def test_a_topic_that_an_organiser_adds_is_theirs(anna, organiser, event):
    url = f"{LIST}add/?event={event.pk}"

    anna.post(url, read_form(anna, url) | {"title": "Ours"})

    topic = BofProposal.objects.get()
    assert (topic.title, topic.event, topic.proposer, topic.state) == ("Ours", event, organiser, "open")


# Merging


def test_merging_says_before_and_after_how_many_are_interested(anna, event):
    both, one, other = make_user(), make_user(), make_user()
    kept = make_topic(event, title="Kept", interested=[both, one])
    gone = make_topic(event, title="Gone", hosts=[both], interested=[other])

    before = act(anna, "merge_topics", kept, gone)
    after = act(anna, "merge_topics", kept, gone, apply="1", into=kept.pk).content.decode()

    assert "Kept (2 interested)" in before.content.decode()
    assert (before.context["together"], before.context["hosts"]) == (3, 1)
    assert "Merged into “Kept”, in which 3 are interested now." in after
    assert states() == {"Kept": "open", "Gone": "merged"}


def test_merging_proposes_the_one_in_a_slot_and_bookmarks_it_for_the_others(anna, event):
    fan = make_user()
    slot = make_session(event, kind="bof")
    placed, wished = make_topic(event, session=slot), make_topic(event, interested=[fan])

    page = act(anna, "merge_topics", placed, wished)
    act(anna, "merge_topics", placed, wished, apply="1", into=placed.pk)

    assert page.context["form"].initial == {"into": placed.pk}
    assert Bookmark.objects.filter(session=slot, user=fan).exists()


def test_a_refusal_to_merge_is_told_and_nothing_is_lost(anna, event):
    placed, free = make_topic(event, session=make_session(event, kind="bof")), make_topic(event)

    page = act(anna, "merge_topics", placed, free, apply="1", into=free.pk).content.decode()

    assert "has its slot already: merge the other into it." in page
    assert set(states().values()) == {"open"}


def test_topics_that_wait_for_approval_are_not_merged_and_it_says_so_at_once(anna, event):
    waiting = [make_topic(event, state="pending") for _ in range(2)]

    page = act(anna, "merge_topics", *waiting).content.decode()

    assert "None of these is on the board. Put one of them there first." in page
    assert set(states().values()) == {"pending"}


def test_merging_takes_two_of_one_event(anna, event):
    topics = [make_topic(event), make_topic(make_event())]

    for chosen in (topics, topics[:1]):
        assert "Select two or more topics of one event" in act(anna, "merge_topics", *chosen).content.decode()


@pytest.mark.parametrize("count", [2, 4])
def test_the_page_of_merging_costs_the_same_for_more(anna, event, django_assert_num_queries, count):
    topics = [make_topic(event, interested=[make_user()]) for _ in range(count)]
    data = {"action": "merge_topics", "_selected_action": [topic.pk for topic in topics]}

    with django_assert_num_queries(19):
        anna.post(LIST, data)


# Deleting


def test_a_topic_is_deleted_with_its_interests_once_it_has_no_slot(anna, event):
    placed = make_topic(event, title="Placed", session=make_session(event, kind="bof"))
    free = make_topic(event, title="Free", interested=[make_user()])

    for topic in (placed, free):
        anna.post(reverse("admin:schedule_bofproposal_delete", args=[topic.pk]), {"post": "yes"})

    assert states() == {"Placed": "open"}
    assert not BofInterest.objects.exists()


def test_deleting_a_session_returns_its_topic_to_the_board(anna, event):
    session = make_session(event, kind="bof", status="draft")
    topic = make_topic(event, session=session, wished=[session, make_slot(event)])

    anna.post(reverse("admin:schedule_bofsession_delete", args=[session.pk]), {"post": "yes"})

    topic.refresh_from_db()
    assert (topic.session, topic.state, topic.wished_slots.count()) == (None, "open", 1)


def test_deleting_an_event_takes_its_topics_and_call_along(anna, event):
    make_call(event)
    make_topic(event, interested=[make_user()], session=make_session(event, kind="bof", status="draft"))

    anna.post(reverse("admin:schedule_event_delete", args=[event.pk]), {"post": "yes", "typed": event.name})

    assert not BofProposal.objects.exists()
    assert not BofProposal.history.exists()


def test_deleting_a_person_leaves_the_topic_and_takes_the_interest(anna, event):
    ada = make_user()
    topic = make_topic(event, proposer=ada, hosts=[ada])

    anna.post(reverse("admin:accounts_user_delete", args=[ada.pk]), {"post": "yes"})

    topic.refresh_from_db()
    assert (topic.proposer, topic.interests.count()) == (None, 0)


# History


def test_history_tells_of_words_by_the_name_that_was_chosen(anna, event):
    make_call(event, is_open=True)
    ada, browser = make_attendee("Ada", "ada@secret.example"), Client()
    topic = proposed(event, ada)
    browser.force_login(ada)
    browser.post(reverse("bof_edit", args=[event.slug, topic.pk]), {"title": "Rust everywhere", "name": "Ada"})

    own = anna.get(reverse("admin:schedule_bofproposal_history", args=[topic.pk])).content.decode()
    events = anna.get(reverse("admin:schedule_event_history", args=[event.pk])).content.decode()

    for page in (own, events):
        assert "<strong>Ada</strong>" in page
        assert "Rust everywhere" in page
        assert "secret.example" not in page


def test_putting_back_leaves_a_slot_to_its_own_page(anna, event):
    topic, slot = make_topic(event), make_slot(event)
    confirmed(anna, reverse("admin:schedule_bofproposal_slots", args=[topic.pk]), {"slot": slot.pk})
    url = reverse("admin:schedule_bofproposal_put_back", args=[topic.pk, topic.history.first().act])

    page = anna.get(url)
    confirmed(anna, url, {"token": page.context["proposal"].token})

    topic.refresh_from_db()
    assert "Its slot, and what it was merged into, stay" in page.content.decode()
    assert topic.session_id == slot.pk


def test_a_merged_topic_that_is_put_back_is_on_the_board_by_itself(anna, event):
    kept, gone = make_topic(event), make_topic(event, title="Gone")
    act(anna, "merge_topics", kept, gone, apply="1", into=kept.pk)
    url = reverse("admin:schedule_bofproposal_put_back", args=[gone.pk, gone.history.first().act])

    confirmed(anna, url, {"token": anna.get(url).context["proposal"].token})

    gone.refresh_from_db()
    assert (gone.state, gone.merged_into) == ("open", None)


def test_a_deleted_topic_comes_back_though_its_proposer_is_gone(anna, event):
    ada = make_user()
    topic = make_topic(event, title="Rust", proposer=ada)
    anna.post(reverse("admin:schedule_bofproposal_delete", args=[topic.pk]), {"post": "yes"})
    ada.delete()
    url = reverse("admin:schedule_event_put_back_deleted", args=[event.pk, "bofproposal", topic.pk])

    confirmed(anna, url, {"token": anna.get(url).context["proposal"].token})

    assert BofProposal.objects.get(pk=topic.pk).title == "Rust"
