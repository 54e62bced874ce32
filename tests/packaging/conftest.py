"""The programs of packaging are scripts side by side: their folder is put on the path, and this one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PROGRAMS = CHECKOUT / "packaging" / "deb"
sys.path[:0] = [str(PROGRAMS), str(Path(__file__).parent)]


@pytest.fixture(scope="session")
def checkout() -> Path:
    return CHECKOUT


@pytest.fixture(scope="session")
def templates() -> Path:
    return PROGRAMS / "templates"


@pytest.fixture(scope="session")
def pyside() -> Path:
    """The unpruned wheel, as set-up installed it."""
    import PySide6

    return Path(PySide6.__path__[0])
