"""Watching: the conversation with the cloud about every attempt that has not ended.

One long-poll for each watched attempt, closing where asked for, and going on asking through silence.
It decides nothing: what an answer means is `paying`'s.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kiosk.domain.payment import NOT_PAID, UNSETTLED, Attempt, AttemptRequest, AttemptState
from kiosk.errors import CloudRefused, Reason, StoreUnusable, WorldError
from kiosk.ports import Jobs, PaymentsApi, Timer, Timers

log = logging.getLogger(__name__)

POLL_S = 25.0
RETRY_S = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0)


@dataclass(slots=True, eq=False)
class Watch:
    """One attempt that has not ended."""

    request: AttemptRequest
    answer: Attempt | None = None
    shown: bool = False
    """Its QR was on the screen, so somebody may pay it."""
    closing: bool = False
    """The cloud is asked to close it until it has."""
    going_back: bool = False
    """The shopper waits for its end to return to the basket."""
    silent: int = 0
    """How many answers in a row did not come."""
    polling: bool = False
    timer: Timer | None = None

    @property
    def version(self) -> int:
        return self.answer.version if self.answer is not None else 0


class Watching:
    """All watches of this kiosk by attempt id."""

    def __init__(self, api: PaymentsApi, jobs: Jobs, timers: Timers) -> None:
        self._api = api
        self._jobs = jobs
        self._timers = timers
        self._watches: dict[str, Watch] = {}
        self.learned: Callable[[Watch, Attempt], None] = lambda watch, attempt: None
        self.silence: Callable[[Watch], None] = lambda watch: None
        self.unkept: Callable[[Watch], None] = lambda watch: None
        """An answer came that could not be made durable: nothing is known until it can."""

    def __iter__(self) -> Iterator[Watch]:
        return iter(tuple(self._watches.values()))

    def of(self, attempt_id: str) -> Watch | None:
        return self._watches.get(attempt_id)

    def put(self, request: AttemptRequest) -> Watch:
        """Watch a new attempt: ask the cloud to make it."""
        watch = self._watches[request.attempt_id] = Watch(request)
        self._submit(watch, lambda: self._api.put_attempt(request))
        return watch

    def take_up(self, watch: Watch) -> None:
        """Watch an attempt of before a crash: ask how it stands."""
        self._watches[watch.request.attempt_id] = watch
        self._look(watch, 0.0)

    def close(self, watch: Watch) -> None:
        """Have it closed; asked again until the cloud says how it ended."""
        watch.closing = True
        attempt_id = watch.request.attempt_id
        self._jobs.submit(
            "pay",
            lambda: self._api.close_attempt(attempt_id),
            lambda attempt: self._answered(watch, attempt),
            lambda fault: self._failed(watch, fault),
        )

    def forget(self, watch: Watch) -> None:
        """It has ended."""
        self._watches.pop(watch.request.attempt_id, None)
        if watch.timer is not None:
            watch.timer.cancel()

    # --- inside -----------------------------------------------------------------------------------

    def _look(self, watch: Watch, wait_s: float) -> None:
        attempt_id, version = watch.request.attempt_id, watch.version if wait_s else -1
        self._submit(watch, lambda: self._api.await_attempt(attempt_id, version, wait_s))

    def _submit(self, watch: Watch, call: Callable[[], Attempt]) -> None:
        watch.polling = True

        def answered(attempt: Attempt) -> None:
            watch.polling = False
            self._answered(watch, attempt)

        def failed(fault: Exception) -> None:
            watch.polling = False
            self._failed(watch, fault)

        self._jobs.submit("pay", call, answered, failed)

    def _answered(self, watch: Watch, attempt: Attempt) -> None:
        if not self._is_watched(watch) or attempt.version < watch.version:
            return
        watch.silent = 0
        try:
            self.learned(watch, attempt)
        except StoreUnusable:
            # not durable, so not learned: the same answer is asked for again
            self._again(watch, RETRY_S[2])
            self.unkept(watch)
            raise
        watch.answer = attempt
        if not self._is_watched(watch):
            return
        if watch.closing and attempt.state in UNSETTLED - {AttemptState.CLOSING}:
            self._again(watch, 2.0)
        elif not watch.polling:
            self._look(watch, POLL_S)

    def _failed(self, watch: Watch, fault: Exception) -> None:
        if not self._is_watched(watch):
            return
        if isinstance(fault, CloudRefused):
            self._refused(watch, fault.reason)
            return
        if not isinstance(fault, WorldError):
            log.error("payment attempt: %s", fault, exc_info=fault)
        watch.silent += 1
        self.silence(watch)
        if self._is_watched(watch) and not watch.polling:
            self._again(watch, RETRY_S[min(watch.silent - 1, len(RETRY_S) - 1)])

    def _refused(self, watch: Watch, reason: Reason) -> None:
        """A definite no to making it, or the cloud never heard of it: nobody was ever asked for money."""
        if watch.answer is not None and watch.answer.state not in NOT_PAID:
            log.error("payment attempt %s: %s", watch.request.attempt_id, reason)
            self._again(watch, RETRY_S[-1])
            return
        unknown = reason.code == "payment.unknown_attempt"
        request = watch.request
        self._answered(
            watch,
            Attempt(
                attempt_id=request.attempt_id,
                sale_id=request.sale_id,
                wallet=request.wallet,
                state=AttemptState.ABANDONED if unknown else AttemptState.REFUSED,
                version=watch.version + 1,
                amount_minor=request.priced.total_minor,
                currency=request.priced.currency,
                reason=None if unknown else reason,
            ),
        )

    def _again(self, watch: Watch, pause_s: float) -> None:
        def ask() -> None:
            if not self._is_watched(watch):
                return
            if watch.closing and (watch.answer is None or watch.answer.state is not AttemptState.CLOSING):
                self.close(watch)
            elif not watch.polling:
                self._look(watch, 0.0)

        if watch.timer is not None:
            watch.timer.cancel()
        watch.timer = self._timers.after(pause_s, ask)

    def _is_watched(self, watch: Watch) -> bool:
        return self._watches.get(watch.request.attempt_id) is watch
