"""A file of the catalogue onto the disk: gone on with where it broke off, believed only when it is whole.

What comes is hashed and unpacked as it comes, so an endless answer, a file of another content or one that
would unpack to more than was signed ends at the first byte too many.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import requests
from urllib3.exceptions import HTTPError

from kiosk.errors import CloudRefused, CloudUnreachable, Reason, StoreUnusable
from kiosk.remote.wire.manifest import CatalogueFile

Get = Callable[[str, Mapping[str, str]], AbstractContextManager[requests.Response]]
"""GET of a target with further headers; raises CloudUnreachable or CloudRefused, but for 2xx, 304, 416."""

CHUNK = 256 * 1024
LONGEST_S = 600.0
"""Of one pass: a line that only drips is given up, and gone on with at the next look."""
_GZIP = 31


def download(get: Get, target: str, file: CatalogueFile, folder: Path) -> Path:
    """The verified file under its name, synced; what broke off is kept as `.part` and gone on with.

    Raises NotVerified for other bytes than were signed, which are thrown away,
    CloudUnreachable when the line breaks, StoreUnusable when the disk does not take it.
    """
    path = folder / file.name
    part = folder / f"{file.name}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            os.replace(path, part)
        _fetch(get, target, file, part)
        os.replace(part, path)
    except _Wrong:
        part.unlink(missing_ok=True)
        raise NotVerified(Reason("catalogue.not_verified", {"file": file.name})) from None
    except (requests.RequestException, HTTPError) as error:
        raise CloudUnreachable(Reason("cloud.no_answer", {"why": type(error).__name__})) from None
    except OSError as error:
        values = {"folder": str(folder), "why": error.strerror or str(error)}
        raise StoreUnusable(Reason("catalogue.cannot_be_stored", values)) from None
    return path


class NotVerified(CloudRefused):
    """What came is not the file that was signed (`catalogue.not_verified`)."""


class _Wrong(Exception):
    """It is not the file that was signed."""


class _Measure:
    """What has come so far of a file: length, hash, and what it unpacks to."""

    def __init__(self, file: CatalogueFile) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._unpacker = zlib.decompressobj(_GZIP)
        self._raw = 0
        self.size = 0

    def add(self, chunk: bytes) -> None:
        """Raises _Wrong as soon as it cannot be the file."""
        self.size += len(chunk)
        if self.size > self._file.size:
            raise _Wrong
        self._digest.update(chunk)
        try:
            packed = chunk
            while packed and not self._unpacker.eof:
                self._raw += len(self._unpacker.decompress(packed, CHUNK))
                packed = self._unpacker.unconsumed_tail
                if self._raw > self._file.raw_size:
                    raise _Wrong
        except zlib.error:
            raise _Wrong from None
        if packed or self._unpacker.unused_data:
            raise _Wrong

    def finish(self) -> None:
        """Raises _Wrong unless it is the whole file that was signed."""
        whole = self._unpacker.eof and self._raw == self._file.raw_size
        if not whole or self._digest.hexdigest() != self._file.sha256:
            raise _Wrong


def _fetch(get: Get, target: str, file: CatalogueFile, part: Path) -> None:
    """A break is mended at once as long as each answer brings something, for at most LONGEST_S."""
    until = time.monotonic() + LONGEST_S
    measure = _measured(file, part)
    while measure.size < file.size:
        before = measure.size
        try:
            measure = _go_on(get, target, file, part, measure, until)
        except (requests.RequestException, HTTPError, CloudUnreachable):
            held = _measured(file, part)
            if held.size <= before or time.monotonic() > until:
                raise
            measure = held
    measure.finish()


def _measured(file: CatalogueFile, part: Path) -> _Measure:
    """Of what is on the disk already; nothing of it where it cannot be a beginning of the file."""
    measure = _Measure(file)
    try:
        with part.open("rb") as held:
            while chunk := held.read(CHUNK):
                measure.add(chunk)
    except FileNotFoundError:
        return measure
    except _Wrong:
        part.unlink()
        return _Measure(file)
    return measure


def _go_on(
    get: Get, target: str, file: CatalogueFile, part: Path, measure: _Measure, until: float
) -> _Measure:
    """Appends an answer to what is there; a server that gives the whole file again is let."""
    asked = {"Range": f"bytes={measure.size}-"} if measure.size else {}
    with get(target, asked) as answer:
        if answer.status_code == 200:
            measure = _Measure(file)
        elif not measure.size or _starts_at(answer) != (measure.size, file.size):
            raise _Wrong
        with part.open("ab" if measure.size else "wb") as held:
            try:
                # read1 gives what has come, however little: a break after it loses nothing of it
                while chunk := answer.raw.read1(CHUNK, decode_content=False):
                    measure.add(chunk)
                    held.write(chunk)
                    if time.monotonic() > until:
                        raise CloudUnreachable(Reason("cloud.no_answer", {"why": "too slow"}))
            finally:
                held.flush()
                os.fsync(held.fileno())
    if measure.size < file.size:
        raise CloudUnreachable(Reason("cloud.no_answer", {"why": "incomplete"}))
    return measure


def _starts_at(answer: requests.Response) -> tuple[int, int] | None:
    """Where a 206 begins and how long the whole is (RFC 9110 section 14.4)."""
    found = answer.headers.get("Content-Range", "")
    told = re.fullmatch(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})", found)
    return (int(told[1]), int(told[2])) if answer.status_code == 206 and told else None
