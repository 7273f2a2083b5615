"""Who signs in: staff and customers alike, by e-mail."""

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    Group,
    Permission,
    PermissionsMixin,
)
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.folding import FoldedField, folded_key


class UserManager(BaseUserManager["User"]):
    """Users found by e-mail, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email_key=folded_key(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in; staff reach the panel, customers their account."""

    email = models.EmailField(_("e-mail address"), unique=True)
    email_key = FoldedField(sources=("email",), fold=folded_key, unique=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    language = models.CharField(
        _("language"), max_length=2, blank=True, choices=[("fr", "Français"), ("en", "English")]
    )
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined on"), default=timezone.now)
    # Django's own two relations, in the shop's words.
    groups = models.ManyToManyField(  # type: ignore[assignment]
        Group,
        verbose_name=_("roles"),
        blank=True,
        related_name="user_set",
        related_query_name="user",
    )
    user_permissions = models.ManyToManyField(  # type: ignore[assignment]
        Permission,
        verbose_name=_("own permissions"),
        blank=True,
        related_name="user_set",
        related_query_name="user",
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name or self.email


class BuiltInRole(models.Model):
    """One of the shop's own roles, with the rights it was given once.

    A right staff take away from the role stays away; a right a new version brings is given.
    """

    group = models.OneToOneField(
        Group, on_delete=models.CASCADE, primary_key=True, related_name="built_in"
    )
    given = models.ManyToManyField(Permission, related_name="+")

    def __str__(self) -> str:
        return self.group.name
