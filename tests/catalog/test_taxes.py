"""VAT rates: told in words, changed with care, never deleted under somebody's feet."""

from decimal import Decimal
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from backoffice.services import ShopRefusal
from catalog import selectors, services
from catalog.models import Shop, VatClass, VatComponent, VatRate
from catalog.services import RateInUse
from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import ProductFactory
from tests.factories.groups import GroupFactory

LIST = "/admin-panel/settings/taxes/"
NEW = f"{LIST}new/"


def rate(code: str = "standard", country: str = "FR", region: str = "") -> VatRate:
    return selectors.rates().get(vat_class__code=code, country=country, region=region)


def url(rate: VatRate, tail: str = "") -> str:
    return f"{LIST}{rate.pk}/{tail}"


def line(number: int, french: str = "", percent: str = "", english: str = "") -> dict[str, str]:
    return {
        f"title_fr_{number}": french,
        f"title_en_{number}": english,
        f"percent_{number}": percent,
    }


def typed(**other: Any) -> dict[str, Any]:
    place = {"vat_class": VatClass.objects.get(code="standard").pk, "country": "BE", "region": ""}
    return {**place, **line(1, "TVA", "21", "VAT"), **line(2), **other}


def percents(rate: VatRate) -> list[tuple[str, Decimal]]:
    rows = VatComponent.objects.filter(rate=rate).order_by("position")
    return list(rows.values_list("title", "percent"))


def test_a_rate_is_told_in_the_readers_words(shop: Shop) -> None:
    assert selectors.rate_label(rate()) == "TVA 20\u00a0% · Taux normal · France"
    quebec = rate(country="CA", region="QC")
    told = "TPS 5\u00a0% + TVQ 9,975\u00a0% · Taux normal · Québec (Canada)"
    assert selectors.rate_label(quebec) == told
    with translation.override("en"):
        told = "GST 5% + QST 9.975% · Standard rate · Quebec (Canada)"
        assert selectors.rate_label(quebec) == told
        assert str(quebec) == "Standard rate · Quebec (Canada)"
    assert selectors.rate_label(rate(region="974")).endswith("La Réunion (France)")


@pytest.mark.parametrize("region", ["", "971", "974", "999"])
def test_the_rates_at_the_shops_address_are_those_its_prices_refer_to(
    shop: Shop, region: str
) -> None:
    shop.region = region
    taxes = selectors.tax_table(shop=shop)
    known = {taxes.reference(vat_class=kind.pk) for kind in VatClass.objects.all()}
    assert set(selectors.usual_rates(shop=shop)) == known
    assert len(known) == 5


def test_labels_of_all_rates_cost_two_queries(shop: Shop) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert len([selectors.rate_label(one) for one in selectors.rates()]) == 35
    assert len(asked) == 2


def test_the_list_tells_each_rate_and_who_bears_it(viewer: SignedIn, shop: Shop) -> None:
    ProductFactory.create_batch(2)
    GroupFactory(vat_mode="own", vat_rate=rate())
    GroupFactory(vat_mode="own", vat_rate=rate("reduced_low"))
    text = viewer.get(f"{LIST}?per=100").content.decode()
    assert "TPS 5\u00a0% + TVQ 9,975\u00a0%" in text
    assert "14,975\u00a0%" in text
    assert "Québec (Canada)" in text
    assert "2 produits et 1 groupe" in text
    assert text.index("France") < text.index("Guadeloupe (France)") < text.index("Québec (Canada)")


def test_the_shops_own_country_comes_first(viewer: SignedIn, shop: Shop) -> None:
    Shop.objects.update(country="CA", region="QC")
    ProductFactory()
    text = viewer.get(LIST).content.decode().partition("<tbody")[2]
    assert text.index("Québec (Canada)") < text.index("France")
    assert text.index("1 produit") < text.index("France")


@pytest.mark.parametrize(
    "query",
    ["?country=CA", "?sort=total", "?sort=-place", "?vat_class=x&country=%00&page=1e9&sort=--"],
)
def test_the_list_is_narrowed_sorted_and_never_broken(
    viewer: SignedIn, shop: Shop, query: str
) -> None:
    answer = viewer.get(f"{LIST}{query}")
    assert answer.status_code == 200
    listed = answer.content.decode().partition("<tbody")[2]
    assert ("France" in listed) == (query != "?country=CA")


@pytest.mark.parametrize("countries", [0, 8, 55])
def test_the_list_asks_as_much_whatever_its_length(
    manager: SignedIn, shop: Shop, countries: int
) -> None:
    for number in range(countries):
        for kind in VatClass.objects.all():
            made = VatRate.objects.create(vat_class=kind, country="DE", region=f"R{number}")
            VatComponent.objects.create(rate=made, title="TVA", percent=19)
    manager.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        manager.get(f"{LIST}?per=100")
    assert len(asked) <= 12, [query["sql"][:120] for query in asked]


def test_a_rate_is_added_for_a_class_and_a_place(accountant: SignedIn, shop: Shop) -> None:
    extra = {"country": "CA", "region": "on", **line(1, "TVH", "13", "HST")}
    assert accountant.post(NEW, typed(**extra)).status_code == 303
    made = rate(country="CA", region="ON")
    assert selectors.rate_label(made) == "TVH 13\u00a0% · Taux normal · Ontario (Canada)"
    assert made.updated_by == accountant.user
    taxes = selectors.tax_table(shop=shop)
    assert taxes.rate(vat_class=made.vat_class_id, country="CA", region="ON") == made


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (line(1, "TVA", "NaN"), "Saisissez un taux entre 0 et 100, par exemple"),
        (line(1, "TVA", "1e999"), "Saisissez un taux entre 0 et 100, par exemple"),
        (line(1, "TVA", "-1"), "Saisissez un taux entre 0 et 100, par exemple"),
        (line(1, "TVA", "101"), "Saisissez un taux entre 0 et 100, par exemple"),
        (line(1, "TVA", "1 234,56"), "Saisissez un taux entre 0 et 100, par exemple"),
        (line(1, "TVA", "5,12345"), "4"),
        (line(1, "TVA", ""), "Saisissez un taux entre 0 et 100, par exemple"),
        (line(1, "", "20"), "Saisissez le nom de la taxe."),
        (line(1, "T" * 21, "20"), "20"),
        (line(1), "Saisissez au moins une taxe"),
        ({**line(1, "TVA", "20"), **line(2, "tva", "5")}, "Deux taxes portent le même nom."),
        ({"country": "FR"}, "Cette classe a déjà un taux à cet endroit."),
        ({"country": "ZZ"}, "Ce choix n’existe plus."),
        ({"vat_class": "999"}, "Ce choix n’existe plus."),
        ({"region": "Q C"}, "Utilisez des lettres, chiffres ou tirets"),
        ({"region": "ABCDEFGHI"}, "8"),
    ],
)
def test_a_wrong_rate_is_refused(
    accountant: SignedIn, shop: Shop, other: dict[str, str], told: str
) -> None:
    before = VatRate.objects.count()
    answer = accountant.post(NEW, typed(**other))
    assert answer.status_code == 422
    assert told in answer.content.decode().partition('data-testid="error-summary"')[2]
    assert VatRate.objects.count() == before


@pytest.mark.parametrize("text", ["12,5", "12.5", "12,5 %", "12,5000"])
def test_a_percentage_is_read_in_either_language(
    accountant: SignedIn, shop: Shop, text: str
) -> None:
    accountant.post(NEW, typed(**line(1, "TVA", text)))
    assert percents(rate(country="BE")) == [("TVA", Decimal("12.5"))]


def test_changing_a_rate_says_whom_it_concerns_and_leaves_a_trace(
    accountant: SignedIn, shop: Shop
) -> None:
    ProductFactory.create_batch(3)
    GroupFactory.create_batch(2, vat_mode="own", vat_rate=rate())
    text = accountant.get(url(rate())).content.decode()
    assert "s’applique aussitôt à 3 produits et 2 groupes." in text
    assert 'value="20"' in text
    LogEntry.objects.all().delete()
    sent = {**line(1, "TVA", "21", "VAT"), **line(2), "version": rate().version}
    assert accountant.post(url(rate()), sent).status_code == 303
    assert percents(rate()) == [("TVA", Decimal(21))]
    entry = LogEntry.objects.get(content_type__model="vatcomponent")
    assert (entry.actor, set(entry.changes_dict)) == (accountant.user, {"percent"})


def test_a_tax_is_added_and_an_emptied_one_goes(accountant: SignedIn, shop: Shop) -> None:
    quebec = rate(country="CA", region="QC")
    sent = {**line(1, "TPS", "5"), **line(2, "TVQ", "9,975"), **line(3, "Éco", "0,5")}
    accountant.post(url(quebec), {**sent, "version": 1})
    assert percents(quebec) == [
        ("TPS", Decimal(5)),
        ("TVQ", Decimal("9.975")),
        ("Éco", Decimal("0.5")),
    ]
    sent = {**line(1), **line(2, "TVQ", "9,975"), **line(3, "Éco", "0,5")}
    accountant.post(url(quebec), {**sent, "version": 2})
    assert percents(quebec) == [("TVQ", Decimal("9.975")), ("Éco", Decimal("0.5"))]


def test_two_people_at_once_overwrite_nothing(accountant: SignedIn, shop: Shop) -> None:
    accountant.post(url(rate()), {**line(1, "TVA", "21"), "version": 1})
    answer = accountant.post(url(rate()), {**line(1, "TVA", "22"), "version": 1})
    assert answer.status_code == 422
    assert percents(rate()) == [("TVA", Decimal(21))]


def test_the_place_and_the_class_of_a_rate_never_change(accountant: SignedIn, shop: Shop) -> None:
    sent = {**line(1, "TVA", "20"), "country": "CA", "region": "QC", "vat_class": "2"}
    accountant.post(url(rate()), {**sent, "version": 1})
    assert rate().pk == VatRate.objects.get(country="FR", region="", vat_class__code="standard").pk


@pytest.mark.parametrize("bears", ["products", "groups", "both"])
def test_a_rate_in_use_is_not_deleted(accountant: SignedIn, shop: Shop, bears: str) -> None:
    reduced = rate("reduced_low")
    told = {"products": "1 produit", "groups": "2 groupes", "both": "1 produit et 2 groupes"}
    if bears != "groups":
        ProductFactory(vat_class=reduced.vat_class)
    if bears != "products":
        GroupFactory.create_batch(2, vat_mode="own", vat_rate=reduced)
    answer = accountant.post(url(reduced, "delete/"))
    assert answer.status_code == 422
    expected = f"Utilisé par {told[bears]}\u202f; remplacez-le d’abord."
    assert expected in answer.content.decode()
    assert VatRate.objects.filter(pk=reduced.pk).exists()


def test_the_usual_rate_of_the_shop_stays(accountant: SignedIn, shop: Shop) -> None:
    assert accountant.post(url(rate(), "delete/")).status_code == 422
    with pytest.raises(RateInUse):
        services.delete_rate(rate=rate())
    assert rate()


def test_a_rate_taken_up_meanwhile_stays(shop: Shop) -> None:
    reduced = rate("reduced_low")
    ProductFactory(vat_class=reduced.vat_class)
    with pytest.raises(RateInUse):
        services.delete_rate(rate=reduced)
    CustomerGroup.objects.all().delete()
    away = rate(country="CA", region="QC")
    GroupFactory(vat_mode="own", vat_rate=away)
    with pytest.raises(ShopRefusal):
        services.delete_rate(rate=away)
    assert VatRate.objects.filter(pk__in=[reduced.pk, away.pk]).count() == 2


def test_a_rate_nobody_bears_is_deleted(accountant: SignedIn, shop: Shop) -> None:
    away = rate(country="CA", region="QC")
    text = accountant.get(url(away, "delete/")).content.decode()
    assert "Les livraisons vers ce lieu suivront le taux de la boutique." in text
    assert accountant.post(url(away, "delete/")).status_code == 303
    assert not VatRate.objects.filter(pk=away.pk).exists()
    assert (
        selectors.tax_table(shop=shop).rate(vat_class=away.vat_class_id, country="CA", region="QC")
        == rate()
    )


def test_reading_is_not_enough_to_change(viewer: SignedIn, staff: Staff, shop: Shop) -> None:
    sent = {**line(1, "TVA", "1"), "version": 1}
    assert viewer.post(url(rate()), sent).status_code == 403
    assert viewer.post(url(rate(), "delete/")).status_code == 403
    assert viewer.post(NEW, typed()).status_code == 403
    assert percents(rate()) == [("TVA", Decimal(20))]
    assert "Lecture seule" in viewer.get(url(rate())).content.decode()
    assert staff("catalog.view_product").get(LIST).status_code == 403
