"""The team page: people are invited by e-mail address, join by saying yes, and get and lose roles."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from schedule.models import TeamMember
from schedule.services import team
from tests.factories import make_event, make_user


@pytest.fixture
def owner(event):
    user = make_user("olga@example.org", is_staff=True)
    TeamMember.objects.create(event=event, email=user.email, role="owner", user=user, joined_at=event.changed_at)
    return user


@pytest.fixture
def olga(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def url(event):
    return reverse("admin:schedule_event_team", args=[event.pk])


def post(client, url, **data):
    return client.post(url, data, follow=True).content.decode()


def rows(event):
    return list(event.team.order_by("pk").values_list("email", "role", "user__email"))


def test_an_invitation_is_sent_by_mail_and_gives_nothing_yet(olga, event, owner, url):
    page = post(olga, url, invite="1", email=" New@Example.org ", role="editor")

    [message] = mail.outbox
    assert rows(event)[1:] == [("new@example.org", "editor", None)]
    assert (message.to, message.subject) == (["new@example.org"], f"Join the team of {event}")
    assert "http://127.0.0.1:8000/accounts/invitations/" in message.body
    assert "olga@example.org asks you to join" in message.body
    assert "An invitation went to new@example.org." in page


def test_who_accepts_is_in_the_team_and_in_the_admin(client, event, owner):
    member = team.invite(event=event, email="new@example.org", role="helper", by=owner)
    user = make_user("new@example.org")
    client.force_login(user)

    page = client.get(reverse("invitations")).content.decode()
    response = client.post(reverse("invitation", args=[member.pk]), {"accept": "1"}, follow=True)

    assert event.name in page
    assert rows(event)[1:] == [("new@example.org", "helper", "new@example.org")]
    assert response.request["PATH_INFO"] == "/admin/"
    assert client.get("/admin/schedule/talk/").status_code == 200


def test_who_declines_is_not(client, event, owner):
    member = team.invite(event=event, email="new@example.org", role="helper", by=owner)
    client.force_login(make_user("new@example.org"))

    client.post(reverse("invitation", args=[member.pk]), {"accept": "0"})

    assert len(rows(event)) == 1
    assert client.get("/admin/schedule/talk/").status_code == 302


def test_an_invitation_is_for_its_address_only(client, event, owner):
    member = team.invite(event=event, email="new@example.org", role="owner", by=owner)
    client.force_login(make_user("spy@example.org"))

    page = client.get(reverse("invitations")).content.decode()
    response = client.post(reverse("invitation", args=[member.pk]), {"accept": "1"})

    assert event.name not in page
    assert response.status_code == 404
    assert rows(event)[1:] == [("new@example.org", "owner", None)]


def test_signed_out_the_invitation_leads_to_the_login_and_back(client, event):
    response = client.get(reverse("invitations"))

    assert response.url == "/accounts/login/?next=/accounts/invitations/"


def test_the_page_does_not_tell_whether_an_address_has_an_account(olga, event, url):
    make_user("known@example.org")

    pages = [post(olga, url, invite="1", email=f"{name}@example.org", role="editor") for name in ("known", "other")]

    assert "An invitation went to known@example.org." in pages[0]
    assert "An invitation went to other@example.org." in pages[1]
    assert [user for _, _, user in rows(event)[1:]] == [None, None]


def test_a_superuser_gives_a_role_at_once(anna, event, url):
    user = make_user("known@example.org")

    post(anna, url, invite="1", email="known@example.org", role="owner")

    user.refresh_from_db()
    assert rows(event) == [("known@example.org", "owner", "known@example.org")]
    assert user.is_staff


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"email": "x", "role": "editor"}, "Enter an e-mail address such as name@example.org."),
        ({"email": "olga@EXAMPLE.org", "role": "editor"}, "The list has olga@example.org already."),
        (
            {"email": "a@example.org", "role": "king"},
            "Select a valid choice. king is not one of",
        ),
        ({"email": "a" * 250 + "@example.org", "role": "editor"}, "at most 254 characters"),
    ],
)
def test_bad_invitations_are_refused_at_their_field(olga, event, owner, url, data, said):
    page = post(olga, url, invite="1", **data)

    assert said in page
    assert (len(rows(event)), mail.outbox) == (1, [])


def test_many_unanswered_invitations_are_too_many(olga, event, owner, url):
    TeamMember.objects.bulk_create(
        TeamMember(event=event, email=f"{number}@example.org", role="helper") for number in range(team.MOST_WAITING)
    )

    assert "50 people have not answered yet." in post(olga, url, invite="1", email="one@example.org", role="helper")


def test_a_reminder_waits_a_while(olga, event, owner, url):
    member = team.invite(event=event, email="new@example.org", role="helper", by=owner)

    page = post(olga, url, remind=member.pk)

    assert "A mail went to new@example.org within the last 10 minutes" in page
    assert mail.outbox == []


def test_a_mail_server_that_is_away_keeps_the_invitation(olga, event, owner, url, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    page = post(olga, url, invite="1", email="new@example.org", role="helper")

    assert "the mail server did not take the mail" in page
    assert len(rows(event)) == 2


def test_roles_are_given_and_taken(olga, event, owner, url):
    member = team.invite(event=event, email="new@example.org", role="helper", by=owner)
    user = make_user("new@example.org")
    team.join(member=member, user=user)

    post(olga, url, give=member.pk, **{f"{member.pk}-role": "editor"})
    given = rows(event)[1]
    post(olga, url, remove=member.pk)

    user.refresh_from_db()
    assert given == ("new@example.org", "editor", "new@example.org")
    assert (len(rows(event)), user.is_staff) == (1, False)


def test_who_is_in_another_team_keeps_the_admin(event, owner):
    user, other = make_user("new@example.org"), make_event()
    members = [team.invite(event=each, email=user.email, role="helper", by=owner) for each in (event, other)]
    for member in members:
        team.join(member=member, user=user)
    members[0].refresh_from_db()

    team.remove(member=members[0])

    assert User.objects.get(pk=user.pk).is_staff


@pytest.mark.parametrize("data", ["remove", "give"])
def test_the_last_owner_stays(olga, event, owner, url, data):
    team.invite(event=event, email="second@example.org", role="owner", by=owner)  # who has not said yes
    member = event.team.get(user=owner)

    page = post(olga, url, **{data: member.pk, f"{member.pk}-role": "helper"})

    assert "The only owner is olga@example.org." in page
    assert rows(event)[0] == ("olga@example.org", "owner", "olga@example.org")


@pytest.mark.parametrize("number", [0, 2])
def test_the_page_costs_the_same_for_few_and_many(olga, event, owner, url, django_assert_num_queries, number):
    for each in range(number):
        team.invite(event=event, email=f"{each}@example.org", role="helper", by=owner)

    with django_assert_num_queries(5):
        olga.get(url)
