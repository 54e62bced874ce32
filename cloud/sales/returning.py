"""Goods that come back to the shop: what they give back is reckoned and committed before anybody is asked.

The return stands with its row: the pieces are gone from the sale, points are taken back, coupons are free
again or a voucher is made; only its money is on its way. The sale's lock lets two clerks return a piece once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.coupons.issuing import Issue, issue
from cloud.coupons.moving import give_back_used
from cloud.database.coupon_tables import claims
from cloud.database.locks import lock_sale
from cloud.database.tables import sales
from cloud.keys import COUPON, KeyRing
from cloud.members.points import earned_by, take_back
from cloud.payments import attempts
from cloud.payments.refund_rows import RefundRow, add_refund, find_refund, given_by_hand, refunds_of, step
from cloud.payments.rows import AttemptRow
from cloud.payments.sale_money import UNPAID, code_of
from cloud.sales.statements import Statement, check
from kiosk.domain.claim_state import ClaimState
from kiosk.domain.coupon import ClaimKind
from kiosk.domain.payment import AttemptState
from kiosk.domain.priced import PricedBasket, PricedLine
from kiosk.domain.refund_state import RefundEvent, RefundState
from kiosk.domain.refunding import Refund, Returned, refund_of, whole
from kiosk.domain.role import Role
from kiosk.domain.sale import Sale
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import from_builtins

VOUCHER_LIVES = timedelta(days=365)
ASKER_HAS = timedelta(seconds=10)
"""Whoever commits a refund asks the provider itself; the sweeper waits for it that long."""
DIFFERS = "sale.differs_from_attempt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What came back: pieces of a line by its place on the receipt (from 1), or all that is left (`line`
    None). `asked_as`: the asker's own word for it; the same again is the same return."""

    sale: str
    line: int | None
    pieces: int
    said: Statement
    asked_as: str


async def take_returned(
    connection: AsyncConnection, keys: KeyRing, tenant: str, asked: Return, now: datetime
) -> RefundRow:
    """Commits the return with the caller's transaction; its money is asked for afterwards.

    Raises InputRefused: as `booked_sale` and `kiosk.domain.refunding.refund_of`, `refund.statement_wrong`,
    `refund.line_wrong`, `refund.sale_in_doubt`, `refund.money_gone`.
    """
    try:
        check(asked.said)
    except InputRefused as wrong:
        raise InputRefused(Reason("refund.statement_wrong", wrong.reason.values)) from None
    found = await booked_sale(connection, asked.sale)
    await lock_sale(connection, tenant, found.sale_id)
    booked = (
        await connection.execute(select(sales).where(sales.c.sale_id == found.sale_id).with_for_update())
    ).one()
    earlier = await refunds_of(connection, booked.sale_id)
    known = [row for row in earlier if row.asked_as == asked.asked_as]
    if known:
        return known[0]
    paid = await _money_of(connection, booked)
    sale = from_builtins(Sale, booked.sale)
    gone = [
        Returned(line.line_id, line.pieces)
        for row in earlier
        for line in row.lines
        if not _rides(sale.priced, line.line_id)
    ]
    returned = _returned(sale.priced, asked, gone)
    points_minor = await earned_by(connection, booked.sale_id)
    refund = refund_of(
        sale.priced, returned, before=gone, tender_minor=paid.paid_minor or 0, points_minor=points_minor
    )
    await _check_vouchers(connection, booked, refund, earlier)
    voucher = await _voucher(connection, keys, tenant, refund.voucher_minor, sale.priced.currency, now)
    number = f"{paid.out_trade_no}-P{len(earlier) + 1:02}"
    row = _row(booked, refund, paid, asked, number, voucher, now)
    await add_refund(connection, row)
    await take_back(connection, row.sale_id, row.refund_no, row.points)
    if row.frees_coupons:
        await give_back_used(connection, row.sale_id, now)
    return row


async def booked_sale(connection: AsyncConnection, number: str) -> Row[Any]:
    """A sale by its number or id. Raises InputRefused: `doubt.no_such_sale`, `doubt.several_sales`."""
    which = or_(sales.c.sale_no == number, sales.c.sale_id == number)
    rows = (await connection.execute(select(sales).where(which))).all()
    if len(rows) == 1:
        return rows[0]
    code = "doubt.several_sales" if rows else "doubt.no_such_sale"
    raise InputRefused(Reason(code, {"sale": number[:60]}))


async def retry(connection: AsyncConnection, refund_no: str, now: datetime) -> RefundRow:
    """Has the money of a refused refund asked for once more. Raises InputRefused: `refund.no_such_refund`,
    `refund.not_refused`, `refund.given_by_hand`."""
    row = await find_refund(connection, refund_no)
    if row is None:
        raise InputRefused(Reason("refund.no_such_refund", {"refund": refund_no[:60]}))
    if row.state is not RefundState.REFUSED:
        raise InputRefused(Reason("refund.not_refused", {"refund": refund_no[:60], "state": row.state}))
    if await given_by_hand(connection, [row]):
        raise InputRefused(Reason("refund.given_by_hand", {"refund": refund_no[:60]}))
    return await step(connection, row, RefundEvent.RETRY, now)


async def _money_of(connection: AsyncConnection, booked: Row[Any]) -> AttemptRow:
    """The payment that the shop holds the sale's money of."""
    named: dict[str, str | int] = {"sale": booked.sale_no[:60]}
    if code_of(booked.doubt) in UNPAID | {DIFFERS}:
        raise InputRefused(Reason("refund.sale_in_doubt", named))
    paid = await attempts.find(connection, booked.attempt_id)
    if paid is None or paid.sale_id != booked.sale_id or paid.state is not AttemptState.PAID:
        state = "unknown" if paid is None else paid.state.value
        raise InputRefused(Reason("refund.money_gone", {**named, "state": state}))
    return paid


def _rides(priced: PricedBasket, line_id: str) -> bool:
    """Whether a line follows another one: its pieces are counted with those of its good."""
    return any(line.line_id == line_id and line.refers_to for line in priced.lines)


def _returned(priced: PricedBasket, asked: Return, gone: list[Returned]) -> tuple[Returned, ...]:
    if asked.line is None:
        return whole(priced, gone)
    if not 1 <= asked.line <= len(priced.lines):
        values: dict[str, str | int] = {"line": asked.line, "lines": len(priced.lines)}
        raise InputRefused(Reason("refund.line_wrong", values))
    line: PricedLine = priced.lines[asked.line - 1]
    return (Returned(line.line_id, asked.pieces),)


async def _check_vouchers(
    connection: AsyncConnection, booked: Row[Any], refund: Refund, earlier: list[RefundRow]
) -> None:
    """No more comes back as a voucher than vouchers have paid, whatever a kiosk's record says."""
    claim = claims.c
    used = select(func.coalesce(func.sum(claim.amount_minor), 0)).where(
        claim.attempt_id == booked.attempt_id,
        claim.kind == ClaimKind.VOUCHER.value,
        claim.state == ClaimState.CONSUMED.value,
    )
    given = refund.voucher_minor + sum(row.voucher_minor for row in earlier)
    if refund.voucher_minor and given > int(await connection.scalar(used) or 0):
        raise InputRefused(Reason("refund.sale_in_doubt", {"sale": booked.sale_no[:60]}))


async def _voucher(
    connection: AsyncConnection, keys: KeyRing, tenant: str, minor: int, currency: str, now: datetime
) -> str:
    if minor == 0:
        return ""
    key = await keys.announce(connection, tenant, COUPON)
    return issue(key, Issue(amount_minor=minor, currency=currency, valid_until=now + VOUCHER_LIVES), 1)[0]


def _row(
    booked: Row[Any],
    refund: Refund,
    paid: AttemptRow,
    asked: Return,
    number: str,
    voucher: str,
    now: datetime,
) -> RefundRow:
    goods = [line for line in refund.lines if line.role is Role.GOODS]
    to_ask = refund.money_minor > 0
    return RefundRow(
        tenant=booked.tenant,
        refund_no=number,
        store=booked.store,
        sale_id=booked.sale_id,
        attempt_id=booked.attempt_id,
        asked_as=asked.asked_as,
        lines=refund.lines,
        pieces=sum(line.pieces for line in refund.lines),
        currency=paid.currency,
        money_minor=refund.money_minor,
        voucher_minor=refund.voucher_minor,
        voucher=voucher,
        earning_minor=sum(line.net_minor + line.tax_minor for line in goods),
        points=refund.points,
        frees_coupons=refund.frees_coupons,
        why=asked.said.why.strip(),
        asked_by=asked.said.by.strip(),
        provider_no=number,
        state=RefundState.REQUESTED if to_ask else RefundState.GIVEN,
        refusal=None,
        version=0,
        asked_at=now,
        changed_at=now,
        due_at=now + ASKER_HAS if to_ask else None,
        checks=0,
    )
