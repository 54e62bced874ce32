"""The cloud's side of the port, steered by a test: what it knows, says, refuses, and how slow the line is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.domain.events import Record
from kiosk.domain.heartbeat import CloudWish, Heartbeat, StoreTold
from kiosk.domain.payment import NO_WALLET, SHOWING, UNSETTLED, Attempt, AttemptRequest, AttemptState
from kiosk.domain.serials import SerialMark, SerialPage
from kiosk.errors import CloudRefused, CloudUnreachable, Reason
from kiosk.ports import CatalogueNews, CatalogueUpdate


class Held:
    """Calls of one kind wait, before the cloud hears them or with its answer on the way back."""

    def __init__(self, times: int) -> None:
        self._left = times
        self._go = threading.Event()
        self.holds = 0
        """How many were held so far."""

    def pass_by(self) -> None:
        if self._left > 0 and not self._go.is_set():
            self._left -= 1
            self.holds += 1
            assert self._go.wait(20), "a held call was never let go"

    def let_go(self) -> None:
        self._go.set()


FREE = Held(0)


@dataclass
class ScriptedCloud:
    """Attempts in memory by the cloud's own rules; records are kept in order. `put`, `await` and `close`
    name the calls about attempts."""

    reachable: bool = True
    attempts: dict[str, Attempt] = field(default_factory=dict)
    requests: list[AttemptRequest] = field(default_factory=list)
    closings: list[tuple[str, bool]] = field(default_factory=list)
    """Every close that was asked for: the attempt, and whether it is abandoned."""
    looks: list[tuple[str, float]] = field(default_factory=list)
    """Every question how an attempt stands, and for how long it may wait."""
    records: list[Record] = field(default_factory=list)
    heartbeats: list[Heartbeat] = field(default_factory=list)
    store: StoreTold | None = None
    """The store as it is now; None: as every kiosk was enrolled."""
    serials: list[SerialMark] = field(default_factory=list)
    """The group's list of single items sold."""
    closes: AttemptState | None = AttemptState.CLOSED
    """What a close leads to at once; None: CLOSING stays."""
    returns_paid: bool = True
    """Money that came is given back when the cloud hears that its basket was given up."""
    refuses: dict[str, Reason] = field(default_factory=dict)
    longest_wait_s: float = 0.2
    asks_minor: int | None = None
    """New attempts are for this amount, whatever was asked for."""
    asks_currency: str | None = None
    manifest_expires_at: datetime | None = None
    updates: Callable[[int, bool], CatalogueUpdate | None] = lambda known, whole: None
    """The catalogue's files for a kiosk with this revision, or the whole."""
    manifest: str = "m-1"
    """The hash of the signed document."""
    catalogue_looks: int = 0
    catalogue_known: tuple[int, str, bool] = (0, "", False)
    """What the kiosk said at its last look that it has."""
    """How often it was asked for."""
    _requests_held: dict[str, Held] = field(default_factory=dict)
    _answers_held: dict[str, Held] = field(default_factory=dict)

    def hold_requests(self, call: str, times: int = 1) -> Held:
        """The next ones are slow to reach the cloud."""
        return self._requests_held.setdefault(call, Held(times))

    def hold_answers(self, call: str, times: int = 1) -> Held:
        """The next answers are slow on their way back; the cloud has done what they tell."""
        return self._answers_held.setdefault(call, Held(times))

    def let_all_go(self) -> None:
        for held in (*self._requests_held.values(), *self._answers_held.values()):
            held.let_go()

    def _reach(self, call: str = "") -> None:
        self._requests_held.get(call, FREE).pass_by()
        if not self.reachable:
            raise CloudUnreachable(Reason("cloud.unreachable"))
        if call in self.refuses:
            raise CloudRefused(self.refuses[call])

    def _answer(self, call: str, attempt: Attempt) -> Attempt:
        self._answers_held.get(call, FREE).pass_by()
        return attempt

    def _known(self, attempt_id: str) -> Attempt:
        if attempt_id not in self.attempts:
            raise CloudRefused(Reason("payment.unknown_attempt", {"attempt": attempt_id}))
        return self.attempts[attempt_id]

    def put_attempt(self, request: AttemptRequest) -> Attempt:
        self._reach("put")
        for other in self.attempts.values():
            same_sale = other.sale_id == request.sale_id and other.attempt_id != request.attempt_id
            if same_sale and other.state in SHOWING:
                raise CloudRefused(Reason("payment.another_attempt_showing", {"attempt": other.attempt_id}))
        self.requests.append(request)
        nothing = request.wallet == NO_WALLET
        made = Attempt(
            attempt_id=request.attempt_id,
            sale_id=request.sale_id,
            wallet=request.wallet,
            state=AttemptState.PAID if nothing else AttemptState.PRESENTED,
            version=1,
            amount_minor=request.due_minor if self.asks_minor is None else self.asks_minor,
            currency=self.asks_currency or request.priced.currency,
            qr_text=None if nothing else f"weixin://pay/{request.attempt_id}",
            expires_at=request.expires_at,
            paid_at=datetime.now(UTC) if nothing else None,
            provider_transaction_id=request.attempt_id if nothing else None,
        )
        return self._answer("put", self.attempts.setdefault(request.attempt_id, made))

    def await_attempt(self, attempt_id: str, after_version: int, wait_s: float) -> Attempt:
        self.looks.append((attempt_id, wait_s))
        until = time.monotonic() + min(wait_s, self.longest_wait_s)
        while True:
            self._reach("await")
            attempt = self._known(attempt_id)
            if attempt.version > after_version or time.monotonic() >= until:
                return self._answer("await", attempt)
            time.sleep(0.005)

    def close_attempt(self, attempt_id: str, *, abandon: bool = False) -> Attempt:
        self._reach("close")
        self.closings.append((attempt_id, abandon))
        if self._known(attempt_id).state in (*SHOWING, AttemptState.UNKNOWN):
            self.becomes(attempt_id, self.closes or AttemptState.CLOSING)
        elif self.closes is not None and self.attempts[attempt_id].state in UNSETTLED:
            self.becomes(attempt_id, self.closes)
        elif abandon and self.returns_paid and self.attempts[attempt_id].state is AttemptState.PAID:
            self.becomes(attempt_id, AttemptState.REFUND_PENDING)
        return self._answer("close", self.attempts[attempt_id])

    def becomes(self, attempt_id: str, state: AttemptState, **fields: Any) -> None:
        old = self.attempts[attempt_id]
        paid = state is AttemptState.PAID
        known: dict[str, Any] = {
            "state": state,
            "version": old.version + 1,
            "paid_at": datetime.now(UTC) if paid else None,
            "provider_transaction_id": f"4200{old.attempt_id[-8:]}" if paid else None,
        }
        self.attempts[attempt_id] = replace(old, **{**known, **fields})

    def pay(self, attempt_id: str = "") -> None:
        """The wallet's money came: for an abandoned attempt it goes back."""
        paid = attempt_id or self.requests[-1].attempt_id
        given_up = (paid, True) in self.closings
        self.becomes(paid, AttemptState.REFUND_PENDING if given_up else AttemptState.PAID)

    def put_records(self, records: Sequence[Record]) -> int:
        self._reach()
        known = {(record.lane, record.seq) for record in self.records}
        self.records.extend(record for record in records if (record.lane, record.seq) not in known)
        return records[-1].seq

    def heartbeat(self, report: Heartbeat) -> CloudWish:
        self._reach("heartbeat")
        self.heartbeats.append(report)
        news = self.store if self.store is not None and self.store.version != report.store else None
        return CloudWish(desired_version="0.2.0", serials_upto=len(self.serials), store=news)

    def fetch_serials(self, after: int) -> SerialPage:
        """Two marks at a time."""
        self._reach("serials")
        upto = min(after + 2, len(self.serials))
        return SerialPage(marks=tuple(self.serials[after:upto]), upto=max(upto, 0))

    def fetch_catalogue(
        self,
        known_revision: int,
        folder: Path,
        *,
        checksum: str = "",
        is_local: bool = False,
        whole: bool = False,
        held: str = "",
    ) -> CatalogueNews:
        """By a manifest that holds as long as the test says."""
        self.catalogue_looks += 1
        self.catalogue_known = (known_revision, checksum, is_local)
        self._reach("catalogue")
        if held and held == self.manifest:
            return CatalogueNews(expires_at=self.manifest_expires_at, manifest=held, is_held=True)
        update = self.updates(known_revision, whole)
        return CatalogueNews(expires_at=self.manifest_expires_at, update=update, manifest=self.manifest)
