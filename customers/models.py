"""The people the shop knows, and the groups they are in."""

from datetime import date
from typing import ClassVar

from auditlog.registry import auditlog
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from backoffice.folding import FoldedField, folded_key, folded_search
from backoffice.models import Record
from groups.models import CustomerGroup, State


class Kind(models.TextChoices):
    ACCOUNT = "account", _("Account")
    GUEST = "guest", _("Guest")


class Way(models.TextChoices):
    """By which way a customer came into a group, or left it."""

    RECORD = "record", _("Customer record")
    PICKER = "picker", _("Users tab")
    LIST = "list", _("Customer list")
    SIGN_UP = "sign_up", _("Sign-up")
    IMPORT = "import", _("Import")
    COMMAND = "command", _("Command line")
    DELETION = "deletion", _("Group deletion")
    RESTORATION = "restoration", _("Group restoration")


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
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
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
        indexes = (models.Index(fields=("name_key", "id")),)
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


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, *, on: date) -> "MembershipQuerySet":
        """Memberships that act that day: the row and its group both live then."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=on),
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            group__in=CustomerGroup.objects.active(on=on),
        )


class Membership(models.Model):
    """A customer in a group; at most one group is a customer's primary one."""

    group = models.ForeignKey(CustomerGroup, on_delete=models.PROTECT, related_name="memberships")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="memberships")
    is_primary = models.BooleanField(_("main group"), default=False)
    was_primary = models.BooleanField(default=False, editable=False)
    starts_on = models.DateField(_("start date"), null=True, blank=True)
    ends_on = models.DateField(_("end date"), null=True, blank=True)
    way = models.CharField(_("way"), max_length=12, choices=Way, default=Way.RECORD)
    added_at = models.DateTimeField(_("added on"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(
                fields=("group", "customer"), name="one_membership_per_group_and_customer"
            ),
            models.UniqueConstraint(
                fields=("customer",), condition=Q(is_primary=True), name="one_primary_group"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} → {self.group_id}"

    def runs(self, *, on: date) -> bool:
        """Whether the membership's own days hold this one; ends are included."""
        started = self.starts_on is None or self.starts_on <= on
        return started and not (self.ends_on is not None and self.ends_on < on)

    def acts(self, *, on: date) -> bool:
        """Whether membership and group both hold that day."""
        return self.runs(on=on) and self.group.state(on=on) == State.ACTIVE


class MembershipBatch(models.Model):
    """One act that moved customers in or out of groups: who, when, by which way, why."""

    at = models.DateTimeField(_("on"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    way = models.CharField(_("way"), max_length=12, choices=Way)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("membership change")
        verbose_name_plural = _("membership changes")

    def __str__(self) -> str:
        return f"{self.way} {self.at:%Y-%m-%d %H:%M}"


class MembershipEvent(models.Model):
    """What one act did to one customer in one group."""

    class Verb(models.TextChoices):
        ADDED = "added", _("Added")
        REMOVED = "removed", _("Removed")
        MADE_PRIMARY = "made_primary", _("Main group set")
        NO_LONGER_PRIMARY = "no_longer_primary", _("Main group left")

    batch = models.ForeignKey(MembershipBatch, on_delete=models.CASCADE, related_name="events")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="events")
    group = models.ForeignKey(CustomerGroup, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(_("change"), max_length=18, choices=Verb)

    class Meta:
        verbose_name = _("membership event")
        verbose_name_plural = _("membership events")
        indexes = (models.Index(fields=("group", "-id")),)

    def __str__(self) -> str:
        return f"{self.verb} {self.customer_id} {self.group_id}"


_UNTOLD = ["version", "created_at", "updated_at", "updated_by"]
_DERIVED = ["email_key", "search", "name_key", "last_seen_at"]

auditlog.register(Customer, exclude_fields=[*_UNTOLD, *_DERIVED])
auditlog.register(Address, exclude_fields=_UNTOLD)
