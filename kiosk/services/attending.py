"""Attending: an attendant's PIN at the kiosk, locked after failures, also across restarts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from kiosk.domain.access import AccessState, after_failure, after_success, is_locked
from kiosk.errors import Reason
from kiosk.ports import Jobs, PutSetting
from kiosk.services.visit import Bench

CheckPin = Callable[[str], str | None]
"""The attendant whose PIN it is, or None. Slow on purpose (argon2id), so it runs as a job."""

SETTING = "access_state"


class Attending:
    """What attendants may do at the shopper's screen."""

    def __init__(
        self, bench: Bench, jobs: Jobs, check_pin: CheckPin, approve: Callable[[str, str], None]
    ) -> None:
        self._bench = bench
        self._jobs = jobs
        self._check_pin = check_pin
        self._approve = approve
        self._checking = False

    def allow(self, intervention_id: str, pin: str) -> None:
        """Allow the restricted line when the PIN is right; a failure is durable before it is shown."""
        visit = self._bench.visit
        line_id = next(
            (one.line_id for one in visit.interventions.values() if one.intervention_id == intervention_id),
            None,
        )
        if line_id is None or self._checking:
            return
        locked = is_locked(self._state(), self._bench.clock.now())
        if locked is not None:
            visit.pin_refusal = locked
            return
        self._checking = True
        self._jobs.submit(
            "pin", lambda: self._check_pin(pin), lambda who: self._checked(line_id, who), self._broke
        )

    def _checked(self, line_id: str, attendant: str | None) -> None:
        self._checking = False
        visit, now = self._bench.visit, self._bench.clock.now()
        state = after_success(self._state()) if attendant else after_failure(self._state(), now)
        self._bench.commit(None, PutSetting(SETTING, _to_text(state)))
        if attendant is None:
            visit.pin_refusal = is_locked(state, now) or Reason("staff.pin_wrong")
            return
        visit.pin_refusal = None
        self._approve(line_id, attendant)

    def _broke(self, fault: Exception) -> None:
        self._checking = False
        raise fault

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
