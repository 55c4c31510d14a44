"""Addresses of accounts: allauth's, all below /accounts/, none of them ever cached."""

from allauth import urls as allauth_urls
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from accounts.views import private


def _privately(patterns):
    """The same patterns, each view wrapped: include() takes no decorator."""
    return [
        URLResolver(each.pattern, _privately(each.url_patterns), each.default_kwargs, each.app_name, each.namespace)
        if isinstance(each, URLResolver)
        else URLPattern(each.pattern, private(each.callback), each.default_args, each.name)
        for each in patterns
    ]


urlpatterns = _privately(
    [path("", RedirectView.as_view(pattern_name="account_email"), name="account"), *allauth_urls.urlpatterns]
)
