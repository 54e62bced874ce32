"""The shop floor of a journey: one kiosk, a shopper with a wallet, staff, and the cables between machines."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import requests

from kiosk.domain.barcode import Scan, Symbology
from kiosk.domain.catalogue_csv import read_products
from kiosk.domain.gtin import check_digit
from kiosk.domain.payment import NO_WALLET, AttemptState
from kiosk.domain.product import Product
from kiosk.services.intents import AskForStaff, EnterStaff, Finish, LeaveStaff, Pay, TakeScan
from kiosk.services.views import KioskView, NoticeKind, PaidView, PaperView, Screen, StaffView
from lab.demo.surroundings import PIN, Surroundings
from lab.fakepay.remote import FakepayRemote
from tests.journeys.bare import BareKiosk, Open
from tests.journeys.books import (
    STILL_MOVING,
    CloudBook,
    LedgerBook,
    ProviderBook,
    identity_of,
    kept_minor,
    read_ledger,
)

T = TypeVar("T")

NAME = "李明"
MILK, TOAST, SODA, APPLES = "130001", "140001", "150001", "110001"
BEER, CIGARETTES = "250001", "260001"
VOID, REPRINT, COPY, THANKS = "作废", "补打", "副本 ", "谢谢惠顾"


def until(what: str, look: Callable[[], T | None], within_s: float = 20.0) -> T:
    """The first truthy answer of `look`."""
    end = time.monotonic() + within_s
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.03)


def scan_of(text: str, symbology: Symbology = Symbology.QR) -> Scan:
    """What a device tells when it has read this."""
    return Scan(raw=text.encode(), text=text, symbology=symbology)


class Floor:
    """One enrolled kiosk in the session's surroundings."""

    def __init__(
        self, around: Surroundings, folder: Path, changes: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        """`changes`: settings by section over those of every journey."""
        self.around = around
        self.folder = folder / "kiosk"
        asked = {"screen": {"paid_s": 120}, **(changes or {})}
        self.kiosk = BareKiosk(around.new_kiosk(self.folder, asked))
        self.wallet = FakepayRemote(around.provider_url)
        self.provider = ProviderBook(self.wallet)
        self.cloud = CloudBook(around, identity_of(self.folder).kiosk_id)
        sheet = read_products(around.catalogue.read_text(encoding="utf-8"), "CNY")
        self.goods: dict[str, Product] = {product.sku: product for product in sheet.values}
        self._slips_before = len(self._printer()["slips"])

    @cached_property
    def member(self) -> str:
        """Of this journey alone: a code is good for one sale, and there is one a minute."""
        return self.around.new_member(NAME)

    @contextmanager
    def journey(self) -> Iterator[Floor]:
        """Open until the block ends; then all books must agree, and whatever happened nothing runs on."""
        try:
            self.open()
            yield self
            self.books_agree()
        finally:
            self.close()

    def open(self) -> None:
        """The kiosk is on and has its catalogue."""
        self.kiosk.start()
        self.kiosk.until("attract", lambda view: view.screen is Screen.ATTRACT, 30)

    # --- scanning -----------------------------------------------------------------------------------

    def scan(self, sku: str, kind: NoticeKind = NoticeKind.FOUND) -> KioskView:
        """A pack with its EAN-13."""
        return self.scan_text(self.goods[sku].gtins[0][1:], Symbology.EAN13, kind)

    def scan_label(self, sku: str, weight_g: int) -> KioskView:
        """The label that the shop's scale prints: form 21PPPPPVVVVVC, grams."""
        body = f"21{self.goods[sku].plu}{weight_g:05d}"
        return self.scan_text(f"{body}{check_digit(body)}", Symbology.EAN13, NoticeKind.FOUND)

    def scan_member(self) -> KioskView:
        """The code on the member's phone."""
        return self.scan_text(self.member_code(), Symbology.QR, NoticeKind.MEMBER)

    def member_code(self) -> str:
        return self.around.member_code(self.member)

    def scan_text(self, text: str, symbology: Symbology, kind: NoticeKind) -> KioskView:
        before = max((view.notice.serial for view in self.kiosk.views if view.notice), default=0)
        self.kiosk.do(TakeScan(scan_of(text, symbology)))

        def answered(view: KioskView) -> bool:
            return view.notice is not None and view.notice.serial > before

        view = self.kiosk.until(f"an answer to {text}", answered)
        assert view.notice is not None
        assert view.notice.kind is kind, f"{text}: {view.notice}"
        return view

    def scan_unanswered(self, sku: str) -> None:
        """A pack where it may not be taken."""
        self.kiosk.do(TakeScan(scan_of(self.goods[sku].gtins[0][1:], Symbology.EAN13)))

    def line_of(self, sku: str) -> str:
        """The line's id."""
        names = self.goods[sku].names
        return next(line.line_id for line in self.kiosk.view.basket.lines if line.names == names)

    # --- paying -------------------------------------------------------------------------------------

    def pay(self) -> str:
        """Tap on pay; the text of the QR that is shown then."""
        shown = [view.pay.qr_text for view in self.kiosk.views if view.pay is not None]
        self.kiosk.do(Pay())

        def fresh(view: KioskView) -> bool:
            pay = view.pay
            return (
                view.screen is Screen.PAY and pay is not None and (pay.qr_text or None) not in [None, *shown]
            )

        view = self.kiosk.until("a QR", fresh)
        assert view.pay is not None
        assert view.pay.qr_text is not None
        return view.pay.qr_text

    def paid(self, paper: PaperView = PaperView.PRINTED) -> PaidView:
        """The paid screen, its paper settled as told."""
        view = self.kiosk.until("the paid screen", lambda view: view.screen is Screen.PAID)
        if paper is not PaperView.PRINTING:
            view = self.kiosk.until(
                f"paper {paper}", lambda view: view.paid is not None and view.paid.paper is paper
            )
        assert view.paid is not None
        return view.paid

    def finish(self) -> None:
        self.kiosk.do(Finish())
        self.kiosk.until("attract", lambda view: view.screen is Screen.ATTRACT)

    # --- paper --------------------------------------------------------------------------------------

    def set_printer(self, **faults: Any) -> None:
        self._order({"set": faults})

    def slips(self) -> list[str]:
        """What was cut off since this kiosk was opened."""
        slips: list[str] = self._printer()["slips"][self._slips_before :]
        return slips

    def receipts(self, sale_no: str) -> list[str]:
        """Whole receipts of the sale that are not void."""
        return [slip for slip in self.slips() if sale_no in slip and THANKS in slip and VOID not in slip]

    def hanging(self) -> str:
        """The text on the paper that is not cut yet."""
        text: str = self._printer()["uncut"]
        return text

    def _printer(self) -> dict[str, Any]:
        answer = requests.get(self.around.printer_control, timeout=5)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told

    def _order(self, order: dict[str, Any]) -> None:
        requests.post(self.around.printer_control, json=order, timeout=5).raise_for_status()

    def unplug_printer(self) -> None:
        self._order({"do": "unplug"})

    def replug_printer(self) -> None:
        self._order({"do": "replug"})

    # --- staff --------------------------------------------------------------------------------------

    def enter_staff(self, pin: str = PIN) -> StaffView:
        """Through the PIN pad into admin mode."""
        self.kiosk.do(AskForStaff())
        self.kiosk.do(EnterStaff(pin))
        return self.in_staff("admin mode", lambda staff: True)

    def in_staff(self, what: str, holds: Callable[[StaffView], Any]) -> StaffView:
        """Admin mode, once it is as wanted."""
        view = self.kiosk.until(what, lambda view: view.staff is not None and holds(view.staff))
        assert view.staff is not None
        return view.staff

    def leave_staff(self) -> None:
        self.kiosk.do(LeaveStaff())
        self.kiosk.until("admin mode to end", lambda view: view.staff is None)

    def audit(self) -> list[str]:
        """What PostgreSQL knows that attendants did, in order."""
        told = sorted(self.cloud.records("staff_acted"), key=lambda row: int(row["seq"]))
        return [str(json.loads(row["body"])["action"]) for row in told]

    # --- the end ------------------------------------------------------------------------------------

    def books_agree(self) -> LedgerBook:
        """All that moves comes to rest; then money, sales and records are the same wherever they are kept."""
        until("every attempt to end in the cloud", self._at_rest, 30)
        until("the kiosk to have told and learned all", lambda: self.kiosk.open() == Open(0, 0), 40)
        self.kiosk.end()
        ledger, sold, tried = read_ledger(self.folder), self.cloud.sales(), self.cloud.attempts()
        trades = self._trades(tried)
        kept = {
            row["attempt_id"]: kept_minor(trades[row["out_trade_no"]])
            for row in tried
            if row["out_trade_no"] in trades
        }
        assert {one.sale_id: one.priced.total_minor for one in ledger.sales} == {
            row["sale_id"]: row["total_minor"] for row in sold
        }
        assert len(ledger.sales) == len(sold)
        tenders = [one.tender for one in ledger.sales]
        assert {one.attempt_id: one.amount_minor for one in tenders if one.wallet != NO_WALLET} == {
            attempt: minor for attempt, minor in kept.items() if minor
        }
        assert {one.attempt_id for one in tenders} == {row["attempt_id"] for row in sold}
        paid = [row["sale_id"] for row in tried if row["state"] == AttemptState.PAID]
        assert sorted(paid) == sorted(row["sale_id"] for row in sold), tried
        assert all(row["doubt"] is None for row in sold), sold
        assert ledger.records == {(row["lane"], row["seq"], row["hash"]) for row in self.cloud.records()}
        assert "Traceback" not in self.kiosk.log.read_text(encoding="utf-8")
        return ledger

    def _trades(self, tried: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        mine = {row["out_trade_no"] for row in tried}
        return {number: trade for number, trade in self.provider.trades().items() if number in mine}

    def _at_rest(self) -> bool:
        tried = self.cloud.attempts()
        refunds = [one for trade in self._trades(tried).values() for one in trade["refunds"]]
        return not any(row["state"] in STILL_MOVING for row in tried) and not any(
            one["state"] == "PROCESSING" for one in refunds
        )

    def close(self) -> None:
        """Whatever happened: nothing runs on, and the next journey finds the machines in order."""
        self.kiosk.kill()
        self.wallet.clear_faults()
        self.wallet.close()
        self.around.relay.heal()
        self.set_printer(silent=False)
        self.replug_printer()
