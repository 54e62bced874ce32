"""What is wrong with what arrived of a trial symbol, and which setting of the scanner mends it. Pure."""

from __future__ import annotations

import re

from drivers.scanner.framing import text_of
from drivers.scanner.setup.symbols import GS, TrialSymbol
from kiosk.domain.aim import scan_of
from kiosk.errors import Reason

_FRAME = re.compile(rb"([^\r\n\t\x03]+)([\r\n\t\x03]*)")
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_NAMES = {0x02: "STX", 0x03: "ETX", 0x09: "TAB", 0x0A: "LF", 0x0D: "CR", 0x1D: "GS"}


def wire(arrived: bytes) -> str:
    r"""The bytes as a person can read them: text, `<GS>`, `<CR>`, `\x80`; at most 80 signs."""
    named = re.sub(rb"[\x00-\x1f]", lambda sign: f"<{_name(sign[0][0])}>".encode(), arrived)
    text = text_of(named) or named.decode("ascii", "backslashreplace")
    text = "".join(sign if sign.isprintable() else "·" for sign in text)
    return text if len(text) <= 80 else text[:79] + "…"


def _name(byte: int) -> str:
    return _NAMES.get(byte, f"{byte:02X}")


def diagnose(symbol: TrialSymbol, arrived: bytes, *, keyboard: bool = False) -> tuple[Reason, ...]:
    """What is wrong, the gravest first; nothing when all is well. `keyboard`: signs came as keys."""
    frames = [(match[1], match[2]) for match in _FRAME.finditer(re.sub(rb"[\x00\x02]", b"", arrived))]
    if not frames:
        return (Reason("scan_check.nothing"),)
    bodies = {body for body, _ in frames}
    text = text_of(frames[0][0])
    if len(bodies) > 1:
        return (Reason("scan_check.in_pieces", {"count": len(frames), "arrived": wire(arrived)}),)
    if text is None or (symbol.text.isascii() and not text.isascii()):
        return (Reason("scan_check.garbled_keys" if keyboard else "scan_check.garbled_line"),)
    found = list(_of_text(symbol, text, keyboard))
    if len(frames) > 1:
        found.append(Reason("scan_check.twice", {"times": len(frames)}))
    if not frames[-1][1]:
        found.append(Reason("scan_check.no_suffix"))
    return tuple(found)


def _of_text(symbol: TrialSymbol, text: str, keyboard: bool) -> list[Reason]:
    """The AIM identifier, which may stand behind a prefix, then the text behind it."""
    aim = _AIM.search(text)
    before, rest = (text[: aim.start()], scan_of(b"", text[aim.start() :]).text) if aim else ("", text)
    found = []
    for form in reversed(symbol.forms):  # the longer first: the shorter is its end
        head, is_there, tail = rest.partition(form)
        if is_there:
            found += _around(before + head, tail)
            break
    else:
        found.append(_difference(symbol, rest, keyboard))
    if aim is None:
        found.append(Reason("scan_check.no_aim"))
    elif aim[0] not in symbol.aims:
        values = {"aim": aim[0], "right": symbol.aims[0], "name": symbol.name}
        found.append(Reason("scan_check.other_aim", values))
    return found


def _around(head: str, tail: str) -> list[Reason]:
    found = []
    if head:
        found.append(Reason("scan_check.prefix", {"prefix": head}))
    if tail:
        found.append(Reason("scan_check.tail", {"tail": tail}))
    return found


def _difference(symbol: TrialSymbol, text: str, keyboard: bool) -> Reason:
    """How a text that is not the symbol's came of it."""
    right = symbol.text
    if GS in right:
        before, after = right.split(GS)
        replaced = re.search(f"{re.escape(before)}(.{{0,6}}?){re.escape(after)}$", text)
        if replaced and not replaced[1]:
            return Reason("scan_check.no_gs")
        if replaced:
            return Reason("scan_check.gs_replaced", {"sign": replaced[1]})
    if right.isdecimal() and len(text) < len(right) and text.isdecimal() and text in right:
        return Reason("scan_check.digits_left_out", {"missing": len(right) - len(text)})
    if not right.isascii():
        return Reason("scan_check.encoding_keys" if keyboard else "scan_check.encoding")
    if text.swapcase().endswith(right):
        return Reason("scan_check.capitals_swapped")
    if text.casefold().endswith(right.casefold()):
        return Reason("scan_check.capitals_changed")
    if keyboard and len(text) >= len(right) and text.isascii():
        return Reason("scan_check.other_layout", {"arrived": text})
    return Reason("scan_check.other_text", {"arrived": text, "right": right.replace(GS, "<GS>")})
