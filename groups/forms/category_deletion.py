"""Where the products of a category go when it is deleted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog import selectors
from catalog.fields import CategoryField
from catalog.models import Category


class MoveProductsForm(forms.Form):
    """The category that takes the products of another; asked only where there are some."""

    move_to = CategoryField(
        label=_("Move them to"),
        queryset=None,
        error_messages={"required": _("Choose the category its products move to.")},
    )

    def __init__(self, *args: Any, category: Category, products: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if products:
            found = selectors.tree().exclude(pk=category.pk)
            self.fields["move_to"].queryset = found  # type: ignore[attr-defined]
        else:
            del self.fields["move_to"]
