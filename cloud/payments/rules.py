"""What a provider's statement means for an attempt: pure, no database, no clock.

A verified success is believed only when amount, currency, merchant and app are ours. What nobody said
changes nothing. When to ask again is here too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cloud.payments.providers.port import (
    ProviderIdentity,
    ProviderRefund,
    ProviderTrade,
    RefundState,
    TradeState,
)
from cloud.payments.rows import AttemptRow
from kiosk.domain.payment import SHOWING, AttemptEvent, AttemptState
from kiosk.errors import Reason

SHORTEST_LIFE = timedelta(seconds=70)
"""WeChat Pay refuses an expiry of a minute or less."""
LONGEST_LIFE = timedelta(hours=2)
"""A code_url lives no longer."""
AFTER_EXPIRY = timedelta(seconds=120)
"""How long after its expiry a trade the provider never had may still come to life."""
CLOSED_LOOKS = (AFTER_EXPIRY, timedelta(minutes=10), timedelta(minutes=30), LONGEST_LIFE)
"""How long after its expiry a closed attempt is asked about: money may be settled late. The last one, the
provider's maximum age of a trade, is asked about until it has an answer."""
BACKOFF_S = (2, 3, 5, 5, 10, 10, 20, 30, 60, 120, 300)
UNANSWERED_LIMIT = 3
"""Queries in a row without an answer after which a shown code is UNKNOWN."""

_S, _E = AttemptState, AttemptEvent


@dataclass(frozen=True, slots=True)
class Verdict:
    """The event to apply with what it writes, or no event; `alarm` is for people whatever the event.

    `answered` is False where the provider said something that settles nothing.
    """

    event: AttemptEvent | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    alarm: Reason | None = None
    answered: bool = True


NOTHING = Verdict()
UNSETTLED_YET = Verdict(answered=False)


def life(asked_until: datetime, now: datetime) -> datetime:
    """The expiry the provider is given: what the kiosk asked for, within what providers accept."""
    return min(max(asked_until, now + SHORTEST_LIFE), now + LONGEST_LIFE).replace(microsecond=0)


def judge(row: AttemptRow, trade: ProviderTrade, ours: ProviderIdentity, now: datetime) -> Verdict:
    """The meaning of one verified statement about the attempt's trade."""
    match trade.state:
        case TradeState.SUCCESS:
            return _success(row, trade, ours)
        case TradeState.REFUNDED:
            return _mismatch(trade, Reason("payment.refunded_elsewhere", {"attempt": row.attempt_id}))
        case TradeState.CLOSED | TradeState.REVOKED:
            return NOTHING if row.state is _S.CLOSED else Verdict(_E.CLOSED)
        case TradeState.USER_PAYING:
            return _user_paying(row)
        case TradeState.NOT_PAID | TradeState.PAY_ERROR:
            if row.state is _S.CLOSED:
                return UNSETTLED_YET
            shown_again = row.state is _S.USERPAYING or (row.state is _S.UNKNOWN and row.qr_text is not None)
            return Verdict(_E.PRESENTED) if shown_again else NOTHING
        case TradeState.NOT_FOUND:
            gone = row.state is _S.CLOSING and now > row.expires_at + AFTER_EXPIRY
            return Verdict(_E.CLOSED) if gone else NOTHING
        case TradeState.UNKNOWN:
            alarm = Reason(
                "payment.provider_word_unknown", {"word": trade.raw_state[:40], "attempt": row.attempt_id}
            )
            return Verdict(_E.NO_ANSWER if row.state in SHOWING else None, alarm=alarm, answered=False)


def _user_paying(row: AttemptRow) -> Verdict:
    if row.state is _S.CLOSED:
        return UNSETTLED_YET
    shown = row.state in {_S.PRESENTED, _S.UNKNOWN} and row.qr_text is not None
    return Verdict(_E.OPENED) if shown or (row.state is _S.CLOSING and not row.opened) else NOTHING


def _success(row: AttemptRow, trade: ProviderTrade, ours: ProviderIdentity) -> Verdict:
    pairs = {
        "trade": (trade.out_trade_no, row.out_trade_no),
        "amount": (trade.amount_minor, row.amount_minor),
        "currency": (trade.currency, row.currency),
        "merchant": (trade.merchant_id, ours.merchant_id),
        "app": (trade.app_id, ours.app_id),
    }
    differing = [name for name, (said, expected) in pairs.items() if said != expected]
    if trade.transaction_id is None or trade.paid_at is None:
        differing.append("transaction")
    if differing:
        values: dict[str, str | int] = {"attempt": row.attempt_id, "differing": ", ".join(differing)}
        return _mismatch(trade, Reason("payment.success_mismatched", values))
    event = _E.SUCCEEDED_LATE if row.state is _S.CLOSED else _E.SUCCEEDED
    return Verdict(event, _money(trade))


def _mismatch(trade: ProviderTrade, reason: Reason) -> Verdict:
    return Verdict(_E.MISMATCHED, {**_money(trade), "reason": reason}, alarm=reason)


def _money(trade: ProviderTrade) -> dict[str, Any]:
    return {
        "transaction_id": trade.transaction_id,
        "paid_minor": trade.amount_minor,
        "paid_at": trade.paid_at,
    }


def needs_asking_again(row: AttemptRow, trade: ProviderTrade) -> bool:
    """No code was ever shown and the provider has no paid trade: the same order may be sent again."""
    open_states = {TradeState.NOT_FOUND, TradeState.NOT_PAID}
    return row.state is _S.UNKNOWN and row.qr_text is None and trade.state in open_states


def holds_sale(before: AttemptRow, event: AttemptEvent, state: AttemptState) -> bool:
    """Whether no other attempt of the sale may show a code while this one is in `state` after `event`.

    An attempt being closed holds the sale on only when its shopper is seen paying or may be.
    """
    if state is _S.CLOSING:
        may_be_paying = before.state in {_S.USERPAYING, _S.UNKNOWN} and before.qr_text is not None
        return may_be_paying or event is _E.OPENED
    return state in {_S.CREATED, _S.REQUESTING, _S.UNKNOWN} | SHOWING


def next_due(row: AttemptRow, now: datetime, *, answered: bool = True) -> datetime | None:
    """When the sweeper looks at the attempt again; None when nothing is left to learn."""
    if row.state in {_S.PAID, _S.MISMATCH, _S.REFUSED, _S.ABANDONED, _S.REFUNDED, _S.REFUND_FAILED}:
        return None
    due = now + timedelta(seconds=BACKOFF_S[min(row.checks, len(BACKOFF_S) - 1)])
    if row.state is _S.CLOSED:
        looks = (row.expires_at + after for after in CLOSED_LOOKS)
        return next((look for look in looks if now < look), None) if answered else due
    if row.state in SHOWING | {_S.UNKNOWN} and now < row.expires_at:
        return min(due, row.expires_at)
    return due


def goes_back(row: AttemptRow, of_sale: Sequence[AttemptRow]) -> bool:
    """Money nobody waits for: the shopper has left, or another attempt has paid the sale."""
    return any(
        one.state is _S.PAID or (one.abandoned and one.attempt_id == row.attempt_id) for one in of_sale
    )


def holds_instead(row: AttemptRow, other: AttemptRow) -> bool:
    """Another code of the sale was shown before this one's shopper was seen paying it."""
    return other.holds_sale and other.attempt_id != row.attempt_id


def refund_verdict(row: AttemptRow, refund: ProviderRefund, paid_minor: int) -> Verdict:
    """The meaning of one verified statement about the attempt's refund."""
    match refund.state:
        case RefundState.SUCCESS if refund.amount_minor in {None, paid_minor}:
            return Verdict(_E.REFUNDED)
        case RefundState.PROCESSING | RefundState.NOT_FOUND:
            return Verdict()
        case RefundState.UNKNOWN:
            values = {"word": refund.raw_state[:40], "attempt": row.attempt_id}
            return Verdict(alarm=Reason("payment.provider_word_unknown", values))
        case _:
            values = {"attempt": row.attempt_id, "code": refund.raw_state[:40]}
            reason = Reason("payment.refund_refused", values)
            return Verdict(_E.REFUND_FAILED, {"reason": reason}, reason)
