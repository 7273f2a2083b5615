"""Home, shelves, products and the search among them."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pricing import engine
from storefront import selectors
from storefront.views.pages import ShopPage

NEWEST = 8
NEIGHBOURS = 4
LONGEST_SEARCH = 100


class Home(ShopPage):
    """The door of the shop: its shelves and what came in last."""

    template_name = "storefront/home.html"
    code = "SF1"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        newest = selectors.newest(visit=self.visit, count=NEWEST)
        page = {
            "title": _("Home"),
            "newest": selectors.offers(visit=self.visit, products=newest),
            "group": selectors.group_named(visit=self.visit),
        }
        return super().get_context_data(**page, **context)


class CategoryPage(ShopPage):
    """A shelf with the shelves in it, and the products of all of them."""

    template_name = "storefront/category.html"
    code = "SF2"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        shelves = self.visit.shelves
        shelf = shelves.at(self.kwargs["slug"])
        if shelf is None:
            raise Http404
        products = selectors.on_shelf(visit=self.visit, shelf=shelf)
        page = {
            "title": shelf.title,
            "shelf": shelf,
            "children": shelves.children(shelf),
            "trail": shelves.path(shelf)[:-1],
            "page": self.offers_page(products, shelf=shelf),
            "sort": self.sorting(),
        }
        return super().get_context_data(**page, **context)


class ProductPage(ShopPage):
    """A product, its price and why it is that price."""

    template_name = "storefront/product.html"
    code = "SF3"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        visit, terms = self.visit, self.visit.viewer.policy
        product = selectors.met(visit=visit, slug=self.kwargs["slug"])
        if product is None:
            raise Http404
        offer = selectors.offers(visit=visit, products=[product])[0]
        beside = selectors.neighbours(visit=visit, offer=offer, count=NEIGHBOURS)
        page = {
            "title": offer.title,
            "offer": offer,
            "steps": selectors.quantity_steps(visit=visit, product=product),
            "trail": visit.shelves.path(offer.shelf) if offer.shelf else [],
            "beside": selectors.offers(visit=visit, products=beside, shelf=offer.shelf),
            "exempt": terms.vat_mode is engine.VatMode.EXEMPT,
            "reason": terms.exemption_reason,
        }
        return super().get_context_data(**page, **context)


class Search(ShopPage):
    """Products that hold the words somebody typed."""

    template_name = "storefront/search.html"
    code = "SF3s"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        # PostgreSQL takes no NUL in a text, and nobody searches for a page of text.
        words = self.request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
        page = {
            "title": pgettext("page", "Search"),
            "words": words,
            "page": self.offers_page(selectors.found(visit=self.visit, words=words)),
            "sort": self.sorting(),
        }
        return super().get_context_data(**page, **context)
