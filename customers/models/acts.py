"""What was done to memberships: by whom, when, by which way and why; and what is still to come."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.folding import FoldedField, folded_key
from customers.models.membership import Way
from customers.models.people import Customer
from groups.models import CustomerGroup


class MembershipBatch(models.Model):
    """One act that moved customers in or out of groups: who, when, by which way, why."""

    at = models.DateTimeField(_("on"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    way = models.CharField(_("way"), max_length=12, choices=Way)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="undone_by"
    )

    class Meta:
        verbose_name = _("membership change")
        verbose_name_plural = _("membership changes")

    def __str__(self) -> str:
        return f"{self.way} {self.at:%Y-%m-%d %H:%M}"


class MembershipEvent(models.Model):
    """What one act did to one customer in one group, and the membership as it then stood."""

    class Verb(models.TextChoices):
        ADDED = "added", _("Added")
        REMOVED = "removed", _("Removed")
        MADE_PRIMARY = "made_primary", _("Main group set")
        NO_LONGER_PRIMARY = "no_longer_primary", _("Main group left")

    # No constraints on act and group: both are held by the transaction that writes the row, no act
    # is ever deleted, and each check would cost a large act as much as the row itself.
    batch = models.ForeignKey(
        MembershipBatch, on_delete=models.CASCADE, db_constraint=False, related_name="events"
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="events")
    # Found by its act; the index below is of those who left.
    group = models.ForeignKey(
        CustomerGroup,
        on_delete=models.PROTECT,
        db_index=False,
        db_constraint=False,
        related_name="events",
    )
    verb = models.CharField(_("change"), max_length=18, choices=Verb)
    # The membership itself, so that the act can be undone to the letter.
    held_primary = models.BooleanField(default=False)
    held_from = models.DateField(null=True)
    held_until = models.DateField(null=True)
    held_way = models.CharField(max_length=12, choices=Way, blank=True)
    held_since = models.DateTimeField(null=True)
    # No index: nobody asks for it, and every one costs each row of a large act.
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        db_index=False,
        related_name="+",
    )
    held_batch = models.ForeignKey(
        MembershipBatch,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("membership event")
        verbose_name_plural = _("membership events")
        # Of departures alone, which a group lists; whoever comes in large numbers pays for nothing.
        indexes = (
            models.Index(
                fields=("group", "id"), condition=Q(verb="removed"), name="departures_of_group"
            ),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.customer_id} {self.group_id}"


class PendingMembership(models.Model):
    """An address awaited in a group: its owner joins when he opens an account and verifies it."""

    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="pending_memberships"
    )
    email = models.EmailField(_("e-mail address"))
    email_key = FoldedField(sources=("email",), fold=folded_key)
    is_primary = models.BooleanField(_("main group"), default=False)
    batch = models.ForeignKey(MembershipBatch, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("awaited member")
        verbose_name_plural = _("awaited members")
        indexes = (models.Index(fields=("email_key",)),)
        constraints = (
            models.UniqueConstraint(
                fields=("group", "email_key"), name="one_awaited_member_per_address"
            ),
        )

    def __str__(self) -> str:
        return self.email


class PastedList(models.Model):
    """Addresses pasted for a group, kept until their author commits or forgets them."""

    group = models.ForeignKey(CustomerGroup, on_delete=models.CASCADE, related_name="pasted_lists")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("e-mail addresses"))
    is_primary = models.BooleanField(_("main group"), default=False)
    keeps_unknown = models.BooleanField(_("await the unknown addresses"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    # What became of it: a list that was saved is read again, never saved twice.
    batch = models.OneToOneField(
        MembershipBatch, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("pasted list")
        verbose_name_plural = _("pasted lists")

    def __str__(self) -> str:
        return f"{self.group_id} {self.created_at:%Y-%m-%d %H:%M}"
