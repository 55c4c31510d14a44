"""The sitemap: every page that everybody sees, and no other."""

import pytest
from defusedxml import ElementTree

from schedule.models import Event, Session
from schedule.services.publish import publish
from tests.factories import make_event, make_organiser, make_room, make_session, make_speaker

pytestmark = pytest.mark.django_db

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def event():
    return make_event(slug="kvm")


def addresses_in(response):
    """{address: when it changed}"""
    assert response.status_code == 200
    root = ElementTree.fromstring(response.content)
    return {each.findtext(f"{NAMESPACE}loc"): each.findtext(f"{NAMESPACE}lastmod") for each in root}


def test_index_names_the_sitemap_of_each_published_event(client, event):
    make_event(slug="hidden", is_published=False)

    response = client.get("/sitemap.xml")

    assert addresses_in(response) == {f"{SITE}/kvm/sitemap.xml": event.changed_at.isoformat(timespec="seconds")}
    assert response["Content-Type"] == "application/xml"


def test_sitemap_names_every_page_of_an_event(client, event):
    make_session(event, slug="talk", speakers=[make_speaker(event, name="Ann")], room=make_room(event, name="Hall"))
    event = publish(event)

    found = addresses_in(client.get("/kvm/sitemap.xml", headers={"Host": "localhost:9999"}))

    paths = ["", "grid/", "now/", "speakers/", "rooms/", "changes/", "sessions/talk/", "speakers/ann/", "rooms/hall/"]
    assert list(found) == [f"{SITE}/kvm/{path}" for path in paths]
    assert found[f"{SITE}/kvm/"] == event.changed_at.isoformat()
    assert found[f"{SITE}/kvm/sessions/talk/"] == Session.objects.get().updated_at.isoformat(timespec="seconds")


def test_sitemap_leads_to_pages_that_are_there(client, event):
    make_session(event, speakers=[make_speaker(event)], room=make_room(event))
    publish(event)

    for address in addresses_in(client.get("/kvm/sitemap.xml")):
        path = address.removeprefix(SITE)
        assert client.get(path).status_code == 200, path


def test_sitemap_names_nothing_that_only_drafts_have(client, event):
    hidden = {"speakers": [make_speaker(event, name="Hidden")], "room": make_room(event, name="Hidden")}
    make_session(event, slug="hidden", status="draft", **hidden)
    publish(event)
    client.force_login(make_organiser())

    assert "hidden" not in client.get("/kvm/sitemap.xml").content.decode()


def test_sitemap_of_a_hidden_event_is_not_there(client, event):
    publish(event)
    before = client.get("/kvm/sitemap.xml").status_code
    Event.objects.update(is_published=False)
    publish(event)
    client.force_login(make_organiser())

    assert (before, client.get("/kvm/sitemap.xml").status_code) == (200, 404)
    assert addresses_in(client.get("/sitemap.xml")) == {}


@pytest.mark.parametrize("url", ["/sitemap.xml", "/kvm/sitemap.xml"])
def test_sitemap_unchanged_is_304_and_changed_is_not(client, event, url):
    publish(event)
    first = client.get(url)
    same = client.get(url, headers={"If-None-Match": first["ETag"]})

    make_session(event)
    publish(event)
    after = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, after.status_code) == (304, 200)
    assert first["Cache-Control"] == "public, no-cache"


def test_index_is_new_when_the_event_that_changed_last_is_hidden(client, event):
    publish(event)
    other = make_event(slug="other")
    publish(other)
    since = client.get("/kvm/sitemap.xml")["Last-Modified"]
    Event.objects.filter(slug="other").update(is_published=False)

    response = client.get("/sitemap.xml", headers={"If-Modified-Since": since})

    assert list(addresses_in(response)) == [f"{SITE}/kvm/sitemap.xml"]


@pytest.mark.parametrize("sessions", [1, 3])
def test_sitemap_takes_the_same_queries(client, event, sessions, django_assert_num_queries):
    for _ in range(sessions):
        make_session(event, speakers=[make_speaker(event)], room=make_room(event))
    publish(event)

    with django_assert_num_queries(8):
        client.get("/kvm/sitemap.xml")
    with django_assert_num_queries(1):
        client.get("/kvm/sitemap.xml")
    with django_assert_num_queries(1):
        client.get("/sitemap.xml")
