"""Slugs are made once and do not follow a new name."""

import pytest
from django.urls import reverse

from schedule.models import Event, Session, Speaker, Tag, TagGroup
from tests.factories import make_event, make_session, make_speaker, make_tag
from tests.schedule.admin.forms import read_form


def add(anna, kind, **data):
    url = reverse(f"admin:schedule_{kind}_add")
    return anna.post(url, read_form(anna, url) | data)


def test_a_slug_is_made_from_the_title(anna, event):
    add(anna, "talk", title="Virtio für alle")

    assert Session.objects.get().slug == "virtio-fur-alle"


def test_a_title_without_ascii_letters_gets_a_slug_from_the_guid(anna, event):
    add(anna, "talk", title="開会")

    session = Session.objects.get()
    assert session.slug == f"session-{session.guid.hex[:8]}"


def test_talks_and_bofs_share_one_set_of_slugs(anna, event):
    add(anna, "talk", title="Virtio")
    add(anna, "bofsession", title="Virtio")

    assert list(Session.objects.order_by("pk").values_list("slug", flat=True)) == ["virtio", "virtio-2"]


def test_a_slug_may_be_chosen_when_adding(anna, event):
    add(anna, "talk", title="A very long title", slug="short")

    assert Session.objects.get().slug == "short"


def test_a_chosen_slug_that_is_taken_is_a_form_error(anna, event):
    make_session(event, slug="short")

    response = add(anna, "talk", title="Another", slug="short")

    assert response.status_code == 200
    assert Session.objects.count() == 1


def test_another_event_may_have_the_same_slug(anna, event):
    make_session(make_event(), slug="virtio")

    anna.post(
        "/admin/schedule/talk/add/",
        read_form(anna, f"/admin/schedule/talk/add/?event={event.pk}") | {"title": "Virtio"},
    )

    assert Session.objects.get(event=event).slug == "virtio"


@pytest.mark.parametrize("kind", ["talk", "speaker"])
def test_renaming_keeps_the_slug_even_when_one_is_posted(anna, event, kind):
    row = make_session(event, title="Old") if kind == "talk" else make_speaker(event, name="Old")
    url = reverse(f"admin:schedule_{kind}_change", args=[row.pk])

    anna.post(url, read_form(anna, url) | {"title": "New", "name": "New", "slug": "new"})

    row.refresh_from_db()
    assert (str(row), row.slug) == ("New", "old")


def test_a_tags_slug_is_its_group_and_name(anna, event):
    group = TagGroup.objects.create(event=event, name="Skill Level")

    add(anna, "tag", group=group.pk, name="Any")

    assert Tag.objects.get().slug == "skill-level-any"


def test_tags_added_inside_their_group_get_slugs_too(anna, event):
    add(anna, "taggroup", name="Skill Level", **{"tags-0-name": "Any", "tags-1-name": "Expert"})

    rows = Tag.objects.values_list("event", "group__name", "slug")
    assert list(rows) == [(event.pk, "Skill Level", "skill-level-any"), (event.pk, "Skill Level", "skill-level-expert")]


def test_the_same_tag_twice_is_a_form_error(anna, event):
    tag = make_tag(event, "Skill Level", "Any")
    url = reverse("admin:schedule_taggroup_change", args=[tag.group.pk])

    response = anna.post(url, read_form(anna, url) | {"tags-1-name": "Any"})

    assert response.status_code == 200
    assert "The same stands here twice." in response.content.decode()


def test_the_same_tag_without_a_group_is_a_form_error(anna, event):
    Tag.objects.create(event=event, name="Any", slug="any")

    response = add(anna, "tag", name="Any")

    assert "This event already has that tag." in response.content.decode()


def test_a_room_of_the_same_name_is_a_form_error_when_renaming_too(anna, event):
    add(anna, "room", name="Aula")
    add(anna, "room", name="Cinema")
    url = reverse("admin:schedule_room_change", args=[event.rooms.get(name="Cinema").pk])

    response = anna.post(url, read_form(anna, url) | {"name": "Aula"})

    assert "This event already has a room of that name." in response.content.decode()


def test_people_of_one_name_get_numbers(anna, event):
    add(anna, "speaker", name="Anna Lee")
    add(anna, "speaker", name="Anna Lee")

    assert set(Speaker.objects.values_list("slug", flat=True)) == {"anna-lee", "anna-lee-2"}


def test_an_events_slug_is_made_from_its_name_and_never_the_sites_own(anna, db):
    add(anna, "event", name="Accounts", starts_on="2026-01-01", ends_on="2026-01-02", timezone="UTC")

    assert Event.objects.get().slug == "accounts-2"


def test_an_event_cannot_take_an_address_of_the_site(anna, db):
    response = add(anna, "event", name="X", slug="admin", starts_on="2026-01-01", ends_on="2026-01-02")

    assert "is an address of the site itself" in response.content.decode()


@pytest.mark.parametrize(("is_published", "slug"), [(False, "moved"), (True, "first")])
def test_an_events_slug_changes_only_until_it_is_published(anna, db, is_published, slug):
    event = make_event(slug="first", is_published=is_published)
    url = reverse("admin:schedule_event_change", args=[event.pk])

    anna.post(url, read_form(anna, url) | {"slug": "moved"})

    event.refresh_from_db()
    assert event.slug == slug
