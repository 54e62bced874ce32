"""Picture files: what may be taken for a good's picture, told by the first bytes alone.

PNG (ISO/IEC 15948, 5.2 and 11.2.2), JPEG (ITU-T T.81, B.2.2) and WebP (RFC 9649, 2.4 to 2.7). Nothing is
decoded here: a file of another kind or of more pixels never gets as far as a decoder.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from kiosk.errors import InputRefused, Reason

MOST_BYTES = 2 * 1024 * 1024
MOST_SIDE = 2048
"""Pixels: eight times what a tile shows, and 16 MB once it is decoded."""

_NAME = re.compile("[0-9a-f]{64}")
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_LONE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})
_NO_FRAMES = frozenset({0xC4, 0xC8, 0xCC})


class PictureKind(StrEnum):
    """The ending of the file's name."""

    PNG = "png"
    JPEG = "jpg"
    WEBP = "webp"


@dataclass(frozen=True, slots=True)
class PictureHead:
    """What a picture says of itself; sides in pixels."""

    kind: PictureKind
    width: int
    height: int


def is_picture_name(text: str) -> bool:
    """A SHA-256 as pictures are named by: 64 hex digits in lower case."""
    return _NAME.fullmatch(text) is not None


def picture_name(content: bytes) -> str:
    """The name a picture has everywhere: the SHA-256 of its file."""
    return hashlib.sha256(content).hexdigest()


def read_picture_head(content: bytes) -> PictureHead:
    """Kind and size of a picture that may be shown.

    Raises InputRefused: `picture.too_large` (bytes), `picture.not_a_picture`, `picture.too_many_pixels`.
    """
    if len(content) > MOST_BYTES:
        raise InputRefused(Reason("picture.too_large", {"size": len(content), "limit": MOST_BYTES}))
    try:
        head = _png(content) or _jpeg(content) or _webp(content)
    except IndexError:  # cut short
        head = None
    if head is None or head.width < 1 or head.height < 1:
        raise InputRefused(Reason("picture.not_a_picture"))
    if max(head.width, head.height) > MOST_SIDE:
        values = {"width": head.width, "height": head.height, "limit": MOST_SIDE}
        raise InputRefused(Reason("picture.too_many_pixels", values))
    return head


def _png(content: bytes) -> PictureHead | None:
    if not content.startswith(_PNG):
        return None
    return PictureHead(PictureKind.PNG, _big(content, 16, 4), _big(content, 20, 4))


def _jpeg(content: bytes) -> PictureHead | None:
    if not content.startswith(b"\xff\xd8\xff"):
        return None
    place = 2
    while content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF or marker in _LONE_MARKERS:  # fill bytes, markers without a body
            place += 1 if marker == 0xFF else 2
        elif 0xC0 <= marker <= 0xCF and marker not in _NO_FRAMES:
            return PictureHead(PictureKind.JPEG, _big(content, place + 7, 2), _big(content, place + 5, 2))
        else:
            place += 2 + _big(content, place + 2, 2)
    return None


def _webp(content: bytes) -> PictureHead | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    match content[12:16]:
        case b"VP8X":
            sides = 1 + _little(content, 24, 3), 1 + _little(content, 27, 3)
        case b"VP8L" if content[20] == 0x2F:
            bits = _little(content, 21, 4)
            sides = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 " if content[23:26] == b"\x9d\x01\x2a":
            sides = _little(content, 26, 2) & 0x3FFF, _little(content, 28, 2) & 0x3FFF
        case _:
            return None
    return PictureHead(PictureKind.WEBP, *sides)


def _big(content: bytes, place: int, length: int) -> int:
    return int.from_bytes(_cut(content, place, length), "big")


def _little(content: bytes, place: int, length: int) -> int:
    return int.from_bytes(_cut(content, place, length), "little")


def _cut(content: bytes, place: int, length: int) -> bytes:
    if len(content) < place + length:
        raise IndexError
    return content[place : place + length]
