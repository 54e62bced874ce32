"""Notices: how the last scan or tap went, what is left to do about it, and what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.product import Names
from kiosk.errors import Reason


class NoticeKind(StrEnum):
    """How the last scan or tap went; each kind has its own colour, icon and sound."""

    FOUND = "found"
    AGAIN = "again"
    """One more of what is in the basket."""
    MEMBER = "member"
    UNKNOWN = "unknown"
    """A code that names nothing the shop knows."""
    NOT_FOR_SALE = "not_for_sale"
    """The item in hand is not sold here, and nothing the shopper does changes that: staff take it."""
    REFUSED = "refused"
    """Not like this: the shopper can mend it, or do it elsewhere."""
    CALLED = "called"
    """Staff were called."""
    INFO = "info"


MISSES = frozenset({NoticeKind.UNKNOWN, NoticeKind.NOT_FOR_SALE})
"""An item is in hand that is not in the basket: they wait for an answer, whatever is scanned meanwhile."""


class WayOn(StrEnum):
    """What the shopper may do about a notice, besides closing it."""

    KEY_IN = "key_in"
    KEY_IN_AGAIN = "key_in_again"
    """What was keyed in cannot be right: with its digits, to be compared."""
    CALL_STAFF = "call_staff"
    WISH = "wish"
    """The shop does not keep it: to have it noted that the shopper wants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Shown until the next one or for some seconds; `serial` tells two equal ones apart."""

    serial: int
    kind: NoticeKind
    reason: Reason
    names: Names | None = None
    """The product it is about."""
    sku: str = ""
    """The same, where a way on goes by it."""
    amount_minor: int | None = None
    stays: bool = False
    """An answer is awaited: it does not fade."""
    ways: tuple[WayOn, ...] = ()
    """Where it stays: what else may be done."""

    def is_like(self, other: Notice) -> bool:
        """It says the same."""
        return (self.kind, self.reason, self.names) == (other.kind, other.reason, other.names)
