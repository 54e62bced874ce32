"""One trip told in lines: a shopper at the real window, off screen, in a real or virtual world."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.assembly import Kiosk, open_kiosk
from kiosk.domain.catalogue_csv import read_products
from kiosk.domain.gtin import check_digit
from kiosk.domain.money import format_minor
from kiosk.domain.product import Product
from kiosk.sentences import Sentences
from kiosk.services.views import NoticeKind, PaperView, Screen
from lab.demo.phone import Wallet, read_qr
from lab.demo.sheet import contact_sheet
from lab.demo.shopper import NeverCame, Shopper
from lab.demo.surroundings import Surroundings
from ui.application import KioskApplication, Look

Say = Callable[[str], None]

MILK, TOAST, SODA, APPLES = "130001", "140001", "150001", "110001"
APPLES_G = 1240


def play(out: Path, say: Say) -> dict[str, Any]:
    """Play the trip, write pictures and `trip.json` to `out`, and answer what trip.json says.

    Raises:
        NeverCame: something a shopper waits for did not happen.
    """
    pictures = out / "screens"
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    began = time.monotonic()
    with Surroundings(out / "shop") as around:
        say(f"the shop is open: cloud, payment provider, camera, printer ({time.monotonic() - began:.1f} s)")
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        sentences = Sentences()
        kiosk = open_kiosk(around.settings(), sentences)
        app = KioskApplication(kiosk.shop.post, sentences, kiosk.preview, Look(sounds=False))
        shopper = Shopper(app, pictures)
        kiosk.shop.subscribe(shopper.saw)
        kiosk.shop.subscribe(app.show)
        kiosk.open()
        try:
            told = Trip(kiosk, around, shopper, say).play()
        finally:
            app.close()
            kiosk.close()
        paper = max(around.paper.glob("receipt-*.png"))
        shutil.copyfile(paper, out / "receipt.png")
    contact_sheet(shopper.taken, out / "receipt.png", out / "contact-sheet.png")
    (out / "trip.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return told


class Trip:
    """Three goods, one of them twice, one taken out, one weighed; a member; paid, printed, in the cloud."""

    def __init__(self, kiosk: Kiosk, around: Surroundings, shopper: Shopper, say: Say) -> None:
        self._kiosk = kiosk
        self._around = around
        self._shopper = shopper
        self._say = say
        sheet = read_products(around.catalogue.read_text(encoding="utf-8"), "CNY")
        self._goods: dict[str, Product] = {product.sku: product for product in sheet.values}

    def play(self) -> dict[str, Any]:
        shopper = self._shopper
        shopper.wait("the kiosk never opened", lambda: shopper.view.screen is Screen.ATTRACT, 30)
        shopper.wait("the camera never came", lambda: shopper.view.camera_ready, 15)
        shopper.photograph("attract-zh")
        shopper.tap("languageButton")
        shopper.photograph("attract-en")
        shopper.tap("languageButton")
        self._fill()
        return self._pay()

    # --- the basket ---------------------------------------------------------------------------------

    def _fill(self) -> None:
        shopper = self._shopper
        self._hold(MILK, NoticeKind.FOUND)
        shopper.photograph("first-good")
        self._hold(MILK, NoticeKind.AGAIN)
        self._hold(TOAST, NoticeKind.FOUND)
        self._hold(SODA, NoticeKind.FOUND)
        self._take_out(SODA)
        self._hold_label()
        shopper.photograph("weighed")
        before = shopper.last_notice()
        self._around.hold(text=self._around.member_code(), symbology="qr", phone=True)
        shopper.wait("the member was not greeted", lambda: shopper.has_notice(NoticeKind.MEMBER, before), 15)
        self._say(f"member  {shopper.view.basket.member_greeting}, code read from a phone, member prices on")
        shopper.photograph("member")
        shopper.tap("languageButton")
        shopper.photograph("basket-en")
        shopper.tap("languageButton")

    def _hold(self, sku: str, kind: NoticeKind) -> None:
        good = self._goods[sku]
        self._show(kind, gtin14=good.gtins[0], **_printed(good))

    def _hold_label(self) -> None:
        """The label that the shop's scale prints: form 21PPPPPVVVVVC, grams."""
        good = self._goods[APPLES]
        body = f"21{good.plu}{APPLES_G:05d}"
        label = f"{body}{check_digit(body)}"
        self._show(NoticeKind.FOUND, text=label, weighed=True, **_printed(good))

    def _show(self, kind: NoticeKind, **what: Any) -> None:
        shopper, before = self._shopper, self._shopper.last_notice()
        self._around.hold(**what)
        names = what["names"]
        shopper.wait(f"{names['en']} was not taken", lambda: shopper.has_notice(kind, before), 15)
        code = what.get("gtin14", what.get("text"))
        basket = shopper.view.basket
        line = next(one for one in basket.lines if one.names.zh == names["zh"])
        amount = f"{line.weight_g} g" if line.weight_g is not None else f"x {line.quantity}"
        self._say(
            f"scan    {code}  {line.names.zh} {line.names.en}  {amount}  {self._money(line.total_minor)}"
        )

    def _take_out(self, sku: str) -> None:
        shopper = self._shopper
        lines, names = shopper.view.basket.lines, self._goods[sku].names
        place = next(n for n, line in enumerate(lines) if line.names == names)
        rest = [line.line_id for line in lines if line.names != names]
        shopper.tap_in("basketLine", place, "lessButton")
        shopper.wait(
            f"{names.en} was not what was taken out",
            lambda: [line.line_id for line in shopper.view.basket.lines] == rest,
        )
        self._say(f"void    {names.zh} {names.en}")

    # --- the payment --------------------------------------------------------------------------------

    def _pay(self) -> dict[str, Any]:
        shopper, around = self._shopper, self._around
        basket = shopper.view.basket
        saved = self._money(basket.saved_minor)
        self._say(f"total   {self._money(basket.total_minor)}, saved {saved}, {basket.pieces} pieces")
        shopper.tap("payButton")
        code = shopper.wait("no payment code came", lambda: read_qr(shopper.look(), "weixin://"), 20)
        self._say(f"QR      {code}  (read from the screen's pixels)")
        shopper.photograph("pay-zh")
        wallet = Wallet(around.provider_url)
        wallet.open(code)
        shopper.wait("the screen did not follow", lambda: _opened(shopper), 15)
        shopper.photograph("confirm-on-phone")
        wallet.pay(code)
        shopper.wait("the payment never arrived", lambda: shopper.view.screen is Screen.PAID, 20)
        self._say("PAID    confirmed by the cloud, verified with the provider (simulated payment)")
        shopper.wait("no receipt was printed", lambda: _paper(shopper) is PaperView.PRINTED, 30)
        self._say("printed one receipt, confirmed by the printer")
        shopper.photograph("paid-zh")
        paid = shopper.view.paid
        if paid is None:
            raise NeverCame("the paid screen went away")
        receipt = read_qr(shopper.look(), "http")
        shopper.tap("languageButton")
        shopper.photograph("paid-en")
        shopper.tap("languageButton")
        told = self._in_cloud(paid.sale_no, basket.total_minor)
        shopper.tap("doneButton")
        shopper.wait("attract did not come back", lambda: shopper.view.screen is Screen.ATTRACT)
        return {
            "lines": [_told(line) for line in basket.lines],
            "total_minor": basket.total_minor,
            "payment": {"state": "PAID", "wallet": "wechat", "simulated": shopper.view.simulated},
            **told,
            "receipt_url": receipt,
            "printed": True,
        }

    def _in_cloud(self, sale_no: str, total_minor: int) -> dict[str, Any]:
        row = self._shopper.wait(
            "the sale never reached PostgreSQL", lambda: self._around.sale_in_cloud(sale_no), 20
        )
        if row["total_minor"] != total_minor or row["doubt"] is not None:
            raise NeverCame(f"the sale in PostgreSQL is another one: {row}")
        member = f"bound to member {row['member_ref']}" if row["member_ref"] else "anonymous"
        self._say(f"cloud   sale {sale_no} is in PostgreSQL once, {self._money(total_minor)}, {member}")
        return {
            "sale_id": row["sale_id"],
            "sale_no": sale_no,
            "member_bound": row["member_ref"] is not None,
            "synced": True,
        }

    def _money(self, minor: int) -> str:
        return format_minor(minor, self._shopper.view.currency)


def _printed(good: Product) -> dict[str, Any]:
    """What stands on the pack."""
    return {
        "names": {"zh": good.names.zh, "en": good.names.en},
        "size": {"zh": good.size.zh, "en": good.size.en},
        "category": good.category,
    }


def _told(line: Any) -> dict[str, Any]:
    return {
        "name": {"zh": line.names.zh, "en": line.names.en},
        "quantity": line.quantity,
        "weight_g": line.weight_g,
        "total_minor": line.total_minor,
    }


def _opened(shopper: Shopper) -> bool:
    return shopper.view.pay is not None and shopper.view.pay.opened


def _paper(shopper: Shopper) -> PaperView | None:
    return shopper.view.paid.paper if shopper.view.paid is not None else None
