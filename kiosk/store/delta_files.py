"""The deltas kept beside the catalogue: those the idle file has not taken yet."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from kiosk.domain.packed_lines import SUFFIX
from kiosk.errors import WorldError
from kiosk.store.catalogue_change import DeltaFile, open_kept

_log = logging.getLogger(__name__)

_NAME = "catalogue-delta-"


def chain_between(deltas: Iterable[DeltaFile], start: int, end: int) -> list[DeltaFile] | None:
    """Deltas that lead from one revision to another without a gap; None where they do not. One that is
    applied twice, or that leads past the end, is left out."""
    by_start = {each.header.from_revision: each for each in deltas if each.header.to_revision <= end}
    chain: list[DeltaFile] = []
    while start < end and start in by_start:
        chain.append(by_start[start])
        start = chain[-1].header.to_revision
    return chain if start == end else None


class KeptDeltas:
    """Files beside the catalogue; one that is damaged or missing costs a copy, nothing more."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def kept(self) -> list[DeltaFile]:
        """Those that say what they are; one that is damaged after that costs a copy."""
        found: list[DeltaFile] = []
        for path in sorted(self._folder.glob(f"{_NAME}*")):
            try:
                found.append(open_kept(path))
            except WorldError as error:
                _log.info("%s is left out: %s", path.name, error)
        return found

    def keep(self, chain: Sequence[DeltaFile]) -> None:
        """Exactly these from now on: what the file that becomes idle will have missed."""
        names = {self._path(each): each for each in chain}
        for path, each in names.items():
            if each.path != path:
                shutil.copyfile(each.path, path)
        for path in self._folder.glob(f"{_NAME}*"):
            if path not in names:
                path.unlink()

    def forget(self) -> None:
        """None: the idle file will be older than any delta."""
        self.keep(())

    def _path(self, delta: DeltaFile) -> Path:
        header = delta.header
        return self._folder / f"{_NAME}{header.from_revision}-{header.to_revision}{SUFFIX}"
