"""The surroundings of the journeys: every part a real process, started once for each worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud.database.embedded import EmbeddedPostgres
from lab.demo.surroundings import Surroundings
from tests.journeys.floor import Floor


@pytest.fixture(scope="session")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    """Provider, cloud with its PostgreSQL, printer and the cable between kiosks and cloud."""
    folder = tmp_path_factory.mktemp("surroundings")
    try:
        with Surroundings(folder, camera=False) as opened:
            yield opened
    finally:
        EmbeddedPostgres(folder / "cloud").destroy()


@pytest.fixture
def floor(around: Surroundings, tmp_path: Path) -> Iterator[Floor]:
    """A new kiosk that shows attract. At the end of its journey all books must agree."""
    with Floor(around, tmp_path).journey() as made:
        yield made


@pytest.fixture
def next_door(around: Surroundings, tmp_path: Path) -> Iterator[Floor]:
    """Another kiosk of the same shop; the printer is not at its counter."""
    with Floor(around, tmp_path / "next-door", {"printer": {"path": ""}}).journey() as made:
        yield made
