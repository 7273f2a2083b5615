"""What all pages of the shop front share."""

from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.generic import TemplateView

from backoffice.access import PUBLIC, Rule
from backoffice.paging import Page
from catalog import selectors as catalog
from catalog.models import Product
from storefront import selectors
from storefront.seeing import group_seen
from storefront.selectors import Offer, Shelf, Visit

PER_PAGE = 24


class ShopPage(TemplateView):
    """A page whose prices are those of whoever looks: no cache may keep it for another."""

    access: ClassVar[Rule] = PUBLIC
    code: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    @cached_property
    def visit(self) -> Visit:
        shop = catalog.shop_of(self.request)
        return selectors.visit(
            user=self.request.user,
            shop=shop,
            on=catalog.today(shop=shop),
            seen_as=group_seen(request=self.request),
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        visit = self.visit
        page = {"code": self.code, "visit": visit, "shop": visit.shop}
        return super().get_context_data(**{**page, **context})

    def sorting(self) -> str:
        """How the visitor wants the products sorted; by title where he asks for nonsense."""
        asked = self.request.GET.get("sort", "")
        return asked if asked in selectors.SORTS else selectors.SORTS[0]

    def offers_page(self, products: QuerySet[Product], *, shelf: Shelf | None = None) -> Page:
        """The asked page of these products with their prices; nonsense asks for the first."""
        keys = selectors.ordered(visit=self.visit, products=products, sort=self.sorting())
        found = Paginator(keys, PER_PAGE).get_page(self.request.GET.get("page"))
        offers: list[Offer] = selectors.offers(
            visit=self.visit,
            products=selectors.in_order(visit=self.visit, keys=list(found.object_list)),
            shelf=shelf,
        )
        return Page(offers, found.number, found.paginator.num_pages, PER_PAGE, len(keys))
