"""The world of a shop: the ports it is given and the settings it reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.barcode import Template
from kiosk.ports import (
    CatalogueStore,
    Clock,
    CloudApi,
    Identity,
    Ids,
    Ledger,
    Outbox,
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
    download_folder: Path
    version: str
    """Of this program."""
