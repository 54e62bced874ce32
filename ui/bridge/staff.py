"""Admin mode: what an attendant sees of the kiosk and does to it."""

# ruff: noqa: N802, N815 - names as QML spells them

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.services.intents import (
    AskForStaff,
    CloseKiosk,
    EnterStaff,
    LeaveStaff,
    OpenKiosk,
    PrintDay,
    Reprint,
    StaffAllow,
    StaffCancelTrip,
    StaffDiscount,
    StaffReleaseDoubt,
    StaffTaskDone,
    StaffTurnDay,
    StaffVoidLine,
)
from kiosk.services.views import KioskView, StaffView
from ui.bridge.post import Post
from ui.bridge.rows import Rows
from ui.bridge.words import Words, per_cent

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class StaffModel(QObject):  # type: ignore[operator]
    """The parts of admin mode as texts and rows; every action is an intent."""

    changed = Signal()

    def __init__(self, words: Words, post: Post, parent: QObject) -> None:
        super().__init__(parent)
        self.words, self.post = words, post
        self._view: StaffView | None = None
        self._refusal = ""
        self._discounted = ("", "")
        self._checks = Rows(("interventionId", "product", "pieces", "age"), self)
        self._devices = Rows(("name", "deviceState", "reason"), self)
        self._tasks = Rows(("taskId", "at", "told"), self)
        self._sales = Rows(("saleId", "saleNo", "at", "total", "paper"), self)
        self._wallets = Rows(("walletId", "sales", "total"), self)
        self._taxes = Rows(("rate", "net", "tax", "gross"), self)

    def show(self, view: KioskView) -> None:
        words, staff = self.words, view.staff
        entry = view.staff_entry
        self._refusal = words.say(entry.refusal) if entry is not None else ""
        self._view = staff
        if staff is not None:
            day = staff.day
            self._checks.show(
                (
                    *(check.intervention_id, words.name(check.names)),
                    *(str(check.quantity), str(check.minimum_age or "")),
                )
                for check in staff.interventions
            )
            self._devices.show((one.name, str(one.state), words.say(one.reason)) for one in staff.devices)
            self._tasks.show(
                (one.task_id, words.day_and_time(one.at), words.say(one.told)) for one in staff.tasks
            )
            self._sales.show(
                (
                    *(sale.sale_id, sale.sale_no, words.time(sale.closed_at)),
                    *(words.money(sale.total_minor), str(sale.paper or "")),
                )
                for sale in staff.sales
            )
            vouchers = [("voucher", *day.vouchers)] if day.vouchers[0] else []
            self._wallets.show(
                (name, str(number), words.money(total)) for name, number, total in (*day.by_wallet, *vouchers)
            )
            self._taxes.show(
                (per_cent(rate), words.money(net), words.money(tax), words.money(gross))
                for rate, net, tax, gross in day.by_tax
            )
        self.changed.emit()

    def _text(self, name: str) -> str:
        return str(getattr(self._view, name) or "") if self._view is not None else ""

    def _attendant(self) -> str:
        return self._text("attendant")

    def _kiosk_id(self) -> str:
        return self._text("kiosk_id")

    def _version(self) -> str:
        return self._text("version")

    def _desired_version(self) -> str:
        return self._text("desired_version")

    def _message(self) -> str:
        return self.words.say(self._view.message) if self._view is not None else ""

    def _is_open(self) -> bool:
        return self._view is not None and self._view.is_open

    def _has_trip(self) -> bool:
        return self._view is not None and self._view.trip_lines

    def _most_discount(self) -> int:
        return self._view.most_discount_percent if self._view is not None else 0

    def _discount_line(self) -> str:
        return self._discounted[0]

    def _discount_name(self) -> str:
        return self._discounted[1]

    def _in_doubt(self) -> bool:
        return self._view is not None and self._view.in_doubt

    def _has_day_before(self) -> bool:
        return self._view is not None and self._view.has_day_before

    def _has_day_after(self) -> bool:
        return self._view is not None and self._view.has_day_after

    def _catalogue(self) -> str:
        if self._view is None:
            return ""
        published = self._view.catalogue_published_at
        when = f"  ·  {self.words.day_and_time(published)}" if published is not None else ""
        return f"{self._view.catalogue_revision}{when}"

    def _catalogue_is_old(self) -> bool:
        return self._view is not None and self._view.catalogue_is_old

    def _outbox_depth(self) -> int:
        return self._view.outbox_depth if self._view is not None else 0

    def _open_tasks(self) -> int:
        return self._view.open_tasks if self._view is not None else 0

    def _day(self) -> str:
        return self.words.day(self._view.day.day) if self._view is not None else ""

    def _day_sales(self) -> int:
        return self._view.day.sales if self._view is not None else 0

    def _day_pieces(self) -> int:
        return self._view.day.pieces if self._view is not None else 0

    def _day_total(self) -> str:
        return self.words.money(self._view.day.total_minor) if self._view is not None else ""

    def _day_discount(self) -> str:
        return self.words.money(self._view.day.discount_minor) if self._view is not None else ""

    def _day_coupons(self) -> str:
        number, minor = self._view.day.coupons if self._view is not None else (0, 0)
        return f"{number}  ·  {self.words.money(minor)}" if number else ""

    def _day_staff(self) -> str:
        minor = self._view.day.staff_minor if self._view is not None else 0
        return self.words.money(minor) if minor else ""

    def _get_refusal(self) -> str:
        return self._refusal

    def _get_checks(self) -> Rows:
        return self._checks

    def _get_devices(self) -> Rows:
        return self._devices

    def _get_tasks(self) -> Rows:
        return self._tasks

    def _get_sales(self) -> Rows:
        return self._sales

    def _get_wallets(self) -> Rows:
        return self._wallets

    def _get_taxes(self) -> Rows:
        return self._taxes

    attendant = Property(str, _attendant, notify=changed)
    kioskId = Property(str, _kiosk_id, notify=changed)
    version = Property(str, _version, notify=changed)
    desiredVersion = Property(str, _desired_version, notify=changed)
    message = Property(str, _message, notify=changed)
    isOpen = Property(bool, _is_open, notify=changed)
    hasTrip = Property(bool, _has_trip, notify=changed)
    mostDiscount = Property(int, _most_discount, notify=changed)
    """Percent of the goods in all; 0: nothing may be taken off."""
    discountLine = Property(str, _discount_line, notify=changed)
    discountName = Property(str, _discount_name, notify=changed)
    inDoubt = Property(bool, _in_doubt, notify=changed)
    hasDayBefore = Property(bool, _has_day_before, notify=changed)
    hasDayAfter = Property(bool, _has_day_after, notify=changed)
    catalogue = Property(str, _catalogue, notify=changed)
    catalogueIsOld = Property(bool, _catalogue_is_old, notify=changed)
    outboxDepth = Property(int, _outbox_depth, notify=changed)
    openTasks = Property(int, _open_tasks, notify=changed)
    day = Property(str, _day, notify=changed)
    daySales = Property(int, _day_sales, notify=changed)
    dayPieces = Property(int, _day_pieces, notify=changed)
    dayTotal = Property(str, _day_total, notify=changed)
    dayDiscount = Property(str, _day_discount, notify=changed)
    dayCoupons = Property(str, _day_coupons, notify=changed)
    """How many and what they took off, a part of the discounts; empty for none, like the next one."""
    dayStaff = Property(str, _day_staff, notify=changed)
    entryRefusal = Property(str, _get_refusal, notify=changed)
    checks = Property(Rows, _get_checks, constant=True)
    devices = Property(Rows, _get_devices, constant=True)
    tasks = Property(Rows, _get_tasks, constant=True)
    sales = Property(Rows, _get_sales, constant=True)
    wallets = Property(Rows, _get_wallets, constant=True)
    taxes = Property(Rows, _get_taxes, constant=True)

    @Slot()
    def ask(self) -> None:
        self.post(AskForStaff())

    @Slot(str)
    def enter(self, pin: str) -> None:
        self.post(EnterStaff(pin))

    @Slot()
    def leave(self) -> None:
        self.post(LeaveStaff())

    @Slot(str)
    def allow(self, intervention_id: str) -> None:
        self.post(StaffAllow(intervention_id))

    @Slot(str)
    def voidLine(self, line_id: str) -> None:
        self.post(StaffVoidLine(line_id))

    @Slot(str, str)
    def chooseForDiscount(self, line_id: str, name: str) -> None:
        """What something is to be taken off: a line, or all goods where `line_id` is empty."""
        self._discounted = line_id, name
        self.changed.emit()

    @Slot(str, int)
    def discount(self, reason: str, per_cent: int) -> None:
        """Off what was chosen."""
        self.post(StaffDiscount(reason, self._discounted[0], percent=per_cent))

    @Slot()
    def cancelTrip(self) -> None:
        self.post(StaffCancelTrip())

    @Slot()
    def releaseDoubt(self) -> None:
        self.post(StaffReleaseDoubt())

    @Slot(str)
    def taskDone(self, task_id: str) -> None:
        self.post(StaffTaskDone(task_id))

    @Slot(int)
    def turnDay(self, by: int) -> None:
        """To the day before (-1) or after (1) the one shown."""
        self.post(StaffTurnDay(by))

    @Slot(str)
    def reprint(self, sale_id: str) -> None:
        self.post(Reprint(sale_id))

    @Slot(bool)
    def openKiosk(self, opened: bool) -> None:
        self.post(OpenKiosk() if opened else CloseKiosk())

    @Slot()
    def printDay(self) -> None:
        self.post(PrintDay())
