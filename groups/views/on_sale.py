"""« Groupe en solde »: the promotions and discounts of one group."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.folding import folded_search
from backoffice.http import typed_keys
from backoffice.parts import Action, Empty, Impact, Label, panel_url
from backoffice.templatetags.ui import number
from backoffice.views import ConfirmScreen
from backoffice.views.base import RecordScreen
from groups import discount_record, offers, services
from groups.discount_record import discount_in_words
from groups.forms import PicksForm
from groups.offers import Audience
from groups.promotion_record import in_words
from groups.record import ATTACH, ON_SALE, GroupRecord
from pricing.models import OrderDiscount, Promotion

SHOWN = 50


class OnSale(GroupRecord):
    """What the pages of this tab share."""

    tab = "promotions"
    record_url = "group_promotions"

    def told(self, rows: QuerySet[Promotion]) -> list[Any]:
        return [in_words(row, currency=self.shop.currency) for row in rows]


class GroupPromotions(OnSale, RecordScreen):
    """The promotions attached to a group, and the discounts that name it."""

    access = ON_SALE
    code = "G10"
    title = _("Group on sale")
    template = "groups/on_sale.html"

    def add(self) -> Action:
        return Action(
            name="attach",
            label=_("Add promotions"),
            icon="plus",
            url=panel_url("group_promotions_add", self.record.pk),
            rule=ATTACH,
            primary=True,
            dialog=True,
        )

    def actions(self) -> Iterator[Action]:
        yield self.add()

    def new_discount(self) -> Action:
        kind = OrderDiscount.Kind.GROUPS
        return Action(
            name="discount",
            label=_("Create a discount for this group"),
            icon="discount",
            url=f"{panel_url('discount_create')}?kind={kind}&group={self.record.pk}",
            rule=discount_record.ADD,
        )

    def discounts(self) -> list[Any]:
        rows = offers.granted(group=self.record, on=self.on, language=self.language)
        return [discount_in_words(row, currency=self.shop.currency) for row in rows]

    def context(self) -> dict[str, Any]:
        rows = offers.attached(group=self.record, on=self.on, language=self.language)
        sees_discounts = self.may(discount_record.VIEW)
        return {
            **super().context(),
            "promotions": self.told(rows),
            "sees_discounts": sees_discounts,
            "discounts": self.discounts() if sees_discounts else (),
            "new_discount": self.new_discount() if self.may(discount_record.ADD) else None,
            "may_detach": self.may(ATTACH),
            "empty": Empty(
                title=_("Attach a promotion to this group"),
                text=_("Members benefit from the start date."),
                icon="tag",
                actions=(self.add(),) if self.may(ATTACH) else (),
            ),
        }


class GroupPromotionsAdd(OnSale, ConfirmScreen):
    """Several promotions ticked, one save."""

    access = ATTACH
    code = "G10a"
    title = _("Add promotions")
    form_class = PicksForm
    template = "groups/on_sale_add.html"
    fragment = "groups/_on_sale_add.html"

    def ask(self) -> Label:
        return gettext("Add promotions to “%(title)s”") % {"title": self.record}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "_search" in request.POST:
            return self.show(self.form(request.POST), status=200)
        return super().post(request, *args, **kwargs)

    def act(self, form: PicksForm) -> int:
        return services.attach(
            group=self.record,
            promotions=form.cleaned_data["promotions"],
            actor=self.actor,
        )

    def done(self, result: int) -> Label:
        told = ngettext("%(n)s promotion attached", "%(n)s promotions attached", result)
        return told % {"n": number(result)}

    def ticked(self) -> set[int]:
        return set(typed_keys(self.request.POST.getlist("promotions")))

    def context(self) -> dict[str, Any]:
        ticked = self.ticked()
        words = folded_search(self.request.POST.get("q", "")[:80]).split()[:10]
        rows = offers.attachable(group=self.record, on=self.on, language=self.language)
        found = rows
        for word in words:
            found = found.filter(search__contains=word)
        kept = rows.filter(pk__in=ticked)
        shown = [*kept, *found.exclude(pk__in=ticked)[:SHOWN]]
        total = found.exclude(pk__in=ticked).count()
        return {
            **super().context(),
            "choices": [in_words(row, currency=self.shop.currency) for row in shown],
            "ticked": ticked,
            "words": self.request.POST.get("q", ""),
            "unseen": max(total - SHOWN, 0),
        }


class GroupPromotionDetach(OnSale, ConfirmScreen):
    """One promotion taken from a group."""

    access = ATTACH
    code = "G10d"
    title = _("Detach")
    confirm_label = _("Detach")
    done_text = _("Promotion detached")
    danger = True

    @cached_property
    def promotion(self) -> Promotion:
        rows = offers.attached(group=self.record, on=self.on, language=self.language)
        found: Promotion = get_object_or_404(rows, pk=self.kwargs["promotion"])
        return found

    def ask(self) -> Label:
        told = {"promotion": self.promotion, "group": self.record}
        return gettext("Detach “%(promotion)s” from “%(group)s”?") % told

    def impacts(self) -> Iterator[Impact]:
        chosen = offers.audience(promotion=self.promotion)
        if chosen == Audience.EVERYONE:
            text = _("It is open to all customers: members keep it.")
            yield Impact(slug="members", text=text)
        elif chosen == Audience.EXCEPT:
            text = _("It was closed to this group: its members will have it, as everyone.")
            yield Impact(slug="members", text=text, warning=True)
        elif offers.others_reached(promotion=self.promotion, group=self.record):
            yield Impact(slug="members", text=_("Members of this group lose it."), warning=True)
        else:
            text = _("This group-only promotion will no longer apply to anyone.")
            yield Impact(slug="nobody", text=text, warning=True)

    def act(self, form: Any) -> None:
        services.detach(group=self.record, promotion=self.promotion, actor=self.actor)
