"""The fault switches: each tells the part it belongs to, and shows on only what that part has accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from lab.workbench.errands import Errands
from lab.workbench.shop import Shop
from lab.workbench.troubles import Tell
from lab.workbench.wire import delete, post

QML_IMPORT_NAME = "Touchlane.Workbench"
QML_IMPORT_MAJOR_VERSION = 1

GROUPS: Mapping[str, tuple[str, ...]] = {
    "printer": ("printer_silent", "paper_out", "cover_open", "printer_unplugged"),
    "camera": ("camera_frozen", "camera_lost"),
    "network": ("network_cut",),
    "provider": ("provider_silent", "provider_slow"),
}
"""The switches by the part they are of, and what is named in `Tell` when that part does not answer."""

EXCLUSIVE = ({"camera_frozen", "camera_lost"}, {"provider_silent", "provider_slow"})
"""A part has one of these at a time: turning one on turns the other off."""

_FOREVER = 1_000_000
SILENT_S = 30.0
SLOW_S = 4.0


@QmlElement
@QmlUncreatable("made in Python")
class Faults(QObject):  # type: ignore[operator]
    """Switched in the order a person pressed: `line` must have one worker."""

    changed = Signal()

    def __init__(self, shop: Shop, line: Errands, tell: Tell) -> None:
        super().__init__()
        self._line, self._tell = line, tell
        self._switches = switches_of(shop)
        self._on: set[str] = set()
        self._pending: set[str] = set()

    def _get_on(self) -> list[str]:
        return sorted(self._on)

    def _get_pending(self) -> list[str]:
        return sorted(self._pending)

    def _get_groups(self) -> list[str]:
        return list(GROUPS)

    on = Property(list, _get_on, notify=changed)
    """Names of the switches that are on."""
    pending = Property(list, _get_pending, notify=changed)
    """Switched, and not yet answered."""
    groups = Property(list, _get_groups, constant=True)

    @Slot(str, result=list)
    def of(self, group: str) -> list[str]:
        """The switches of a part."""
        return list(GROUPS[group])

    @Slot(str, bool)
    def put(self, name: str, on: bool) -> None:
        """Turn a fault on or off; nothing while its part has not answered the last time."""
        if name in self._pending:
            return
        self._pending.add(name)
        self.changed.emit()
        switch = self._switches[name]
        self._line.run(lambda: switch(on), lambda _: self._done(name, on), lambda e: self._failed(name, e))

    @Slot()
    def mend(self) -> None:
        """Everything works again."""
        for name in sorted(self._on):
            self.put(name, False)

    def _done(self, name: str, on: bool) -> None:
        self._pending.discard(name)
        if on:
            for others in EXCLUSIVE:
                self._on -= others if name in others else set()
            self._on.add(name)
        else:
            self._on.discard(name)
        self.changed.emit()

    def _failed(self, name: str, fault: Exception) -> None:
        self._pending.discard(name)
        self.changed.emit()
        self._tell(next(group for group, names in GROUPS.items() if name in names), fault)


Switch = Callable[[bool], object]


def switches_of(shop: Shop) -> dict[str, Switch]:
    """What each switch does; called on a worker thread."""
    printer, camera, provider = f"{shop.printer_control}/", f"{shop.camera_url}/fault", shop.provider_url

    def strike(kind: str, seconds: float) -> Switch:
        def switch(on: bool) -> None:
            delete(f"{provider}/faults")
            if on:
                fault = {"kind": kind, "endpoint": "*", "times": _FOREVER, "seconds": seconds}
                post(f"{provider}/faults", fault)

        return switch

    return {
        "printer_silent": lambda on: post(printer, {"set": {"silent": on}}),
        "paper_out": lambda on: post(printer, {"set": {"paper": "out" if on else "ok"}}),
        "cover_open": lambda on: post(printer, {"set": {"cover_open": on}}),
        "printer_unplugged": lambda on: post(printer, {"do": "unplug" if on else "replug"}),
        "camera_frozen": lambda on: post(camera, {"kind": "freeze" if on else "none"}),
        "camera_lost": lambda on: post(camera, {"kind": "drop" if on else "none"}),
        "network_cut": lambda on: shop.relay.cut() if on else shop.relay.heal(),
        "provider_silent": strike("silent", SILENT_S),
        "provider_slow": strike("delay", SLOW_S),
    }
