"""What the kit remembers about the people who use it."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.folding import FoldedField, folded_key


class Theme(models.TextChoices):
    SYSTEM = "system", _("System")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")


class StaffPreference(models.Model):
    """How one member of staff likes the panel: theme, row height, columns of each list."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference"
    )
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(max_length=12, choices=Density, default=Density.COMFORTABLE)
    columns = models.JSONField(default=dict)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)

    def __str__(self) -> str:
        return f"{self.user_id}"


class SavedView(models.Model):
    """A list as someone keeps it: a name for its search, filters and sorting."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    key = models.CharField(max_length=60)  # which list
    name = models.CharField(_("view name"), max_length=40)
    name_key = FoldedField(sources=("name",), fold=folded_key)
    query = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField(_("share with the team"), default=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        permissions = (("share_savedview", _("Share views with the team")),)
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "key", "name_key"), name="one_view_per_name_and_list"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """What a member of staff has to say about a record, for colleagues only."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(_("on"))
    text = models.TextField(_("comment"), max_length=2000)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = (models.Index(fields=("content_type", "object_id", "-at")),)

    def __str__(self) -> str:
        return self.text[:60]


class SentForm(models.Model):
    """A form already sent and where it led, so that a second click changes nothing."""

    key = models.CharField(max_length=64, unique=True)
    led_to = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.led_to


class Record(models.Model):
    """A row staff edit: it knows its version, so that nobody overwrites what he has not seen."""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated on"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True
