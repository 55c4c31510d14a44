"""Real calendar clients: they read the schedule whole, and see every change of a feed in every field they keep."""

import time
import urllib.request

import pytest

from tests.clients import story
from tests.clients.evolution import Evolution
from tests.clients.javascript import IcalJs, NodeIcal
from tests.clients.thunderbird import Thunderbird
from tests.clients.vdirsyncer import Vdirsyncer

pytestmark = pytest.mark.client


@pytest.fixture(params=[Vdirsyncer, Evolution, Thunderbird, IcalJs, NodeIcal], ids=lambda kind: kind.__name__)
def subscriber(request, needs, tmp_path):
    is_in_node = issubclass(request.param, IcalJs)  # its packages are kept from one run to the next
    subscriber = request.param(needs, request.config.cache.mkdir("node") if is_in_node else tmp_path)
    yield subscriber
    subscriber.close()


def fetch(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


def fetch_other(url, before):
    """The feed once it is another; what changes it may be the clock."""
    deadline = time.monotonic() + 30
    while (body := fetch(url)) == before and time.monotonic() < deadline:
        time.sleep(0.2)
    assert body != before
    return body


def by_url(entries):
    found = {entry["url"]: entry for entry in entries}
    assert len(found) == len(entries)
    return found


def kept_by(subscriber, entries):
    return by_url(
        [{name: value for name, value in entry.items() if name not in subscriber.forgets} for entry in entries]
    )


def assert_shows(subscriber, body, after):
    """What the client holds is what the feed says, in every field but those that this client forgets."""
    held, expected = kept_by(subscriber, subscriber.entries()), kept_by(subscriber, story.read(body))

    assert held == expected, f"after {after}"


def assert_is_the_step(step, before, after):
    """The feed changed as the story says, and in nothing else: a feed that stands still fails."""
    old, new = by_url(story.read(before)), by_url(story.read(after))
    (url,) = (url for url in old.keys() | new.keys() if old.get(url) != new.get(url))
    was, now = old.get(url), new.get(url)

    assert url.endswith(f"/sessions/{step.session}/")
    if step.changes is None:
        assert now is None
        return
    if was is not None:
        assert {name for name in now if now[name] != was[name]} == step.changes.keys()
    told = {name: value for name, value in step.changes.items() if value is not story.ANOTHER}
    assert {name: now[name] for name in told} == told


def test_subscription_follows_the_story(subscriber, site):
    slug = f"story-{type(subscriber).__name__.lower()}"
    url = site.url + story.on_site(site, story.begin, slug)
    subscriber.subscribe(url)
    body = fetch(url)
    assert_shows(subscriber, body, "subscribing")

    subscriber.refresh()
    assert_shows(subscriber, body, "a refresh without a change")

    for step in story.STEPS:
        before = body
        story.on_site(site, story.take, step.name, slug)
        body = fetch_other(url, before) if step.opens_later else fetch(url)
        assert_is_the_step(step, before, body)

        subscriber.refresh()
        assert_shows(subscriber, body, step.name)
    assert fetch(url) == body


def test_the_schedule_as_a_file_is_read_whole(subscriber, site):
    url = f"{site.url}/kvm-forum-2020/schedule.ics"

    subscriber.subscribe(url)

    assert_shows(subscriber, fetch(url), "subscribing")
    assert len(subscriber.entries()) == 54  # its sessions, and the banner
