"""What the workbench must know of the shop it stands in."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Cable(Protocol):
    """The kiosk's way to its cloud, such as `lab.demo.relay.Relay`."""

    def cut(self) -> None: ...

    def heal(self) -> None: ...


class Shop(Protocol):
    """Where everything is; `lab.demo.surroundings.Surroundings` is one."""

    @property
    def camera_url(self) -> str:
        """Base of the controls in `lab.shelf.camera`."""

    @property
    def printer_control(self) -> str:
        """Base of the controls in `drivers.virtual.printer`."""

    @property
    def paper(self) -> Path:
        """Where the virtual printer puts its slips."""

    @property
    def provider_url(self) -> str:
        """Base of fakepay."""

    @property
    def catalogue(self) -> Path:
        """The goods on the shelf, a CSV of `kiosk.domain.catalogue_csv`."""

    @property
    def relay(self) -> Cable: ...

    def member_code(self) -> str:
        """The code of this minute of the member whose phone lies on the bench, from the cloud.

        Asked on a worker thread, not through the cable: a phone has a network of its own. Raises
        requests.RequestException.
        """

    def member_page(self) -> str:
        """A new link to that member's own page in the cloud, asked for in the same way."""
