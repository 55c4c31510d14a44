"""An organiser's browser, and an event to edit in it."""

import pytest

from tests.factories import make_event, make_organiser, make_user


@pytest.fixture
def organiser(db):
    return make_organiser("anna@example.org")


@pytest.fixture
def anna(client, organiser):
    """Django's test client, signed in as an organiser."""
    client.force_login(organiser)
    return client


@pytest.fixture
def event(db):
    return make_event()


@pytest.fixture
def fans(db):
    """Attendees who are interested in something."""
    return [make_user() for _ in range(3)]
