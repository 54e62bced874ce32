"""Watching: the conversation with the cloud about every attempt that has not ended.

It asks for the attempt, waits for its answers, has it closed where asked for, and goes on asking through
silence. Whatever comes back, and however late, ends in `_next`: a watched attempt always has a call under
way or a timer running. What an answer means is decided by `paying`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from logging import ERROR, INFO

from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from kiosk.errors import CloudRefused, Reason, StoreUnusable, WorldError
from kiosk.ports import Clock, Jobs, PaymentsApi, Timers
from kiosk.services.watch import Call, Watch

log = logging.getLogger(__name__)

ASK = "pay"
"""The worker of puts, closes and short looks; long-polls never stand before them."""
WAIT = "pay-wait"
"""The worker of long-polls."""
WIDTHS = {ASK: 4, WAIT: 3}

POLL_S = 25.0
"""A long-poll, for the attempt on the screen only."""
EMPTY_S = (0.05, 0.1, 0.2, 0.5, 1.0)
"""Pauses after long-polls that told nothing new long before their time: something on the line cuts them."""
BEHIND_S = (1.0, 1.0, 2.0, 2.0, 3.0, 5.0, 5.0, 10.0, 30.0)
"""Pauses between short looks at an attempt behind the screen."""
RETRY_S = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0)
CLOSE_AGAIN_S = 2.0
UNKNOWN_AGAIN_S = 5.0
"""A request without an answer may still be on its way to a cloud that has not heard of the attempt."""
UNKNOWN = "payment.unknown_attempt"
WAITS = "payment.another_attempt_showing"
"""Refusals of which time is the cure: the cloud was restored, or the other code is not over yet."""
STUCK_AFTER = 3
"""How often an answer may fail to be booked before it is a staff matter."""


class Watching:
    """All watches of this kiosk by attempt id."""

    def __init__(self, api: PaymentsApi, jobs: Jobs, timers: Timers, clock: Clock) -> None:
        self._api = api
        self._jobs = jobs
        self._timers = timers
        self._clock = clock
        self._watches: dict[str, Watch] = {}
        self.in_front: Callable[[Watch], bool] = lambda watch: True
        """It is on the screen: its answers are waited for, not looked for."""
        self.learned: Callable[[Watch, Attempt], None] = lambda watch, attempt: None
        """Make an answer durable and take its effect. May be called with the same answer again."""
        self.noted: Callable[[Watch], None] = lambda watch: None
        """An answer was learned that ends nothing."""
        self.silence: Callable[[Watch, Reason | None], None] = lambda watch, refusal: None
        """No answer came, or one that says nothing of the attempt (`refusal`)."""
        self.unkept: Callable[[Watch], None] = lambda watch: None
        """An answer came that could not be booked: nothing is known until it can."""
        self.stuck: Callable[[Watch], None] = lambda watch: None
        """It could not be booked again and again."""

    def __iter__(self) -> Iterator[Watch]:
        return iter(tuple(self._watches.values()))

    def of(self, attempt_id: str) -> Watch | None:
        return self._watches.get(attempt_id)

    def put(self, request: AttemptRequest) -> Watch:
        """Watch a new attempt: ask the cloud to make it."""
        watch = self._watches[request.attempt_id] = Watch(request)
        self._put(watch)
        return watch

    def take_up(self, watch: Watch) -> None:
        """Watch an attempt of before a crash."""
        self._watches[watch.request.attempt_id] = watch
        self._next(watch)

    def close(self, watch: Watch, *, abandon: bool = False) -> None:
        """Have it closed, after what is being asked; asked again until the cloud says how it ended.

        `abandon`: its sale will not take money any more, so the cloud gives back what still comes.
        """
        watch.closing = True
        watch.abandoned = watch.abandoned or abandon
        self._next(watch)

    def forget(self, watch: Watch) -> None:
        """It has ended."""
        self._watches.pop(watch.request.attempt_id, None)
        watch.stop_timer()

    # --- asking -----------------------------------------------------------------------------------

    def _next(self, watch: Watch, pause_s: float = 0.0) -> None:
        """Ask what is to be asked next, after a pause. A put or close under way comes back here."""
        if not self._is_watched(watch) or watch.under_way & {Call.PUT, Call.CLOSE}:
            return
        watch.stop_timer()
        if pause_s > 0:
            watch.timer = self._timers.after(pause_s, lambda: self._next(watch))
        elif watch.lost:
            self._put(watch)
        elif watch.must_close:
            self._close(watch)
        elif Call.LOOK not in watch.under_way:
            self._look(watch)

    def _put(self, watch: Watch) -> None:
        self._submit(watch, Call.PUT, ASK, lambda: self._api.put_attempt(watch.request))

    def _close(self, watch: Watch) -> None:
        attempt_id, abandon = watch.request.attempt_id, watch.abandoned

        def told() -> None:
            watch.closes += 1
            watch.told_abandoned = watch.told_abandoned or abandon

        self._submit(
            watch, Call.CLOSE, ASK, lambda: self._api.close_attempt(attempt_id, abandon=abandon), told
        )

    def _look(self, watch: Watch) -> None:
        attempt_id = watch.request.attempt_id
        if watch.heard and not watch.silent and self.in_front(watch):
            worker, version, wait_s = WAIT, watch.version, POLL_S
        else:
            worker, version, wait_s = ASK, -1, 0.0
            watch.looks += 1
        self._submit(watch, Call.LOOK, worker, lambda: self._api.await_attempt(attempt_id, version, wait_s))

    def _submit(
        self,
        watch: Watch,
        kind: Call,
        worker: str,
        call: Callable[[], Attempt],
        told: Callable[[], None] = lambda: None,
    ) -> None:
        known, asked_at = watch.version, self._clock.monotonic()

        def answered(attempt: Attempt) -> None:
            watch.under_way.discard(kind)
            if attempt.version < known:
                # a cloud restored from a backup: what it was told after that is lost
                watch.told_abandoned = False
            told()
            if worker == WAIT:
                full = self._clock.monotonic() - asked_at >= POLL_S / 2
                watch.empty = 0 if full or attempt.version != known else watch.empty + 1
            self._answered(watch, attempt, known)

        def failed(fault: Exception) -> None:
            watch.under_way.discard(kind)
            self._failed(watch, fault, kind)

        watch.under_way.add(kind)
        self._jobs.submit(worker, call, answered, failed)

    # --- what comes back --------------------------------------------------------------------------

    def _answered(self, watch: Watch, attempt: Attempt, known: int) -> None:
        """`known` is the version when it was asked for. An older answer than one that came meanwhile is
        dropped; a cloud that itself went back (restored from a backup) is believed."""
        if not self._is_watched(watch):
            return
        if attempt.version < watch.version and known < watch.version:
            self._next(watch)
            return
        watch.silent, watch.lost = 0, False
        try:
            self.learned(watch, attempt)
        except StoreUnusable:
            # not durable, so not learned: the same answer is asked for again
            self._next(watch, RETRY_S[2])
            self.unkept(watch)
            raise
        except Exception:
            self._unbooked(watch, attempt)
            return
        watch.learn(attempt)
        try:
            if self._is_watched(watch):
                self.noted(watch)
        finally:
            self._next(watch, self._pause(watch))

    def _unbooked(self, watch: Watch, attempt: Attempt) -> None:
        """A rule of ours broke on this answer. Money may hang on it, so it is not let go."""
        watch.unbooked += 1
        log.exception("payment attempt %s: %s cannot be booked", attempt.attempt_id, attempt.state)
        self._next(watch, RETRY_S[min(watch.unbooked, len(RETRY_S) - 1)])
        self.unkept(watch)
        if watch.unbooked >= STUCK_AFTER and not watch.stuck:
            self.stuck(watch)
            watch.stuck = True

    def _pause(self, watch: Watch) -> float:
        if watch.must_close:
            return CLOSE_AGAIN_S if watch.closes else 0.0
        if self.in_front(watch):
            return EMPTY_S[min(watch.empty, len(EMPTY_S)) - 1] if watch.empty else 0.0
        return BEHIND_S[min(watch.looks, len(BEHIND_S) - 1)]

    def _failed(self, watch: Watch, fault: Exception, kind: Call) -> None:
        if not self._is_watched(watch):
            return
        if not isinstance(fault, WorldError):
            log.error("payment attempt: %s", fault, exc_info=fault)
        refusal = fault.reason if isinstance(fault, CloudRefused) else None
        if refusal is not None:
            if kind is Call.PUT and _is_final(watch, refusal):
                self._never_made(watch, AttemptState.REFUSED, refusal)
                return
            if refusal.code == UNKNOWN and not (watch.had_code or watch.needs_no_code):
                self._unheard(watch)
                return
            expected = watch.needs_no_code and not watch.heard
            log.log(INFO if expected else ERROR, "payment attempt %s: %s", watch.request.attempt_id, refusal)
            if refusal.code == UNKNOWN:
                watch.lost, watch.told_abandoned = True, False
        watch.silent += 1
        self._next(watch, RETRY_S[min(watch.silent - 1, len(RETRY_S) - 1)])
        self.silence(watch, refusal)

    def _unheard(self, watch: Watch) -> None:
        """The cloud knows nothing of it and nobody was shown a code: the request may still be on its way."""
        if watch.unheard:
            self._never_made(watch, AttemptState.ABANDONED, None)
        else:
            watch.unheard = True
            self._next(watch, UNKNOWN_AGAIN_S)

    def _never_made(self, watch: Watch, state: AttemptState, reason: Reason | None) -> None:
        """A definite no to making it, or the cloud never heard of it: nobody was ever asked for money."""
        request = watch.request
        attempt = Attempt(
            attempt_id=request.attempt_id,
            sale_id=request.sale_id,
            wallet=request.wallet,
            state=state,
            version=watch.version + 1,
            amount_minor=request.due_minor,
            currency=request.priced.currency,
            reason=reason,
        )
        self._answered(watch, attempt, watch.version)

    def _is_watched(self, watch: Watch) -> bool:
        return self._watches.get(watch.request.attempt_id) is watch


def _is_final(watch: Watch, refusal: Reason) -> bool:
    """A no to the request itself. One that has to be made again is let go by no trouble of the line."""
    return not watch.lost or (refusal.code.startswith("payment.") and refusal.code != WAITS)
