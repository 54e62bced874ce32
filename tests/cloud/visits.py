"""Shoppers at a kiosk of a served cloud: codes shown, purchases paid and recorded, pages opened."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any

import numpy as np
import requests
import zxingcpp

from cloud.payments.rows import out_trade_no
from kiosk.domain.member import Member
from kiosk.domain.payment import AttemptRequest, AttemptState
from kiosk.domain.product import Product
from kiosk.domain.sale import Sale
from tests.cloud.line import Line
from tests.cloud.town import BREAD, MEMBERS, Chain

Operate = Callable[..., tuple[int, str]]
"""A command's arguments -> its exit code and what it said."""

NUMBERS = itertools.count(1)
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")


@dataclass
class Floor:
    """The kiosk of `line` and the people before it."""

    line: Line
    chain: Chain = field(default_factory=Chain)

    def get(self, path: str, **asked: Any) -> requests.Response:
        return requests.get(self.line.url + path, timeout=5, allow_redirects=False, **asked)

    def member(self, member_ref: str = "m-1") -> Member:
        """With the code on their phone now."""
        code = self.get(f"/v1/demo/demo/members/{member_ref}/code").json()["code"]
        return Member(member_ref, code, f"{MEMBERS[member_ref][0]}**")

    def link(self, member_ref: str = "m-1") -> str:
        """The address of their page."""
        url: str = self.get(f"/v1/demo/demo/members/{member_ref}/link").json()["url"]
        return url

    def phone(self, member_ref: str = "m-1") -> requests.Session:
        """A phone on which the member's page was opened."""
        phone = requests.Session()
        assert phone.get(self.link(member_ref), timeout=5).status_code == 200
        return phone

    def pay(self, request: AttemptRequest) -> Sale:
        """The attempt is put, the wallet pays; the sale as the kiosk closes it, not recorded yet."""
        shown = self.line.client.put_attempt(request)
        assert shown.state is AttemptState.PRESENTED, shown
        number = out_trade_no(request.attempt_id, request.sale_id)
        self.line.town.till.pay(number)
        notify = f"{self.line.url}/v1/providers/wechat/demo/notify"
        requests.post(notify, data=number, headers={"x-signature": "genuine"}, timeout=5)
        paid = self.line.client.await_attempt(request.attempt_id, shown.version, 10)
        sale = self.line.town.sale(request, paid)
        token = f"{next(NUMBERS):022}"
        return replace(sale, kiosk_id=self.line.identity.kiosk_id, receipt_token=token)

    def record(self, sale: Sale) -> Sale:
        record = self.chain.add("sale_closed", sale)
        assert self.line.client.put_records([record]) == record.seq
        return sale

    def buy(self, member: Member | None = None, lines: Sequence[tuple[Product, int]] = ((BREAD, 1),)) -> Sale:
        return self.record(self.pay(self.line.town.request(lines=lines, member=member)))


def receipt(sale: Sale) -> str:
    return f"/r/demo.{sale.receipt_token}"


class Page(HTMLParser):
    """What a page shows and offers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.attributes: dict[str, dict[str, str]] = {}
        self.sources: list[str] = []
        self._silent = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes.setdefault(given.get("class") or given.get("name") or tag, given)
        self.sources += [given[name] for name in ("src", "href", "action") if name in given]
        self._silent = tag in {"style", "script", "title"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text = f"{self.text} {data}" if data.strip() else self.text


def read_qr(path: str, side: int) -> str:
    """What a camera reads of a code drawn as an SVG path."""
    picture = np.full((side + 8, side + 8), 255, np.uint8)
    for x, y, length in (tuple(map(int, run)) for run in RUN.findall(path)):
        picture[y + 4, x + 4 : x + 4 + length] = 0
    (read,) = zxingcpp.read_barcodes(
        np.kron(picture, np.ones((4, 4), np.uint8)), formats=zxingcpp.BarcodeFormat.QRCode
    )
    return read.text
