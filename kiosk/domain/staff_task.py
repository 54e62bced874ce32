"""Tasks for staff: what a kiosk cannot end by itself, told in words with what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.errors import Reason

CALL = "shopper_calls"
"""Heard at once or not at all: a call is no task that waits, the shopper stands there or has gone."""
RECEIPT_OWED = "receipt_owed"
WISH = "wish_extended_range"
"""A shopper wants a good that the shop does not keep: `sku`, `product`, and `member_ref` where they showed a
member's code."""

_TOLD: Mapping[str, str] = {
    RECEIPT_OWED: "task.receipt_owed",
    "late_payment": "task.late_payment",
    "goods_not_paid": "task.goods_not_paid",
    "payment_not_booked": "task.payment_not_booked",
    "payment_in_doubt": "task.payment_in_doubt",
    "paid_twice": "task.paid_twice",
    "wrong_amount": "task.wrong_amount",
    CALL: "task.shopper_calls",
    WISH: "task.wish",
}
_LONGEST = 60
"""Of a text out of a record that is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffTask:
    """A task as its record has it."""

    task_id: str
    """The id of the record that raised it."""
    at: datetime
    about: Mapping[str, object]
    """The record's body: `task` names what is to be done."""

    @property
    def task(self) -> str:
        return str(self.about.get("task", ""))


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """The newest tasks that wait, newest first, and how many wait in all."""

    newest: tuple[StaffTask, ...] = ()
    count: int = 0


def what_to_do(about: Mapping[str, object], sale_no: str = "") -> Reason:
    """What happened and what a person does about it, of any body, also of a kind of task not known here.

    `sale_no`: the number of the sale it is about, where the body does not say it.
    """
    task = str(about.get("task", ""))[:_LONGEST]
    code = payment_code(about)
    number = sale_no or str(about.get("sale_no") or "")[:_LONGEST] or code
    values: dict[str, str | int] = {"task": task, "sale": number, "code": code, "pieces": _pieces(about)}
    values |= {name: str(about.get(name) or "")[:_LONGEST] for name in ("sku", "product")}
    if task == WISH and about.get("member_ref"):
        return Reason("task.wish_of_member", values)
    return Reason(_TOLD.get(task, "task.unknown"), values)


def payment_code(about: Mapping[str, object]) -> str:
    """What staff find the payment by: the random end of its attempt's id, else of its sale's."""
    attempt_id, sale_id, attempts = (about.get(name) for name in ("attempt_id", "sale_id", "attempts"))
    if isinstance(attempt_id, str) and attempt_id:
        return attempt_id[-11:].upper()
    if not isinstance(sale_id, str):
        return ""
    number = f"-{attempts:02d}" if isinstance(attempts, int) else ""
    return f"{sale_id[-8:].upper()}{number}"


def _pieces(about: Mapping[str, object]) -> int:
    lines = about.get("lines")
    quantities = (
        [line.get("quantity") for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    )
    return sum(quantity for quantity in quantities if isinstance(quantity, int))
