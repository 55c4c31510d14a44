"""The page on which hosts and organisers post news of a session and the address of its notes."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from schedule.forms import NewsForm
from schedule.models import Session
from schedule.services.hosting import may_post, post_news
from schedule.services.snapshots import snapshot_of
from schedule.views.answers import private, see_other


@require_http_methods(["GET", "HEAD", "POST"])
@private
def session_news(request, event, slug):
    """For others it is not there."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    rows = Session.objects.visible_to(request.user).select_related("event")
    session = get_object_or_404(rows, event__slug=event, slug=slug)
    if not may_post(request.user, session, at=timezone.now()):
        raise Http404
    saved = {"news": session.news, "notes_url": session.notes_url}
    form = NewsForm(request.POST if request.method == "POST" else None, initial=saved)
    if request.method == "POST" and form.is_valid() and _is_posted(form, session, request.user):
        messages.success(request, "Posted. Everybody reads it on the session’s page.")
        return see_other(session.get_absolute_url())
    snapshot = snapshot_of(event, request.user)
    context = {"event": session.event, "session": session, "form": form, "tab": "schedule"}
    context["has_board"] = snapshot is not None and snapshot.has_board
    return render(request, "schedule/session_news.html", context)


def _is_posted(form: NewsForm, session: Session, user) -> bool:
    """What the service refuses is told beside the field."""
    try:
        post_news(session=session, by=user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
