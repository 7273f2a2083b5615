"""The shelves of the shop: drawn as a tree, moved by buttons, deleted without losing a product."""

import re
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import selectors, services
from catalog.models import Category, Product, Shop, VatClass
from catalog.services import CategoryIsGone, ProductsNeedAPlace
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import CategoryFactory, ProductFactory

LIST = "/admin-panel/categories/"
NEW = f"{LIST}new/"


def url(category: Category, tail: str = "") -> str:
    return f"{LIST}{category.pk}/{tail}"


def page(client: SignedIn, query: str = "") -> str:
    answer = client.get(f"{LIST}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def shelves(client: SignedIn, query: str = "") -> list[str]:
    found = re.findall(r'data-testid="row-category-(\d+)"', page(client, query))
    titles = dict(Category.objects.values_list("pk", "title"))
    return [titles[int(pk)] for pk in found]


def typed(**other: Any) -> dict[str, Any]:
    plain = {"title_fr": "Pinces", "title_en": "", "parent": "", "slug": "", "vat_class": ""}
    return {**plain, "is_published": "on", "is_public": "on", **other}


def as_shown(category: Category, **other: Any) -> dict[str, Any]:
    plain = {
        "title_fr": category.title_fr,
        "title_en": category.title_en,
        "parent": category.parent_id or "",
        "slug": category.slug,
        "vat_class": category.vat_class_id or "",
        "is_published": "on",
        "is_public": "on",
        "version": category.version,
    }
    return {**plain, **other}


@pytest.fixture
def tree(shelf: Category) -> dict[str, Category]:
    """Outils > Clés > Clés plates; Outils > Pinces; Jardin."""
    keys = CategoryFactory(title_fr="Clés", parent=shelf)
    return {
        "tools": shelf,
        "keys": keys,
        "flat": CategoryFactory(title_fr="Clés plates", parent=keys),
        "pliers": CategoryFactory(title_fr="Pinces", parent=shelf),
        "garden": CategoryFactory(title_fr="Jardin"),
    }


def test_the_tree_is_drawn_in_shelf_order_with_its_counts(
    viewer: SignedIn, tree: dict[str, Category]
) -> None:
    ProductFactory(categories=[tree["keys"], tree["flat"]])
    ProductFactory(categories=[tree["flat"]])
    ProductFactory(categories=[tree["tools"]])
    assert shelves(viewer) == ["Outils", "Clés", "Clés plates", "Pinces", "Jardin"]
    text = page(viewer)
    assert [text.count(f"shelf depth-{depth}") for depth in (0, 1, 2)] == [2, 2, 1]
    counts = selectors.product_counts()
    told = {name: (counts[one.pk].own, counts[one.pk].whole) for name, one in tree.items()}
    assert told == {
        "tools": (1, 3),
        "keys": (1, 2),
        "flat": (2, 2),
        "pliers": (0, 0),
        "garden": (0, 0),
    }
    assert f'href="/admin-panel/products/?category={tree["tools"].pk}"' in text
    assert "3 produits de Outils" in text


def test_search_shows_where_a_category_stands(viewer: SignedIn, tree: dict[str, Category]) -> None:
    assert shelves(viewer, "?q=CLES") == ["Clés", "Clés plates"]
    assert "Outils › Clés" in page(viewer, "?q=plates")
    assert shelves(viewer, "?q=tools") == ["Outils"]
    assert shelves(viewer, "?q=marteau") == []
    assert len(shelves(viewer, "?q=%00")) == 5
    assert len(shelves(viewer, "?sort=-title&page=1e999&is_published=perhaps")) == 5


def test_hidden_ones_can_be_found(viewer: SignedIn, tree: dict[str, Category]) -> None:
    Category.objects.filter(pk=tree["pliers"].pk).update(is_published=False)
    assert shelves(viewer, "?is_published=no") == ["Pinces"]
    assert "Masquée" in page(viewer)


@pytest.mark.parametrize("rows", [3, 30, 300])
def test_the_tree_asks_as_much_for_three_as_for_three_hundred(manager: SignedIn, rows: int) -> None:
    tops = CategoryFactory.create_batch(rows // 3)
    for top in tops:
        CategoryFactory.create_batch(2, parent=top)
    ProductFactory(categories=tops)
    manager.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        assert len(shelves(manager)) == rows
    assert len(asked) <= 12, [query["sql"][:120] for query in asked]


def test_a_category_is_created_last_on_its_shelf(
    arranger: SignedIn, tree: dict[str, Category]
) -> None:
    answer = arranger.post(NEW, typed(title_fr="Pinces à becs", parent=tree["tools"].pk))
    made = Category.objects.get(title="Pinces à becs")
    assert answer.status_code == 303
    assert (made.slug, made.code) == ("pinces-a-becs", "pinces-a-becs")
    assert made.updated_by == arranger.user
    assert shelves(arranger)[4:] == ["Pinces à becs", "Jardin"]


def test_two_categories_of_one_name_have_two_addresses(arranger: SignedIn, shelf: Category) -> None:
    arranger.post(NEW, typed(title_fr="Outils"))
    made = Category.objects.exclude(pk=shelf.pk).get()
    assert (made.slug, made.code) == ("outils-2", "outils-2")


def test_adding_inside_a_category_starts_there(arranger: SignedIn, shelf: Category) -> None:
    text = arranger.get(f"{NEW}?parent={shelf.pk}").content.decode()
    assert f'<option value="{shelf.pk}" selected>' in text
    for nonsense in ("x", "99999999999999999999", "%00", "-1"):
        assert arranger.get(f"{NEW}?parent={nonsense}").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title_fr", "", "Saisissez le nom de la catégorie en français."),
        ("title_fr", "x" * 121, "120"),
        ("slug", "à b", "lettres sans accent"),
        ("slug", "outils", "Une autre catégorie a cette adresse."),
        ("parent", "999999", "Ce choix n’existe plus."),
        ("vat_class", "1e999", "Ce choix n’existe plus."),
    ],
)
def test_a_wrong_category_is_refused(
    arranger: SignedIn, shelf: Category, field: str, value: str, told: str
) -> None:
    answer = arranger.post(NEW, typed(**{"title_en": "Long-nose pliers", field: value}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert told in text.partition('data-testid="error-summary"')[2]
    assert "Long-nose pliers" in text
    assert list(Category.objects.all()) == [shelf]


@pytest.mark.parametrize("parent", ["tools", "keys", "flat"])
def test_a_category_stands_neither_in_itself_nor_in_one_of_its_own(
    arranger: SignedIn, tree: dict[str, Category], parent: str
) -> None:
    answer = arranger.post(url(tree["tools"]), as_shown(tree["tools"], parent=tree[parent].pk))
    assert answer.status_code == 422
    assert "Une catégorie ne peut pas être sa propre parente." in answer.content.decode()
    tree["tools"].refresh_from_db()
    assert tree["tools"].parent is None


def test_a_loop_made_between_the_check_and_the_writing_is_refused(
    arranger: SignedIn, tree: dict[str, Category], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one moves « Jardin » into « Outils », another moved « Outils » into « Jardin »."""
    lock = services.categories._lock_the_tree

    def meanwhile() -> None:
        Category.objects.filter(pk=tree["tools"].pk).update(parent=tree["garden"])
        lock()

    monkeypatch.setattr(services.categories, "_lock_the_tree", meanwhile)
    answer = arranger.post(url(tree["garden"]), as_shown(tree["garden"], parent=tree["tools"].pk))
    assert answer.status_code == 422
    assert "Une catégorie ne peut pas être sa propre parente." in answer.content.decode()
    tree["garden"].refresh_from_db()
    assert tree["garden"].parent is None


def test_a_category_that_changes_shelf_comes_last_there(
    arranger: SignedIn, tree: dict[str, Category]
) -> None:
    Category.objects.filter(pk=tree["garden"].pk).update(position=0)
    tree["garden"].refresh_from_db()
    arranger.post(url(tree["garden"]), as_shown(tree["garden"], parent=tree["tools"].pk))
    assert shelves(arranger) == ["Outils", "Clés", "Clés plates", "Pinces", "Jardin"]
    tree["garden"].refresh_from_db()
    assert tree["garden"].parent == tree["tools"]


def test_saving_a_category_leaves_a_trace_and_its_place(
    arranger: SignedIn, tree: dict[str, Category]
) -> None:
    reduced = VatClass.objects.get(code="reduced_low")
    LogEntry.objects.all().delete()
    answer = arranger.post(
        url(tree["keys"]), as_shown(tree["keys"], title_fr="Clefs", vat_class=reduced.pk)
    )
    assert answer.status_code == 303
    entry = LogEntry.objects.get()
    assert (entry.actor, set(entry.changes_dict)) == (arranger.user, {"title_fr", "vat_class"})
    assert shelves(arranger)[:2] == ["Outils", "Clefs"]


def test_two_people_at_once_overwrite_nothing(arranger: SignedIn, shelf: Category) -> None:
    stale = as_shown(shelf, title_fr="Quincaillerie")
    arranger.post(url(shelf), as_shown(shelf, title_fr="Outillage"))
    assert arranger.post(url(shelf), stale).status_code == 422
    shelf.refresh_from_db()
    assert shelf.title_fr == "Outillage"


def test_buttons_move_a_category_one_place(arranger: SignedIn, tree: dict[str, Category]) -> None:
    answer = arranger.post(url(tree["pliers"], "up/"))
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    assert shelves(arranger) == ["Outils", "Pinces", "Clés", "Clés plates", "Jardin"]
    arranger.post(url(tree["tools"], "down/"))
    assert shelves(arranger) == ["Jardin", "Outils", "Pinces", "Clés", "Clés plates"]


def test_moving_says_what_moved(arranger: SignedIn, tree: dict[str, Category]) -> None:
    arranger.post(url(tree["pliers"], "up/"))
    assert "«\u00a0Pinces\u00a0» est montée d’une place." in page(arranger)
    arranger.post(url(tree["pliers"], "up/"))
    assert "«\u00a0Pinces\u00a0» est déjà la première." in page(arranger)
    assert shelves(arranger)[1] == "Pinces"


def test_equal_positions_move_too(arranger: SignedIn, tree: dict[str, Category]) -> None:
    Category.objects.update(position=0)
    arranger.post(url(tree["pliers"], "up/"))
    assert shelves(arranger) == ["Outils", "Pinces", "Clés", "Clés plates", "Jardin"]
    arranger.post(url(tree["pliers"], "down/"))
    assert shelves(arranger) == ["Outils", "Clés", "Clés plates", "Pinces", "Jardin"]


def test_with_htmx_the_list_is_drawn_again(arranger: SignedIn, tree: dict[str, Category]) -> None:
    answer = arranger.post(url(tree["pliers"], "up/"), headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert text.index("Pinces") < text.index("Clés plates")
    assert f'id="up-{tree["pliers"].pk}" aria-disabled="true"' in text
    assert "«\u00a0Pinces\u00a0» est montée d’une place." in text


def test_reading_is_not_enough_to_arrange(viewer: SignedIn, tree: dict[str, Category]) -> None:
    before = list(Category.objects.order_by("pk").values())
    for tail in ("up/", "down/", "delete/", ""):
        assert viewer.post(url(tree["pliers"], tail), typed()).status_code == 403
    assert viewer.post(NEW, typed()).status_code == 403
    assert list(Category.objects.order_by("pk").values()) == before
    text = page(viewer)
    assert 'data-testid="up-' not in text
    assert "Ajouter une catégorie" not in text
    assert "Lecture seule" in viewer.get(url(tree["pliers"])).content.decode()


def test_an_empty_category_goes_at_once(arranger: SignedIn, shelf: Category) -> None:
    asked = arranger.get(url(shelf, "delete/")).content.decode()
    assert "Supprimer «\u00a0Outils\u00a0»" in asked
    assert "move_to" not in asked
    assert arranger.post(url(shelf, "delete/")).status_code == 303
    assert not Category.objects.exists()


def test_products_need_a_place_before_their_category_goes(
    arranger: SignedIn, tree: dict[str, Category]
) -> None:
    product = ProductFactory(categories=[tree["keys"]])
    asked = arranger.get(url(tree["keys"], "delete/")).content.decode()
    assert "1 produit est dans «\u00a0Clés\u00a0»." in asked
    assert "Déplacez-les vers" in asked
    for choice in ("", str(tree["keys"].pk), "999999", "x"):
        answer = arranger.post(url(tree["keys"], "delete/"), {"move_to": choice})
        assert answer.status_code == 422, choice
    assert list(product.categories.all()) == [tree["keys"]]


def test_products_move_and_categories_inside_go_up(
    arranger: SignedIn, tree: dict[str, Category]
) -> None:
    moved = ProductFactory(categories=[tree["keys"]])
    both = ProductFactory(categories=[tree["keys"], tree["garden"]])
    inside = ProductFactory(categories=[tree["flat"]])
    LogEntry.objects.all().delete()
    asked = arranger.get(url(tree["keys"], "delete/")).content.decode()
    assert "Sa sous-catégorie remonte d’un niveau." in asked
    answer = arranger.post(url(tree["keys"], "delete/"), {"move_to": tree["garden"].pk})
    assert answer.status_code == 303
    assert shelves(arranger) == ["Outils", "Pinces", "Clés plates", "Jardin"]
    assert [list(one.categories.all()) for one in (moved, both, inside)] == [
        [tree["garden"]],
        [tree["garden"]],
        [tree["flat"]],
    ]
    told = [
        (entry.object_id, entry.changes_dict["categories"]["operation"])
        for entry in LogEntry.objects.filter(content_type__model="product").order_by("pk")
    ]
    assert told == [(moved.pk, "delete"), (both.pk, "delete"), (moved.pk, "add")]
    gone = LogEntry.objects.get(action=LogEntry.Action.DELETE)
    assert (gone.object_repr, gone.actor) == ("Clés", arranger.user)


def test_a_product_added_meanwhile_keeps_its_category(arranger: SignedIn, shelf: Category) -> None:
    """The page asked for no place: the category was empty when it was shown."""
    product = ProductFactory(categories=[shelf])
    with pytest.raises(ProductsNeedAPlace):
        services.delete_category(category=shelf, actor=arranger.user)
    assert list(product.categories.all()) == [shelf]


def test_a_category_deleted_meanwhile_is_told(arranger: SignedIn, shelf: Category) -> None:
    gone = Category(pk=shelf.pk + 1000)
    with pytest.raises(CategoryIsGone):
        services.delete_category(category=gone, actor=arranger.user)
    with pytest.raises(CategoryIsGone):
        services.delete_category(category=shelf, actor=arranger.user, move_to=gone)
    with pytest.raises(CategoryIsGone):
        services.move_up(category=gone)
    assert list(Category.objects.all()) == [shelf]


def test_unpublishing_hides_the_whole_branch_from_visitors(tree: dict[str, Category]) -> None:
    inside = ProductFactory(categories=[tree["flat"]])
    elsewhere = ProductFactory(categories=[tree["flat"], tree["garden"]])
    loose = ProductFactory()
    off = ProductFactory(categories=[tree["garden"]], is_published=False)
    everything = {inside, elsewhere, loose}
    assert set(selectors.public_products()) == everything
    Category.objects.filter(pk=tree["keys"].pk).update(is_published=False)
    assert set(selectors.public_products()) == {elsewhere, loose}
    assert off not in selectors.public_products()
    assert Product.objects.count() == 4


def test_the_empty_list_shows_the_way(arranger: SignedIn, staff: Staff, shop: Shop) -> None:
    assert "Créez une catégorie" in page(arranger)
    assert staff("catalog.view_product").get(LIST).status_code == 403
