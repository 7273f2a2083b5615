"""What changes a price: templates, promotions and order discounts; no group is named here."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from auditlog.registry import auditlog
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.folding import FoldedField, folded_search
from backoffice.models import Record
from catalog.models import Basis, Category, Channel, Product


class PricedProduct(Product):
    """A product with what it costs the shop: a right of its own decides who may see that."""

    class Meta:
        proxy = True
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        default_permissions = ()
        permissions = (("view_cost", _("Can see costs and margins")),)


class DatedQuerySet(models.QuerySet["Dated"]):
    def running(self, *, on: date) -> "DatedQuerySet":
        """Rows whose days hold this one, both ends included."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=on),
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        )


class Dated(Record):
    """Something with optional first and last days, both included."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        UPCOMING = "upcoming", _("Upcoming")
        ENDED = "ended", _("Ended")

    title = models.CharField(_("title"), max_length=80)
    starts_on = models.DateField(_("start date"), null=True, blank=True)
    ends_on = models.DateField(_("end date"), null=True, blank=True)
    search = FoldedField(sources=("title_fr", "title_en"), fold=folded_search)

    objects: ClassVar[DatedQuerySet] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="%(class)s_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def state(self, *, on: date) -> State:
        if self.starts_on is not None and on < self.starts_on:
            return self.State.UPCOMING
        if self.ends_on is not None and on > self.ends_on:
            return self.State.ENDED
        return self.State.RUNNING


class PriceTemplate(Dated):
    """Reusable price rules; many groups may use one, and one may be everyone's quantity prices."""

    is_public = models.BooleanField(_("quantity prices for everyone"), default=False)

    class Meta(Dated.Meta):
        verbose_name = _("price template")
        verbose_name_plural = _("price templates")
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("is_public",), condition=Q(is_public=True), name="one_public_template"
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("panel:template_edit", args=[self.pk])


class TemplateRule(models.Model):
    """One rule: what it is about, from how many, and how it makes its price.

    Amounts and fixed prices are in the shop's entered basis; percentages are signed.
    """

    class Kind(models.TextChoices):
        LIST_PERCENT = "list_percent", _("List price ± %")
        LIST_AMOUNT = "list_amount", _("List price ± amount")
        COST_PERCENT = "cost_percent", _("Cost + %")
        FIXED = "fixed", _("Fixed price")

    template = models.ForeignKey(PriceTemplate, on_delete=models.CASCADE, related_name="rules")
    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.CASCADE, null=True, blank=True
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.CASCADE, null=True, blank=True
    )
    min_quantity = models.PositiveIntegerField(
        _("from (quantity)"), default=1, validators=[MinValueValidator(1)]
    )
    kind = models.CharField(_("rule"), max_length=12, choices=Kind, default=Kind.LIST_PERCENT)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=4)

    class Meta:
        verbose_name = _("template rule")
        verbose_name_plural = _("template rules")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(product__isnull=True) | Q(category__isnull=True),
                name="a_rule_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(kind="fixed") | Q(value__gte=0), name="a_fixed_price_is_not_negative"
            ),
            models.CheckConstraint(condition=Q(min_quantity__gte=1), name="a_step_starts_at_one"),
            models.UniqueConstraint(
                fields=("template", "product", "min_quantity"),
                condition=Q(product__isnull=False),
                name="one_rule_per_product_and_step",
            ),
            models.UniqueConstraint(
                fields=("template", "category", "min_quantity"),
                condition=Q(category__isnull=False),
                name="one_rule_per_category_and_step",
            ),
            models.UniqueConstraint(
                fields=("template", "min_quantity"),
                condition=Q(product__isnull=True, category__isnull=True),
                name="one_general_rule_per_step",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Promotion(Dated):
    """« En solde »: a dated reduction of the unit price of chosen products, or of all."""

    class Kind(models.TextChoices):
        PERCENT = "percent", _("Percentage off")
        AMOUNT = "amount", _("Amount off")
        PRICE = "price", _("Sale price")

    kind = models.CharField(_("kind of value"), max_length=8, choices=Kind, default=Kind.PERCENT)
    value = models.DecimalField(
        _("value"), validators=[MinValueValidator(Decimal(0))], max_digits=12, decimal_places=4
    )
    basis = models.CharField(_("amount given"), max_length=5, choices=Basis, default=Basis.NET)
    products = models.ManyToManyField(Product, verbose_name=_("products"), blank=True)
    categories = models.ManyToManyField(Category, verbose_name=_("categories"), blank=True)
    # Said at saving: a promotion whose last product is deleted must not become the whole shop's.
    is_general = models.BooleanField(_("on every product"), default=True, editable=False)
    is_combinable = models.BooleanField(_("combinable with the group price"), default=False)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)
    is_active = models.BooleanField(_("active"), default=True)
    groups_excluded = models.BooleanField(_("everyone except these groups"), default=False)
    # Once true, for ever: the database refuses the way back too (see pricing/triggers.py).
    groups_only = models.BooleanField(_("customer groups only"), default=False)
    groups_only_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    groups_only_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(Dated.Meta):
        verbose_name = _("on-sale promotion")
        verbose_name_plural = _("on-sale promotions")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(value__gte=0), name="a_promotion_takes_off"),
            models.CheckConstraint(
                condition=~Q(kind="percent") | Q(value__lte=100), name="a_promotion_is_a_percent"
            ),
            models.CheckConstraint(
                condition=~Q(groups_only=True, groups_excluded=True), name="one_audience"
            ),
        )

    @property
    def is_pointless(self) -> bool:
        """Whether all it was about has been deleted: it changes no price any more."""
        if self.is_general:
            return False
        return not (self.products.exists() or self.categories.exists())

    def get_absolute_url(self) -> str:
        return reverse("panel:promotion_edit", args=[self.pk])


class OrderDiscount(Dated):
    """« Remise »: something off the order, by subtotal, by group, or by both.

    Thresholds and flat amounts of its tiers are in one basis, net or gross.
    """

    class Kind(models.TextChoices):
        SUBTOTAL = "subtotal", _("Based on subtotal")
        GROUPS = "groups", _("Based on customer groups")
        GROUPS_SUBTOTAL = "groups_subtotal", _("Based on customer groups and subtotal")

    kind = models.CharField(_("type"), max_length=16, choices=Kind)
    basis = models.CharField(_("subtotal basis"), max_length=5, choices=Basis, default=Basis.NET)
    channels = models.ManyToManyField(Channel, verbose_name=_("channels"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta(Dated.Meta):
        verbose_name = _("discount")
        verbose_name_plural = _("discounts")
        constraints = Dated.Meta.constraints

    @property
    def is_for_everyone(self) -> bool:
        return self.kind == self.Kind.SUBTOTAL

    def get_absolute_url(self) -> str:
        return reverse("panel:discount_edit", args=[self.pk])


class DiscountTier(models.Model):
    """What a discount is worth from a threshold on, the threshold included."""

    class Kind(models.TextChoices):
        PERCENT = "percent", _("Percentage")
        FLAT = "flat", _("Flat amount")

    discount = models.ForeignKey(OrderDiscount, on_delete=models.CASCADE, related_name="tiers")
    threshold = models.DecimalField(
        _("from"),
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
        max_digits=12,
        decimal_places=4,
    )
    kind = models.CharField(_("kind of value"), max_length=8, choices=Kind, default=Kind.PERCENT)
    value = models.DecimalField(
        _("value"), validators=[MinValueValidator(Decimal(0))], max_digits=12, decimal_places=4
    )

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ("threshold", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("discount", "threshold"), name="one_tier_per_threshold"
            ),
            models.CheckConstraint(
                condition=Q(threshold__gte=0, value__gt=0), name="a_tier_takes_something_off"
            ),
            models.CheckConstraint(
                condition=~Q(kind="percent") | Q(value__lte=100), name="a_tier_is_a_percent"
            ),
        )

    def __str__(self) -> str:
        return f"{self.threshold} {self.kind} {self.value}"


_UNTOLD = ["version", "created_at", "updated_at", "updated_by", "title", "search"]

auditlog.register(PriceTemplate, exclude_fields=_UNTOLD)
# Who reserved it, and when: the entry itself tells.
auditlog.register(
    Promotion,
    exclude_fields=[*_UNTOLD, "groups_only_by", "groups_only_at"],
    m2m_fields={"products", "categories"},
)
auditlog.register(OrderDiscount, exclude_fields=_UNTOLD, m2m_fields={"channels"})
