"""The X-report: what a kiosk has sold on a business day, added up from its sales and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain import basket
from kiosk.domain.coupon import OFFER_KINDS
from kiosk.domain.money import format_minor
from kiosk.domain.owed import vouchers_used
from kiosk.domain.receipt import (
    Align,
    ColumnsLine,
    ReceiptDocument,
    ReceiptElement,
    RuleLine,
    Say,
    TextLine,
    percent,
    wallet_name,
)
from kiosk.domain.sale import Sale, Store, business_day
from kiosk.domain.staff_discount import STAFF_DISCOUNT
from kiosk.domain.tax_rule import EXEMPT
from kiosk.errors import BugError, Reason


@dataclass(frozen=True, slots=True)
class WalletSum:
    """What came in over one wallet."""

    wallet: str
    sales: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What was sold at one rate; rounding was done line by line, so these are sums and nothing else."""

    tax_bp: int
    net_minor: int
    tax_minor: int
    gross_minor: int
    exempt: bool = False
    """Not taxable: no rate of zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """Sums of a business day; they hold when made, else BugError."""

    day: str
    """`20261121`, in the shop's zone."""
    sales: int
    pieces: int
    total_minor: int
    discount_minor: int
    """Zero or negative, as in the sales; already taken off `total_minor`."""
    by_wallet: tuple[WalletSum, ...] = ()
    by_tax: tuple[TaxSum, ...] = ()
    vouchers_minor: int = 0
    """Paid with return vouchers, in no wallet's sum."""
    vouchers: int = 0
    """How many."""
    coupons: int = 0
    """How many were used."""
    coupons_minor: int = 0
    """What their offers took off, in `discount_minor`; zero or negative."""
    staff_minor: int = 0
    """What attendants took off, in `discount_minor`; zero or negative."""
    rounding_minor: int = 0
    """What totals were moved by so that coins can pay them, of no tax."""

    def __post_init__(self) -> None:
        agree = (
            self.total_minor
            == sum(wallet.total_minor for wallet in self.by_wallet) + self.vouchers_minor
            == sum(tax.gross_minor for tax in self.by_tax) + self.rounding_minor
            and self.sales == sum(wallet.sales for wallet in self.by_wallet)
            and all(tax.net_minor + tax.tax_minor == tax.gross_minor for tax in self.by_tax)
        )
        if not agree:
            raise BugError(f"the sums of the day {self.day} do not agree: {self}")


def day_report(day: str, sales: Iterable[Sale]) -> DayReport:
    """The sums of `sales`, all of business day `day` and of one currency; each is counted once."""
    count = pieces = total = discount = vouchers = rounding = 0
    coupons = coupons_minor = staff_minor = paid_by_voucher = 0
    wallets: dict[str, tuple[int, int]] = {}
    taxes: dict[tuple[int, bool], tuple[int, int, int]] = {}
    for sale in {sale.sale_id: sale for sale in sales}.values():
        priced = sale.priced
        count += 1
        pieces += basket.pieces(sale.basket)
        total += priced.total_minor
        discount += priced.discount_minor
        rounding += priced.rounding_minor
        paid_by_voucher += priced.total_minor - sale.tender.amount_minor
        vouchers += len(vouchers_used(priced.total_minor, sale.context.claims))
        used = [claim.offer_id for claim in sale.context.claims if claim.kind in OFFER_KINDS]
        coupons += len(used)
        coupons_minor += sum(step.amount_minor for step in priced.steps if step.source in used)
        staff_minor += sum(step.amount_minor for step in priced.steps if step.code == STAFF_DISCOUNT)
        number, amount = wallets.get(sale.tender.wallet, (0, 0))
        wallets[sale.tender.wallet] = (number + 1, amount + sale.tender.amount_minor)
        for tax in priced.taxes:
            key = (tax.tax_bp, tax.tax_code == EXEMPT)
            net, part, gross = taxes.get(key, (0, 0, 0))
            taxes[key] = (net + tax.net_minor, part + tax.tax_minor, gross + tax.gross_minor)
    return DayReport(
        day=day,
        sales=count,
        pieces=pieces,
        total_minor=total,
        discount_minor=discount,
        by_wallet=tuple(WalletSum(wallet, *sums) for wallet, sums in sorted(wallets.items())),
        by_tax=tuple(TaxSum(bp, *sums, exempt=exempt) for (bp, exempt), sums in sorted(taxes.items())),
        vouchers_minor=paid_by_voucher,
        vouchers=vouchers,
        coupons=coupons,
        coupons_minor=coupons_minor,
        staff_minor=staff_minor,
        rounding_minor=rounding,
    )


def day_beside(day: str, by: int) -> str:
    """The business day so many calendar days after `day` (before it: `by` is negative)."""
    return (date.fromisoformat(day) + timedelta(days=by)).strftime("%Y%m%d")


def day_document(
    report: DayReport,
    store: Store,
    kiosk_id: str,
    at: datetime,
    say: Say,
    language: str,
    *,
    simulated: bool = False,
) -> ReceiptDocument:
    """The X-report on paper, printed `at`; figures of a day that goes on change with the next sale.
    `simulated`: of a demo tenant, which is said."""
    goes_on = report.day >= business_day(at, store.zone)
    elements = (
        *_head(report, store, kiosk_id, at, say, language),
        *_sums(report, store.currency, say),
        *([TextLine(say(Reason("day.not_final")), Align.CENTRE)] if goes_on else []),
        *([TextLine(say(Reason("receipt.simulated")), Align.CENTRE, bold=True)] if simulated else []),
    )
    return ReceiptDocument(f"X-{kiosk_id}-{report.day}", elements)


def _head(
    report: DayReport, store: Store, kiosk_id: str, at: datetime, say: Say, language: str
) -> Iterator[ReceiptElement]:
    yield TextLine(store.names.of(language), Align.CENTRE, bold=True)
    yield TextLine(say(Reason("day.title")), Align.CENTRE, bold=True, size=2)
    yield RuleLine()
    day = report.day
    yield ColumnsLine(say(Reason("day.business_day")), f"{day[:4]}-{day[4:6]}-{day[6:]}")
    yield ColumnsLine(say(Reason("receipt.kiosk")), kiosk_id)
    local = at.astimezone(ZoneInfo(store.zone))
    yield ColumnsLine(say(Reason("day.printed")), local.strftime("%Y-%m-%d %H:%M:%S"))
    yield RuleLine()


def _sums(report: DayReport, currency: str, say: Say) -> Iterator[ReceiptElement]:
    yield ColumnsLine(say(Reason("day.sales")), str(report.sales))
    yield ColumnsLine(say(Reason("receipt.pieces")), str(report.pieces))
    if report.discount_minor:
        yield ColumnsLine(say(Reason("receipt.saved")), format_minor(report.discount_minor, currency))
    yield from _of_the_discounts(report, currency, say)
    yield ColumnsLine(
        say(Reason("receipt.total")), format_minor(report.total_minor, currency), bold=True, size=2
    )
    yield RuleLine()
    for wallet in report.by_wallet:
        name = wallet_name(wallet.wallet, say)
        yield ColumnsLine(f"{name} × {wallet.sales}", format_minor(wallet.total_minor, currency))
    if report.vouchers:
        name = f"{say(Reason('receipt.voucher'))} × {report.vouchers}"
        yield ColumnsLine(name, format_minor(report.vouchers_minor, currency))
    yield RuleLine()
    if report.rounding_minor:
        yield ColumnsLine(say(Reason("receipt.rounding")), format_minor(report.rounding_minor, currency))
    for tax in report.by_tax:
        net = format_minor(tax.net_minor, currency)
        values = {"rate": percent(tax.tax_bp), "net": net}
        told = Reason("receipt.tax_exempt", {"net": net}) if tax.exempt else Reason("receipt.tax", values)
        yield ColumnsLine(say(told), format_minor(tax.tax_minor, currency))
    yield RuleLine()


def _of_the_discounts(report: DayReport, currency: str, say: Say) -> Iterator[ReceiptElement]:
    if report.coupons:
        name = f"  {say(Reason('day.coupons'))} × {report.coupons}"
        yield ColumnsLine(name, format_minor(report.coupons_minor, currency))
    if report.staff_minor:
        name = f"  {say(Reason('pricing.staff_discount'))}"
        yield ColumnsLine(name, format_minor(report.staff_minor, currency))
