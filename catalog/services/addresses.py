"""Addresses of pages on the shop front, and what a form leaves to the shop to decide."""

from typing import Any

from django import forms
from django.utils.text import slugify

from catalog.loading import free_slug
from catalog.models import Category, Product


def product_address(*, title: str, sku: str, pk: int | None) -> str:
    """An address no other product has, from the title and the SKU."""
    near = Product.objects.filter(slug__startswith=slugify(title)[:20]).exclude(pk=pk or 0)
    return free_slug(title, sku, set(near.values_list("slug", flat=True)), 180, always=True)


def category_address(*, title: str, pk: int | None) -> str:
    """An address no other category has, from the title."""
    others = Category.objects.order_by().exclude(pk=pk or 0)
    return free_slug(title, "", set(others.values_list("slug", flat=True)), 160)


def category_code(*, title: str) -> str:
    """A code no category has, from the title."""
    codes = Category.objects.order_by().values_list("code", flat=True)
    return free_slug(title, "", set(codes), 40)


def decide(form: forms.BaseModelForm, **values: Any) -> None:
    """Fill in what the person left to the shop, on a new row as on one read again under a lock."""
    form.cleaned_data.update(values)
    for name, value in values.items():
        setattr(form.instance, name, value)
