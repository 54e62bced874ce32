"""Domain values as the JSON the ledger keeps, and back. Decoding is strict and by schema number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kiosk.domain.receipt import (
    ColumnsLine,
    FeedLine,
    PrintJob,
    PrintState,
    QrBlock,
    ReceiptDocument,
    ReceiptElement,
    RuleLine,
    TextLine,
)
from kiosk.errors import BugError
from kiosk.store.faults import unusable

T = TypeVar("T")

BODY_SCHEMA = 1
"""The form of the bodies below; a row of any other number is not read as if it were this one."""

_ELEMENTS: Mapping[str, type[ReceiptElement]] = {
    "text": TextLine,
    "columns": ColumnsLine,
    "rule": RuleLine,
    "feed": FeedLine,
    "qr": QrBlock,
}
_ELEMENT_NAMES = {kind: name for name, kind in _ELEMENTS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _StoredPrintJob:
    """A print job with each element beside its name, which alone tells a union's members apart."""

    job_id: str
    sale_id: str
    receipt_no: str
    elements: tuple[tuple[str, Any], ...]
    state: PrintState
    tries: int


def _other_mapping(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


_ENCODER = msgspec.json.Encoder(enc_hook=_other_mapping)


def encode_body(value: object) -> str:
    """JSON text of a dataclass or JSON-able value; BugError for anything else."""
    try:
        return _ENCODER.encode(value).decode()
    except (TypeError, ValueError) as error:
        raise BugError(f"cannot be stored: {error}") from error


def decode_body(kind: type[T], text: str, schema: int, file: Path) -> T:
    """The value `text` was made from; StoreUnusable where it is not one of `kind` in this schema."""
    if schema != BODY_SCHEMA:
        raise unusable("store.body_unknown", file, kind=kind.__name__, schema=schema)
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise unusable("store.corrupt", file, detail=f"{kind.__name__}: {error}") from error


def encode_print_job(job: PrintJob) -> str:
    """JSON text of a print job."""
    elements = tuple((_ELEMENT_NAMES[type(element)], element) for element in job.document.elements)
    return encode_body(
        _StoredPrintJob(
            job_id=job.job_id,
            sale_id=job.sale_id,
            receipt_no=job.document.receipt_no,
            elements=elements,
            state=job.state,
            tries=job.tries,
        )
    )


def decode_print_job(text: str, schema: int, file: Path) -> PrintJob:
    """The print job `text` was made from."""
    stored = decode_body(_StoredPrintJob, text, schema, file)
    try:
        elements = tuple(msgspec.convert(fields, _ELEMENTS[name]) for name, fields in stored.elements)
    except (KeyError, msgspec.ValidationError) as error:
        raise unusable("store.corrupt", file, detail=f"receipt element: {error}") from error
    return PrintJob(
        job_id=stored.job_id,
        sale_id=stored.sale_id,
        document=ReceiptDocument(stored.receipt_no, elements),
        state=stored.state,
        tries=stored.tries,
    )
