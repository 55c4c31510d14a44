"""Interest in a topic: said or taken back by one click, and how one takes part."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from schedule.bof_forms import InterestForm
from schedule.models import BofInterest, BofProposal, Event
from schedule.services.bofs import NotNow, name_of, set_interest, set_name
from schedule.views.answers import private, see_other
from schedule.views.bofs import merged_into


@csrf_exempt  # whether somebody is signed in is decided first; `_set` then asks for the token
@require_http_methods(["GET", "HEAD", "POST"])
@private
def interest(request, event, pk):
    """Set one's interest by POST; or be led there by the button's link, through signing in if need be."""
    found = Event.objects.visible_to(request.user).filter(slug=event).first()
    if found is None:
        raise Http404
    wants_json = "application/json" in request.headers.get("Accept", "")
    if not request.user.is_authenticated:
        if request.method == "POST" and wants_json:
            login = redirect_to_login(reverse("bofs", args=[event]))["Location"]
            return JsonResponse({"error": "Sign in first.", "login": login}, status=401)
        would_host = request.method != "POST" and request.GET.get("hosts") == "1"
        return redirect_to_login(f"{request.path}?hosts=1" if would_host else request.path)
    topic = _topic(request, found, pk)
    if request.method == "POST":
        return _set(request, found, topic, wants_json)
    if topic is None:
        raise Http404
    mine = BofInterest.objects.filter(proposal=topic, user=request.user).first()
    name = name_of(request.user)
    hosts = mine.is_host if mine else request.GET.get("hosts") == "1"
    start = {"hosts": "1" if hosts else "0", "shown": "1" if mine and mine.is_shown else "0", "name": name}
    return _page(request, topic, InterestForm(initial=start, known_name=name), mine)


@csrf_protect
def _set(request, event, topic, wants_json):
    form = InterestForm(request.POST, known_name=name_of(request.user))
    if not form.is_valid() and not form.is_understood:
        return HttpResponseBadRequest(
            "interested, hosts and shown must be 1 or 0\n", content_type="text/plain; charset=utf-8"
        )
    if topic is None:
        return _gone(request, event, wants_json)
    if not form.is_valid():
        if wants_json:
            return JsonResponse({"error": form["name"].errors.as_text().removeprefix("* ")}, status=400)
        return _page(request, topic, form, BofInterest.objects.filter(proposal=topic, user=request.user).first())
    is_on, hosts, shown = (form.chosen(field) for field in ("interested", "hosts", "shown"))
    try:
        set_interest(user=request.user, proposal=topic, interested=bool(is_on), hosts=hosts, shown=shown)
    except NotNow as error:
        if wants_json:
            return JsonResponse({"error": error.message}, status=409)
        messages.warning(request, error.message)
        return see_other(topic.get_absolute_url())
    if "name" in form.data:
        set_name(user=request.user, name=form.cleaned_data["name"])
    if wants_json:
        return JsonResponse({"interested": is_on, "interest": topic.interests.count()})
    if is_on and hosts and not name_of(request.user):
        messages.info(request, "You host it now. Others read “an attendee” until you choose a name.")
        return see_other(reverse("bof_interest", args=[event.slug, topic.pk]))
    there = form.cleaned_data["next"] or topic.get_absolute_url()
    return see_other(there if "#" in there else f"{there}#b{topic.pk}")


def _topic(request, event: Event, pk: int) -> BofProposal | None:
    """The topic, or the one that it was merged into; None for what this person may not see."""
    rows = BofProposal.objects.visible_to(request.user).select_related("event", "session")
    topic = rows.filter(event=event, pk=pk).first()
    if topic is None or topic.state == BofProposal.State.MERGED:
        return merged_into(event, pk, request.user) or topic
    return topic


def _page(request, topic: BofProposal, form: InterestForm, mine: BofInterest | None):
    chosen = {name: form[name].value() == "1" for name in ("hosts", "shown")}
    context = {"event": topic.event, "tab": "bofs", "topic": topic, "form": form, "mine": mine, **chosen}
    return render(request, "schedule/bof_interest.html", context)


def _gone(request, event: Event, wants_json: bool):
    """The same for a topic that was taken off the board, that nobody approved yet, and that never was."""
    said = "This topic is not on the board, or not any more."
    if wants_json:
        return JsonResponse({"error": said}, status=404)
    return render(request, "schedule/bof_gone.html", {"event": event, "tab": "bofs", "said": said}, status=404)
