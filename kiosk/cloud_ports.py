"""The ways to the cloud and back, and what enrolment gave this kiosk. Ports, to import from `kiosk.ports`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kiosk.domain.events import Record
from kiosk.domain.heartbeat import CloudWish, Heartbeat
from kiosk.domain.payment import Attempt, AttemptRequest
from kiosk.domain.sale import Store
from kiosk.domain.serials import SerialPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What enrolment gave this kiosk; kept in the ledger's settings, without the device key."""

    kiosk_id: str
    tenant: str
    simulated: bool
    """The tenant is a demo: every screen and receipt says so."""
    store: Store
    wallets: tuple[str, ...]
    member_keys: tuple[str, ...]
    """Ed25519 public keys of member codes, URL-safe base64."""
    catalogue_keys: tuple[str, ...]
    receipt_url: str
    """Prefix of e-receipt addresses; the sale's token follows."""
    points_minor: int = 0
    """Minor units paid that earn a member one point; 0: there is no points programme."""


class PaymentsApi(Protocol):
    """Raises CloudUnreachable (unknown) or CloudRefused (a definite no)."""

    def put_attempt(self, request: AttemptRequest) -> Attempt:
        """Idempotent by `attempt_id`; another body for the same id is refused."""
        ...

    def await_attempt(self, attempt_id: str, after_version: int, wait_s: float) -> Attempt:
        """Long-poll: answers at once when the version is greater, else when it changes or after `wait_s`."""
        ...

    def close_attempt(self, attempt_id: str, *, abandon: bool = False) -> Attempt:
        """Idempotent. `abandon`: the sale was given up, so money that still comes is given back."""
        ...


class IntakeApi(Protocol):
    """The way of records into the cloud; raises CloudUnreachable or CloudRefused."""

    def put_records(self, records: Sequence[Record]) -> int:
        """Idempotent, one lane, in order; answers the last acknowledged seq."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueUpdate:
    """Verified files that lead to another revision: a snapshot, or deltas one after another."""

    revision: int
    checksum: str
    """Of the revision (`kiosk.domain.catalogue_checksum`)."""
    snapshot: Path | None = None
    deltas: tuple[Path, ...] = ()
    replaces: int = 0
    """The newer revision that the shop goes back from, by its signature; 0: it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueNews:
    """What the shop's signed manifest says."""

    expires_at: datetime | None
    """From then on there should have been a newer manifest; None while nothing is published."""
    update: CatalogueUpdate | None = None
    """None: the kiosk has the revision to sell by."""
    manifest: str = ""
    """The hash of the signed document; empty while nothing is published."""
    is_held: bool = False
    """There is another revision, and nothing of it was fetched: its files were refused before."""


class CatalogueApi(Protocol):
    """The way of the catalogue to the kiosk; raises CloudUnreachable, CloudRefused or StoreUnusable."""

    def fetch_catalogue(
        self,
        known_revision: int,
        folder: Path,
        *,
        checksum: str = "",
        is_local: bool = False,
        whole: bool = False,
        held: str = "",
    ) -> CatalogueNews:
        """What is newest, with files in `folder` where that is not what the kiosk has; `whole`: no deltas.

        `held`: the hash of a manifest whose files are not asked for now, since they were refused.

        `checksum`: of the rows the kiosk has, for a number alone does not say what stands behind it; empty:
        it is not compared. `is_local`: no key signed them, whatever their number.

        Raises CloudRefused for what no key of the shop signed (`catalogue.manifest_not_verified`; FileRefused
        with `catalogue.not_verified` for a snapshot), for an older revision or manifest
        (`catalogue.not_newer`, `catalogue.manifest_replayed`) and for files this program cannot read
        (`catalogue.unknown_schema`).
        """
        ...


class PicturesApi(Protocol):
    """The way of pictures to the kiosk; raises CloudUnreachable or CloudRefused."""

    def fetch_picture(self, name: str) -> bytes:
        """The file of this SHA-256, as it came; refused (`picture.unknown`) where there is none."""
        ...


class HeartbeatApi(Protocol):
    """Whether the cloud is there; raises CloudUnreachable or CloudRefused."""

    def heartbeat(self, report: Heartbeat) -> CloudWish: ...


class SerialsApi(Protocol):
    """The group's list of single items sold; raises CloudUnreachable or CloudRefused."""

    def fetch_serials(self, after: int) -> SerialPage:
        """What the list says after the place `after`, oldest first; `upto` is `after` where nothing is."""
        ...


class CloudApi(PaymentsApi, IntakeApi, CatalogueApi, HeartbeatApi, SerialsApi, Protocol):
    """All of it, over one device key."""
