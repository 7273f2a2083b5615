"""What staff decide of the categories the members of a group meet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.fields import RowsField
from backoffice.layout import Card
from catalog import selectors as catalog
from catalog.models import Category
from groups.forms.values import WhyField
from groups.models import CategoryAccess, CategoryMode, CustomerGroup

LISTED = (CategoryMode.ONLY, CategoryMode.EXCEPT)


@dataclass
class Node:
    """A category with a box, and those that stand in it."""

    category: Category
    ticked: bool  # by itself or because one above is
    follows: bool
    inside: list["Node"] = field(default_factory=list)


def branches(categories: Iterable[Category], ticked: set[str]) -> list[Node]:
    """Categories in the order of the tree, each in the one above it."""
    roots: list[Node] = []
    known: dict[int, Node] = {}
    for row in categories:
        above = known.get(row.parent_id or 0)
        follows = above is not None and above.ticked
        node = known[row.pk] = Node(row, follows or str(row.pk) in ticked, follows)
        (roots if above is None else above.inside).append(node)
    return roots


class CategoryTree(forms.SelectMultiple):
    """The categories as nested lists of boxes; one below a ticked one is ticked with it."""

    template_name = "groups/widgets/category_tree.html"
    use_fieldset = True

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> list[Any]:
        return []  # drawn from the rows, not from the options of a drop-down

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows: Any = getattr(self.choices, "queryset", ())
        context["widget"]["nodes"] = branches(rows, {str(one) for one in value or ()})
        return context

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""


class CategoryTreeField(RowsField):
    """Several categories, each standing for all those in it."""

    widget = CategoryTree


class AccessFields(forms.ModelForm):
    """Mixed into a form of the group: which categories its members meet.

    Once it is valid, `services.set_category_access` writes its `ticks`.
    """

    category_mode = forms.ChoiceField(
        label=_("Categories its members see"),
        choices=CategoryMode.choices,
        widget=forms.RadioSelect,
    )
    categories = CategoryTreeField(
        label=_("Categories"),
        queryset=None,
        required=False,
        help_text=_("A subcategory follows its parent, even when it is added later."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: CustomerGroup = self.instance
        fields: dict[str, Any] = self.fields
        fields["category_mode"].initial = group.category_mode
        fields["category_mode"].unmarked = True
        fields["categories"].queryset = catalog.tree()
        fields["categories"].unmarked = True
        self.initial.setdefault("categories", ticked_by(group))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        listed = data.get("category_mode") in LISTED
        if listed and "categories" not in self.errors and not data.get("categories"):
            text = _t("Tick at least one category, or choose “All categories”.")
            self.add_error("categories", text)
        return data

    @property
    def ticks(self) -> frozenset[int]:
        """The ticked categories; one under another ticked one goes without saying."""
        nodes = branches(catalog.tree(), {str(row.pk) for row in self.cleaned_data["categories"]})
        return frozenset(_topmost(nodes))

    @staticmethod
    def access_fields() -> tuple[Any, ...]:
        return (
            "category_mode",
            Div(
                HTML('{% include "groups/_tree_tools.html" %}'),
                "categories",
                data_shows=f"category_mode={','.join(LISTED)}",
            ),
        )


class AccessForm(AccessFields):
    """The tab « Restriction sur les catégories »."""

    anyway = forms.BooleanField(label=_("Save anyway"), required=False)
    reason = WhyField()

    class Meta:
        model = CustomerGroup
        fields = ("category_mode",)

    @property
    def helper(self) -> FormHelper:
        asked = ("anyway",) if "anyway" in self.errors or self["anyway"].value() else ()
        helper = FormHelper()
        helper.layout = Layout(
            Card(
                _("Categories"),
                *asked,
                *self.access_fields(),
                HTML('{% include "groups/_visible.html" %}'),
                "reason",
                slug="categories",
            )
        )
        return helper


def ticked_by(group: CustomerGroup) -> list[int]:
    """The categories ticked for a group as it stands."""
    if group.pk is None:
        return []
    rows = CategoryAccess.objects.filter(group=group).order_by("category_id")
    return list(rows.values_list("category_id", flat=True))


def _topmost(nodes: Iterable[Node]) -> Iterator[int]:
    for node in nodes:
        if node.ticked:
            yield node.category.pk
        else:
            yield from _topmost(node.inside)
