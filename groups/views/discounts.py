"""Order discounts: by subtotal, by group, or by both."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from backoffice.http import typed_key
from backoffice.parts import Action, Banner, Column, Empty, adding, deleting, opening, panel_url
from backoffice.views import AddScreen, EditScreen, ListScreen
from catalog.models import Basis
from catalog.shop_screen import ShopScreen
from groups import offers, selectors, services
from groups.discount_record import (
    ADD,
    CHANGE,
    DELETE,
    VIEW,
    DiscountRecord,
    discount_in_words,
    turning,
)
from groups.filters import DiscountFilter
from groups.forms import DiscountForm, TrialForm
from groups.models import CustomerGroup
from groups.sentences import sentences
from groups.trying import tried
from groups.views.redrawing import Redrawn
from pricing.models import DiscountTier, OrderDiscount

Kind = OrderDiscount.Kind
KINDS = (
    (Kind.SUBTOTAL, "receipt", _("For all customers, by amount paid.")),
    (Kind.GROUPS, "users-group", _("For some groups.")),
    (Kind.GROUPS_SUBTOTAL, "users-plus", _("For some groups, by amount.")),
)


class DiscountList(ShopScreen, ListScreen):
    """Every discount, those that act today first."""

    access = VIEW
    code = "DI1"
    title = _("Discounts")
    model = OrderDiscount
    filter_class = DiscountFilter
    template = "groups/discount_list.html"
    row_template = "groups/_discount_cells.html"
    search_label = _("Search by title")
    found = ngettext_lazy("%(n)s discount found", "%(n)s discounts found", "n")
    columns = (
        Column(name="title", label=_("Title"), sort=("sort_title",), head=True),
        Column(name="kind", label=_("Type"), sort=("kind",)),
        Column(name="value", label=_("Value")),
        Column(name="condition", label=_("Condition")),
        Column(name="groups", label=_("Groups")),
        Column(name="period", label=_("Period"), sort=("starts_on", "ends_on")),
        Column(name="status", label=_("Status")),
        Column(name="updated", label=_("Updated"), sort=("updated_at",), hidden=True),
    )

    def rows(self) -> QuerySet[OrderDiscount]:
        return offers.discounts(on=self.on, language=self.language)

    def actions(self) -> Iterator[Action]:
        yield adding(_("Add a discount"), panel_url("discount_create"), rule=ADD)

    def row_actions(self, row: Any) -> Iterator[Action]:
        edits = self.may(CHANGE, "POST")
        yield opening(panel_url("discount_edit", row.pk), rule=VIEW, edits=edits)
        yield turning(row)
        yield deleting(panel_url("discount_delete", row.pk), rule=DELETE)

    def empty(self) -> Empty:
        return Empty(
            title=_("Create a discount"),
            text=_("Based on subtotal, customer group, or both."),
            icon="discount",
            actions=tuple(self.actions()),
        )

    def context(self) -> dict[str, Any]:
        page = super().context()
        for line in page["lines"]:
            discount_in_words(line.row, currency=self.shop.currency)
        return {**page, "shop": self.shop}


class Telling(ShopScreen, Redrawn):
    """Mixed into the form of a discount: what it amounts to in a sentence, while it is typed."""

    form_class = DiscountForm
    redraws = ("_more",)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "sentence" in request.GET:
            told = {"sentences": self.sentences_as_typed()}
            return render(request, "groups/_discount_sentences.html", told)
        return super().post(request, *args, **kwargs)

    def saved_tiers(self) -> Iterable[DiscountTier]:
        return ()

    def sentences_as_typed(self) -> list[tuple[str, str]]:
        """What the discount would be: what is typed rightly, the rest as it is saved."""
        form: DiscountForm = self.form(self.request.POST)
        form.is_valid()
        typed = [
            DiscountTier(threshold=one.threshold, kind=one.kind, value=one.value)
            for one in form.tiers
        ]
        return self.sentences(form.instance, typed or self.saved_tiers(), form.chosen_groups)

    def sentences(
        self, row: OrderDiscount, tiers: Iterable[DiscountTier], named: Iterable[CustomerGroup]
    ) -> list[tuple[str, str]]:
        rows = list(tiers)
        if not rows:
            return []
        return sentences(discount=row, tiers=rows, groups=named, currency=self.shop.currency)


class DiscountAdd(Telling, AddScreen):
    """A new discount: its kind first, once and for all, then its terms."""

    access = ADD
    code = "DI2n"
    title = _("Add a discount")
    section = _("Discounts")
    list_url, edit_url = "discount_list", "discount_edit"
    template = "groups/discount_create.html"
    kinds_template = "groups/discount_kinds.html"
    saved_text = _("Discount created")
    unsaved_text = _("Unsaved discount")

    @cached_property
    def kind(self) -> Kind | None:
        asked = self.request.GET.get("kind", "")
        return Kind(asked) if asked in Kind else None

    @cached_property
    def group(self) -> CustomerGroup | None:
        """The group somebody came from, ticked beforehand."""
        asked = typed_key(self.request.GET.get("group", ""))
        return selectors.choices().filter(pk=asked).first() if asked else None

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.kind else self.choose()

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.kind is None:
            return self.choose(status=422)
        return super().post(request, *args, **kwargs)

    def choose(self, *, status: int = 200) -> HttpResponse:
        """Three cards, one for each kind."""
        cards = [(kind, kind.label, icon, text) for kind, icon, text in KINDS]
        return self.render(
            status=status, template=self.kinds_template, cards=cards, group=self.group
        )

    def form_kwargs(self) -> dict[str, Any]:
        initial: dict[str, Any] = {"groups": [self.group]} if self.group else {}
        initial.update(more_lines(self.request))
        return {
            "instance": OrderDiscount(kind=self.kind or ""),
            "shop": self.shop,
            "on": self.on,
            "initial": initial,
        }

    def save(self, form: DiscountForm) -> OrderDiscount:
        return write(form, actor=self.actor)

    def context(self) -> dict[str, Any]:
        kind = self.kind.label if self.kind else ""
        return {**super().context(), "kind_label": kind, "told_url": self._told_url()}

    def _told_url(self) -> str:
        return f"?kind={self.kind}&sentence=1"


class DiscountEdit(Telling, DiscountRecord, EditScreen):
    """One discount, its tiers, its groups, and what it amounts to in a sentence."""

    access = CHANGE
    code = "DI2"
    tab = "general"
    template = "groups/discount_edit.html"
    saved_text = _("Discount saved")
    add_url, add_rule = "discount_create", ADD
    delete_url, delete_rule = "discount_delete", DELETE

    def form_kwargs(self) -> dict[str, Any]:
        return {
            **super().form_kwargs(),
            "shop": self.shop,
            "on": self.on,
            "initial": more_lines(self.request),
        }

    def save(self, form: DiscountForm) -> OrderDiscount:
        return write(form, actor=self.actor, version=self.version())

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        if not self.record.is_for_everyone and not offers.groups_of(row=self.record):
            text = _("No group attached: nobody gets this discount.")
            yield Banner(slug="no-group", text=text, tone="warning")

    def saved_tiers(self) -> Iterable[DiscountTier]:
        return DiscountTier.objects.filter(discount=self.record)

    def trial(self) -> dict[str, Any]:
        """The saved discount on the subtotal asked for, if one is."""
        asked = self.request.GET if "subtotal" in self.request.GET else None
        form = TrialForm(asked, shop=self.shop, basis=Basis(self.record.basis))
        if asked is None or not form.is_valid():
            return {"trial_form": form}
        found = tried(
            discount=self.record,
            tiers=self.record.tiers.all(),
            shop=self.shop,
            subtotal=form.cleaned_data["subtotal"],
        )
        return {"trial_form": form, "trial": found}

    def context(self) -> dict[str, Any]:
        named = offers.groups_of(row=self.record)
        return {
            **super().context(),
            **self.trial(),
            "aside": True,
            "shop": self.shop,
            "sentences": self.sentences(self.record, self.record.tiers.all(), named),
        }


def more_lines(request: Any) -> dict[str, Any]:
    """« Ajouter des paliers »: three empty lines below those on the screen."""
    if "_more" not in request.POST:
        return {}
    here = sum(name.startswith("value_") for name in request.POST)
    return {f"value_{here + 3}": ""}


def write(form: DiscountForm, *, actor: Any, version: int | None = None) -> OrderDiscount:
    return services.save_discount(
        form=form, tiers=form.tiers, groups=form.chosen_groups, actor=actor, version=version
    )
