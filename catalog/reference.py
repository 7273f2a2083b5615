"""What every new shop starts with: itself, a web store, the taxes of France and Québec.

Rates are those in force in 2026. Québec knows no reduced VAT: each class but the exempt one bears
TPS and TVQ, both on the net price. Guyane and Mayotte bear no VAT.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from auditlog.context import disable_auditlog

CLASSES = (
    # code, French, English, mainland France, Guadeloupe + Martinique + La Réunion
    ("standard", "Taux normal", "Standard rate", "20", "8.5"),
    ("intermediate", "Taux intermédiaire", "Intermediate rate", "10", "2.1"),
    ("reduced_low", "Taux réduit", "Reduced rate", "5.5", "2.1"),
    ("super_reduced", "Taux particulier", "Super-reduced rate", "2.1", "1.05"),
    ("exempt", "Exonéré", "Exempt", "0", "0"),
)
OVERSEAS = ("971", "972", "974")
OVERSEAS_WITHOUT_VAT = ("973", "976")
QUEBEC = (("TPS", "GST", "5"), ("TVQ", "QST", "9.975"))


def install(model: Callable[[str], Any]) -> None:
    """Write the reference rows that are not there yet; rows staff have changed stay.

    `model` gives a model of the catalogue by its name, so that a migration can pass its own.
    """
    # Nobody changed anything: a shop begins with these.
    with disable_auditlog():
        _taxes(model)
        _shop(model)


def _taxes(model: Callable[[str], Any]) -> None:
    for position, (code, french, english, mainland, overseas) in enumerate(CLASSES, start=1):
        kind, _ = model("VatClass").objects.get_or_create(
            code=code,
            defaults={
                "title": french,
                "title_fr": french,
                "title_en": english,
                "position": position,
            },
        )
        places = [("FR", "", mainland), *(("FR", region, overseas) for region in OVERSEAS)]
        places += [("FR", region, "0") for region in OVERSEAS_WITHOUT_VAT]
        for country, region, percent in places:
            _rate(model, kind, country, region, (("TVA", "VAT", percent),))
        taxes = QUEBEC if code != "exempt" else (("TPS", "GST", "0"),)
        _rate(model, kind, "CA", "QC", taxes)


def _shop(model: Callable[[str], Any]) -> None:
    usual = model("VatClass").objects.get(code=CLASSES[0][0])
    model("Shop").objects.get_or_create(
        pk=1, defaults={"name": "Ma boutique", "default_vat_class": usual}
    )
    web = {
        "title": "Boutique en ligne",
        "title_fr": "Boutique en ligne",
        "title_en": "Online store",
    }
    model("Channel").objects.get_or_create(code="web", defaults={**web, "kind": "web"})


def _rate(
    model: Callable[[str], Any],
    kind: Any,
    country: str,
    region: str,
    taxes: tuple[tuple[str, str, str], ...],
) -> None:
    rate, created = model("VatRate").objects.get_or_create(
        vat_class=kind, country=country, region=region
    )
    if not created:
        return
    for position, (french, english, percent) in enumerate(taxes, start=1):
        model("VatComponent").objects.create(
            rate=rate,
            title=french,
            title_fr=french,
            title_en=english,
            percent=Decimal(percent),
            position=position,
        )
