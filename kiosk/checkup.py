"""The check-up: looks at everything a kiosk stands on, one finding each; nothing is changed.

The ledger is looked at only where no running kiosk holds it.
"""

from __future__ import annotations

import importlib
import platform
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import requests

from kiosk import assembly, devices
from kiosk.domain.events import Lane
from kiosk.errors import Reason, StoreUnusable, WorldError
from kiosk.ports import BarcodeScanner, DeviceChange, DeviceState, Identity
from kiosk.services.devices import CLOCK_MAY_BE_OFF_S
from kiosk.settings import Loaded, Settings
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.database import is_behind
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from kiosk.store.ledger_schema import LEDGER_MIGRATIONS

CAMERA_S = 5.0
CAMERA_READS_S = 1.0
SCANNER_S = 3.0
LINK_S = 4.0
PACKAGES = ("touchlane", "PySide6_Essentials", "opencv-python-headless", "zxing-cpp", "pyserial")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at; `told` is a fact when all is well, `reason` what is wrong."""

    what: str
    told: str = ""
    reason: Reason | None = None


def checkup(loaded: Loaded) -> Iterator[Finding]:
    """Findings in the order a technician asks: versions, settings, stores, link, devices."""
    settings, unfit = assembly.acceptable(loaded.settings)
    yield Finding("versions", _versions())
    yield _found("libzbar", _libzbar)
    for refused in (*loaded.refused, *unfit):
        yield Finding("settings", reason=refused)
    if not loaded.refused and not unfit:
        yield Finding("settings", settings.system.data_dir)
    folder = Path(settings.system.data_dir)
    yield _found("ledger", lambda: _ledger(folder))
    yield _found("catalogue", lambda: _catalogue(folder))
    yield _found("cloud", lambda: _cloud(settings, folder))
    yield _found("clock", lambda: _clock(settings, folder))
    yield _found("camera", lambda: _camera(settings))
    yield _found("scanner", lambda: _scanner(settings))
    yield _found("printer", lambda: _printer(settings))


def _found(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, look())
    except WorldError as wrong:
        return Finding(what, reason=wrong.reason)
    except OSError as wrong:
        values = {"file": str(wrong.filename or what), "problem": wrong.strerror or str(wrong)}
        return Finding(what, reason=Reason("doctor.not_readable", values))


def _versions() -> str:
    parts = [
        f"python {platform.python_version()}",
        f"sqlite {apsw.sqlite_lib_version()}/{sqlite3.sqlite_version}",
    ]
    for name in PACKAGES:
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            parts.append(f"{name} -")
    return ", ".join(parts)


def _libzbar() -> str:
    try:
        importlib.import_module("pyzbar.pyzbar")
    except ImportError:
        raise WorldError(Reason("doctor.no_libzbar")) from None
    return "-"


@contextmanager
def _opened(folder: Path) -> Iterator[SqliteLedger]:
    """The ledger; in a copy where an earlier version wrote it, for opening brings it up to date."""
    clock, path = assembly.SystemClock(), folder / "ledger.db"
    with TemporaryDirectory() as copies:
        if is_behind(path, LEDGER_MIGRATIONS):
            for part in folder.glob("ledger.db*"):
                shutil.copy(part, copies)
            path = Path(copies) / path.name
        with SqliteLedger(path, UuidIds(clock), clock) as ledger:
            yield ledger


def _ledger(folder: Path) -> str:
    if not (folder / "ledger.db").exists():
        raise WorldError(Reason("service.not_enrolled"))
    with _opened(folder) as ledger:
        records = sum(ledger.verify_chain(lane) for lane in Lane)
        identity = assembly.read_identity(ledger)
        return f"{identity.kiosk_id}@{identity.store.store_id}, {records} records, {ledger.depth()} to send"


def identity_in(folder: Path) -> Identity:
    """Who the kiosk of this folder is; raises StoreUnusable where it is none, or runs."""
    if not (folder / "ledger.db").exists():
        raise StoreUnusable(Reason("service.not_enrolled"))
    with _opened(folder) as ledger:
        return assembly.read_identity(ledger)


def setting_in(folder: Path, name: str) -> str | None:
    """A setting the kiosk keeps; raises StoreUnusable where there is no ledger, or it runs."""
    if not (folder / "ledger.db").exists():
        raise StoreUnusable(Reason("service.not_enrolled"))
    with _opened(folder) as ledger:
        return ledger.setting(name)


def _catalogue(folder: Path) -> str:
    stats = FileCatalogueStore(folder).stats()
    if not stats.revision:
        raise WorldError(Reason("doctor.no_catalogue"))
    age = datetime.now(UTC) - stats.published_at if stats.published_at else None
    return f"revision {stats.revision}, {stats.products} products, age {age}"


def _enrolled_at(folder: Path) -> str:
    """The address of enrolment, where the settings name none."""
    if not (folder / "ledger.db").exists():
        return ""
    with _opened(folder) as ledger:
        return ledger.setting(assembly.CLOUD_URL) or ""


def _cloud(settings: Settings, folder: Path) -> str:
    url = settings.cloud.url or _enrolled_at(folder)
    if not url:
        raise WorldError(Reason("doctor.no_cloud_url"))
    began = time.monotonic()
    try:
        requests.get(f"{url}/openapi.json", timeout=LINK_S).raise_for_status()
    except requests.RequestException:
        raise WorldError(Reason("doctor.cloud_silent", {"url": url})) from None
    return f"{url}, {(time.monotonic() - began) * 1000:.0f} ms"


def _clock(settings: Settings, folder: Path) -> str:
    """This machine's clock beside the cloud's, by the date of its answer (RFC 9110 section 6.6.1)."""
    url = settings.cloud.url or _enrolled_at(folder)
    try:
        answer = requests.get(f"{url}/health", timeout=LINK_S)
        said = parsedate_to_datetime(answer.headers["Date"])
    except (requests.RequestException, KeyError, ValueError):
        return "-"  # a cloud that is silent is told above
    off = round(abs((said - datetime.now(UTC)).total_seconds()))
    if off >= CLOCK_MAY_BE_OFF_S:
        raise WorldError(Reason("device.clock_off", {"seconds": off}))
    return f"{off} s from the cloud's"


def _camera(settings: Settings) -> str:
    """Opens the camera and lets it read for a while."""
    camera = devices.make_camera(settings)
    if camera is None:
        return "-"
    with _started(camera, settings.camera.source, CAMERA_S):
        _until(CAMERA_READS_S, lambda: camera.figures().read_fps >= settings.camera.fps)
        return f"{settings.camera.source}, {_figures(camera)}"


@contextmanager
def _started(device: BarcodeScanner, path: str, within_s: float) -> Iterator[None]:
    """Ready to read, and stopped at the end; raises WorldError where it is not ready in time."""
    changes: list[DeviceChange] = []
    device.start(lambda _: None, changes.append)
    try:
        _until(within_s, lambda: bool(changes) and changes[-1].state is not DeviceState.STARTING)
        last = changes[-1] if changes else None
        if last is None or last.state is not DeviceState.READY:
            silent = Reason("doctor.device_silent", {"device": device.name, "path": path})
            raise WorldError((last.reason if last else None) or silent)
        yield
    finally:
        device.stop()


def _until(seconds: float, true: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not true():
        time.sleep(0.05)


def _figures(camera: devices.CameraDevice) -> str:
    """How reading goes, and what the camera made of the wished exposure, gain and focus."""
    figures, taken = camera.figures(), camera.taken()
    told = (
        f"{figures.frames_fps:.0f} pictures/s, {figures.read_fps:.0f} read in {figures.decode_ms_p50:.1f} ms"
        f" (p95 {figures.decode_ms_p95:.1f}), {figures.frames_dropped} left out"
    )
    if taken is None:
        return told
    refused = f", refused: {', '.join(taken.refused)}" if taken.refused else ""
    return f"{told}, exposure {taken.exposure_us} us, gain {taken.gain}, focus {taken.focus}{refused}"


def _scanner(settings: Settings) -> str:
    """Opens the scanner; whether codes arrive as they should is for `--scanner-check`."""
    scanner = devices.make_scanner(settings)
    if scanner is None:
        return "-"
    where = settings.scanner.path or settings.scanner.usb
    with _started(scanner, where, SCANNER_S):
        return f"{where}, {settings.scanner.kind}"


def _printer(settings: Settings) -> str:
    printer = devices.make_printer(settings)
    if printer is None:
        return "-"
    status = printer.status()
    if not status.answers:
        raise WorldError(Reason("doctor.device_silent", {"device": "printer", "path": settings.printer.path}))
    return f"{settings.printer.path}, paper {status.paper}, cover {'open' if status.cover_open else 'closed'}"
