"""The trades' rules: what may be created, opened, paid, closed and refunded, and what it answers.

Trade states and who moves them:

    NOTPAY --wallet opens--> USERPAYING --pays--> SUCCESS --refund settles--> REFUND
       |                        |--refuses--> PAYERROR (may be opened and paid again)
       +--close--> CLOSED       +--the order's time runs out--> NOTPAY (can no longer be paid)

A late capture (a scripted fault) makes SUCCESS of any unpaid state, CLOSED included.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from lab.fakepay.book import Notice, Refund, Trade, TradeBook
from lab.fakepay.errors import (
    ApiError,
    invalid_request,
    order_closed,
    order_not_exist,
    order_paid,
    param_error,
    user_paying,
)
from lab.fakepay.faults import FaultBook
from lab.fakepay.keys import Keyring
from lab.fakepay.params import NativeCall, RefundCall
from lab.fakepay.shapes import BEIJING, CODE_URL, refund_answer, refund_resource, trade_answer
from lab.fakepay.signing import nonce_text

CODE_LIFE_S = 2 * 3600
ORDER_LIFE_S = 7 * 24 * 3600
MIN_LIFE_S = 60
PAID_STATES = frozenset({"SUCCESS", "REFUND"})
PAYABLE_STATES = frozenset({"NOTPAY", "USERPAYING", "PAYERROR"})


class WalletRefused(Exception):
    """The payer cannot do this now; `code` is expired, closed, paid or not_found."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Desk:
    """The provider's counter: one merchant, one book, a clock that tests may move forward."""

    def __init__(
        self, book: TradeBook, keys: Keyring, faults: FaultBook, *, refund_s: float, wake: Callable[[], None]
    ) -> None:
        self._book = book
        self._keys = keys
        self._faults = faults
        self._refund_s = refund_s
        self._wake = wake
        self._ahead_s = 0.0

    def now(self) -> float:
        """The trades' time in Unix seconds; signatures keep the machine's own."""
        return time.time() + self._ahead_s

    def advance(self, seconds: float) -> None:
        """Move the trades' clock forward, to let orders expire."""
        self._ahead_s += seconds
        self._wake()

    def state(self, trade: Trade) -> str:
        """The state shown: a payer who was still typing when the order expired pays no more."""
        return "NOTPAY" if trade.state == "USERPAYING" and self.now() >= trade.expires_at else trade.state

    def create(self, call: NativeCall) -> dict[str, Any]:
        """POST native: a new trade, or the same answer to the same call while it is unpaid and open."""
        now = self.now()
        known = self._book.trade(call.out_trade_no)
        if known is not None:
            if known.state == "CLOSED":
                raise order_closed()
            if known.request != call.request:
                raise ApiError(403, "OUT_TRADE_NO_USED", "商户订单号重复 the number is used by another order")
            if known.state in PAID_STATES:
                raise order_paid()
        if call.time_expire is not None and call.time_expire <= now + (0 if known else MIN_LIFE_S):
            raise param_error("time_expire must be more than one minute ahead", "/time_expire")
        trade = known or Trade(
            out_trade_no=call.out_trade_no,
            request=call.request,
            description=call.description,
            attach=call.attach,
            notify_url=call.notify_url,
            amount_minor=call.amount_minor,
            pr=nonce_text(7),
            state="NOTPAY",
            created_at=now,
            expires_at=now + ORDER_LIFE_S if call.time_expire is None else call.time_expire,
            code_until=0.0,
        )
        with self._book.changing():
            self._book.save(replace(trade, code_until=now + CODE_LIFE_S))
        return {"code_url": CODE_URL + trade.pr}

    def query(self, trade: Trade | None) -> dict[str, Any]:
        """GET a trade."""
        if trade is None:
            raise order_not_exist()
        state = self.state(trade)
        if self._faults.take("unknown_state", "query"):
            state = "PENDING_REVIEW"
        return trade_answer(trade, state, self._keys)

    def close(self, out_trade_no: str) -> None:
        """POST close."""
        trade = self._book.trade(out_trade_no)
        if trade is None:
            raise order_not_exist()
        state = self.state(trade)
        if state in PAID_STATES:
            raise order_paid()
        if state == "CLOSED":
            raise order_closed()
        if state == "USERPAYING":
            raise user_paying()
        with self._book.changing():
            self._book.save(replace(trade, state="CLOSED"))

    def open(self, pr: str) -> Trade:
        """The payer scanned the code and looks at the password page."""
        return self._payer_moves(self._payable(pr), "USERPAYING")

    def refuse(self, pr: str) -> Trade:
        """The payer, or the payer's bank, says no."""
        return self._payer_moves(self._payable(pr), "PAYERROR")

    def pay(self, pr: str) -> Trade:
        """The payer pays; a scripted fault may change the amount or make the capture late."""
        trade = self._payable(pr)
        amount = trade.amount_minor + (1 if self._faults.take("wrong_amount", "pay") else 0)
        late = self._faults.take("late_success", "pay")
        if late is None:
            return self._capture(trade, amount)
        waiting = replace(trade, state="NOTPAY", capture_at=self.now() + late.seconds, capture_minor=amount)
        with self._book.changing():
            self._book.save(waiting)
        self._wake()
        return waiting

    def refund(self, call: RefundCall) -> dict[str, Any]:
        """POST refunds: accepted as PROCESSING; the same call again answers with the refund as it is."""
        known = self._book.refund(call.out_refund_no)
        if call.out_trade_no is not None:
            trade = self._book.trade(call.out_trade_no)
        else:
            trade = self._book.trade_by_transaction(call.transaction_id or "")
        if trade is None:
            raise ApiError(404, "RESOURCE_NOT_EXISTS", "订单不存在 the order does not exist")
        if known is not None:
            if known.request != call.request:
                raise param_error("out_refund_no is used by another refund", "/out_refund_no")
            return refund_answer(known, trade)
        if trade.paid_minor is None:
            raise invalid_request("订单未支付 the order is not paid")
        if call.total_minor != trade.paid_minor:
            raise param_error("total is not what was paid", "/amount/total")
        before = sum(r.refund_minor for r in self._book.refunds_of(trade.out_trade_no) if r.state != "CLOSED")
        if before + call.refund_minor > trade.paid_minor:
            raise invalid_request("退款金额超出 more than was paid would be refunded")
        refund = self._new_refund(call, trade)
        with self._book.changing():
            self._book.save(refund)
        self._wake()
        return refund_answer(refund, trade)

    def query_refund(self, out_refund_no: str) -> dict[str, Any]:
        """GET a refund."""
        refund = self._book.refund(out_refund_no)
        trade = self._book.trade(refund.out_trade_no) if refund else None
        if refund is None or trade is None:
            raise ApiError(404, "RESOURCE_NOT_EXISTS", "退款单不存在 the refund does not exist")
        return refund_answer(refund, trade)

    def settle_due(self) -> None:
        """Carry out late captures and refunds whose time has come."""
        now = self.now()
        for trade in self._book.captures_due(now):
            self._capture(trade, trade.capture_minor or trade.amount_minor)
        for refund in self._book.refunds_due(now):
            self._settle(refund, now)

    def _payable(self, pr: str) -> Trade:
        trade = self._book.trade_by_pr(pr)
        if trade is None:
            raise WalletRefused("not_found")
        if trade.state in PAID_STATES or trade.capture_at is not None:
            raise WalletRefused("paid")
        if trade.state not in PAYABLE_STATES:
            raise WalletRefused("closed")
        if self.now() >= min(trade.expires_at, trade.code_until):
            raise WalletRefused("expired")
        return trade

    def _payer_moves(self, trade: Trade, state: str) -> Trade:
        moved = replace(trade, state=state)
        with self._book.changing():
            self._book.save(moved)
        return moved

    def _capture(self, trade: Trade, amount_minor: int) -> Trade:
        now = self.now()
        paid = replace(
            trade,
            state="SUCCESS",
            transaction_id=_serial_number("42", now),
            paid_minor=amount_minor,
            paid_at=now,
            capture_at=None,
        )
        resource = trade_answer(paid, "SUCCESS", self._keys)
        with self._book.changing():
            self._book.save(paid)
            self._notify(paid.notify_url, "TRANSACTION.SUCCESS", "transaction", "支付成功", resource)
        self._wake()
        return paid

    def _new_refund(self, call: RefundCall, trade: Trade) -> Refund:
        now = self.now()
        return Refund(
            out_refund_no=call.out_refund_no,
            request=call.request,
            out_trade_no=trade.out_trade_no,
            refund_id=_serial_number("50", now),
            refund_minor=call.refund_minor,
            notify_url=call.notify_url,
            state="PROCESSING",
            ends_as="ABNORMAL" if self._faults.take("refund_abnormal", "refund") else "SUCCESS",
            created_at=now,
            settle_at=now + self._refund_s,
        )

    def _settle(self, refund: Refund, now: float) -> None:
        trade = self._book.trade(refund.out_trade_no)
        if trade is None:
            raise LookupError(f"refund {refund.out_refund_no} has no trade")
        settled = replace(refund, state=refund.ends_as, settled_at=now)
        resource = refund_resource(settled, trade, self._keys)
        with self._book.changing():
            self._book.save(settled)
            if settled.state == "SUCCESS":
                self._book.save(replace(trade, state="REFUND"))
            if settled.notify_url:
                self._notify(settled.notify_url, f"REFUND.{settled.state}", "refund", "退款结果", resource)

    def _notify(self, url: str, event: str, original: str, summary: str, resource: dict[str, Any]) -> None:
        if self._faults.take("no_notify", "notify"):
            return
        fault = next((k for k in ("bad_signature", "stale_notify") if self._faults.take(k, "notify")), "")
        self._book.save(
            Notice(
                notice_id=secrets.token_hex(16),
                url=url,
                event_type=event,
                original_type=original,
                summary=summary,
                resource=json.dumps(resource, ensure_ascii=False),
                created_at=time.time(),
                attempts=0,
                next_at=time.time(),
                delivered_at=None,
                again=1 if self._faults.take("duplicate_notify", "notify") else 0,
                fault=fault,
            )
        )


def _serial_number(prefix: str, now: float) -> str:
    day = datetime.fromtimestamp(now, BEIJING).strftime("%Y%m%d")
    return prefix + "00000001" + day + f"{secrets.randbelow(10**10):010d}"
