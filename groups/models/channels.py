"""How a group stands in each channel, and who was told that it exists."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Channel
from groups.models.group import CustomerGroup


class ChannelPricing(models.Model):
    """Whether a channel uses a group's prices; without a row it does as the group says."""

    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="channel_pricing"
    )
    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), on_delete=models.CASCADE, related_name="+"
    )
    is_on = models.BooleanField(_("group pricing"))

    class Meta:
        verbose_name = _("group pricing of a channel")
        verbose_name_plural = _("group pricing of the channels")
        constraints = (
            models.UniqueConstraint(fields=("group", "channel"), name="one_choice_per_channel"),
        )

    def __str__(self) -> str:
        return f"{self.group_id} {self.channel_id} {self.is_on}"


class GroupNotice(models.Model):
    """Word to the staff of another channel that a shared group now exists."""

    group = models.ForeignKey(CustomerGroup, on_delete=models.CASCADE, related_name="notices")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice of a new group")
        verbose_name_plural = _("notices of new groups")
        constraints = (
            models.UniqueConstraint(fields=("group", "reader"), name="one_notice_per_reader"),
        )

    def __str__(self) -> str:
        return f"{self.group_id} {self.reader_id}"
