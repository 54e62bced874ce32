"""Merchant coupons in payers' wallets: given, used, returned, as /v3/marketing/busifavor of WeChat Pay.

The provider takes nothing off a trade: it only knows whether a coupon was used. A use or return under a
number that it knows, with the same parameters, is the same one; another one of a used coupon is refused.
"""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from lab.fakepay.errors import ApiError, invalid_request, param_error
from lab.fakepay.params import canonical

SENDED, USED = "SENDED", "USED"


@dataclass(frozen=True, slots=True)
class WalletCoupon:
    """One coupon; the requests are those that used and returned it last, canonical."""

    coupon_code: str
    stock_id: str
    state: str = SENDED
    used_by: str = ""
    returned_by: str = ""
    uses: int = 0


class CouponBook:
    """All coupons, in a file of its own beside the trades."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        path.chmod(0o600)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS coupons (coupon_code TEXT PRIMARY KEY, stock_id TEXT NOT NULL,"
            " state TEXT NOT NULL, used_by TEXT NOT NULL, returned_by TEXT NOT NULL, uses INTEGER NOT NULL)"
        )

    def close(self) -> None:
        """Give up the file."""
        self._db.close()

    def give(self, coupon_code: str, stock_id: str) -> None:
        """A payer has it in the wallet, unused."""
        self._save(WalletCoupon(coupon_code, stock_id))

    def all(self) -> list[dict[str, Any]]:
        """What is known of each."""
        return [
            asdict(WalletCoupon(*row)) for row in self._db.execute("SELECT * FROM coupons ORDER BY rowid")
        ]

    def use(self, raw: dict[str, Any], appid: str) -> dict[str, object]:
        """POST use."""
        coupon, request = self._asked(raw, "use_request_no"), canonical(raw)
        if raw.get("appid") != appid:
            raise ApiError(400, "APPID_MCHID_NOT_MATCH", "appid and mchid are not bound", "/appid")
        if coupon.state == USED:
            if coupon.used_by != request:
                raise invalid_request("券已核销 the coupon is used")
        else:
            self._save(replace(coupon, state=USED, used_by=request, uses=coupon.uses + 1))
        return {"stock_id": coupon.stock_id, "wechatpay_use_time": raw.get("use_time", "")}

    def take_back(self, raw: dict[str, Any]) -> dict[str, object]:
        """POST return."""
        coupon, request = self._asked(raw, "return_request_no"), canonical(raw)
        if coupon.state == USED:
            self._save(replace(coupon, state=SENDED, returned_by=request))
        elif coupon.returned_by != request:
            raise invalid_request("券未核销 the coupon is not used")
        return {"wechatpay_return_time": "2026-11-21T12:00:00+08:00"}

    def _asked(self, raw: dict[str, Any], number: str) -> WalletCoupon:
        if not isinstance(raw.get(number), str) or not 1 <= len(raw[number]) <= 32:
            raise param_error(f"{number} must be 1 to 32 characters", f"/{number}")
        row = self._db.execute(
            "SELECT * FROM coupons WHERE coupon_code = ? AND stock_id = ?",
            (raw.get("coupon_code"), raw.get("stock_id")),
        ).fetchone()
        if row is None:
            raise ApiError(404, "RESOURCE_NOT_EXISTS", "券不存在 the coupon does not exist")
        return WalletCoupon(*row)

    def _save(self, coupon: WalletCoupon) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO coupons VALUES (?, ?, ?, ?, ?, ?)", tuple(asdict(coupon).values())
        )
