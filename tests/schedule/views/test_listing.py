"""What filters and search make of the list: words, chips, empty results, and the same state in every view."""

import re

import pytest

from schedule.services.publish import publish
from tests.factories import START, make_event, make_room, make_session, make_speaker, make_track

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event(slug="kvm")
    north, south = (make_room(event, name=name) for name in ("North", "South"))
    kernel = make_track(event, name="Kernel")
    ann = make_speaker(event, name="Ann Bornträger", company="Açai")
    make_session(event, title="Paging & memory", room=north, track=kernel, speakers=[ann])
    make_session(event, title="Lunch talk", room=south, abstract="All about **paging** in short.")
    make_session(event, title="Birds", room=south, kind="bof", starts_at=START.replace(day=30))
    return publish(event)


def text(response):
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", response.content.decode()))


def titles(response):
    found = re.findall(r'<h4 class="t"[^>]*><a[^>]*>(.*?)</a>', response.content.decode())
    return [re.sub("<[^>]*>", "", title) for title in found]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=borntrager", ["Paging &amp; memory"]),
        ("q=PAGING", ["Lunch talk", "Paging &amp; memory"]),
        ("q=pag+acai", ["Paging &amp; memory"]),
        ("q=paging&room=south", ["Lunch talk"]),
        ("q=%22", []),
        ("q=+++", ["Lunch talk", "Paging &amp; memory", "Birds"]),
    ],
)
def test_search_goes_with_the_filters_and_keeps_the_order_of_time(client, event, query, found):
    assert sorted(titles(client.get(f"/kvm/?{query}"))) == sorted(found)


def test_search_marks_what_it_found(client, event):
    page = client.get("/kvm/?q=pag").content.decode()

    assert "<mark>Paging</mark> &amp; memory" in page
    assert "All about <mark>paging</mark> in short." in page
    assert "Ann <mark>Bornträger</mark>" in client.get("/kvm/?q=borntrager").content.decode()


def test_count_is_said_in_words_and_each_filter_can_be_cleared(client, event):
    page = client.get("/kvm/?q=paging&room=south&tz=Asia/Tokyo")

    assert "1 of 3 sessions matches your filters." in text(page)
    chips = re.findall(r'class="chip" href="([^"]*)"', page.content.decode())
    assert chips == ["/kvm/?room=south&amp;tz=Asia%2FTokyo", "/kvm/?q=paging&amp;tz=Asia%2FTokyo"]
    assert 'href="/kvm/?tz=Asia%2FTokyo">Clear all filters' in page.content.decode()


def test_empty_result_says_what_to_loosen_and_what_that_brings(client, event):
    page = client.get("/kvm/?q=paging&kind=bof&room=north")

    found = re.findall(r'<li><a data-clear href="([^"]*)">.*?</a> <span[^>]*>([^<]*)', page.content.decode())
    assert found == [("/kvm/?room=north&amp;q=paging", "leaves 1 session")]  # the other two bring nothing by themselves
    assert "Show all 3 sessions" in text(page)

    page = client.get("/kvm/?kind=bof&room=north").content.decode()
    found = re.findall(r'<li><a data-clear href="([^"]*)">.*?</a> <span[^>]*>([^<]*)', page)
    assert sorted(found) == [("/kvm/?kind=bof", "leaves 1 session"), ("/kvm/?room=north", "leaves 1 session")]


def test_views_keep_the_filters_of_each_other(client, event):
    page = client.get("/kvm/?kind=bof&tz=Asia/Tokyo&layout=expanded").content.decode()

    tabs = re.search(r'<nav class="seg" aria-label="Layout">(.*?)</nav>', page)[1]
    assert re.findall(r'href="([^"]*)"( aria-current="true")?>(\w+)', tabs) == [
        ("/kvm/?kind=bof&amp;tz=Asia%2FTokyo", "", "Compact"),
        ("/kvm/?kind=bof&amp;tz=Asia%2FTokyo&amp;layout=expanded", ' aria-current="true"', "Expanded"),
        ("/kvm/grid/?kind=bof&amp;tz=Asia%2FTokyo", "", "Grid"),
        ("/kvm/rooms/?kind=bof&amp;tz=Asia%2FTokyo", "", "Rooms"),
    ]


def test_expanded_list_has_the_beginning_of_each_abstract(client, event):
    assert "All about paging in short." in text(client.get("/kvm/?layout=expanded"))
    assert "All about paging in short." not in text(client.get("/kvm/"))


def test_list_of_filtered_sessions_tells_no_breaks_between_them(client, event):
    make_session(event, title="Evening", starts_at=START.replace(hour=20))
    publish(event)

    assert "Break, 9 h 30 min" in text(client.get("/kvm/"))
    assert "Break" not in text(client.get("/kvm/?kind=talk"))


def test_search_without_a_word_is_what_stands_in_the_way(client, event):
    page = client.get("/kvm/?q=%22&kind=bof").content.decode()

    found = re.findall(r'<li><a data-clear href="([^"]*)">.*?</a> <span[^>]*>([^<]*)', page)
    assert found == [("/kvm/?kind=bof", "leaves 1 session")]
