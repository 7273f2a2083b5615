"""What the shop sells, where, and under which tax."""

from decimal import Decimal
from typing import ClassVar

from auditlog.registry import auditlog
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode

from backoffice.folding import FoldedField, folded_search
from backoffice.models import Record
from catalog.places import place_name


class Basis(models.TextChoices):
    """Whether an amount leaves the tax out (HT) or holds it (TTC)."""

    NET = "net", _("excl. VAT")
    GROSS = "gross", _("incl. VAT")


class RoundingLevel(models.TextChoices):
    """Where VAT is rounded."""

    TOTAL = "total", _("once per rate, on the total")
    LINE = "line", _("on each line")
    UNIT = "unit", _("on each unit")


class VatClass(models.Model):
    """A kind of goods for the tax office: standard, reduced, zero…"""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("VAT class")
        verbose_name_plural = _("VAT classes")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title


class VatRate(Record):
    """The taxes on one class of goods delivered to one place; no region = the whole country."""

    vat_class = models.ForeignKey(VatClass, on_delete=models.PROTECT, related_name="rates")
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("region"), max_length=8, blank=True)

    class Meta:
        verbose_name = _("VAT rate")
        verbose_name_plural = _("VAT rates")
        ordering = ("country", "region", "vat_class__position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("vat_class", "country", "region"), name="one_rate_per_class_and_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.vat_class} · {self.place}"

    @property
    def place(self) -> str:
        """Where it holds, in the reader's language: « Québec (Canada) »."""
        return place_name(country=self.country, region=self.region)


class VatComponent(models.Model):
    """One tax of a rate, in percent of the net price: TVA 20; TPS 5 and TVQ 9.975."""

    rate = models.ForeignKey(VatRate, on_delete=models.CASCADE, related_name="components")
    title = models.CharField(_("title"), max_length=20)
    percent = models.DecimalField(_("percent"), max_digits=7, decimal_places=4)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("tax")
        verbose_name_plural = _("taxes")
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="a_tax_is_a_percent"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Shop(models.Model):
    """The one shop: its name, its money, its place, how it enters and shows prices."""

    name = models.CharField(_("name"), max_length=80)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    country = models.CharField(_("country"), max_length=2, default="FR")
    region = models.CharField(_("region"), max_length=8, blank=True)
    timezone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    prices_entered = models.CharField(
        _("prices are entered"), max_length=5, choices=Basis, default=Basis.NET
    )
    price_display = models.CharField(
        _("prices are shown"), max_length=5, choices=Basis, default=Basis.GROSS
    )
    default_language = models.CharField(_("language"), max_length=2, default="fr")
    default_vat_class = models.ForeignKey(
        VatClass, verbose_name=_("usual VAT class"), on_delete=models.PROTECT, related_name="+"
    )

    discounts_best_only = models.BooleanField(_("only the best discount counts"), default=False)
    rounding_level = models.CharField(
        _("VAT is rounded"), max_length=5, choices=RoundingLevel, default=RoundingLevel.TOTAL
    )
    unit_digits = models.PositiveSmallIntegerField(
        _("decimals of a unit price"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(4)],
    )
    price_stamp = models.CharField(max_length=32, default="", editable=False)

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="one_shop"),)

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """A place where the shop sells: the web store, a counter, a plug-in."""

    class Kind(models.TextChoices):
        WEB = "web", _("Online store")
        COUNTER = "counter", _("Parts counter")
        PLUGIN = "plugin", _("Plug-in")
        BRANCH = "branch", _("Branch")

    code = models.SlugField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.WEB)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title


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
auditlog.register(VatRate, exclude_fields=_UNTOLD)
auditlog.register(VatComponent, exclude_fields=["title"])
auditlog.register(
    Product, exclude_fields=[*_UNTOLD, "description", "search"], m2m_fields={"categories"}
)
