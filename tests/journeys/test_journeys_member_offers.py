"""A member of a segment shops again and again: what is once a member is had once, on whichever kiosk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cloud.database.member_tables import member_uses
from kiosk.domain.barcode import Symbology
from kiosk.services.views import NoticeKind, PaperView
from lab.demo.surroundings import DEMO, Surroundings
from tests.journeys.floor import MILK, TOAST, Floor

pytestmark = [pytest.mark.timeout(150), pytest.mark.soak]  # the first one starts the surroundings

OFFERS = """offer_id,name_zh,name_en,kind,skus,amount,segments,most_uses_per_member
milk-once,金卡牛奶立减 10 元,Gold: 10 off milk once,piece,130001,10.00,gold,1
toast-staff,员工吐司立减 1 元,Staff: 1 off toast,piece,140001,1.00,staff;gold,
"""
MEMBERS, ONCE, SECOND = 5990 + 1090, 4990 + 990, 5990 + 990
"""Milk and toast at members' prices, with both offers, and with the one that is left."""


@pytest.fixture
def offered(around: Surroundings, tmp_path: Path) -> Iterator[None]:
    """The shop has offers for members of gold and of staff; it ends with those of every other journey."""
    more = tmp_path / "members.csv"
    more.write_text(OFFERS, encoding="utf-8")
    goods, common = DEMO / "catalogue.csv", ["--categories", str(DEMO / "categories.csv")]
    common += ["--offers", str(DEMO / "offers.csv")]
    around.publish(goods, *common, "--offers", str(more))
    yield
    around.publish(goods, *common)


@pytest.fixture
def next_door(offered: None, next_door: Floor) -> Floor:
    """The other kiosk, opened once the shop has the offers."""
    return next_door


@pytest.fixture
def here(offered: None, floor: Floor) -> Floor:
    """The kiosk of the journey, opened once the shop has the offers."""
    return floor


def basket_of(floor: Floor, member: Floor) -> int:
    """Milk and toast with the member's code of now: what they cost."""
    floor.scan(MILK)
    floor.scan(TOAST)
    floor.scan_text(member.member_code(), Symbology.QR, NoticeKind.MEMBER)
    return floor.kiosk.view.basket.total_minor


def pay(floor: Floor, paper: PaperView = PaperView.PRINTED) -> int:
    floor.wallet.pay(floor.pay())
    paid = floor.paid(paper)
    floor.finish()
    return paid.amount_minor


def test_what_is_once_a_member_is_gone_the_second_time_here_and_next_door(
    here: Floor, next_door: Floor
) -> None:
    here.around.set_segments(here.member, "gold")
    assert basket_of(here, here) == ONCE
    assert pay(here) == ONCE
    here.kiosk.kill_and_start()
    assert basket_of(here, here) == SECOND
    priced = here.kiosk.view.basket.priced
    assert priced is not None
    assert "pricing.member_offer_used_up" in [step.code for line in priced.lines for step in line.trace]
    assert pay(here) == SECOND
    assert basket_of(next_door, here) == SECOND
    assert pay(next_door, PaperView.NO_PAPER) == SECOND
    row = member_uses.c
    [used] = here.around.rows(select(row.offer_id, row.uses, row.state).where(row.member_ref == here.member))
    assert used == {"offer_id": "milk-once", "uses": 1, "state": "consumed"}


def test_who_is_in_no_segment_has_the_members_prices_alone(here: Floor) -> None:
    assert basket_of(here, here) == MEMBERS
    assert pay(here) == MEMBERS
