"""The page that makes next year's event: what it suggests, refuses and makes."""

import pytest
from django.urls import reverse

from schedule.models import Event, Room
from tests.factories import make_event, make_room, make_user

pytestmark = pytest.mark.django_db


def clone_url(event):
    return reverse("admin:schedule_event_clone", args=[event.pk])


def test_clone_page_suggests_the_next_year(anna, event):
    Event.objects.filter(pk=event.pk).update(name="KVM Forum 2020 (20th)", slug="kvm-forum-2020")

    form = anna.get(clone_url(event)).context["form"]

    assert (form["name"].value(), form["slug"].value()) == ("KVM Forum 2021 (20th)", "kvm-forum-2021")
    assert f"{form['starts_on'].value():%a %Y-%m-%d}" == "Wed 2021-10-27"
    assert f"{event.starts_on:%a}" == "Wed"


def test_clone_page_leads_to_the_new_event(anna, event):
    make_room(event, name="Aula")

    response = anna.post(clone_url(event), {"name": "Next", "slug": "next", "starts_on": "2021-10-27"})

    made = Event.objects.get(slug="next")
    assert response["Location"] == reverse("admin:schedule_event_change", args=[made.pk])
    assert [room.name for room in Room.objects.filter(event=made)] == ["Aula"]
    assert made.history.get().history_user.email == "anna@example.org"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"slug": "taken"}, "slug"),
        ({"slug": "admin"}, "slug"),
        ({"slug": "no slug"}, "slug"),
        ({"starts_on": "yesterday"}, "starts_on"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
        ({"starts_on": ""}, "starts_on"),
    ],
)
def test_clone_page_refuses_by_field_and_keeps_the_rest(anna, event, fields, name):
    make_event(slug="taken")
    given = {"name": "Next", "slug": "next", "starts_on": "2021-10-27"} | fields

    response = anna.post(clone_url(event), given)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [name]
    assert all(response.context["form"][each].value() == value for each, value in given.items())
    assert Event.objects.count() == 2


def test_clone_page_of_what_one_may_not_see_does_not_exist(client, anna, event):
    assert anna.get(reverse("admin:schedule_event_clone", args=[999999])).status_code == 404

    client.force_login(make_user(is_staff=True))

    assert client.post(clone_url(event), {"name": "Next", "slug": "next", "starts_on": "2021-10-27"}).status_code != 200
    assert Event.objects.count() == 1
