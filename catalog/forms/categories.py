"""The forms of a category."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.layout import Bilingual, Card
from catalog import selectors
from catalog.fields import CategoryField
from catalog.models import Category, VatClass


class CategoryForm(forms.ModelForm):
    """What a category is called and where it stands."""

    use_required_attribute = False

    title_fr = forms.CharField(
        label=_("Name (French)"),
        max_length=120,
        error_messages={"required": _("Enter the category name in French.")},
    )
    title_en = forms.CharField(
        label=_("Name (English)"),
        max_length=120,
        required=False,
        empty_value=None,
        help_text=_("Empty: the French name is shown."),
    )
    parent = CategoryField(
        label=_("Parent category"),
        queryset=None,
        required=False,
        empty_label=_("None: at the top of the shop"),
    )
    slug = forms.SlugField(
        label=_("Address on the shop front"),
        max_length=160,
        required=False,
        help_text=_("Empty: made from the name."),
        error_messages={
            "invalid": _("Use unaccented letters, digits or hyphens, with no spaces."),
            "unique": _("Another category has this address. Choose another one."),
        },
    )
    vat_class = forms.ModelChoiceField(
        label=_("VAT class"),
        queryset=VatClass.objects.all(),
        required=False,
        empty_label=_("That of its parent category, else the shop’s"),
        help_text=_("Given to the products added to it."),
    )
    is_published = forms.BooleanField(
        label=pgettext_lazy("category", "Published"),
        required=False,
        initial=True,
        help_text=_("Unpublished: it disappears from the shop front with all it holds."),
    )
    is_public = forms.BooleanField(
        label=_("Visible to visitors"),
        required=False,
        initial=True,
        help_text=_("Off: only groups that open it see it, with all it holds."),
    )

    class Meta:
        model = Category
        fields = (
            "title_fr",
            "title_en",
            "parent",
            "slug",
            "vat_class",
            "is_published",
            "is_public",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = selectors.tree()  # type: ignore[attr-defined]

    def clean_parent(self) -> Category | None:
        parent: Category | None = self.cleaned_data["parent"]
        here = self.instance.pk
        if here and parent is not None and here in selectors.branches().above(parent.pk):
            raise ValidationError(_t("A category cannot be its own parent."), code="loop")
        return parent

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            Card(_("Category"), Bilingual("title"), "parent"),
            Card(_("On the shop front"), "slug", "vat_class", "is_published", "is_public"),
        )
        return helper
