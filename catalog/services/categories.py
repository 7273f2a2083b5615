"""Saving, moving and deleting the shelves of the shop."""

from collections.abc import Iterable
from typing import Any

from auditlog.models import LogEntry
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice import services as kit
from catalog import selectors
from catalog.models import Category, Product
from catalog.services.addresses import category_address, category_code, decide


class CategoryLoop(kit.ShopRefusal):
    """A category stands neither in itself nor in one of its own."""


class CategoryIsGone(kit.Gone):
    """The category was deleted meanwhile."""

    message = _("This category has been deleted meanwhile.")


class ProductsNeedAPlace(kit.ShopRefusal):
    """A category that holds products is deleted only with a place for them."""


@transaction.atomic
def save_category(*, form: forms.BaseModelForm, actor: Any, version: int | None = None) -> Category:
    """Save a category; a new one, or one that changes shelf, comes last among its neighbours.

    Raises CategoryLoop when someone moved the chosen parent into this category meanwhile.
    """
    _lock_the_tree()
    told, pk = form.cleaned_data, form.instance.pk
    parent = told["parent"]
    if pk and parent is not None and pk in selectors.branches().above(parent.pk):
        raise CategoryLoop(_("A category cannot be its own parent."), field="parent")
    if not told["slug"]:
        decide(form, slug=category_address(title=told["title_fr"], pk=pk))
    before = Category.objects.filter(pk=pk).values_list("parent_id", "position").first()
    if not pk:
        form.instance.code = category_code(title=told["title_fr"])
    moved = before is None or before[0] != (parent.pk if parent else None)
    saved: Category = kit.save(form=form, actor=actor, version=version)
    if moved:
        _put_last(saved)
    return saved


def move_up(*, category: Category) -> bool:
    """Swap a category with the one before it on its shelf; False when it is the first."""
    return _move(category, -1)


def move_down(*, category: Category) -> bool:
    """Swap a category with the one after it on its shelf; False when it is the last."""
    return _move(category, 1)


@transaction.atomic
def delete_category(*, category: Category, actor: Any, move_to: Category | None = None) -> int:
    """Delete a category; its products go to `move_to`, those in it go up one shelf.

    Returns how many products moved. Raises ProductsNeedAPlace when it holds products and
    `move_to` is not given, CategoryIsGone when either category no longer exists.
    """
    _lock_the_tree()
    found = Category.objects.in_bulk([one.pk for one in (category, move_to) if one])
    if category.pk not in found or (move_to and move_to.pk not in found):
        raise CategoryIsGone
    category = found[category.pk]
    products = list(Product.objects.filter(categories=category).select_for_update().order_by("pk"))
    if products and (move_to is None or move_to.pk == category.pk):
        raise ProductsNeedAPlace(_("Choose the category its products move to."), field="move_to")
    if move_to is not None:
        _carry(products, category, move_to, actor)
    for child in Category.objects.filter(parent=category).order_by("position", "pk"):
        child.parent_id = category.parent_id
        # What hid the branch hides them still: nothing is shown by being moved.
        child.is_published = child.is_published and category.is_published
        child.is_public = child.is_public and category.is_public
        child.save(update_fields=["parent", "is_published", "is_public", "updated_at"])
        _put_last(child)
    kit.delete(row=category)
    return len(products)


def _lock_the_tree() -> None:
    list(Category.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _neighbours(category: Category) -> QuerySet[Category]:
    shelf = Category.objects.filter(parent_id=category.parent_id)
    return shelf.order_by("position", "pk")


def _put_last(category: Category) -> None:
    others = [one for one in _neighbours(category) if one.pk != category.pk]
    _number([*others, category])


def _number(shelf: Iterable[Category]) -> None:
    """Positions in this order, above those already given so that few rows change."""
    least = 0
    for one in shelf:
        if one.position <= least:
            Category.objects.filter(pk=one.pk).update(position=least + 1)
            one.position = least + 1
        least = one.position


@transaction.atomic
def _move(category: Category, by: int) -> bool:
    _lock_the_tree()
    current = Category.objects.filter(pk=category.pk).first()
    if current is None:
        raise CategoryIsGone
    shelf = list(_neighbours(current))
    here = [one.pk for one in shelf].index(current.pk)
    there = here + by
    if not 0 <= there < len(shelf):
        return False
    _number(shelf)
    one, other = shelf[here], shelf[there]
    for row, position in ((one, other.position), (other, one.position)):
        row.position = position
        row.save(update_fields=["position", "updated_at"])
    return True


def _carry(products: list[Product], old: Category, new: Category, actor: Any) -> None:
    """Stand the products of one category in another, in three writes and one trace each."""
    through = Product.categories.through
    there = through.objects.filter(category=new, product__in=products)
    known = set(there.values_list("product_id", flat=True))
    through.objects.filter(category=old, product__in=products).delete()
    arriving = [row for row in products if row.pk not in known]
    through.objects.bulk_create(
        [through(product_id=row.pk, category_id=new.pk) for row in arriving]
    )
    left = [_trace(row, "delete", old, actor) for row in products]
    LogEntry.objects.bulk_create([*left, *(_trace(row, "add", new, actor) for row in arriving)])


def _trace(product: Product, operation: str, category: Category, actor: Any) -> LogEntry:
    return LogEntry(
        content_type=ContentType.objects.get_for_model(Product),
        object_pk=str(product.pk),
        object_id=product.pk,
        object_repr=str(product),
        action=LogEntry.Action.UPDATE,
        actor=actor,
        changes={"categories": {"type": "m2m", "operation": operation, "objects": [str(category)]}},
    )
