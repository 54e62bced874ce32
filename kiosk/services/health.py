"""Health: which devices are there, and whether the kiosk can serve at all."""

from __future__ import annotations

from kiosk.errors import Reason
from kiosk.ports import DeviceChange, DeviceState


class Health:
    """The last word of every device, and what keeps the kiosk out of service."""

    def __init__(self) -> None:
        self._devices: dict[str, DeviceChange] = {}
        self._closed: dict[str, Reason] = {}

    def device_changed(self, change: DeviceChange) -> None:
        self._devices[change.device] = change

    def forget(self, device: str) -> None:
        """Nothing more is to be said of it."""
        self._devices.pop(device, None)

    def is_ready(self, device: str) -> bool:
        """A device that was never heard of is not ready."""
        known = self._devices.get(device)
        return known is not None and known.state is DeviceState.READY

    def devices(self) -> tuple[DeviceChange, ...]:
        return tuple(self._devices.values())

    def close_for(self, cause: str, reason: Reason) -> None:
        """The kiosk cannot serve; the shopper is told why."""
        self._closed[cause] = reason

    def reopen(self, cause: str) -> None:
        self._closed.pop(cause, None)

    def is_closed_for(self, cause: str) -> bool:
        return cause in self._closed

    def why_closed(self) -> Reason | None:
        """The oldest cause that still stands."""
        return next(iter(self._closed.values()), None)
