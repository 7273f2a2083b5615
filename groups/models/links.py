"""The price rules a group brings: percentages by category, promotions, order discounts."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Category
from groups.models.group import CustomerGroup
from pricing.models import OrderDiscount, Promotion


class GroupCategoryDiscount(models.Model):
    """A percentage of one category and what stands in it, in place of the general discount."""

    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="category_discounts"
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.CASCADE, related_name="+"
    )
    percent = models.DecimalField(
        _("discount (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )

    class Meta:
        verbose_name = _("discount by category")
        verbose_name_plural = _("discounts by category")
        constraints = (
            models.UniqueConstraint(fields=("group", "category"), name="one_discount_per_category"),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100),
                name="category_discount_is_a_percent",
            ),
        )

    def __str__(self) -> str:
        return f"{self.group_id} {self.category_id} {self.percent}"


class GroupPromotion(models.Model):
    """A promotion attached to a group: reserved to it, or closed to it, as the promotion says."""

    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="promotion_links"
    )
    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="group_links")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("group", "promotion"), name="one_promotion_link"),
        )

    def __str__(self) -> str:
        return f"{self.group_id} {self.promotion_id}"


class GroupOrderDiscount(models.Model):
    """An order discount given to a group."""

    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="discount_links"
    )
    discount = models.ForeignKey(
        OrderDiscount, on_delete=models.CASCADE, related_name="group_links"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("group", "discount"), name="one_discount_link"),
        )

    def __str__(self) -> str:
        return f"{self.group_id} {self.discount_id}"
