"""What ESC/POS bytes make a printer do, one value an effect."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One character: its columns at normal width (1 or 2) and how it is printed."""

    char: str
    columns: int
    wide: int = 1
    high: int = 1
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """One line came onto the paper; `align` is 0 left, 1 centre, 2 right."""

    cells: tuple[Cell, ...]
    align: int = 0

    @property
    def text(self) -> str:
        return "".join(cell.char for cell in self.cells)


@dataclass(frozen=True, slots=True)
class QrPrinted:
    """A QR code; `level` is 0 to 3 for L, M, Q, H."""

    payload: bytes
    module: int
    level: int
    align: int


@dataclass(frozen=True, slots=True)
class RasterPrinted:
    """A picture of one bit a dot, rows of whole bytes."""

    bytes_a_row: int
    bits: bytes
    align: int


@dataclass(frozen=True, slots=True)
class Fed:
    """Blank paper, in lines of normal height."""

    lines: float


@dataclass(frozen=True, slots=True)
class CutMade:
    """The blade moved."""


@dataclass(frozen=True, slots=True)
class BarrierPassed:
    """GS ( H function 48: all before it is printed."""

    process_id: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """GS r or GS I: an answer in order with the data."""

    command: str
    which: int


@dataclass(frozen=True, slots=True)
class StatusBackSet:
    """GS a."""

    mask: int


@dataclass(frozen=True, slots=True)
class Initialised:
    """ESC @."""


@dataclass(frozen=True, slots=True)
class DrawerKicked:
    """ESC p, the pulse that opens a cash drawer."""


@dataclass(frozen=True, slots=True)
class ModeSet:
    """A command that only changes how later text is printed."""

    command: bytes


@dataclass(frozen=True, slots=True)
class Unknown:
    """Bytes that are no command of this printer."""

    command: bytes


Effect = (
    Printed
    | QrPrinted
    | RasterPrinted
    | Fed
    | CutMade
    | BarrierPassed
    | Asked
    | StatusBackSet
    | Initialised
    | DrawerKicked
    | ModeSet
    | Unknown
)

OnPaper = Printed | QrPrinted | RasterPrinted | Fed
