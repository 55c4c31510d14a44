"""The programme in the Django admin."""

from schedule.admin import bof_topics, bofs, people, programme, sessions

__all__ = ["bof_topics", "bofs", "people", "programme", "sessions"]
