"""The forms of signing in: allauth's, in the shop's words."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.folding import folded_key

PASSWORD_RULE = _("12 characters or more. Avoid your name, your address and common passwords.")


class Password(forms.PasswordInput):
    """A password field with a button that shows what was typed."""

    template_name = "account/password_input.html"


def _email(field: forms.Field, *, autocomplete: str) -> None:
    field.label = _("E-mail address")
    field.widget = forms.EmailInput(attrs={"autocomplete": autocomplete})
    # Longer than the column, and the library cuts it: another address than the one typed.
    field.validators.append(MaxLengthValidator(254))
    field.error_messages |= {
        "required": _("Enter your e-mail address."),
        "invalid": _("Enter a full address, like name@example.com."),
    }


def _password(field: forms.Field, label: Any, *, chosen: bool = False) -> None:
    field.label = label
    field.help_text = PASSWORD_RULE if chosen else ""
    field.widget = Password(
        attrs={"autocomplete": "new-password" if chosen else "current-password"}
    )
    field.error_messages["required"] = _("Enter your password.")


class SignInForm(allauth.LoginForm):
    """E-mail and password, and whether to stay signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _email(self.fields["login"], autocomplete="username")
        _password(self.fields["password"], _("Password"))
        self.fields["remember"].label = _("Stay logged in")


class SignUpForm(allauth.SignupForm):
    """A new customer: his name, his address, a password."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Enter your first name.")},
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": _("Enter your last name.")},
    )
    field_order = ("first_name", "last_name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _email(self.fields["email"], autocomplete="email")
        _password(self.fields["password1"], _("Password"), chosen=True)

    def validate_unique_email(self, value: str) -> str:
        email: str = super().validate_unique_email(value)
        if User.objects.filter(email_key=folded_key(email)).exists():
            self.account_already_exists = True
        return email

    def try_save(self, request: HttpRequest) -> Any:
        """The new user; for an address already known the same page, and another mail."""
        if self.account_already_exists:
            # As long as the real thing: the time taken must not tell who has an account.
            make_password(self.cleaned_data["password1"])
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            # The same address signed up between the check and the insert.
            self.account_already_exists = True
            return super().try_save(request)


class ForgottenPasswordForm(allauth.ResetPasswordForm):
    """The address to send a link to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _email(self.fields["email"], autocomplete="username")

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        closed = User.objects.filter(email_key=folded_key(email), is_active=False)
        # A closed account receives no mail, not even that nobody is known at this address.
        if not self.users and closed.exists():
            return email
        sent_to: str = super().save(request, **kwargs)
        return sent_to


def _one_new_password(form: forms.Form) -> None:
    # The button that shows the password does what typing it twice was for.
    del form.fields["password2"]
    _password(form.fields["password1"], _("New password"), chosen=True)
    form.fields["password1"].error_messages["required"] = _("Enter a new password.")


class NewPasswordForm(allauth.ResetPasswordKeyForm):
    """The password chosen from the link that was sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _one_new_password(self)


class ChangePasswordForm(allauth.ChangePasswordForm):
    """Another password, by somebody who knows the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _password(self.fields["oldpassword"], _("Current password"))
        self.fields["oldpassword"].error_messages["required"] = _("Enter your current password.")
        _one_new_password(self)
