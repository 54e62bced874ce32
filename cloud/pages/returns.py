"""What the e-receipt tells of goods that came back."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from cloud.payments.refund_rows import RefundRow
from kiosk.domain.money import format_minor
from kiosk.domain.refund_state import RefundState
from kiosk.domain.sale import Sale


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """Pieces of one line, deposits among them."""

    name: str
    pieces: int
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReturn:
    """One return; an amount of nothing is empty. The money is on its way where it is neither `given` nor
    `with_staff`."""

    number: str
    at: str
    lines: tuple[ReturnedLine, ...]
    money: str
    voucher: str
    points: int
    given: bool
    with_staff: bool


def when(sale: Sale, at: datetime) -> str:
    """By the clock of the sale's shop."""
    return at.astimezone(ZoneInfo(sale.store.zone)).strftime("%Y-%m-%d %H:%M")


def shown_returns(
    sale: Sale, rows: Sequence[RefundRow], by_hand: Set[str], language: str
) -> tuple[ShownReturn, ...]:
    """The returns of a sale, the first one first; the money of those in `by_hand` was given by people."""
    names = {line.line_id: line.names.of(language) for line in sale.goods}

    def money(minor: int) -> str:
        return format_minor(minor, sale.priced.currency) if minor else ""

    return tuple(
        ShownReturn(
            number=row.refund_no,
            at=when(sale, row.asked_at),
            lines=tuple(
                ReturnedLine(
                    names.get(line.line_id, line.sku),
                    line.pieces,
                    format_minor(line.amount_minor, sale.priced.currency),
                )
                for line in row.lines
            ),
            money=money(row.money_minor),
            voucher=money(row.voucher_minor),
            points=row.points,
            given=row.state is RefundState.GIVEN or row.refund_no in by_hand,
            with_staff=row.state is RefundState.REFUSED and row.refund_no not in by_hand,
        )
        for row in rows
    )
