"""The places a tax may hold in, in words."""

from django.utils.translation import gettext_lazy as _
from django_countries import countries

# The regions whose taxes differ from those of the rest of their country, by country.
REGIONS = {
    "FR": {
        "971": _("Guadeloupe"),
        "972": _("Martinique"),
        "973": _("French Guiana"),
        "974": _("Réunion"),
        "976": _("Mayotte"),
    },
    "CA": {
        "AB": _("Alberta"),
        "BC": _("British Columbia"),
        "MB": _("Manitoba"),
        "NB": _("New Brunswick"),
        "NL": _("Newfoundland and Labrador"),
        "NS": _("Nova Scotia"),
        "NT": _("Northwest Territories"),
        "NU": _("Nunavut"),
        "ON": _("Ontario"),
        "PE": _("Prince Edward Island"),
        "QC": _("Quebec"),
        "SK": _("Saskatchewan"),
        "YT": _("Yukon"),
    },
}


def country_name(code: str) -> str:
    """A country in the reader's language; a code nobody knows stays as it is."""
    return str(countries.name(code) or code)


def region_name(*, country: str, region: str) -> str:
    """A region in the reader's language; a code nobody knows stays as it is."""
    return str(REGIONS.get(country, {}).get(region, region))


def place_name(*, country: str, region: str = "") -> str:
    """« France », « Québec (Canada) »."""
    if not region:
        return country_name(country)
    return f"{region_name(country=country, region=region)} ({country_name(country)})"
