"""The history of one object in the admin: who changed what, and putting it back."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse

from schedule.admin.pages import framed
from schedule.services.acts import act_on, acts_of
from schedule.services.history_words import Words
from schedule.services.putting_back import Proposal, Stale, proposal_for, put_back
from schedule.visibility import EDIT

CHANGED_MEANWHILE = "Somebody changed it while you were reading. This is how it stands now; look once more."


class HistoryPages:
    """What `ScopedAdmin` shows of the past. The event's zone and the transaction are `ScopedAdmin`'s."""

    admin_site: Any
    opts: Any
    model: type[models.Model]
    # Of ScopedAdmin.
    event_of: Any
    get_object: Any
    has_view_permission: Any
    has_right: Any
    _answer: Any
    _event_of_form: Any

    def get_urls(self):
        view = self.admin_site.admin_view(self.put_back_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_put_back"
        return [path("<path:object_id>/history/<slug:act>/", view, name=name), *super().get_urls()]

    def may_put_back(self, request, obj) -> bool:
        """More than changing: helpers, who may cancel a session, do not bring back its old words."""
        return self.has_right(request, EDIT, obj)

    # The list

    def history_view(self, request, object_id, extra_context=None):
        request.event = self._event_of_form(request, object_id)
        return self._answer(request, self._history_page, object_id)

    def _history_page(self, request, object_id):
        obj = self._seen(request, object_id)
        page = page_of(request)
        acts, has_older = acts_of(obj, request.event, page=page)
        words = Words(request.event, [(self.model, act.differences) for act in acts])
        rows = [(act, words.told(self.model, act.differences)) for act in acts]
        return framed(
            self,
            request,
            "history",
            title=f"History of {obj}",
            object=obj,
            event=request.event,
            rows=rows,
            page=page,
            older=page + 1 if has_older else None,
            newer=page - 1 if page > 1 else None,
            can_put_back=self.may_put_back(request, obj),
            put_back=f"admin:{self.opts.app_label}_{self.opts.model_name}_put_back",
        )

    # Putting back

    def put_back_view(self, request, object_id, act):
        request.event = self._event_of_form(request, object_id)
        return self._answer(request, self._put_back_page, object_id, act)

    def _put_back_page(self, request, object_id, key):
        obj, event = self._seen(request, object_id), request.event
        if not self.may_put_back(request, obj):
            raise PermissionDenied
        act = act_on(obj, event, key)
        if act is None or act.change != "~":
            raise Http404
        if request.method == "POST":
            token = request.POST.get("token", "")
            done = attempted(request, put_back, obj=obj, event=event, key=key, token=token, by=request.user)
            if done is not None:
                messages.success(request, f"Put back: {', '.join(each.label for each in done.fields)} of “{done.obj}”.")
                return HttpResponseRedirect(self._history_address(obj))
            obj = self._seen(request, object_id)
        proposal = proposal_for(obj, event, act)
        return framed(
            self,
            request,
            "put_back",
            title=f"Put back what changed in “{obj}”?",
            object=obj,
            event=event,
            act=act,
            history=self._history_address(obj),
            proposal=proposal,
        )

    # What both need

    def _seen(self, request, object_id):
        """The object, or 404 where this person may not see it."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        return obj

    def _history_address(self, obj) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[obj.pk])


def attempted(request, service, **given) -> Proposal | None:
    """What the service did; None, with a message, where it did nothing."""
    try:
        return service(**given)
    except Stale:
        messages.warning(request, CHANGED_MEANWHILE)
    except ValidationError as error:
        messages.error(request, f"Nothing was put back. {' '.join(error.messages)}")
    return None


def page_of(request) -> int:
    given = request.GET.get("page", "")
    return min(max(int(given), 1), 200) if given.isascii() and given.isdecimal() and len(given) < 6 else 1
