"""Working a running fakepay from outside: the payer's phone, and the strings behind the stage."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx


class FakepayRemote:
    """Synchronous calls to the wallet and control endpoints of the fakepay at `url`."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=5.0, trust_env=False)

    def close(self) -> None:
        """Give up the connections."""
        self._client.close()

    def __enter__(self) -> FakepayRemote:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def wallet_url(self, code_url: str) -> str:
        """The page a phone shows for a scanned `weixin://wxpay/bizpayurl?pr=`."""
        return str(self._client.base_url.join(f"/wallet?pr={token(code_url)}"))

    def look(self, code_url: str) -> dict[str, Any]:
        """The order as the wallet shows it."""
        return self._json(self._client.get(f"/wallet/{token(code_url)}"))

    def open(self, code_url: str) -> dict[str, Any]:
        """Scan the code: the order is USERPAYING. An impossible step answers {"error": code}."""
        return self._json(self._client.post(f"/wallet/{token(code_url)}/open"))

    def pay(self, code_url: str) -> dict[str, Any]:
        """Pay the order."""
        return self._json(self._client.post(f"/wallet/{token(code_url)}/pay"))

    def refuse(self, code_url: str) -> dict[str, Any]:
        """Refuse to pay, as the payer or the payer's bank."""
        return self._json(self._client.post(f"/wallet/{token(code_url)}/refuse"))

    def fault(self, kind: str, endpoint: str | None = None, **settings: float) -> None:
        """Script a fault; `times`, `seconds` and `after_commit` as `lab.fakepay.faults` describes."""
        wanted: dict[str, Any] = {"kind": kind, **settings}
        if endpoint is not None:
            wanted["endpoint"] = endpoint
        self._client.post("/faults", json=wanted).raise_for_status()

    def clear_faults(self) -> None:
        """Forget all scripted faults."""
        self._client.delete("/faults").raise_for_status()

    def advance(self, seconds: float) -> None:
        """Move the clock of trades forward."""
        self._client.post("/clock", json={"advance_s": seconds}).raise_for_status()

    def trades(self) -> list[dict[str, Any]]:
        """All trades, oldest first, with their refunds."""
        found: list[dict[str, Any]] = self._json(self._client.get("/trades"))["trades"]
        return found

    def notices(self) -> list[dict[str, Any]]:
        """All notifications, oldest first, with how often each was tried."""
        found: list[dict[str, Any]] = self._json(self._client.get("/notices"))["notices"]
        return found

    def give_coupon(self, coupon_code: str, stock_id: str) -> None:
        """Put a merchant coupon into the payer's wallet."""
        given = {"coupon_code": coupon_code, "stock_id": stock_id}
        self._client.post("/coupons", json=given).raise_for_status()

    def coupons(self) -> list[dict[str, Any]]:
        """All merchant coupons and whether they are used."""
        found: list[dict[str, Any]] = self._json(self._client.get("/coupons"))["coupons"]
        return found

    def _json(self, response: httpx.Response) -> dict[str, Any]:
        answer: dict[str, Any] = response.json()
        return answer


def token(code_url: str) -> str:
    """The `pr` of a code_url, or of a wallet address. Raises ValueError for another kind of code."""
    found = parse_qs(urlsplit(code_url).query).get("pr", [])
    if len(found) != 1 or not found[0].isalnum():
        raise ValueError(f"{code_url!r} is not a payment code of this provider")
    return found[0]
