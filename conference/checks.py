"""System checks that keep the project's own rules."""

from django.contrib import admin
from django.core.checks import Error, register

from schedule.admin.base import ScopedAdmin


@register("security")
def check_admin_is_scoped(app_configs, **kwargs):
    """Every admin class of the programme derives from the one that knows what an organiser may see."""
    return [
        Error(
            f"{type(model_admin).__name__} does not derive from ScopedAdmin.",
            hint="An admin class past it shows and stores rows of every event.",
            obj=type(model_admin),
            id="talkmark.E001",
        )
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label == "schedule" and not isinstance(model_admin, ScopedAdmin)
    ]
