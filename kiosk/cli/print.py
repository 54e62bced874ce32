"""`kiosk print RECEIPT.json --device PATH`: one receipt through the real driver, exactly once.

The job's journal lies beside the receipt (`RECEIPT.json.job`). Run again after an interruption of any kind,
the command goes on from there; run again after success, it prints nothing. States are printed as JSON lines.
"""

from __future__ import annotations

import argparse
import dataclasses
import fcntl
import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from drivers.printer.document_file import document_from_json, document_to_json
from drivers.printer.profile import load_profile
from drivers.printer.receipt_printer import EscPosPrinter
from kiosk.domain.receipt import (
    Align,
    ColumnsLine,
    FeedLine,
    PrintJob,
    PrintState,
    QrBlock,
    ReceiptDocument,
    RuleLine,
    TextLine,
)
from kiosk.errors import DeviceUnusable, InputRefused, Reason
from kiosk.ports import PrinterStatus

_TRY_AGAIN_S = 0.3
_ENDS = (PrintState.DONE, PrintState.UNCONFIRMED)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("receipt", nargs="?", metavar="RECEIPT.json", help="the receipt to print")
    parser.add_argument("--device", metavar="PATH", help="the printer's device, or tcp://host:port")
    parser.add_argument("--profile", default="generic-80mm", help="a printer profile by name, or a TOML file")
    parser.add_argument(
        "--wait-s", type=float, default=30.0, metavar="N", help="how long to try (default: 30)"
    )
    parser.add_argument("--again", action="store_true", help="print it once more, marked as a reprint")
    parser.add_argument(
        "--sample", action="store_true", help="write an example to RECEIPT.json, or to stdout, instead"
    )
    parser.add_argument(
        "--json", action="store_true", help="accepted for all commands; states are JSON lines"
    )


def run(args: argparse.Namespace) -> int:
    if args.sample:
        return _write_sample(args.receipt)
    if not args.receipt or not args.device:
        raise InputRefused(Reason("printer.receipt_and_device"))
    profile = load_profile(args.profile)
    receipt = Path(args.receipt)
    wait_s = max(0.0, args.wait_s)
    with JobFile(receipt) as journal:
        job = journal.begin(again=args.again)
        printer = EscPosPrinter("printer", args.device, profile, quiet_s=min(10.0, wait_s), limit_s=wait_s)
        try:
            job = _print(printer, job, journal, time.monotonic() + wait_s)
            status = printer.status() if job.state not in _ENDS else None
        finally:
            printer.close()
    if status is not None:
        raise DeviceUnusable(_why(args.device, job.state, status))
    if job.state is PrintState.UNCONFIRMED:
        raise DeviceUnusable(Reason("printer.unconfirmed", {"device": args.device}))
    return 0


def _write_sample(receipt: str | None) -> int:
    content = document_to_json(SAMPLE)
    if receipt in (None, "-"):
        sys.stdout.write(content.decode())
    else:
        Path(str(receipt)).write_bytes(content)
    return 0


def _print(printer: EscPosPrinter, job: PrintJob, journal: JobFile, until: float) -> PrintJob:
    """Tries until the job has ended or the time is over."""
    _tell(job)
    while job.state is not PrintState.DONE:
        job = _try(printer, job, journal)
        if job.state in _ENDS or time.monotonic() >= until:
            break
        time.sleep(_TRY_AGAIN_S)
    return job


def _try(printer: EscPosPrinter, job: PrintJob, journal: JobFile) -> PrintJob:
    """One try; it counts, and is told, when something was sent."""
    trying = dataclasses.replace(job, tries=job.tries + 1)
    steps = []

    def step(state: PrintState) -> None:
        steps.append(state)
        journal.keep(dataclasses.replace(trying, state=state))

    state = printer.print(trying, step)
    if steps[-1:] == [state] or (not steps and state is not PrintState.DONE):
        return dataclasses.replace(trying if steps else job, state=state)
    ended = dataclasses.replace(trying, state=state)
    journal.keep(ended)
    return ended


def _tell(job: PrintJob) -> None:
    line = {"receipt_no": job.document.receipt_no, "state": job.state, "tries": job.tries}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def _why(device: str, state: PrintState, status: PrinterStatus) -> Reason:
    values: dict[str, str | int] = {"device": device, "state": state}
    if not status.answers:
        return Reason("printer.not_printed_silent", values)
    cover = "open" if status.cover_open else "closed"
    return Reason("printer.not_printed", {**values, "paper": status.paper, "cover": cover})


class JobFile:
    """The journal of one receipt: a JSON file, durable before the effect it allows; one process at a time."""

    def __init__(self, receipt: Path) -> None:
        self._receipt = receipt
        self._path = Path(f"{receipt}.job")

    def __enter__(self) -> JobFile:
        """Locks the receipt and reads it."""
        self._file = self._receipt.open("rb")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise InputRefused(Reason("printer.receipt_in_use", {"file": self._receipt.name})) from None
        self._folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._folder)
        self._file.close()

    def begin(self, *, again: bool) -> PrintJob:
        """The job as it stands; raises InputRefused when it may not go on."""
        name, content = self._receipt.name, self._file.read()
        document = document_from_json(content, name)
        self._sha256 = hashlib.sha256(content).hexdigest()
        state, tries = PrintState.NOT_STARTED, 0
        if (row := self._read()) is not None:
            state, tries = PrintState(row["state"]), int(row["tries"])
            if row["sha256"] != self._sha256:
                if state not in (PrintState.NOT_STARTED, *_ENDS):
                    raise InputRefused(Reason("printer.other_receipt", {"file": name, "state": state}))
                state, tries = PrintState.NOT_STARTED, 0
        if state in _ENDS and again:
            state = PrintState.UNCONFIRMED  # it may be on paper: whole again, and marked
        elif state is PrintState.UNCONFIRMED:
            raise InputRefused(Reason("printer.ask_first", {"file": name}))
        number = document.receipt_no
        return PrintJob(job_id=number, sale_id=number, document=document, state=state, tries=tries)

    def keep(self, job: PrintJob) -> None:
        """Durable when it returns; then told."""
        row = {"receipt_no": job.job_id, "sha256": self._sha256, "state": job.state, "tries": job.tries}
        fresh = Path(f"{self._path}.new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(row, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self._path)
        os.fsync(self._folder)
        _tell(job)

    def _read(self) -> dict[str, Any] | None:
        try:
            row = json.loads(self._path.read_text(encoding="utf-8"))
            PrintState(row["state"]), int(row["tries"]), str(row["sha256"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as trouble:
            values = {"file": self._path.name, "problem": str(trouble)}
            raise InputRefused(Reason("printer.bad_journal", values)) from trouble
        return dict(row)


SAMPLE = ReceiptDocument(
    "T-000123",
    (
        TextLine("触线超市 Touchlane", Align.CENTRE, bold=True, size=2),
        TextLine("示范店 Demo store", Align.CENTRE),
        RuleLine(),
        ColumnsLine("山间矿泉水 Spring water 550 ml", "¥2.00"),
        ColumnsLine("  2 x ¥3.25  Crème brûlée", "¥6.50"),
        ColumnsLine("有机全麦面包（无糖、无添加防腐剂、每日现烤、家庭装） 400 g", "¥12.80"),
        RuleLine(),
        ColumnsLine("合计 Total", "¥21.30", bold=True, size=2),
        ColumnsLine("含税 Tax 13%", "¥2.45"),
        FeedLine(),
        QrBlock("https://receipts.example/r/T-000123", "扫码查看电子小票 Your e-receipt"),
        FeedLine(),
        TextLine("谢谢惠顾 Thank you", Align.CENTRE),
    ),
)
"""What `--sample` writes."""
