"""The other file, where the one in use is damaged: whether the shop may sell by it, and what both say."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from kiosk.errors import StoreUnusable
from kiosk.ports import CatalogueStats, FellBack
from kiosk.store.catalogue_file import OTHER_FORM, CatalogueFile, FileHeld, open_read_only

_log = logging.getLogger(__name__)


def told_by(path: Path) -> CatalogueStats:
    """What a damaged file still says of itself; revision 0 where it says nothing."""
    try:
        with closing(open_read_only(path)) as connection:
            about = dict(connection.execute("SELECT name, value FROM about"))
        at = datetime.fromisoformat(about["published_at"])
        return CatalogueStats(int(about["revision"]), int(about["products"]), at, about["checksum"])
    except (sqlite3.Error, KeyError, ValueError):
        return CatalogueStats(0, 0, None)


def to_fall_back_to(path: Path, damaged: Path | None) -> FellBack | None:
    """The revision in the other file, read through; None where it is not whole, signed and older.

    A newer one is one that the shop went back from: nobody sells by it without the shop's word.
    """
    was = CatalogueStats(0, 0, None) if damaged is None else told_by(damaged)
    try:
        other = CatalogueFile(path)
    except (StoreUnusable, FileHeld) as trouble:
        _log.info("the other catalogue file cannot be used: %s", trouble)
        return None
    try:
        stats = other.stats
        if stats.is_local or stats.published_at is None or 0 < was.revision <= stats.revision:
            _log.info("revision %s is no revision before %s that was signed", stats.revision, was.revision)
            return None
        other.check()
        other.verify()
        return FellBack(stats.revision, was.revision, was.published_at or stats.published_at)
    except StoreUnusable as trouble:
        _log.info("the other catalogue file is damaged too: %s", trouble)
        return None
    finally:
        other.close()


def is_newer(path: Path, revision: int) -> bool:
    """Whether the file says that it holds a later revision."""
    return path.exists() and told_by(path).revision > revision


def is_of_another_form(path: Path) -> bool:
    """Whether another version of this program has built it."""
    try:
        CatalogueFile(path).close()
    except StoreUnusable as trouble:
        return trouble.reason.code == OTHER_FORM
    except FileHeld:
        return False
    return False
