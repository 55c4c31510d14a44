"""What the tests of the feed start with."""

import pytest

from tests.factories import make_event, make_user
from tests.schedule.views.subscription import Subscription


@pytest.fixture
def event():
    return make_event(name="KVM Forum")


@pytest.fixture
def subscription(client, event):
    return Subscription(client, make_user(), event)
