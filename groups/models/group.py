"""The customer group: a bundle of terms that staff grant to a set of customers."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from auditlog.registry import auditlog
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.folding import FoldedField, folded_key, folded_search
from backoffice.models import Record
from catalog.models import VatRate
from pricing.models import PriceTemplate


class VatMode(models.TextChoices):
    SHOP = "shop", _("Store rate")
    OWN = "own", _("The group’s own rate")
    EXEMPT = "exempt", _("Tax exempt")


class PriceDisplay(models.TextChoices):
    SHOP = "shop", _("As the store")
    NET = "net", _("Excluding VAT")
    GROSS = "gross", _("Including VAT")


class State(models.TextChoices):
    ACTIVE = "active", _("Active")
    UPCOMING = "upcoming", _("Upcoming")
    ENDED = "ended", _("Ended")
    INACTIVE = "inactive", _("Inactive")


class FloorMode(models.TextChoices):
    RAISE = "raise", _("Raise to the floor")
    WARN = "warn", _("Warn only")
    OFF = "off", _("Off")


class CategoryMode(models.TextChoices):
    """Which categories the members of a group may meet; a tick covers all those below it."""

    SHOP = "shop", _("As the store shows them to visitors")
    ALL = "all", _("All categories")
    ONLY = "only", _("Only ticked categories")
    EXCEPT = "except", _("All except ticked categories")


class GroupQuerySet(models.QuerySet["CustomerGroup"]):
    def live(self) -> "GroupQuerySet":
        """Groups that are not in the bin."""
        return self.filter(binned_at__isnull=True)

    def active(self, *, on: date) -> "GroupQuerySet":
        """Groups whose terms hold that day, both ends included."""
        return self.live().filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on), is_active=True, starts_on__lte=on
        )


class CustomerGroup(Record):
    """A bundle of commercial terms; only the French title is required."""

    title = models.CharField(_("title"), max_length=60)
    description = models.TextField(_("description"), max_length=500, blank=True)
    code = models.CharField(
        _("code"),
        max_length=30,
        blank=True,
        validators=[
            RegexValidator(
                r"\A[A-Z0-9][A-Z0-9-]*\Z", _("Use letters, digits or hyphens, with no spaces.")
            )
        ],
    )
    color = models.CharField(
        _("tag colour"),
        max_length=7,
        default="#1F6FEB",
        validators=[RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", _("Enter a colour like #1F6FEB."))],
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active group"), default=True)
    is_default = models.BooleanField(_("default group"), default=False, editable=False)
    starts_on = models.DateField(_("start date"))
    ends_on = models.DateField(_("end date"), null=True, blank=True)
    membership_days = models.PositiveSmallIntegerField(
        _("days a membership lasts"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    vat_mode = models.CharField(_("VAT"), max_length=6, choices=VatMode, default=VatMode.SHOP)
    vat_rate = models.ForeignKey(
        VatRate,
        verbose_name=_("VAT rate"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    exemption_reason = models.CharField(_("exemption reason"), max_length=120, blank=True)
    discount_percent = models.DecimalField(
        _("general discount (%)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    price_display = models.CharField(
        _("price display"), max_length=5, choices=PriceDisplay, default=PriceDisplay.SHOP
    )
    category_mode = models.CharField(
        _("categories"), max_length=6, choices=CategoryMode, default=CategoryMode.SHOP
    )
    contact_name = models.CharField(_("main contact"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=30, blank=True)
    public_label = models.CharField(_("public label"), max_length=60, blank=True)
    is_visible = models.BooleanField(_("shown to its members"), default=True)
    use_group_pricing = models.BooleanField(_("use group pricing"), default=True)
    price_template = models.ForeignKey(
        PriceTemplate,
        verbose_name=_("price template"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    floor_percent = models.DecimalField(
        _("cost-plus minimum (%)"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1000))],
    )
    floor_mode = models.CharField(
        _("below the floor"), max_length=5, choices=FloorMode, default=FloorMode.RAISE
    )
    public_ceiling = models.BooleanField(_("never above the public price"), default=True)
    member_count = models.PositiveIntegerField(_("members"), default=0, editable=False)
    binned_at = models.DateTimeField(null=True, blank=True, editable=False)

    title_fr_key = FoldedField(sources=("title_fr",), fold=folded_key)
    title_en_key = FoldedField(sources=("title_en", "title_fr"), fold=folded_key, first=True)
    search = FoldedField(
        sources=("title_fr", "title_en", "code", "description_fr", "description_en"),
        fold=folded_search,
    )

    objects: ClassVar[GroupQuerySet] = GroupQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        permissions = (("manage_members", _("Add / remove members")),)
        indexes = (models.Index(fields=("position", "id")),)
        constraints = (
            models.UniqueConstraint(
                fields=("is_default",),
                condition=Q(is_default=True, binned_at__isnull=True),
                name="one_default_group",
            ),
            models.UniqueConstraint(
                fields=("code",),
                condition=~Q(code="") & Q(binned_at__isnull=True),
                name="one_live_group_per_code",
            ),
            models.UniqueConstraint(
                fields=("title_fr_key",),
                condition=Q(binned_at__isnull=True),
                name="one_live_group_per_french_title",
            ),
            models.UniqueConstraint(
                fields=("title_en_key",),
                condition=Q(binned_at__isnull=True),
                name="one_live_group_per_english_title",
            ),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=100),
                name="group_discount_is_a_percent",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="group_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(vat_mode="own", vat_rate__isnull=False)
                | (~Q(vat_mode="own") & Q(vat_rate__isnull=True)),
                name="own_vat_names_a_rate",
            ),
            models.CheckConstraint(
                condition=Q(floor_percent__isnull=True) | Q(floor_percent__gte=0),
                name="floor_is_not_under_cost",
            ),
            models.CheckConstraint(
                condition=~Q(is_default=True) | Q(binned_at__isnull=True),
                name="default_group_is_not_binned",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("panel:group_general", args=[self.pk])

    @property
    def public_name(self) -> str:
        """What the shop front calls the group; nothing where its members are not told of it."""
        return (self.public_label or self.title) if self.is_visible else ""

    def state(self, *, on: date) -> State:
        """Where the group stands that day; both ends are included."""
        if not self.is_active:
            return State.INACTIVE
        if on < self.starts_on:
            return State.UPCOMING
        if self.ends_on is not None and on > self.ends_on:
            return State.ENDED
        return State.ACTIVE


_UNTOLD = [
    "version",
    "created_at",
    "updated_at",
    "updated_by",
    "title",
    "description",
    "public_label",
]
# « Deleted » and « restored » have entries of their own.
_DERIVED = ["binned_at", "member_count", "title_fr_key", "title_en_key", "search"]

auditlog.register(CustomerGroup, exclude_fields=[*_UNTOLD, *_DERIVED])
