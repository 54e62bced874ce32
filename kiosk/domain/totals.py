"""The last stages of pricing: from lines after offers to the basket that is owed.

What attendants took off, deposits, tax, the donation that rounds up, and what coins cannot pay: in this
order, each on the result of those before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.domain.deposits import with_deposits
from kiosk.domain.line_alone import LineAlone
from kiosk.domain.priced import PricedBasket, PricedLine, PriceKind, PricingContext, TraceStep
from kiosk.domain.priced_offers import AppliedOffer, NearOffer, RefusedClaim
from kiosk.domain.product import Product
from kiosk.domain.role import Role
from kiosk.domain.round_up import DONATION, RoundUp, donation_minor
from kiosk.domain.staff_discount import with_overrides
from kiosk.domain.taxing import Untaxed, tax_totals, taxed, to_step
from kiosk.errors import InputRefused, Reason

DONATION_STEP = "pricing.donation"


def owed_basket(
    lines: Sequence[Untaxed],
    products: Mapping[str, Product],
    context: PricingContext,
    *,
    pricing_version: int,
    catalogue_revision: int,
    applied: tuple[AppliedOffer, ...],
    near: tuple[NearOffer, ...],
    refused: tuple[RefusedClaim, ...],
    used_claims: tuple[str, ...],
) -> PricedBasket:
    """The priced basket of lines that offers have been taken off, and what there is to tell of the offers.

    Raises InputRefused: `pricing.bad_override`, `pricing.unknown_product` or `pricing.bad_product` for a
    deposit or donation, `pricing.bad_lines` where a line has the id of a derived one.
    """
    all_lines = _taxed(lines, products, context)
    owed = _owed(all_lines)
    if context.round_up is not None and owed > 0:
        donation = _donation(owed, context.round_up, products)
        all_lines += taxed(donation, context.tax)
        owed += sum(line.total_minor for line in donation)
    if len({line.line_id for line in all_lines}) != len(all_lines):
        raise InputRefused(Reason("pricing.bad_lines", {"lines": len(all_lines), "limit": len(all_lines)}))
    rounding = to_step(owed, context.tax)
    return PricedBasket(
        currency=context.currency,
        lines=all_lines,
        list_total_minor=sum([line.list_total_minor for line in all_lines]),
        discount_minor=sum([line.discount_minor for line in all_lines]),
        total_minor=owed + rounding,
        taxes=tax_totals(all_lines),
        pricing_version=pricing_version,
        catalogue_revision=catalogue_revision,
        tax_mode=context.tax.mode,
        rounding_minor=rounding,
        applied=applied,
        near=near,
        refused=refused,
        used_claims=used_claims,
    )


def owed_minor(lines: Sequence[Untaxed], products: Mapping[str, Product], context: PricingContext) -> int:
    """What is owed but for a donation and what coins cannot pay; raises as `owed_basket` does."""
    return _owed(_taxed(lines, products, context))


def untaxed(entry: LineAlone, trace: tuple[TraceStep, ...]) -> Untaxed:
    """A line after these steps."""
    line, product = entry.line, entry.product
    return Untaxed(
        line_id=line.line_id,
        sku=line.sku,
        quantity=line.quantity,
        weight_g=line.weight_g,
        unit_price_minor=entry.unit_price_minor,
        price_kind=entry.kind,
        list_total_minor=entry.list_total_minor,
        trace=trace,
        tax_code=product.tax_code,
        tax_bp=product.tax_bp,
        role=product.role,
    )


def _taxed(
    lines: Sequence[Untaxed], products: Mapping[str, Product], context: PricingContext
) -> tuple[PricedLine, ...]:
    """The lines and those of their deposits, after what attendants took off."""
    lowered = with_overrides(lines, context.overrides, context.rounding)
    return taxed(tuple(with_deposits(lowered, products, context)), context.tax)


def _owed(lines: Sequence[PricedLine]) -> int:
    return sum([line.net_minor + line.tax_minor for line in lines])


def _donation(owed_minor: int, round_up: RoundUp, products: Mapping[str, Product]) -> tuple[Untaxed, ...]:
    """The line of what is missing to the next step, if anything is."""
    product = products.get(round_up.sku)
    if product is None:
        raise InputRefused(Reason("pricing.unknown_product", {"sku": round_up.sku}))
    if product.role is not Role.DONATION or product.tax_bp:
        raise InputRefused(Reason("pricing.bad_product", {"sku": round_up.sku}))
    missing = donation_minor(owed_minor, round_up)
    if not missing:
        return ()
    line = Untaxed(
        line_id=DONATION,
        sku=round_up.sku,
        quantity=1,
        weight_g=None,
        unit_price_minor=missing,
        price_kind=PriceKind.LIST,
        list_total_minor=missing,
        trace=(TraceStep(DONATION_STEP, missing, round_up.sku),),
        tax_code=product.tax_code,
        tax_bp=0,
        role=Role.DONATION,
    )
    return (line,)
