"""What staff decide of who meets which category, and of who may buy which product."""

from collections.abc import Collection, Iterable
from typing import Any

from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import Model
from django.forms import BaseModelForm

from accounts.models import User
from backoffice import services as kit
from backoffice.middleware import reference
from backoffice.traces import note_of
from catalog import selectors as catalog
from catalog.models import Product
from groups.edits import parts
from groups.models import CategoryAccess, CustomerGroup, ProductRestriction


@transaction.atomic
def save_category_access(
    *,
    form: BaseModelForm,
    categories: Collection[int],
    actor: User | None,
    version: int | None = None,
    reason: str = "",
) -> CustomerGroup:
    """Save which categories the members of a group meet, and why.

    Raises Stale when the group has changed since that version.
    """
    group: CustomerGroup = kit.save(form=form, actor=actor, version=version)
    set_category_access(group=group, categories=categories, actor=actor)
    _say_why(group, reason)
    return group


def set_category_access(
    *, group: CustomerGroup, categories: Collection[int], actor: User | None
) -> None:
    """These categories are ticked for the group from now on; its history names what changed."""
    rows = CategoryAccess.objects.filter(group=group)
    before, after = set(rows.values_list("category_id", flat=True)), set(categories)
    if before == after:
        return
    # A category deleted while the form was open is passed over: whoever deletes one waits for us.
    paths = catalog.category_paths()
    after &= paths.keys()
    rows.filter(category__in=before - after).delete()
    CategoryAccess.objects.bulk_create(
        CategoryAccess(group=group, category_id=pk) for pk in sorted(after - before)
    )
    for operation, moved in (("add", after - before), ("delete", before - after)):
        was, became = (None, True) if operation == "add" else (True, None)
        note = parts("category_access", dict.fromkeys(moved, (was, became)))
        _log(group, "category_access", operation, sorted(paths[pk] for pk in moved), actor, note)


@transaction.atomic
def restrict(
    *,
    form: BaseModelForm,
    groups: Collection[CustomerGroup],
    actor: User | None,
    version: int | None = None,
    reason: str = "",
) -> Product:
    """Save whether a product is reserved, to which groups, and why.

    Raises Stale when the product has changed since that version.
    """
    product: Product = kit.save(form=form, actor=actor, version=version)
    rows = ProductRestriction.objects.filter(product=product)
    if product.is_reserved:
        # Groups in the bin are on no screen: what they had comes back with them.
        rows = rows.filter(group__binned_at__isnull=True)
    here = {row.group_id: row.group for row in rows.select_related("group")}
    wanted = {group.pk: group for group in groups} if product.is_reserved else {}
    joining = [group for pk, group in wanted.items() if pk not in here]
    leaving = [group for pk, group in here.items() if pk not in wanted]
    rows.filter(group__in=leaving).delete()
    ProductRestriction.objects.bulk_create(
        ProductRestriction(product=product, group=group) for group in joining
    )
    for operation, moved in (("add", joining), ("delete", leaving)):
        _log(product, "groups", operation, [str(group) for group in moved], actor)
        for group in moved:
            told = [f"{product.sku} · {product}"]
            _log(group, "product_restrictions", operation, told, actor)
            _say_why(group, reason)
    _say_why(product, reason)
    return product


def _say_why(row: Model, reason: str) -> None:
    """The lines this very request has written about the row give its reason."""
    if not reason or reference() is None:
        return
    for line in LogEntry.objects.get_for_object(row).filter(cid=reference()):
        line.additional_data = {**note_of(line), "note": reason}
        line.save(update_fields=["additional_data"])


def _log(
    row: Model,
    name: str,
    operation: str,
    told: Iterable[Any],
    actor: User | None,
    note: dict[str, Any] | None = None,
) -> None:
    objects = list(told)
    if objects:
        LogEntry.objects.log_create(
            row,
            force_log=True,
            action=LogEntry.Action.UPDATE,
            changes={name: {"type": "m2m", "operation": operation, "objects": objects}},
            actor=actor,
            additional_data=note,
        )
