"""Why somebody does not meet a product, or may not buy it, in one sentence staff can repeat."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from catalog import selectors as catalog
from catalog.models import Category, Product
from customers.viewers import Viewer
from groups.access import Refusal


def refusals(*, product: Product, viewer: Viewer) -> Iterator[str]:
    """What stands between this viewer and the product.

    That a product is not published is another matter, told apart.
    """
    if not product.is_published:
        return
    reason = viewer.reach.refusals([product]).get(product.pk)
    if reason is Refusal.RESERVED:
        yield _("Reserved for other customer groups: it is seen and cannot be bought.")
    elif reason is Refusal.HIDDEN:
        yield _hidden(product, viewer)


def _hidden(product: Product, viewer: Viewer) -> str:
    closed, members = _closed(product, viewer), viewer.customer is None and viewer.group
    if closed is None:
        if members:
            return _("Members of this group cannot access this product: it stands in no category.")
        return _("This customer cannot access this product: it stands in no category.")
    told = {"category": closed}
    if members:
        text = _(
            "Members of this group cannot access this product: category “%(category)s” is"
            " restricted."
        )
    elif viewer.customer is not None:
        text = _("This customer cannot access this product: category “%(category)s” is restricted.")
    else:
        text = _("Visitors cannot access this product: category “%(category)s” is restricted.")
    return text % told


def _closed(product: Product, viewer: Viewer) -> Category | None:
    """The topmost category that hides the first one the product stands in."""
    homes = catalog.homes_of(products=[product]).get(product.pk)
    if not homes:
        return None
    reach = viewer.reach
    line = reach.shelves.lines[homes[0]]
    return Category.objects.filter(pk=next(pk for pk in line if not reach.sees(pk))).first()
