"""Requests and answers that are not already values of the domain."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Record
from kiosk.domain.sale import Store
from kiosk.errors import Reason

MOST_RECORDS = 500
"""Records in one batch."""

LARGEST_BODY = 1024 * 1024
"""Bytes of a request the cloud reads; a kiosk makes its batches smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolRequest:
    """A new kiosk with its one-time code; `public_key` is Ed25519, raw, URL-safe base64."""

    code: str
    public_key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """What the kiosk is from now on (`kiosk.ports.Identity` field by field)."""

    kiosk_id: str
    tenant: str
    simulated: bool
    store: Store
    wallets: tuple[str, ...]
    member_keys: tuple[str, ...]
    catalogue_keys: tuple[str, ...]
    receipt_url: str
    points_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRequest:
    """The body of a close; none at all from a kiosk of before it had one.

    `abandon`: the shopper has left, so a success that is not known yet is refunded.
    """

    abandon: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBatch:
    """Records of one lane, in order."""

    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsTaken:
    """Everything up to and with `seq` is in the cloud's database."""

    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The body of every 4xx answer."""

    reason: Reason
