"""A quote: every line priced, then order discounts, delivery, VAT and totals."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext

from pricing.engine.delivery import Shipping
from pricing.engine.document import Quote, QuoteLine, Reduction, ShippingPrice
from pricing.engine.money import ARITHMETIC, rounded_up, shared
from pricing.engine.policy import Policy
from pricing.engine.reduction import Cut, Goods, cuts
from pricing.engine.tax import RateTotal, Taxable, Taxed, taxed, with_delivery
from pricing.engine.terms import Line, ShopTerms
from pricing.engine.trace import Lost, Step, StepCode
from pricing.engine.unit import UnitPrice, priced
from pricing.engine.vat import Basis, VatMode, at_rate


def quote(
    *, lines: Sequence[Line], policy: Policy, shop: ShopTerms, shipping: Shipping | None = None
) -> Quote:
    """What a cart costs one viewer, delivered or not."""
    with localcontext(ARITHMETIC):
        basket = _Basket(lines, policy, shop)
        if policy.order_discounts:
            basket.discount()
        if shipping is not None:
            basket.deliver(shipping)
        return basket.quoted()


class _Basket:
    """A cart on its way through the steps that concern all of it, in the entered basis."""

    __slots__ = ("_policy", "_shop", "cuts", "goods", "lines", "lost", "sent", "steps", "units")

    def __init__(self, lines: Sequence[Line], policy: Policy, shop: ShopTerms) -> None:
        self._policy = policy
        self._shop = shop
        self.lines = lines
        self.units = _units(lines, policy, shop)
        self.goods = [
            Taxable(
                (unit.price * line.quantity).quantize(shop.line_cent, shop.rounding_mode),
                unit.rate,
                unit.price,
                line.quantity,
                shop.zero,
            )
            for line, unit in zip(lines, self.units, strict=True)
        ]
        self.sent: tuple[Shipping, Taxable] | None = None
        self.cuts: list[Cut] = []
        self.steps: list[Step] = []
        self.lost: list[Lost] = []

    def discount(self) -> None:
        """Take the order discounts off the lines whose price was not typed by staff."""
        self.cuts, self.lost = cuts(self._policy.order_discounts, self._discountable(), self._shop)
        running = self._goods_total()
        for cut in self.cuts:
            rule, left = cut.discount, running - cut.amount
            code = StepCode.ORDER_DISCOUNT
            self.steps.append(Step(code, running, left, rule.source, rule.group, cut.percent))
            running = left
            for entry, share in zip(self.goods, cut.shares, strict=True):
                entry.amount -= share
                entry.discount += share

    def deliver(self, shipping: Shipping) -> None:
        """Add the delivery at the viewer's fee, and at his VAT rate with the net kept."""
        cent, mode = self._shop.cent, self._shop.rounding_mode
        rate = self._policy.rate_for(shipping.rate)
        fee = self._policy.delivery.fee_for(shipping, self._goods_total())
        if fee != shipping.fee:
            group = self._policy.group
            self.steps.append(Step(StepCode.SHIPPING, shipping.fee, fee, group=group))
        if self._shop.entered is Basis.GROSS:
            moved = at_rate(fee, shipping.reference_rate, rate).quantize(cent, mode)
            if moved != fee:
                self.steps.append(Step(StepCode.VAT_RATE, fee, moved))
            fee = moved
        fee = fee.quantize(cent, mode)
        self.sent = shipping, Taxable(fee, rate, fee)

    def quoted(self) -> Quote:
        """The document, which adds up by line, by rate and in total, HT and TTC."""
        taxes, parts = taxed(self.goods, self._shop)
        goods_net, goods_gross = subtotal_net, subtotal_gross = _sums(taxes, self._shop)
        if self.cuts:
            subtotal_net, subtotal_gross = self._before_discounts(self.goods)
        lines = tuple(map(self._line, self.lines, self.units, self.goods, parts))
        delivery = None
        if self.sent is not None:
            taxes, part = with_delivery(taxes, self.sent[1], self._shop)
            delivery = self._shipping_price(*self.sent, part)
        net, gross = _sums(taxes, self._shop)
        exempt = self._policy.vat_mode is VatMode.EXEMPT
        return Quote(
            lines=lines,
            reductions=self._reductions(subtotal_net - goods_net, subtotal_gross - goods_gross),
            shipping=delivery,
            taxes=tuple(taxes),
            subtotal_net=subtotal_net,
            subtotal_gross=subtotal_gross,
            discount_net=subtotal_net - goods_net,
            discount_gross=subtotal_gross - goods_gross,
            net=net,
            vat=gross - net,
            gross=gross,
            exemption_reason=self._policy.exemption_reason if exempt else "",
            trace=tuple(self.steps),
            lost=tuple(self.lost),
        )

    def _goods_total(self) -> Decimal:
        return sum((entry.amount for entry in self.goods), self._shop.zero)

    def _discountable(self) -> Goods:
        zero, cent = self._shop.zero, self._shop.cent
        free = [line.typed is None for line in self.lines]
        totals = [
            entry.amount if open_ else zero for entry, open_ in zip(self.goods, free, strict=True)
        ]
        floors = [
            rounded_up(unit.floor * line.quantity, cent)
            for unit, line in zip(self.units, self.lines, strict=True)
        ]
        room = [max(zero, total - floor) for total, floor in zip(totals, floors, strict=True)]
        counted = [entry for entry, open_ in zip(self.goods, free, strict=True) if open_]
        net, gross = self._before_discounts(counted)
        return Goods(
            totals=totals,
            room=room,
            rates=[entry.rate for entry in self.goods],
            subtotals={Basis.NET: net, Basis.GROSS: gross},
        )

    def _before_discounts(self, goods: Iterable[Taxable]) -> tuple[Decimal, Decimal]:
        whole = [
            Taxable(entry.amount + entry.discount, entry.rate, entry.unit, entry.quantity)
            for entry in goods
        ]
        return _sums(taxed(whole, self._shop)[0], self._shop)

    def _line(self, line: Line, unit: UnitPrice, entry: Taxable, part: Taxed) -> QuoteLine:
        net, gross = self._both(part)
        return QuoteLine(
            line=line,
            unit=unit,
            total=entry.amount + entry.discount,
            discount=entry.discount,
            net=net,
            vat=part.vat,
            gross=gross,
        )

    def _shipping_price(self, shipping: Shipping, entry: Taxable, part: Taxed) -> ShippingPrice:
        net, gross = self._both(part)
        return ShippingPrice(
            code=shipping.code,
            carrier_fee=shipping.fee,
            rate=entry.rate,
            net=net,
            vat=part.vat,
            gross=gross,
        )

    def _reductions(self, net: Decimal, gross: Decimal) -> tuple[Reduction, ...]:
        amounts = [cut.amount for cut in self.cuts]
        entered_net = self._shop.entered is Basis.NET
        others = shared(gross if entered_net else net, amounts, self._shop.cent)
        return tuple(
            Reduction(
                source=cut.discount.source,
                kind=cut.discount.kind,
                group=cut.discount.group,
                percent=cut.percent,
                amount=cut.amount,
                net=cut.amount if entered_net else other,
                gross=other if entered_net else cut.amount,
                shares=cut.shares,
            )
            for cut, other in zip(self.cuts, others, strict=True)
        )

    def _both(self, part: Taxed) -> tuple[Decimal, Decimal]:
        if self._shop.entered is Basis.NET:
            return part.amount, part.amount + part.vat
        return part.amount - part.vat, part.amount


def _sums(taxes: Sequence[RateTotal], shop: ShopTerms) -> tuple[Decimal, Decimal]:
    return sum((t.net for t in taxes), shop.zero), sum((t.gross for t in taxes), shop.zero)


def _units(lines: Sequence[Line], policy: Policy, shop: ShopTerms) -> list[UnitPrice]:
    """The unit price of each line; a quantity step counts all of a product in the cart."""
    bought: dict[str, int] = {}
    for line in lines:
        bought[line.item.sku] = bought.get(line.item.sku, 0) + line.quantity
    known: dict[tuple[int, Decimal | None], UnitPrice] = {}
    units = []
    for line in lines:
        key = id(line.item), line.typed
        if key not in known:
            known[key] = priced(line.item, bought[line.item.sku], policy, shop, line.typed)
        units.append(known[key])
    return units
