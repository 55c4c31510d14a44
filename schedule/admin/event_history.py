"""The history of a whole event in the admin, where deleted things are found and put back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import NoReverseMatch, path, reverse

from schedule.admin.base import ScopedAdmin
from schedule.admin.history import attempted, page_of
from schedule.admin.pages import framed
from schedule.models import BofCall, BofSession, Event, Session, Talk
from schedule.services.event_acts import KINDS, acts_in, people_in
from schedule.services.putting_back import put_back_deleted, restoration_of
from schedule.visibility import EDIT, OWN

_KINDS = {model._meta.model_name: model for model in KINDS}


class EventHistoryPages(ScopedAdmin):
    """The pages of `EventAdmin` about what was."""

    def history_urls(self):
        view = self.admin_site.admin_view(self.restore_view)
        return [
            path("<path:object_id>/deleted/<slug:kind>/<int:pk>/", view, name="schedule_event_put_back_deleted"),
        ]

    def _history_page(self, request, object_id):
        event = self._seen(request, object_id)
        people, page = people_in(event), page_of(request)
        by = next((user for user in people if str(user.pk) == request.GET.get("by")), None)
        kind = _KINDS.get(request.GET.get("kind", ""))
        deleted = request.GET.get("only") == "deleted"
        acts, has_older = acts_in(event, by=by and by.pk, kind=kind, deleted=deleted, page=page)
        edits, owns = (self.has_right(request, right, event) for right in (EDIT, OWN))
        for act in acts:
            for thing in act.things:
                self._link(thing, act, event, may_put_back=owns if thing.model is Event else edits)
        query = request.GET.copy()
        query.pop("page", None)
        return framed(
            self,
            request,
            "event_history",
            title=f"History of {event}",
            object=event,
            event=event,
            acts=acts,
            people=people,
            kinds=[(name, str(model._meta.verbose_name_plural)) for name, model in _KINDS.items()],
            by=by,
            kind=kind and kind._meta.model_name,
            only_deleted=deleted,
            is_narrowed=bool(by or kind or deleted),
            query=query.urlencode(),
            older=page + 1 if has_older else None,
            newer=page - 1 if page > 1 else None,
        )

    def _link(self, thing, act, event, *, may_put_back: bool) -> None:
        """Where the thing itself, its history and its putting back are."""
        model = thing.model
        thing.label = str(model._meta.verbose_name)
        if model is Session:
            model = BofSession if thing.kind == Session.Kind.BOF else Talk
            thing.label = str(model._meta.verbose_name)
        thing.history, thing.put_back = "", ""
        if model is BofCall:
            thing.history = reverse("admin:schedule_event_bofs", args=[event.pk])
            return
        name = f"admin:schedule_{model._meta.model_name}"
        try:
            if thing.is_there:
                thing.history = reverse(f"{name}_change" if model is self.model else f"{name}_history", args=[thing.pk])
                if thing.change == "~" and may_put_back:
                    thing.put_back = reverse(f"{name}_put_back", args=[thing.pk, act.key])
            elif thing.change == "-" and may_put_back:
                kind = thing.model._meta.model_name
                thing.put_back = reverse("admin:schedule_event_put_back_deleted", args=[event.pk, kind, thing.pk])
        except NoReverseMatch:
            return

    def restore_view(self, request, object_id, kind, pk):
        request.event = self._event_of_form(request, object_id)
        return self._answer(request, self._restore_page, object_id, kind, pk)

    def _restore_page(self, request, object_id, kind, pk):
        event, model = self._seen(request, object_id), _KINDS.get(kind)
        if not self.has_right(request, EDIT, event):
            raise PermissionDenied
        proposal: Any = restoration_of(model, pk, event) if model else None
        if model is None or proposal is None:
            raise Http404
        history = self._history_address(event)
        if request.method == "POST":
            token = request.POST.get("token", "")
            done = attempted(request, put_back_deleted, model=model, pk=pk, event=event, token=token, by=request.user)
            if done is not None:
                messages.success(request, f"“{done.obj}” is there again.")
                return HttpResponseRedirect(history)
            proposal = restoration_of(model, pk, event)
            if proposal is None:
                return HttpResponseRedirect(history)
        return framed(
            self,
            request,
            "put_back",
            title=f"Put back the {model._meta.verbose_name} “{proposal.name}”?",
            object=event,
            event=event,
            is_deleted=True,
            history=history,
            proposal=proposal,
        )
