"""What every page about an account has in common; the pages themselves are allauth's."""

from functools import wraps

from allauth.core.exceptions import ImmediateHttpResponse


def private(view):
    """Keep a view's answers out of every cache, and let a browser that signs out with it forget the site."""

    @wraps(view)
    def private_view(request, *args, **kwargs):
        was_signed_in = request.user.is_authenticated
        try:
            response = view(request, *args, **kwargs)
        except ImmediateHttpResponse as instead:
            response = instead.response
        response["Cache-Control"] = "private, no-store"
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response

    return private_view
