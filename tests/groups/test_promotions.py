"""On-sale promotions: what staff type of them, and whom they are for, once and for all."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Product, Shop
from customers.viewers import group_viewer, viewer
from groups import services
from groups.forms import PromotionForm
from groups.models import CustomerGroup, GroupPromotion
from groups.rivals import Aim, rivals
from pricing import services as pricing
from pricing.models import Promotion
from pricing.services import ReservedForEver
from tests.conftest import SignedIn, Staff
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import PromotionFactory
from tests.groups.offers import promotion

LIST = "/admin-panel/promotions/"
NEW = f"{LIST}new/"
DAY = date(2026, 11, 22)
TEN = Decimal(10)
AT = datetime(2026, 11, 22, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def _shop() -> Shop:
    return Shop.objects.select_related("default_vat_class").get()


def _member_pays(group: CustomerGroup, product: Product, on: date = DAY) -> str:
    seen = group_viewer(group=group, shop=_shop(), on=on)
    return str(seen.unit_prices([product])[product.pk].net)


def _visitor_pays(product: Product, on: date = DAY) -> str:
    seen = viewer(customer=None, shop=_shop(), on=on)
    return str(seen.unit_prices([product])[product.pk].net)


def _url(row: Promotion, what: str = "") -> str:
    return f"{LIST}{row.pk}/{what}"


def _told(row: Promotion) -> list[dict[str, Any]]:
    kind = ContentType.objects.get_for_model(Promotion)
    entries = LogEntry.objects.filter(content_type=kind, object_pk=str(row.pk))
    return [one.changes_dict for one in entries.order_by("pk")]


# -- creating and changing ---------------------------------------------------------------------


def test_a_promotion_typed_by_staff_changes_prices_at_once(manager: SignedIn) -> None:
    product, other = ProductFactory(price=Decimal(100)), ProductFactory(price=Decimal(100))
    assert _visitor_pays(product) == "100.00"
    answer = manager.post(NEW, promotion(products=product.sku))
    made = Promotion.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, _url(made))
    assert (_visitor_pays(product), _visitor_pays(other)) == ("70.00", "100.00")
    assert _visitor_pays(product, on=date(2026, 10, 31)) == "100.00"
    assert made.updated_by == manager.user
    assert "value" in _told(made)[0]


def test_a_category_stands_for_all_those_in_it(manager: SignedIn) -> None:
    above = CategoryFactory()
    product = ProductFactory(categories=[CategoryFactory(parent=above)])
    other = ProductFactory()
    manager.post(NEW, promotion(categories=[above.pk]))
    assert (_visitor_pays(product), _visitor_pays(other)) == ("70.00", "100.00")


@pytest.mark.parametrize(
    ("case", "sent", "price"),
    [
        ("an amount", {"kind": "amount", "value": "12,50"}, "87.50"),
        ("an amount incl. VAT", {"kind": "amount", "value": "12", "basis": "gross"}, "90.00"),
        ("a sale price", {"kind": "price", "value": "59.9"}, "59.90"),
        ("for nothing", {"kind": "price", "value": "0"}, "0.00"),
        ("inactive", {"is_active": None}, "100.00"),
        ("ended", {"no_end": None, "ends_on": "2026-11-21"}, "100.00"),
        ("on its last day", {"no_end": None, "ends_on": "2026-11-22"}, "70.00"),
    ],
)
def test_each_field_has_its_effect(
    manager: SignedIn, case: str, sent: dict[str, Any], price: str
) -> None:
    product = ProductFactory(price=Decimal(100))
    assert manager.post(NEW, promotion(**sent)).status_code == 303, case
    assert _visitor_pays(product) == price, case


def test_combinable_promotions_apply_on_the_group_price_in_their_rank(manager: SignedIn) -> None:
    product = ProductFactory(price=Decimal(100))
    group = GroupFactory(discount_percent=10)
    amount = {"kind": "amount", "value": "10", "is_combinable": "on"}
    manager.post(NEW, promotion(is_combinable="on", rank="2", value="50"))
    manager.post(NEW, promotion(rank="1", **amount))
    assert _member_pays(group, product) == "40.00"
    later = Promotion.objects.get(rank=1)
    manager.post(_url(later), promotion(rank="3", version=str(later.version), **amount))
    assert _member_pays(group, product) == "35.00"


@pytest.mark.parametrize(
    ("name", "sent", "message"),
    [
        ("title_fr", {"title_fr": " "}, "Saisissez le titre de la promotion en français."),
        ("value", {"value": ""}, "Saisissez une valeur."),
        ("value", {"value": "NaN"}, "Saisissez un nombre, par exemple 12,50."),
        ("value", {"value": "1e999"}, "Saisissez un nombre, par exemple 12,50."),
        ("value", {"value": "-1"}, "Saisissez un pourcentage entre 0,01 et 100."),
        ("value", {"value": "100,01"}, "Saisissez un pourcentage entre 0,01 et 100."),
        ("value", {"value": "0"}, "Saisissez un pourcentage entre 0,01 et 100."),
        ("value", {"kind": "amount", "value": "0"}, "Saisissez un montant supérieur à 0."),
        ("value", {"kind": "price", "value": "-1"}, "Saisissez un montant supérieur à 0."),
        ("value", {"kind": "amount", "value": "123456789012"}, "Saisissez un nombre plus petit."),
        ("kind", {"kind": "gift"}, "Ce choix n’existe plus. Choisissez-en un autre."),
        ("basis", {"basis": "?"}, "Ce choix n’existe plus. Choisissez-en un autre."),
        ("products", {"products": "NO-1\nNO-2"}, "Aucun produit n’a ces références : NO-1, NO-2."),
        ("categories", {"categories": ["999999"]}, "Ce choix n’existe plus."),
        ("ends_on", {"no_end": None, "ends_on": "2026-10-31"}, "La date de fin doit suivre"),
        ("starts_on", {"starts_on": "2026-13-45"}, "Saisissez une date comme"),
        ("rank", {"rank": "-1"}, "Saisissez un nombre entier de 0 ou plus."),
        ("rank", {"rank": "1.5"}, "Saisissez un nombre entier."),
        ("rank", {"rank": ""}, "Saisissez un nombre entier."),
        ("rank", {"rank": "32768"}, "Saisissez un nombre entier d’au plus 32767."),
        ("audience", {"audience": "friends"}, "Ce choix n’existe plus."),
        ("groups", {"audience": "except"}, "Choisissez au moins un groupe."),
        ("groups", {"groups": ["999999"]}, "Ce choix n’existe plus."),
        ("groups", {"groups": ["99999999999999999999"]}, "Ce choix n’existe plus."),
        ("categories", {"categories": ["99999999999999999999"]}, "Ce choix n’existe plus."),
        ("groups", {"groups": ["x"]}, "Ce choix n’existe plus."),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_written(
    manager: SignedIn, name: str, sent: dict[str, Any], message: str
) -> None:
    answer = manager.post(NEW, promotion(**sent))
    assert answer.status_code == 422
    assert message in " ".join(answer.context["form"].errors[name]).replace("\xa0", " ")
    assert "Soldes d’hiver" in answer.text or name == "title_fr"
    assert not Promotion.objects.exists()


def test_skus_are_read_whatever_their_case_and_shown_again(manager: SignedIn) -> None:
    product = ProductFactory(sku="CLE-12", title_fr="Clé de 12")
    typed = promotion(title_fr="", products="cle-12\n\n CLE-12 \nNO-1", _check="1")
    answer = manager.post(NEW, typed)
    assert answer.status_code == 200
    assert "CLE-12 · Clé de 12" in answer.text
    assert "Aucun produit n’a cette référence" in answer.text
    assert not answer.context["form"].errors
    assert not Promotion.objects.exists()
    manager.post(NEW, promotion(products="cle-12"))
    assert list(Promotion.objects.get().products.all()) == [product]


def test_an_unchanged_promotion_saved_again_leaves_no_trace(manager: SignedIn) -> None:
    manager.post(NEW, promotion(products=ProductFactory().sku))
    made = Promotion.objects.get()
    traces = len(_told(made))
    again = promotion(products=made.products.get().sku, version=str(made.version))
    assert manager.post(_url(made), again).status_code == 303
    assert len(_told(made)) == traces


def test_somebody_else_saved_first(manager: SignedIn) -> None:
    made = PromotionFactory()
    services.attach(group=GroupFactory(), promotions=[made], actor=None)
    answer = manager.post(_url(made), promotion(version="1"))
    assert answer.status_code == 422
    assert "Soldes d’hiver" in answer.text
    made.refresh_from_db()
    assert made.value == 10
    assert made.group_links.count() == 1


# -- whom it is for ----------------------------------------------------------------------------


def test_only_the_groups_named_have_a_reserved_promotion(manager: SignedIn) -> None:
    product = ProductFactory(price=Decimal(100))
    mine, other = GroupFactory(), GroupFactory()
    manager.post(NEW, promotion(audience="only", groups=[mine.pk], reserve="yes"))
    made = Promotion.objects.get()
    assert made.groups_only
    assert made.groups_only_by == manager.user
    assert made.groups_only_at is not None
    assert _member_pays(mine, product) == "70.00"
    assert (_member_pays(other, product), _visitor_pays(product)) == ("100.00", "100.00")
    told = _told(made)
    assert {"groups": {"type": "m2m", "operation": "add", "objects": [str(mine)]}} in told
    assert told[-1]["groups_only"] == ["False", "True"]


def test_everyone_except_the_groups_named(manager: SignedIn) -> None:
    product = ProductFactory(price=Decimal(100))
    closed = GroupFactory()
    manager.post(NEW, promotion(audience="except", groups=[closed.pk]))
    assert (_member_pays(closed, product), _visitor_pays(product)) == ("100.00", "70.00")


def test_choosing_these_groups_only_asks_first_and_loses_nothing(manager: SignedIn) -> None:
    group = GroupFactory()
    typed = promotion(audience="only", groups=[group.pk], value="12,5", _then="another")
    answer = manager.post(NEW, typed)
    assert answer.status_code == 200
    assert "Réserver cette promotion aux groupes" in answer.text
    assert not Promotion.objects.exists()
    carried = dict(answer.context["carried"])
    assert carried["value"] == "12,5"
    assert carried["groups"] == str(group.pk)

    refused = manager.post(NEW, {**carried, "_no": "1"})
    assert refused.status_code == 200
    assert not Promotion.objects.exists()
    assert refused.context["form"].initial["audience"] == "everyone"
    assert 'value="12,5"' in refused.text

    agreed = manager.post(NEW, {**carried, "reserve": "yes"})
    assert agreed.status_code == 303
    assert Promotion.objects.get().groups_only


def test_a_refused_form_is_told_before_the_question(manager: SignedIn) -> None:
    answer = manager.post(NEW, promotion(audience="only", value=""))
    assert answer.status_code == 422
    assert "value" in answer.context["form"].errors


def test_reserving_from_its_own_page(manager: SignedIn) -> None:
    made = PromotionFactory(groups_excluded=True, groups=[GroupFactory()])
    page = manager.get(_url(made, "group-only/"))
    assert "Oui, réserver aux groupes" in page.text
    made.refresh_from_db()
    assert not made.groups_only
    assert manager.post(_url(made, "group-only/")).status_code == 303
    made.refresh_from_db()
    assert (made.groups_only, made.groups_excluded) == (True, False)
    assert made.groups_only_by == manager.user


def test_who_chose_first_stays_written(manager: SignedIn) -> None:
    first = UserFactory(first_name="Marie", last_name="Roy")
    made = pricing.reserve(promotion=PromotionFactory(), actor=first, at=AT)
    manager.post(_url(made, "group-only/"))
    made.refresh_from_db()
    assert (made.groups_only_by, made.groups_only_at) == (first, AT)
    page = manager.get(_url(made))
    assert "Choix définitif fait par Marie Roy le 22/11/2026." in page.text
    assert 'data-testid="lock-badge"' in page.text
    assert 'name="audience"' not in page.text


@pytest.mark.parametrize("audience", ["everyone", "except"])
def test_a_reserved_promotion_is_never_opened_by_the_form(manager: SignedIn, audience: str) -> None:
    group = GroupFactory()
    made = pricing.reserve(promotion=PromotionFactory(groups=[group]), actor=None, at=AT)
    sent = promotion(audience=audience, groups=[group.pk], version=str(made.version))
    answer = manager.post(_url(made), sent)
    assert answer.status_code == 422
    assert "ne pourra plus être ouverte" in answer.text
    made.refresh_from_db()
    assert (made.groups_only, made.groups_excluded, made.value) == (True, False, TEN)


def test_the_history_tells_the_choice_once(manager: SignedIn) -> None:
    made = PromotionFactory()
    pricing.reserve(promotion=made, actor=None, at=AT)
    assert set(LogEntry.objects.get_for_object(made).latest("pk").changes) == {"groups_only"}


def test_a_reserved_promotion_keeps_its_lock_when_the_rest_changes(manager: SignedIn) -> None:
    group = GroupFactory()
    made = pricing.reserve(promotion=PromotionFactory(groups=[group]), actor=None, at=AT)
    sent = promotion(audience=None, groups=[group.pk], version=str(made.version))
    assert manager.post(_url(made), sent).status_code == 303
    made.refresh_from_db()
    assert (made.groups_only, made.value) == (True, Decimal(30))


def _form(row: Promotion, **sent: Any) -> PromotionForm:
    form = PromotionForm(promotion(**sent), instance=row, shop=_shop(), on=DAY)
    assert form.is_valid(), form.errors
    return form


def test_the_service_refuses_to_open_what_was_reserved_meanwhile(shop: Shop) -> None:
    seen = PromotionFactory()
    pricing.reserve(promotion=seen, actor=None, at=AT)
    with pytest.raises(ReservedForEver):
        services.save_promotion(form=_form(seen), groups=(), groups_only=False, actor=None, at=AT)
    seen.refresh_from_db()
    assert (seen.groups_only, seen.value) == (True, TEN)


def test_the_database_refuses_and_the_refusal_is_told(shop: Shop) -> None:
    made = pricing.reserve(promotion=PromotionFactory(), actor=None, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promotion.objects.filter(pk=made.pk).update(groups_only=False)

    class Forged(PromotionForm):
        class Meta(PromotionForm.Meta):
            fields = (*PromotionForm.Meta.fields, "groups_only")  # type: ignore[assignment]

    form = Forged(promotion(audience=""), instance=made, shop=_shop(), on=DAY)
    assert form.is_valid(), form.errors
    with pytest.raises(ReservedForEver):
        pricing.save_promotion(form=form, actor=None)
    made.refresh_from_db()
    assert (made.groups_only, made.value) == (True, TEN)


def test_everyone_except_may_become_only(manager: SignedIn) -> None:
    group = GroupFactory()
    made = PromotionFactory(groups_excluded=True, groups=[group])
    sent = promotion(audience="only", groups=[group.pk], reserve="yes", version="1")
    assert manager.post(_url(made), sent).status_code == 303
    made.refresh_from_db()
    assert (made.groups_only, made.groups_excluded) == (True, False)


def test_the_screen_tells_of_a_promotion_that_reaches_nobody(manager: SignedIn) -> None:
    made = pricing.reserve(promotion=PromotionFactory(), actor=None, at=AT)
    assert "banner-no-group" in manager.get(_url(made)).text
    GroupPromotion.objects.create(promotion=made, group=GroupFactory(binned_at=AT))
    assert "banner-no-group" in manager.get(_url(made)).text
    GroupPromotion.objects.create(promotion=made, group=GroupFactory())
    assert "banner-no-group" not in manager.get(_url(made)).text


def test_the_screen_tells_that_an_open_promotion_gives_its_groups_nothing_more(
    manager: SignedIn,
) -> None:
    group = GroupFactory()
    product = ProductFactory(price=Decimal(100))
    made = PromotionFactory(groups=[group])
    assert "banner-open" in manager.get(_url(made)).text
    assert _member_pays(group, product) == _visitor_pays(product) == "90.00"


def test_a_group_in_the_bin_keeps_its_link(manager: SignedIn) -> None:
    binned = GroupFactory(binned_at=AT)
    made = PromotionFactory(groups=[binned])
    manager.post(_url(made), promotion(version="1"))
    assert GroupPromotion.objects.filter(group=binned, promotion=made).exists()


def test_the_way_out_is_an_inactive_public_copy(manager: SignedIn) -> None:
    product, group = ProductFactory(price=Decimal(100)), GroupFactory()
    made = PromotionFactory(title_fr="S" * 80, groups=[group], value=Decimal("12.5"))
    made.products.add(product)
    pricing.reserve(promotion=made, actor=None, at=AT)
    answer = manager.post(_url(made, "duplicate/"))
    copy = Promotion.objects.exclude(pk=made.pk).get()
    assert answer["Location"] == _url(copy)
    assert (copy.groups_only, copy.groups_excluded, copy.is_active) == (False, False, False)
    assert (copy.groups_only_by, copy.groups_only_at) == (None, None)
    assert not copy.group_links.exists()
    assert list(copy.products.all()) == [product]
    assert copy.value == Decimal("12.5")
    assert _visitor_pays(product) == "100.00"
    assert Promotion.objects.get(pk=made.pk).groups_only
    manager.post(_url(copy), promotion(products=product.sku, value="12,5", version="1"))
    assert _visitor_pays(product) == "87.50"


# -- deleting, listing, rights -----------------------------------------------------------------


def test_deleting_says_who_loses_it_then_does_it(manager: SignedIn) -> None:
    product, group = ProductFactory(price=Decimal(100)), GroupFactory()
    made = PromotionFactory(groups=[group])
    assert 'data-testid="impact-groups"' in manager.get(_url(made, "delete/")).text
    assert Promotion.objects.exists()
    assert manager.post(_url(made, "delete/"))["Location"] == LIST
    assert not Promotion.objects.exists()
    assert _visitor_pays(product) == "100.00"


def test_the_list_tells_what_each_promotion_does(viewer: SignedIn) -> None:
    group = GroupFactory(title_fr="Grossistes")
    made = PromotionFactory(groups=[group], starts_on=date(2026, 1, 1), value=Decimal("12.5"))
    made.products.set([ProductFactory(), ProductFactory()])
    made.categories.set([CategoryFactory()])
    pricing.reserve(promotion=made, actor=None, at=AT)
    text = viewer.get(LIST).text.replace("\xa0", " ")
    for told in ("12,5 % de moins", "1 catégorie et 2 produits", "À partir du 01/01/2026"):
        assert told in text
    for told in ("En cours", "Réservée aux groupes", "Grossistes"):
        assert told in text


def test_the_list_is_narrowed_by_audience_status_group_and_words(viewer: SignedIn) -> None:
    group = GroupFactory()
    only = PromotionFactory(title_fr="Été des grossistes", groups=[group])
    pricing.reserve(promotion=only, actor=None, at=AT)
    PromotionFactory(title_fr="Ancienne", ends_on=date(2020, 1, 1))
    PromotionFactory(title_fr="Future", starts_on=date(2099, 1, 1))
    PromotionFactory(title_fr="Dormante", is_active=False)
    PromotionFactory(title_fr="Sauf eux", groups_excluded=True, groups=[group])

    def listed(query: str) -> set[str]:
        page = viewer.get(f"{LIST}?{query}")
        return {line.name for line in page.context["lines"]}

    assert listed("audience=only") == {"Été des grossistes"}
    assert listed("audience=except") == {"Sauf eux"}
    assert listed("status=ended") == {"Ancienne"}
    assert listed("status=upcoming") == {"Future"}
    assert listed("status=inactive") == {"Dormante"}
    assert listed("status=running") == {"Été des grossistes", "Sauf eux"}
    assert listed(f"group={group.pk}") == {"Été des grossistes", "Sauf eux"}
    assert listed("q=ete") == {"Été des grossistes"}
    assert len(listed("audience=x&status=%00&group=99999999999999999999&sort=zz&page=-1")) == 5
    for sort in ("title", "-value", "period", "rank", "-updated"):
        assert len(listed(f"sort={sort}")) == 5


def _queries(client: SignedIn, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_list_costs_the_same_whatever_its_length(viewer: SignedIn) -> None:
    group = GroupFactory()
    counts = []
    for wanted in (3, 30):
        PromotionFactory.create_batch(wanted - Promotion.objects.count(), groups=[group])
        viewer.get(LIST)
        counts.append(_queries(viewer, f"{LIST}?per=100"))
    assert counts[0] == counts[1] <= 12


def test_readers_read_and_change_nothing(viewer: SignedIn) -> None:
    made = PromotionFactory()
    page = viewer.get(_url(made))
    assert page.status_code == 200
    assert 'data-testid="save"' not in page.text
    for url in (NEW, _url(made), _url(made, "group-only/"), _url(made, "duplicate/")):
        assert viewer.post(url, promotion(version="1")).status_code == 403
    assert viewer.post(_url(made, "delete/")).status_code == 403
    made.refresh_from_db()
    assert (made.value, made.groups_only) == (TEN, False)
    assert Promotion.objects.count() == 1


def test_without_the_right_the_screens_do_not_open(staff: Staff) -> None:
    client = staff("groups.view_customergroup")
    made = PromotionFactory()
    assert client.get(LIST).status_code == 403
    assert client.get(_url(made)).status_code == 403


def test_the_history_tells_of_the_groups_and_of_the_lock(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Grossistes")
    made = PromotionFactory()
    services.attach(group=group, promotions=[made], actor=manager.user)
    pricing.reserve(promotion=made, actor=manager.user, at=AT)
    page = manager.get(_url(made, "history/"))
    assert "Grossistes" in page.text
    assert "Groupes de clients" in page.text


def test_a_promotion_whose_products_are_gone_says_so_and_never_becomes_everyones(
    manager: SignedIn,
) -> None:
    alone, kept = ProductFactory(sku="SEUL"), ProductFactory(price=Decimal(100))
    manager.post(NEW, promotion(products="SEUL"))
    row = Promotion.objects.get()
    Product.objects.filter(pk=alone.pk).delete()
    page = manager.get(_url(row)).content.decode()
    assert "Ce qu’elle visait a été supprimé\u00a0: elle ne change aucun prix." in page
    assert "Plus aucun produit" in manager.get(LIST).content.decode()
    for typed in (promotion(), promotion(value="50"), promotion(products=" \n ")):
        answer = manager.post(_url(row), typed)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["products"]
        assert _visitor_pays(kept) == "100.00"
    ProductFactory(sku="AUTRE")
    assert manager.post(_url(row), promotion(products="AUTRE")).status_code == 303
    assert _visitor_pays(kept) == "100.00"
    # Named once more, it may be opened to everything on purpose.
    assert manager.post(_url(row), promotion()).status_code == 303
    assert _visitor_pays(kept) == "70.00"


def test_one_that_is_about_nothing_any_more_is_nobodys_rival(shop: Shop) -> None:
    gone = PromotionFactory(is_general=False)
    for aim in (Aim(), Aim(products=[ProductFactory().pk])):
        assert gone not in rivals(aim=aim, besides=None, on=DAY)
