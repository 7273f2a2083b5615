"""VAT rates: one line for each class of goods and place."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Aggregate, Case, Count, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from backoffice.access import staff_with
from backoffice.parts import (
    Action,
    Banner,
    Column,
    Empty,
    Impact,
    Label,
    adding,
    deleting,
    opening,
    panel_url,
)
from backoffice.views import AddScreen, DeleteScreen, EditScreen, ListScreen, RecordScreen
from catalog import selectors, services
from catalog.filters import RateFilter
from catalog.forms import RateForm, TaxesForm
from catalog.models import Product, VatComponent, VatRate
from catalog.shop_screen import ShopScreen
from groups.models import CustomerGroup

VIEW = staff_with("catalog.view_vatrate")
ADD = staff_with("catalog.add_vatrate")
CHANGE = staff_with("catalog.view_vatrate", change="catalog.change_vatrate")
DELETE = staff_with("catalog.delete_vatrate")


def in_words(*, products: int, groups: int) -> str:
    """« 120 produits et 2 groupes »; nothing where there are none."""
    told = {
        "products": ngettext("%(n)s product", "%(n)s products", products) % {"n": products},
        "groups": ngettext("%(n)s group", "%(n)s groups", groups) % {"n": groups},
    }
    if products and groups:
        return _t("%(products)s and %(groups)s") % told
    return (products and told["products"]) or (groups and told["groups"]) or ""


class RateList(ShopScreen, ListScreen):
    access = VIEW
    code = "TX1"
    title = _("Taxes")
    model = VatRate
    filter_class = RateFilter
    row_template = "catalog/_rate_cells.html"
    found = ngettext_lazy("%(n)s rate found", "%(n)s rates found", "n")
    columns = (
        Column(name="vat_class", label=_("VAT class"), sort=("vat_class__position",), head=True),
        Column(name="place", label=_("Country or region"), sort=("country", "region")),
        Column(name="taxes", label=_("Taxes")),
        Column(name="total", label=_("Rate"), sort=("total",), numeric=True),
        Column(name="used_by", label=_("Used by")),
    )

    def rows(self) -> QuerySet[VatRate]:
        """The shop's own country first: most of the work is there."""
        here = Case(When(country=self.shop.country, then=Value(0)), default=Value(1))
        groups = CustomerGroup.objects.live().filter(vat_rate=OuterRef("pk"))
        products = Product.objects.filter(vat_class=OuterRef("vat_class"))
        usual = selectors.usual_rates(shop=self.shop)
        found = selectors.rates().annotate(
            here=here,
            total=_sub(VatComponent.objects.filter(rate=OuterRef("pk")), Sum("percent")),
            groups=_sub(groups, Count("pk")),
            products=Case(When(pk__in=usual.values("pk"), then=_sub(products, Count("pk")))),
        )
        return found.order_by("here", "country", "region", "vat_class__position", "pk")

    def name_of(self, row: Any) -> str:
        return selectors.rate_label(row)

    def actions(self) -> Iterator[Action]:
        yield _add()

    def row_actions(self, row: Any) -> Iterator[Action]:
        yield opening(panel_url("tax_edit", row.pk))
        yield deleting(panel_url("tax_delete", row.pk), rule=DELETE)

    def empty(self) -> Empty:
        return Empty(title=_("Add a tax rate"), icon="outline/receipt-tax", actions=(_add(),))

    def context(self) -> dict[str, Any]:
        page = super().context()
        for row in (line.row for line in page["lines"]):
            row.label = selectors.taxes_label(row)
            row.used_by = in_words(products=row.products or 0, groups=row.groups or 0)
        return {**page, "shop": self.shop}


def _sub(rows: QuerySet, figure: Aggregate) -> Subquery:
    """One figure about other rows beside each row: they are grouped by nothing."""
    return Subquery(rows.order_by().annotate(_=Value(1)).values("_").annotate(n=figure).values("n"))


def _add() -> Action:
    return adding(_("Add a tax rate"), panel_url("tax_create"), rule=ADD)


class RateRecord(ShopScreen, RecordScreen):
    """What every page about one rate shares."""

    model = VatRate
    section = _("Taxes")
    list_url = "tax_list"
    record_url = "tax_edit"

    def records(self) -> QuerySet[VatRate]:
        return selectors.rates()

    def users(self) -> str:
        """Who bears this rate, in words."""
        products = selectors.users_of(rate=self.record, shop=self.shop).count()
        groups = CustomerGroup.objects.live().filter(vat_rate=self.record).count()
        return in_words(products=products, groups=groups)


class RateAdd(ShopScreen, AddScreen):
    access = ADD
    code = "TX1n"
    title = _("Add a tax rate")
    section = _("Taxes")
    list_url = "tax_list"
    form_class = RateForm
    template = "catalog/rate_form.html"
    saved_text = _("Tax rate created")
    unsaved_text = _("Tax rate not saved")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"country": self.shop.country}}

    def save(self, form: Any) -> VatRate:
        return services.add_rate(form=form, taxes=form.taxes, actor=self.actor)


class RateEdit(RateRecord, EditScreen):
    access = CHANGE
    code = "TX1e"
    form_class = TaxesForm
    template = "catalog/rate_edit.html"
    saved_text = _("Tax rate saved")
    add_url = "tax_create"
    add_rule = ADD
    delete_url = "tax_delete"
    delete_rule = DELETE

    def meta(self) -> Label:
        return selectors.taxes_label(self.record)

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        users = self.users()
        if users and not self.readonly:
            text = _t("A new rate applies at once to %(users)s. Past orders do not change.")
            yield Banner(slug="users", text=text % {"users": users}, tone="warning")

    def save(self, form: Any) -> VatRate:
        return services.save_taxes(
            form=form, taxes=form.taxes, actor=self.actor, version=self.version()
        )


class RateDelete(RateRecord, DeleteScreen):
    access = DELETE
    code = "TX1d"
    done_text = _("Tax rate deleted")

    def blocked(self) -> Label:
        users = self.users()
        if users:
            return _t("Used by %(users)s; replace it first.") % {"users": users}
        if selectors.is_usual(rate=self.record, shop=self.shop):
            return _t("This is the shop’s usual rate: it cannot be deleted.")
        return ""

    def impacts(self) -> Iterator[Impact]:
        if not self.blocked():
            text = _("Deliveries there will bear the shop’s own rate.")
            yield Impact(slug="deliveries", text=text, warning=True)

    def act(self, form: Any) -> None:
        services.delete_rate(rate=self.record)
