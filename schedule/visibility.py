"""Who may see and do what: the one place. Querysets, views, feeds and the admin ask here and nowhere else.

Drafts and what belongs to an unpublished event are for its team only. What one may not see does not exist for one:
same status, same page as something that never was.

A team member has a role in an event. What a role may do stands in `_ROLES`; the rules about one event (`may`) and the
filters of lists (`events_where`) both read it, so that they cannot disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import rules
from django.db.models import Q

# The statuses of a session that everybody sees. A cancelled one is shown struck out, never hidden.
PUBLIC_STATUSES = ("published", "cancelled")

SEE = "see the programme"  # drafts and access links included
RUN = "run the day"  # cancel a session or change its room, on the event's days
EDIT = "edit the programme"
OWN = "own the event"  # the event itself, and its team

_ROLES: dict[str, frozenset[str]] = {
    SEE: frozenset({"owner", "editor", "helper"}),
    RUN: frozenset({"owner", "editor", "helper"}),
    EDIT: frozenset({"owner", "editor"}),
    OWN: frozenset({"owner"}),
}


@dataclass(frozen=True)
class Rights:
    """A person's role in each event by its key; or every right in all of them."""

    is_everywhere: bool = False
    roles: Mapping[int, str] = field(default_factory=dict)

    def events(self, right: str) -> list[int]:
        """The keys of the events in which the person has a role with this right."""
        return [event_id for event_id, role in self.roles.items() if role in _ROLES[right]]


def rights_of(user) -> Rights:
    """One query for who may enter the admin, kept with the user, who is read anew for each request; none for others."""
    if user is None or not user.is_authenticated or not user.is_active or not user.is_staff:
        return Rights()
    if user.is_superuser:
        return Rights(is_everywhere=True)
    if not hasattr(user, "_rights"):
        user._rights = Rights(roles=dict(user.memberships.values_list("event_id", "role")))
    return user._rights


def _has_right(right: str, user, event_id: int | None) -> bool:
    """In this event; in any at all where `event_id` is None."""
    rights = rights_of(user)
    if rights.is_everywhere:
        return True
    events = rights.events(right)
    return bool(events) if event_id is None else event_id in events


for _right in _ROLES:
    rules.add_rule(_right, rules.predicate(partial(_has_right, _right), name=_right))


def may(user, right: str, event_id: int | None = None) -> bool:
    """Whether this person has the right in that event; without an event, whether in any."""
    return rules.test_rule(right, user, event_id)


def is_everywhere(user) -> bool:
    """Whether this person makes events and gives others their first role."""
    return rights_of(user).is_everywhere


def events_where(user, right: str, path: str = "event") -> Q:
    """Filters rows to the events in which the person has the right; `path` leads from a row to its event."""
    rights = rights_of(user)
    return Q() if rights.is_everywhere else Q(**{f"{path}__in": rights.events(right)})


def events_visible_to(user) -> Q:
    return _or_team(user, Q(is_published=True), "pk")


def sessions_visible_to(user) -> Q:
    return _or_team(user, Q(event__is_published=True, status__in=PUBLIC_STATUSES))


def people_visible_to(user) -> Q:
    """Speakers who have at least one visible session. The caller makes the rows distinct."""
    seen = Q(event__is_published=True, appearances__session__status__in=PUBLIC_STATUSES)
    return _or_team(user, seen)


def proposals_visible_to(user) -> Q:
    """Topics for BoFs: those that are public, and one's own whatever became of them."""
    seen = Q(state="open")
    if user is not None and user.is_authenticated:
        seen |= Q(proposer=user)
    return _or_team(user, Q(event__is_published=True) & seen)


def _or_team(user, public: Q, path: str = "event") -> Q:
    """What everybody sees, and all of the events that this person helps to organise."""
    rights = rights_of(user)
    if rights.is_everywhere:
        return Q()
    return public | Q(**{f"{path}__in": events}) if (events := rights.events(SEE)) else public


def has_open_access_link(session, *, user, is_bookmarked: bool, at: datetime) -> bool:
    """Whether this reader may have the session's access link now. The link stands in no page and no feed before."""
    opens_at = session.link_opens_at
    if not session.access_url or session.status != "published" or opens_at is None or opens_at > at:
        return False
    if session.access_audience == "everyone":
        return True
    if user is None or not user.is_authenticated:
        return False
    return session.access_audience == "signed_in" or is_bookmarked
