"""Beside a discount: its sentence as it is typed, and a subtotal to try it on."""

from decimal import Decimal

import pytest

from catalog.models import Shop
from pricing.models import DiscountTier, OrderDiscount
from tests.conftest import SignedIn
from tests.factories.groups import GroupFactory
from tests.factories.pricing import OrderDiscountFactory, TierFactory
from tests.groups.offers import discount, tiers

NBSP = "\u00a0"
KINDS = DiscountTier.Kind

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture
def tiered(shop: Shop) -> OrderDiscount:
    """5 % from 100, 15 flat from 500, excluding VAT."""
    row: OrderDiscount = OrderDiscountFactory(title_fr="Paliers", basis="net")
    TierFactory(discount=row, threshold=Decimal(100), value=Decimal(5))
    TierFactory(discount=row, threshold=Decimal(500), kind=KINDS.FLAT, value=Decimal(15))
    return row


def _url(row: OrderDiscount) -> str:
    return f"/admin-panel/discounts/{row.pk}/"


@pytest.mark.parametrize(
    ("subtotal", "taken", "left", "missing"),
    [
        ("99,99", "0,00", "99,99", f"Encore 0,01{NBSP}€ pour 5{NBSP}%"),
        ("100", "5,00", "95,00", f"Encore 400,00{NBSP}€ pour 15,00{NBSP}€"),
        ("333,33", "16,67", "316,66", f"Encore 166,67{NBSP}€ pour 15,00{NBSP}€"),
        ("1 234,50", "15,00", f"1{NBSP}219,50", ""),
        ("0", "0,00", "0,00", f"Encore 100,00{NBSP}€ pour 5{NBSP}%"),
    ],
)
@pytest.mark.parametrize("basis", ["net", "gross"])
@pytest.mark.parametrize("entered", ["net", "gross"])
def test_a_subtotal_is_tried_without_a_script(
    viewer: SignedIn,
    tiered: OrderDiscount,
    subtotal: str,
    taken: str,
    left: str,
    missing: str,
    basis: str,
    entered: str,
) -> None:
    Shop.objects.update(prices_entered=entered)
    OrderDiscount.objects.update(basis=basis)
    answer = viewer.get(_url(tiered), {"subtotal": subtotal})
    assert answer.status_code == 200
    page = answer.content.decode()
    told = "HT" if basis == "net" else "TTC"
    result = page.partition('data-testid="trial-result"')[2].partition("</form>")[0]
    assert f"<dd>{taken}{NBSP}€ {told}</dd>" in result
    assert f"<dd>{left}{NBSP}€ {told}</dd>" in result
    assert (missing in result) if missing else ("Encore" not in result)


@pytest.mark.parametrize("asked", ["", "abc", "-5", "NaN", "1e999", "9" * 40])
def test_a_subtotal_that_is_none_is_refused_in_words(
    viewer: SignedIn, tiered: OrderDiscount, asked: str
) -> None:
    answer = viewer.get(_url(tiered), {"subtotal": asked})
    assert answer.status_code == 200
    assert answer.context["trial_form"].errors["subtotal"]
    assert "trial-result" not in answer.content.decode()


def test_nothing_is_tried_until_it_is_asked(viewer: SignedIn, tiered: OrderDiscount) -> None:
    page = viewer.get(_url(tiered)).content.decode()
    assert 'name="subtotal"' in page
    assert "trial-result" not in page


def test_the_sentence_follows_what_is_typed_and_saves_nothing(owner: SignedIn) -> None:
    group = GroupFactory(title_fr="Grossistes", title_en="Wholesalers")
    row = OrderDiscountFactory(kind=OrderDiscount.Kind.GROUPS_SUBTOTAL, groups=[group])
    TierFactory(discount=row)
    sent = discount(groups=[group.pk], **tiers(("500", "10", "percent")))
    answer = owner.post(f"{_url(row)}?sentence=1", sent)
    page = answer.content.decode()
    assert "<html" not in page
    assert f"10{NBSP}% dès 500,00{NBSP}€ HT" in page
    assert "31 décembre 2026" in page
    assert "10% from €500.00 excl. VAT" in page
    broken = discount(groups=["999999"], **tiers(("x", "y", "z")))
    assert owner.post(f"{_url(row)}?sentence=1", broken).status_code == 200
    row.refresh_from_db()
    assert (row.version, row.ends_on) == (1, None)
    assert row.tiers.get().threshold == 0
