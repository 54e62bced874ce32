"""The world of a shop: the ports it is given and the settings it reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from kiosk.domain.barcode import Template
from kiosk.domain.sale_rules import KioskRules
from kiosk.ports import (
    CatalogueStore,
    Clock,
    CloudApi,
    Identity,
    Ids,
    Ledger,
    Outbox,
    PicturesApi,
    PictureStore,
    ReceiptPrinter,
    Sentences,
)
from kiosk.services.core import Core
from kiosk.services.membership import Verifier
from kiosk.services.pins import CheckPin
from kiosk.services.presence import Patience

CheckBadge = Callable[[str], str | None]
"""The attendant whose badge it is, or None. Quick: runs on core."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything a shop is given."""

    core: Core
    clock: Clock
    ids: Ids
    ledger: Ledger
    outbox: Outbox
    catalogues: CatalogueStore
    cloud: CloudApi
    printer: ReceiptPrinter | None
    sentences: Sentences
    identity: Identity
    member_verifier: Verifier
    check_pin: CheckPin
    check_badge: CheckBadge
    templates: Sequence[Template]
    languages: tuple[str, ...]
    receipt_language: str
    """Empty: the shopper's."""
    staff_language: str
    patience: Patience
    pay_lifetime_s: int
    catalogue_poll_s: float
    catalogue_old_after: timedelta = timedelta(hours=24)
    """Without the cloud's word that there is nothing newer, from when staff are warned."""
    catalogue_closes_after: timedelta | None = None
    """The same, from when no trip is begun; None: the kiosk sells on."""
    kiosk_rules: KioskRules = field(default_factory=dict)
    """Who may sell goods of a category here, where it is stricter than the catalogue says."""
    resend_s: float = 60.0
    """The longest wait before records that were not taken are sent again."""
    pictures: PictureStore | None = None
    """None: every good has its drawn tile."""
    picture_line: PicturesApi | None = None
    download_folder: Path
    version: str
    """Of this program."""
