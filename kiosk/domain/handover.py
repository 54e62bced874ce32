"""A basket as QR texts that a staffed till reads, and the way back.

A text is a header line and entries, in ASCII, at most MOST_BYTES long so that it scans easily (one with a
single long coupon may be longer):

    TLH1;<part>;<parts>;<basket>;<group>;<crc>
    <quantity>;<code>
    <quantity>;<code>

`part` counts from 1 to `parts` over all texts of the basket; `basket` names it (kiosk and trip); `group` is
`g` for goods, `r` for restricted goods, which come in texts of their own because the till must ask again, or
`c` for the shopper's coupons and vouchers, each `1;<code>` with its code as it was scanned. A text uses none
of them up: one that is good once is good at a kiosk again unless the till has the cloud redeem it before it
takes anything off (`cloud.coupons.at_till`).
The `code` of a good is what the till would have scanned: a GTIN as printed, the digits of an in-store label,
or, where the code told more of this one item, GS1 elements in their printed form,
`(01)09520000000509(3103)000500`.
`crc` is CRC-16/IBM-3740 (polynomial 0x1021, start 0xFFFF) over the whole text without the field, as four
hex digits.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.domain.basket import MOST_PIECES, BasketLine
from kiosk.errors import BugError, InputRefused, Reason

PREFIX = "TLH1"
MOST_BYTES = 300
_HEADER = re.compile(r"TLH1;([0-9]{1,3});([0-9]{1,3});([A-Za-z0-9_.-]{1,60});([grc]);([0-9A-F]{4})")
_ENTRY = re.compile(r"([1-9][0-9]?);([!-:<-~]{1,140})")
_COUPON = re.compile(r"1;([!-~]{4,600})")
_BASKET = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_LONGEST_PARTS = 999


@dataclass(frozen=True, slots=True)
class HandoverEntry:
    """So many of what has this code on it."""

    quantity: int
    code: str
    restricted: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.quantity <= MOST_PIECES or _ENTRY.fullmatch(f"{self.quantity};{self.code}") is None:
            raise BugError(f"not a line a till can read: {self!r}")


@dataclass(frozen=True, slots=True)
class Handover:
    """A basket at the till: plain goods first, then restricted ones, then coupons, each in the order of
    scanning."""

    basket: str
    entries: tuple[HandoverEntry, ...]
    coupons: tuple[str, ...] = ()
    """As they were scanned. Who has these codes may use them once: they are shown to the till and kept
    nowhere."""

    def __post_init__(self) -> None:
        if not all(map(can_carry, self.coupons)):
            raise BugError("not a coupon that a till can read")


def printed_gtin(gtin14: str) -> str:
    """The digits under the symbol: 8, 13 or 14 of them."""
    if gtin14.startswith("000000"):
        return gtin14[6:]
    return gtin14.removeprefix("0")


_ELEMENT = re.compile(r"[!-'*-:<-~]{1,20}")
"""A batch or serial that can stand among brackets and before a `;`."""


def printed_elements(line: BasketLine, digits: int) -> str | None:
    """What the line's code told beside its GTIN, as people read it under a symbol (GS1 General Specifications
    4.14): weight (AI 3103), amount with `digits` decimals (392n), dates (17, 15), batch and serial (10, 21).

    None where it told nothing. A batch or serial that no text can carry is left out.
    """
    told = [
        f"({identifier}){value}"
        for identifier, value in (
            ("3103", "" if line.weight_g is None else f"{line.weight_g:06d}"),
            (f"392{digits}", "" if line.label_price_minor is None else str(line.label_price_minor)),
            ("17", f"{line.expiry:%y%m%d}" if line.expiry else ""),
            ("15", f"{line.best_before:%y%m%d}" if line.best_before else ""),
            ("10", line.batch if _ELEMENT.fullmatch(line.batch) else ""),
            ("21", line.serial if _ELEMENT.fullmatch(line.serial) else ""),
        )
        if value
    ]
    return f"(01){line.gtin14}{''.join(told)}" if line.gtin14 and told else None


def can_carry(coupon: str) -> bool:
    """Whether a till can read this code off a text; one with invisible signs the shopper shows there."""
    return _COUPON.fullmatch(f"1;{coupon}") is not None


def handover_texts(handover: Handover) -> tuple[str, ...]:
    """The QR texts, to be shown in this order; none for an empty basket."""
    if _BASKET.fullmatch(handover.basket) is None:
        raise BugError(f"not a name of a basket: {handover.basket!r}")
    room = MOST_BYTES - len(f"{PREFIX};{_LONGEST_PARTS};{_LONGEST_PARTS};{handover.basket};g;0000")
    lines = {
        "g": [f"{one.quantity};{one.code}" for one in handover.entries if not one.restricted],
        "r": [f"{one.quantity};{one.code}" for one in handover.entries if one.restricted],
        "c": [f"1;{text}" for text in handover.coupons] if handover.entries else [],
    }
    groups = [(group, chunk) for group, of_group in lines.items() for chunk in _chunks(of_group, room)]
    return tuple(
        _sealed(f"{PREFIX};{part};{len(groups)};{handover.basket};{group}", "\n".join(("", *chunk)))
        for part, (group, chunk) in enumerate(groups, start=1)
    )


def read_handover(texts: Iterable[str]) -> Handover:
    """The basket of all its texts, scanned in any order, also twice.

    Raises InputRefused: `handover.not_readable` (changed or not ours), `handover.other_basket` (texts of two
    baskets), `handover.part_missing` (with the number of one that was not scanned).
    """
    basket, parts = "", 0
    found: dict[int, list[HandoverEntry | str]] = {}
    for text in texts:
        header, entries = _read(text)
        part, count, name = int(header[1]), int(header[2]), header[3]
        if basket and (name, count) != (basket, parts):
            raise InputRefused(Reason("handover.other_basket"))
        basket, parts = name, count
        found[part] = entries
    for part in range(1, max(parts, 1) + 1):
        if part not in found:
            raise InputRefused(Reason("handover.part_missing", {"part": part, "parts": max(parts, 1)}))
    told = [entry for part in sorted(found) for entry in found[part]]
    return Handover(
        basket,
        tuple(one for one in told if isinstance(one, HandoverEntry)),
        tuple(one for one in told if isinstance(one, str)),
    )


def _chunks(lines: Sequence[str], room: int) -> Iterator[list[str]]:
    chunk: list[str] = []
    used = 0
    for line in lines:
        if chunk and used + len(line) + 1 > room:
            yield chunk
            chunk, used = [], 0
        chunk.append(line)
        used += len(line) + 1
    if chunk:
        yield chunk


def _sealed(header: str, body: str) -> str:
    return f"{header};{_crc(header + body)}{body}"


def _crc(text: str) -> str:
    return f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def _read(text: str) -> tuple[re.Match[str], list[HandoverEntry | str]]:
    """The header and the entries of one text, checked; coupons as their codes."""
    first, *lines = text.strip().split("\n")
    header = _HEADER.fullmatch(first)
    form = _COUPON if header is not None and header[4] == "c" else _ENTRY
    entries = [form.fullmatch(line) for line in lines]
    if header is None or not entries or not all(entries) or not 1 <= int(header[1]) <= int(header[2]):
        raise InputRefused(Reason("handover.not_readable"))
    if header[5] != _crc("\n".join((first[:-5], *lines))):
        raise InputRefused(Reason("handover.not_readable"))
    restricted = header[4] == "r"
    if form is _COUPON:
        return header, [one[1] for one in entries if one is not None]
    return header, [HandoverEntry(int(one[1]), one[2], restricted) for one in entries if one is not None]
