"""How lines travel: gzip (RFC 1952), one member; the same lines always give the same bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from kiosk.errors import InputRefused, Reason

SUFFIX = ".jsonl.gz"

_GZIP = 31
"""zlib's window of 32 KiB within a gzip member; its header then has no name and no time."""

_PIECE = 256 * 1024


def pack(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The packed bytes of lines that end in a newline each."""
    packer = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
    waiting: list[bytes] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= _PIECE:
            yield packer.compress(b"".join(waiting))
            waiting, size = [], 0
    yield packer.compress(b"".join(waiting)) + packer.flush()


def unpack(chunks: Iterable[bytes], longest: int, name: str) -> Iterator[list[bytes]]:
    """The lines again without their newlines, some hundred at a time, as chunks of packed bytes come.

    Nothing much larger than a chunk is ever held, however much a few bytes promise to become. Raises
    InputRefused: `catalogue.damaged` with `name` where the bytes are broken, cut short or followed by others,
    `catalogue.row_too_long` for a line of more than `longest` bytes.
    """
    unpacker = zlib.decompressobj(_GZIP)
    rest = b""
    before = 0
    for piece in _pieces(unpacker, chunks, name):
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > longest or any(len(line) > longest for line in lines):
            lengths = [len(line) > longest for line in (*lines, rest)]
            row = before + lengths.index(True) + 1
            raise InputRefused(Reason("catalogue.row_too_long", {"row": row, "limit": longest}))
        before += len(lines)
        if lines:
            yield lines
    if not unpacker.eof:
        raise _damaged(name, "it ends too early")
    if rest:
        yield [rest]


def _pieces(unpacker: zlib._Decompress, chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    try:
        for chunk in chunks:
            if unpacker.eof:
                raise _damaged(name, "more follows its end")
            packed = chunk
            while packed and not unpacker.eof:
                piece = unpacker.decompress(packed, _PIECE)
                packed = unpacker.unconsumed_tail
                if piece:
                    yield piece
            if unpacker.unused_data:
                raise _damaged(name, "more follows its end")
    except zlib.error as error:
        raise _damaged(name, str(error)) from None


def _damaged(name: str, detail: str) -> InputRefused:
    return InputRefused(Reason("catalogue.damaged", {"file": name, "detail": detail}))
