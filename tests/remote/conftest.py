"""A carrier of catalogues and a kiosk's client to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.remote.cloud_api import CloudClient
from tests.remote.carrier import IDENTITY, KEY, Carrier, carrying


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    with carrying() as made:
        yield made


@pytest.fixture
def courier(carrier: Carrier) -> Iterator[CloudClient]:
    """The kiosk's client."""
    made = CloudClient(carrier.url, KEY, IDENTITY)
    yield made
    made.close()
