"""The tab « Général » of a group: changing its terms, and what stands beside them."""

from decimal import Decimal

import pytest
from auditlog.models import LogEntry

from catalog.models import Shop, VatRate
from groups.models import CustomerGroup, PriceDisplay, VatMode
from tests.conftest import SignedIn, Staff
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed

pytestmark = pytest.mark.django_db


def _page(client: SignedIn, group: CustomerGroup) -> str:
    return client.get(group.get_absolute_url()).content.decode()


def test_saving_changes_the_group_and_leaves_a_trace(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Amis", title_en="", color="#1f6feb")
    answer = manager.post(group.get_absolute_url(), typed(group, discount_percent="7,25"))
    assert (answer.status_code, answer["Location"]) == (303, group.get_absolute_url())
    group.refresh_from_db()
    assert group.discount_percent == Decimal("7.25")
    assert group.color == "#1f6feb"
    entry = LogEntry.objects.get_for_object(group).filter(action=LogEntry.Action.UPDATE).get()
    assert list(entry.changes_dict) == ["discount_percent"]
    assert entry.actor == manager.user
    assert "Groupe enregistré" in _page(manager, group)


def test_a_group_may_keep_its_own_names(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="VIP", title_en="VIP", code="VIP")
    answer = manager.post(group.get_absolute_url(), typed(group, title_fr="V I P", title_en="vip"))
    assert answer.status_code == 303


def test_clearing_the_english_words_brings_the_french_ones_back(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Amis", title_en="Friends", description_en="Dear ones")
    manager.post(group.get_absolute_url(), typed(group, title_en="", description_en=""))
    group.refresh_from_db()
    assert not group.title_en
    assert not group.description_en
    assert group.title_en_key == "amis"


def test_leaving_its_own_rate_forgets_it(manager: SignedIn) -> None:
    rate = VatRate.objects.all()[0]
    group = GroupFactory(vat_mode=VatMode.OWN, vat_rate=rate)
    manager.post(group.get_absolute_url(), typed(group, vat_mode="shop", vat_rate=rate.pk))
    group.refresh_from_db()
    assert (group.vat_mode, group.vat_rate) == (VatMode.SHOP, None)


def test_the_switch_makes_it_the_default_group(manager: SignedIn) -> None:
    former, group = GroupFactory(is_default=True), GroupFactory()
    manager.post(group.get_absolute_url(), typed(group, is_default="on"))
    assert list(CustomerGroup.objects.filter(is_default=True)) == [group]
    told = [entry.changes_dict for entry in LogEntry.objects.get_for_object(former)]
    assert {"is_default": ["True", "False"]} in told


def test_the_switch_off_leaves_no_default_group(manager: SignedIn) -> None:
    group = GroupFactory(is_default=True)
    manager.post(group.get_absolute_url(), typed(group, is_default=None))
    assert not CustomerGroup.objects.filter(is_default=True).exists()


@pytest.mark.parametrize(
    "changes",
    [{"is_active": None}, {"no_end": None, "ends_on": "2026-01-02"}, {"starts_on": "2999-01-01"}],
)
def test_the_default_group_stays_active(manager: SignedIn, changes: dict[str, str | None]) -> None:
    group = GroupFactory(is_default=True, title_fr="Détail")
    answer = manager.post(group.get_absolute_url(), typed(group, title_fr="Autre", **changes))
    assert answer.status_code == 422
    told = "Un groupe inactif ne peut pas être le groupe par défaut."
    assert answer.context["form"].errors == {"is_default": [told]}
    group.refresh_from_db()
    assert (group.title_fr, group.is_active, group.is_default) == ("Détail", True, True)
    assert group.version == 1


def test_the_heading_keeps_the_saved_title_while_another_is_refused(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Amis")
    page = manager.post(group.get_absolute_url(), typed(group, title_fr="")).content.decode()
    assert "<h1>Amis</h1>" in page


def test_two_sessions_on_one_group_compare_instead_of_overwriting(
    manager: SignedIn, owner: SignedIn
) -> None:
    group = GroupFactory(title_fr="Amis", code="AMIS")
    url = group.get_absolute_url()
    opened = manager.get(url)
    seen = opened.context["seen"]
    owner.post(url, typed(group, discount_percent="5"))
    mine = typed(group, discount_percent="8", title_fr="Les amis", _seen=seen)
    answer = manager.post(url, mine)
    assert answer.status_code == 422
    rows = {row.name: (row.before, row.current, row.typed) for row in answer.context["differences"]}
    assert rows == {
        "discount_percent": ("0\u00a0%", "5\u00a0%", "8\u00a0%"),
        "title_fr": ("Amis", "Amis", "Les amis"),
    }
    group.refresh_from_db()
    assert (group.discount_percent, group.title_fr) == (Decimal(5), "Amis")

    again = manager.post(url, {**mine, "version": answer.context["version"]})
    assert again.status_code == 303
    group.refresh_from_db()
    assert (group.discount_percent, group.title_fr) == (Decimal(8), "Les amis")


def test_the_star_pressed_meanwhile_makes_the_form_stale(manager: SignedIn) -> None:
    group = GroupFactory()
    old = typed(group)
    manager.post(f"{group.get_absolute_url()}default/")
    answer = manager.post(group.get_absolute_url(), old)
    assert answer.status_code == 422
    assert [row.name for row in answer.context["differences"]] == ["is_default"]
    group.refresh_from_db()
    assert group.is_default


def test_who_may_only_look_reads_everything_and_changes_nothing(viewer: SignedIn) -> None:
    rate = VatRate.objects.get(vat_class__code="standard", country="FR", region="")
    group = GroupFactory(discount_percent="12.5", vat_mode=VatMode.OWN, vat_rate=rate)
    page = _page(viewer, group)
    assert 'data-testid="banner-read-only"' in page
    assert 'data-testid="save"' not in page
    assert "12,5\u00a0%" in page
    assert "TVA 20\u00a0% · Taux normal · France" in page
    assert viewer.post(group.get_absolute_url(), typed(group, title_fr="X")).status_code == 403
    group.refresh_from_db()
    assert group.title_fr != "X"
    assert group.version == 1


def test_members_right_alone_does_not_open_the_terms(staff: Staff) -> None:
    client = staff("groups.view_customergroup", "groups.manage_members")
    group = GroupFactory()
    assert client.post(group.get_absolute_url(), typed(group, title_fr="X")).status_code == 403


@pytest.mark.parametrize("pk", ["999", "9" * 30])
def test_an_unknown_group_is_not_found(manager: SignedIn, pk: str) -> None:
    assert manager.get(f"/admin-panel/groups/{pk}/").status_code == 404


def test_a_deleted_group_is_not_found(manager: SignedIn) -> None:
    group = GroupFactory(binned_at="2026-01-01T00:00:00+00:00")
    for tail in ("", "default/", "history/"):
        assert manager.get(f"{group.get_absolute_url()}{tail}").status_code == 404
    assert manager.post(group.get_absolute_url(), typed(group)).status_code == 404


def test_the_heading_tells_the_group_and_leads_to_its_neighbours(manager: SignedIn) -> None:
    groups = [GroupFactory(position=place) for place in (1, 1, 2)]
    GroupFactory(position=3, binned_at="2026-01-01T00:00:00+00:00")
    before, group, after = groups
    found = manager.get(group.get_absolute_url()).context["neighbours"]
    assert (found.before, found.after) == (before, after)
    assert manager.get(after.get_absolute_url()).context["neighbours"].after is None
    page = _page(manager, group)
    assert f'data-testid="group-tag-{group.pk}"' in page
    assert "0 membre · créé le" in page


def test_who_changed_the_group_is_named(manager: SignedIn) -> None:
    group = GroupFactory()
    manager.post(group.get_absolute_url(), typed(group, title_fr="Amis"))
    assert "modifié par Camille Dubreuil, aujourd’hui à" in _page(manager, group)


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({}, "Actif"),
        ({"is_active": False}, "Inactif"),
        ({"starts_on": "2999-01-01"}, "À venir"),
        ({"ends_on": "2026-01-02"}, "Terminé"),
    ],
)
def test_the_heading_says_where_the_group_stands(
    manager: SignedIn, columns: dict[str, object], state: str
) -> None:
    group = GroupFactory(**columns)
    assert manager.get(group.get_absolute_url()).context["state"].label == state
    terms = manager.get(group.get_absolute_url()).context["terms"]
    lost = "Aujourd’hui, ses membres ont les conditions de la boutique."
    assert (lost in terms) == (state != "Actif")


def test_the_summary_says_what_a_member_sees(manager: SignedIn) -> None:
    rate = VatRate.objects.get(vat_class__code="reduced_low", country="FR", region="")
    group = GroupFactory(wholesale=True, vat_mode=VatMode.OWN, vat_rate=rate, ends_on="2026-12-31")
    assert manager.get(group.get_absolute_url()).context["terms"] == (
        "Prix affichés HT.",
        "TVA propre au groupe\u00a0: TVA 5,5\u00a0%.",
        "12,5\u00a0% de réduction sur chaque prix.",
        "Du 1er janvier 2026 au 31 décembre 2026.",
    )
    plain = GroupFactory()
    assert manager.get(plain.get_absolute_url()).context["terms"] == (
        "Prix affichés TTC, comme dans la boutique.",
        "TVA de la boutique\u00a0: 20\u00a0%.",
        "Pas de réduction générale.",
        "À partir du 1er janvier 2026, sans date de fin.",
    )


@pytest.mark.parametrize(
    ("is_default", "display", "warned"),
    [
        (True, PriceDisplay.NET, True),
        (True, PriceDisplay.GROSS, False),
        (True, PriceDisplay.SHOP, False),
        (False, PriceDisplay.NET, False),
    ],
)
def test_new_customers_seeing_net_prices_is_a_warning(
    manager: SignedIn, is_default: bool, display: str, warned: bool
) -> None:
    group = GroupFactory(is_default=is_default, price_display=display)
    assert ("Les nouveaux clients verront des prix HT." in _page(manager, group)) == warned


def test_the_shops_own_terms_are_told_beside_the_choice(manager: SignedIn) -> None:
    Shop.objects.update(price_display="net", country="CA", region="QC")
    form = manager.get("/admin-panel/groups/new/").context["form"]
    assert form.fields["vat_mode"].choices[0][1] == "Taux de la boutique (14,975\u00a0%)"
    assert form.fields["price_display"].choices[0][1] == "Comme la boutique (HT)"
    first = next(label for value, label in form.fields["vat_rate"].choices if value)
    assert first == "TPS 5\u00a0% + TVQ 9,975\u00a0% · Taux normal · Québec (Canada)"
