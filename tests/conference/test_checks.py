"""The project's own system checks."""

from django.contrib import admin

from conference.checks import check_admin_is_scoped
from schedule.models import AcceptedClash


def test_an_admin_class_past_the_scope_is_refused():
    admin.site.register(AcceptedClash, admin.ModelAdmin)
    try:
        found = check_admin_is_scoped(None)
    finally:
        admin.site.unregister(AcceptedClash)

    assert [(error.id, error.msg) for error in found] == [
        ("talkmark.E001", "ModelAdmin does not derive from ScopedAdmin.")
    ]
    assert check_admin_is_scoped(None) == []
