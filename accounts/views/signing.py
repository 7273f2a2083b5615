"""The pages of signing in: allauth's views in the shop's two looks, shop front and panel."""

from typing import Any, ClassVar

from allauth.account import views as allauth
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.forms import signing as forms
from catalog import selectors as catalog

Label = str | Promise


class Page:
    """A page of signing in, on the shop front or in the panel."""

    panel = False
    panel_code: ClassVar[str] = "L1"
    for_customers: ClassVar[bool] = True  # on the shop front, while the shop has accounts
    title: ClassVar[Label]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        closed = self.for_customers and not self.panel and not request.user.is_staff
        if closed and not catalog.shop_of(request).has_accounts:
            page = {"screen": self, "title": self.title, "heading": self.title}
            status = 200 if request.method in ("GET", "HEAD") else 403
            return render(request, "account/closed.html", page, status=status)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    @property
    def code(self) -> str:
        return self.panel_code if self.panel else "SF8"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        page = {
            "screen": self,
            "panel": self.panel,
            "layout": f"account/layout_{'panel' if self.panel else 'shop'}.html",
            "title": self.title,
            "heading": self.title,
        }
        found: dict[str, Any] = super().get_context_data(**context)  # type: ignore[misc]
        form = found.get("form")
        return {**found, **page, "refused": form is not None and bool(form.errors)}


class FormPage(Page):
    """A page with a form; a form to correct is answered 422, too many tries 429."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        throttled = form.has_error("__all__", code="too_many_login_attempts")
        response.status_code = 429 if throttled else 422
        return response


class SignIn(FormPage, allauth.LoginView):
    """Staff and customers alike come in here."""

    form_class = forms.SignInForm
    template_name = "account/login.html"
    title = _("Log in")


class SignUp(FormPage, allauth.SignupView):
    """A visitor becomes a customer, once his address is confirmed."""

    form_class = forms.SignUpForm
    template_name = "account/signup.html"
    title = _("Create an account")


class SignOut(Page, allauth.LogoutView):
    """Leaving: asked on GET, done on POST."""

    for_customers = False
    template_name = "account/logout.html"
    title = _("Log out")


class ClosedAccount(Page, allauth.AccountInactiveView):
    """Nobody signs in to a closed account."""

    template_name = "account/account_inactive.html"
    title = _("Closed account")


class ConfirmationSent(Page, allauth.EmailVerificationSentView):
    """A link is on its way to the address; the same page whether or not it was known."""

    template_name = "account/verification_sent.html"
    title = _("Check your mail")


class ConfirmAddress(Page, allauth.ConfirmEmailView):
    """The page behind the link: the address is confirmed by its button, never by opening it."""

    template_name = "account/email_confirm.html"
    title = _("Confirm your address")


class ForgottenPassword(FormPage, allauth.PasswordResetView):
    """Where to send a link that lets choose another password."""

    form_class = forms.ForgottenPasswordForm
    template_name = "account/password_reset.html"
    title = _("Forgotten password")
    panel_code = "L2"


class ForgottenPasswordSent(Page, allauth.PasswordResetDoneView):
    """The same answer for everybody."""

    template_name = "account/password_reset_done.html"
    title = _("Check your mail")
    panel_code = "L2"


class NewPassword(FormPage, allauth.PasswordResetFromKeyView):
    """The page behind the link that was sent."""

    form_class = forms.NewPasswordForm
    template_name = "account/password_reset_from_key.html"
    title = _("Choose a new password")
    panel_code = "L2"


class NewPasswordSet(Page, allauth.PasswordResetFromKeyDoneView):
    """The new password is in force."""

    template_name = "account/password_reset_from_key_done.html"
    title = _("Password changed")
    panel_code = "L2"


class ChangePassword(FormPage, allauth.PasswordChangeView):
    """Another password, for somebody signed in."""

    form_class = forms.ChangePasswordForm
    template_name = "account/password_change.html"
    title = _("Change your password")


def not_offered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """An address the sign-in library must be able to name, of a service the shop does not give.

    Changing an address by itself is one: login and customer change together, by one service.
    """
    raise Http404
