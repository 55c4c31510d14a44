"""The admin's page of an event's clashes: one list, in which a known one is accepted with a reason, or told again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, QueryDict
from django.urls import path
from django.utils import timezone

from schedule.admin.base import ScopedAdmin
from schedule.admin.pages import address_of_form, event_page, framed, keys_in
from schedule.clash_records import RULES, SEVERITIES, Clash
from schedule.days import day_of, short
from schedule.models import AcceptedClash, Event, Session
from schedule.services.clashes import ClashGone, accept_clash, clashes_of_event, take_back_acceptance
from schedule.visibility import EDIT, SEE

# Clashes of one rule that a page prints; the filters lead to the rest.
MOST_SHOWN = 200

NO_REASON = "Say why it may stay: the next organiser will ask."


class ReasonForm(forms.ModelForm):
    """Why a clash may stay."""

    class Meta:
        model = AcceptedClash
        fields = ["reason"]
        error_messages = {"reason": dict.fromkeys(("required", "blank"), NO_REASON)}


@dataclass(frozen=True)
class Concerned:
    """A session that has a part in a clash: what the page prints of it, and its day."""

    title: str
    address: str
    room: str
    is_draft: bool
    when: str = "no time"
    day: date | None = None


@dataclass
class Row:
    """A clash as the page prints it."""

    clash: Clash
    sessions: list[Concerned]
    days: set[date]
    form: ReasonForm | None = None

    @property
    def text(self) -> str:
        """What its one session's link says already is not said twice."""
        return self.clash.text if len(self.sessions) > 1 else self.clash.told[0]


@dataclass
class Group:
    """The clashes that one rule found with one severity."""

    label: str
    severity: str
    rows: list[Row] = field(default_factory=list)
    number: int = 0

    @property
    def severity_label(self) -> str:
        return SEVERITIES[self.severity]

    @property
    def more(self) -> int:
        return self.number - len(self.rows)


class ClashPages(ScopedAdmin):
    """The page of `EventAdmin` about what does not fit in its programme."""

    def clash_urls(self):
        view = self.admin_site.admin_view(self.clashes_view)
        return [path("<path:object_id>/clashes/", view, name="schedule_event_clashes")]

    @event_page(SEE)
    def clashes_view(self, request, event):
        """All of them; a POST accepts one, or takes that back."""
        if request.method != "POST":
            return self._clashes_page(request, event)
        if not self.has_right(request, EDIT, event):
            raise PermissionDenied
        return self._take_back(request, event) if "take_back" in request.POST else self._accept(request, event)

    def _accept(self, request, event):
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._clashes_page(request, event, form)
        reason = form.cleaned_data["reason"]
        try:
            accepted, is_new = accept_clash(
                event=event, key=request.POST.get("key", ""), reason=reason, user=request.user, at=timezone.now()
            )
        except ClashGone:
            messages.info(request, "This clash is gone meanwhile: somebody changed the programme. Nothing to accept.")
        else:
            if is_new:
                messages.success(request, f"Accepted: {accepted.text}")
            elif accepted.by != request.user or accepted.reason != reason:
                who = accepted.by or "somebody"
                messages.warning(request, f"Accepted already, by {who}: “{accepted.reason}”. That reason stands.")
        return HttpResponseRedirect(request.get_full_path())

    def _take_back(self, request, event):
        keys = keys_in([request.POST["take_back"]])
        found = take_back_acceptance(event=event, pk=keys[0]) if keys else None
        if found is None:
            messages.info(request, "This was taken back already.")
        else:
            messages.success(request, f"Taken back, so that it counts again: {found.text}")
        return HttpResponseRedirect(request.get_full_path())

    def _clashes_page(self, request, event, refused: ReasonForm | None = None):
        found = clashes_of_event(event, at=timezone.now())
        chosen = _chosen(request.GET)
        rows = _rows_of(event, found)
        shown = [row for row in rows if _is_chosen(row, chosen)]
        open_rows = [row for row in shown if row.clash.accepted is None]
        if refused is not None:
            _put_back(open_rows, refused)
        accepted = [row for row in shown if row.clash.accepted is not None]
        settled = [] if any(chosen.values()) else _settled(event, found)
        return framed(
            self,
            request,
            "clashes",
            title=f"Clashes of {event}",
            event=event,
            groups=_groups_of(open_rows),
            accepted=accepted,
            settled=settled,
            number_accepted=len(accepted) + len(settled),
            is_clear=not any(clash.accepted is None for clash in found),
            is_filtered=any(chosen.values()),
            filters=_filters(rows, chosen),
            may_accept=self.has_right(request, EDIT, event),
        )


def _rows_of(event: Event, clashes: list[Clash]) -> list[Row]:
    keys = {pk for clash in clashes for pk in clash.sessions}
    rows = Session.objects.filter(event=event) if keys else Session.objects.none()
    columns = rows.order_by().values_list("pk", "title", "kind", "status", "starts_at", "ends_at", "room__name")
    sessions: dict[int | None, Concerned] = {row[0]: _concerned(event, *row) for row in columns if row[0] in keys}
    found = []
    for clash in clashes:
        concerned = [sessions[pk] for pk in clash.sessions if pk in sessions]
        found.append(Row(clash, concerned, {session.day for session in concerned if session.day}))
    return found


def _concerned(event: Event, pk, title, kind, status, starts_at, ends_at, room) -> Concerned:
    known = (title, address_of_form(kind, pk), room or "", status == Session.Status.DRAFT)
    if starts_at is None:
        return Concerned(*known)
    begin, end = event.local(starts_at), event.local(ends_at)
    day = day_of(starts_at, zone=event.timezone, day_starts_at=event.day_starts_at)
    return Concerned(*known, f"{short(begin)}–{end:%H:%M}", day)


def _groups_of(rows: list[Row]) -> list[Group]:
    groups = []
    for (severity, rule), found in groupby(rows, lambda row: (row.clash.severity, row.clash.rule)):
        members = list(found)
        groups.append(Group(RULES[rule].label, severity, members[:MOST_SHOWN], len(members)))
    return groups


def _put_back(rows: list[Row], refused: ReasonForm) -> None:
    for row in rows:
        if row.clash.key == refused.data.get("key"):
            row.form = refused


def _settled(event: Event, found: list[Clash]) -> list[AcceptedClash]:
    """What was accepted and is no longer there. It holds again should it come back."""
    keys = {clash.key for clash in found}
    return [row for row in AcceptedClash.objects.filter(event=event).select_related("by") if row.key not in keys]


# Filters


def _chosen(query: QueryDict) -> dict[str, Any]:
    """What the address asks for; nonsense asks for nothing."""
    rule = query.get("rule", "")
    try:
        day = date.fromisoformat(query.get("day", ""))
    except ValueError:
        day = None
    return {"rule": rule if rule in RULES else "", "day": day}


def _is_chosen(row: Row, chosen: dict[str, Any]) -> bool:
    return chosen["rule"] in ("", row.clash.rule) and (chosen["day"] is None or chosen["day"] in row.days)


def _filters(rows: Iterable[Row], chosen: dict[str, Any]) -> list[dict[str, Any]]:
    """The choices of each filter, as (label, address, whether it is chosen); none where there is nothing to choose."""
    rows = list(rows)
    present = {row.clash.rule for row in rows} | {chosen["rule"]} - {""}
    rules = [(rule.name, rule.label) for rule in RULES.values() if rule.name in present]
    dates = sorted({day for row in rows for day in row.days} | ({chosen["day"]} - {None}))
    days = [(day, f"{day:%a} {day.day} {day:%b}") for day in dates]
    offered = (("rule", "Rule", rules), ("day", "Day", days))
    return [
        {"name": name, "label": label, "choices": _choices(name, values, chosen)}
        for name, label, values in offered
        if len(values) > 1 or chosen[name]
    ]


def _choices(name: str, values: list[tuple[Any, str]], chosen: dict[str, Any]) -> list[tuple[str, str, bool]]:
    choices = []
    for value, label in [("", "All"), *values]:
        query = QueryDict(mutable=True)
        query.update({key: str(each) for key, each in {**chosen, name: value}.items() if each})
        choices.append((label, f"?{query.urlencode()}", (chosen[name] or "") == value))
    return choices
