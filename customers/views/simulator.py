"""The price simulator: who pays what, and every reason why."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.forms import dress, helper_of
from backoffice.http import StaffRequest
from backoffice.parts import open_url
from catalog.shop_screen import ShopScreen
from customers import rule_pages, simulating
from customers.forms.simulator import Desk, QuestionForm, SimulatorForm
from customers.record import EXPLAIN
from customers.record import VIEW as CUSTOMERS
from customers.simulating import Question, Simulation

COSTS = staff_with("pricing.view_cost")
ASKED = ("product", "basket")  # an address without them only fills the form in


class Simulating(ShopScreen):
    """A page that asks a question about a price and draws the answer."""

    form_class: type[QuestionForm]

    @property
    def sees_costs(self) -> bool:
        return self.may(COSTS)

    def get(self, request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form()
        if not form.is_bound or not form.is_valid():
            return self.show(form)
        question = self.question(form)
        simulation = simulating.simulated(
            question=question, shop=self.shop, sees_costs=self.sees_costs
        )
        links = self.links(simulation)
        return self.show(form, simulation=simulation, links=links, **self.beside(form, simulation))

    def asked(self) -> QueryDict | None:
        """What the address asks; nothing yet where it only says who buys."""
        typed = self.request.GET
        if not any(name in typed for name in ASKED):
            return None
        whole = typed.copy()
        for name, usual in (("quantity", "1"), ("on", self.on.isoformat())):
            whole[name] = typed.get(name) or usual
        return whole

    def form(self) -> Any:
        data = self.asked()
        kept = {} if data is not None else self.request.GET.dict()
        desk = Desk(on=self.on, sees_customers=self.may(CUSTOMERS))
        return dress(self.form_class(data=data, initial=kept, desk=desk, **self.form_kwargs()))

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def question(self, form: Any) -> Question:
        question: Question = form.question()
        return question

    def beside(self, form: Any, simulation: Simulation) -> dict[str, Any]:
        """What a page shows beside the answer."""
        return {}

    def links(self, simulation: Simulation) -> dict[str, str]:
        """Where each rule of the answer is written, for who may open it; by its code."""
        known = rule_pages.pages(viewer=simulation.viewer)
        named = {code: known[code] for code in simulation.codes if code in known}
        found = {code: open_url(self.request, *page) for code, page in named.items()}
        return {code: url for code, url in found.items() if url}

    def show(self, form: Any, **answer: Any) -> HttpResponse:
        page = {
            "form": form,
            "helper": helper_of(form),
            "candidates": [(one, self._asking(one.sku)) for one in form.candidates],
            "sees_costs": self.sees_costs,
            "shop": self.shop,
        }
        response = self.render(status=422 if form.errors else 200, **page, **answer)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def _asking(self, sku: str) -> str:
        typed = {**self.request.GET.dict(), "product": sku}
        return f"?{urlencode(typed)}"


class Simulator(Simulating):
    """« Pourquoi ce client paie-t-il ce prix ? »"""

    access = EXPLAIN
    code = "SI1"
    title = _("Price simulator")
    template = "customers/simulator.html"
    form_class = SimulatorForm
