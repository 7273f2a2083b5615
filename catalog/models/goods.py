"""What the shop sells, and on which shelves it stands."""

from decimal import Decimal
from typing import ClassVar

from auditlog.registry import auditlog
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode

from backoffice.folding import FoldedField, folded_search
from backoffice.models import Record
from catalog.models.taxes import VatClass


class Category(Record, TreeNode):  # type: ignore[django-manager-missing]
    """A shelf of the shop; shelves stand in shelves."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("address"), max_length=160, unique=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    vat_class = models.ForeignKey(
        VatClass,
        verbose_name=_("VAT class"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    is_published = models.BooleanField(_("published"), default=True)
    is_public = models.BooleanField(_("visible to visitors"), default=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.title


class ProductQuerySet(models.QuerySet["Product"]):
    def published(self) -> "ProductQuerySet":
        return self.filter(is_published=True)


class Product(Record):
    """Something on sale: its list price, what it costs the shop, how it is taxed.

    `price` and `minimum_price` are in the shop's entered basis; `cost` is always net.
    """

    sku = models.CharField(_("SKU"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    slug = models.SlugField(_("address"), max_length=180, unique=True)
    categories = models.ManyToManyField(
        Category, verbose_name=_("categories"), related_name="products"
    )
    vat_class = models.ForeignKey(
        VatClass, verbose_name=_("VAT class"), on_delete=models.PROTECT, related_name="+"
    )
    price = models.DecimalField(
        _("list price"),
        max_digits=12,
        decimal_places=4,
        validators=[MinValueValidator(Decimal(0))],
    )
    cost = models.DecimalField(
        _("cost"),
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    minimum_price = models.DecimalField(
        _("minimum price"),
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    stock = models.IntegerField(_("stock"), default=0)
    is_published = models.BooleanField(_("published"), default=True)
    is_reserved = models.BooleanField(_("reserved to groups"), default=False)
    search = FoldedField(
        sources=("sku", "title_fr", "title_en", "description_fr", "description_en"),
        fold=folded_search,
    )

    objects: ClassVar[ProductQuerySet] = ProductQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = (
            models.CheckConstraint(condition=Q(price__gte=0), name="a_price_is_not_negative"),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0), name="a_cost_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(minimum_price__isnull=True) | Q(minimum_price__gte=0),
                name="a_minimum_price_is_not_negative",
            ),
        )

    def __str__(self) -> str:
        return self.title


class PriceHistory(models.Model):
    """The list price of a product from a day on: a public reduction names the lowest of 30 days."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="price_history")
    since = models.DateField(_("since"))
    price = models.DecimalField(_("list price"), max_digits=12, decimal_places=4)

    class Meta:
        verbose_name = _("former price")
        verbose_name_plural = _("former prices")
        ordering = ("-since",)
        constraints = (
            models.UniqueConstraint(fields=("product", "since"), name="one_price_per_day"),
        )

    def __str__(self) -> str:
        return f"{self.product_id} {self.since} {self.price}"


_UNTOLD = ["version", "created_at", "updated_at", "updated_by", "title"]

auditlog.register(Category, exclude_fields=_UNTOLD)
auditlog.register(
    Product, exclude_fields=[*_UNTOLD, "description", "search"], m2m_fields={"categories"}
)
