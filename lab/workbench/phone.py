"""The shopper's phone: held up to the kiosk it reads the QR from the kiosk's own pixels, and follows it."""

# ruff: noqa: N815 - names as Qt and QML spell them

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement, QmlUncreatable

from lab.workbench.e_receipt import EReceipt
from lab.workbench.errands import Errands
from lab.workbench.member_code import MemberCode
from lab.workbench.order import Order
from lab.workbench.reading import codes_in

QML_IMPORT_NAME = "Touchlane.Workbench"
QML_IMPORT_MAJOR_VERSION = 1

LOOK_MS = 500
"""Grabbing the window costs the GUI thread a frame, so at most twice a second."""
PAYMENT = "weixin://wxpay/bizpayurl"
PAGES = ("ready", "looking", "order", "away", "receipt", "other")


@QmlElement
@QmlUncreatable("made in Python")
class Phone(QObject):  # type: ignore[operator]
    """Two tabs: `scan`, which goes through `PAGES`, and `member`."""

    changed = Signal()

    def __init__(
        self,
        grab: Callable[[], QImage],
        reader: Errands,
        order: Order,
        receipt: EReceipt,
        member: MemberCode,
        language: Callable[[], str],
    ) -> None:
        super().__init__()
        self._grab, self._reader, self._language = grab, reader, language
        self._order, self._receipt, self._member = order, receipt, member
        for part in (order, receipt, member):
            part.setParent(self)
        self._tab, self._page, self._other = "scan", "ready", ""
        self._reading = False
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._look_once)

    def _get_tab(self) -> str:
        return self._tab

    def _get_page(self) -> str:
        return self._page

    def _get_other(self) -> str:
        return self._other

    def _get_order(self) -> Order:
        return self._order

    def _get_receipt(self) -> EReceipt:
        return self._receipt

    def _get_member(self) -> MemberCode:
        return self._member

    tab = Property(str, _get_tab, notify=changed)
    page = Property(str, _get_page, notify=changed)
    otherText = Property(str, _get_other, notify=changed)
    order = Property(Order, _get_order, constant=True)
    receipt = Property(EReceipt, _get_receipt, constant=True)
    member = Property(MemberCode, _get_member, constant=True)

    @Slot(str)
    def openTab(self, tab: str) -> None:  # noqa: N802
        if tab == self._tab:
            return
        self.putDown()
        self._tab = tab
        if tab == "member":
            self._member.show()
        else:
            self._member.leave()
        self.changed.emit()

    @Slot()
    def holdUp(self) -> None:  # noqa: N802
        """Look at the kiosk until a code is read or the phone is lowered."""
        self._go("looking")
        self._look.start()
        self._look_once()

    @Slot()
    def putDown(self) -> None:  # noqa: N802
        """Lower it and close what it shows."""
        self._go("ready")

    @Slot()
    def putAway(self) -> None:  # noqa: N802
        """Neither pay nor refuse: the order waits at the provider."""
        self._go("away")

    def _go(self, page: str) -> None:
        self._look.stop()
        if page != "order":
            self._order.leave()
        if page != "receipt":
            self._receipt.leave()
        self._page = page
        self.changed.emit()

    def _look_once(self) -> None:
        if self._reading:
            return  # the last picture is still being read
        self._reading = True
        picture = self._grab()
        self._reader.run(lambda: codes_in(picture), self._read, self._unread)

    def _unread(self, _: Exception) -> None:
        self._reading = False

    def _read(self, codes: list[str]) -> None:
        self._reading = False
        if not codes or self._page != "looking":
            return
        text = codes[0]
        if text.startswith(PAYMENT):
            self._go("order")
            self._order.scan(text)
        elif text.startswith(("http://", "https://")):
            self._go("receipt")
            self._receipt.open(text, self._language())
        else:
            self._other = text[:200]
            self._go("other")
