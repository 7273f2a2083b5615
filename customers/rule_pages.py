"""On which page of the panel each rule of a price is written."""

from customers.viewers import Viewer
from groups import policies
from pricing import rules

Page = tuple[str, int]  # the name of the page, and the key of its row


def pages(*, viewer: Viewer) -> dict[str, Page]:
    """The page of every rule and group the prices of this viewer may name, by its code."""
    book, policy = viewer.book, viewer.policy
    found: dict[str, Page] = {}
    for group in book.groups.values():
        found[policies.source(group=group).code] = ("group_general", group.pk)
    for one in book.rules.promotions:
        found[rules.promotion_source(row=one.row).code] = ("promotion_edit", one.row.pk)
    for discount in policy.order_discounts:
        found[discount.source.code] = ("discount_edit", discount.id)
    rows = book.rules.templates.values()
    templates = {rules.template_source(row=row).code: row.pk for row in rows}
    for template in (policy.template, policy.public_template):
        if template is not None:
            page = ("template_edit", templates[template.source.code])
            found |= dict.fromkeys((rule.source.code for rule in template.rules), page)
    return found
