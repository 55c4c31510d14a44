"""Registers the project's own system checks."""

from django.apps import AppConfig


class ConferenceConfig(AppConfig):
    name = "conference"

    def ready(self):
        from conference import checks  # noqa: F401 - registering is the import's purpose
