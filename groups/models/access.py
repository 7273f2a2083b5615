"""What the members of a group may see, and what only they may buy."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Product
from groups.models.group import CustomerGroup


class CategoryAccess(models.Model):
    """A category ticked for a group; its `category_mode` says whether that opens or closes it."""

    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="category_access"
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = _("category access")
        verbose_name_plural = _("category access")
        constraints = (
            models.UniqueConstraint(fields=("group", "category"), name="one_tick_per_category"),
        )

    def __str__(self) -> str:
        return f"{self.group_id} {self.category_id}"


class ProductRestriction(models.Model):
    """A group whose members may buy a reserved product."""

    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="+"
    )
    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="product_restrictions"
    )

    class Meta:
        verbose_name = _("product restriction")
        verbose_name_plural = _("product restrictions")
        constraints = (
            models.UniqueConstraint(fields=("product", "group"), name="one_restriction_per_group"),
        )

    def __str__(self) -> str:
        return f"{self.product_id} {self.group_id}"
