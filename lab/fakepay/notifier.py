"""Delivering notifications: at least once, with the documented waits between attempts."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import replace

import httpx

from lab.fakepay.book import Notice, TradeBook
from lab.fakepay.desk import Desk
from lab.fakepay.keys import Keyring
from lab.fakepay.shapes import instant
from lab.fakepay.signing import seal, signed_headers

log = logging.getLogger(__name__)

RESEND_S = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
"""The waits after each unanswered attempt, as documented; then the provider gives up."""
ANSWER_WITHIN_S = 5.0
YEAR_S = 365 * 24 * 3600
TICK_S = 0.5


class Notifier:
    """A loop that settles what is due and posts what is to be told. `wake` makes it look at once."""

    def __init__(self, book: TradeBook, keys: Keyring, wake: asyncio.Event, *, wait_scale: float) -> None:
        self._book = book
        self._keys = keys
        self._wake = wake
        self._wait_scale = wait_scale

    async def run(self, desk: Desk) -> None:
        """Work until cancelled."""
        async with httpx.AsyncClient(timeout=ANSWER_WITHIN_S, trust_env=False) as client:
            while True:
                desk.settle_due()
                due = self._book.notices_due(time.time())
                await asyncio.gather(*(self._deliver(client, notice) for notice in due))
                await self._pause()

    async def _pause(self) -> None:
        tick = min(TICK_S, max(0.01, TICK_S * self._wait_scale))
        try:
            await asyncio.wait_for(self._wake.wait(), tick)
        except TimeoutError:
            return
        self._wake.clear()

    async def _deliver(self, client: httpx.AsyncClient, notice: Notice) -> None:
        accepted = await self._post(client, notice)
        now = time.time()
        attempts = notice.attempts + 1
        if not accepted:
            wait = RESEND_S[notice.attempts] * self._wait_scale if notice.attempts < len(RESEND_S) else None
            after = replace(notice, attempts=attempts, next_at=None if wait is None else now + wait)
        elif notice.again:
            after = replace(notice, attempts=attempts, next_at=now, delivered_at=now, again=notice.again - 1)
        else:
            after = replace(notice, attempts=attempts, next_at=None, delivered_at=now)
        self._book.save(after)
        if accepted and notice.again:
            self._wake.set()

    async def _post(self, client: httpx.AsyncClient, notice: Notice) -> bool:
        body = json.dumps(
            {
                "id": notice.notice_id,
                "create_time": instant(notice.created_at),
                "resource_type": "encrypt-resource",
                "event_type": notice.event_type,
                "summary": notice.summary,
                "resource": {"original_type": notice.original_type}
                | seal(self._keys, notice.resource.encode(), notice.original_type),
            },
            ensure_ascii=False,
        ).encode()
        fault = notice.fault if notice.attempts == 0 else ""
        headers = signed_headers(
            self._keys,
            body,
            timestamp=int(time.time()) - (YEAR_S if fault == "stale_notify" else 0),
            spoil=fault == "bad_signature",
        )
        headers["Content-Type"] = "application/json"
        try:
            response = await client.post(notice.url, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            log.info("notification %s not delivered: %s", notice.notice_id, error)
            return False
        return response.is_success
