"""A counter with a virtual printer on a pty, the real driver, and a journal that remembers like a ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from drivers.printer.encoder import encode_body
from drivers.printer.lines import OpenLine, open_line
from drivers.printer.profile import load_profile
from drivers.printer.receipt_printer import EscPosPrinter
from drivers.virtual.printer_device import VirtualPrinter
from drivers.virtual.printer_effects import DrawerKicked, OnPaper
from drivers.virtual.printer_interpreter import Interpreter
from drivers.virtual.printer_paper import text_of
from kiosk.domain.receipt import (
    Align,
    ColumnsLine,
    PrintJob,
    PrintState,
    QrBlock,
    ReceiptDocument,
    RuleLine,
    TextLine,
)

VOIDED = "作废"
REPRINT = "补打"


def receipt(receipt_no: str = "R-0001", lines: int = 12) -> ReceiptDocument:
    """A receipt of so many goods."""
    goods = [ColumnsLine(f"{receipt_no} 第{n:02}件 矿泉水 Spring water", f"¥{n}.50") for n in range(lines)]
    return ReceiptDocument(
        receipt_no,
        (
            TextLine("触线超市", Align.CENTRE, bold=True, size=2),
            RuleLine(),
            *goods,
            RuleLine(),
            QrBlock(f"https://receipts.example/r/{receipt_no}", "电子小票"),
            TextLine("谢谢惠顾", Align.CENTRE),
        ),
    )


def job_of(document: ReceiptDocument) -> PrintJob:
    return PrintJob(job_id=document.receipt_no, sale_id=document.receipt_no, document=document)


class Counter:
    """Prints jobs as the kiosk does: journalled states, tried again until they end."""

    def __init__(
        self,
        device: VirtualPrinter,
        where: str,
        *,
        profile: str,
        quiet_s: float,
        opener: OpenLine = open_line,
    ) -> None:
        self.device = device
        self.open = lambda: EscPosPrinter(
            "printer", where, load_profile(profile), quiet_s=quiet_s, limit_s=20.0, opener=opener
        )
        self.printer = self.open()
        self.journalled: list[PrintState] = []

    def restart(self) -> None:
        """The kiosk's process ends and a new one starts: what was only in memory is gone."""
        self.printer.close()
        self.printer = self.open()

    def try_once(self, job: PrintJob) -> PrintJob:
        trying = replace(job, tries=job.tries + 1)
        return replace(trying, state=self.printer.print(trying, self.journalled.append))

    def finish(self, job: PrintJob, within_s: float = 8.0) -> PrintJob:
        deadline = time.monotonic() + within_s
        while (job := self.try_once(job)).state is not PrintState.DONE:
            assert time.monotonic() < deadline, f"still {job.state}"
            time.sleep(0.01)
        return job


@contextmanager
def counter(
    folder: Path,
    *,
    profile: str = "epson-tm",
    lines_per_s: float = 3000.0,
    deaf_s: float = 0.1,
    quiet_s: float = 0.3,
    pictures: bool = False,
) -> Iterator[Counter]:
    """A fast printer on `folder/lp`, its slips in `folder/paper`."""
    device = VirtualPrinter(
        folder / "lp", folder / "paper", lines_per_s=lines_per_s, deaf_s=deaf_s, pictures=pictures
    )
    device.start()
    shop = Counter(device, str(folder / "lp"), profile=profile, quiet_s=quiet_s)
    try:
        yield shop
    finally:
        shop.printer.close()
        device.stop()


def on_paper(document: ReceiptDocument, profile: str = "epson-tm") -> str:
    """What an undisturbed printer would print, from a fresh interpreter."""
    interpreter = Interpreter()
    interpreter.feed(encode_body(document, load_profile(profile)))
    effects = list(iter(interpreter.step, None))
    return text_of([effect for effect in effects if isinstance(effect, OnPaper)], 48)


def is_whole(slip: str, document: ReceiptDocument) -> bool:
    """Whether exactly this receipt is on the slip, with a reprint mark or without."""
    marked, _, rest = slip.partition("\n")
    return on_paper(document) == (rest if REPRINT in marked else slip)


def assert_printed_once(device: VirtualPrinter, *documents: ReceiptDocument) -> None:
    """One whole receipt of each that is not voided; all other paper is voided or blank; nothing hangs out."""
    valid = [slip for slip in device.slips if VOIDED not in slip and slip.strip()]
    assert len(valid) == len(documents), device.slips
    for slip, document in zip(valid, documents, strict=True):
        assert is_whole(slip, document), slip
    assert device.uncut().strip() == ""
    assert not any(isinstance(oddity, DrawerKicked) for oddity in device.oddities)


def wait_until(holds: Callable[[], bool], within_s: float = 5.0) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.005)
