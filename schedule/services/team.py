"""The team of an event: invited by e-mail address, in it once they have said yes, with a role that can change."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from schedule.models import Event, TeamMember

MOST_WAITING = 50
MINUTES_BETWEEN_MAILS = 10

Role = TeamMember.Role


@transaction.atomic
def invite(*, event: Event, email: str, role: str, by) -> TeamMember:
    """Ask whoever has this address to join. Raises ValidationError for somebody who has, and for too many at once.

    Whether there is an account of that address is not looked at, so that nobody learns it here.
    """
    email = email.strip().lower()
    _lock(event)
    team = TeamMember.objects.filter(event=event)
    if team.filter(email=email).exists():
        raise ValidationError(f"The list has {email} already.")
    if team.filter(user=None).count() >= MOST_WAITING:
        raise ValidationError(f"{MOST_WAITING} people have not answered yet. Take some invitations back first.")
    return TeamMember.objects.create(event=event, email=email, role=role, invited_by=by)


def send_invitation(*, member: TeamMember) -> None:
    """The mail. Raises OSError when the mail server does not take it."""
    context = {"member": member, "url": settings.SITE_URL + reverse("invitations")}
    text = render_to_string("schedule/mail/invitation.txt", context)
    send_mail(f"Join the team of {member.event}", text, None, [member.email])


@transaction.atomic
def remind(*, member: TeamMember) -> None:
    """Send the invitation once more. Raises ValidationError when the last one is too fresh, OSError as sending does."""
    if timezone.now() - member.invited_at < timedelta(minutes=MINUTES_BETWEEN_MAILS):
        raise ValidationError(f"A mail went to {member.email} within the last {MINUTES_BETWEEN_MAILS} minutes.")
    member.invited_at = timezone.now()
    member.save(update_fields=["invited_at"])
    send_invitation(member=member)


@transaction.atomic
def join(*, member: TeamMember, user) -> None:
    """They said yes. The admin lets them in from now on. Repeating it is harmless.

    Raises ValidationError for somebody who is in the team under another address, and when the invitation is gone.
    """
    _lock(member.event)
    if TeamMember.objects.filter(event=member.event, user=user).exclude(pk=member.pk).exists():
        raise ValidationError(f"You are in the team of {member.event} already, under another address.")
    joined = TeamMember.objects.filter(pk=member.pk, user=None).update(user=user, joined_at=timezone.now())
    if not joined and not TeamMember.objects.filter(pk=member.pk, user=user).exists():
        raise ValidationError("This invitation was taken back meanwhile.")
    get_user_model().objects.filter(pk=user.pk).update(is_staff=True)


@transaction.atomic
def give_role(*, member: TeamMember, role: str, may_lose_owner: bool = False) -> None:
    """Raises ValidationError when the event would be left without an owner."""
    _lock(member.event)
    if role != Role.OWNER and not may_lose_owner:
        _refuse_loss_of_owner(member)
    if not TeamMember.objects.filter(pk=member.pk).update(role=role):
        raise ValidationError(f"Somebody removed {member.email} meanwhile.")
    member.role = role


@transaction.atomic
def remove(*, member: TeamMember, may_lose_owner: bool = False) -> None:
    """Out of the team, or the invitation taken back. Raises ValidationError as `give_role` does.

    Who is in no other team is not let into the admin any more.
    """
    _lock(member.event)
    if not may_lose_owner:
        _refuse_loss_of_owner(member)
    stored = TeamMember.objects.filter(pk=member.pk).select_related("user").first()
    if stored is None:
        return
    user = stored.user  # who may have said yes only now
    stored.delete()
    if user is not None and not TeamMember.objects.filter(user=user).exists():
        get_user_model().objects.filter(pk=user.pk, is_superuser=False).update(is_staff=False)


def _lock(event: Event) -> None:
    Event.objects.locked().get(pk=event.pk)


def _refuse_loss_of_owner(member: TeamMember) -> None:
    others = TeamMember.objects.filter(event=member.event, role=Role.OWNER).exclude(pk=member.pk)
    if member.user is not None and member.role == Role.OWNER and not others.exclude(user=None).exists():
        raise ValidationError(f"The only owner is {member.email}. Make somebody else an owner first.")
