"""Every address of the site: the programme's, the accounts', the admin's and the site's own."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from accounts.views import private
from conference import site
from schedule.admin.autocomplete import choices_view

admin.site.site_header = admin.site.site_title = "Talkmark"
admin.site.index_title = "Organise"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.logout = private(admin.site.logout)  # type: ignore[method-assign]
admin.site.autocomplete_view = choices_view(admin.site)  # type: ignore[method-assign]

urlpatterns = [
    path("robots.txt", site.robots, name="robots"),
    # Django's redirect from a type and a key to an address would tell staff the address of what they may not see.
    path("admin/r/<path:rest>", site.nowhere),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("", include("schedule.urls")),
]

handler404 = "conference.site.not_found"
handler500 = "conference.site.server_error"
