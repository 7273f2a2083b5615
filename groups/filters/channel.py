"""What narrows the list of channels."""

from django.utils.translation import gettext_lazy as _

from backoffice.filters import ChoiceFilter, Filter, YesNoFilter
from catalog.models import Channel


class ChannelFilter(Filter):
    promoted = ("kind", "is_active")

    kind = ChoiceFilter(choices=Channel.Kind.choices, label=_("Type"))
    is_active = YesNoFilter(label=_("Active"))

    class Meta:
        model = Channel
        fields: tuple[str, ...] = ()
