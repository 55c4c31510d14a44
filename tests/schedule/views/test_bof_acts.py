"""Interest in a topic, by every way in which somebody may say it."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from lxml import html

from schedule.models import Attendee, BofInterest, BofProposal, Bookmark
from schedule.services.bof_merging import merge_topics
from schedule.services.bof_slots import schedule_topic
from schedule.services.bofs import withdraw
from schedule.services.publish import publish
from tests.factories import START, make_call, make_event, make_slot, make_topic, make_user

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def event():
    event = make_event(slug="kvm")
    make_call(event)
    return publish(event)


@pytest.fixture
def topic(event):
    return make_topic(event, title="Virtio", proposer=make_user())


@pytest.fixture
def url(topic):
    return f"{topic.get_absolute_url()}interest/"


@pytest.fixture
def user(client, event):
    user = make_user()
    client.force_login(user)
    return user


def interests(topic):
    return list(topic.interests.order_by("pk").values_list("user", "is_host", "is_shown"))


@pytest.mark.parametrize("times", [1, 2])
def test_interest_is_set_and_cleared_however_often(client, topic, url, user, times):
    set_ = [client.post(url, {"interested": "1", "next": "/kvm/bofs/?by=new"}) for _ in range(times)]
    after = interests(topic)
    cleared = [client.post(url, {"interested": "0"}) for _ in range(times)]

    assert {(each.status_code, each["Location"]) for each in set_} == {(303, f"/kvm/bofs/?by=new#b{topic.pk}")}
    assert after == [(user.pk, False, False)]
    assert {each["Location"] for each in cleared} == {f"/kvm/bofs/{topic.pk}/#b{topic.pk}"}
    assert interests(topic) == []


def test_interest_answers_json_when_asked(client, topic, url, user):
    BofInterest.objects.create(proposal=topic, user=make_user())

    answers = [client.post(url, {"interested": state}, headers=JSON) for state in "10"]

    assert [answer.json() for answer in answers] == [
        {"interested": True, "interest": 2},
        {"interested": False, "interest": 1},
    ]
    assert "no-store" in answers[0]["Cache-Control"]


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_interest_goes_back_to_this_site_only(client, topic, url, user, there):
    assert client.post(url, {"interested": "1", "next": there})["Location"] == f"/kvm/bofs/{topic.pk}/#b{topic.pk}"


@pytest.mark.parametrize("sent", [{}, {"interested": ""}, {"interested": "2"}, {"interested": "1", "hosts": "maybe"}])
def test_interest_of_another_value_is_400_and_changes_nothing(client, topic, url, user, sent):
    assert client.post(url, sent).status_code == 400
    assert interests(topic) == []


def test_visitors_link_leads_through_login_to_one_button(client, topic, url):
    link = client.get(f"{url}?hosts=1")
    client.force_login(make_user())
    page = html.fromstring(client.get(f"{url}?hosts=1").content)

    assert link["Location"] == f"/accounts/login/?next={quote(url + '?hosts=1')}"
    [button] = page.xpath("//main//button")
    assert (" ".join(button.text_content().split()), button.get("value")) == ("I’m interested", "1")
    assert "Once it has a slot, it is bookmarked for you." in page.find(".//main").text_content()
    assert page.xpath("//input[@id='id_hosts']/@checked") == ["checked"]
    assert interests(topic) == []


def test_post_signed_out_leads_to_login_before_csrf(client, topic, url):
    client.handler.enforce_csrf_checks = True

    answer, json = client.post(url, {"interested": "1"}), client.post(url, {"interested": "1"}, headers=JSON)

    assert answer["Location"] == f"/accounts/login/?next={url}"
    assert (json.status_code, json.json()["login"]) == (401, "/accounts/login/?next=/kvm/bofs/")
    assert interests(topic) == []


@pytest.mark.parametrize("state", ["pending", "declined", "withdrawn", None])
@pytest.mark.parametrize("interested", ["1", "0"])
def test_topic_that_is_not_on_the_board_is_said_to_be_gone_like_one_that_never_was(
    client, topic, url, user, state, interested
):
    if state is None:
        topic.delete()
    BofProposal.objects.update(state=state or "open")

    page, json = client.post(url, {"interested": interested}), client.post(url, {"interested": "1"}, headers=JSON)

    assert (page.status_code, json.status_code, client.get(url).status_code) == (404, 404, 404)
    assert "This topic is not on the board, or not any more." in page.content.decode()
    assert "Nothing of yours was changed." in page.content.decode()
    assert json.json() == {"error": "This topic is not on the board, or not any more."}
    assert not BofInterest.objects.exists()


def test_proposer_of_a_withdrawn_topic_is_told_why_not(client, topic, url):
    client.force_login(topic.proposer)
    withdraw(user=topic.proposer, proposal=topic)

    page = client.post(url, {"interested": "1"}, follow=True)
    json = client.post(url, {"interested": "1"}, headers=JSON)

    assert "“Virtio” is no longer on the board." in page.content.decode()
    assert (json.status_code, json.json()) == (409, {"error": "“Virtio” is no longer on the board."})


def test_interest_in_a_merged_topic_is_in_the_one_that_it_became_part_of(client, event, topic, url, user):
    into = make_topic(event)
    merge_topics(into=into, others=[topic])

    client.post(url, {"interested": "1"})

    assert interests(into) == [(user.pk, False, False)]
    assert interests(topic) == []


def test_topic_of_another_event_is_not_reached_through_this_one(client, topic, user):
    publish(make_event(slug="other"))

    assert client.post(f"/other/bofs/{topic.pk}/interest/", {"interested": "1"}).status_code == 404
    assert interests(topic) == []


def test_interest_in_a_scheduled_topic_is_the_bookmark_as_well(client, event, topic, url, user):
    session = schedule_topic(proposal=topic, slot=make_slot(event))

    client.post(url, {"interested": "1"})
    had = Bookmark.objects.filter(user=user, session=session).exists()
    client.post(url, {"interested": "0"})

    assert (had, Bookmark.objects.filter(user=user).exists()) == (True, False)


def test_one_takes_part_as_one_likes(client, topic, url, user):
    sent = {"interested": "1", "hosts": ["0", "1"], "shown": ["0", "1"], "name": "Ann"}
    client.post(url, sent)
    chosen = interests(topic)
    page = html.fromstring(client.get(url).content)
    client.post(url, {"interested": "1"})
    kept = interests(topic)
    client.post(url, {"interested": "1", "hosts": "0", "shown": "0", "name": ""})

    assert chosen == kept == [(user.pk, True, True)]
    assert page.xpath("//input[@type='checkbox']/@checked") == ["checked"] * 2
    assert page.xpath("//input[@name='name']/@value") == ["Ann"]
    assert interests(topic) == [(user.pk, False, False)]
    assert Attendee.objects.get(user=user).name == ""


@pytest.mark.parametrize("name", ["", " \u200b ", "x" * 81])
def test_name_to_show_is_asked_for_and_what_was_chosen_stays(client, topic, url, user, name):
    sent = {"interested": "1", "hosts": ["0", "1"], "shown": ["0", "1"], "name": name}

    page = client.post(url, sent)
    json = client.post(url, sent, headers=JSON)

    assert page.status_code == 200
    found = html.fromstring(page.content)
    assert found.xpath("//input[@type='checkbox']/@checked") == ["checked"] * 2
    assert found.xpath("//*[@id='id_name_error']") != []
    assert json.status_code == 400
    assert json.json()["error"]
    assert interests(topic) == []


def test_name_chosen_before_is_name_enough(client, topic, url, user):
    Attendee.objects.create(user=user, name="Ann")

    client.post(url, {"interested": "1", "shown": "1"})

    assert interests(topic) == [(user.pk, False, True)]
    assert "Ann" in client.get("/kvm/bofs/").content.decode()


def test_who_would_host_from_the_board_is_asked_for_a_name(client, topic, url, user):
    nameless = client.post(url, {"interested": "1", "hosts": "1", "next": "/kvm/bofs/"}, follow=True)
    Attendee.objects.create(user=user, name="Ann")
    named = client.post(url, {"interested": "1", "hosts": "1", "next": "/kvm/bofs/"})

    assert nameless.redirect_chain == [(url, 303)]
    assert "until you choose a name" in nameless.content.decode()
    assert named["Location"] == f"/kvm/bofs/#b{topic.pk}"
    assert interests(topic) == [(user.pk, True, False)]


def test_interest_is_there_when_the_call_is_closed(client, event, topic, url, user):
    event.bof_call.closes_at = START - timedelta(days=30)
    event.bof_call.is_open = False
    event.bof_call.save()

    client.post(url, {"interested": "1"})

    assert interests(topic) == [(user.pk, False, False)]


@pytest.mark.parametrize("number", [1, 3])
def test_interest_takes_the_same_queries(client, topic, url, user, number, django_assert_max_num_queries):
    for _ in range(number):
        BofInterest.objects.create(proposal=topic, user=make_user())
    Attendee.objects.create(user=user)

    with django_assert_max_num_queries(18):
        client.post(url, {"interested": "1"})
    with django_assert_max_num_queries(6):
        client.get(url)
