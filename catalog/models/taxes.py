"""What the tax office asks for on each class of goods, at each place."""

from auditlog.registry import auditlog
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.models import Record
from catalog.places import place_name


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


auditlog.register(
    VatRate, exclude_fields=["version", "created_at", "updated_at", "updated_by", "title"]
)
auditlog.register(VatComponent, exclude_fields=["title"])
