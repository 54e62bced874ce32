"""The checkout as the architecture tests see it."""

from __future__ import annotations

from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
MADE = {".git", ".venv", ".var", ".hypothesis", ".mypy_cache", ".ruff_cache", "__pycache__", "build", "dist"}


def sources_in(folder: Path) -> list[Path]:
    """Every file of the project under `folder`: not what set-up, runs and tools made."""
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.name in MADE or path.name.endswith(".egg-info") or path.is_symlink():
            continue
        if path.is_dir():
            found += sources_in(path)
        elif path.is_file():
            found.append(path)
    return found


@pytest.fixture(scope="session")
def checkout() -> Path:
    return CHECKOUT


@pytest.fixture(scope="session")
def sources() -> list[Path]:
    return sources_in(CHECKOUT)


@pytest.fixture(scope="session")
def texts(sources: list[Path]) -> dict[Path, str]:
    """Every text file of the project by its path in the checkout; pictures, fonts and sounds left out."""
    found = {}
    for path in sources:
        content = path.read_bytes()
        if b"\0" not in content[:8192]:
            found[path.relative_to(CHECKOUT)] = content.decode("utf-8", errors="replace")
    return found
