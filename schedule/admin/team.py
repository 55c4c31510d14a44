"""The team of an event: who may do what, invited by e-mail address."""

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from schedule.admin.base import ScopedAdmin
from schedule.admin.pages import event_page, framed, keys_in
from schedule.models import TeamMember
from schedule.services import team
from schedule.visibility import OWN, is_everywhere

ROLES = [
    (TeamMember.Role.OWNER, "the event itself, its team, and all that an editor may"),
    (TeamMember.Role.EDITOR, "the programme: sessions, speakers, rooms, tracks, imports"),
    (TeamMember.Role.HELPER, "sees everything; on the event’s days cancels sessions and changes their rooms"),
]


class InviteForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        error_messages={"invalid": "Enter an e-mail address such as name@example.org."},
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(choices=TeamMember.Role.choices, initial=TeamMember.Role.EDITOR)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=TeamMember.Role.choices)


class TeamPages(ScopedAdmin):
    """The pages of `EventAdmin` about its people."""

    def team_urls(self):
        wrap = self.admin_site.admin_view
        return [path("<path:object_id>/team/", wrap(self.team_view), name="schedule_event_team")]

    @event_page(OWN)
    def team_view(self, request, event):
        """Everybody with a role; a POST invites, changes, reminds or removes one of them."""
        form = InviteForm(request.POST if "invite" in request.POST else None)
        if request.method == "POST":
            done = self._invited(request, event, form) if "invite" in request.POST else self._changed(request, event)
            if done:
                return HttpResponseRedirect(reverse("admin:schedule_event_team", args=[event.pk]))
        members = TeamMember.objects.for_organiser(request.user).filter(event=event).select_related("user")
        return framed(
            self,
            request,
            "team",
            title=f"Team of {event}",
            event=event,
            form=form,
            members=[(member, RoleForm(initial={"role": member.role}, prefix=str(member.pk))) for member in members],
            roles=[(role.label, may_do) for role, may_do in ROLES],
        )

    def _invited(self, request, event, form) -> bool:
        if not form.is_valid():
            return False
        try:
            member = team.invite(event=event, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("email", error)
            return False
        account = get_user_model().objects.filter(email=member.email, is_active=True).first()
        if account is not None and is_everywhere(request.user):  # who sees all accounts need not ask by mail
            team.join(member=member, user=account)
            messages.success(request, f"Added {member.email} to the team.")
        else:
            self._send(request, member, team.send_invitation)
        return True

    def _changed(self, request, event) -> bool:
        keys = keys_in(request.POST.get(name, "") for name in ("give", "remind", "remove"))
        rows = TeamMember.objects.for_organiser(request.user, OWN).select_related("user", "event")
        member = get_object_or_404(rows, event=event, pk__in=keys)
        may_lose_owner = is_everywhere(request.user)
        try:
            if "remind" in request.POST and member.user is None:
                self._send(request, member, team.remind)
            elif "remove" in request.POST:
                team.remove(member=member, may_lose_owner=may_lose_owner)
                messages.success(request, f"Removed {member.email}, who has no role in {event} any more.")
            elif (form := RoleForm(request.POST, prefix=str(member.pk))).is_valid():
                team.give_role(member=member, role=form.cleaned_data["role"], may_lose_owner=may_lose_owner)
                messages.success(request, f"Made {member.email} {member.get_role_display().lower()}.")
            else:
                messages.error(request, "Choose one of the roles.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return True

    def _send(self, request, member, send) -> None:
        try:
            send(member=member)
        except OSError:
            messages.warning(
                request,
                f"You invited {member.email}, but the mail server did not take the mail. They can sign in with that "
                f"address and open {request.build_absolute_uri(reverse('invitations'))}, or remind them later.",
            )
        else:
            messages.success(request, f"An invitation went to {member.email}. They are in once they accept it.")
