"""What the virtual printer says of itself, bit by bit after Epson's reference."""

from __future__ import annotations

from drivers.virtual.printer_faults import Conditions


def real_time(which: int, now: Conditions) -> bytes:
    """The answer to DLE EOT n; nothing for an n that is not 1 to 4."""
    out = now.paper == "out"
    match which:
        case 1:
            bits = 0x08 * now.blocked
        case 2:
            bits = 0x04 * now.cover_open | 0x20 * out | 0x40 * now.error
        case 3:
            bits = 0x08 * now.error
        case 4:
            bits = 0x0C * (now.paper != "ok") | 0x60 * out
        case _:
            return b""
    return bytes([0x12 | bits])


def status_back(now: Conditions) -> bytes:
    """The four bytes of GS a."""
    return bytes([0x10 | 0x08 * now.blocked | 0x20 * now.cover_open, 0x08 * now.error, now.paper_sensor, 0])


def process_id(wanted: bytes) -> bytes:
    """The answer to GS ( H function 48."""
    return b"\x37\x22" + wanted + b"\x00"
