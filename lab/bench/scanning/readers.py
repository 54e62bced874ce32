"""The readers that are compared: ours and each library bare, all asked for the same kinds of code."""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import cv2

from drivers.camera.stills import STILL, StillReader
from drivers.camera.symbols import Grey, Symbol, read_zxing, zbar_present
from kiosk.domain.barcode import Symbology
from lab.bench.scanning.pictures import said

OURS, ZXING, ZBAR, CV2 = "ours", "zxing-cpp alone", "pyzbar alone", "cv2.barcode alone"
SHORT = {ZXING: "zxing", ZBAR: "pyzbar", CV2: "cv2"}
"""As the end of a figure's name: one figure is told beside each library."""
Reader = Callable[[Grey], set[str]]
T = TypeVar("T")

_ZBAR_KINDS = {
    "EAN13": Symbology.EAN13,
    "EAN8": Symbology.EAN8,
    "UPCA": Symbology.UPCA,
    "UPCE": Symbology.UPCE,  # cannot be switched off: listed, so that its reads can be told and dropped
    "CODE128": Symbology.CODE128,
    "I25": Symbology.ITF,
    "DATABAR": Symbology.DATABAR,
    "DATABAR_EXP": Symbology.DATABAR_EXPANDED,
    "QRCODE": Symbology.QR,
}
CAN_READ: Mapping[str, frozenset[Symbology]] = {
    ZXING: frozenset(STILL),
    ZBAR: frozenset(_ZBAR_KINDS.values()),
    CV2: frozenset({Symbology.EAN13, Symbology.EAN8, Symbology.UPCA}),
}


def readers() -> dict[str, Reader]:
    """Ours first; pyzbar where its library is installed."""
    still = StillReader()
    found: dict[str, Reader] = {
        OURS: lambda grey: texts(still.read(grey)),
        ZXING: lambda grey: texts(read_zxing(grey, STILL, invert=True)),
    }
    if zbar_present():
        found[ZBAR] = _zbar_reader()
    found[CV2] = _cv2_reader()
    return found


def texts(symbols: list[Symbol]) -> set[str]:
    return {said(symbol.symbology, symbol.text) for symbol in symbols if symbol.text}


def cpu_ms(call: Callable[[], T]) -> tuple[float, T]:
    """CPU milliseconds of this thread: a busy machine does not count."""
    start = time.thread_time()
    result = call()
    return (time.thread_time() - start) * 1000, result


def timed(reader: Reader, grey: Grey) -> tuple[float, set[str]]:
    return cpu_ms(partial(reader, grey))


def _zbar_reader() -> Reader:
    pyzbar = importlib.import_module("pyzbar.pyzbar")

    kinds = [getattr(pyzbar.ZBarSymbol, name) for name in _ZBAR_KINDS]

    def read(grey: Grey) -> set[str]:
        with _without_stderr():
            found = pyzbar.decode(grey, symbols=kinds)
        return {
            said(_ZBAR_KINDS[code.type.replace("-", "_")], code.data.decode("utf-8", "replace"))
            for code in found
            if code.type != "UPCE"
        }

    return read


@contextmanager
def _without_stderr() -> Iterator[None]:
    """libzbar writes each failed assertion of its DataBar reader to standard error, past Python."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _cv2_reader() -> Reader:
    detector: Any = cv2.barcode.BarcodeDetector()

    def read(grey: Grey) -> set[str]:
        _, found, _, _ = detector.detectAndDecodeMulti(grey)
        return {said(Symbology.EAN13, text) for text in found if text}

    return read
