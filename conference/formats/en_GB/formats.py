"""Dates and times as the schedule writes them, wherever Django writes one by itself: 24 hours."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
