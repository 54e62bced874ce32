"""The composition root: devices, stores and services of one kiosk, made from its settings.

Real by default; a test or the lab gives another cloud, printer or clock by argument.
"""

from __future__ import annotations

import base64
import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from drivers.printer.profile import load_profile
from kiosk.devices import make_camera, make_printer, make_scanner
from kiosk.domain.barcode import DEFAULT_TEMPLATES, Scan, parse_templates
from kiosk.domain.codes_sold import CodesSold, symbologies_of
from kiosk.domain.sale_rules import kiosk_rules
from kiosk.errors import InputRefused, Reason, SettingRefused, StoreUnusable
from kiosk.ports import (
    BarcodeScanner,
    CameraPreview,
    Clock,
    CloudApi,
    Identity,
    Ledger,
    Sentences,
)
from kiosk.remote.cloud_api import CloudClient
from kiosk.remote.device_key import load_or_make_device_key
from kiosk.remote.picture_line import PictureLine
from kiosk.services.catalogue_age import hours_or_never
from kiosk.services.core import Core
from kiosk.services.intents import TakeScan
from kiosk.services.presence import Patience
from kiosk.services.shop import Shop
from kiosk.services.world import World
from kiosk.settings import PrinterSettings, Settings
from kiosk.store.attendants import PinBook, read_attendants
from kiosk.store.catalogue_apart import ApartCatalogueStore
from kiosk.store.catalogue_codes import codes_sold
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from kiosk.store.picture_folder import PictureFolder

log = logging.getLogger(__name__)

IDENTITY = "identity"
"""The ledger's setting that holds what enrolment gave."""
CLOUD_URL = "cloud_url"
"""The ledger's setting with the address this kiosk was enrolled at."""


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A kiosk put together and not yet opened."""

    shop: Shop
    core: Core
    ledger: SqliteLedger
    scanners: Sequence[BarcodeScanner]
    preview: CameraPreview | None

    def open(self) -> None:
        """Resolve what was going on, start the devices, serve."""
        self.core.start()
        self.shop.open()
        for scanner in self.scanners:
            scanner.start(self._taker(scanner.name), self.shop.device_changed)

    def _taker(self, device: str) -> Callable[[Scan], None]:
        return lambda scan: self.shop.post(TakeScan(scan, device))

    def close(self) -> None:
        """Stop the devices, let core finish what it has, give the ledger back."""
        for scanner in self.scanners:
            scanner.stop()
        self.core.stop()
        self.shop.close()
        self.ledger.close()


def program_version() -> str:
    """Of this program as installed; a checkout that is not installed has none."""
    try:
        return version("touchlane")
    except PackageNotFoundError:
        return "0"


def data_dir(settings: Settings) -> Path:
    """The kiosk's own folder; made for nobody else's eyes where it is missing."""
    folder = Path(settings.system.data_dir)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        values = {"file": str(folder), "detail": error.strerror or str(error)}
        raise StoreUnusable(Reason("store.unreachable", values)) from error
    return folder


def read_identity(ledger: Ledger) -> Identity:
    """Who this kiosk is; raises StoreUnusable (`service.not_enrolled`)."""
    text = ledger.setting(IDENTITY)
    if text is None:
        raise StoreUnusable(Reason("service.not_enrolled"))
    return msgspec.json.decode(text, type=Identity)


def acceptable(settings: Settings) -> tuple[Settings, tuple[Reason, ...]]:
    """Settings whose values those can use whom they are for, the default in place of others; and why."""
    printer, catalogue, refused = settings.printer, settings.catalogue, list[Reason]()
    try:
        load_profile(printer.profile)
    except SettingRefused as wrong:
        refused.append(wrong.reason)
        printer = replace(printer, profile=PrinterSettings().profile)
    try:
        make_printer(replace(settings, printer=printer))
    except SettingRefused as wrong:
        refused.append(wrong.reason)
        printer = replace(printer, path="")
    try:
        parse_templates(catalogue.label_templates)
    except InputRefused as wrong:
        refused.append(wrong.reason)
        catalogue = replace(catalogue, label_templates=())
    return replace(settings, printer=printer, catalogue=catalogue), tuple(refused)


def open_kiosk(settings: Settings, sentences: Sentences, clock: Clock | None = None) -> Kiosk:
    """Everything, from the databases to the devices.

    Raises:
        WorldError: the ledger cannot be used, the kiosk is not enrolled, a device's settings are wrong.
    """
    clock = clock or SystemClock()
    settings, refused = acceptable(settings)
    for reason in refused:
        log.warning("%s", sentences.say(reason, settings.language.staff))
    folder = data_dir(settings)
    ids = UuidIds(clock)
    ledger = SqliteLedger(folder / "ledger.db", ids, clock)
    try:
        return _kiosk(settings, sentences, clock, ids, ledger, folder)
    except BaseException:
        ledger.close()
        raise


def _kiosk(
    settings: Settings, sentences: Sentences, clock: Clock, ids: UuidIds, ledger: SqliteLedger, folder: Path
) -> Kiosk:
    identity = read_identity(ledger)
    attendants = PinBook(read_attendants(ledger))
    core = Core(clock)
    catalogues = ApartCatalogueStore(folder)
    templates = parse_templates(settings.catalogue.label_templates) or DEFAULT_TEMPLATES
    labels = [template.symbology for template in templates]
    camera = make_camera(settings, symbologies_of(_codes_sold(catalogues), labels))
    screen = settings.screen
    url = settings.cloud.url or ledger.setting(CLOUD_URL) or ""
    world = World(
        core=core,
        clock=clock,
        ids=ids,
        ledger=ledger,
        outbox=ledger,
        catalogues=catalogues,
        cloud=_cloud(url, identity, folder, settings.catalogue.url),
        printer=make_printer(settings),
        sentences=sentences,
        identity=identity,
        member_verifier=member_verifier,
        check_pin=attendants.check,
        check_badge=attendants.check_badge,
        templates=templates,
        languages=_languages(settings),
        receipt_language="" if settings.language.receipt == "shopper" else settings.language.receipt,
        staff_language=settings.language.staff,
        patience=Patience(screen.idle_attract_s, screen.idle_warning_s, screen.paid_s),
        pay_lifetime_s=settings.payment.lifetime_s,
        catalogue_poll_s=settings.catalogue.poll_s,
        kiosk_rules=kiosk_rules(alcohol=settings.sale.alcohol, tobacco=settings.sale.tobacco),
        catalogue_old_after=timedelta(hours=settings.catalogue.max_age_h),
        catalogue_closes_after=hours_or_never(settings.catalogue.closes_after_h),
        resend_s=settings.cloud.interval_s,
        pictures=PictureFolder(folder / "pictures"),
        picture_line=PictureLine(url, identity),
        download_folder=folder,
        version=program_version(),
    )
    scanners = [device for device in (camera, make_scanner(settings)) if device is not None]
    return Kiosk(Shop(world), core, ledger, scanners, camera)


def _codes_sold(catalogues: FileCatalogueStore) -> CodesSold | None:
    """None while there is no catalogue to tell."""
    try:
        return codes_sold(catalogues.current().path)
    except (StoreUnusable, sqlite3.Error):
        return None


def member_verifier(keys: Sequence[str]) -> Callable[[bytes, bytes], bool]:
    """Whether one of the tenant's member keys (raw Ed25519, URL-safe base64) made a signature (RFC 8032).

    Raises ValueError for a key that is none.
    """
    known = [Ed25519PublicKey.from_public_bytes(_unpadded(key)) for key in keys]

    def verify(signed: bytes, signature: bytes) -> bool:
        for key in known:
            try:
                key.verify(signature, signed)
            except InvalidSignature:
                continue
            return True
        return False

    return verify


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _languages(settings: Settings) -> tuple[str, ...]:
    """Offered languages, the default one first."""
    default = settings.language.default
    return (default, *(language for language in settings.language.offered if language != default))


def _cloud(url: str, identity: Identity, folder: Path, catalogue_url: str) -> CloudApi:
    key = load_or_make_device_key(folder / "device.key")
    return CloudClient(url, key, identity, catalogue_url=catalogue_url)
