"""What can go wrong, and whose fault it is.

    KioskError
    ├── WorldError(reason)        the world is not as needed; a person can act on the reason
    │   ├── InputRefused          a value from a person, a barcode, a file or the network is not acceptable
    │   ├── SettingRefused        a setting has a wrong value
    │   ├── StoreUnusable         a database is missing, corrupt, locked or of a newer schema
    │   ├── DeviceUnusable        a device is missing, busy or silent
    │   ├── CloudUnreachable      no answer: what was asked may or may not have happened
    │   └── CloudRefused          the cloud answered no: what was asked did not happen
    │       └── FileRefused       a file of the catalogue is not the one that was signed
    └── BugError                  an own rule is broken; never caught to go on
        └── IllegalEvent          a state machine was given an event its state does not know

A `Reason` is what a person is told: a code and values, never a sentence. Sentences live in the
translations, one per code and language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """A code of the translations (`basket.unknown_code`) and the values its sentence names."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        named = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.code}({named})"


class KioskError(Exception):
    """The root of every exception the product raises on purpose."""


class WorldError(KioskError):
    """The world is not as needed. `reason` tells a person what, and what to do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


class InputRefused(WorldError):
    """A value from outside is not acceptable; nothing was changed."""


class SettingRefused(WorldError):
    """A setting is unknown, of the wrong type or out of range."""


class StoreUnusable(WorldError):
    """A database file cannot be used as it is; it was left untouched."""


class DeviceUnusable(WorldError):
    """A device is missing, busy, silent or says it cannot."""


class CloudUnreachable(WorldError):
    """No usable answer came: the request may or may not have taken effect."""


class CloudRefused(WorldError):
    """A definite no: the request took no effect."""


class FileRefused(CloudRefused):
    """A file is not the one that was signed. `manifest`: the hash of the signed document that names it."""

    def __init__(self, reason: Reason, manifest: str) -> None:
        super().__init__(reason)
        self.manifest = manifest


class BugError(KioskError):
    """An own rule is broken."""


class IllegalEvent(BugError):
    """A state machine was given an event that its state does not know; nothing changed."""

    def __init__(self, machine: str, state: str, event: str) -> None:
        super().__init__(f"{machine}: event {event} is not known in state {state}")
        self.machine, self.state, self.event = machine, state, event
