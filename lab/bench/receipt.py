"""How long a receipt of 60 mixed lines takes to become printer bytes, beside bare character encoding."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from drivers.printer.encoder import encode_body
from drivers.printer.profile import load_profile
from kiosk.domain.receipt import ColumnsLine, ReceiptDocument, ReceiptElement, TextLine

BUDGET_MS = 2.0
ROUNDS = 50


def _line(number: int) -> ReceiptElement:
    return (
        ColumnsLine(f"山间矿泉水 饮用天然水 550ml 第{number}件", f"¥{number}.50"),
        ColumnsLine(f"Café crème {number}, a long name that wraps beside its amount on paper", "£3.20 €9"),
        TextLine("  6901234567892 2 件 x 6.25 含税 13%"),
    )[number % 3]


DOCUMENT = ReceiptDocument("R-BENCH", tuple(_line(number) for number in range(60)))


def results() -> list[dict[str, Any]]:
    """One row: milliseconds for the encoder; the peer is Python's own GB 18030 encoder on the same text."""
    profile = load_profile("epson-tm")
    texts = [line.text if isinstance(line, TextLine) else line.left + line.right for line in _texts()]
    ours = _median_ms(lambda: encode_body(DOCUMENT, profile))
    bare = _median_ms(lambda: b"\n".join([text.encode("gb18030") for text in texts]))
    row = {"name": "receipt_encoding_60_lines", "value": round(ours, 3), "unit": "ms"}
    peer = {"peer": "bare gb18030 encode of the text", "peer_value": round(bare, 3)}
    return [{**row, **peer, "budget": BUDGET_MS, "ok": ours <= BUDGET_MS}]


def _texts() -> list[TextLine | ColumnsLine]:
    return [line for line in DOCUMENT.elements if isinstance(line, TextLine | ColumnsLine)]


def _median_ms(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return sorted(times)[ROUNDS // 2] * 1000
