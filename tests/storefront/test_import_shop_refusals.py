"""A folder with one bad line is not loaded at all, and every bad line is told."""

import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.models import Product, Shop
from customers.models import Customer
from storefront.importing.sheets import read
from tests.storefront.shop_folder import LOGINS, add, change, load, refused, write


@pytest.fixture
def folder(shop: Shop, tmp_path: Path) -> Path:
    return write(tmp_path)


def test_a_shop_that_takes_real_orders_refuses_fixed_passwords(
    folder: Path, settings: LazySettings
) -> None:
    settings.DEMO_LOGINS = False
    (folder / "logins.csv").write_text(LOGINS, "utf-8")
    assert refused(folder) == ["logins.csv: fixed passwords are for demo shops: remove this file"]


PRODUCT = "X-1,Vase,,maison,{price},,standard,1,1,2025-01-01,"
CUSTOMER = "{number},{email},A,B,,,{birth},fr,,,,,,{group},{account},0,,"
GROUP = "{code},9,{default},{title},,,{color},{discount},HT,{tax},{rate},0,{start},{end}"


def product(price: str) -> tuple[str, str]:
    return "products.csv", PRODUCT.format(price=price)


def customer(**cells: str) -> tuple[str, str]:
    usual = {"number": "C9", "email": "x@example.com", "birth": "", "group": "", "account": "login"}
    return "customers.csv", CUSTOMER.format(**usual | cells)


def group(**cells: str) -> tuple[str, str]:
    usual = dict.fromkeys(("rate", "start", "end"), "") | {"code": "x", "title": "Nouveau"}
    usual |= {"default": "0", "color": "#123456", "discount": "5", "tax": "destination"}
    return "groups.csv", GROUP.format(**usual | cells)


@pytest.mark.parametrize(
    ("case", "where", "reason"),
    [
        ("not a number", product("NaN"), "price_ht: “NaN” is not a number"),
        ("endless", product("1e999"), "price_ht: “1e999” is not a number"),
        ("too big", product("1" + "0" * 999), "price_ht: Ensure that there are no more than 12"),
        ("negative", product("-1"), "price_ht: Ensure this value is greater than or equal to 0"),
        ("a comma", ("products.csv", PRODUCT.format(price='"1,5"')), "price_ht: “1,5” is not"),
        ("other digits", product("１２"), "price_ht: “１２” is not a number"),
        ("no price", product(""), "price_ht: This field cannot be blank."),
        (
            "unknown category",
            ("products.csv", "X-1,Vase,,cave,1,,standard,1,1,,"),
            "category: unknown category “cave”",
        ),
        (
            "unknown class",
            ("products.csv", "X-1,Vase,,maison,1,,luxury,1,1,,"),
            "vat_class: unknown VAT class “luxury”",
        ),
        ("no name", ("products.csv", "X-1,,,maison,1,,,1,1,,"), "name_fr: a name is needed"),
        (
            "twice",
            ("products.csv", "B-1,Vase,,maison,1,,standard,1,1,,"),
            "sku: “B-1” is already on line 2",
        ),
        (
            "stock",
            ("products.csv", f"X-1,Vase,,maison,1,,standard,{'9' * 30},1,,"),
            "stock: Ensure this value is less than or equal to",
        ),
        (
            "yes",
            ("products.csv", "X-1,Vase,,maison,1,,standard,1,maybe,,"),
            "active: “maybe” is neither 1 (yes) nor 0 (no)",
        ),
        ("ragged", ("products.csv", "X-1,Vase,,maison"), "the line has 4 cells, the header has 11"),
        (
            "NUL",
            ("products.csv", "X-1,Va\0se,,maison,1,,standard,1,1,,"),
            "the line holds a control character",
        ),
        (
            "two lines",
            ("products.csv", 'X-1,"Va\rse",,maison,1,,standard,1,1,,'),
            "name_en: a line break is not possible here",
        ),
        ("no code", ("categories.csv", ",maison,0,A,A,,standard,9"), "code: This field cannot be"),
        (
            "its own parent",
            ("categories.csv", "a,a,0,A,A,,standard,9"),
            "parent: the category would stand in itself",
        ),
        (
            "unknown parent",
            ("categories.csv", "a,b,0,A,A,,standard,9"),
            "parent: unknown category “b”",
        ),
        ("too much", group(discount="101"), "discount_percent: Ensure this value is less than"),
        ("colour", group(color="red;}"), "color: Enter a colour like #1F6FEB."),
        ("backwards", group(start="2026-02-01", end="2026-01-01"), "end_date: the end is before"),
        ("day", group(start="2026-02-30"), "start_date: “2026-02-30” value has the correct format"),
        ("year", group(start="0001-01-01"), "start_date: the year must be between 1900 and 2199"),
        ("rate", group(tax="override", rate="13"), "tax_rate_override: the shop has no VAT rate"),
        ("no rate", group(tax="override"), "tax_rate_override: This field cannot be blank."),
        ("mode", group(tax="free"), "tax_mode: “free” is not one of: destination, override"),
        ("code", group(code="x y"), "code: Use letters, digits or hyphens"),
        ("no title", group(title=""), "title_fr: the cell is empty"),
        ("same title", group(title="GROSSISTES"), "title_fr: another group already has this title"),
        ("two defaults", group(default="1"), "is_default: “1” is already on line 3"),
        ("e-mail", customer(email="a@b"), "email: Enter a valid email address."),
        ("same e-mail", customer(email="LEA@example.com"), "is already on line 2"),
        ("same number", customer(number="C1"), "number: “C1” is already on line 2"),
        ("birth", customer(birth="tomorrow"), "birth_date: “tomorrow” value has an invalid date"),
        ("group", customer(group="vip"), "group: unknown group “vip”"),
        ("a guest", customer(group="noel", account="guest"), "group: a guest cannot be in a group"),
        ("kind", customer(account="robot"), "account: “robot” is not one of: login, guest"),
        ("member", ("customer_groups.csv", "C8,noel,,0"), "customer: unknown customer “C8”"),
        ("of", ("customer_groups.csv", "C2,vip,,0"), "group: unknown group “vip”"),
        ("guest", ("customer_groups.csv", "C3,noel,,0"), "customer: a guest cannot be in a group"),
        ("same", ("customer_groups.csv", "lea@example.com,NOEL,,0"), "is already on line 3"),
        (
            "two mains",
            ("customer_groups.csv", "C1,export,,1"),
            "primary: the customer already has a main group on line 2",
        ),
        ("since", ("customer_groups.csv", "C2,noel,2026-13-01,0"), "since: “2026-13-01” value has"),
    ],
)
def test_one_bad_line_and_nothing_is_loaded(
    folder: Path, case: str, where: tuple[str, str], reason: str
) -> None:
    name, text = where
    number = add(folder, name, text.replace("\r", "\n")) - text.count("\r")
    (told,) = refused(folder)
    assert told.startswith(f"{name}:{number}: "), case
    assert reason in told, case


def test_a_shop_that_is_already_there_is_as_untouched(folder: Path) -> None:
    load(folder)
    change(folder, "products.csv", "12.50", "13.50")
    add(folder, "customers.csv", customer(email="nobody")[1])
    assert refused(folder) == ["customers.csv:5: email: Enter a valid email address."]


def test_every_fault_of_every_file_is_told_at_once(folder: Path) -> None:
    add(folder, "products.csv", "X-1,Vase,,cave,free,,luxury,1,1,,")
    add(folder, "customer_groups.csv", "C8,vip,,2")
    told = refused(folder)
    assert [line.split(" ")[0:2] for line in told] == [
        ["products.csv:5:", "price_ht:"],
        ["products.csv:5:", "vat_class:"],
        ["products.csv:5:", "category:"],
        ["customer_groups.csv:5:", "customer:"],
        ["customer_groups.csv:5:", "group:"],
        ["customer_groups.csv:5:", "primary:"],
    ]


def test_a_long_list_of_faults_is_cut_but_counted(folder: Path) -> None:
    for number in range(700):
        add(folder, "customer_groups.csv", f"N{number},noel,,0")
    told = refused(folder)
    assert len(told) == 501
    assert told[-1] == "… and 200 more"


def test_a_missing_file_or_column_is_told(folder: Path) -> None:
    (folder / "groups.csv").unlink()
    change(folder, "products.csv", "price_ht", "prix")
    change(folder, "customer_groups.csv", "since,primary", "primary,primary")
    assert refused(folder) == [
        "products.csv:1: the column “price / price_ht” is missing",
        "groups.csv: the file is missing",
        "customer_groups.csv:1: the column “primary” appears twice",
    ]


@pytest.mark.parametrize(
    ("case", "content", "told"),
    [
        ("empty", b"", ":1: the column “email” is missing"),
        ("UTF-16", "email\nx@example.com\n".encode("utf-16"), ":1: the column “email” is missing"),
        ("Latin-1", "email,city\nx@example.com,Orléans\n".encode("latin-1"), ":2: the line is not"),
        ("an open quote", b'email,city\nx@example.com,"Lyon\n', ":2: from here on the file is no"),
        ("one huge cell", b"email\n" + b"x" * 200_000, ":2: from here on the file is no valid CSV"),
    ],
)
def test_a_file_that_is_no_csv_is_told(folder: Path, case: str, content: bytes, told: str) -> None:
    (folder / "customers.csv").write_bytes(content)
    (folder / "customer_groups.csv").unlink()
    assert refused(folder)[0].startswith(f"customers.csv{told}"), case


def test_a_guest_is_not_exempt(folder: Path) -> None:
    (folder / "customer_groups.csv").unlink()
    (folder / "customers.csv").write_text(
        "email,account,exemption_reason\nx@example.com,guest,Ambassade\n", "utf-8"
    )
    assert refused(folder) == ["customers.csv:2: exemption_reason: a guest cannot be exempt"]
    assert not Customer.objects.exists()


def test_a_file_that_is_no_gzip_is_told(folder: Path) -> None:
    (folder / "customers.csv").rename(folder / "customers.csv.gz")
    assert refused(folder) == ["customers.csv.gz: the file cannot be read"]
    (folder / "customers.csv.gz").write_bytes(gzip.compress(b"email\n" * 99)[:-12])
    assert refused(folder) == ["customers.csv.gz: the file cannot be read"]


def test_the_same_file_twice_is_told(folder: Path) -> None:
    (folder / "groups.csv.gz").write_bytes(gzip.compress((folder / "groups.csv").read_bytes()))
    told = "groups.csv: the folder also has this file gzipped: keep one of the two"
    assert refused(folder) == [told]


def test_a_fault_cannot_steer_the_terminal(folder: Path) -> None:
    add(folder, "customer_groups.csv", f"\u009b2J{'x' * 900},noel,,0")
    (told,) = refused(folder)
    assert "\u009b" not in told
    assert len(told) < 400


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with translation.override("en"), pytest.raises(CommandError, match="There is no folder"):
        call_command("import_shop", tmp_path / "nowhere")


def test_a_shop_with_tax_in_its_prices_wants_them_so(folder: Path) -> None:
    (folder / "shop.csv").write_text("name_fr,prices_entered\nLe Potager,gross\n")
    (told,) = refused(folder)
    assert told.startswith("products.csv:1: the shop enters prices with tax: give them in a column")
    change(folder, "products.csv", "price_ht", "price")
    load(folder)
    assert Product.objects.get(sku="B-1").price == Decimal("12.50")


@pytest.mark.parametrize(
    ("case", "columns", "cells", "reason"),
    [
        ("currency", "currency", "EURO", "currency: “EURO” is not one of"),
        ("country", "country", "ZZ", "country: unknown country “ZZ”"),
        ("zone", "timezone", "Mars/Olympus", "timezone: “Mars/Olympus” is not one of"),
        ("language", "default_language", "de", "default_language: “de” is not one of: fr, en"),
        ("basis", "prices_entered", "both", "prices_entered: Value 'both' is not a valid choice."),
        ("class", "default_vat_class", "x", "default_vat_class: unknown VAT class “x”"),
    ],
)
def test_a_shop_that_cannot_be_is_told(
    folder: Path, case: str, columns: str, cells: str, reason: str
) -> None:
    (folder / "shop.csv").write_text(f"{columns}\n{cells}\n")
    (told,) = refused(folder)
    assert told.startswith(f"shop.csv:2: {reason}"), case


def test_an_address_another_account_has_is_told(folder: Path) -> None:
    Customer.objects.create(number="OLD", email="LEA@example.com")
    assert refused(folder) == ["customers.csv:2: email: A customer already uses this address."]


def test_a_login_without_a_customer_is_told(folder: Path) -> None:
    (folder / "logins.csv").write_text(
        "email,password,role\nguest@example.com,x,\nboss@example.com,,king\n"
    )
    assert refused(folder) == [
        "logins.csv:2: email: no customer account has this address",
        "logins.csv:3: role: “king” is not one of: viewer, support, manager, owner",
        "logins.csv:3: password: the cell is empty",
    ]


@given(content=st.binary(max_size=99) | st.text(max_size=99).map(lambda text: text.encode()))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_whatever_the_file_holds_reading_it_only_tells(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "groups.csv").write_bytes(b"code,title_fr\n" + content)
    sheet = read(tmp_path, "groups", ("code", "title_fr"), [], optional=False)
    assert sheet is not None
    assert all(set(line.cells) == {"code", "title_fr"} for line in sheet.lines)


@pytest.mark.parametrize(
    ("mode", "ticks", "reason"),
    [
        ("some", "", "category_mode: “some” is not one of: all, allow, deny"),
        ("allow", "cave", "categories: unknown category “cave”"),
        ("deny", "", "categories: the cell is empty"),
    ],
)
def test_a_group_names_categories_of_the_shop(
    folder: Path, mode: str, ticks: str, reason: str
) -> None:
    text = f"code,title_fr,category_mode,categories\nPRO,Pros,{mode},{ticks}\n"
    (folder / "groups.csv").write_text(text, "utf-8")
    told = [line for line in refused(folder) if line.startswith("groups.csv")]
    assert told == [f"groups.csv:2: {reason}"]
