"""Accounts in the admin, for superusers. Whoever is added or given an address here can sign in at once."""

from allauth.account.admin import EmailAddress
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef

from accounts.addresses import confirm_address
from accounts.models import User

# Both stand elsewhere: rights are three boxes on the user, and the one address is the user's own field.
admin.site.unregister([Group, EmailAddress])


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    list_display = ["email", "is_confirmed", "is_active", "is_staff", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email"]
    ordering = ["email"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "is_confirmed", "password"]}),
        ("Rights", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["email", "usable_password", "password1", "password2"],
                "description": "The address counts as confirmed. Without a password, its owner chooses one by "
                "“Forgot your password?” on the sign-in page.",
            },
        )
    ]
    readonly_fields = ["is_confirmed", "last_login", "date_joined"]
    actions = ["confirm_addresses"]

    def has_module_permission(self, request):
        """Superusers only. Django would ask for single permissions, which nobody has here, by two queries a page."""
        return request.user.is_active and request.user.is_superuser

    def get_queryset(self, request):
        confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), email=OuterRef("email"), verified=True)
        return super().get_queryset(request).annotate(is_confirmed=Exists(confirmed))

    @admin.display(description="address confirmed", boolean=True)
    def is_confirmed(self, user):
        return user.is_confirmed

    def get_deleted_objects(self, objs, request):
        """The accounts alone: what a person bookmarked and subscribed to goes with them, and is nobody's business."""
        return [str(user) for user in objs], {"users": len(objs)}, set(), []

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            confirm_address(obj)

    @admin.action(description="Count the addresses of the selected users as confirmed", permissions=["change"])
    def confirm_addresses(self, request, queryset):
        for user in queryset:
            confirm_address(user)
        self.message_user(request, f"{len(queryset)} confirmed.", messages.SUCCESS)
