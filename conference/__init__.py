"""The Django project: settings, URLs and what belongs to the site rather than to an event."""
