"""Prices as a reader finds them on the pages of the shop front."""

import re
from dataclasses import dataclass
from typing import Any

from django.test import Client

from catalog.models import Product

_PRICE = re.compile(
    r'data-testid="price" data-basis="(\w+)" data-amount="([\d.]+)">(.*?)</span>', re.S
)
# A struck price says HT or TTC as well; what it is in is not struck.
_STRUCK = re.compile(
    r'<del[^>]*>.*?<span class="price-was">(.*?)</span> <span class="price-basis">', re.S
)


@dataclass(frozen=True)
class Seen:
    """A price as printed: « ht » or « ttc », the amount, the struck amount if there is one."""

    basis: str
    amount: str
    struck: str = ""


def prices(html: str) -> list[Seen]:
    """Every price of a page, from top to bottom."""
    found = []
    for start in re.finditer(r'<span class="price"', html):
        told = _PRICE.search(html, start.start())
        assert told, "a price without its basis or its amount"
        end = html.index('<strong class="price-amount"', start.start())
        struck = _STRUCK.search(html, start.start(), end)
        found.append(Seen(told[1], told[2], struck[1] if struck else ""))
    return found


def body(client: Client, path: str, **query: str) -> str:
    """A page that opens."""
    response: Any = client.get(path, query)
    assert response.status_code == 200, path
    text: str = response.content.decode()
    return text


def on_its_page(client: Client, product: Product, language: str = "") -> Seen:
    """The price of a product on its own page."""
    return prices(body(client, f"{language}/product/{product.slug}/"))[0]


def in_list(html: str, product: Product) -> Seen:
    """The price of a product on its card."""
    start = html.index(f'data-testid="row-product-{product.pk}"')
    return prices(html[start : html.index("</article>", start)])[0]


def everywhere(client: Client, product: Product) -> Seen:
    """The price of a product, which is the same on each page that shows it."""
    shelf = product.categories.first()
    assert shelf
    found = {
        on_its_page(client, product),
        in_list(body(client, "/"), product),
        in_list(body(client, f"/category/{shelf.slug}/"), product),
        in_list(body(client, "/search/", q=product.sku), product),
    }
    assert len(found) == 1, found
    return found.pop()
