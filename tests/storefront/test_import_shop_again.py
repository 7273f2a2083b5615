"""A folder loaded twice changes nothing the second time; a changed one changes what differs."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from catalog.models import Product, Shop
from customers.models import Address, Customer, Kind, Membership, Way
from customers.services import move
from groups.models import CustomerGroup
from groups.services import make_default
from tests.storefront.shop_folder import LOGINS, change, everything, load, told, write

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def folder(shop: Shop, tmp_path: Path) -> Path:
    return write(tmp_path)


def test_a_second_run_changes_nothing(folder: Path) -> None:
    (folder / "logins.csv").write_text(LOGINS, "utf-8")
    assert "products.csv: 3 new, 0 changed, 0 unchanged" in told(folder)
    before = everything()
    again = told(folder)
    assert everything() == before
    assert again == [
        "categories.csv: 0 new, 0 changed, 3 unchanged",
        "products.csv: 0 new, 0 changed, 3 unchanged",
        "groups.csv: 0 new, 0 changed, 5 unchanged",
        "customers.csv: 0 new, 0 changed, 3 unchanged",
        "customer_groups.csv: 0 new, 0 changed, 3 unchanged",
        "logins.csv: 0 new, 0 changed, 2 unchanged",
    ]


def test_a_second_run_another_day_moves_no_group(folder: Path) -> None:
    load(folder)
    before = everything()
    call_command("import_shop", folder, on=date(2027, 5, 1), verbosity=0)
    assert everything() == before


def test_a_quiet_run_says_nothing(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert load(folder, verbosity=0) == ""
    assert capfd.readouterr() == ("", "")


def test_only_the_rows_that_differ_are_written(folder: Path) -> None:
    load(folder)
    change(folder, "products.csv", "Scented candle", "Wax candle")
    change(folder, "products.csv", "0.98", "0.99")
    change(folder, "customers.csv", "3 rue Basse", "5 rue Haute")
    said = told(folder)
    assert "products.csv: 0 new, 2 changed, 1 unchanged" in said
    assert "customers.csv: 0 new, 1 changed, 2 unchanged" in said
    assert list(Product.objects.order_by("sku").values_list("version", flat=True)) == [2, 1, 2]
    candle = Product.objects.get(sku="B-1")
    assert "wax candle" in candle.search
    assert candle.slug == "bougie-ete-b-1", "old links live"
    assert Address.objects.get(city="Lyon").address1 == "5 rue Haute"


def test_a_product_moves_to_the_category_the_folder_names(folder: Path) -> None:
    load(folder)
    change(folder, "products.csv", "maison-bougies|maison", "jardin")
    assert "products.csv: 0 new, 1 changed, 2 unchanged" in told(folder)
    assert [c.code for c in Product.objects.get(sku="b/1").categories.all()] == ["jardin"]


def test_the_main_group_the_folder_names_takes_the_place_of_another(folder: Path) -> None:
    load(folder)
    lea = Customer.objects.get(number="C1")
    season = CustomerGroup.objects.get(code="NOEL")
    move(customer=lea, group=season, actor=None, way=Way.RECORD, at=NOON)
    load(folder)
    main = Membership.objects.get(customer=lea, is_primary=True)
    assert main.group.code == "GROSSISTES"
    counts = dict(CustomerGroup.objects.values_list("code", "member_count"))
    assert (counts["GROSSISTES"], counts["NOEL"]) == (1, 1)


def test_the_default_group_of_the_folder_takes_the_place_of_another(folder: Path) -> None:
    load(folder)
    other = CustomerGroup.objects.get(code="EXPORT")
    make_default(group=other, actor=None, on=date(2026, 11, 20))
    assert "groups.csv: 0 new, 2 changed, 3 unchanged" in told(folder)
    assert CustomerGroup.objects.get(is_default=True).code == "NOUVEAUX"


def test_two_customers_may_swap_their_addresses_and_two_groups_their_titles(folder: Path) -> None:
    load(folder)
    change(folder, "customers.csv", "Lea@Example.com", "swap")
    change(folder, "customers.csv", "sam@example.com", "lea@example.com")
    change(folder, "customers.csv", "swap", "sam@example.com")
    change(folder, "groups.csv", "Export,Export", "swap,swap")
    change(folder, "groups.csv", "Outre-mer,Overseas", "Export,Export")
    change(folder, "groups.csv", "swap,swap", "Outre-mer,Overseas")
    load(folder)
    assert Customer.objects.get(number="C1").email_key == "sam@example.com"
    assert Customer.objects.get(number="C2").email_key == "lea@example.com"
    assert CustomerGroup.objects.get(code="EXPORT").title_en_key == "overseas"


def test_an_account_opened_since_stays_one_and_keeps_its_sign_in_address(folder: Path) -> None:
    (folder / "logins.csv").write_text(LOGINS, "utf-8")
    load(folder)
    Customer.objects.filter(number="C3").update(kind=Kind.ACCOUNT)
    change(folder, "customers.csv", "Lea@Example.com", "new@example.com")
    (folder / "logins.csv").unlink()
    load(folder)
    assert Customer.objects.get(number="C3").kind == Kind.ACCOUNT
    assert Customer.objects.get(number="C1").email == "Lea@Example.com"


def test_a_customer_who_signed_up_before_the_import_gets_his_number(folder: Path) -> None:
    earlier = Customer.objects.create(email="LEA@example.com", first_name="Lea")
    load(folder)
    earlier.refresh_from_db()
    assert (earlier.number, earlier.first_name) == ("C1", "Léa")
    assert Customer.objects.count() == 3
