"""PINs: whose a typed one is, behind a lock that no restart, no clock and no dead disk undoes."""

from __future__ import annotations

import json
from collections.abc import Callable

from kiosk.domain.access import lock_s, locked
from kiosk.domain.events import RecordKind
from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import AppendRecord, Jobs, PutSetting
from kiosk.services.visit import Bench

CheckPin = Callable[[str], str | None]
"""The attendant whose PIN it is, or None. Slow on purpose (argon2id), so it runs as a job."""

SETTING = "access_state"
"""The ledger's setting: how many wrong PINs there were in a row."""

Known = Callable[[str], None]
Refused = Callable[[Reason], None]


class Pins:
    """One PIN at a time. The lock is one for the kiosk, wherever the PIN is typed."""

    def __init__(self, bench: Bench, jobs: Jobs, check_pin: CheckPin) -> None:
        self._bench = bench
        self._jobs = jobs
        self._check_pin = check_pin
        self._checking = False
        self._failures: int | None = None
        """In a row; None: not yet read from the ledger. Counted here first, whether or not it can be kept."""
        self._locked_until = 0.0
        """By the clock that never jumps."""

    def ask(self, pin: str, known: Known, refused: Refused) -> None:
        """Tell `known` whose PIN it is, or `refused` why not: every PIN is answered by one of them."""
        if self._checking:
            refused(Reason("staff.pin_busy"))
            return
        reason = self._lock()
        if reason is not None:
            refused(reason)
            return
        self._checking = True
        self._jobs.submit(
            "pin",
            lambda: self._check_pin(pin),
            lambda who: self._checked(who, known, refused),
            lambda fault: self._broke(fault, refused),
        )

    def _checked(self, attendant: str | None, known: Known, refused: Refused) -> None:
        self._checking = False
        if attendant is None:
            self._failed(refused)
            return
        try:
            if self._known_failures():
                self._bench.commit(None, _kept(0))
                self._failures = 0
            known(attendant)
        except StoreUnusable:
            refused(Reason("staff.not_kept"))
            raise

    def _failed(self, refused: Refused) -> None:
        self._failures = failures = self._known_failures() + 1
        self._locked_until = self._bench.clock.monotonic() + lock_s(failures)
        told = {"failures": failures, "locked_s": lock_s(failures)}
        try:
            self._bench.commit(None, _kept(failures), AppendRecord(RecordKind.PIN_REFUSED, told))
        finally:
            refused(self._lock() or Reason("staff.pin_wrong"))

    def _broke(self, fault: Exception, refused: Refused) -> None:
        self._checking = False
        refused(Reason("service.internal_fault"))
        raise fault

    def _lock(self) -> Reason | None:
        self._known_failures()
        return locked(self._locked_until - self._bench.clock.monotonic())

    def _known_failures(self) -> int:
        """Those of before a start lock for their whole time again: how long it was off, nobody knows."""
        if self._failures is None:
            text = self._bench.ledger.setting(SETTING)
            self._failures = int(json.loads(text)["failures"]) if text else 0
            self._locked_until = self._bench.clock.monotonic() + lock_s(self._failures)
        return self._failures


def _kept(failures: int) -> PutSetting:
    return PutSetting(SETTING, json.dumps({"failures": failures}))
