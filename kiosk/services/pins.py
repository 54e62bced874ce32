"""PINs: whose a typed one is, behind a lock that survives restarts and a clock set to another time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from kiosk.domain.access import AccessState, after_failure, after_success, left_s, lock_s, locked
from kiosk.errors import Reason
from kiosk.ports import Jobs, PutSetting
from kiosk.services.visit import Bench

CheckPin = Callable[[str], str | None]
"""The attendant whose PIN it is, or None. Slow on purpose (argon2id), so it runs as a job."""

SETTING = "access_state"


class Pins:
    """One PIN at a time. The lock is one for the kiosk, wherever the PIN is typed."""

    def __init__(self, bench: Bench, jobs: Jobs, check_pin: CheckPin) -> None:
        self._bench = bench
        self._jobs = jobs
        self._check_pin = check_pin
        self._checking = False
        self._locked_until: float | None = None
        """By the clock that never jumps; None: not yet read from the ledger."""

    def ask(self, pin: str, known: Callable[[str], None], refused: Callable[[Reason], None]) -> None:
        """Tell `known` whose PIN it is, or `refused` why not; a failure is durable before it is told."""
        if self._checking:
            return
        reason = self._lock()
        if reason is not None:
            refused(reason)
            return
        self._checking = True
        self._jobs.submit(
            "pin", lambda: self._check_pin(pin), lambda who: self._checked(who, known, refused), self._broke
        )

    def _checked(
        self, attendant: str | None, known: Callable[[str], None], refused: Callable[[Reason], None]
    ) -> None:
        self._checking = False
        clock, before = self._bench.clock, self._state()
        state = after_success(before) if attendant else after_failure(before, clock.now())
        if state != before:
            self._bench.commit(None, PutSetting(SETTING, _to_text(state)))
        self._locked_until = clock.monotonic() + (lock_s(state.failures) if state.locked_until else 0)
        if attendant is None:
            refused(self._lock() or Reason("staff.pin_wrong"))
        else:
            known(attendant)

    def _broke(self, fault: Exception) -> None:
        self._checking = False
        raise fault

    def _lock(self) -> Reason | None:
        clock = self._bench.clock
        if self._locked_until is None:
            self._locked_until = clock.monotonic() + left_s(self._state(), clock.now())
        return locked(self._locked_until - clock.monotonic())

    def _state(self) -> AccessState:
        text = self._bench.ledger.setting(SETTING)
        return _from_text(text) if text else AccessState()


def _to_text(state: AccessState) -> str:
    until = state.locked_until.isoformat() if state.locked_until is not None else None
    return json.dumps({"failures": state.failures, "locked_until": until})


def _from_text(text: str) -> AccessState:
    kept = json.loads(text)
    until = kept["locked_until"]
    return AccessState(int(kept["failures"]), datetime.fromisoformat(until) if until else None)
