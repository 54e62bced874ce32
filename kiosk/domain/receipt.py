"""The receipt as a document: what stands on it, before any printer, width or page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """Where a text stands on its line."""

    LEFT = "left"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph, wrapped by whoever renders it; `size` is 1 or 2 times the normal height and width."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    size: int = 1


@dataclass(frozen=True, slots=True)
class ColumnsLine:
    """Left text and right text on one line; the left one wraps when both do not fit."""

    left: str
    right: str
    bold: bool = False
    size: int = 1


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class FeedLine:
    """Blank lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class QrBlock:
    """A QR code, centred, with its caption."""

    payload: str
    caption: str = ""


ReceiptElement = TextLine | ColumnsLine | RuleLine | FeedLine | QrBlock


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """Elements from top to bottom; the cut is not part of it. `receipt_no` names the job on paper."""

    receipt_no: str
    elements: tuple[ReceiptElement, ...]


class PrintState(StrEnum):
    """Where a print job stands. Journalled before the effect it allows (`drivers.printer`)."""

    NOT_STARTED = "not_started"
    SENDING = "sending"
    BODY_DONE = "body_done"
    """The printer confirmed the whole body is on paper, not yet cut."""
    DONE = "done"
    TORN = "torn"
    """Broken before the body was confirmed: what is on the paper is voided at the next try."""
    UNCONFIRMED = "unconfirmed"
    """All was sent to a printer that cannot confirm: staff are asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One receipt to put on paper exactly once."""

    job_id: str
    sale_id: str
    document: ReceiptDocument
    state: PrintState = PrintState.NOT_STARTED
    tries: int = 0
