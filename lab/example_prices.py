"""Example prices: a basket with what it is made of, offers nearly reached, coupons, bags and a gift."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from kiosk.domain.coupon import ClaimKind
from kiosk.domain.money import Rounding
from kiosk.domain.priced import PricedBasket, PricedLine, PriceKind, TaxTotal, TraceStep
from kiosk.domain.priced_offers import AppliedOffer
from kiosk.domain.product import NO_NAMES, Names
from kiosk.domain.role import Role
from kiosk.domain.tax import TaxedAmount
from kiosk.errors import Reason
from kiosk.services.views import (
    BagsView,
    BasketView,
    CouponState,
    CouponView,
    LineView,
    NearGoodView,
    NearView,
    RoundUpView,
)

SECOND_HALF = Names("第二件半价", "Second half price")
LAST_DAYS = Names("临期特惠", "Last days")
SINCE = "2026-11-01T00:00:00+08:00"
DATED = date(2026, 11, 22)
STEPS: dict[str, tuple[TraceStep, ...]] = {
    "line-1": (TraceStep("pricing.list_price", 11960, f"milk/list//{SINCE}"),),
    "line-2": (
        TraceStep("pricing.list_price", 2580, "toast"),
        TraceStep("pricing.set_deal", -240, "half", 2, 1),
    ),
    "line-3": (TraceStep("pricing.list_price", 2490, f"water/list//{SINCE}"),),
    "line-4": (TraceStep("pricing.list_price", 1587, "apples"),),
    "line-5": (
        TraceStep("pricing.list_price", 5360, f"noodles/list//{SINCE}"),
        TraceStep("pricing.member_price", -200, "noodles"),
        TraceStep("pricing.near_date", -280, "last", 1),
        TraceStep("pricing.staff_discount", -120, "damaged"),
    ),
}
"""By line id of the example's basket."""
MEMBERS = frozenset({"line-5"})


def priced(lines: tuple[LineView, ...]) -> PricedBasket:
    """The lines as pricing would give them, with the deposits they show."""
    each = [part for line in lines for part in _parts(line)]
    taxes = []
    for rate in sorted({line.tax_bp for line in each}):
        of_rate = [line for line in each if line.tax_bp == rate]
        net, tax = sum(line.net_minor for line in of_rate), sum(line.tax_minor for line in of_rate)
        taxes.append(
            TaxTotal(tax_code="CN", tax_bp=rate, net_minor=net, tax_minor=tax, gross_minor=net + tax)
        )
    return PricedBasket(
        currency="CNY",
        lines=tuple(each),
        list_total_minor=sum(line.list_total_minor for line in each),
        discount_minor=sum(line.discount_minor for line in each),
        total_minor=sum(line.total_minor for line in each),
        taxes=tuple(taxes),
        pricing_version=2,
        catalogue_revision=1204,
        applied=(
            AppliedOffer(offer_id="half", names=SECOND_HALF, uses=1, saved_minor=240),
            AppliedOffer(offer_id="last", names=LAST_DAYS, uses=1, saved_minor=280),
        ),
    )


def _parts(line: LineView) -> Iterator[PricedLine]:
    steps = STEPS.get(line.line_id, (TraceStep("pricing.list_price", line.total_minor, line.line_id),))
    yield _line(line, steps, 900)
    if line.deposit_minor:
        step = TraceStep("pricing.deposit", line.deposit_minor, "bottle")
        deposit = replace(line, line_id=f"{line.line_id}+deposit", weight_g=None)
        yield replace(_line(deposit, (step,), 0), role=Role.DEPOSIT, refers_to=line.line_id)


def _line(line: LineView, steps: tuple[TraceStep, ...], rate: int) -> PricedLine:
    total = sum(step.amount_minor for step in steps)
    taxed = TaxedAmount.from_gross(total, rate, Rounding.HALF_UP)
    return PricedLine(
        line_id=line.line_id,
        sku=line.line_id,
        quantity=line.quantity,
        weight_g=line.weight_g,
        unit_price_minor=2580 if line.line_id in MEMBERS else line.unit_price_minor,
        price_kind=PriceKind.MEMBER if line.line_id in MEMBERS else PriceKind.LIST,
        list_total_minor=steps[0].amount_minor,
        discount_minor=total - steps[0].amount_minor,
        total_minor=total,
        net_minor=taxed.net_minor,
        tax_minor=taxed.tax_minor,
        tax_code="CN",
        tax_bp=rate,
        trace=steps,
    )


NEAR = (
    NearView(
        offer_id="half",
        names=SECOND_HALF,
        missing_pieces=1,
        would_save_minor=645,
        goods=(
            NearGoodView(
                names=Names("全麦吐司", "Wholegrain toast"),
                size=Names("400 g"),
                price_minor=1290,
                drawn_as=("bakery",),
            ),
            NearGoodView(names=Names("牛奶和酸奶", "Milk and yoghurt"), drawn_as=("dairy",)),
        ),
    ),
    NearView(
        offer_id="spend",
        names=Names("满 ¥350 减 ¥30", "¥30 off from ¥350"),
        missing_minor=3783,
        would_save_minor=3000,
        everything=True,
    ),
)
UNSURE = tuple(replace(near, would_save_minor=0) for near in NEAR)
COUPONS = (
    CouponView(
        claim_id="c-1",
        kind=ClaimKind.COUPON,
        names=Names("生鲜满 100 减 10", "¥10 off fresh food from ¥100"),
        state=CouponState.APPLIED,
        saved_minor=1000,
    ),
    CouponView(
        claim_id="c-2",
        kind=ClaimKind.COUPON,
        names=Names("咖啡立减 5 元", "¥5 off coffee"),
        state=CouponState.WAITING,
        reason=Reason("coupon.waits"),
    ),
    CouponView(
        claim_id="c-3",
        kind=ClaimKind.COUPON,
        names=Names("新客立减", "Welcome discount"),
        state=CouponState.REFUSED,
        reason=Reason("coupon.already_used"),
    ),
    CouponView(
        claim_id="c-4", kind=ClaimKind.VOUCHER, names=NO_NAMES, state=CouponState.APPLIED, saved_minor=500
    ),
)
GIFT = RoundUpView(names=Names("儿童医院", "Children's hospital"), amount_minor=83, given=False)
BAGS = BagsView(names=Names("环保购物袋", "Paper bag"), unit_price_minor=50, most=99)


def explained(basket: BasketView) -> BasketView:
    """The basket with its prices, the date on the noodles and the deposit on the bottles."""
    told = {"line-3": {"deposit_minor": 60}, "line-5": {"dated": DATED}}
    lines = tuple(replace(line, **told.get(line.line_id, {})) for line in basket.lines)  # type: ignore[arg-type]
    return replace(basket, lines=lines, priced=priced(lines))


def with_coupons(basket: BasketView) -> BasketView:
    """Coupons in every state, and a total with all that may be in one."""
    whole = explained(basket)
    return replace(
        whole, coupons=COUPONS, vouchers_minor=500, due_minor=30717, added_tax_minor=2577, rounding_minor=-2
    )
