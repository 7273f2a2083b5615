"""The people the shop knows and where they receive goods."""

from datetime import date

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from backoffice.folding import FoldedField, folded_key, folded_search
from backoffice.models import Record

# Each in its own words, whoever reads.
LANGUAGES = (("fr", "Français"), ("en", "English"))


class Kind(models.TextChoices):
    ACCOUNT = "account", _("Account")
    GUEST = "guest", _("Guest")


class Customer(Record):
    """A person the shop knows; an account may be in groups, a guest never is."""

    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.ACCOUNT)
    number = models.CharField(_("number"), max_length=30, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("login"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="customer",
        editable=False,
    )
    email = models.EmailField(_("e-mail address"))
    email_key = FoldedField(sources=("email",), fold=folded_key)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    company = models.CharField(_("company"), max_length=120, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    is_exempt = models.BooleanField(_("tax exempt"), default=False)
    exemption_reason = models.CharField(_("exemption reason"), max_length=120, blank=True)
    exempt_until = models.DateField(_("exempt until"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fr")
    customer_comment = models.TextField(_("customer’s comment"), max_length=2000, blank=True)
    staff_comment = models.TextField(_("internal comment"), max_length=2000, blank=True)
    is_active = models.BooleanField(_("active account"), default=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("last login"), null=True, blank=True, editable=False)
    search = FoldedField(
        sources=("first_name", "last_name", "first_name", "email", "company", "number"),
        fold=folded_search,
    )
    name_key = FoldedField(sources=("last_name", "first_name", "company"), fold=folded_search)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = (
            models.Index(fields=("name_key", "id")),
            models.Index(fields=("email_key",), condition=Q(kind="guest"), name="guest_by_email"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("email_key",), condition=Q(kind="account"), name="one_account_per_email"
            ),
            models.UniqueConstraint(
                fields=("number",), condition=~Q(number=""), name="one_customer_per_number"
            ),
            models.CheckConstraint(
                condition=Q(kind="account") | Q(user__isnull=True), name="a_guest_never_signs_in"
            ),
        )

    def __str__(self) -> str:
        return self.full_name or self.company or self.email

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_guest(self) -> bool:
        return self.kind == Kind.GUEST

    def pays_no_tax(self, *, on: date) -> bool:
        """Whether the customer himself is exempt that day, whatever his groups are."""
        return self.is_exempt and not (self.exempt_until is not None and self.exempt_until < on)

    def get_absolute_url(self) -> str:
        return reverse("panel:customer_general", args=[self.pk])


class Address(Record):
    """Where a customer is invoiced or receives goods."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    company = models.CharField(_("company"), max_length=120, blank=True)
    address1 = models.CharField(_("address"), max_length=160)
    address2 = models.CharField(_("address, continued"), max_length=160, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=16, blank=True)
    city = models.CharField(_("city"), max_length=100)
    region = models.CharField(_("province or region"), max_length=60, blank=True)
    country = CountryField(_("country"))
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    is_default = models.BooleanField(_("usual address"), default=False)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ("-is_default", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("customer",), condition=Q(is_default=True), name="one_usual_address"
            ),
        )

    def __str__(self) -> str:
        return f"{self.address1}, {self.postal_code} {self.city}"


_UNTOLD = ["version", "created_at", "updated_at", "updated_by"]
_DERIVED = ["email_key", "search", "name_key", "last_seen_at"]

auditlog.register(Customer, exclude_fields=[*_UNTOLD, *_DERIVED])
auditlog.register(Address, exclude_fields=_UNTOLD)
