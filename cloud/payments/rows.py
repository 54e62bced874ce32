"""A payment attempt as the database has it, and the numbers derived from its id."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from kiosk.domain.payment import Attempt, AttemptState
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import from_builtins

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ATTEMPT_ID = re.compile(r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})-([0-9]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """One row of `pay_attempts` without the request's bytes."""

    tenant: str
    attempt_id: str
    store: str
    kiosk: str
    sale_id: str
    wallet: str
    out_trade_no: str
    amount_minor: int
    currency: str
    state: AttemptState
    version: int
    holds_sale: bool
    was_closed: bool
    opened: bool
    abandoned: bool
    request_hash: str
    qr_text: str | None
    expires_at: datetime
    paid_at: datetime | None
    transaction_id: str | None
    paid_minor: int | None
    reason: Reason | None
    refund_no: str | None
    created_at: datetime
    changed_at: datetime
    due_at: datetime | None
    checks: int
    unanswered: int

    def answer(self) -> Attempt:
        """What a kiosk is told."""
        return Attempt(
            attempt_id=self.attempt_id,
            sale_id=self.sale_id,
            wallet=self.wallet,
            state=self.state,
            version=self.version,
            amount_minor=self.amount_minor,
            currency=self.currency,
            qr_text=self.qr_text,
            expires_at=self.expires_at,
            paid_at=self.paid_at,
            provider_transaction_id=self.transaction_id,
            reason=self.reason,
            opened=self.opened,
        )


def from_row(row: Row[Any]) -> AttemptRow:
    values = {name: row._mapping[name] for name in AttemptRow.__dataclass_fields__}
    values["state"] = AttemptState(values["state"])
    values["reason"] = None if values["reason"] is None else from_builtins(Reason, values["reason"])
    return AttemptRow(**values)


def out_trade_no(attempt_id: str, sale_id: str) -> str:
    """The provider's number: the sale's UUID in 26 Crockford digits, `-`, the attempt's two digits.

    29 of the 32 characters WeChat Pay allows. Raises InputRefused when the attempt's id is not
    `<sale_id>-<nn>`.
    """
    parts = ATTEMPT_ID.fullmatch(attempt_id)
    if parts is None or parts[1] != sale_id:
        raise InputRefused(Reason("payment.attempt_id_wrong", {"attempt": attempt_id[:60]}))
    number = uuid.UUID(sale_id).int
    digits = "".join(CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))
    return f"{digits}-{parts[2]}"


def refund_no(trade_no: str) -> str:
    """The number of the one refund an attempt can have: the whole amount, once."""
    return f"{trade_no}-R"


def next_refund_no(number: str) -> str:
    """The number after one whose refund the provider has closed for good: `-R`, `-R2`, `-R3` and so on."""
    trade_no, _, times = number.rpartition("-R")
    return f"{trade_no}-R{int(times or 1) + 1}"
