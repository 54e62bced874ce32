"""Sale rules as shoppers meet them: hours that end, stops that arrive, limits, packs, messages, cards."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.category import Category
from kiosk.domain.intervention import InterventionKind
from kiosk.domain.payment import AttemptState
from kiosk.domain.product import CodeUnit, Names, PackCode, Product, SelfService, TripLimit
from kiosk.domain.sale_hours import SaleHours
from kiosk.services.intents import AllowRestricted, HandOver, Pay, SetQuantity, VoidLine
from kiosk.services.notices import NoticeKind
from kiosk.services.views import Screen
from tests.services.changes import changed_good, new_catalogue
from tests.services.goods import BEER, MILK, PRODUCTS, TOAST, TOBACCO, gtin14, with_check
from tests.services.stage import Stage

SIX_PACK = with_check("952000000101")
BAG_OF_APPLES = with_check("952000000102")


def hours_around_now(stage: Stage, minutes: int) -> tuple[SaleHours, ...]:
    """Every day from an hour ago until so many minutes from now, on the store's clock."""
    local = stage.clock.now().astimezone(ZoneInfo("Asia/Shanghai"))
    now = local.hour * 60 + local.minute
    return (SaleHours((1, 2, 3, 4, 5, 6, 7), (now - 60) % 1440, (now + minutes) % 1440 or 1440),)


def told(stage: Stage) -> tuple[NoticeKind, str]:
    assert stage.view.notice is not None
    return stage.view.notice.kind, str(stage.view.notice.reason)


def goods_in(stage: Stage) -> list[tuple[str, int, int]]:
    return [(line.names.en, line.quantity, line.total_minor) for line in stage.view.basket.lines]


def take_out_first(stage: Stage) -> None:
    stage.do(VoidLine(stage.view.basket.lines[0].line_id))


def pay(stage: Stage) -> None:
    stage.do(Pay())
    stage.until_code()


def test_the_beer_hour_ends_between_scan_and_pay(stage: Stage) -> None:
    alcohol = Category(category_id="alcohol", names=Names("酒"), hours=hours_around_now(stage, 3))
    free = changed_good("beer", minimum_age=None, self_service=SelfService.ALLOWED)
    new_catalogue(stage, free, categories=[alcohol])
    stage.scan(BEER)
    stage.scan(TOAST)
    assert len(stage.view.basket.lines) == 2
    stage.clock.advance(180)
    stage.do(Pay())
    assert stage.view.screen is Screen.BASKET
    kind, reason = told(stage)
    assert kind is NoticeKind.NOT_FOR_SALE
    assert reason.startswith(("basket.not_sold_today", "basket.sold_later"))
    assert stage.view.notice is not None
    assert stage.view.notice.names == Names("啤酒", "Beer")
    assert stage.cloud.requests == []
    take_out_first(stage)
    pay(stage)
    assert stage.cloud.requests[-1].priced.total_minor == 1290


def test_beer_out_of_its_hours_is_refused_at_the_scan_and_the_shop_is_told(stage: Stage) -> None:
    new_catalogue(stage, changed_good("beer", hours=hours_around_now(stage, 0)))
    stage.scan(BEER)
    assert told(stage)[0] is NoticeKind.NOT_FOR_SALE
    assert stage.view.basket.lines == ()
    stage.until(lambda: len(stage.bodies("item_refused")) == 1)


def test_a_sale_stop_that_arrives_during_a_trip_stops_the_scan_and_the_payment(stage: Stage) -> None:
    stage.scan(MILK)
    stage.scan(TOAST)
    new_catalogue(stage, changed_good("milk", sale_stop=True))
    stage.scan(MILK)
    assert told(stage) == (NoticeKind.NOT_FOR_SALE, "basket.sale_stopped()")
    assert goods_in(stage) == [("Milk", 1, 5980), ("Wholewheat toast", 1, 1290)]
    stage.do(Pay())
    assert told(stage)[1] == "basket.stopped_before_paying(sku='纯牛奶')"
    assert stage.view.screen is Screen.BASKET
    assert stage.cloud.requests == []
    take_out_first(stage)
    pay(stage)
    assert stage.cloud.requests[-1].priced.total_minor == 1290


def test_a_stop_that_is_lifted_during_a_trip_holds_no_longer(stage: Stage) -> None:
    new_catalogue(stage, changed_good("milk", sale_stop=True))
    stage.scan(MILK)
    assert stage.view.basket.lines == ()
    new_catalogue(stage, PRODUCTS, 3)
    stage.scan(MILK)
    assert goods_in(stage) == [("Milk", 1, 5980)]


def test_two_boxes_a_trip_of_all_goods_of_the_group(stage: Stage) -> None:
    two = (TripLimit("cold medicine", 2),)
    grouped = [replace(each, limits=two) if each.sku in ("milk", "toast") else each for each in PRODUCTS]
    new_catalogue(stage, grouped)
    stage.scan(MILK)
    stage.scan(TOAST)
    stage.scan(TOAST)
    assert told(stage) == (NoticeKind.REFUSED, "basket.group_limit(limit=2)")
    milk, toast = stage.view.basket.lines
    assert (milk.quantity, toast.quantity) == (1, 1)
    stage.do(SetQuantity(milk.line_id, 3))
    assert told(stage)[1] == "basket.group_limit(limit=2)"
    stage.do(VoidLine(toast.line_id))
    stage.do(SetQuantity(milk.line_id, 2))
    assert goods_in(stage) == [("Milk", 2, 11960)]


def test_goods_to_be_ordered_for_home_are_refused_in_words(stage: Stage) -> None:
    new_catalogue(stage, changed_good("milk", extended_range=True))
    stage.scan(MILK)
    assert told(stage) == (NoticeKind.NOT_FOR_SALE, "basket.order_for_home()")


def test_a_message_is_told_once_a_trip(stage: Stage) -> None:
    caution = Names("小心轻放。", "Handle with care.")
    new_catalogue(stage, changed_good("milk", message=caution))
    stage.scan(MILK)
    assert stage.view.notice is not None
    assert (stage.view.notice.names, stage.view.notice.stays) == (caution, True)
    stage.scan(MILK)
    assert told(stage) == (NoticeKind.AGAIN, "basket.again(quantity=2)")


def with_packs() -> list[Product]:
    """Milk in a pack of six with a code of its own, apples in bags of half a kilogram."""
    six = (PackCode(gtin14(SIX_PACK), 6),)
    bag = (PackCode(gtin14(BAG_OF_APPLES), 500, CodeUnit.G),)
    packs = {"milk": six, "apples": bag}
    return [replace(each, packs=packs.get(each.sku, ())) for each in PRODUCTS]


def test_the_code_of_a_pack_of_six_counts_six_and_the_till_counts_them_once(stage: Stage) -> None:
    new_catalogue(stage, with_packs())
    stage.scan(SIX_PACK)
    assert told(stage)[1] == "basket.pack_found(quantity=6)"
    assert stage.view.notice is not None
    assert stage.view.notice.amount_minor == 6 * 5980
    stage.scan(SIX_PACK)
    assert goods_in(stage) == [("Milk", 12, 12 * 5980)]
    stage.do(HandOver())
    assert stage.view.handover is not None
    assert f"\n12;{MILK}" in stage.view.handover.codes[0]


def test_a_bag_of_a_fixed_weight_needs_no_label(stage: Stage) -> None:
    new_catalogue(stage, with_packs())
    stage.scan(BAG_OF_APPLES)
    (line,) = stage.view.basket.lines
    assert (line.weight_g, line.total_minor) == (500, 640)
    pay(stage)


def test_an_identity_card_is_asked_for_with_the_age(stage: Stage) -> None:
    new_catalogue(stage, changed_good("beer", identity_required=True))
    stage.scan(BEER)
    check = stage.view.age_check
    assert check is not None
    assert (check.kind, check.minimum_age) == (InterventionKind.IDENTITY, 18)
    assert str(check.about) == "item.identity_to_be_seen()"
    stage.do(AllowRestricted(check.intervention_id, "2468"))
    stage.until(lambda: stage.view.age_check is None)
    stage.scan(BEER)
    assert stage.view.age_check is None
    pay(stage)


@pytest.mark.parametrize(
    ("word", "kind"), [(SelfService.STAFF, InterventionKind.STAFF_ONLY), (SelfService.NEVER, None)]
)
def test_a_kiosk_may_be_stricter_than_the_catalogue(
    stage: Stage, word: SelfService, kind: InterventionKind | None
) -> None:
    stage.kiosk_rules = {"alcohol": word}
    stage.restart()
    new_catalogue(stage, changed_good("beer", minimum_age=None, self_service=SelfService.ALLOWED))
    stage.scan(BEER)
    check = stage.view.age_check
    assert (check and check.kind) == kind
    if kind is None:
        assert told(stage) == (NoticeKind.NOT_FOR_SALE, "basket.not_for_self_service()")


def test_a_branch_that_a_staffed_till_sells_refuses_every_good_under_it(stage: Stage) -> None:
    tree = [
        Category(category_id="smoke", names=Names("烟"), self_service=SelfService.NEVER),
        Category(category_id="tobacco", parent="smoke", names=Names("香烟")),
    ]
    free = changed_good("cigarettes", minimum_age=None, self_service=SelfService.ALLOWED)
    new_catalogue(stage, free, categories=tree)
    stage.scan(TOBACCO)
    assert told(stage) == (NoticeKind.NOT_FOR_SALE, "basket.not_for_self_service()")


def test_a_stop_found_at_the_next_wallet_takes_the_frozen_basket_back(stage: Stage) -> None:
    attempt = stage.ask_for_qr(MILK)
    new_catalogue(stage, changed_good("milk", sale_stop=True))
    stage.cloud.becomes(attempt, AttemptState.CLOSED)
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    stage.do(Pay())
    assert stage.view.screen is Screen.BASKET
    assert told(stage)[1] == "basket.stopped_before_paying(sku='纯牛奶')"
