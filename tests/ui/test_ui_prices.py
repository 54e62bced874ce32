"""Prices that can be asked about: what a line is made of, offers nearly reached, coupons, bags, a gift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.domain.product import Names
from kiosk.errors import Reason
from kiosk.services.intents import (
    GoBack,
    Intent,
    Pay,
    RoundUp,
    StaffDiscount,
    TakeBags,
    TakeOutCoupon,
)
from kiosk.services.views import BasketView, KioskView, Screen
from lab.example_prices import BAGS, COUPONS, GIFT, NEAR, UNSURE, explained, with_coupons
from lab.example_staff import may_discount, with_basket
from lab.example_views import AGE_CHECK, BASKET, NOTICES, PAY, base
from lab.glass import Glass

Told = Callable[[], list[Intent]]

ATTRACT = base("en")
PRICED = explained(BASKET)


def at_basket(basket: BasketView = PRICED, **other: object) -> KioskView:
    return replace(ATTRACT, screen=Screen.BASKET, basket=basket, **other)  # type: ignore[arg-type]


def words(glass: Glass, name: str) -> list[str]:
    return [str(item.property("text")) for item in glass.all(name)]


def test_a_touch_on_a_price_says_what_it_is_made_of(glass: Glass, told: Told) -> None:
    glass.show(at_basket())
    glass.tap("priceButton", row=4)
    assert glass.text("sheetHeading") == "Tomato and beef noodles, chilled"
    assert words(glass, "priceRowName") == ["Shelf price", "Member price", "Last days", "Staff discount"]
    assert words(glass, "priceRowAmount") == ["¥53.60", "−¥2.00", "−¥2.80", "−¥1.20"]
    assert words(glass, "priceRowDetail") == [
        "2 × ¥26.80  ·  since 2026-11-01",
        "2 × ¥25.80",
        "dated 2026-11-22  ·  for 1 of them",
        "damaged",
    ]
    assert (glass.text("explainedTotal"), glass.text("priceRevision")) == ("¥47.60", "Price list 1204")
    glass.tap("closeButton")
    assert not glass.sees("pricePanel")
    assert told() == [], "reading a price changes nothing"


def test_the_price_of_a_litre_stands_with_the_shelf_price(glass: Glass) -> None:
    told = (replace(PRICED.lines[0], base_price=Names("19.93 元/升", "¥19.93 / l")), *PRICED.lines[1:])
    glass.show(at_basket(replace(PRICED, lines=told)), "price", "line-1")
    assert words(glass, "priceRowDetail") == ["2 × ¥59.80  ·  since 2026-11-01  ·  ¥19.93 / l"]


def test_a_name_too_long_for_two_lines_gives_way_to_the_short_one(glass: Glass) -> None:
    long = Names("有机纯牛奶", "Organic whole milk of meadows in the mountains, pasteurised, in a carton box")
    milk, toast = replace(PRICED.lines[0], names=long), PRICED.lines[1]
    glass.show(at_basket(replace(PRICED, lines=(milk, toast))))
    assert words(glass, "lineName")[0] == long.en, "without a short one all of it that fits"
    short = replace(milk, short=Names("", "Org. milk"))
    glass.show(at_basket(replace(PRICED, lines=(short, replace(toast, short=Names("", "Toast"))))))
    assert words(glass, "lineName") == ["Org. milk", "Wholegrain toast"]
    glass.tap("priceButton")
    assert glass.text("sheetHeading") == long.en


def test_a_deposit_is_shown_below_its_good_and_in_its_price(glass: Glass) -> None:
    glass.show(at_basket())
    assert words(glass, "lineDeposit") == ["+ ¥0.60 deposit"]
    glass.tap("priceButton", row=2)
    assert words(glass, "priceRowName") == ["Shelf price", "Deposit"]
    assert glass.text("explainedTotal") == "¥25.50"


def test_an_open_price_follows_the_basket_and_gives_way_to_news(glass: Glass) -> None:
    glass.show(at_basket(), "price", "line-5")
    glass.show(at_basket(replace(PRICED, lines=PRICED.lines[:4])))
    assert not glass.sees("pricePanel"), "its line has gone"
    glass.show(at_basket(), "price", "line-1")
    glass.show(at_basket(notice=NOTICES["found"]))
    assert not glass.sees("pricePanel"), "a scan is to be seen"


def test_the_price_is_in_the_language_on_the_screen(glass: Glass) -> None:
    glass.show(at_basket(), "price", "line-2")
    assert "Second half price" in words(glass, "priceRowName")
    glass.show(replace(at_basket(), language="zh-CN"))
    assert words(glass, "priceRowName") == ["标价", "第二件半价"]


def test_offers_nearly_reached_are_two_quiet_chips_and_say_what_counts(glass: Glass, told: Told) -> None:
    glass.show(at_basket(replace(PRICED, near=NEAR)))
    chips = [str(item.property("text")) for item in glass.all("nearChip")]
    assert chips == [
        "1 more: Second half price, save ¥6.45",
        "¥37.83 to go: ¥30 off from ¥350, save ¥30.00",
    ]
    glass.tap("nearChip")
    assert words(glass, "nearGood") == ["Wholegrain toast", "Milk and yoghurt"]
    glass.tap("closeButton")
    glass.tap("payButton")
    assert told() == [Pay()], "an offer is never in the way"


def test_of_an_offer_whose_saving_is_not_sure_only_what_is_missing_is_told(glass: Glass) -> None:
    glass.show(at_basket(replace(PRICED, near=UNSURE)))
    chips = [str(item.property("text")) for item in glass.all("nearChip")]
    assert chips == ["1 more: Second half price", "¥37.83 to go: ¥30 off from ¥350"]
    glass.tap("nearChip")
    assert glass.text("sheetWords") == "1 more. These count:"
    glass.show(replace(at_basket(replace(PRICED, near=UNSURE)), language="zh-CN"))
    assert glass.text("sheetWords") == "再买 1 件。以下商品都算："


def test_an_offer_that_is_reached_meanwhile_closes(glass: Glass) -> None:
    glass.show(at_basket(replace(PRICED, near=NEAR)), "near", "half")
    glass.show(at_basket(replace(PRICED, near=NEAR[1:])))
    assert not glass.sees("nearPanel")


def test_the_rest_is_given_with_one_touch_and_taken_back_with_another(glass: Glass, told: Told) -> None:
    glass.show(at_basket(replace(PRICED, near=NEAR, round_up=GIFT)))
    assert glass.get("roundUpChip").property("text") == "Round up: give ¥0.83 to Children's hospital"
    assert len(glass.all("nearChip")) == 1, "the two share the room"
    glass.tap("roundUpChip")
    glass.show(at_basket(replace(PRICED, round_up=replace(GIFT, given=True))))
    glass.tap("roundUpChip")
    assert told() == [RoundUp(True), RoundUp(False)]


def test_each_coupon_says_what_it_saves_or_why_not_and_can_be_taken_out(glass: Glass, told: Told) -> None:
    glass.show(at_basket(with_coupons(BASKET)))
    glass.settle(4)
    assert words(glass, "couponName")[-1] == "Return voucher"
    assert words(glass, "couponReason") == [
        "Coupon kept. It takes effect as soon as its conditions are met.",
        "This coupon has been used already. You can pay without it.",
    ]
    glass.tap("takeCouponOutButton", row=2)
    assert told() == [TakeOutCoupon(COUPONS[2].claim_id)]


def test_what_is_in_the_total_beside_the_lines_is_named(glass: Glass) -> None:
    glass.show(at_basket(with_coupons(BASKET)))
    assert words(glass, "inTotalText") == ["tax ¥25.77", "·  rounding −¥0.02", "·  vouchers −¥5.00"]
    assert (glass.text("totalText"), glass.text("savedText")) == ("¥307.17", "You save ¥8.40")
    glass.show(at_basket())
    assert not glass.sees("inTotalText")


def test_bags_are_asked_for_with_none_as_the_first_answer(glass: Glass, told: Told) -> None:
    asked = at_basket(bags=BAGS)
    glass.show(asked)
    glass.tap("noBagButton")
    glass.show(replace(asked, bags=None))
    glass.show(asked)
    glass.tap("fewerBagsButton")
    for _ in range(2):
        glass.tap("moreBagsButton")
    assert glass.text("bagCount") == "3"
    assert glass.get("takeBagsButton").property("text") == "3 bags, ¥1.50"
    glass.tap("takeBagsButton")
    glass.tap("closeButton")
    assert told() == [TakeBags(0), TakeBags(3), GoBack()]


def test_a_coupon_refused_at_payment_shows_both_totals_and_two_ways_on(glass: Glass, told: Told) -> None:
    refused = replace(
        PAY, qr_text=None, expires_at=None, reason=Reason("coupon.already_used"), before_minor=30217
    )
    glass.show(replace(ATTRACT, screen=Screen.PAY, basket=BASKET, pay=refused))
    assert glass.text("newTotal") == "It was ¥302.17; it is now ¥312.17."
    assert not glass.sees("newCodeButton")
    glass.tap("agreeButton")
    glass.tap("backToBasketButton")
    assert told() == [Pay("wechat"), GoBack()]


def test_an_attendant_takes_percents_off_a_line_for_a_reason(glass: Glass, told: Told) -> None:
    serving = replace(ATTRACT, screen=Screen.STAFF, staff=may_discount(AGE_CHECK), basket=PRICED)
    glass.show(serving)
    glass.tap("staffOtherButton", row=0)
    assert glass.text("sheetHeading") == "Organic whole milk"
    assert "at most 20%" in glass.text("sheetWords")
    glass.tap("why_price_promise")
    glass.type("150")
    assert glass.text("discountPercent") == "−15%", "no more than all of it"
    glass.tap("key_done")
    assert not glass.sees("discountPanel")
    glass.tap("staffDiscountButton")
    assert glass.text("sheetHeading") == "The whole basket"
    glass.type("5")
    glass.tap("key_done")
    assert told() == [
        StaffDiscount("price_promise", "line-1", percent=15),
        StaffDiscount("damaged", "", percent=5),
    ]


def test_where_the_store_allows_no_discount_none_is_offered(glass: Glass) -> None:
    glass.show(replace(ATTRACT, screen=Screen.STAFF, staff=with_basket(AGE_CHECK), basket=PRICED))
    assert not glass.sees("staffDiscountButton")
    assert not glass.sees("staffOtherButton")


def test_an_attendant_reads_every_step_of_a_price(glass: Glass) -> None:
    glass.show(replace(ATTRACT, screen=Screen.STAFF, staff=with_basket(AGE_CHECK), basket=BASKET))
    glass.show(replace(ATTRACT, screen=Screen.STAFF, staff=with_basket(AGE_CHECK), basket=PRICED))
    told = "\n".join(glass.texts())
    assert "Shelf price (2 × ¥12.90) ¥25.80\nSecond half price −¥2.40" in told
