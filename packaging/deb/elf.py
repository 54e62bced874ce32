"""What a shared library or program asks of the loader: the few parts of ELF that packaging needs.

64 bit, little endian (System V ABI, chapter 5; both machines the wheels exist for).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path

PT_LOAD, PT_DYNAMIC = 1, 2
DT_NEEDED, DT_STRTAB, DT_SONAME, DT_RPATH, DT_RUNPATH = 1, 5, 14, 15, 29
HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
SEGMENT = struct.Struct("<IIQQQQQQ")
ENTRY = struct.Struct("<qQ")
GLIBC = re.compile(rb"\0GLIBC_(\d+)\.(\d+)")


class CannotRewrite(Exception):
    """A search path does not fit where another one stands."""


@dataclass(frozen=True, slots=True)
class Elf:
    """The dynamic section: names of libraries, and the search path with its place in the file."""

    needed: tuple[str, ...]
    soname: str
    runpath: str
    runpath_at: int
    glibc: tuple[int, int]
    """The newest version of the C library that a symbol asks for; (0, 0) where none does."""


def read(path: Path) -> Elf | None:
    """The dynamic section of a file; None where it is no ELF file or has none."""
    with path.open("rb") as file:
        if file.read(6) != b"\x7fELF\x02\x01":
            return None
        file.seek(0)
        image = file.read()
    return _parse(image)


def is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _parse(image: bytes) -> Elf | None:
    _, _, _, _, _, segments_at, _, _, _, size, count, *_ = HEADER.unpack_from(image)
    segments = [SEGMENT.unpack_from(image, segments_at + n * size) for n in range(count)]
    dynamic = next((segment for segment in segments if segment[0] == PT_DYNAMIC), None)
    if dynamic is None:
        return None
    at, length = dynamic[2], dynamic[5]
    entries = [ENTRY.unpack_from(image, at + n) for n in range(0, length, ENTRY.size)]
    strings_at = next((_offset(segments, value) for tag, value in entries if tag == DT_STRTAB), 0)

    def text(offset: int) -> str:
        start = strings_at + offset
        return image[start : image.index(b"\0", start)].decode()

    def one(*tags: int) -> int | None:
        return next((value for tag, value in entries if tag in tags), None)

    path, soname = one(DT_RUNPATH, DT_RPATH), one(DT_SONAME)
    return Elf(
        needed=tuple(text(value) for tag, value in entries if tag == DT_NEEDED),
        soname=text(soname) if soname is not None else "",
        runpath=text(path) if path is not None else "",
        runpath_at=strings_at + path if path is not None else 0,
        glibc=max(((int(m[1]), int(m[2])) for m in GLIBC.finditer(image)), default=(0, 0)),
    )


def _offset(segments: list[tuple[int, ...]], address: int) -> int:
    """Where in the file an address of the loaded image is."""
    for kind, _, offset, start, _, length, *_ in segments:
        if kind == PT_LOAD and start <= address < start + length:
            return offset + address - start
    raise ValueError(f"address {address:#x} is in no segment")


def set_runpath(path: Path, value: str) -> bool:
    """Write another search path over the one that is there; False where the file has none.

    Raises:
        CannotRewrite: the new one is longer.
    """
    found = read(path)
    if found is None or not found.runpath_at:
        return False
    old, new = found.runpath.encode(), value.encode()
    if len(new) > len(old):
        raise CannotRewrite(f"{path}: {value} is longer than {found.runpath}, which stands in its place")
    with path.open("r+b") as file:
        file.seek(found.runpath_at)
        file.write(new.ljust(len(old), b"\0"))
    return True
