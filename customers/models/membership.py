"""Who is in which group, from when to when, and how he came into it."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.people import Customer
from groups.models import CustomerGroup, State


class Way(models.TextChoices):
    """By which way a customer came into a group, or left it."""

    RECORD = "record", _("Customer record")
    PASTE = "paste", _("Pasted list")
    PICKER = "picker", _("Users tab")
    LIST = "list", _("Customer list")
    SIGN_UP = "sign_up", _("Sign-up")
    IMPORT = "import", _("Import")
    COMMAND = "command", _("Command line")
    DELETION = "deletion", _("Group deletion")
    UNDO = "undo", pgettext_lazy("way", "Undo")
    RESTORATION = "restoration", _("Group restoration")


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

    # Its index is the one below, in which the newest member of a group comes first.
    group = models.ForeignKey(
        CustomerGroup, on_delete=models.PROTECT, db_index=False, related_name="memberships"
    )
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

    # No index: who came with which act is asked of the events. No constraint: no act is ever
    # deleted, and each costs a large one more than its rows.
    batch = models.ForeignKey(
        "customers.MembershipBatch",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        indexes = (models.Index(fields=("group", "-id"), name="newest_member_first"),)
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
