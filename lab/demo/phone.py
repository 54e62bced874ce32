"""The shopper's phone: reads the QR from the kiosk's own pixels and pays at the simulated wallet."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import requests
import zxingcpp
from numpy.typing import NDArray
from PySide6.QtGui import QImage

TIMEOUT_S = 5.0


def pixels(image: QImage) -> NDArray[np.uint8]:
    """Grey pixels, rows by columns."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return np.ascontiguousarray(rows[:, : grey.width()])


def read_qr(image: QImage, beginning: str = "") -> str | None:
    """The text of the QR on the screen that begins as asked, or None."""
    wanted = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    found = zxingcpp.read_barcodes(pixels(image), formats=wanted)
    return next((one.text for one in found if one.text.startswith(beginning)), None)


class Wallet:
    """The wallet app on the phone, at the simulated provider."""

    def __init__(self, provider_url: str) -> None:
        self._url = provider_url

    def open(self, code_url: str) -> dict[str, Any]:
        """Scan the payment code: the wallet shows merchant and amount."""
        return self._post(code_url, "open")

    def pay(self, code_url: str) -> dict[str, Any]:
        return self._post(code_url, "pay")

    def refuse(self, code_url: str) -> dict[str, Any]:
        return self._post(code_url, "refuse")

    def _post(self, code_url: str, what: str) -> dict[str, Any]:
        answer = requests.post(f"{self._url}/wallet/{reference(code_url)}/{what}", timeout=TIMEOUT_S)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told


def reference(code_url: str) -> str:
    """`pr` of `weixin://wxpay/bizpayurl?pr=…` (WeChat Pay API v3, Native)."""
    return parse_qs(urlsplit(code_url).query)["pr"][0]
