"""Whether a sale has its money: what the cloud's own attempt says of it."""

from __future__ import annotations

from typing import Any

from cloud.payments.rows import AttemptRow
from kiosk.domain.payment import AttemptState
from kiosk.domain.sale import Sale
from kiosk.errors import Reason

RETURNED = frozenset({AttemptState.REFUND_PENDING, AttemptState.REFUNDED, AttemptState.REFUND_FAILED})
"""The money came and was, is being, or must be given back."""

ATTEMPT_UNKNOWN = "sale.attempt_unknown"
NOT_PAID = "sale.not_paid"
AMOUNT_DIFFERS = "sale.amount_differs"
MONEY_RETURNED = "sale.money_returned"
WITHOUT_MONEY = "sale.without_money"
"""People have settled that the shop has no money for the sale."""

OPEN_DOUBTS = frozenset({ATTEMPT_UNKNOWN, NOT_PAID, AMOUNT_DIFFERS, MONEY_RETURNED})
"""Somebody must find out about the money; every other doubt is about something else."""
UNPAID = OPEN_DOUBTS | {WITHOUT_MONEY}
"""A sale with one of these is nobody's and gives no points."""


def money_doubt(row: AttemptRow | None, kiosk: str, sale: Sale) -> Reason | None:
    """Why the money of a sale is not certain: its attempt is not paid, not by this amount, or paid back."""
    named: dict[str, str | int] = {"sale": sale.sale_no[:60]}
    if row is None or (row.sale_id, row.kiosk) != (sale.sale_id, kiosk):
        return Reason(ATTEMPT_UNKNOWN, named)
    if row.state in RETURNED:
        return Reason(MONEY_RETURNED, {**named, "state": row.state})
    if row.state is not AttemptState.PAID:
        return Reason(NOT_PAID, {**named, "state": row.state})
    if not _same_money(row, sale):
        return Reason(AMOUNT_DIFFERS, {**named, "paid_minor": row.amount_minor})
    return None


def code_of(doubt: Any) -> str:
    """Of a doubt as the books have it; empty without one."""
    return doubt["code"] if isinstance(doubt, dict) else ""


def _same_money(row: AttemptRow, sale: Sale) -> bool:
    tender = sale.tender
    paid = (row.amount_minor, row.currency, row.transaction_id)
    return paid == (tender.amount_minor, sale.priced.currency, tender.provider_transaction_id)
