"""The settings of the devices: camera, scanner, receipt printer."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.setting_rules import INSTALLER, OWNERS, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSettings:
    """The camera, or nothing."""

    source: str = setting(
        "",
        "Device number (0), device path, stream address, or a file or folder of pictures; empty: no camera",
        set_by=INSTALLER,
    )
    width: int = setting(1280, "Picture width asked of the camera", unit="px", least=160, most=7680)
    height: int = setting(720, "Picture height asked of the camera", unit="px", least=120, most=4320)
    fps: int = setting(30, "Pictures a second asked of the camera", unit="1/s", least=1, most=120)
    formats: tuple[str, ...] = setting(
        (),
        "Symbologies looked for; empty: as the goods of the catalogue need",
        choices=(
            "ean13",
            "ean8",
            "upca",
            "upce",
            "code128",
            "code39",
            "itf",
            "databar",
            "databar_expanded",
            "qr",
            "datamatrix",
            "aztec",
            "pdf417",
        ),
    )
    profile: str = setting(
        "auto",
        "Exposure: the camera's own, or short, which reads goods in movement and wants light",
        choices=("auto", "short_exposure"),
    )
    exposure_us: int = setting(
        0, "Exposure of a picture; 0: as the profile says", unit="us", least=0, most=1_000_000
    )
    gain: int = setting(-1, "Gain in the camera's steps; -1: as the profile says", least=-1, most=65_535)
    focus: int = setting(-1, "Focus in the camera's steps; -1: the camera focuses", least=-1, most=65_535)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerSettings:
    """A barcode scanner, or nothing: without path and usb there is none."""

    kind: str = setting(
        "serial",
        "serial: on a serial line or in USB-COM mode; keyboard: one that types, kept from the screens",
        choices=("serial", "keyboard"),
        set_by=INSTALLER,
    )
    path: str = setting("", "Device path of a serial scanner; empty: found by usb", set_by=INSTALLER)
    usb: str = setting(
        "",
        "Instead of a path: `vid:pid` as lsusb tells; where two are alike, `:` and serial number or socket",
        most=128,
        set_by=INSTALLER,
    )
    baud: int = setting(9600, "Speed of the line", unit="bit/s", least=300, most=3_000_000, set_by=INSTALLER)
    parity: str = setting(
        "none",
        "Parity of the line, beside 8 data bits",
        choices=("none", "even", "odd"),
        set_by=INSTALLER,
    )
    suffix: str = setting(
        "any",
        "What ends a code; any: all of these, and silence. With one named, what only silence ends is dropped",
        choices=("any", "cr", "lf", "crlf", "tab", "etx", "none"),
    )
    prefix: str = setting("", "What the scanner sends before a code, cut off", most=8)
    silence_ms: int = setting(
        50,
        "Silence that ends a code; longer than the scanner's pause between signs",
        unit="ms",
        least=10,
        most=2000,
    )
    repeat_ms: int = setting(
        0,
        "The same code again within this time is one read, for scanners that repeat by themselves; 0: never",
        unit="ms",
        least=0,
        most=5000,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSettings:
    """The receipt printer, or nothing."""

    path: str = setting("", "Device path, or tcp://host:port; empty: no printer", set_by=INSTALLER)
    profile: str = setting("generic-80mm", "Profile of the printer's model", least=1, most=64, set_by=OWNERS)
    baud: int = setting(0, "Speed of a serial line; 0: the profile's", unit="bit/s", least=0, most=3_000_000)
