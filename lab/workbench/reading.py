"""What the phone's camera reads from a picture of the kiosk's screen."""

from __future__ import annotations

import numpy as np
import zxingcpp
from PySide6.QtGui import QImage


def codes_in(picture: QImage) -> list[str]:
    """The texts of all QR codes in view."""
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    seen = np.ascontiguousarray(rows[:, : grey.width()])
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return [code.text for code in zxingcpp.read_barcodes(seen, formats=formats)]
