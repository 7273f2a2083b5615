"""What templates of the shop front print besides the kit's amounts and days."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.html import format_html

from storefront import selectors
from storefront.selectors import Offer, Text

register = template.Library()

PATTERNS = 4  # as many as shop.css has


@register.filter
def said(text: Text) -> str:
    """A text, marked with its language where that is not the page's."""
    if not text.lang:
        return text.value
    return format_html('<span lang="{}">{}</span>', text.lang, text.value)


@register.filter
def letter(title: Text) -> str:
    """The first letter or digit of a title, capital: what a tile without a picture shows."""
    return next((sign for sign in title.value if sign.isalnum()), "·").upper()


@register.filter
def tile(offer: Offer) -> str:
    """The classes of a product's tile: the colour of its branch of the shop, its own pattern."""
    tint = offer.shelf.tint if offer.shelf else 0
    return f"tint-{tint} pattern-{offer.pk % PATTERNS}"


@register.simple_tag(takes_context=True)
def address_in(context: template.Context, language: str, absolute: bool = False) -> str:
    """This very page in another language."""
    request: HttpRequest = context["request"]
    address = translate_url(request.get_full_path(), language)
    return request.build_absolute_uri(address) if absolute else address


@register.inclusion_tag("storefront/_header.html", takes_context=True)
def shop_header(context: template.Context) -> dict[str, Any]:
    """The head of every page: the shop, its search, its shelves, the two languages, the account."""
    visit = context.get("visit")
    return {
        "request": context["request"],
        "shop": context.get("shop"),
        "user": context.get("user"),
        "csrf_token": context.get("csrf_token"),
        "shelves": visit.shelves if visit else selectors.shelves(),
        "code": context.get("code"),
        "words": context.get("words", ""),
    }
