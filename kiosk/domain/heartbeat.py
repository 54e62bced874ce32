"""The heartbeat: what a kiosk says of itself every few seconds, and what the cloud wishes in return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.coupon_code import CouponProgramme
from kiosk.domain.sale import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """How a kiosk is. Nothing in it is money: a lost one is not missed."""

    version: str
    catalogue_revision: int
    outbox_depth: int
    """Records the cloud has not acknowledged."""
    devices: tuple[tuple[str, str], ...]
    """(name, state), as staff see them."""
    is_open: bool
    """False: closed by staff or out of service."""
    at: datetime
    coupons: str = ""
    """The version of the list of coupons it has; empty: none."""
    store: str = ""
    """The version of its store that it goes by; empty: as it was enrolled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberProgramme:
    """The rule and the keys of the tenant's membership, as they are now."""

    points_minor: int
    """Minor units paid that earn a point; 0: there is no points programme."""
    keys: tuple[str, ...]
    """Ed25519 public keys of members' codes, URL-safe base64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreTold:
    """The kiosk's store as it is now: names, tax, price lists and what else hangs on it."""

    store: Store
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudWish:
    """What the cloud wants of the kiosk, and what it must know of the cloud."""

    desired_version: str | None = None
    serials_upto: int = 0
    """Where the group's list of single items sold ends now; 0 where there is none."""
    members: MemberProgramme | None = None
    """None: a cloud of before does not say."""
    now: datetime | None = None
    """The cloud's clock as it answers."""
    coupons: CouponProgramme | None = None
    """The list of coupons where the kiosk has another one; None: it has this one, or a cloud of before."""
    prices_until: datetime | None = None
    """Until when baskets at the prices of the revision that the kiosk named are taken, where the shop has
    gone over to another one; None: it sells by this one, or a cloud of before."""
    store: StoreTold | None = None
    """The store where the kiosk goes by another version; None: it goes by this one, or a cloud of before."""
