"""The groups as a file: those of the view, or those ticked."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.exports import csv_download
from backoffice.views import BulkScreen
from catalog.shop_screen import ShopScreen
from groups.models import CustomerGroup, State
from groups.record import VIEW
from groups.telling import group_sentence
from groups.terms import terms_of
from groups.views.listing import GroupList

HEAD = (
    _("Title (French)"),
    _("Title (English)"),
    _("Code"),
    _("Status"),
    _("Default group"),
    _("Start date"),
    _("End date"),
    _("VAT"),
    _("VAT rate (%)"),
    _("Price template"),
    _("General discount (%)"),
    _("Price display"),
    _("Tag colour"),
    _("Members"),
    _("What a member gets"),
)


class GroupExport(ShopScreen, BulkScreen):
    """One line for each group, with the figures of the list and the sentence of its terms."""

    access = VIEW
    http_method_names = ["get", "post"]
    list_screen = GroupList
    list_url = "group_list"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        self.listing.params = QueryDict(request.GET.urlencode())
        return self.download(list(self.listing.sorted(self.listing.matching())))

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.count:
            return super().post(request, *args, **kwargs)
        return self.download(list(self.listing.sorted(self.selection)))

    def download(self, groups: list[CustomerGroup]) -> HttpResponse:
        terms = terms_of(groups=groups, shop=self.shop, on=self.on)
        told = {pk: group_sentence(terms=one) for pk, one in terms.items()}
        rows = [list(_cells(group, told[group.pk])) for group in groups]
        return csv_download(name=str(gettext("customer-groups")), head=HEAD, rows=rows)  # type: ignore[return-value]


def _cells(group: Any, sentence: str) -> Iterator[Any]:
    yield vars(group)["title_fr"]
    yield vars(group)["title_en"]
    yield group.code
    yield State(group.standing).label
    yield gettext("Yes") if group.is_default else gettext("No")
    yield group.starts_on.isoformat()
    yield group.ends_on.isoformat() if group.ends_on else ""
    yield group.get_vat_mode_display()
    yield _plain(group.vat_percent)
    yield group.price_template or ""
    yield _plain(group.discount_percent)
    yield group.get_price_display_display()
    yield group.color
    yield group.member_count
    yield sentence


def _plain(figure: Any) -> str:
    """A figure a spreadsheet reads as one, in the reader's language."""
    return "" if figure is None else number_format(figure.normalize(), use_l10n=True)
