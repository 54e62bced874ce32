"""The devices of one kiosk, made from its settings by the names their drivers are registered under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Protocol

from drivers import registry
from drivers.camera.budget import Figures
from drivers.camera.controls import Taken
from kiosk.domain.barcode import Symbology
from kiosk.domain.codes_sold import symbologies_of
from kiosk.ports import BarcodeScanner, CameraPreview, ReceiptPrinter
from kiosk.settings import Settings


class CameraDevice(BarcodeScanner, CameraPreview, Protocol):
    """A camera reads codes, gives the shopper's picture, and tells how reading goes."""

    def figures(self) -> Figures: ...
    def taken(self) -> Taken | None: ...


def make_camera(
    settings: Settings, needed: Sequence[Symbology] = symbologies_of(None)
) -> CameraDevice | None:
    """The camera of the settings, not started; None where there is none.

    It looks for `needed` where the settings name no formats.
    """
    camera = settings.camera
    if not camera.source:
        return None
    asked = {
        "where": camera.source,
        "width": str(camera.width),
        "height": str(camera.height),
        "fps": str(camera.fps),
        "symbologies": ",".join(camera.formats or needed),
        "profile": camera.profile,
        "exposure_us": str(camera.exposure_us or ""),
        "gain": str(camera.gain) if camera.gain >= 0 else "",
        "focus": str(camera.focus) if camera.focus >= 0 else "",
    }
    made: CameraDevice = registry.make("camera", "camera", asked)
    return made


def make_scanner(settings: Settings) -> BarcodeScanner | None:
    """The scanner of the settings, not started."""
    scanner = settings.scanner
    if not (scanner.path or scanner.usb):
        return None
    asked = {name: str(value) for name, value in asdict(scanner).items() if name != "kind"}
    made: BarcodeScanner = registry.make(f"scanner.{scanner.kind}", "scanner", asked)
    return made


def make_printer(settings: Settings) -> ReceiptPrinter | None:
    """The receipt printer of the settings, not opened."""
    printer = settings.printer
    if not printer.path:
        return None
    asked = {"path": printer.path, "profile": printer.profile, "baud": str(printer.baud)}
    made: ReceiptPrinter = registry.make("printer.escpos", "printer", asked)
    return made
