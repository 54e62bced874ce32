"""A receipt and a profile become ESC/POS bytes. Pure: no device, no clock.

The cut is apart from the body, because the body is confirmed before it is parted from the roll
(`drivers.printer.receipt_printer`). Each body begins with ESC @ and sets every mode it relies on.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from drivers.printer import commands
from drivers.printer.glyphs import ANY_MODE, HAN_MODE, Glyph, alphabet, columns_of, wrapped
from drivers.printer.profile import Cut, PrinterProfile
from kiosk.domain.receipt import (
    Align,
    ColumnsLine,
    FeedLine,
    QrBlock,
    ReceiptDocument,
    ReceiptElement,
    RuleLine,
    TextLine,
)

_GAP = 1
_FEED_TO_BAR = 5
_MOST_BLANK_LINES = 20
_RESYNC = 256
"""Longer than any command but a QR code of a long payload, which a void is made for."""
_QR_MODULE_LEAST, _QR_MODULE_MOST = 3, 8
# fmt: off
_QR_BYTES_M: Final = (
    14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711,
    779, 857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213,
    2331,
)
# fmt: on
"""Bytes that versions 1 to 40 hold at correction level M (ISO/IEC 18004, table 7)."""


def encode_body(document: ReceiptDocument, profile: PrinterProfile, reprint: int = 0) -> bytes:
    """The whole receipt up to its last line, without the cut."""
    return b"".join(encode_segments(document, profile, reprint))


def encode_segments(document: ReceiptDocument, profile: PrinterProfile, reprint: int = 0) -> list[bytes]:
    """The body in pieces that each end at a line's end, where a barrier may stand.

    `reprint` above 0 marks the paper as the n-th reprint: the shopper may hold the first.
    """
    page = _Page(profile)
    pieces = [page.begin()]
    if reprint:
        mark = TextLine(f"*** 补打 REPRINT {reprint} ***", Align.CENTRE, bold=True)
        pieces.append(page.element(mark))
    pieces += [page.element(element) for element in document.elements]
    return pieces


def encode_cut(profile: PrinterProfile) -> bytes:
    """Part the slip from the roll; repeating it costs a short blank slip."""
    match profile.cut:
        case Cut.FEED_PARTIAL:
            return commands.CUT_FEED_PARTIAL
        case Cut.PARTIAL:
            return commands.feed(_FEED_TO_BAR) + commands.CUT_PARTIAL
        case Cut.TEAR_BAR:
            return commands.feed(_FEED_TO_BAR)


def encode_resync() -> bytes:
    """Fills up a command that an earlier connection left half sent, so that the next one is understood."""
    return commands.NUL * _RESYNC


def encode_void(document: ReceiptDocument, profile: PrinterProfile) -> bytes:
    """What ends a torn slip: a half-received command is filled up, then the slip is voided and cut.

    The run of NUL is longer than the longest block of the document, so none can swallow the void.
    """
    blocks = [len(_payload(block)) for block in document.elements if isinstance(block, QrBlock)]
    page = _Page(profile)
    lines = (
        TextLine("*** 作废 VOID ***", Align.CENTRE, bold=True, size=2),
        TextLine(document.receipt_no, Align.CENTRE),
    )
    slip = page.begin() + b"".join(page.element(line) for line in lines)
    return commands.NUL * (max(blocks, default=0) + 64) + commands.LF + slip + encode_cut(profile)


class _Page:
    """Writes elements and remembers the modes the printer is in, so a mode is sent when it changes."""

    def __init__(self, profile: PrinterProfile) -> None:
        self._profile = profile
        self._alphabet = alphabet(profile)
        self._out = bytearray()

    def begin(self) -> bytes:
        """ESC @ and every mode, explicitly."""
        self._mode = self._number = self._profile.code_pages[0].number
        self._centred, self._bold, self._times = False, False, 1
        return (
            commands.INITIALISE
            + commands.STATUS_BACK_ON
            + commands.LINE_SPACING_DEFAULT
            + commands.USA_CHARACTERS
            + commands.HAN_SPACING_NONE
            + commands.HAN_OFF
            + commands.code_page(self._number)
            + commands.align(False)
            + commands.emphasis(False)
            + commands.size(1)
        )

    def element(self, element: ReceiptElement) -> bytes:
        """One element, from a line's begin to a line's end."""
        match element:
            case TextLine():
                self._text(element)
            case ColumnsLine():
                self._columns(element)
            case RuleLine():
                self._style(centred=False, bold=False, size=1)
                self._out += b"-" * self._profile.columns + commands.LF
            case FeedLine():
                self._out += commands.feed(max(0, min(element.lines, _MOST_BLANK_LINES)))
            case QrBlock():
                self._qr(element)
        written = bytes(self._out)
        self._out.clear()
        return written

    def _text(self, line: TextLine) -> None:
        self._style(centred=line.align is Align.CENTRE, bold=line.bold, size=line.size)
        for part in self._rows(line.text, line.short, self._profile.columns // self._times):
            self._line(part)

    def _columns(self, line: ColumnsLine) -> None:
        self._style(centred=False, bold=line.bold, size=line.size)
        width = self._profile.columns // self._times
        right = self._alphabet.glyphs(line.right)
        room = width - columns_of(right) - _GAP
        if room < width // 3:  # no column is left beside it: one below the other
            for part in self._rows(line.left, line.short, width):
                self._line(part)
            for part in wrapped(right, width):
                self._line(part, indent=width - columns_of(part))
            return
        *above, last = self._rows(line.left, line.short, room)
        for part in above:
            self._line(part)
        self._glyphs(last)
        self._line(right, indent=room - columns_of(last) + _GAP)

    def _rows(self, text: str, short: str, columns: int) -> list[list[Glyph]]:
        """The text, or the short one where the text needs more than a row."""
        rows = wrapped(self._alphabet.glyphs(text), columns)
        return wrapped(self._alphabet.glyphs(short), columns) if short and len(rows) > 1 else rows

    def _qr(self, block: QrBlock) -> None:
        payload = _payload(block)
        version = bisect_left(_QR_BYTES_M, len(payload)) + 1
        module = min(self._profile.qr_dots // (4 * version + 17), _QR_MODULE_MOST)
        if version > len(_QR_BYTES_M):
            self._text(TextLine(block.payload))
        elif payload:
            # A long payload may grow beyond the wanted width, and in the end shrink below easy reading.
            widest = self._profile.dots // (4 * version + 17 + 8)
            module = max(1, min(max(module, _QR_MODULE_LEAST), widest))
            self._style(centred=True, bold=False, size=1)
            self._out += commands.QR_MODEL_2 + commands.qr_module(module) + commands.qr_correction(b"1")
            self._out += commands.qr_store(payload) + commands.QR_PRINT + commands.LF
        if block.caption:
            self._text(TextLine(block.caption, Align.CENTRE))

    def _style(self, *, centred: bool, bold: bool, size: int) -> None:
        times = max(1, min(size, 2))
        if centred != self._centred:
            self._out += commands.align(centred)
        if bold != self._bold:
            self._out += commands.emphasis(bold)
        if times != self._times:
            self._out += commands.size(times)
        self._centred, self._bold, self._times = centred, bold, times

    def _line(self, glyphs: list[Glyph], indent: int = 0) -> None:
        self._out += b" " * indent
        self._glyphs(glyphs)
        self._out += commands.LF

    def _glyphs(self, glyphs: list[Glyph]) -> None:
        out, mode = self._out, self._mode
        for _, code, _, wanted in glyphs:
            if wanted not in (mode, ANY_MODE):
                out += self._switch(wanted)
                mode = wanted
            out += code
        self._mode = mode

    def _switch(self, mode: int) -> bytes:
        if mode == HAN_MODE:
            return commands.HAN_ON
        return commands.HAN_OFF + commands.code_page(mode)


def _payload(block: QrBlock) -> bytes:
    """The payload without controls: a printer may obey a real-time command (DLE ..) even inside a block."""
    return "".join(char for char in block.payload if char.isprintable() or char == " ").encode()
