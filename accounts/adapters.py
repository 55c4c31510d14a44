"""What allauth asks this site: which addresses it takes, where links and redirects lead, how mail is sent."""

import logging
from http import HTTPStatus
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import EMAIL_MAX_LENGTH
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

logger = logging.getLogger("talkmark.accounts")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "duplicate_email": "This is the e-mail address you have now.",
        "email_password_mismatch": "The e-mail address or the password is not right. Check both and try again.",
        "email_taken": "Another account has this e-mail address. Choose a different one.",
        "enter_current_password": "That is not your current password.",
        "incorrect_code": "That code is not right. Use the code from our newest e-mail.",
        "incorrect_password": "That password is not right.",
        "invalid_email": "Enter an e-mail address such as name@example.org.",
        "too_many_login_attempts": "Too many wrong tries. Wait five minutes and sign in again, or reset your password.",
    }

    def clean_email(self, email):
        """Refuse what the database would cut off, and characters that nobody sees."""
        if len(email) > EMAIL_MAX_LENGTH or not email.isprintable():
            raise self.validation_error("invalid_email")
        return email

    def is_safe_url(self, url):
        """Only this host: allauth would follow `next` to every one in ALLOWED_HOSTS."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def respond_email_verification_sent(self, request, user):
        """Take `next` along to the page that asks for the code, so that starting again does not lose it."""
        url = reverse("account_email_verification_sent")
        return HttpResponseRedirect(passthrough_next_redirect_url(request, url, REDIRECT_FIELD_NAME))

    def _get_login_attempts_cache_key(self, request, **credentials):
        # allauth puts the request's Host before it, port included: each port would have its own five tries.
        return credentials.get("email", "").lower()

    def send_account_already_exists_mail(self, email):
        """Take as long as signing up with a new address does, which hashes a password."""
        self.new_user(self.request).set_password("nobody's")
        super().send_account_already_exists_mail(email)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """What it tells has happened already, so that a mail server that is away must not undo the answer."""
        try:
            super().send_notification_mail(template_prefix, user, context, email)
        except ImmediateHttpResponse:
            logger.warning("The notification %s was not sent.", template_prefix)

    def send_mail(self, template_prefix, email, context):
        """Send a mail whose links start with SITE_URL, whatever Host the request named."""
        here = {key: _on_this_site(value) if key.endswith("_url") else value for key, value in context.items()}
        try:
            super().send_mail(template_prefix, email, {**here, "site_url": settings.SITE_URL})
        except OSError as error:
            logger.exception("The mail server did not take %s.", template_prefix)
            page = render(self.request, "account/mail_failed.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
            raise ImmediateHttpResponse(page) from error

    def render_mail(self, template_prefix, email, context, headers=None):
        headers = {"Auto-Submitted": "auto-generated", **(headers or {})}
        return super().render_mail(template_prefix, email, context, headers)


def _on_this_site(url: str) -> str:
    parts = urlsplit(url)
    return settings.SITE_URL + parts.path + (f"?{parts.query}" if parts.query else "")
