"""Phone numbers as people type them."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def international(text: str, region: str) -> str:
    """A phone number as it is dialled from anywhere; typed without a country, it is the shop's."""
    if not text:
        return ""
    wrong = _("Enter a number like 01 23 45 67 89 or +1 514 555-0123.")
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(wrong) from error
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(wrong)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
