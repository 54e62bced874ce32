"""The printer's own word, asked for while it rests, and every device as staff see it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.errors import Reason
from kiosk.ports import (
    DeviceChange,
    DeviceState,
    Jobs,
    PaperState,
    PrinterStatus,
    ReceiptPrinter,
    Timers,
)

log = logging.getLogger(__name__)

POLL_S = 10.0
CLOCK_MAY_BE_OFF_S = 60
"""The cloud refuses payments at five minutes: people hear of it long before."""

PRINTER, CLOUD, CLOCK = "printer", "cloud", "clock"
"""Names of what is not heard of by itself."""


def printer_change(status: PrinterStatus) -> DeviceChange:
    """What a printer's status means to people: READY with a reason is a warning."""
    if not status.answers:
        return DeviceChange(PRINTER, DeviceState.LOST, Reason("device.printer_silent"))
    if status.cover_open:
        return DeviceChange(PRINTER, DeviceState.STOPPED, Reason("device.printer_cover_open"))
    if status.paper is PaperState.OUT:
        return DeviceChange(PRINTER, DeviceState.STOPPED, Reason("device.printer_paper_out"))
    if status.error or not status.online:
        return DeviceChange(PRINTER, DeviceState.STOPPED, Reason("device.printer_error"))
    if status.paper is PaperState.NEAR_END:
        return DeviceChange(PRINTER, DeviceState.READY, Reason("device.printer_paper_near_end"))
    return DeviceChange(PRINTER, DeviceState.READY)


def cloud_change(online: bool, trouble: Reason | None = None) -> DeviceChange:
    """The line to the cloud, seen as a device; `trouble`: it answers, but does not take the records."""
    if online and trouble is not None:
        return DeviceChange(CLOUD, DeviceState.STOPPED, trouble)
    if online:
        return DeviceChange(CLOUD, DeviceState.READY)
    return DeviceChange(CLOUD, DeviceState.LOST, Reason("device.cloud_silent"))


def clock_change(off_s: float) -> DeviceChange | None:
    """This machine's clock beside the cloud's, seen as a device; None while they agree well enough."""
    if off_s < CLOCK_MAY_BE_OFF_S:
        return None
    return DeviceChange(CLOCK, DeviceState.STOPPED, Reason("device.clock_off", {"seconds": round(off_s)}))


class PrinterPoll:
    """Asks the printer how it is every POLL_S; never while it prints."""

    def __init__(
        self,
        printer: ReceiptPrinter | None,
        jobs: Jobs,
        timers: Timers,
        is_printing: Callable[[], bool],
        changed: Callable[[DeviceChange], None],
    ) -> None:
        self._printer = printer
        self._jobs = jobs
        self._timers = timers
        self._is_printing = is_printing
        self._changed = changed

    def poll(self) -> None:
        """Now, then for ever; nothing without a printer."""
        if self._printer is None:
            return
        if self._is_printing():
            self._again()
        else:
            self._jobs.submit("printer", self._printer.status, self._answered, self._failed)

    def _answered(self, status: PrinterStatus) -> None:
        self._changed(printer_change(status))
        self._again()

    def _failed(self, fault: Exception) -> None:
        log.error("printer: %s", fault, exc_info=fault)
        self._answered(PrinterStatus(answers=False))

    def _again(self) -> None:
        self._timers.after(POLL_S, self.poll)
