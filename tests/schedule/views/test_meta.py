"""What pages say of themselves in their heads: canonical addresses, descriptions, linked data."""

import json

import pytest
from lxml import html

from schedule.views.meta import session_meta
from tests.factories import make_event, make_session, make_speaker

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
HOSTILE = "</script><script>alert(1)</script>"


@pytest.fixture
def event():
    return make_event(slug="kvm", name="KVM Forum", tagline="All of virtualisation")


def head_of(client, url):
    """(the canonical address, {name or property: content}, the linked data)"""
    page = html.fromstring(client.get(url).content)
    metas = {each.get("name") or each.get("property"): each.get("content") for each in page.xpath("//head/meta")}
    [canonical] = page.xpath("//head/link[@rel='canonical']/@href")
    return canonical, metas, [json.loads(each) for each in page.xpath("//script[@type='application/ld+json']/text()")]


def test_list_introduces_the_event(client, event):
    make_session(event)

    canonical, metas, [data] = head_of(client, "/kvm/")

    assert canonical == metas["og:url"] == f"{SITE}/kvm/"
    assert metas["og:title"] == metas["og:site_name"] == "KVM Forum"
    assert metas["description"] == metas["og:description"] == "All of virtualisation"
    assert metas["og:type"] == "website"
    assert "og:image" not in metas
    assert (data["@type"], data["name"], data["url"]) == ("Event", "KVM Forum", f"{SITE}/kvm/")


@pytest.mark.parametrize("query", ["?day=2020-10-29&kind=talk", "?tz=Asia/Tokyo", "?q=x", "?utm_source=y"])
@pytest.mark.parametrize("path", ["/kvm/", "/kvm/speakers/", "/kvm/speakers/ann/", "/kvm/now/", "/kvm/changes/"])
def test_variants_of_a_page_name_the_page_itself(client, event, path, query):
    make_session(event, speakers=[make_speaker(event, name="Ann")])

    canonical, metas, _ = head_of(client, path + query)

    assert canonical == metas["og:url"] == SITE + path


def test_canonical_address_is_the_sites_whatever_host_was_asked(client, event):
    page = html.fromstring(client.get("/kvm/", headers={"Host": "localhost:9999"}).content)

    assert page.xpath("//link[@rel='canonical']/@href") == [f"{SITE}/kvm/"]


def test_logo_is_the_picture_of_every_page(client, event):
    type(event).objects.update(logo="logos/x.png")

    for path in ("/kvm/", "/kvm/speakers/"):
        assert head_of(client, path)[1]["og:image"] == f"{SITE}/kvm/logo/"


def test_speaker_page_is_described_by_what_is_known(client, event):
    make_session(
        event,
        speakers=[
            make_speaker(event, name="Ann", bio="Builds **things**.\n\n" + "And more. " * 50),
            make_speaker(event, name="Bob", company="Initech"),
            make_speaker(event, name="Cem"),
        ],
    )

    said = [head_of(client, f"/kvm/speakers/{name}/")[1]["description"] for name in ("ann", "bob", "cem")]

    assert said[0].startswith("Builds things. And more.")
    assert len(said[0]) == 200
    assert said[1:] == ["Initech", "Speaks at KVM Forum."]


def test_hostile_texts_stay_texts(client):
    event = make_event(slug="kvm", name=HOSTILE, tagline=HOSTILE, venue=HOSTILE)
    make_session(event, title=HOSTILE, slug="talk")

    page = client.get("/kvm/").content.decode()
    _, metas, [data] = head_of(client, "/kvm/")

    assert "<script>alert" not in page
    assert data["name"] == data["location"]["name"] == metas["og:title"] == metas["description"] == HOSTILE


def test_session_meta_is_made_for_its_page(event):
    session = make_session(event, title="Kernels", slug="kernels", abstract="Of *kernels*.")
    row = type(session).objects.for_display().get()

    made = session_meta(row)

    assert (made["meta_title"], made["meta_description"]) == ("Kernels", "Of kernels.")
    assert made["linked_data"]["url"] == f"{SITE}/kvm/sessions/kernels/"
    assert made["linked_data"]["superEvent"]["url"] == f"{SITE}/kvm/"
    assert made["linked_data"]["description"] == "Of kernels."
