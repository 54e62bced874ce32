"""The e-receipt: what the sale's record says, in Chinese or English, for whoever has its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fastapi.responses import HTMLResponse

from cloud.pages.frame import page
from cloud.pages.prices import ShownStep, revision, why
from cloud.pages.returns import ShownReturn, when
from cloud.sentences import say
from kiosk.domain.basket import BasketLine
from kiosk.domain.money import format_minor
from kiosk.domain.owed import vouchers_used
from kiosk.domain.payment import NO_WALLET
from kiosk.domain.receipt import masked_transaction, tax_words, wallet_name
from kiosk.domain.sale import Sale


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line as the page shows it."""

    name: str
    size: str
    quantity: str
    total: str
    discount: str
    batch: str = ""
    serial: str = ""
    tax_class: str = ""
    steps: tuple[ShownStep, ...] = ()
    """What the price is made of; empty where there is nothing more to say."""


NO_ITEM = BasketLine(line_id="", sku="")
"""What a deposit or a donation tells of itself."""


class ClaimStep(StrEnum):
    """What the page says about adding the purchase to a membership."""

    NONE = "none"
    SIGN_IN = "sign_in"
    OFFER = "offer"
    MINE = "mine"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClaim:
    """`greeting` is whose membership; `form_token` goes with the offer; `refusal` is a whole sentence."""

    step: ClaimStep = ClaimStep.NONE
    greeting: str = ""
    form_token: str = ""
    points: int = 0
    refusal: str = ""


def receipt_page(
    sale: Sale,
    language: str,
    claim: ShownClaim,
    *,
    here: str,
    doubtful: bool,
    unpaid: bool,
    points: int,
    returned: Sequence[ShownReturn] = (),
    status: int = 200,
) -> HTMLResponse:
    """A receipt; every value of the sale is escaped. `points` is what it gave its
    member, `here` the path of the page."""
    return page(
        "receipt.html",
        status,
        sale=sale,
        lines=_lines(sale, language),
        language=language,
        doubtful=doubtful,
        unpaid=unpaid,
        claim=claim,
        here=here,
        points=points,
        returned=returned,
        nothing_owed=sale.tender.wallet == NO_WALLET,
        vouchers=[one.amount_minor for one in vouchers_used(sale.priced.total_minor, sale.context.claims)],
        wallet=wallet_name(sale.tender.wallet, lambda reason: say(reason, language)),
        transaction=masked_transaction(sale.tender.provider_transaction_id),
        shop=sale.store.names.of(language),
        address=sale.store.address.of(language),
        closed_at=local_time(sale),
        money=lambda minor: format_minor(minor, sale.priced.currency),
        taxes=_taxes(sale, language),
        revision=revision(sale, language),
    )


def coming_page(language: str) -> HTMLResponse:
    """While the sale is still on its way from the kiosk, or for an address that is not one."""
    return page("receipt_coming.html", 202, language=language)


def local_time(sale: Sale) -> str:
    """Of the shop."""
    return when(sale, sale.closed_at)


def _lines(sale: Sale, language: str) -> list[ShownLine]:
    goods = {line.line_id: line for line in sale.goods}
    items = {line.line_id: line for line in sale.basket.lines}
    shown = []
    for line in sale.priced.lines:
        sold = goods[line.line_id]
        amount = f"{line.weight_g / 1000:.3f} kg" if line.weight_g is not None else f"× {line.quantity}"
        discount = format_minor(line.discount_minor, sale.priced.currency) if line.discount_minor else ""
        total = format_minor(line.list_total_minor, sale.priced.currency)
        item = items.get(line.line_id, NO_ITEM)
        name, size = sold.names.of(language), sold.size.of(language)
        steps = why(sale, line.line_id, item, language)
        told = (item.batch, item.serial, sold.tax_class)
        shown.append(ShownLine(name, size, amount, total, discount, *told, steps))
    return shown


def _taxes(sale: Sale, language: str) -> list[tuple[str, str]]:
    """What each rate's tax is called, and how much it is."""
    priced = sale.priced
    on_top = priced.added_tax_minor > 0
    return [
        (
            say(tax_words(tax, priced.currency, on_top=on_top), language),
            format_minor(tax.tax_minor, priced.currency),
        )
        for tax in priced.taxes
    ]
