"""A group's own terms: creating it, then changing it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Action, Banner, panel_url
from backoffice.templatetags.ui import number
from backoffice.views import AddScreen, EditScreen, Screen
from backoffice.views.edit import FormScreen
from catalog import selectors as catalog
from catalog.models import Basis
from catalog.shop_screen import ShopScreen
from customers.selectors import contact_of
from groups import cautions, policies, services
from groups.forms import GroupForm, NewGroupForm
from groups.forms.prices import posted_lines
from groups.models import CustomerGroup
from groups.record import (
    ADD,
    CHANGE,
    CHANGE_MEMBERS,
    DELETE,
    MEMBERS,
    NEW_TEMPLATE,
    VIEW,
    GroupRecord,
)
from groups.telling import group_sentence
from groups.terms import terms_of
from groups.views.health import group_banners
from groups.views.redrawing import Redrawn
from groups.views.reverting import undo_of_save
from groups.wording import terms_in_words

SEES_COSTS = "pricing.view_cost"


class Choosing(FormScreen):
    """Mixed into the screens of a group's form: whether the colour just chosen is another's."""

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "color" in request.GET:
            return render(request, "groups/_color_note.html", {"form": self.form(request.POST)})
        return super().post(request, *args, **kwargs)


class GroupAdd(ShopScreen, Choosing, Redrawn, AddScreen):
    """A new group: its own terms first; its members, and the rest, once it is saved."""

    access = ADD
    code = "G2n"
    title = _("Add a group")
    section = _("Customer groups")
    list_url = "group_list"
    template = "groups/create.html"
    form_class = NewGroupForm
    saved_text = _("Group created")
    unsaved_text = _("Unsaved group")
    redraws = ("_tick",)

    def form_kwargs(self) -> dict[str, Any]:
        return {"shop": self.shop, "on": self.on, "lines": posted_lines(self.request.POST)}

    def as_typed(self, **instead: Any) -> Any:
        """The form with all categories ticked, or none, where scripts do not do it."""
        every = self.request.POST.get("_tick") == "all"
        roots = [row.pk for row in catalog.tree() if row.parent_id is None] if every else []
        return super().as_typed(categories=roots, **instead)

    def save(self, form: NewGroupForm) -> CustomerGroup:
        return services.save(
            form=form,
            is_default=form.cleaned_data["is_default"],
            category_discounts=form.category_discounts,
            category_access=form.ticks,
            actor=self.actor,
            on=self.on,
        )

    def context(self) -> dict[str, Any]:
        return {**super().context(), "template_url": _template_url(self)}

    def success_url(self, row: CustomerGroup) -> str:
        if self.may(MEMBERS):
            return f"{panel_url('group_members', row.pk)}?show=not_in&created=1"
        return panel_url("group_general", row.pk)


class GroupGeneral(Choosing, GroupRecord, EditScreen):
    """The tab « Général » of a group, with what its members see beside the form."""

    access = CHANGE
    code = "G2"
    tab = "general"
    template = "groups/general.html"
    form_class = GroupForm
    saved_text = _("Group saved")
    add_url, add_rule = "group_create", ADD
    duplicate_url, duplicate_rule = "group_duplicate", ADD
    delete_url, delete_rule = "group_delete", DELETE

    def actions(self) -> Iterator[Action]:
        yield Action(
            name="explain",
            label=_("Explain a price"),
            icon="chart-arrows",
            url=f"{panel_url('simulator')}?group={self.record.pk}",
            rule=VIEW,
        )

    def form_kwargs(self) -> dict[str, Any]:
        return {
            **super().form_kwargs(),
            "shop": self.shop,
            "on": self.on,
            "lines": posted_lines(self.request.POST),
        }

    def save(self, form: GroupForm) -> CustomerGroup:
        return services.save(
            form=form,
            is_default=form.cleaned_data["is_default"],
            category_discounts=form.category_discounts,
            channel_pricing=form.pricing,
            actor=self.actor,
            on=self.on,
            version=self.version(),
        )

    def undo_url(self, row: CustomerGroup) -> str:
        return undo_of_save(row)

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        net = policies.display(group=self.record, shop=self.shop).value == Basis.NET
        if self.record.is_default and net and self.shop.price_display != Basis.NET:
            text = _("New customers will see prices excl. VAT.")
            yield Banner(slug="default-net", text=text, tone="warning")
        if cautions.lacks_a_floor(group=self.record, shop=self.shop):
            yield self._no_floor()
        yield from group_banners(
            request=self.request, group=self.record, shop=self.shop, on=self.on
        )

    def _no_floor(self) -> Banner:
        """What a discount without a floor may do; for who may see costs, on which products."""
        told, count = self._without_floor()
        url = f"{panel_url('group_preview', self.record.pk)}?below_cost=1#below-cost"
        see = Action(name="below-cost", label=_("See these products"), url=url, rule=VIEW)
        actions = (see,) if count else ()
        return Banner(slug="no-floor", text=told, tone="warning", actions=actions)

    def _without_floor(self) -> tuple[str, int]:
        told = gettext(
            "With an extra discount, add a cost-plus minimum so you do not sell below cost."
        )
        if not self.request.user.has_perm(SEES_COSTS):
            return told, 0
        count = len(cautions.below_cost(group=self.record, shop=self.shop, on=self.on))
        if not count:
            return told, 0
        more = ngettext(
            "%(n)s product would go below its cost.",
            "%(n)s products would go below their cost.",
            count,
        )
        return f"{told} {more % {'n': number(count)}}", count

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "summary" in request.GET:
            return render(request, "groups/_summary.html", self.summary_as_typed())
        return super().post(request, *args, **kwargs)

    def summary_as_typed(self) -> dict[str, Any]:
        """What the group would be: what is typed rightly, the rest as it is saved."""
        form = self.form(self.request.POST)
        form.is_valid()
        typed: CustomerGroup = form.instance
        return self.summary(typed, by_category=form.named_discounts())

    def summary(
        self, group: CustomerGroup, by_category: Iterable[tuple[str, Decimal]] | None = None
    ) -> dict[str, Any]:
        """The group in one sentence, and its terms one by one."""
        terms = terms_of(groups=[group], shop=self.shop, on=self.on)[group.pk]
        if by_category is not None:
            terms = replace(terms, by_category=tuple(by_category))
        return {
            "sentence": group_sentence(terms=terms),
            "terms": tuple(terms_in_words(group=group, terms=terms, on=self.on)),
        }

    def context(self) -> dict[str, Any]:
        contact = contact_of(group=self.record)
        joins = contact is not None and contact.may_join and self.may(CHANGE_MEMBERS)
        return {
            **super().context(),
            **self.summary(self.record),
            "aside": True,
            "granted": cautions.granted(group=self.record, shop=self.shop, on=self.on),
            "contact": contact,
            "contact_url": panel_url("group_contact_member", self.record.pk) if joins else "",
            "template_url": _template_url(self),
        }


def _template_url(screen: Screen) -> str:
    return panel_url("template_create") if screen.may(NEW_TEMPLATE) else ""
