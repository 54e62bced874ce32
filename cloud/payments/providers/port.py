"""What the attempt machine asks of a payment provider, and every way a provider can answer.

An answer is one of three things, and the types keep them apart:

    a value           the provider said so, and its signature was checked
    ProviderRefused   the provider definitely refused, and its signature was checked
    ProviderUnknown   nobody knows: no answer, a 5xx, an unreadable or wrongly signed one

Unknown never means failed: the provider may have acted before the answer was lost. The caller asks again
with `query` before it decides anything.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable


class ProviderError(Exception):
    """Root of what an adapter raises; see the module's text for the three kinds of answer."""


class UnknownReason(enum.StrEnum):
    """Why the provider's answer is not known. For logs and alarms; the meaning is the same for all."""

    TIMEOUT = "timeout"
    CONNECTION = "connection"
    SERVER_ERROR = "server_error"
    RATE_LIMITED = "rate_limited"
    UNREADABLE = "unreadable"
    BAD_SIGNATURE = "bad_signature"


class ProviderUnknown(ProviderError):
    """The outcome is unknown. `detail` is for the log; it holds no secret and no customer's name."""

    def __init__(self, reason: UnknownReason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


class Refusal(enum.StrEnum):
    """What a definite refusal means, whatever word the provider used for it."""

    ALREADY_PAID = "already_paid"
    ALREADY_CLOSED = "already_closed"
    ID_USED = "id_used"
    NOT_FOUND = "not_found"
    USER_PAYING = "user_paying"
    NOT_AUTHORISED = "not_authorised"
    INVALID = "invalid"
    OTHER = "other"


class ProviderRefused(ProviderError):
    """A verified refusal. `code` is the provider's own word, `kind` what it means to us."""

    def __init__(self, code: str, detail: str = "", *, kind: Refusal = Refusal.OTHER) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.kind = kind


class NotificationRefused(ProviderError):
    """A notification that is not proven to be the provider's, fresh and ours: answer it with 401.

    Providers send deliberately bad ones to test the receiver, so one is no alarm; many are.
    """


class TradeState(enum.StrEnum):
    """The provider's view of a trade, in words of our own."""

    NOT_FOUND = "not_found"
    """The provider has no such trade (yet): a create still on its way may bring it to life."""
    NOT_PAID = "not_paid"
    USER_PAYING = "user_paying"
    SUCCESS = "success"
    CLOSED = "closed"
    REFUNDED = "refunded"
    """Paid once, and refunded in whole or part since."""
    REVOKED = "revoked"
    PAY_ERROR = "pay_error"
    UNKNOWN = "unknown"
    """A word this adapter does not know; `raw_state` has it. Raise an alarm, change nothing."""


class RefundState(enum.StrEnum):
    """The provider's view of a refund. PROCESSING ends in one of the others, by notification or query."""

    NOT_FOUND = "not_found"
    PROCESSING = "processing"
    SUCCESS = "success"
    CLOSED = "closed"
    """It will not happen; the money is still ours to return by another refund id."""
    ABNORMAL = "abnormal"
    """The payer's account cannot take it: staff must return the money another way."""
    UNKNOWN = "unknown"


class CloseResult(enum.StrEnum):
    """How the provider answered a close. Only CLOSED followed by a query saying CLOSED frees the sale."""

    CLOSED = "closed"
    ALREADY_PAID = "already_paid"
    USER_PAYING = "user_paying"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class ProviderIdentity:
    """Who we are to the provider. Answers must carry the same merchant and app, or they are quarantined."""

    name: str
    merchant_id: str
    app_id: str
    base_url: str


@dataclass(frozen=True, slots=True)
class ProviderOrder:
    """A trade to open. `out_trade_no` is 6 to 32 of [0-9A-Za-z_-|*] and is never used again once closed.

    The same order sent again (every field equal) answers as the first time. `notify_url` is where the
    provider posts what happens; `expires_at` is an aware instant after which it cannot be paid.
    """

    out_trade_no: str
    amount_minor: int
    currency: str
    description: str
    expires_at: datetime
    notify_url: str


@dataclass(frozen=True, slots=True)
class Presented:
    """The trade is open; `code_url` is what the QR shows."""

    code_url: str


@dataclass(frozen=True, slots=True)
class ProviderTrade:
    """A verified statement of the provider about one trade.

    None stands for what the provider did not say (an unpaid trade has no transaction, amount or instant).
    The caller compares amount, currency, merchant and app with its own before it believes a SUCCESS.
    """

    out_trade_no: str
    state: TradeState
    raw_state: str
    transaction_id: str | None = None
    amount_minor: int | None = None
    currency: str | None = None
    merchant_id: str | None = None
    app_id: str | None = None
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """A refund to make. The same `out_refund_no` with the same fields is the same refund."""

    out_refund_no: str
    out_trade_no: str
    refund_minor: int
    paid_minor: int
    currency: str
    reason: str = ""
    notify_url: str | None = None


@dataclass(frozen=True, slots=True)
class ProviderRefund:
    """A verified statement of the provider about one refund."""

    out_refund_no: str
    state: RefundState
    raw_state: str
    out_trade_no: str | None = None
    refund_id: str | None = None
    amount_minor: int | None = None
    currency: str | None = None
    merchant_id: str | None = None
    refunded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    """A verified, decrypted notification: exactly one of `trade` and `refund` is set.

    It is a hint to query, never a reason to move money. `notification_id` is the same when it is resent.
    """

    notification_id: str
    event_type: str
    trade: ProviderTrade | None = None
    refund: ProviderRefund | None = None


@dataclass(frozen=True, slots=True)
class CouponUse:
    """A merchant coupon that is used. The same `request_no` (at most 32 signs) is the same use."""

    coupon_code: str
    stock_id: str
    request_no: str
    used_at: datetime


@runtime_checkable
class CouponRedeemer(Protocol):
    """A provider whose wallet holds coupons of the merchant's. It takes nothing off: the shop does.

    Every coroutine raises ProviderUnknown or ProviderRefused and nothing else, and is bounded in time.
    """

    async def use_coupon(self, use: CouponUse) -> None:
        """Tell that it was used; refused where it was used before, is out of its dates or not the shop's."""

    async def return_coupon(self, coupon_code: str, stock_id: str, request_no: str) -> None:
        """Take a use back; refused where it was not used. The same number again is the same return."""


class PaymentProvider(Protocol):
    """One merchant account at one provider.

    Every coroutine raises ProviderUnknown or ProviderRefused and nothing else, and is bounded in time.
    """

    @property
    def identity(self) -> ProviderIdentity:
        """Who we are to this provider."""

    async def create(self, order: ProviderOrder) -> Presented:
        """Open the trade, or answer as the first time when the same order is already open."""

    async def query(self, out_trade_no: str) -> ProviderTrade:
        """What the provider knows of the trade; a missing one is a trade in state NOT_FOUND."""

    async def close(self, out_trade_no: str) -> CloseResult:
        """Ask that the trade can no longer be paid."""

    async def refund(self, order: RefundOrder) -> ProviderRefund:
        """Return money of a paid trade; usually answers PROCESSING."""

    async def query_refund(self, out_refund_no: str) -> ProviderRefund:
        """What the provider knows of the refund; a missing one is in state NOT_FOUND."""

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """Check and open what was posted to the notify URL. Raises NotificationRefused."""

    async def aclose(self) -> None:
        """Give up the connections."""
