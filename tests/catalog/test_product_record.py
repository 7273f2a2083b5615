"""Adding, changing and deleting a product; its cost is for those who may see it."""

from decimal import Decimal
from typing import Any

import pytest
from auditlog.models import LogEntry

from backoffice import services as kit
from catalog.models import Category, Product, Shop, VatClass
from catalog.services.addresses import product_address
from tests.conftest import SignedIn
from tests.factories.catalog import CategoryFactory, ProductFactory

NEW = "/admin-panel/products/new/"


def url(product: Product, tail: str = "") -> str:
    return f"/admin-panel/products/{product.pk}/{tail}"


def typed(shelf: Category, **other: Any) -> dict[str, Any]:
    plain = {
        "title_fr": "Clé de 12",
        "title_en": "",
        "sku": "CLE-12",
        "description_fr": "",
        "description_en": "",
        "price": "12,5",
        "minimum_price": "",
        "vat_class": "",
        "categories": [shelf.pk],
        "stock": "3",
        "slug": "",
        "is_published": "on",
    }
    return {**plain, **other}


def as_shown(product: Any, **other: Any) -> dict[str, Any]:
    """What the page of a product sends back untouched, but for `other`."""
    plain = {
        "title_fr": product.title_fr or "",
        "title_en": product.title_en or "",
        "sku": product.sku,
        "price": str(product.price),
        "vat_class": product.vat_class_id,
        "categories": list(product.categories.values_list("pk", flat=True)),
        "stock": product.stock,
        "slug": product.slug,
        "is_published": "on",
        "version": product.version,
    }
    return {**plain, **other}


def test_a_product_is_created_with_an_address_and_the_class_of_its_category(
    keeper: SignedIn, shelf: Category
) -> None:
    reduced = VatClass.objects.get(code="reduced_low")
    inside = CategoryFactory(parent=shelf)
    Category.objects.filter(pk=shelf.pk).update(vat_class=reduced)
    answer = keeper.post(NEW, typed(inside))
    product = Product.objects.get(sku="CLE-12")
    assert (answer.status_code, answer["Location"]) == (303, url(product))
    assert (product.price, product.stock) == (Decimal("12.5"), 3)
    assert product.slug == "cle-de-12-cle-12"
    assert product.vat_class == reduced
    assert product.updated_by == keeper.user
    assert list(product.categories.all()) == [inside]
    assert "Produit créé" in keeper.get(url(product)).content.decode()


def test_a_product_of_no_taxed_category_has_the_shops_usual_class(
    keeper: SignedIn, shelf: Category
) -> None:
    keeper.post(NEW, typed(shelf))
    assert Product.objects.get().vat_class == Shop.objects.get().default_vat_class


def test_two_products_of_one_name_have_two_addresses(keeper: SignedIn, shelf: Category) -> None:
    ProductFactory(slug="cle-de-12-cle-12")
    keeper.post(NEW, typed(shelf))
    assert Product.objects.get(sku="CLE-12").slug == "cle-de-12-cle-12-2"


def test_english_alone_is_enough(keeper: SignedIn, shelf: Category) -> None:
    answer = keeper.post(NEW, typed(shelf, title_fr="", title_en="12 mm spanner"))
    assert answer.status_code == 303
    assert Product.objects.get().slug == "12-mm-spanner-cle-12"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title_fr", "", "Saisissez le nom du produit."),
        ("title_fr", "x" * 121, "120"),
        ("sku", "", "Saisissez la référence."),
        ("sku", "a\x00b", "nul"),
        ("categories", [], "Choisissez une catégorie."),
        ("categories", [999999], "Ce choix n’existe plus."),
        ("price", "", "Prix public HT"),
        ("price", "NaN", "Saisissez un montant"),
        ("price", "1e999", "Saisissez un montant"),
        ("price", "Infinity", "Saisissez un montant"),
        ("price", "-1", "Saisissez un montant de 0 ou plus."),
        ("price", "douze", "Saisissez un montant"),
        ("price", "1,23456", "4"),
        ("price", "123456789", "8"),
        ("minimum_price", "-0,01", "Saisissez un montant de 0 ou plus."),
        ("stock", "", "Stock"),
        ("stock", "1,5", "Saisissez un nombre entier."),
        ("stock", "-1", "Saisissez un nombre entier de 0 ou plus."),
        ("stock", "99999999999", "9"),
        ("slug", "é à", "lettres sans accent"),
        ("vat_class", "999", "Ce choix n’existe plus."),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    keeper: SignedIn, shelf: Category, field: str, value: Any, told: str
) -> None:
    answer = keeper.post(NEW, typed(shelf, description_fr="En acier forgé.", **{field: value}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert told in text.partition('data-testid="error-summary"')[2]
    assert "En acier forgé." in text
    assert not Product.objects.exists()
    assert not LogEntry.objects.filter(content_type__model="product").exists()


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1\u00a0234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u202f234,5678 €", "1234.5678"),
        ("€1,234.56", "1234.56"),
        ("0", "0"),
    ],
)
def test_amounts_are_read_as_people_write_them(
    keeper: SignedIn, shelf: Category, text: str, price: str
) -> None:
    assert keeper.post(NEW, typed(shelf, price=text)).status_code == 303
    assert Product.objects.get().price == Decimal(price)


def test_the_label_tells_the_shops_basis(keeper: SignedIn, shelf: Category) -> None:
    assert "Prix public HT (€)" in keeper.get(NEW).content.decode()
    Shop.objects.update(prices_entered="gross")
    text = keeper.get(NEW).content.decode()
    assert "Prix public TTC (€)" in text
    assert "Prix minimum TTC (€)" in text
    assert keeper.post(NEW, typed(shelf, price="1,234")).status_code == 422
    assert not Product.objects.exists()


def test_a_sku_already_used_names_its_product(keeper: SignedIn, shelf: Category) -> None:
    ProductFactory(sku="CLE-12", title_fr="Clé de douze")
    answer = keeper.post(NEW, typed(shelf))
    told = "Cette référence est déjà utilisée par «\u00a0Clé de douze\u00a0»."
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Product.objects.count() == 1


def test_a_sku_taken_between_the_check_and_the_writing_is_told_too(
    keeper: SignedIn, shelf: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rival is written at the last moment, after the form found nothing wrong."""

    def meanwhile(**told: Any) -> str:
        ProductFactory(sku="CLE-12", title_fr="Clé de douze")
        return product_address(**told)

    monkeypatch.setattr("catalog.services.products.product_address", meanwhile)
    answer = keeper.post(NEW, typed(shelf))
    assert answer.status_code == 422
    assert "déjà utilisée par «\u00a0Clé de douze\u00a0»" in answer.content.decode()
    assert not Product.objects.filter(title="Clé de 12").exists()


def test_a_shop_without_a_category_is_told_to_begin_there(manager: SignedIn, shop: Shop) -> None:
    told = "Chaque produit se range dans une catégorie"
    text = manager.get(NEW).content.decode()
    assert told in text
    assert 'href="/admin-panel/categories/new/"' in text
    CategoryFactory()
    assert told not in manager.get(NEW).content.decode()


def test_an_address_already_used_is_refused(keeper: SignedIn, shelf: Category) -> None:
    ProductFactory(slug="cle")
    answer = keeper.post(NEW, typed(shelf, slug="cle"))
    assert answer.status_code == 422
    assert "Un autre produit a cette adresse." in answer.content.decode()


def test_changing_a_product_leaves_one_trace_of_what_changed(
    keeper: SignedIn, shelf: Category
) -> None:
    keeper.post(NEW, typed(shelf, price="10"))
    product = Product.objects.get()
    LogEntry.objects.all().delete()
    answer = keeper.post(url(product), as_shown(product, price="12"))
    assert answer.status_code == 303
    entry = LogEntry.objects.get()
    assert entry.actor == keeper.user
    assert set(entry.changes_dict) == {"price"}
    history = keeper.get(url(product, "history/")).content.decode()
    assert "Prix public" in history


def test_saving_without_a_change_changes_nothing_told(keeper: SignedIn, shelf: Category) -> None:
    keeper.post(NEW, typed(shelf))
    product = Product.objects.get()
    LogEntry.objects.all().delete()
    assert keeper.post(url(product), as_shown(product, price="12,50")).status_code == 303
    assert [entry.changes_dict for entry in LogEntry.objects.all()] == []


def test_an_emptied_address_is_made_anew(keeper: SignedIn, shelf: Category) -> None:
    product = ProductFactory(title_fr="Pince", sku="P1", slug="vieux", categories=[shelf])
    keeper.post(url(product), as_shown(product, slug=""))
    product.refresh_from_db()
    assert product.slug == "pince-p1"


def test_two_people_at_once_overwrite_nothing(keeper: SignedIn, shelf: Category) -> None:
    product = ProductFactory(price=Decimal(10), categories=[shelf])
    stale = as_shown(product, price="99")
    keeper.post(url(product), as_shown(product, price="12"))
    answer = keeper.post(url(product), stale)
    assert answer.status_code == 422
    assert 'value="99,00"' in answer.content.decode() or 'value="99"' in answer.content.decode()
    product.refresh_from_db()
    assert product.price == Decimal(12)


def test_the_cost_is_absent_from_the_form_and_from_the_history(
    keeper: SignedIn, buyer: SignedIn, shelf: Category
) -> None:
    product = ProductFactory(cost=Decimal("61.73"), categories=[shelf])
    buyer.post(url(product), as_shown(product, cost="47,11"))
    seen = buyer.get(url(product)).content.decode()
    assert 'value="47,11"' in seen
    assert "47,11" in buyer.get(url(product, "history/")).content.decode()
    for tail in ("", "history/"):
        text = keeper.get(url(product, tail)).content.decode()
        assert "47,11" not in text
        assert "61,73" not in text
        assert "Coût" not in text
        assert 'name="cost"' not in text
    assert 'name="cost"' not in keeper.get(NEW).content.decode()
    assert 'name="cost"' in buyer.get(NEW).content.decode()


def test_a_cost_posted_without_the_right_is_ignored(keeper: SignedIn, shelf: Category) -> None:
    product = ProductFactory(cost=Decimal(60), categories=[shelf])
    assert keeper.post(url(product), as_shown(product, cost="1", stock="4")).status_code == 303
    product.refresh_from_db()
    assert (product.cost, product.stock) == (Decimal(60), 4)
    keeper.post(NEW, typed(shelf, cost="1"))
    assert Product.objects.get(sku="CLE-12").cost is None


def test_reading_is_not_enough_to_change(viewer: SignedIn, shelf: Category) -> None:
    product = ProductFactory(title_fr="Pince", cost=Decimal("61.73"), categories=[shelf])
    text = viewer.get(url(product)).content.decode()
    assert "Lecture seule" in text
    assert 'data-testid="save"' not in text
    assert "61,73" not in text
    assert viewer.post(url(product), as_shown(product, title_fr="Autre")).status_code == 403
    assert viewer.post(NEW, typed(shelf)).status_code == 403
    assert viewer.post(url(product, "delete/")).status_code == 403
    product.refresh_from_db()
    assert product.title_fr == "Pince"
    assert Product.objects.count() == 1


def test_a_refused_page_still_names_the_product_as_it_is_stored(
    keeper: SignedIn, shelf: Category
) -> None:
    product = ProductFactory(title_fr="Pince", title_en="", slug="pince", categories=[shelf])
    answer = keeper.post(url(product), as_shown(product, title_fr="", slug=""))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<h1>Pince</h1>" in text
    assert 'href="/product/pince/"' in text
    assert keeper.post(url(product), {}).status_code == 422


def test_only_a_product_visitors_meet_leads_to_the_shop(viewer: SignedIn, shelf: Category) -> None:
    product = ProductFactory(slug="pince", categories=[shelf])
    link = 'href="/product/pince/"'
    assert link in viewer.get(url(product)).content.decode()
    Category.objects.update(is_published=False)
    assert link not in viewer.get(url(product)).content.decode()


def test_deleting_asks_then_deletes(keeper: SignedIn, shelf: Category) -> None:
    product = ProductFactory(title_fr="Pince", categories=[shelf])
    asked = keeper.get(url(product, "delete/")).content.decode()
    assert "Supprimer «\u00a0Pince\u00a0»\u202f?" in asked
    assert "Les commandes passées ne changent pas." in asked
    assert Product.objects.exists()
    answer = keeper.post(url(product, "delete/"))
    assert (answer.status_code, answer["Location"]) == (303, "/admin-panel/products/")
    assert not Product.objects.exists()
    assert LogEntry.objects.filter(action=LogEntry.Action.DELETE).count() == 1


def test_an_unknown_product_is_a_missing_page(keeper: SignedIn, shop: Shop) -> None:
    for tail in ("", "history/", "delete/"):
        assert keeper.get(f"/admin-panel/products/999999/{tail}").status_code == 404


def test_a_refusal_of_the_database_that_is_not_the_sku_stays_what_it_is(
    keeper: SignedIn, shelf: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(**_told: Any) -> None:
        raise kit.Taken

    monkeypatch.setattr("backoffice.services.save", taken)
    answer = keeper.post(NEW, typed(shelf))
    assert answer.status_code == 422
    assert not Product.objects.exists()


def test_prices_are_told_to_readers_as_they_are_typed(viewer: SignedIn) -> None:
    product = ProductFactory(price=Decimal("14.0800"), minimum_price=Decimal("9.125"))
    page = viewer.get(url(product)).content.decode()
    assert "<dd>14,08</dd>" in page
    assert "<dd>9,125</dd>" in page
