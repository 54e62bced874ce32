"""What to set on a scanner, for all makes and for each.

Named in words to look for in the maker's programming guide. The codes a scanner is programmed by are not
repeated here: they differ by model and firmware, and a wrong one sets something else.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.errors import Reason


@dataclass(frozen=True, slots=True)
class Vendor:
    """A make, and what is known of it beside what holds for all."""

    name: str
    notes: tuple[Reason, ...] = ()


STEPS = (
    Reason("scan_sheet.factory"),
    Reason("scan_sheet.usb_com"),
    Reason("scan_sheet.line"),
    Reason("scan_sheet.aim"),
    Reason("scan_sheet.suffix"),
    Reason("scan_sheet.gs"),
    Reason("scan_sheet.check_digits"),
    Reason("scan_sheet.symbologies"),
    Reason("scan_sheet.upce"),
    Reason("scan_sheet.encoding"),
    Reason("scan_sheet.repeats"),
    Reason("scan_sheet.beep"),
)
"""In the order to do them: going back to factory settings undoes the others."""
KEYBOARD_STEPS = (Reason("scan_sheet.keyboard"), Reason("scan_sheet.keyboard_layout"))
"""Only for a scanner that has no USB-COM mode."""

VENDORS = {
    "zebra": Vendor("Zebra", (Reason("scan_sheet.zebra_defaults"),)),
    "honeywell": Vendor(
        "Honeywell", (Reason("scan_sheet.honeywell_terminal"), Reason("scan_sheet.honeywell_handshake"))
    ),
    "datalogic": Vendor(
        "Datalogic", (Reason("scan_sheet.datalogic_aim"), Reason("scan_sheet.datalogic_suffix"))
    ),
    "newland": Vendor("Newland", (Reason("scan_sheet.newland_commands"),)),
    "generic": Vendor("", (Reason("scan_sheet.generic"),)),
}
"""By the name the command line takes."""
