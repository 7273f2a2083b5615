"""What the members of a group see, beside what those of other groups would."""

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Action, panel_url
from customers import simulating
from customers.forms.simulator import PreviewForm
from customers.models import LANGUAGES
from customers.simulating import Question, Simulation
from customers.views.simulator import Simulating
from groups import cautions
from groups.record import VIEW, GroupRecord
from groups.terms import terms_of
from groups.wording import terms_in_words

SHOWN_LOSSES = 100


class GroupPreview(Simulating, GroupRecord):
    """The tab « Aperçu » of a group: its wording, a product as its members see it, the reasons."""

    access = VIEW
    code = "G11"
    tab = "preview"
    title = _("Preview")
    template = "customers/preview.html"
    form_class = PreviewForm

    def actions(self) -> Iterator[Action]:
        yield Action(
            name="see-shop",
            label=_("See the shop as this group"),
            icon="building-store",
            url=panel_url("group_see_shop", self.record.pk),
            rule=VIEW,
            method="post",
        )

    def form_kwargs(self) -> dict[str, Any]:
        return {"group": self.record}

    def asked(self) -> QueryDict | None:
        """A product of the shop, until another one is chosen."""
        typed = super().asked()
        first = simulating.offered(count=1)
        if typed is not None or not first:
            return typed
        shown = {"product": first[0].sku, "quantity": "1", "on": self.on.isoformat()}
        return QueryDict(urlencode(shown))

    def question(self, form: Any) -> Question:
        question: Question = form.question(group=self.record)
        return question

    def beside(self, form: Any, simulation: Simulation) -> dict[str, Any]:
        others = form.cleaned_data["compare"]
        if not others:
            return {}
        sides = simulating.compared(
            question=simulation.question, shop=self.shop, groups=[self.record, *others]
        )
        return {"sides": sides}

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "wordings": [self._wording(*one) for one in LANGUAGES],
            **self._losses(),
        }

    def _losses(self) -> dict[str, Any]:
        """What members would pay less for than it costs, where somebody who sees costs asks."""
        if not self.sees_costs or "below_cost" not in self.request.GET:
            return {}
        found = cautions.below_cost(group=self.record, shop=self.shop, on=self.on)
        told = {"losses": found[:SHOWN_LOSSES], "more_losses": max(len(found) - SHOWN_LOSSES, 0)}
        return {"asks_losses": True, **told}

    def _wording(self, code: str, language: str) -> dict[str, Any]:
        """The group as a member reads it in one language."""
        with translation.override(code):
            told = terms_of(groups=[self.record], shop=self.shop, on=self.on)[self.record.pk]
            terms = terms_in_words(group=self.record, terms=told, on=self.on)
            return {
                "code": code,
                "language": language,
                "title": self.record.title,
                "terms": [str(sentence) for sentence in terms],
                "level": str(_("Member level")),
            }
