"""Reads the scenarios of `tests/domain/scenarios/*.md`: a shelf, offers, a basket and what it must cost.

    ## The second at half price, three bought
    * offer half: kind=set, skus=tea, quantity=2, percent=50, cheapest=1

    | line | listed | off | paid |
    |---|--:|---|--:|
    | tea 3 | 15.00 | half 2.50 | 12.50 |
    | total | 15.00 | 2.50 | 12.50 |

Offers are cells of a shop's own sheet (`kiosk.domain.offer_csv`), `deal` takes one in JSON. What stands above
the first scenario of a file holds for all of it. Amounts are in the currency's main unit. An empty cell says
nothing. `off` names who lowered the line and by how much; `member`, `price`: the price row did.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.domain.basket import Basket, BasketLine, Sticker
from kiosk.domain.category import Category, compile_categories
from kiosk.domain.coupon import Claim, ClaimKind
from kiosk.domain.money import parse_amount
from kiosk.domain.offer import LimitUsed, Offer
from kiosk.domain.offer_csv import read_offers
from kiosk.domain.override import Override
from kiosk.domain.pricing import PricingContext
from kiosk.domain.product import Names, Product, SoldBy
from kiosk.domain.promotion import OfferBook, compile_offers
from kiosk.domain.role import Role
from kiosk.domain.round_up import RoundUp
from kiosk.domain.tax_rule import RULES

SHELF = re.compile(r"(?P<sku>\S+) (?P<price>[0-9.]+)(?P<kg>/kg)?(?:, (?P<more>.*))?")
DAY, ZONE = "2026-11-21 10:00", "Asia/Shanghai"
"""A Saturday."""


@dataclass(frozen=True)
class Row:
    """One row of the table; a cell that is empty is None."""

    what: str
    listed: str | None
    off: str | None
    paid: str | None


@dataclass
class Scenario:
    """One of them, as it stands."""

    file: str
    title: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def all(self, word: str) -> list[str]:
        """What the bullets of a word say."""
        return [text for name, text in self.facts if name == word]

    def one(self, word: str, default: str = "") -> str:
        return (self.all(word) or [default])[-1]

    @property
    def currency(self) -> str:
        return self.one("currency", "CNY")

    def minor(self, text: str) -> int:
        return parse_amount(text, self.currency)

    # What `price()` takes

    def products(self) -> dict[str, Product]:
        return {product.sku: product for product in map(self._product, self.all("shelf"))}

    def _product(self, text: str) -> Product:
        found = SHELF.fullmatch(text)
        assert found, f"{self.file}: {self.title}: not a shelf: {text}"
        more = dict(pair.split("=") for pair in (found["more"] or "").split(", ") if pair)
        code, _, percent = more.get("tax", "std 13").partition(" ")
        return Product(
            sku=found["sku"],
            names=Names(found["sku"]),
            category=more.get("in", "dry"),
            brand=more.get("brand", ""),
            role=Role(more.get("role", "goods")),
            sold_by=SoldBy.WEIGHT if found["kg"] else SoldBy.PIECE,
            price_minor=self.minor(found["price"]),
            member_price_minor=self.minor(more["member"]) if "member" in more else None,
            deposit_sku=more.get("deposit", ""),
            tax_code=code,
            tax_bp=round(float(percent or 0) * 100),
        )

    def book(self) -> OfferBook:
        tree = compile_categories(self._categories(), 1)
        return compile_offers(self.offers(), 1, tree)

    def _categories(self) -> Iterator[Category]:
        for text in self.all("category"):
            name, _, parent = text.partition(" in ")
            yield Category(category_id=name, parent=parent, names=Names(name))

    def offers(self) -> list[Offer]:
        found: list[Offer] = []
        for text in self.all("offer"):
            offer_id, _, cells = text.partition(": ")
            given = dict(pair.split("=", 1) for pair in cells.split(", "))
            found += self._read(self._sheet({"offer_id": offer_id, "name_zh": offer_id, **given}))
        for text in self.all("deal"):
            found += self._read(json.dumps([{"names": {"zh": "套餐"}, **json.loads(text)}]))
        return found

    def _sheet(self, cells: dict[str, str]) -> str:
        sheet = io.StringIO()
        writer = csv.DictWriter(sheet, list(cells))
        writer.writeheader()
        writer.writerow(cells)
        return sheet.getvalue()

    def _read(self, text: str) -> tuple[Offer, ...]:
        zone, goods = self.one("zone", ZONE), self.products()
        sheet = read_offers(text, self.currency, goods, zone=zone)
        assert sheet.problems == (), f"{self.file}: {self.title}: {sheet.problems}"
        return sheet.values

    def context(self) -> PricingContext:
        zone = self.one("zone", ZONE)
        at = datetime.fromisoformat(self.one("at", DAY))
        context = PricingContext(
            at=at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone)),
            zone=zone,
            currency=self.currency,
            tax=RULES[self.one("country", "CN")],
            member_segments=tuple(self.one("member").split()),
            claims=tuple(self._claims()),
            limits_used=tuple(self._used()),
            overrides=tuple(map(self._override, self.all("staff"))),
        )
        if step := self.one("round up to"):
            context = replace(context, round_up=RoundUp(sku="gift", step_minor=self.minor(step)))
        return context

    def _claims(self) -> Iterator[Claim]:
        for number, text in enumerate(self.all("coupon")):
            yield Claim(claim_id=f"c{number}", kind=ClaimKind.COUPON, number=str(number), offer_id=text)
        for number, text in enumerate(self.all("voucher")):
            amount = self.minor(text)
            yield Claim(
                claim_id=f"v{number}", kind=ClaimKind.VOUCHER, number=str(number), amount_minor=amount
            )

    def _used(self) -> Iterator[LimitUsed]:
        for text in self.all("used"):
            offer_id, _, uses = text.partition(" ")
            yield LimitUsed(offer_id, int(uses))

    def _override(self, text: str) -> Override:
        """`damaged 20% off 2`, `promise 3.00`: the number is that of the table's row."""
        reason, off, *line = text.split()
        of_line = line[1] if line else ""
        if off.endswith("%"):
            return Override(reason=reason, approved_by="a1", line_id=of_line, percent=int(off[:-1]))
        return Override(reason=reason, approved_by="a1", line_id=of_line, amount_minor=self.minor(off))

    def basket(self, written: list[str] | None = None) -> Basket:
        texts = [row.what for row in self.lines] if written is None else written
        return Basket(tuple(self._line(str(number), text) for number, text in enumerate(texts, 1)))

    @property
    def lines(self) -> list[Row]:
        """The rows of the basket itself."""
        return [row for row in self.rows if not row.what.startswith(("deposit ", "donation ", "total"))]

    def _line(self, line_id: str, text: str) -> BasketLine:
        """`tea 3`, `apples 452g`, `tea label 3.00`, `milk 2 best 2026-11-22`, `bread 1 sticker 30%`."""
        sku, what, *more = text.split()
        line = BasketLine(line_id=line_id, sku=sku)
        if what == "label":
            return replace(line, label_price_minor=self.minor(more[0]))
        if what.endswith("g"):
            return replace(line, weight_g=int(what[:-1]))
        best = date.fromisoformat(more[1]) if more[:1] == ["best"] else None
        sticker = self._sticker(more[1]) if more[:1] == ["sticker"] else None
        return replace(line, quantity=int(what), best_before=best, sticker=sticker)

    def _sticker(self, text: str) -> Sticker:
        percent = text.endswith("%")
        return Sticker(percent=int(text[:-1])) if percent else Sticker(price_minor=self.minor(text))


def read_scenarios(path: Path) -> list[Scenario]:
    """All of a file, each with the facts above the first."""
    common: list[tuple[str, str]] = []
    found: list[Scenario] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("## "):
            found.append(Scenario(path.stem, line[3:], list(common)))
        elif line.startswith("* "):
            (found[-1].facts if found else common).append(_fact(line[2:]))
        elif line.startswith("|") and not re.match(r"\|[-: |]+$|\| line ", line):
            cells = [cell.strip() or None for cell in line.strip("|").split("|")]
            what, listed, off, paid = cells
            assert what, f"{path.name}: {line}"
            found[-1].rows.append(Row(what, listed, off, paid))
    return found


WORDS = (
    *("shelf", "offer", "deal", "category", "at", "zone", "currency", "country", "member", "coupon"),
    *("voucher", "used", "staff", "round up to", "same as", "tax", "rounding", "due", "near", "refused"),
    "returns",
)


def _fact(text: str) -> tuple[str, str]:
    word = next((word for word in WORDS if text.startswith(f"{word} ")), None)
    assert word, f"no word of a scenario: {text}"
    return word, text[len(word) + 1 :]
