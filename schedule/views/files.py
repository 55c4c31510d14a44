"""Uploaded files: logos, photos and attachments, each shown only with what it belongs to."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from schedule.models import Attachment, Event, Session, Speaker
from schedule.views.answers import before_sessions


@before_sessions(to="visitors")
@require_safe
def logo(request, event):
    return _image(get_object_or_404(Event.objects.visible_to(request.user), slug=event).logo)


@before_sessions(to="visitors")
@require_safe
def photo(request, event, slug):
    people = Speaker.objects.visible_to(request.user)
    return _image(get_object_or_404(people, event__slug=event, slug=slug).photo)


@before_sessions(to="visitors")
@require_safe
def attachment(request, event, slug, pk):
    """A download. It is somebody's upload: never shown in the page's own origin with any rights."""
    sessions = Session.objects.visible_to(request.user).filter(event__slug=event, slug=slug)
    found = get_object_or_404(Attachment, pk=pk, session__in=sessions)
    response = _file(found.file, as_attachment=True, filename=_download_name(found))
    response["Cache-Control"] = "private, no-cache"
    return response


def _image(field):
    """An image that was decoded and encoded anew when it was uploaded."""
    response = _file(field)
    response["Cache-Control"] = "public, no-cache"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _file(field, **kwargs):
    if not field:
        raise Http404
    try:
        response = FileResponse(field.open("rb"), **kwargs)
    except FileNotFoundError:
        raise Http404 from None
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _download_name(found: Attachment) -> str:
    extension = found.file.name.rpartition(".")[2]
    return found.label if found.label.lower().endswith(f".{extension.lower()}") else f"{found.label}.{extension}"
