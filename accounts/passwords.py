"""What a password must be."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """The shop's minimum length, asked for in its own words."""

    def get_error_message(self) -> str:
        return _("Choose a password of at least %(count)d characters.") % {"count": self.min_length}
