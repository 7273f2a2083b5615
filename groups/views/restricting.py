"""A product's tab « Restriction à des groupes »: who may buy it, and who sees it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.parts import Action, Banner, panel_url
from backoffice.views import EditScreen
from catalog.models import Product
from catalog.record import RESTRICT, ProductRecord
from catalog.shop_screen import ShopScreen
from groups import services, sight
from groups.book import price_book
from groups.forms.restriction import RestrictionForm

SETTINGS = staff_with("catalog.change_shop")


class ProductRestrictions(ShopScreen, ProductRecord, EditScreen):
    """Reserving a product to groups, beside what each of them and visitors make of it."""

    access = RESTRICT
    code = "P2"
    tab = "restrictions"
    title = _("Group restriction")
    template = "groups/product_restrictions.html"
    form_class = RestrictionForm
    saved_text = _("Product saved")

    def save(self, form: RestrictionForm) -> Product:
        return services.restrict(
            form=form,
            groups=list(form.cleaned_data["groups"]),
            actor=self.actor,
            version=self.version(),
            reason=form.cleaned_data["reason"],
        )

    def context(self) -> dict[str, Any]:
        book = price_book(shop=self.shop)
        sights = sight.sights(product=self.record, book=book, on=self.on)
        blind = [one for one in sights if one.group is not None and not one.sees]
        return {**super().context(), "sights": sights, "blind": len(blind)}

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        if not self.record.is_published:
            yield Banner(slug="unpublished", text=_("Not published: nobody sees it in the shop"))
        if not self.shop.restricts_products:
            yield restriction_is_off(may_change=self.may(SETTINGS))
        elif self.record.is_reserved and not sight.restricted_groups(product=self.record).exists():
            text = _("Reserved, and no group may buy it: nobody can.")
            yield Banner(slug="nobody-buys", text=text, tone="warning")


def restriction_is_off(*, may_change: bool) -> Banner:
    """The shop reserves no product for now: what staff choose here waits."""
    there = Action(
        name="settings", label=_("Customer accounts"), url=panel_url("settings_accounts")
    )
    return Banner(
        slug="restriction-off",
        text=_("Product restriction by group is off. Turn it on in Settings › Customer accounts."),
        actions=(there,) if may_change else (),
    )
