"""A topic's own forms: it is proposed, edited and withdrawn. Its slot is chosen in `bof_claiming`."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from schedule.bof_forms import TopicForm
from schedule.models import BofProposal, Event
from schedule.services.bof_slots import free_slots
from schedule.services.bofs import STATES_THAT_COUNT, NotNow, call_of, edit_proposal, name_of, propose, withdraw
from schedule.views.answers import private, see_other
from schedule.views.bofs import topics_like

# Where an anonymous session keeps, by the event’s slug, what somebody had typed who was signed out meanwhile.
DRAFT = "bof_draft"
MOST_KEPT = 10_000  # characters, for each event

methods = require_http_methods(["GET", "HEAD", "POST"])


@methods
@private
def bof_new(request, event):
    """Propose a topic. Similar ones are shown once, to join instead."""
    found = _event(request, event)
    if not request.user.is_authenticated:
        if request.method == "POST":
            _keep(request, found)
        return redirect_to_login(request.path)
    call = call_of(found)
    takes_topics = call.takes_topics(timezone.now())
    own = _counted(request.user, found) if request.method != "POST" else []
    if request.method != "POST" and (not takes_topics or len(own) >= call.most_per_person):
        context = {"event": found, "tab": "bofs", "call": call, "takes_topics": takes_topics, "own": own}
        return render(request, "schedule/bof_no_more.html", context)
    slots = free_slots(found, user=request.user)
    topics = []
    if request.method == "POST":
        form = TopicForm(request.POST, slots=slots)
        if form.is_valid():
            topics = [
                topic
                for topic in topics_like(found, form.cleaned_data["title"], request.user)
                if not form.has_seen(topic.pk)
            ]
            if not topics and (topic := _proposed(request, found, form)):
                return _there(topic)
    else:
        form = TopicForm(initial=_started(request, found), slots=slots)
    context = {"event": found, "tab": "bofs", "form": form, "call": call, "topics": topics, "seen": _seen(form, topics)}
    context["takes_topics"] = takes_topics
    return render(request, "schedule/bof_form.html", context)


@methods
@private
@login_required
def bof_edit(request, event, pk):
    """The same form, for the words and wishes of one's own topic until it has its slot."""
    topic = own_topic(request, event, pk)
    if not topic.is_changeable:
        messages.warning(request, "This topic can no longer be changed.")
        return redirect(topic)
    slots = free_slots(topic.event, user=request.user)
    if request.method == "POST":
        form = TopicForm(request.POST, slots=slots)
        if form.is_valid():
            try:
                topic = edit_proposal(user=request.user, proposal=topic, fields=form.words, **form.choices)
            except ValidationError as error:
                form.refuse(error)
            else:
                waits = topic.state == BofProposal.State.PENDING
                messages.success(
                    request, "Saved. An organiser looks at it before others see it again." if waits else "Saved."
                )
                return _there(topic)
    else:
        hosts = topic.interests.filter(user=request.user, is_host=True).exists()
        words = {name: getattr(topic, name) for name in ("title", "description", "needs_projector", "needs_online")}
        chosen = {"hosts": hosts, "name": name_of(request.user), "wished_slots": topic.wished_slots.all()}
        form = TopicForm(initial=words | chosen, slots=slots)
    context = {"event": topic.event, "tab": "bofs", "form": form, "topic": topic, "call": call_of(topic.event)}
    return render(request, "schedule/bof_form.html", context)


@methods
@private
@login_required
def bof_withdraw(request, event, pk):
    """Asks first, since those who are interested lose the topic."""
    topic = own_topic(request, event, pk)
    if request.method == "POST":
        try:
            withdraw(user=request.user, proposal=topic)
        except NotNow as error:
            messages.warning(request, error.message)
            return _there(topic)
        messages.success(request, f"“{topic.title}” is withdrawn.")
        return see_other(reverse("bofs", args=[event]))
    if not topic.is_changeable:
        return redirect(topic)
    context = {"event": topic.event, "tab": "bofs", "topic": topic, "others": topic.interests.count() - 1}
    return render(request, "schedule/bof_withdraw.html", context)


def _event(request, slug: str) -> Event:
    return get_object_or_404(Event.objects.visible_to(request.user), slug=slug)


def own_topic(request, event: str, pk: int) -> BofProposal:
    """This person's own topic; others' look as if they were not there."""
    rows = BofProposal.objects.visible_to(request.user).select_related("event", "session")
    return get_object_or_404(rows, event__slug=event, pk=pk, proposer=request.user)


def _proposed(request, event: Event, form: TopicForm) -> BofProposal | None:
    """The new topic, or None with what is wrong in the form."""
    try:
        topic = propose(user=request.user, event=event, fields=form.words, at=timezone.now(), **form.choices)
    except ValidationError as error:
        form.refuse(error)
        return None
    waits = topic.state == BofProposal.State.PENDING
    messages.success(
        request,
        "Thank you. An organiser looks at your topic before others see it."
        if waits
        else "Your topic is on the board, and you are the first who is interested.",
    )
    return topic


def _counted(user, event: Event) -> list[BofProposal]:
    """This person's topics of which each event takes so many, newest first."""
    rows = BofProposal.objects.filter(event=event, proposer=user, state__in=STATES_THAT_COUNT)
    return list(rows.select_related("event"))


def _keep(request, event: Event) -> None:
    """Until they are signed in; nothing that no form of ours holds, and not too much of the rest."""
    typed = {name: request.POST.getlist(name) for name in TopicForm.base_fields if name in request.POST}
    if sum(len(value) for values in typed.values() for value in values) <= MOST_KEPT:
        request.session[DRAFT] = {**request.session.get(DRAFT, {}), event.slug: typed}


def _started(request, event: Event) -> dict[str, object]:
    """What the form begins with: the name that the person chose, and what they had typed before signing in."""
    drafts = dict(request.session.get(DRAFT, {}))
    typed = drafts.pop(event.slug, {})
    if typed:
        request.session[DRAFT] = drafts
    single = {name: values[-1] for name, values in typed.items() if values and name not in ("wished_slots", "seen")}
    return {"name": name_of(request.user)} | single | {"wished_slots": typed.get("wished_slots", [])}


def _seen(form: TopicForm, topics) -> str:
    """What the form says next time to have shown."""
    before = form.data.get("seen", "")[:500] if form.is_bound else ""
    return ",".join(part for part in (before, *(str(topic.pk) for topic in topics)) if part)


def _there(topic: BofProposal):
    return see_other(topic.get_absolute_url())
