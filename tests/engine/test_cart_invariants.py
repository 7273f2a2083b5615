"""What holds for every cart, whatever is in it, whoever buys and wherever it goes."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pricing.engine import (
    Basis,
    DeliveryCharge,
    DeliveryTerms,
    DiscountKind,
    Line,
    OrderDiscount,
    Policy,
    Quote,
    Shipping,
    ShopTerms,
    Split,
    Tier,
    VatMode,
    quote,
)
from pricing.engine.split import split
from tests.engine import oracle
from tests.engine.figures import D, source
from tests.engine.worlds import amounts, carts, cent_shops, policies, shippings, shops, undiscounted

CENT = D("0.01")
maybe_shipped = st.one_of(st.none(), shippings)


def added(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, D("0.00"))


def in_entered_basis(document: Quote, shop: ShopTerms) -> Decimal:
    return document.net if shop.entered is Basis.NET else document.gross


def fees(document: Quote) -> list[str]:
    assert document.shipping is not None
    return [str(document.shipping.net), str(document.shipping.gross)]


def every_amount(document: Quote) -> list[Decimal]:
    parts = (*document.lines, *document.taxes, *document.reductions, document)
    found = [getattr(part, name) for part in parts for name in ("net", "gross")]
    found += [component.amount for tax in document.taxes for component in tax.components]
    found += [share for cut in document.reductions for share in cut.shares]
    found += [line.total for line in document.lines] + [line.vat for line in document.lines]
    found += [document.subtotal_net, document.subtotal_gross, document.vat]
    return [*found, document.discount_net, document.discount_gross]


@given(carts, policies, shops, maybe_shipped)
def test_p2_p3_p4_a_document_is_whole_cents_and_adds_up(
    lines: list[Line], policy: Policy, shop: ShopTerms, shipping: Shipping | None
) -> None:
    document = quote(lines=lines, policy=policy, shop=shop, shipping=shipping)
    for amount in every_amount(document):
        assert amount.as_tuple().exponent == -2, amount
    delivery = [document.shipping] if document.shipping is not None else []
    entries: list[Any] = [*document.lines, *delivery]
    for entry in (*entries, *document.taxes, document):
        assert entry.net + entry.vat == entry.gross
        assert min(entry.net, entry.vat) >= 0
    for basis in ("net", "vat", "gross"):
        total = getattr(document, basis)
        assert added(getattr(entry, basis) for entry in entries) == total
        assert added(getattr(tax, basis) for tax in document.taxes) == total
    for basis in ("net", "gross"):
        goods = getattr(document, f"subtotal_{basis}") - getattr(document, f"discount_{basis}")
        sent = added(getattr(shipping, basis) for shipping in delivery)
        assert goods + sent == getattr(document, basis)
        reduced = added(getattr(cut, basis) for cut in document.reductions)
        assert reduced == getattr(document, f"discount_{basis}") >= 0
    for tax in document.taxes:
        assert added(component.amount for component in tax.components) == tax.vat


@given(carts, policies, shops)
def test_p8_p14_p15_discounts_are_shared_out_exactly_and_stop_at_the_floors(
    lines: list[Line], policy: Policy, shop: ShopTerms
) -> None:
    document = quote(lines=lines, policy=policy, shop=shop)
    for cut in document.reductions:
        assert added(cut.shares) == cut.amount > 0
        assert min(cut.shares) >= 0
    for place, line in enumerate(document.lines):
        assert line.discount == added(cut.shares[place] for cut in document.reductions)
        left = line.total - line.discount
        assert left >= 0
        assert left >= min(line.total, line.unit.floor * line.line.quantity)
    other = replace(policy, order_discounts=policy.order_discounts[::-1])
    assert quote(lines=lines, policy=other, shop=shop).reductions == document.reductions


@given(carts, policies, shops, shippings)
def test_p11_p12_p17_p25_delivery_display_and_exemption(
    lines: list[Line], policy: Policy, shop: ShopTerms, shipping: Shipping
) -> None:
    def document(terms: Policy, sent: Shipping | None = shipping) -> Quote:
        return quote(lines=lines, policy=terms, shop=shop, shipping=sent)

    paid = document(policy)
    assert document(policy) == paid
    shown = document(replace(policy, display=policy.display.other))
    assert every_amount(shown) == every_amount(paid)
    exempt = document(replace(policy, vat_mode=VatMode.EXEMPT, exemption_reason="Art. 262"))
    assert (str(exempt.vat), exempt.exemption_reason) == ("0.00", "Art. 262")
    free = document(replace(policy, delivery=DeliveryTerms(charge=DeliveryCharge.FREE)))
    collected = document(policy, replace(shipping, pickup=True))
    assert fees(free) == fees(collected) == ["0.00", "0.00"]
    unsent = document(policy, None)
    assert unsent.lines == paid.lines
    fee = in_entered_basis(paid, shop) - in_entered_basis(unsent, shop)
    assert str(fee) in fees(paid)


@given(carts, undiscounted, cent_shops)
def test_p9_a_document_is_half_a_cent_per_unit_from_the_exact_one(
    lines: list[Line], policy: Policy, shop: ShopTerms
) -> None:
    plain = replace(policy, vat_mode=VatMode.STANDARD, public_ceiling=False)
    home = [replace(line, item=replace(line.item, rate=line.item.reference_rate)) for line in lines]
    document = quote(lines=home, policy=plain, shop=shop)
    bought: dict[str, int] = {}
    for line in home:
        bought[line.item.sku] = bought.get(line.item.sku, 0) + line.quantity
    exact = allowed = Fraction(0)
    for line in home:
        unit = oracle.unit(line.item, bought[line.item.sku], plain, shop)
        factor = oracle.times(unit.rate) if shop.entered is Basis.NET else Fraction(1)
        exact += unit.exact * line.quantity * factor
        allowed += Fraction(line.quantity, 200) * factor
    allowed += Fraction(sum(len(tax.components) for tax in document.taxes), 200)
    assert abs(Fraction(document.gross) - exact) <= allowed


@given(carts, undiscounted, cent_shops)
def test_p10_splitting_merging_or_reordering_lines_changes_nothing(
    lines: list[Line], policy: Policy, shop: ShopTerms
) -> None:
    document = quote(lines=lines, policy=policy, shop=shop)
    merged: dict[str, Line] = {}
    for line in lines:
        before = merged.get(line.item.sku)
        quantity = line.quantity + (before.quantity if before else 0)
        merged[line.item.sku] = Line(item=line.item, quantity=quantity)
    apart = [replace(line, quantity=1) for line in lines for _ in range(min(line.quantity, 12))]
    apart += [replace(line, quantity=line.quantity - 12) for line in lines if line.quantity > 12]
    for other_lines in (list(merged.values()), apart, lines[::-1]):
        other = quote(lines=other_lines, policy=policy, shop=shop)
        assert (other.net, other.vat, other.gross) == (document.net, document.vat, document.gross)


@given(
    amounts,
    st.lists(st.tuples(amounts, amounts), min_size=1, max_size=5),
    st.sampled_from((Split.LARGEST_REMAINDER, Split.FIRST_LINES, Split.LAST_LINE)),
)
def test_p15_whatever_the_way_shares_are_whole_fit_and_add_up(
    amount: Decimal, lines: list[tuple[Decimal, Decimal]], way: Split
) -> None:
    weights = [max(one, other) for one, other in lines]
    room = [min(one, other) for one, other in lines]
    shares = split(amount, weights, room, way, CENT)
    assert added(shares) == min(amount, added(room))
    for share, limit in zip(shares, room, strict=True):
        assert 0 <= share <= limit
        assert share == share.quantize(CENT)


@given(carts, undiscounted, shops, st.sampled_from(tuple(Basis)))
def test_p16_a_threshold_is_reached_to_the_cent_in_its_own_basis(
    lines: list[Line], policy: Policy, shop: ShopTerms, basis: Basis
) -> None:
    bare = quote(lines=lines, policy=policy, shop=shop)
    subtotal = bare.net if basis is Basis.NET else bare.gross
    for threshold, reached in ((subtotal, True), (subtotal + CENT, False)):
        discount = OrderDiscount(
            id=1,
            source=source("Discount"),
            kind=DiscountKind.SUBTOTAL,
            tiers=(Tier(threshold=threshold, percent=D(10)),),
            basis=basis,
        )
        generous = replace(policy, order_discounts=(discount,))
        document = quote(lines=lines, policy=generous, shop=shop)
        refused = [lost.reason.value for lost in document.lost] == ["threshold"]
        assert refused is not reached
