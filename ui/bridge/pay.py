"""The payment screen: an amount, a code for the shopper's wallet, and the time it has."""

# ruff: noqa: N802, N815 - names as Qt and QML spell them

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.intents import GoBack, LeaveMembership, Pay
from kiosk.services.views import KioskView, PayView
from ui.bridge.countdown import Countdown
from ui.bridge.post import Post
from ui.bridge.rows import Rows
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class PayModel(QObject):  # type: ignore[operator]
    """One of five states: `agree` that nothing is left to pay, `waiting` for a code or for the cloud's word,
    `scan` it, `opened` in the wallet, `failed` with a reason."""

    changed = Signal()
    ticked = Signal()

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._view: PayView | None = None
        self._wallet_rows = Rows(("walletId",), self)
        self._left = Countdown(self)
        self._left.changed.connect(self.ticked)

    def show(self, view: KioskView) -> None:
        self._view = view.pay
        self._wallet_rows.show((wallet,) for wallet in (view.pay.wallets if view.pay is not None else ()))
        self._left.until(view.pay.expires_at if view.pay is not None else None, view.now)
        self.changed.emit()

    def _state(self) -> str:
        view = self._view
        if view is None:
            return ""
        if view.to_agree:
            return "agree"
        if view.opened:
            return "opened"
        if view.qr_text is not None:
            return "scan"
        return "failed" if view.reason is not None else "waiting"

    def _amount(self) -> str:
        return self.words.money(self._view.amount_minor) if self._view is not None else ""

    def _before(self) -> str:
        view = self._view
        before_minor = view.before_minor if view is not None else None
        return self.words.money(before_minor) if before_minor is not None else ""

    def _nothing_owed(self) -> bool:
        return self._view is not None and self._view.nothing_owed

    def _vouchers(self) -> str:
        view = self._view
        return self.words.money(-view.vouchers_minor) if view is not None and view.vouchers_minor else ""

    def _pieces(self) -> int:
        return self._view.pieces if self._view is not None else 0

    def _saved(self) -> str:
        return self.words.money(self._view.saved_minor) if self._view and self._view.saved_minor > 0 else ""

    def _qr_text(self) -> str:
        return (self._view.qr_text or "") if self._view is not None else ""

    def _wallet(self) -> str:
        return self._view.wallet if self._view is not None else ""

    def _wallets(self) -> Rows:
        return self._wallet_rows

    def _reason(self) -> str:
        return self.words.say(self._view.reason) if self._view is not None else ""

    def _member_refused(self) -> bool:
        return self._state() == "failed" and self._view is not None and self._view.member_refused

    def _seconds_left(self) -> int:
        return self._left.seconds

    def _time_left(self) -> str:
        minutes, seconds = divmod(self._left.seconds, 60)
        return f"{minutes}:{seconds:02d}"

    def _share_left(self) -> float:
        if self._view is None or self._view.lifetime_s <= 0:
            return 0.0
        return min(1.0, self._left.seconds / self._view.lifetime_s)

    state = Property(str, _state, notify=changed)
    amount = Property(str, _amount, notify=changed)
    before = Property(str, _before, notify=changed)
    """What was asked for before a coupon was refused: `amount` is to be agreed to. Empty otherwise."""
    nothingOwed = Property(bool, _nothing_owed, notify=changed)
    """Coupons and vouchers pay for it all: no wallet, no code."""
    vouchers = Property(str, _vouchers, notify=changed)
    pieces = Property(int, _pieces, notify=changed)
    saved = Property(str, _saved, notify=changed)
    qrText = Property(str, _qr_text, notify=changed)
    wallet = Property(str, _wallet, notify=changed)
    wallets = Property(Rows, _wallets, constant=True)
    reason = Property(str, _reason, notify=changed)
    memberRefused = Property(bool, _member_refused, notify=changed)
    secondsLeft = Property(int, _seconds_left, notify=ticked)
    timeLeft = Property(str, _time_left, notify=ticked)
    shareLeft = Property(float, _share_left, notify=ticked)

    @Slot(str)
    def choose(self, wallet: str) -> None:
        self.post(Pay(wallet))

    @Slot()
    def again(self) -> None:
        """A new code with the wallet of the last one."""
        self.post(Pay(self._view.wallet if self._view is not None else None))

    @Slot()
    def withoutMember(self) -> None:
        self.post(LeaveMembership())

    @Slot()
    def back(self) -> None:
        self.post(GoBack())
