"""Prices and sale rules that change in the cloud while a shopper shops, through every real part."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.services.intents import Pay, VoidLine
from kiosk.services.views import KioskView, NoticeKind, Screen
from kiosk.store.catalogue_store import FileCatalogueStore
from lab.demo.surroundings import DEMO, Surroundings
from tests.journeys.floor import MILK, TOAST, Floor

pytestmark = pytest.mark.timeout(150)  # the first one starts the surroundings

POLL_S = 5
MILK_MINOR = 6990


class Office:
    """The shop's office: it changes the goods file and publishes."""

    def __init__(self, around: Surroundings, folder: Path) -> None:
        self._around = around
        self._folder = folder

    def publish(self, prices: str = "", **changes: dict[str, str]) -> None:
        """The demo's goods with some cells changed, by SKU (`s130001`), and a file of prices."""
        with (DEMO / "catalogue.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            row.update({"sale_stop": "", **changes.get(f"s{row['sku']}", {})})
        goods = self._folder / "goods.csv"
        with goods.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        self._put(goods, prices)

    def as_before(self) -> None:
        """The demo's own files again."""
        self._put(DEMO / "catalogue.csv", "")

    def _put(self, goods: Path, prices: str) -> None:
        more: list[str] = []
        if prices:
            path = self._folder / "prices.csv"
            path.write_text(prices, encoding="utf-8")
            more = ["--prices", str(path)]
        offers, categories = str(DEMO / "offers.csv"), str(DEMO / "categories.csv")
        self._around.publish(goods, "--offers", offers, "--categories", categories, *more)


@pytest.fixture
def office(around: Surroundings, tmp_path: Path) -> Iterator[Office]:
    """Ends with the goods of every other journey."""
    made = Office(around, tmp_path)
    try:
        yield made
    finally:
        made.as_before()


@pytest.fixture
def asking(around: Surroundings, office: Office, tmp_path: Path) -> Iterator[Floor]:
    """A kiosk that looks for a new revision every few seconds."""
    screen = {"paid_s": 120, "idle_attract_s": 600}
    with Floor(around, tmp_path, {"catalogue": {"poll_s": POLL_S}, "screen": screen}).journey() as made:
        yield made


def revision(floor: Floor) -> int:
    return FileCatalogueStore(floor.folder).stats().revision


def learns(floor: Floor, before: int) -> None:
    """The kiosk sells by the next revision, a few looks later."""
    for _ in range(5):
        floor.kiosk.advance(POLL_S + 1)
        end = time.monotonic() + 4
        while time.monotonic() < end:
            if revision(floor) > before:
                return
            time.sleep(0.05)
    raise AssertionError("the newer revision never came to the kiosk")


def total(floor: Floor) -> int:
    return floor.kiosk.view.basket.total_minor


def test_a_price_that_changes_in_the_cloud_is_kept_for_the_basket_and_holds_for_the_next(
    asking: Floor, office: Office
) -> None:
    before = revision(asking)
    asking.scan(MILK)
    office.publish(s130001={"price": "79.90"})
    learns(asking, before)
    asking.scan(MILK, NoticeKind.AGAIN)
    assert total(asking) == 2 * MILK_MINOR
    asking.wallet.pay(asking.pay())
    asking.paid()
    asking.finish()
    [sale] = asking.cloud.sold()
    assert (sale.priced.total_minor, sale.priced.catalogue_revision) == (2 * MILK_MINOR, before)
    asking.scan(MILK)
    assert total(asking) == 7990
    asking.wallet.pay(asking.pay())
    asking.paid()
    asking.finish()


@pytest.mark.soak
def test_a_price_that_begins_while_somebody_shops_is_shown_before_it_is_paid_also_by_the_clouds_sums(
    asking: Floor, office: Office
) -> None:
    before = revision(asking)
    begins = datetime.now(UTC) + timedelta(seconds=120)
    office.publish(f"sku,price,kind,from\n130001,49.90,offer,{begins.isoformat()}\n")
    learns(asking, before)
    asking.scan(MILK)
    assert total(asking) == MILK_MINOR
    asking.kiosk.advance(120)
    asking.kiosk.do(Pay())

    def told(view: KioskView) -> bool:
        return view.notice is not None and view.notice.reason.code == "basket.prices_changed"

    view = asking.kiosk.until("the change", told)
    assert (view.screen, total(asking)) == (Screen.BASKET, 4990)
    asking.wallet.pay(asking.pay())
    asking.paid()
    asking.finish()
    [sale] = asking.cloud.sold()
    [line] = sale.priced.lines
    assert (line.total_minor, line.trace[-1].code) == (4990, "pricing.offer_price")
    assert line.trace[-1].source.startswith("130001/offer//")


@pytest.mark.soak
def test_a_sale_stop_that_arrives_during_a_trip_keeps_the_good_from_being_paid(
    asking: Floor, office: Office
) -> None:
    before = revision(asking)
    asking.scan(MILK)
    asking.scan(TOAST)
    office.publish(s130001={"sale_stop": "yes"})
    learns(asking, before)
    asking.kiosk.do(Pay())
    view = asking.kiosk.until("the stop", lambda view: view.notice and view.notice.stays)
    assert view.notice is not None
    assert str(view.notice.reason) == "basket.stopped_before_paying(sku='有机纯牛奶')"
    assert view.screen is Screen.BASKET
    asking.kiosk.do(VoidLine(asking.line_of(MILK)))
    asking.wallet.pay(asking.pay())
    asking.paid()
    asking.finish()
    [sale] = asking.cloud.sold()
    assert [line.sku for line in sale.basket.lines] == [TOAST]
