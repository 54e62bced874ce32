"""The shop's list of coupons as the ledger keeps it, so that a restart without the cloud knows it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from kiosk.domain.coupon_code import CouponProgramme, CouponSeries, SeriesKind


def kept_text(programme: CouponProgramme) -> str:
    """JSON; instants in ISO 8601."""
    return json.dumps(asdict(programme), default=datetime.isoformat)


def read_kept(text: str) -> CouponProgramme:
    """The way back."""
    told = json.loads(text)
    return CouponProgramme(
        keys=tuple(told["keys"]), series=tuple(map(_series, told["series"])), version=told["version"]
    )


def _series(row: dict[str, Any]) -> CouponSeries:
    instants = {name: _instant(row[name]) for name in ("valid_from", "valid_until")}
    return CouponSeries(**{**row, **instants, "kind": SeriesKind(row["kind"])})


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
