"""What a page of an event tells search engines, and those who share its link: address, words, linked data.

Each function makes a part of a page's context, which `schedule/base.html` prints into the head.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator

from schedule.exporters.linked_data import event_data, session_data
from schedule.markdown import to_text
from schedule.models import Event, Session, Speaker

# What search engines show of a description, and a bit.
MOST = 200


def address_meta(event: Event, path: str) -> dict[str, Any]:
    """For every page: its address without parameters, since filters and zones only show it in another way."""
    logo = settings.SITE_URL + reverse("logo", args=[event.slug]) if event.logo else ""
    return {"canonical": settings.SITE_URL + path, "meta_image": logo}


def page_meta(title: str, description: str = "") -> dict[str, Any]:
    """For a page that is no one's in particular. The description is plain text, of any length."""
    return {"meta_title": title, "meta_description": Truncator(" ".join(description.split())).chars(MOST)}


def event_meta(event: Event) -> dict[str, Any]:
    """For the page of the whole schedule."""
    said = event.tagline or to_text(event.description)
    return {
        **page_meta(event.name, said or f"The schedule of {event.name}."),
        "linked_data": event_data(event, url=event.site_url, description=said),
    }


def session_meta(session: Session) -> dict[str, Any]:
    """For the page of one session, which was loaded with `for_display()`: `{**session_meta(session), …}`."""
    event, said = session.event, to_text(session.abstract)
    data = session_data(session, event, url=session.site_url, event_url=event.site_url, description=said)
    return {
        **page_meta(session.title, said or f"{session.get_kind_display()} at {event.name}."),
        "linked_data": data,
    }


def speaker_meta(person: Speaker, event: Event) -> dict[str, Any]:
    """For the page of one person."""
    return page_meta(person.name, to_text(person.bio) or person.role_line or f"Speaks at {event.name}.")
