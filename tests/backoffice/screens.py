"""A section made only of the kit's parts, on customer groups, to test the kit itself."""

from collections.abc import Iterator
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.urls import include, path
from django.utils.translation import ngettext_lazy

from backoffice.access import staff_with
from backoffice.fields import ColorField, DayField, NoEnd, PercentField
from backoffice.filters import (
    ChoiceFilter,
    DayFilter,
    Filter,
    ModelChoiceFilter,
    NumberFilter,
    YesNoFilter,
)
from backoffice.layout import Bilingual, Card, SideBySide
from backoffice.parts import Action, Column, Impact, Preset, Tab, panel_url
from backoffice.services import ShopRefusal
from backoffice.views import (
    ActionScreen,
    AddScreen,
    BulkScreen,
    DeleteScreen,
    EditScreen,
    HistoryScreen,
    ListScreen,
    RecordScreen,
)
from catalog.models import VatRate
from groups.models import CustomerGroup, PriceDisplay
from shopadmin.urls import handler403, handler404, handler500, panel_urls
from shopadmin.urls import urlpatterns as shop_patterns

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]

VIEW = staff_with("groups.view_customergroup")
ADD = staff_with("groups.add_customergroup")
CHANGE = staff_with("groups.view_customergroup", change="groups.change_customergroup")
DELETE = staff_with("groups.delete_customergroup")


class KitFilter(Filter):
    search_in = ("search",)
    promoted = ("display",)
    display = ChoiceFilter(
        field_name="price_display", choices=PriceDisplay.choices, label="Affichage"
    )
    is_active = YesNoFilter(label="Actif")
    least = NumberFilter(field_name="member_count", lookup_expr="gte", label="Membres, au moins")
    since = DayFilter(field_name="starts_on", lookup_expr="gte", label="Depuis")
    rate = ModelChoiceFilter(
        field_name="vat_rate", queryset=VatRate.objects.select_related("vat_class"), label="Taux"
    )


class KitList(ListScreen):
    access = VIEW
    code = "KIT"
    title = "Groupes"
    model = CustomerGroup
    filter_class = KitFilter
    row_template = "backoffice/kit_cells.html"
    default_sort = "title"
    list_url = "kit_list"
    found = ngettext_lazy("%(n)s group found", "%(n)s groups found", "n")
    presets = (Preset(slug="active", label="Actifs", query="is_active=yes"),)
    columns = (
        Column(name="title", label="Titre", sort=("title_fr_key",), head=True),
        Column(name="members", label="Membres", sort=("member_count",), numeric=True),
        Column(name="code", label="Code", hidden=True),
        Column(name="secret", label="Coût", rights=("pricing.view_cost",)),
    )

    def actions(self) -> Iterator[Action]:
        yield Action(name="add", label="Ajouter", url=panel_url("kit_add"), rule=ADD)

    def row_actions(self, row: Any) -> Iterator[Action]:
        url = panel_url("kit_delete", row.pk)
        yield Action(name="delete", label="Supprimer", url=url, rule=DELETE, testid="row-delete")

    def bulk_actions(self) -> Iterator[Action]:
        yield Action(name="off", label="Désactiver", url=panel_url("kit_off"), rule=CHANGE)


class KitForm(NoEnd, forms.ModelForm):
    color = ColorField(label="Couleur")
    discount_percent = PercentField(label="Réduction générale (%)")
    starts_on = DayField(label="Date de début")
    ends_on = DayField(label="Date de fin")

    class Meta:
        model = CustomerGroup
        fields = (
            "title_fr",
            "title_en",
            "code",
            "color",
            "starts_on",
            "ends_on",
            "discount_percent",
        )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            Card("Base", Bilingual("title"), "code", "color", SideBySide("starts_on", "ends_on")),
            "no_end",
            "discount_percent",
        )
        return helper


class KitRecord(RecordScreen):
    model = CustomerGroup
    section = "Groupes"
    list_url = "kit_list"
    record_url = "kit_edit"

    def tabs(self) -> Iterator[Tab]:
        yield Tab(slug="general", label="Général", url_name="kit_edit", rule=VIEW)
        yield Tab(slug="history", label="Historique", url_name="kit_history", rule=DELETE)


class KitAdd(AddScreen):
    access = ADD
    code = "KITn"
    title = "Ajouter un groupe"
    list_url = "kit_list"
    edit_url = "kit_edit"
    form_class = KitForm
    saved_text = "Groupe créé"


class KitEdit(KitRecord, EditScreen):
    access = CHANGE
    code = "KITe"
    tab = "general"
    form_class = KitForm
    saved_text = "Groupe enregistré"
    add_url = "kit_add"
    add_rule = ADD
    delete_url = "kit_delete"
    delete_rule = DELETE


class Consent(forms.Form):
    sure = forms.BooleanField(label="Je comprends")


class KitDelete(KitRecord, DeleteScreen):
    access = DELETE
    code = "KITd"
    form_class = Consent

    def impacts(self) -> Iterator[Impact]:
        yield Impact(slug="members", text="12 membres", warning=True)


class KitOff(BulkScreen):
    access = CHANGE
    title = "Désactiver"
    list_screen = KitList
    list_url = "kit_list"
    done_text = "Groupes désactivés"

    def act(self, rows: Any, form: Any) -> int:
        return int(rows.update(is_active=False))


class KitToggle(KitRecord, ActionScreen):
    access = CHANGE

    def act(self) -> None:
        raise ShopRefusal("Un groupe inactif ne peut pas être le groupe par défaut.")


class KitHistory(KitRecord, HistoryScreen):
    access = VIEW


kit = [
    path("kit/", KitList.as_view(), name="kit_list"),
    path("kit/new/", KitAdd.as_view(), name="kit_add"),
    path("kit/off/", KitOff.as_view(), name="kit_off"),
    path("kit/<int:pk>/", KitEdit.as_view(), name="kit_edit"),
    path("kit/<int:pk>/delete/", KitDelete.as_view(), name="kit_delete"),
    path("kit/<int:pk>/default/", KitToggle.as_view(), name="kit_default"),
    path("kit/<int:pk>/history/", KitHistory.as_view(), name="kit_history"),
]
urlpatterns = [path("admin-panel/", include(([*kit, *panel_urls], "panel"))), *shop_patterns[1:]]
