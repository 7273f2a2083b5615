"""What search engines read: the list of pages, and where not to go."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from backoffice.access import PUBLIC, access
from catalog import selectors as catalog
from storefront import selectors
from storefront.selectors import Visit


class Pages(Sitemap):
    """Pages that exist in both languages, each telling of the other."""

    i18n = alternates = x_default = True
    url_name: str

    def location(self, item: str) -> str:
        return reverse(self.url_name, args=[item] if item else [])


class HomeMap(Pages):
    url_name = "shop_home"

    def items(self) -> list[str]:
        return [""]


class Met(Pages):
    """Pages that visitors meet."""

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self.visit = visit


class ShelfMap(Met):
    url_name = "shop_category"

    def items(self) -> list[str]:
        return [shelf.slug for shelf in self.visit.shelves.rows]


class ProductMap(Met):
    url_name = "shop_product"

    def items(self) -> list[str]:
        return selectors.addresses_of_products(visit=self.visit)


@access(PUBLIC)
def pages(request: HttpRequest) -> HttpResponse:
    """The pages of the shop front a visitor meets, whoever asks for them."""
    shop = catalog.shop_of(request)
    visit = selectors.public_visit(shop=shop, on=catalog.today(shop=shop))
    maps: dict[str, type[Sitemap] | Sitemap] = {
        "home": HomeMap,
        "categories": ShelfMap(visit),
        "products": ProductMap(visit),
    }
    return sitemap(request, sitemaps=maps)


@access(PUBLIC)
def rules(request: HttpRequest) -> HttpResponse:
    """Nothing in the panel, in anybody's account or in search results is for robots."""
    lines = ["User-agent: *", f"Disallow: {reverse('panel:home')}"]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            lines += [f"Disallow: {reverse(name)}" for name in ("shop_account", "shop_search")]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('shop_sitemap'))}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
