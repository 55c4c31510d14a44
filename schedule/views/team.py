"""Invitations to help with an event, for the person who has the address that they went to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from schedule.models import TeamMember
from schedule.services import team
from schedule.views.answers import private


@private
@login_required
@require_safe
def invitations(request):
    """Those that wait for an answer. Having the address is what counts: whoever signs in has confirmed it."""
    return render(request, "schedule/invitations.html", {"waiting": TeamMember.objects.waiting_for(request.user)})


@private
@login_required
@require_POST
def answer(request, pk):
    """Accept or decline; `accept` is 1 or 0. An invitation of somebody else does not exist."""
    member = get_object_or_404(TeamMember.objects.waiting_for(request.user), pk=pk)
    if request.POST.get("accept") != "1":
        team.remove(member=member)
        messages.success(request, f"You declined to join the team of {member.event}.")
        return redirect("invitations")
    try:
        team.join(member=member, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("invitations")
    messages.success(request, f"You are in the team of {member.event} now, as {member.get_role_display().lower()}.")
    return redirect("admin:index")
