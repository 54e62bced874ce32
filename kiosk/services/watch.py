"""A watch: what is known of one payment attempt that has not ended, and what is being asked about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from kiosk.domain.payment import NO_WALLET, Attempt, AttemptRequest, AttemptState
from kiosk.ports import Timer


class Call(Enum):
    """What may be under way with the cloud; at most one of each for an attempt."""

    PUT = auto()
    CLOSE = auto()
    LOOK = auto()


@dataclass(slots=True, eq=False)
class Watch:
    """One attempt that has not ended."""

    request: AttemptRequest
    answer: Attempt | None = None
    heard: bool = False
    """The cloud answered since this process began; before that its word is from before a restart."""
    shown: bool = False
    """Its QR was on the screen, so somebody may pay it; or it needs none."""
    opened: bool = False
    """It was seen opened in a wallet, or may have been before a restart: they may be paying until it ends."""
    unfit: bool = False
    """The cloud's attempt is not what was asked for; its QR is never shown."""
    closing: bool = False
    """The cloud is asked to close it until it has."""
    abandoned: bool = False
    """Its sale will not take its money; the cloud is told so with the close."""
    told_abandoned: bool = False
    going_back: bool = False
    """The shopper waits for its end to return to the basket."""
    back_due: bool = False
    """They waited long enough."""
    next_wallet: str | None = None
    """They go back only to pay with this wallet."""
    under_way: set[Call] = field(default_factory=set)
    closes: int = 0
    """How often the cloud answered a close."""
    looks: int = 0
    """How often it was looked at behind the screen."""
    empty: int = 0
    """How many long-polls in a row came back early with nothing new."""
    silent: int = 0
    """How many answers in a row did not come."""
    lost: bool = False
    """The cloud, restored from a backup, does not know it any more, or never heard of one that needs no code
    and would be paid whenever it does: it is asked for again."""
    unheard: bool = False
    """The cloud said once that it does not know it."""
    unbooked: int = 0
    """How often in a row an answer could not be booked."""
    stuck: bool = False
    """Staff were told that it cannot be booked."""
    timer: Timer | None = None

    def __post_init__(self) -> None:
        self.shown = self.shown or self.needs_no_code

    @property
    def needs_no_code(self) -> bool:
        """Nothing is left to pay: it is paid as soon as the cloud hears of it."""
        return self.request.wallet == NO_WALLET

    @property
    def version(self) -> int:
        return self.answer.version if self.answer is not None else 0

    @property
    def state(self) -> AttemptState | None:
        return self.answer.state if self.answer is not None else None

    @property
    def had_code(self) -> bool:
        """The cloud gave a code for it, so it can only end closed or with money."""
        return self.answer is not None and self.answer.qr_text is not None

    @property
    def must_close(self) -> bool:
        """The cloud does not know yet that it is to be closed, or that its sale is gone."""
        if not self.closing:
            return False
        return self.state is not AttemptState.CLOSING or (self.abandoned and not self.told_abandoned)

    @property
    def may_be_paid(self) -> bool:
        """Somebody may be paying it now, so no other QR of its sale is shown."""
        return self.shown and (self.opened or self.state is not AttemptState.CLOSING)

    def learn(self, attempt: Attempt) -> None:
        """Take the cloud's word, which is durable."""
        self.answer, self.heard = attempt, True
        self.unbooked = 0
        self.opened = self.opened or attempt.opened or attempt.state is AttemptState.USERPAYING

    def stop_timer(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
