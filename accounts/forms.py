"""allauth's forms in this site's words: labels above instead of placeholders, and what browsers may fill in."""

from typing import Any, NamedTuple

from allauth.account import forms


class Words(NamedTuple):
    """What a field says: its label, the error when it is empty, its help, and attributes of its input."""

    label: str
    missing: str
    help_text: str = ""
    attrs: dict[str, str] = {}


EMAIL = Words("E-mail address", "Enter your e-mail address.")
PASSWORD = Words("Password", "Enter your password.")
NEW_PASSWORD = Words(
    "New password",
    "Enter a new password.",
    "At least 8 characters. A few unrelated words are easy to remember and hard to guess.",
)
CODE = Words(
    "Code",
    "Enter the code from the e-mail.",
    "Eight digits. It works for 15 minutes.",
    {"inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false"},
)


class InOurWords:
    """Puts `words` in place of what a form of allauth says by itself."""

    words: dict[str, Words] = {}
    fields: dict[str, Any]  # the form has them

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, words in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = words.label, words.help_text
            field.error_messages["required"] = words.missing
            field.error_messages["invalid"] = "Enter an e-mail address such as name@example.org."
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.update(words.attrs)


class LoginForm(InOurWords, forms.LoginForm):
    words = {"login": EMAIL._replace(attrs={"autocomplete": "username"}), "password": PASSWORD}


class SignupForm(InOurWords, forms.SignupForm):
    words = {
        "email": EMAIL._replace(
            help_text="To sign you in and to reset your password, and for nothing else unless you ask for it. "
            "Other attendees never see it."
        ),
        "password1": NEW_PASSWORD._replace(label="Password", missing="Choose a password."),
    }


class ConfirmEmailVerificationCodeForm(InOurWords, forms.ConfirmEmailVerificationCodeForm):
    words = {"code": CODE}


class ResetPasswordForm(InOurWords, forms.ResetPasswordForm):
    words = {"email": EMAIL}


class ConfirmPasswordResetCodeForm(InOurWords, forms.ConfirmPasswordResetCodeForm):
    words = {"code": CODE}


class ResetPasswordKeyForm(InOurWords, forms.ResetPasswordKeyForm):
    password2 = None
    words = {"password1": NEW_PASSWORD}


class ChangePasswordForm(InOurWords, forms.ChangePasswordForm):
    password2 = None
    words = {
        "oldpassword": Words("Current password", "Enter your current password."),
        "password1": NEW_PASSWORD,
    }


class SetPasswordForm(InOurWords, forms.SetPasswordForm):
    password2 = None
    words = {"password1": NEW_PASSWORD}


class AddEmailForm(InOurWords, forms.AddEmailForm):
    words = {"email": Words("New e-mail address", "Enter your new e-mail address.")}


class ReauthenticateForm(InOurWords, forms.ReauthenticateForm):
    words = {"password": PASSWORD}
