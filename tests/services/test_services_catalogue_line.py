"""The catalogue on its way into a kiosk that sells: changes, the whole, a signature that ran out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain.catalogue_checksum import checksum_of
from kiosk.domain.delta_making import delta_lines, difference
from kiosk.domain.offer import UnknownOffer
from kiosk.domain.product import Product
from kiosk.errors import Reason
from kiosk.ports import CatalogueUpdate, DeviceState
from kiosk.services.intents import LeaveStaff
from kiosk.store.snapshot_file import write_lines, write_snapshot
from tests.services.changes import changed_good
from tests.services.goods import MILK, OFFERS, PRODUCTS
from tests.services.staff_room import enter, staff
from tests.services.stage import Stage

POLL_S = 301.0
CHEAPER = changed_good("milk", price_minor=4990)
AT = datetime(2026, 11, 22, tzinfo=UTC)


def changes(stage: Stage, before: Sequence[Product], after: Sequence[Product], start: int) -> CatalogueUpdate:
    """The delta of two contents, as the cloud makes it."""
    path = stage.folder / f"delta-{start}.gz"
    checksum = checksum_of([*after, *OFFERS])
    change = difference([*before, *OFFERS], [*after, *OFFERS])
    lines = delta_lines(
        change, from_revision=start, to_revision=start + 1, published_at=AT, checksum=checksum
    )
    write_lines(path, lines)
    return CatalogueUpdate(revision=start + 1, checksum=checksum, deltas=(path,))


def snapshot(stage: Stage, goods: Sequence[Product], revision: int, replaces: int = 0) -> CatalogueUpdate:
    path = stage.folder / f"whole-{revision}.gz"
    write_snapshot(path, goods, OFFERS, revision, AT)
    checksum = checksum_of([*goods, *OFFERS])
    return CatalogueUpdate(revision=revision, checksum=checksum, snapshot=path, replaces=replaces)


def revision(stage: Stage) -> int:
    return stage.catalogues.stats().revision


def comes(stage: Stage, wanted: int) -> None:
    stage.pass_time(POLL_S, lambda: revision(stage) == wanted)


def files(stage: Stage) -> list[Path]:
    return [*stage.folder.glob("delta-*"), *stage.folder.glob("whole-*")]


def test_a_change_of_price_is_taken_between_two_shoppers(stage: Stage) -> None:
    stage.cloud.updates = lambda known, whole: (
        changes(stage, PRODUCTS, CHEAPER, 1) if (known, whole) == (1, False) else None
    )
    comes(stage, 2)
    stage.scan(MILK)
    assert stage.view.basket.total_minor == 4990
    assert files(stage) == []


@pytest.mark.expects_log("kiosk.services.downlink")
def test_changes_that_do_not_fit_are_answered_by_asking_for_the_whole(stage: Stage) -> None:
    asked: list[bool] = []

    def update(known: int, whole: bool) -> CatalogueUpdate | None:
        if known != 1:
            return None
        asked.append(whole)
        if whole:
            return snapshot(stage, CHEAPER, 2)
        never_here = replace(PRODUCTS[0], sku="gone", gtins=(), plu=None)
        return changes(stage, [*PRODUCTS, never_here], CHEAPER, 1)

    stage.cloud.updates = update
    comes(stage, 2)
    stage.scan(MILK)
    assert stage.view.basket.total_minor == 4990
    assert asked[:2] == [False, True]
    assert files(stage) == []


def test_the_shop_goes_back_where_its_signature_says_so(stage: Stage) -> None:
    stage.cloud.updates = lambda known, whole: snapshot(stage, CHEAPER, 2) if known == 1 else None
    comes(stage, 2)
    stage.cloud.updates = lambda known, whole: snapshot(stage, PRODUCTS, 1, 2) if known == 2 else None
    comes(stage, 1)


@pytest.mark.expects_log("kiosk.services.downlink")
def test_an_older_revision_that_names_another_one_is_not_taken(stage: Stage) -> None:
    stage.cloud.updates = lambda known, whole: snapshot(stage, CHEAPER, 3) if known == 1 else None
    comes(stage, 3)
    stage.cloud.updates = lambda known, whole: snapshot(stage, PRODUCTS, 1, 2)
    look(stage)
    assert trouble(stage) == "catalogue.older_revision"
    assert revision(stage) == 3


def look(stage: Stage, seconds: float = POLL_S) -> None:
    """The kiosk asks once more, and hears."""
    looks = stage.cloud.catalogue_looks
    stage.pass_time(seconds, lambda: stage.cloud.catalogue_looks > looks)
    stage.settle(0.1)


def trouble(stage: Stage) -> str | None:
    """What an attendant who comes now is told of the catalogue's way."""
    enter(stage)
    found = [each for each in staff(stage).devices if each.name == "catalogue"]
    return found[0].reason.code if found and found[0].reason is not None else None


def test_staff_hear_that_the_signature_ran_out_and_selling_goes_on(stage: Stage) -> None:
    stage.cloud.manifest_expires_at = stage.clock.now() - timedelta(minutes=1)
    look(stage)
    stage.scan(MILK)
    assert stage.view.basket.total_minor > 0
    assert trouble(stage) == "catalogue.manifest_expired"
    assert not staff(stage).catalogue_is_old
    stage.do(LeaveStaff())
    stage.cloud.manifest_expires_at = stage.clock.now() + timedelta(days=30)
    look(stage)
    assert trouble(stage) is None


@pytest.mark.expects_log("kiosk.services.ignored_offers")
def test_offers_of_a_newer_kind_are_told_once_to_the_cloud_and_to_staff_while_they_stand(
    stage: Stage,
) -> None:
    newer = UnknownOffer(
        offer_id="triple",
        kind="points",
        row='{"type":"offer","kind":"points","offer_id":"triple","factor":3}',
    )

    def update(known: int, whole: bool) -> CatalogueUpdate | None:
        path = stage.folder / f"whole-{known}.gz"
        offers = [*OFFERS, newer] if known == 1 else OFFERS
        write_snapshot(path, PRODUCTS, offers, known + 1, AT)
        checksum = checksum_of([*PRODUCTS, *offers])
        return (
            CatalogueUpdate(revision=known + 1, checksum=checksum, snapshot=path) if known <= last else None
        )

    last = 1
    stage.cloud.updates = update
    comes(stage, 2)
    for _ in range(2):
        look(stage)
    stage.scan(MILK)
    assert stage.view.basket.total_minor > 0
    assert trouble(stage) == "catalogue.offers_unknown"
    assert stage.bodies("offers_ignored") == [
        {"revision": 2, "count": 1, "offers": [{"offer_id": "triple", "kind": "points"}]}
    ]
    stage.do(LeaveStaff())
    last = 2
    comes(stage, 3)
    look(stage)
    assert trouble(stage) is None


def test_a_clock_that_is_an_hour_off_changes_nothing(stage: Stage) -> None:
    stage.cloud.manifest_expires_at = stage.clock.now() + timedelta(days=7)
    stage.clock.set_wall(3600)
    stage.cloud.updates = lambda known, whole: snapshot(stage, CHEAPER, 2) if known == 1 else None
    comes(stage, 2)
    assert trouble(stage) is None


@pytest.mark.expects_log("kiosk.services.downlink")
def test_staff_hear_of_a_manifest_that_is_not_the_shops_until_it_is_again(stage: Stage) -> None:
    stage.cloud.refuses["catalogue"] = Reason("catalogue.manifest_not_verified")
    look(stage)
    assert trouble(stage) == "catalogue.manifest_not_verified"
    assert {each.state for each in staff(stage).devices if each.name == "catalogue"} == {DeviceState.STOPPED}
    stage.do(LeaveStaff())
    del stage.cloud.refuses["catalogue"]
    look(stage, 31)
    assert trouble(stage) is None
