"""Fifty people who click "I'm interested" at the same moment, and one who clicks twenty times."""

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from schedule.models import BofInterest
from schedule.services.publish import publish
from tests.at_once import all_at_once
from tests.factories import make_call, make_event, make_topic, make_user

pytestmark = pytest.mark.usefixtures("many_connections")


@pytest.fixture
def topic():
    event = make_event()
    make_call(event)
    topic = make_topic(event)
    publish(event)
    return topic


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def click(client, topic):
    address = reverse("bof_interest", args=[topic.event.slug, topic.pk])
    return lambda: client.post(address, {"interested": "1"}).status_code


def test_fifty_clicks_at_once_are_fifty_interests_on_the_board(client, topic):
    people = [signed_in(make_user()) for _ in range(50)]

    done = all_at_once(click(person, topic) for person in people)

    assert done == [303] * 50
    assert BofInterest.objects.filter(proposal=topic).count() == 50
    board = html.fromstring(client.get(reverse("bofs", args=[topic.event.slug])).content)
    [row] = board.xpath(f"//li[@id='b{topic.pk}']")
    assert "".join(row.text_content().split()).startswith("50people")


def test_twenty_clicks_of_one_person_are_one_interest(topic):
    user = make_user()

    done = all_at_once([click(signed_in(user), topic) for _ in range(20)])

    assert done == [303] * 20
    assert BofInterest.objects.filter(proposal=topic).count() == 1
