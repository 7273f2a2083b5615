"""A shop comes out of a folder of CSV files: all of it or nothing, and twice the same."""

import gzip
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from auditlog.models import LogEntry
from django.conf import settings
from django.utils import translation

from accounts.models import User
from backoffice.loading import stored
from catalog.models import Category, Channel, Product, Shop
from customers.models import Address, Customer, Kind, Membership, MembershipBatch, Way
from customers.selectors import group_findings
from customers.viewers import viewer
from groups.health import Severity
from groups.models import CustomerGroup, PriceDisplay, VatMode
from groups.offers import groups_of
from pricing.models import OrderDiscount
from tests.storefront.shop_folder import LOGINS, change, everything, load, write

BOUTIQUE = Path(settings.ROOT).parent / "shared/data/boutique"
DEMO = Path(settings.ROOT) / "demo"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def folder(shop: Shop, tmp_path: Path) -> Path:
    return write(tmp_path)


# A folder becomes a shop


def test_the_catalogue_of_the_folder_is_on_sale(folder: Path) -> None:
    load(folder)
    candles = Category.objects.get(code="maison-bougies")
    assert (candles.parent.code, candles.slug, candles.title) == ("maison", "bougies", "Bougies")
    candle = Product.objects.get(sku="B-1")
    assert (candle.price, candle.cost, candle.stock) == (Decimal("12.50"), Decimal("5.25"), 40)
    assert candle.slug == "bougie-ete-b-1"
    assert "bougie « ete »" in candle.search
    assert list(candle.categories.all()) == [candles]
    assert Category.objects.get(code="jardin").slug == "jardin"


def test_what_the_folder_leaves_empty_is_not_set(folder: Path) -> None:
    load(folder)
    light = Product.objects.get(sku="b/1")
    assert light.cost is None
    assert light.is_published is False
    assert light.vat_class.code == "standard", "its category's"
    assert Product.objects.get(sku="J-1").vat_class == Shop.objects.get().default_vat_class
    assert sorted(light.categories.values_list("code", flat=True)) == ["maison", "maison-bougies"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_text_goes_to_its_own_language_whoever_loads(folder: Path, language: str) -> None:
    with translation.override(language):
        load(folder)
        change(folder, "products.csv", "Tea light", "Night light")
        load(folder)
    light, can = Product.objects.get(sku="b/1"), Product.objects.get(sku="J-1")
    columns = ("title", "title_fr", "title_en")
    written = {row.sku: [vars(row)[name] or "" for name in columns] for row in stored(Product)}
    assert written == {
        "B-1": ["Bougie « Été »", "Bougie « Été »", "Scented candle"],
        "J-1": ["Arrosoir", "Arrosoir", ""],
        "b/1": ["Night light", "", "Night light"],
    }
    with translation.override("fr"):
        assert light.title == "Night light", "a missing language falls back"
    with translation.override("en"):
        assert can.title == "Arrosoir"


def test_the_groups_of_the_folder_have_their_terms(folder: Path) -> None:
    load(folder)
    wholesale, new, export, overseas, season = CustomerGroup.objects.order_by("position")
    assert (wholesale.code, wholesale.color) == ("GROSSISTES", "#1d4ed8")
    assert wholesale.discount_percent == Decimal("12.5")
    assert wholesale.price_display == PriceDisplay.NET
    assert wholesale.starts_on == date(2026, 11, 20), "the day of the import"
    assert (wholesale.title_fr_key, wholesale.title_en_key) == ("grossistes", "wholesalers")
    assert new.is_default
    assert new.title_en_key == "nouveaux clients"
    assert export.vat_mode == VatMode.EXEMPT
    assert export.exemption_reason
    assert overseas.vat_mode == VatMode.OWN
    rate = overseas.vat_rate
    assert rate is not None
    assert [tax.percent for tax in rate.components.all()] == [Decimal("8.5")]
    assert rate.vat_class.code == "standard"
    assert overseas.price_display == PriceDisplay.SHOP
    assert (season.starts_on, season.ends_on) == (date(2026, 11, 1), date(2026, 12, 26))


GROUPS = """\
code,title_fr,category_mode,categories,contact_name,contact_email,public_label_fr,public_label_en,membership_days
PRO,Pros,{mode},{ticks},Claire Fontanel,claire@example.com,Club,The club,90
"""


@pytest.mark.parametrize(
    ("mode", "ticks", "seen"),
    [
        ("all", "", {"B-1", "b/1", "J-1"}),
        ("allow", "jardin", {"J-1"}),
        ("deny", "maison", {"J-1"}),
        ("deny", "maison-bougies|jardin", {"b/1"}),
        ("", "", {"B-1", "b/1", "J-1"}),
    ],
)
def test_the_groups_of_the_folder_open_and_close_categories(
    folder: Path, mode: str, ticks: str, seen: set[str]
) -> None:
    (folder / "groups.csv").write_text(GROUPS.format(mode=mode, ticks=ticks), "utf-8")
    (folder / "customer_groups.csv").unlink()
    change(folder, "customers.csv", "grossistes", "PRO")
    change(folder, "customers.csv", "nouveaux", "")
    load(folder)
    Product.objects.update(is_published=True)
    member = viewer(
        customer=Customer.objects.get(number="C1"), shop=Shop.objects.get(), on=NOON.date()
    )
    assert set(member.reach.products().values_list("sku", flat=True)) == seen
    pros = CustomerGroup.objects.get()
    assert (pros.contact_name, pros.contact_email) == ("Claire Fontanel", "claire@example.com")
    labels = [vars(pros)[f"public_label_{language}"] for language in ("fr", "en")]
    assert labels == ["Club", "The club"]
    assert pros.membership_days == 90


def test_the_customers_of_the_folder_are_known(folder: Path) -> None:
    load(folder)
    lea, sam, ann = Customer.objects.order_by("number")
    assert (lea.email, lea.email_key) == ("Lea@Example.com", "lea@example.com")
    assert (lea.birth_date, lea.joined_on) == (date(1990, 2, 28), date(2025, 10, 26))
    assert lea.last_seen_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert lea.name_key == "petit lea"
    address = Address.objects.get(customer=lea)
    assert (address.city, str(address.country), address.is_default) == ("Lyon", "FR", True)
    assert (sam.kind, sam.language, sam.company) == (Kind.ACCOUNT, "en", "Woods Ltd")
    assert (ann.kind, ann.addresses.count()) == (Kind.GUEST, 0)


EXEMPT = """\
number,email,exemption_reason,exempt_until
C1,lea@example.com,Association,2026-12-31
C2,sam@example.com,,
"""


def test_who_has_a_reason_is_exempt_until_its_day(folder: Path) -> None:
    load(folder)
    Customer.objects.filter(number="C2").update(is_exempt=True, exemption_reason="Ambassade")
    (folder / "customer_groups.csv").unlink()
    (folder / "customers.csv").write_text(EXEMPT, "utf-8")
    load(folder)
    lea, sam = Customer.objects.filter(kind=Kind.ACCOUNT).order_by("number")
    assert lea.exemption_reason == "Association"
    assert lea.pays_no_tax(on=date(2026, 12, 31))
    assert not lea.pays_no_tax(on=date(2027, 1, 1))
    assert (sam.is_exempt, sam.exemption_reason) == (False, ""), "the folder gives none"
    change(folder, "customers.csv", "exemption_reason,exempt_until", "company")
    change(folder, "customers.csv", "Association,2026-12-31", "Ruche")
    change(folder, "customers.csv", ",,", ",")
    load(folder)
    lea.refresh_from_db()
    assert (lea.company, lea.is_exempt) == ("Ruche", True), (
        "a folder without the column says nothing"
    )


def test_the_memberships_are_as_written_so_a_member_may_have_no_main_group(folder: Path) -> None:
    load(folder)
    written = Membership.objects.order_by("pk").values_list(
        "customer__number", "group__code", "is_primary", "starts_on", "way"
    )
    assert sorted(written) == [
        ("C1", "GROSSISTES", True, None, Way.IMPORT),
        ("C1", "NOEL", False, None, Way.IMPORT),
        ("C2", "NOUVEAUX", False, None, Way.IMPORT),
    ]
    joined = Membership.objects.get(group__code="GROSSISTES").added_at
    assert joined == datetime(2025, 10, 31, 23, tzinfo=UTC), "midnight in Paris"
    counts = CustomerGroup.objects.order_by("position").values_list("member_count", flat=True)
    assert list(counts) == [1, 1, 0, 0, 1]
    events = MembershipBatch.objects.get().events.values_list("verb", flat=True)
    assert Counter(events) == {"added": 3}
    assert LogEntry.objects.get_for_model(CustomerGroup).count() == 3, "one line per group"


def test_without_a_membership_file_the_group_beside_the_name_counts(folder: Path) -> None:
    (folder / "customer_groups.csv").unlink()
    change(folder, "customers.csv", "CA,nouveaux,login", "CA,,login")
    load(folder)
    groups = Membership.objects.values_list("customer__number", "group__code", "is_primary")
    assert sorted(groups) == [("C1", "GROSSISTES", True), ("C2", "NOUVEAUX", True)], (
        "the default group is for accounts that come without one"
    )
    before = everything()
    load(folder)
    assert everything() == before


def test_compressed_files_and_windows_files_are_read_alike(folder: Path) -> None:
    text = (folder / "customers.csv").read_bytes()
    (folder / "customers.csv").unlink()
    (folder / "customers.csv.gz").write_bytes(gzip.compress(text))
    windows = (folder / "products.csv").read_text("utf-8").replace("\n", "\r\n")
    (folder / "products.csv").write_bytes(windows.encode("utf-8-sig"))
    load(folder)
    assert Customer.objects.count() == Product.objects.count() == 3


def test_the_shop_and_its_channels_may_be_described(folder: Path) -> None:
    (folder / "shop.csv").write_text(
        "name_fr,name_en,currency,country,region,timezone,prices_entered,price_display,"
        "default_language,default_vat_class\n"
        "Le Potager,The Garden,CAD,CA,QC,America/Montreal,net,net,en,standard\n"
    )
    (folder / "channels.csv").write_text(
        "code,kind,title_fr,title_en,position,is_active\nweb,web,Site,Site,1,1\nbar,counter,Bar,,2,0\n"
    )
    load(folder)
    shop = Shop.objects.get()
    assert (shop.name, shop.currency, shop.region) == ("Le Potager", "CAD", "QC")
    assert (shop.price_display, shop.default_language) == ("net", "en")
    assert list(Channel.objects.values_list("code", "is_active")) == [("web", True), ("bar", False)]
    since = Membership.objects.get(group__code="GROSSISTES").added_at
    assert since == datetime(2025, 11, 1, 4, tzinfo=UTC), "midnight in Montréal"


# Logins


def test_the_logins_of_a_demo_open_at_once(folder: Path, roles: None) -> None:
    (folder / "logins.csv").write_text(LOGINS, "utf-8")
    load(folder)
    boss, lea = User.objects.get(email="boss@example.com"), User.objects.get(first_name="Léa")
    assert boss.is_staff
    assert [role.name for role in boss.groups.all()] == ["owner"]
    assert not lea.is_staff
    assert lea.check_password("boutique-demo")
    assert lea.customer.number == "C1"
    addresses = EmailAddress.objects.filter(user__in=[boss, lea], verified=True, primary=True)
    assert addresses.count() == 2


# The shops at hand


def test_the_demo_shop_of_the_project_loads(shop: Shop) -> None:
    load(DEMO)
    assert Product.objects.count() == 163
    assert User.objects.get(email="grossiste@demo.example").customer.number == "P20001"
    wholesale = OrderDiscount.objects.get(kind=OrderDiscount.Kind.GROUPS_SUBTOTAL)
    assert [group.code for group in groups_of(row=wholesale)] == ["GROSSISTES"]
    before = everything()
    load(DEMO)
    assert everything() == before


def test_nothing_is_wrong_with_the_groups_of_the_demo_shop(shop: Shop) -> None:
    load(DEMO)
    found = group_findings(shop=Shop.objects.get(), on=NOON.date())
    assert [one.text for one in found if one.severity == Severity.ERROR] == []


@pytest.mark.skipif(not BOUTIQUE.is_dir(), reason="the boutique's data lie beside the project only")
def test_the_boutique_loads(shop: Shop) -> None:
    load(BOUTIQUE)
    assert Product.objects.count() == 1656
    assert Customer.objects.count() == 3000
    assert Membership.objects.count() == 2144
    main = Membership.objects.filter(is_primary=True).values("customer_id")
    without = Customer.objects.exclude(pk__in=main).filter(memberships__isnull=False).distinct()
    assert without.count() == 23, "N/C with a membership"
    counted = dict(CustomerGroup.objects.values_list("pk", "member_count"))
    assert counted == Counter(Membership.objects.values_list("group_id", flat=True))
