"""A kiosk that was cut off while the shop went over to other prices, through every real part."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from cloud.database.catalogue_tables import catalogue_manifests
from kiosk.errors import Reason
from kiosk.services.views import Screen, StaffView
from lab.demo.surroundings import Surroundings
from tests.journeys.floor import MILK, Floor
from tests.journeys.test_journeys_prices import Office, revision

pytestmark = [pytest.mark.timeout(150), pytest.mark.soak]

AWAY_H = 7
MILK_MINOR, DEARER_MINOR = 6990, 7990
BEAT_S = 6.0


def hours_ago(around: Surroundings, hours: float) -> None:
    """All that the shop signed was signed so much earlier."""

    async def put_back() -> None:
        async with around._connected() as connection:
            rows = (await connection.execute(select(catalogue_manifests))).mappings().all()
            earlier = [dict(row) | {"signed_at": row["signed_at"] - timedelta(hours=hours)} for row in rows]
            await connection.execute(delete(catalogue_manifests))
            await connection.execute(insert(catalogue_manifests), earlier)

    asyncio.run(put_back())


@pytest.fixture
def away(around: Surroundings, tmp_path: Path) -> Iterator[Floor]:
    """A kiosk that is cut off, while milk has another price for seven hours."""
    office = Office(around, tmp_path)
    floor = Floor(around, tmp_path, {"screen": {"paid_s": 120, "idle_attract_s": 600}})
    try:
        floor.open()
        around.relay.cut()
        office.publish(s130001={"price": "79.90"})
        hours_ago(around, AWAY_H)
        floor.kiosk.advance(BEAT_S * 3)
        floor.kiosk.until("no connection", lambda view: not view.may_pay_here)
        yield floor
        floor.books_agree()
    finally:
        around.relay.heal()
        floor.close()
        office.as_before()


def test_a_kiosk_that_was_away_for_hours_fetches_the_prices_before_it_sells(away: Floor) -> None:
    before = revision(away)
    away.around.relay.heal()
    away.kiosk.advance(BEAT_S)
    away.kiosk.until("a kiosk that sells", lambda view: view.may_pay_here and revision(away) > before)
    away.kiosk.until("attract", lambda view: view.screen is Screen.ATTRACT)
    assert away.scan(MILK).basket.total_minor == DEARER_MINOR
    away.wallet.pay(away.pay())
    away.paid()
    away.finish()
    [sale] = away.cloud.sold()
    assert (sale.priced.total_minor, sale.priced.catalogue_revision) == (DEARER_MINOR, revision(away))


def test_a_kiosk_that_cannot_fetch_the_prices_says_so_before_a_basket_is_filled(away: Floor) -> None:
    before = revision(away)
    away.around.relay.heal()
    away.around.relay.lose(b"GET /v1/line/catalogue/files")
    away.kiosk.advance(BEAT_S)
    view = away.kiosk.until("a closed kiosk", lambda view: view.screen is Screen.OUT_OF_SERVICE)
    assert view.out_of_service == Reason("service.prices_too_old")
    away.scan_unanswered(MILK)

    def told(staff: StaffView) -> list[str]:
        return [each.reason.code for each in staff.devices if each.name == "catalogue" and each.reason]

    away.enter_staff()
    away.in_staff("the word", lambda staff: told(staff) == ["catalogue.prices_not_taken"])
    away.leave_staff()
    assert not [each for each in away.kiosk.views if each.basket.lines]
    assert (revision(away), away.cloud.attempts()) == (before, [])
    away.around.relay.heal()
    away.kiosk.advance(31)
    away.kiosk.until("attract", lambda view: view.screen is Screen.ATTRACT)
    assert away.scan(MILK).basket.total_minor == DEARER_MINOR
    away.wallet.pay(away.pay())
    away.paid()
    away.finish()
