"""A coupon that makes an offer count: what it takes off, what it waits for, when it is held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.domain.coupon_code import CouponProgramme, CouponSeries
from kiosk.domain.offer import PieceOffer, Selector
from kiosk.domain.offer_terms import OfferTerms
from kiosk.domain.product import Names
from kiosk.services.intents import Pay, SetQuantity
from kiosk.services.views import CouponState
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import write_snapshot
from tests.services.coupons import notice, signed, tell_list
from tests.services.goods import MILK, OFFERS, PRODUCTS, TOAST, with_check
from tests.services.stage import Stage

HALF_TOAST = PieceOffer(
    offer_id="toast-half",
    names=Names("吐司半价", "Half-price toast"),
    goods=Selector(skus=("toast",)),
    percent=50,
    terms=OfferTerms(coupon=True, most_uses=1),
)
PRINTED = with_check("991777700001")
LIST = CouponProgramme(series=(CouponSeries(starts_with="9917777", offer_id="toast-half"),), version="v9")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A kiosk whose catalogue has an offer that asks for a coupon."""
    snapshot = tmp_path / "snapshot.gz"
    write_snapshot(snapshot, PRODUCTS, [*OFFERS, HALF_TOAST], 1, datetime.now(UTC))
    FileCatalogueStore(tmp_path / "catalogue").install(snapshot, 1)
    made = Stage(tmp_path)
    tell_list(made, LIST)
    yield made
    made.stop()


def test_nobody_without_a_coupon_has_its_offer(stage: Stage) -> None:
    stage.scan(TOAST)
    assert (stage.view.basket.total_minor, stage.view.basket.coupons) == (1290, ())


def test_a_coupon_waits_for_its_goods_and_lowers_the_price_of_one(stage: Stage) -> None:
    stage.scan(PRINTED)
    assert notice(stage) == "coupon.waits"
    stage.scan(MILK)
    assert stage.view.basket.coupons[0].state is CouponState.WAITING
    assert stage.view.basket.coupons[0].reason is not None
    stage.scan(TOAST)
    [shown] = stage.view.basket.coupons
    assert (shown.state, shown.saved_minor, shown.names.en) == (CouponState.APPLIED, 645, "Half-price toast")
    assert stage.view.basket.total_minor == 5980 + 645


def test_each_coupon_is_good_for_as_many_as_its_offer_says(stage: Stage) -> None:
    stage.scan(TOAST)
    stage.do(SetQuantity(stage.view.basket.lines[0].line_id, 3))
    stage.scan(PRINTED)
    assert notice(stage) == "coupon.taken"
    one = stage.view.basket.total_minor
    stage.scan(signed(stage, "mine-1", offer_id="toast-half"))
    assert stage.view.basket.total_minor < one
    assert [shown.state for shown in stage.view.basket.coupons] == [CouponState.APPLIED] * 2


def test_only_what_lowers_the_price_is_held(stage: Stage) -> None:
    stage.scan(TOAST)
    for serial in ("mine-1", "mine-2"):
        stage.scan(signed(stage, serial, offer_id="toast-half"))
    assert [shown.state for shown in stage.view.basket.coupons] == [CouponState.APPLIED, CouponState.WAITING]
    stage.do(Pay())
    stage.until_code()
    asked = stage.cloud.requests[-1]
    assert (asked.due_minor, [one.claim.number for one in asked.claims]) == (645, ["mine-1"])
    assert [known.claim.number for known in stage.ledger.claims_of(asked.sale_id)] == ["mine-1"]
