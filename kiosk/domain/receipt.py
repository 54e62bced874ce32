"""The receipt as a document: what stands on it, before any printer, width or page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from kiosk.domain import basket
from kiosk.domain.money import format_minor
from kiosk.domain.owed import vouchers_used
from kiosk.domain.payment import NO_WALLET
from kiosk.domain.priced import PricedBasket, PricedLine, PriceKind, TaxTotal
from kiosk.domain.sale import Sale
from kiosk.domain.tax_rule import EXEMPT
from kiosk.errors import Reason


class Align(StrEnum):
    """Where a text stands on its line."""

    LEFT = "left"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph, wrapped by whoever renders it; `size` is 1 or 2 times the normal height and width."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    size: int = 1
    short: str = ""
    """Printed in place of `text` where that would be wrapped."""


@dataclass(frozen=True, slots=True)
class ColumnsLine:
    """Left text and right text on one line; the left one wraps when both do not fit."""

    left: str
    right: str
    bold: bool = False
    size: int = 1
    short: str = ""
    """Printed in place of `left` where that would be wrapped."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class FeedLine:
    """Blank lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class QrBlock:
    """A QR code, centred, with its caption."""

    payload: str
    caption: str = ""


ReceiptElement = TextLine | ColumnsLine | RuleLine | FeedLine | QrBlock


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """Elements from top to bottom; the cut is not part of it. `receipt_no` names the job on paper."""

    receipt_no: str
    elements: tuple[ReceiptElement, ...]


class PrintState(StrEnum):
    """Where a print job stands. Journalled before the effect it allows (`drivers.printer`)."""

    NOT_STARTED = "not_started"
    SENDING = "sending"
    BODY_DONE = "body_done"
    """The printer confirmed the whole body is on paper, not yet cut."""
    DONE = "done"
    TORN = "torn"
    """Broken before the body was confirmed: what is on the paper is voided at the next try."""
    UNCONFIRMED = "unconfirmed"
    """All was sent to a printer that cannot confirm: staff are asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One receipt to put on paper exactly once."""

    job_id: str
    sale_id: str
    document: ReceiptDocument
    state: PrintState = PrintState.NOT_STARTED
    tries: int = 0


Say = Callable[[Reason], str]
"""Words for a reason, in the receipt's language."""

COPY = Reason("receipt.mark_copy")
VOID = Reason("receipt.mark_void")
REPRINT = Reason("receipt.mark_reprint")

CLAIM_DAYS = 30
"""How long after a sale without a member somebody may add it to a membership."""

WALLETS = frozenset({"wechat", "alipay", "unionpay", NO_WALLET})
"""Wallets whose names are translated, and that there was none; another is printed as the cloud calls it."""


def receipt_document(
    sale: Sale,
    say: Say,
    *,
    mark: Reason | None = None,
    language: str | None = None,
    has_points: bool = False,
) -> ReceiptDocument:
    """What stands on the receipt of `sale`.

    `mark` (VOID, REPRINT, `copy_mark`) is printed large under the head; `language` is that of `say`, by
    default the shopper's. `has_points`: a sale without a member says how to claim its points.
    """
    elements = (
        *_head(sale, say, mark, language or sale.language),
        *_goods(sale, say, language or sale.language),
        *_sums(sale, say),
        *_payment(sale, say),
        *_foot(sale, say, claims=has_points and sale.member is None),
    )
    return ReceiptDocument(sale.sale_no, elements)


def copy_mark(number: int) -> Reason:
    """The mark of the `number`th copy of a receipt that is already on paper."""
    return Reason("receipt.mark_copy_number", {"number": number})


def wallet_name(wallet: str, say: Say) -> str:
    """A wallet as people know it."""
    return say(Reason(f"wallet.{wallet}")) if wallet in WALLETS else wallet


def masked_transaction(transaction_id: str) -> str:
    """The last six characters, enough to find a payment in a wallet's list and no more."""
    return "…" + transaction_id[-6:] if len(transaction_id) > 8 else transaction_id


def _simulated(sale: Sale, say: Say) -> Iterator[ReceiptElement]:
    if sale.simulated:
        yield TextLine(say(Reason("receipt.simulated")), Align.CENTRE, bold=True)


def _head(sale: Sale, say: Say, mark: Reason | None, language: str) -> Iterator[ReceiptElement]:
    store = sale.store
    yield TextLine(store.names.of(language), Align.CENTRE, bold=True, size=2)
    if store.address.of(language):
        yield TextLine(store.address.of(language), Align.CENTRE)
    if store.tax_number:
        yield TextLine(say(Reason("receipt.tax_number", {"number": store.tax_number})), Align.CENTRE)
    yield from _simulated(sale, say)
    if mark is not None:
        yield TextLine(say(mark), Align.CENTRE, bold=True, size=2)
    yield RuleLine()
    local = sale.closed_at.astimezone(ZoneInfo(store.zone))
    yield ColumnsLine(say(Reason("receipt.sale_no")), sale.sale_no)
    yield ColumnsLine(say(Reason("receipt.kiosk")), sale.kiosk_id)
    yield ColumnsLine(say(Reason("receipt.time")), local.strftime("%Y-%m-%d %H:%M:%S"))
    yield RuleLine()


OWN_PRICE = frozenset({"pricing.member_price", "pricing.offer_price"})
"""Steps that make the price of a line's piece; all others that lower a line are told below it."""


def _goods(sale: Sale, say: Say, language: str) -> Iterator[ReceiptElement]:
    """Each line at its own price, then what offers took off it."""
    currency = sale.priced.currency
    for good, line in zip(sale.goods, sale.priced.lines, strict=True):
        name, short = good.on_paper(language)
        offers = [step for step in line.trace if step.amount_minor < 0 and step.code not in OWN_PRICE]
        amount = format_minor(line.total_minor - sum(step.amount_minor for step in offers), currency)
        how = _how_many(line, say, currency)
        if how:
            yield TextLine(name, short=short)
            yield ColumnsLine("  " + how, amount)
        else:
            yield ColumnsLine(name, amount, short=short)
        for step in offers:
            yield ColumnsLine("  " + say(Reason(step.code)), format_minor(step.amount_minor, currency))
    yield RuleLine()


def _how_many(line: PricedLine, say: Say, currency: str) -> str:
    """`2 × ¥3.50`, `0.452 kg × ¥12.80`; nothing for a single piece at its list price."""
    unit = format_minor(line.unit_price_minor, currency)
    if line.price_kind is PriceKind.LABEL:
        return say(Reason("pricing.label_price"))
    if line.weight_g is not None:
        kilograms = f"{line.weight_g // 1000}.{line.weight_g % 1000:03}"
        how = say(Reason("receipt.weighed", {"kilograms": kilograms, "price": unit}))
    else:
        how = f"{line.quantity} × {unit}" if line.quantity > 1 else ""
    if line.price_kind in (PriceKind.MEMBER, PriceKind.OFFER):
        why = Reason("pricing.member_price" if line.price_kind is PriceKind.MEMBER else "pricing.offer_price")
        how = " ".join(part for part in (how, say(why)) if part)
    return how


def _sums(sale: Sale, say: Say) -> Iterator[ReceiptElement]:
    priced, currency = sale.priced, sale.priced.currency
    yield ColumnsLine(say(Reason("receipt.pieces")), str(basket.pieces(sale.basket)))
    if priced.discount_minor:
        yield ColumnsLine(say(Reason("receipt.list_total")), format_minor(priced.list_total_minor, currency))
        yield ColumnsLine(say(Reason("receipt.saved")), format_minor(priced.discount_minor, currency))
    if priced.added_tax_minor:
        yield from _taxes(priced, say)
    if priced.rounding_minor:
        yield ColumnsLine(say(Reason("receipt.rounding")), format_minor(priced.rounding_minor, currency))
    yield ColumnsLine(
        say(Reason("receipt.total")), format_minor(priced.total_minor, currency), bold=True, size=2
    )
    if not priced.added_tax_minor:
        yield from _taxes(priced, say)
    yield RuleLine()


def _taxes(priced: PricedBasket, say: Say) -> Iterator[ReceiptElement]:
    """Before the total where they are added to it, below where it has them inside."""
    for tax in priced.taxes:
        told = tax_words(tax, priced.currency, on_top=priced.added_tax_minor > 0)
        yield ColumnsLine(say(told), format_minor(tax.tax_minor, priced.currency))


def tax_words(tax: TaxTotal, currency: str, *, on_top: bool) -> Reason:
    """What a rate's tax is called; `on_top` of the amounts above it."""
    net = format_minor(tax.net_minor, currency)
    if tax.tax_code == EXEMPT:
        return Reason("receipt.tax_exempt", {"net": net})
    code = "receipt.tax_on_top" if on_top else "receipt.tax"
    return Reason(code, {"rate": percent(tax.tax_bp), "net": net})


def percent(basis_points: int) -> str:
    """`13`, `6.5`."""
    whole, part = divmod(basis_points, 100)
    return f"{whole}.{part:02}".rstrip("0") if part else str(whole)


def _payment(sale: Sale, say: Say) -> Iterator[ReceiptElement]:
    tender = sale.tender
    for voucher in vouchers_used(sale.priced.total_minor, sale.context.claims):
        yield ColumnsLine(
            say(Reason("receipt.voucher")), format_minor(voucher.amount_minor, sale.priced.currency)
        )
    amount = format_minor(tender.amount_minor, sale.priced.currency)
    if tender.wallet == NO_WALLET:
        yield ColumnsLine(wallet_name(NO_WALLET, say), amount)
    else:
        paid_with = Reason("receipt.paid_with", {"wallet": wallet_name(tender.wallet, say)})
        yield ColumnsLine(say(paid_with), amount)
        number = masked_transaction(tender.provider_transaction_id)
        yield ColumnsLine(say(Reason("receipt.transaction")), number)
    if sale.member is not None:
        yield ColumnsLine(say(Reason("receipt.member")), sale.member.greeting)
        if sale.points:
            yield ColumnsLine(say(Reason("receipt.points")), f"+{sale.points}")


def _foot(sale: Sale, say: Say, *, claims: bool) -> Iterator[ReceiptElement]:
    yield RuleLine()
    if sale.receipt_url:
        yield QrBlock(sale.receipt_url, say(Reason("receipt.e_receipt")))
        if claims:
            yield TextLine(say(Reason("receipt.claim", {"days": CLAIM_DAYS})), Align.CENTRE)
    yield from _simulated(sale, say)
    yield TextLine(say(Reason("receipt.thanks")), Align.CENTRE)
