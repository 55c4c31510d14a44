"""The form of a session: its times in their order, and the usual length for a new one whose start alone is given."""

import json
from datetime import timedelta

from schedule.admin.forms import ScopedForm
from schedule.models import Event, Session
from schedule.services.lengths import OTHERWISE, usual_lengths

MINUTE = timedelta(minutes=1)


class SessionForm(ScopedForm):
    """`lengths`, by kind, stand in the class that is made for a new session; without them no end is filled in."""

    lengths: dict[str, timedelta] | None = None

    def clean(self):
        cleaned = super().clean()
        starts_at = cleaned.get("starts_at")
        if self.lengths is not None and starts_at and "ends_at" in cleaned and cleaned["ends_at"] is None:
            kind = cleaned.get("kind") or Session.Kind.BOF  # the form of BoFs has no such field
            length = self.lengths.get(kind, OTHERWISE)
            cleaned["ends_at"] = starts_at + length
            self.notes.append(f"It had no end, so it got the usual length: {length // MINUTE} minutes.")
        self._check_order(cleaned)
        return cleaned

    def _check_order(self, cleaned) -> None:
        """What the database would refuse too, told at the field that it is about."""
        if not {"starts_at", "ends_at"} <= cleaned.keys():
            return
        starts_at, ends_at = cleaned["starts_at"], cleaned["ends_at"]
        if (starts_at is None) != (ends_at is None):
            missing = "starts_at" if starts_at is None else "ends_at"
            self.add_error(missing, "Set both the start and the end, or neither.")
        elif starts_at is not None and ends_at <= starts_at:
            self.add_error("ends_at", "The end must be after the start.")


def offer_lengths(form, event: Event) -> None:
    """Tell the form of a new session, and its page's script, how long sessions of this event usually are."""
    if "starts_at" not in form.base_fields:
        return
    lengths = form.lengths = usual_lengths(event=event)
    minutes = {kind: length // MINUTE for kind, length in lengths.items()}
    date_input = form.base_fields["starts_at"].widget.widgets[0]
    date_input.attrs["data-lengths"] = json.dumps({"kinds": minutes, "otherwise": OTHERWISE // MINUTE})
