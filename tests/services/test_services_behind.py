"""A kiosk whose catalogue is behind: it fetches the newest before it sells on, or says that it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from kiosk.domain.catalogue_checksum import checksum_of
from kiosk.domain.heartbeat import CloudWish
from kiosk.domain.product import Product
from kiosk.errors import Reason
from kiosk.ports import CatalogueUpdate
from kiosk.services.intents import AllowRestricted, GoBack, LeaveStaff, Pay
from kiosk.services.views import Screen
from kiosk.store.snapshot_file import write_snapshot
from tests.services.changes import changed_good, new_catalogue
from tests.services.goods import MILK
from tests.services.staff_room import enter, staff
from tests.services.stage import Stage

TOO_OLD = Reason("payment.revision_too_old", {"revision": 1})


def said(stage: Stage) -> str:
    return "" if stage.view.notice is None else stage.view.notice.reason.code


def shows_qr(stage: Stage) -> bool:
    return stage.view.pay is not None and stage.view.pay.qr_text is not None


def pay_refused(stage: Stage, reason: Reason) -> None:
    """The cloud does not take the basket."""
    stage.cloud.refuses["put"] = reason
    stage.scan(MILK)
    stage.do(Pay())
    stage.until(lambda: stage.cloud.catalogue_looks == 2)
    del stage.cloud.refuses["put"]


def looked_once(stage: Stage) -> None:
    stage.until(lambda: stage.cloud.catalogue_looks == 1)
    stage.settle(0.1)


def newest_at_next_look(stage: Stage, products: Sequence[Product]) -> None:
    """What the kiosk finds when it looks; the line of the catalogue is another room's story."""
    looks = stage.cloud.catalogue_looks

    def updates(known: int, whole: bool) -> None:
        if stage.cloud.catalogue_looks > looks and known == 1:
            new_catalogue(stage, products)

    stage.cloud.updates = updates


def wish(stage: Stage, **told: object) -> None:
    stage.cloud.heartbeat = lambda _: CloudWish(**told)  # type: ignore[method-assign,assignment,arg-type]
    stage.clock.advance(16)
    stage.settle(0.3)


def test_prices_the_cloud_does_not_take_are_fetched_at_once_and_agreed_to(stage: Stage) -> None:
    looked_once(stage)
    newest_at_next_look(stage, changed_good("milk", price_minor=6280))
    pay_refused(stage, TOO_OLD)
    stage.until(lambda: stage.view.screen is Screen.BASKET)
    assert (said(stage), stage.view.basket.total_minor) == ("trip.restored_prices_changed", 6280)
    stage.do(Pay())
    assert (said(stage), len(stage.cloud.requests)) == ("basket.prices_changed", 0)
    stage.do(Pay())
    stage.until(lambda: shows_qr(stage))
    asked = stage.cloud.requests[-1].priced
    assert (asked.total_minor, asked.catalogue_revision) == (6280, 2)


def test_a_rule_the_kiosk_has_not_heard_of_is_fetched_and_asked_for_at_the_next_try(stage: Stage) -> None:
    looked_once(stage)
    newest_at_next_look(stage, changed_good("milk", minimum_age=18, price_minor=6280))
    pay_refused(stage, Reason("payment.approval_missing", {"sku": "milk"}))
    stage.until(lambda: stage.catalogues.stats().revision == 2)
    stage.do(Pay())
    check = stage.view.age_check
    assert check is not None
    stage.do(AllowRestricted(check.intervention_id, "2468"))
    stage.until(lambda: stage.view.age_check is None)
    stage.do(Pay())
    stage.until(lambda: shows_qr(stage))
    assert stage.cloud.requests[-1].priced.total_minor == 5980, "the price stays the trip's"


def test_where_there_is_nothing_newer_the_shopper_is_told_and_may_go_back(stage: Stage) -> None:
    looked_once(stage)
    pay_refused(stage, TOO_OLD)
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason == TOO_OLD)
    stage.do(Pay())
    stage.until(lambda: shows_qr(stage))
    stage.do(GoBack())
    stage.until(lambda: stage.view.screen is Screen.BASKET)


def test_a_newer_revision_the_heartbeat_tells_of_is_fetched_at_once(stage: Stage) -> None:
    looked_once(stage)
    wish(stage, prices_until=stage.clock.now() + timedelta(hours=6))
    stage.until(lambda: stage.cloud.catalogue_looks >= 2)
    assert stage.view.out_of_service is None


def test_a_kiosk_whose_prices_nobody_takes_any_more_is_closed_before_a_basket_is_filled(
    stage: Stage,
) -> None:
    stage.scan(MILK)
    wish(stage, prices_until=stage.clock.now() - timedelta(minutes=1))
    assert stage.view.out_of_service is None, "somebody is shopping"
    stage.pass_time(61, lambda: stage.view.screen is Screen.ATTRACT or stage.view.out_of_service is not None)
    stage.pass_time(16, lambda: stage.view.out_of_service == Reason("service.prices_too_old"))
    enter(stage)
    [told] = [each.reason for each in staff(stage).devices if each.name == "catalogue"]
    assert told is not None
    assert told.code == "catalogue.prices_not_taken"
    stage.do(LeaveStaff())
    wish(stage)
    stage.until(lambda: stage.view.out_of_service is None)


def test_a_kiosk_closed_for_its_prices_opens_as_soon_as_the_newest_are_here(stage: Stage) -> None:
    wish(stage, prices_until=stage.clock.now() - timedelta(minutes=1))
    stage.until(lambda: stage.view.out_of_service == Reason("service.prices_too_old"))
    path, dearer = stage.folder / "whole-2.gz", changed_good("milk", price_minor=6280)
    write_snapshot(path, dearer, [], 2, stage.clock.now())
    newest = CatalogueUpdate(revision=2, checksum=checksum_of(dearer), snapshot=path)
    stage.cloud.updates = lambda known, _: newest if known == 1 else None
    looks = stage.cloud.catalogue_looks
    stage.pass_time(301, lambda: stage.cloud.catalogue_looks > looks)
    stage.until(lambda: stage.catalogues.stats().revision == 2)
    stage.until(lambda: stage.view.out_of_service is None)
