"""On-sale promotions: what is reduced, when, and for which groups."""

from collections.abc import Iterator
from copy import copy
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Action, Banner, Column, Empty, adding, deleting, opening, panel_url
from backoffice.views import AddScreen, EditScreen, ListScreen
from catalog.shop_screen import ShopScreen
from groups import offers, services
from groups.filters import PromotionFilter
from groups.forms import PromotionForm
from groups.offers import Audience
from groups.promotion_record import (
    ADD,
    CHANGE,
    DELETE,
    VIEW,
    PromotionRecord,
    in_words,
    more_actions,
)
from groups.rivals import aim_of, rivals_told
from groups.views.redrawing import Redrawn
from pricing.models import Promotion


def add_promotion() -> Action:
    return adding(_("Add a promotion"), panel_url("promotion_create"), rule=ADD)


class PromotionList(ShopScreen, ListScreen):
    """Every promotion, those that act today first."""

    access = VIEW
    code = "PR1"
    title = _("On-sale promotions")
    model = Promotion
    filter_class = PromotionFilter
    template = "groups/promotion_list.html"
    row_template = "groups/_promotion_cells.html"
    search_label = _("Search by title")
    found = ngettext_lazy("%(n)s promotion found", "%(n)s promotions found", "n")
    columns = (
        Column(name="title", label=_("Title"), sort=("sort_title",), head=True),
        Column(name="value", label=_("Type and value"), sort=("kind", "value")),
        Column(name="scope", label=_("About")),
        Column(name="period", label=_("Period"), sort=("starts_on", "ends_on")),
        Column(name="status", label=_("Status")),
        Column(name="audience", label=_("Audience")),
        Column(name="rank", label=_("Rank"), sort=("rank",), numeric=True, hidden=True),
        Column(name="updated", label=_("Updated"), sort=("updated_at",), hidden=True),
    )

    def rows(self) -> QuerySet[Promotion]:
        return offers.promotions(on=self.on, language=self.language)

    def actions(self) -> Iterator[Action]:
        yield add_promotion()

    def row_actions(self, row: Any) -> Iterator[Action]:
        edits = self.may(CHANGE, "POST")
        yield opening(panel_url("promotion_edit", row.pk), rule=VIEW, edits=edits)
        yield from more_actions(row)
        yield _delete(row)

    def empty(self) -> Empty:
        return Empty(
            title=_("Create an on-sale promotion"),
            text=_("For all customers, for some groups, or for everyone except them."),
            icon="tag",
            actions=tuple(self.actions()),
        )

    def context(self) -> dict[str, Any]:
        page = super().context()
        for line in page["lines"]:
            in_words(line.row, currency=self.shop.currency)
        return {**page, "shop": self.shop}


def _delete(row: Promotion) -> Action:
    return deleting(panel_url("promotion_delete", row.pk), rule=DELETE)


class Reserving(Redrawn):
    """Saving a promotion; reserving it to groups is asked once more first."""

    form_class = PromotionForm
    redraws = ("_check", "_no")
    question_template = "groups/promotion_question.html"
    request: Any

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        decided = request.POST.get("reserve") == "yes"
        if not decided and not any(name in request.POST for name in self.redraws):
            form = self.form(request.POST, request.FILES)
            if form.is_valid() and form.groups_only and not form.instance.groups_only:
                return self.ask_first(form)
        return super().post(request, *args, **kwargs)

    def as_typed(self, **instead: Any) -> Any:
        if "_no" in self.request.POST:
            instead["audience"] = self.audience_before()
        return super().as_typed(**instead)

    def audience_before(self) -> str:
        return Audience.EVERYONE

    def ask_first(self, form: Any) -> HttpResponse:
        """The question on a page of its own, which carries all that was typed."""
        left_out = ("csrfmiddlewaretoken", "reserve", "_then")
        posted = self.request.POST.lists()
        return self.show(
            form,
            template=self.question_template,
            heading=gettext("Restrict this promotion to groups?"),
            carried=[(name, one) for name, many in posted if name not in left_out for one in many],
            then=self.request.POST.get("_then", ""),
        )

    def write(self, form: PromotionForm, *, version: int | None = None) -> Promotion:
        return services.save_promotion(
            form=form,
            groups=form.chosen_groups,
            groups_only=form.groups_only,
            actor=self.actor,
            at=timezone.now(),
            version=version,
        )


class PromotionAdd(ShopScreen, Reserving, AddScreen):
    """A new promotion."""

    access = ADD
    code = "PR2n"
    title = _("Add a promotion")
    section = _("On-sale promotions")
    list_url, edit_url = "promotion_list", "promotion_edit"
    template = "groups/promotion_create.html"
    saved_text = _("Promotion created")
    unsaved_text = _("Unsaved promotion")

    def form_kwargs(self) -> dict[str, Any]:
        return {"shop": self.shop, "on": self.on}

    def save(self, form: PromotionForm) -> Promotion:
        return self.write(form)


class PromotionEdit(Reserving, PromotionRecord, EditScreen):
    """One promotion: its terms, its groups, and what it does to nobody or to everybody."""

    access = CHANGE
    code = "PR2"
    tab = "general"
    template = "groups/promotion_edit.html"
    saved_text = _("Promotion saved")
    add_url, add_rule = "promotion_create", ADD
    delete_url, delete_rule = "promotion_delete", DELETE

    def form_kwargs(self) -> dict[str, Any]:
        # A copy: the heading and the lock keep saying what is saved, whatever is being typed.
        return {"instance": copy(self.record), "shop": self.shop, "on": self.on}

    def audience_before(self) -> str:
        return offers.audience(promotion=self.record)

    def save(self, form: PromotionForm) -> Promotion:
        return self.write(form, version=self.version())

    def more_actions(self) -> Iterator[Action]:
        yield from more_actions(self.record)
        yield from super().more_actions()

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        named = offers.groups_of(row=self.record)
        if self.record.groups_only and not named:
            text = _("No group attached: the promotion applies to no one.")
            yield Banner(slug="no-group", text=text, tone="warning")
        if named and offers.audience(promotion=self.record) == Audience.EVERYONE:
            text = _("It is open to all customers: the groups attached get nothing more.")
            yield Banner(slug="open", text=text)
        if self.record.is_pointless:
            text = _("What it was about has been deleted: it changes no price.")
            yield Banner(slug="pointless", text=text, tone="warning")
        elif self.readonly:  # else the form says it, of what is typed
            aim = aim_of(promotion=self.record)
            told = rivals_told(aim=aim, besides=self.record.pk, on=self.on)
            if told:
                yield Banner(slug="rivals", text=told)
