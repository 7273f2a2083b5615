"""The one shop and the channels it sells through."""

from auditlog.registry import auditlog
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.models import Record
from catalog.models.taxes import VatClass


class Basis(models.TextChoices):
    """Whether an amount leaves the tax out (HT) or holds it (TTC)."""

    NET = "net", _("excl. VAT")
    GROSS = "gross", _("incl. VAT")


class RoundingLevel(models.TextChoices):
    """Where VAT is rounded."""

    TOTAL = "total", _("once per rate, on the total")
    LINE = "line", _("on each line")
    UNIT = "unit", _("on each unit")


class LevelCaption(models.TextChoices):
    """What the shop front calls a customer’s group."""

    LEVEL = "level", _("Member level")
    GROUP = "group", _("Your group")


class Shop(Record):
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
    has_accounts = models.BooleanField(_("customer accounts"), default=True)
    restricts_products = models.BooleanField(_("product restriction by group"), default=False)
    shows_group = models.BooleanField(_("show the group on “Your account”"), default=True)
    level_caption = models.CharField(
        _("caption of the group"),
        max_length=5,
        choices=LevelCaption,
        default=LevelCaption.LEVEL,
    )
    price_stamp = models.CharField(max_length=32, default="", editable=False)

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="one_shop"),)

    def __str__(self) -> str:
        return self.name


class Channel(Record):
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
    address = models.CharField(_("address"), max_length=200, blank=True)
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("staff"), blank=True, related_name="channels"
    )

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title


_UNTOLD = ["version", "created_at", "updated_at", "updated_by"]

auditlog.register(Shop, exclude_fields=[*_UNTOLD, "price_stamp"])
auditlog.register(Channel, exclude_fields=[*_UNTOLD, "title"], m2m_fields={"staff"})
