"""What staff tick to give promotions to a group."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.forms.values import Ticks
from pricing.models import Promotion


class PicksForm(forms.Form):
    """Several promotions for one group."""

    promotions = Ticks(
        queryset=Promotion.objects.all(),
        error_messages={"required": _("Tick at least one promotion.")},
    )
