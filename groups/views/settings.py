"""« Comptes clients »: who may have an account, and what groups mean for the whole shop."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.parts import Label
from backoffice.views import EditScreen
from catalog import selectors as catalog
from catalog.models import Shop
from groups import selectors, services
from groups.forms.settings import AccountsForm
from groups.models import CustomerGroup
from groups.record import DEFAULT


class AccountsSettings(EditScreen):
    access = staff_with("catalog.change_shop")
    code = "SE2"
    title = _("Customer accounts")
    section = _("Settings")
    list_url = "settings"
    model = Shop
    form_class = AccountsForm
    saved_text = _("Settings saved")

    @cached_property
    def record(self) -> Shop:
        return catalog.shop()

    def heading(self) -> Label:
        return self.title

    def form_kwargs(self) -> dict[str, Any]:
        today = catalog.today(shop=self.record)
        return {
            **super().form_kwargs(),
            "groups": CustomerGroup.objects.active(on=today),
            "default": selectors.starred(),
            "stars": self.may(DEFAULT, "POST"),
        }

    def save(self, form: AccountsForm) -> Shop:
        return services.save_accounts(
            form=form,
            default=form.chosen_default,
            actor=self.actor,
            on=catalog.today(shop=self.record),
            version=self.version(),
        )
