"""The programme in the Django admin."""

from schedule.admin import bofs, people, programme, sessions

__all__ = ["bofs", "people", "programme", "sessions"]
