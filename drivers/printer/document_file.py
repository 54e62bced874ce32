"""A receipt document as JSON, for `kiosk print` and for integrators.

    {"receipt_no": "R-1", "elements": [{"kind": "text", "text": "谢谢", "align": "centre"}, {"kind": "rule"}]}

Kinds: `text`, `columns`, `rule`, `feed`, `qr`; their fields are those of `kiosk.domain.receipt`.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Final

import msgspec

from kiosk.domain.receipt import (
    ColumnsLine,
    FeedLine,
    QrBlock,
    ReceiptDocument,
    ReceiptElement,
    RuleLine,
    TextLine,
)
from kiosk.errors import InputRefused, Reason

_KINDS: Final[dict[str, type[ReceiptElement]]] = {
    "text": TextLine,
    "columns": ColumnsLine,
    "rule": RuleLine,
    "feed": FeedLine,
    "qr": QrBlock,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}


def document_to_json(document: ReceiptDocument) -> bytes:
    """Indented; `document_from_json` reads it back to an equal document."""
    elements = [
        {"kind": _NAMES[type(element)], **dataclasses.asdict(element)} for element in document.elements
    ]
    content = msgspec.json.encode({"receipt_no": document.receipt_no, "elements": elements})
    return msgspec.json.format(content, indent=2) + b"\n"


def document_from_json(content: bytes, name: str) -> ReceiptDocument:
    """Raises InputRefused naming the file (`name`), the element and what was expected."""
    try:
        table = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as trouble:
        raise _refused(name, str(trouble)) from trouble
    if not isinstance(table, dict) or set(table) != {"receipt_no", "elements"}:
        raise _refused(name, "an object with receipt_no and elements is expected")
    receipt_no, elements = table["receipt_no"], table["elements"]
    if not isinstance(receipt_no, str) or not receipt_no or not isinstance(elements, list):
        raise _refused(name, "receipt_no is a text and elements a list")
    return ReceiptDocument(
        receipt_no, tuple(_element(row, f"element {at}", name) for at, row in enumerate(elements, start=1))
    )


def _element(row: Any, place: str, name: str) -> ReceiptElement:
    kind = _KINDS.get(row.get("kind", "")) if isinstance(row, dict) else None
    if kind is None:
        raise _refused(name, f"{place}: kind is one of {', '.join(_KINDS)}")
    values = {key: value for key, value in row.items() if key != "kind"}
    unknown = set(values) - {field.name for field in dataclasses.fields(kind)}
    if unknown:
        raise _refused(name, f"{place}: unknown field {min(unknown)}")
    try:
        return msgspec.convert(values, type=kind)
    except msgspec.ValidationError as trouble:
        raise _refused(name, f"{place}: {trouble}") from trouble


def _refused(name: str, problem: str) -> InputRefused:
    return InputRefused(Reason("printer.bad_document", {"file": name, "problem": problem}))
