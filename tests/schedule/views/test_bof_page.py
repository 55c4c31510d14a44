"""What the board and a topic's page say to whoever reads them, in which words."""

import pytest
from lxml import html

from schedule.services.bofs import set_interest
from schedule.services.publish import publish
from tests.factories import make_call, make_event, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event(slug="kvm")
    make_call(event)
    return publish(event)


def main_of(client, address):
    return html.fromstring(client.get(address).content).find(".//main")


def test_board_says_once_what_interest_leads_to(client, event):
    for title in ("One", "Two"):
        make_topic(event, title=title)

    assert main_of(client, "/kvm/bofs/").text_content().count("it is bookmarked for you") == 1


def test_topic_says_what_interest_leads_to_until_one_is_interested(client, event):
    topic, user = make_topic(event), make_user()
    client.force_login(user)
    before = client.get(topic.get_absolute_url()).content.decode()

    set_interest(user=user, proposal=topic, interested=True)

    assert before.count("it is bookmarked for you") == 1
    assert "it is bookmarked for you" not in client.get(topic.get_absolute_url()).content.decode()
