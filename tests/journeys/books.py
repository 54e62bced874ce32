"""The three books of a shop: the provider's, the cloud's and the kiosk's ledger. In the end they agree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
from sqlalchemy import select

from cloud.database.tables import pay_attempts, records, sales
from kiosk.assembly import SystemClock, read_identity
from kiosk.domain.events import Lane
from kiosk.domain.payment import UNSETTLED, AttemptState
from kiosk.domain.sale import Sale
from kiosk.ports import Identity
from kiosk.remote.wire.codec import decode, from_builtins
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from lab.demo.surroundings import Surroundings
from lab.fakepay.remote import FakepayRemote

STILL_MOVING = UNSETTLED | {AttemptState.LATE_PAID, AttemptState.REFUND_PENDING}


def opened_ledger(folder: Path) -> SqliteLedger:
    """Of a kiosk that is off; a context manager."""
    clock = SystemClock()
    return SqliteLedger(folder / "ledger.db", UuidIds(clock), clock)


def identity_of(folder: Path) -> Identity:
    """Who the kiosk in this folder is; it must be off."""
    with opened_ledger(folder) as ledger:
        return read_identity(ledger)


@dataclass(frozen=True)
class LedgerBook:
    """What the kiosk kept: sales in order, and every record's (lane, seq, hash)."""

    sales: list[Sale]
    records: set[tuple[str, int, str]]


def read_ledger(folder: Path) -> LedgerBook:
    """Raises StoreUnusable where a chain of records is broken; the kiosk must be off."""
    with opened_ledger(folder) as ledger:
        for lane in Lane:
            ledger.verify_chain(lane)
    connection = apsw.Connection(str(folder / "ledger.db"), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        rows = list(connection.execute("SELECT lane, seq, hash, kind, body FROM records ORDER BY lane, seq"))
    finally:
        connection.close()
    closed = [decode(Sale, body) for *_, kind, body in rows if kind == "sale_closed"]
    return LedgerBook(closed, {(lane, seq, digest) for lane, seq, digest, *_ in rows})


class CloudBook:
    """What PostgreSQL has of one kiosk."""

    def __init__(self, around: Surroundings, kiosk_id: str) -> None:
        self._around = around
        self._kiosk_id = kiosk_id

    def sales(self) -> list[dict[str, Any]]:
        wanted = ("sale_id", "sale_no", "total_minor", "attempt_id", "member_ref", "doubt")
        return self._rows(sales, wanted)

    def attempts(self) -> list[dict[str, Any]]:
        """In the order in which they were made."""
        wanted = ("attempt_id", "sale_id", "state", "out_trade_no", "amount_minor")
        return sorted(self._rows(pay_attempts, wanted), key=lambda row: str(row["attempt_id"]))

    def sold(self) -> list[Sale]:
        """Each sale whole, as PostgreSQL has it."""
        return [from_builtins(Sale, row["sale"]) for row in self._rows(sales, ("sale",))]

    def records(self, kind: str | None = None) -> list[dict[str, Any]]:
        found = self._rows(records, ("lane", "seq", "hash", "kind", "body"))
        return [row for row in found if kind in (None, row["kind"])]

    def _rows(self, table: Any, wanted: tuple[str, ...]) -> list[dict[str, Any]]:
        query = select(*(table.c[name] for name in wanted)).where(table.c.kiosk == self._kiosk_id)
        return self._around.rows(query)


class ProviderBook:
    """What fakepay has."""

    def __init__(self, wallet: FakepayRemote) -> None:
        self._wallet = wallet

    def trades(self) -> dict[str, dict[str, Any]]:
        """By the number the cloud gave it."""
        return {trade["out_trade_no"]: trade for trade in self._wallet.trades()}


def kept_minor(trade: dict[str, Any]) -> int:
    """What the shop has of a trade: captured, less what was given back."""
    returned = sum(one["refund_minor"] for one in trade["refunds"] if one["state"] == "SUCCESS")
    return int(trade["paid_minor"] or 0) - int(returned)
