"""What templates of the shop front print besides the kit's amounts and days."""

from django import template
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog import selectors as catalog
from groups.models import CustomerGroup
from pricing import engine, presenting
from storefront import drawings, selectors
from storefront.seeing import group_seen
from storefront.selectors import Shelves, Text, Visit

register = template.Library()


@register.filter
def said(text: Text | str) -> str:
    """A text, marked with its language where that is not the page's."""
    if isinstance(text, str) or not text.lang:
        return str(text)
    return format_html('<span lang="{}">{}</span>', text.lang, text.value)


@register.filter
def rate(taxes: engine.Rate) -> str:
    """« TVA 20 % », « TPS 5 % + TVQ 9,975 % »."""
    return presenting.rate_label(rate=taxes)


@register.simple_tag
def cut_out(name: str, columns: int = 3, rows: int = 2) -> SafeString:
    """The drawing that stands in for a photograph; it says nothing, so it is read to nobody."""
    pieces = drawings.cut_out(name, columns=columns, rows=rows)
    return format_html(
        '<svg class="cut-out" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid slice"'
        ' aria-hidden="true" focusable="false">{}</svg>',
        columns * drawings.CELL,
        rows * drawings.CELL,
        format_html_join(
            "",
            '<path class="tone-{}" d="{}" transform="translate({} {}) rotate({} 50 50)"/>',
            ((one.tone, one.path, one.left, one.top, one.turn) for one in pieces),
        ),
    )


@register.simple_tag(takes_context=True)
def address_in(context: template.Context, language: str, absolute: bool = False) -> str:
    """This very page in another language."""
    request: HttpRequest = context["request"]
    address = translate_url(request.get_full_path(), language)
    return request.build_absolute_uri(address) if absolute else address


@register.simple_tag(takes_context=True)
def shelves_met(context: template.Context) -> Shelves:
    """The shelves the head and the foot of every page show: the page's own, or the visitor's."""
    visit = context.get("visit") or _visit(context["request"])
    return visit.shelves


@register.simple_tag(takes_context=True)
def group_seen_as(context: template.Context) -> CustomerGroup | None:
    """The group as whose member staff see this page of the shop, if they do."""
    visit = context.get("visit")
    if visit is None and group_seen(request=context["request"]):
        visit = _visit(context["request"])
    return visit.seen_as if visit else None


def _visit(request: HttpRequest) -> Visit:
    """Whose shelves a page outside the catalogue shows: signing in, an error."""
    shop = catalog.shop()
    seen_as = group_seen(request=request)
    today = catalog.today(shop=shop)
    return selectors.visit(user=request.user, shop=shop, on=today, seen_as=seen_as)
