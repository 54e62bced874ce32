"""The wallet's page on the phone: merchant, amount, and the payer's three choices."""

# ruff: noqa: N815 - names as Qt and QML spell them

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.domain.money import format_minor
from lab.fakepay.remote import FakepayRemote
from lab.workbench.errands import Errands
from lab.workbench.troubles import Tell

QML_IMPORT_NAME = "Touchlane.Workbench"
QML_IMPORT_MAJOR_VERSION = 1

LOOK_MS = 1000
OPEN_STATES = frozenset({"NOTPAY", "USERPAYING"})
"""Of an order that can still be paid (WeChat Pay API v3, trade_state)."""


@QmlElement
@QmlUncreatable("made in Python")
class Order(QObject):  # type: ignore[operator]
    """One scanned payment code; what it says comes from the provider alone."""

    changed = Signal()

    def __init__(self, provider: FakepayRemote, net: Errands, tell: Tell) -> None:
        super().__init__()
        self._wallet, self._net, self._tell = provider, net, tell
        self._code = ""
        self._shown: dict[str, Any] = {}
        self._state = ""
        self._busy = False
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._look_again)

    def scan(self, code_url: str) -> None:
        """A new code before the phone's camera."""
        self._code, self._shown, self._state = code_url, {}, "opening"
        self._do(self._wallet.open)

    def leave(self) -> None:
        """Off the phone's screen; the order itself stays as it is."""
        self._look.stop()
        self._code = ""

    def _get_merchant(self) -> str:
        return str(self._shown.get("merchant_name", ""))

    def _get_amount(self) -> str:
        if not self._shown:
            return ""
        return format_minor(int(self._shown["amount_minor"]), str(self._shown["currency"]))

    def _get_description(self) -> str:
        return str(self._shown.get("description", ""))

    def _get_seconds(self) -> int:
        return int(self._shown.get("expires_in_s", 0))

    def _get_state(self) -> str:
        return self._state

    def _get_payable(self) -> bool:
        return self._state in OPEN_STATES and not self._busy

    merchant = Property(str, _get_merchant, notify=changed)
    amount = Property(str, _get_amount, notify=changed)
    description = Property(str, _get_description, notify=changed)
    secondsLeft = Property(int, _get_seconds, notify=changed)
    state = Property(str, _get_state, notify=changed)
    """`opening`, a trade state, `expired`, `not_found`, `paid` or `closed`."""
    payable = Property(bool, _get_payable, notify=changed)

    @Slot()
    def pay(self) -> None:
        self._do(self._wallet.pay)

    @Slot()
    def refuse(self) -> None:
        self._do(self._wallet.refuse)

    def _do(self, act: Callable[[str], dict[str, Any]]) -> None:
        code = self._code
        self._busy = True
        self.changed.emit()
        self._net.run(
            lambda: act(code),
            lambda told: self._told(code, told),
            lambda fault: self._failed(code, fault),
        )

    def _told(self, code: str, told: dict[str, Any]) -> None:
        if code != self._code:
            return  # another code has been scanned meanwhile
        self._busy = False
        if "error" in told:
            self._state = str(told["error"])
        else:
            self._shown, self._state = told, str(told["state"])
        (self._look.start if self._state in OPEN_STATES else self._look.stop)()
        self.changed.emit()

    def _failed(self, code: str, fault: Exception) -> None:
        if code != self._code:
            return
        self._busy = False
        self._tell("provider", fault)
        self.changed.emit()

    def _look_again(self) -> None:
        if self._busy:
            return
        code = self._code
        self._net.run(lambda: self._wallet.look(code), lambda told: self._looked(code, told))

    def _looked(self, code: str, told: dict[str, Any]) -> None:
        if not self._busy:
            self._told(code, told)
