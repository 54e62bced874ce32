"""A good without a barcode is found by its name or through the categories, and taken like any other one."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from kiosk.domain.finding import Found
from kiosk.domain.product import Names, StockHint
from kiosk.services.find_views import HowSold
from kiosk.services.intents import (
    CallStaffToFind,
    CancelTrip,
    ChooseLanguage,
    CloseSearch,
    Pay,
    PickGood,
    SearchGoods,
    SetQuantity,
    StartTrip,
)
from kiosk.services.views import Screen
from kiosk.store.catalogue_file import CatalogueFile
from tests.services.goods import MILK, TOAST, many_goods
from tests.services.pictured_goods import GOODS, TREE, open_range
from tests.services.searching import card, look, open_branch, reason, seen
from tests.services.stage import Stage


@pytest.fixture
def shop(stage: Stage) -> Stage:
    """At an empty basket, with a tree of categories."""
    open_range(stage.folder)
    stage.do(StartTrip())
    return stage


# Looking


def test_the_first_page_is_the_branches_of_the_range(shop: Stage) -> None:
    shop.do(SearchGoods())
    assert shop.view.screen is Screen.FIND
    assert [one.category_id for one in seen(shop).branches] == ["fresh", "bakery", "dairy"]
    assert seen(shop).goods == ()
    assert not seen(shop).looking
    assert not seen(shop).found_nothing


@pytest.mark.parametrize("text", ["牛奶", "niunai", "chunniu", "cnn", "mil", "milk"])
def test_a_good_is_found_by_characters_pinyin_initials_and_latin_words(shop: Stage, text: str) -> None:
    assert look(shop, text) == ["milk"]
    assert card(shop, "milk").names == Names("纯牛奶", "Milk")
    assert seen(shop).branches == ()


def test_each_key_is_a_search_of_its_own_and_the_text_stays_as_typed(shop: Stage) -> None:
    assert look(shop, "m") == ["milk"]
    assert look(shop, "mx") == []
    assert seen(shop).found_nothing
    assert look(shop, "m") == ["milk"]
    assert seen(shop).text == "m"


def test_branches_lead_to_their_goods_and_to_those_below(shop: Stage) -> None:
    assert open_branch(shop, "fresh") == ["apples"]
    assert [one.category_id for one in seen(shop).branches] == ["fruit"]
    assert open_branch(shop, "fruit") == ["apples"]
    assert [one.category_id for one in seen(shop).path] == ["fresh", "fruit"]
    assert seen(shop).branches == ()
    assert sorted(open_branch(shop, "bakery")) == ["tea_egg", "toast"]


def test_a_branch_without_a_tile_is_drawn_like_what_is_in_it(shop: Stage) -> None:
    shop.do(SearchGoods())
    assert seen(shop).branches[0].drawn_as == ("fresh", "fruit")
    open_branch(shop, "fresh")
    assert seen(shop).branches[0].drawn_as == ("fruit", "fresh")
    assert card(shop, "apples").drawn_as == ("fruit", "fresh")


def test_a_shop_without_categories_shows_its_goods_at_once(stage: Stage) -> None:
    stage.do(StartTrip())
    assert set(look(stage, "")) == {good.sku for good in GOODS}


def test_more_goods_than_are_shown_are_told(stage: Stage) -> None:
    open_range(stage.folder, goods=(*GOODS, *many_goods(60)))
    stage.do(StartTrip())
    assert len(look(stage, "good")) == 48
    assert seen(stage).more
    assert len(look(stage, "货")) == 48


def test_the_cards_tell_how_a_good_is_sold(shop: Stage) -> None:
    wanted = {
        "milk": HowSold.PIECE,
        "apples": HowSold.LABEL,
        "beer": HowSold.STAFF,
        "cigarettes": HowSold.NOT_HERE,
    }
    for sku, name in {"milk": "milk", "apples": "fuji", "beer": "beer", "cigarettes": "cig"}.items():
        look(shop, name)
        assert card(shop, sku).how_sold is wanted[sku]
    assert card(shop, "cigarettes").price_minor == 2500


def test_a_good_of_the_extended_range_says_that_it_can_be_ordered_for_home(stage: Stage) -> None:
    goods = [replace(one, extended_range=True) if one.sku == "milk" else one for one in GOODS]
    open_range(stage.folder, goods=goods)
    stage.do(StartTrip())
    look(stage, "milk")
    assert card(stage, "milk").how_sold is HowSold.FOR_HOME
    stage.do(PickGood("milk"))
    assert reason(stage) == "basket.order_for_home"


@pytest.mark.parametrize("hint", [StockHint.LOW, StockHint.OUT])
def test_a_card_tells_what_the_shop_last_knew_and_what_is_in_hand_is_sold_all_the_same(
    stage: Stage, hint: StockHint
) -> None:
    goods = [replace(one, stock=hint) if one.sku in ("milk", "cigarettes") else one for one in GOODS]
    open_range(stage.folder, goods=goods)
    stage.do(StartTrip())
    look(stage, "milk")
    assert (card(stage, "milk").how_sold, card(stage, "milk").stock) == (HowSold.PIECE, hint)
    stage.do(PickGood("milk"))
    stage.scan(MILK)
    assert stage.view.basket.pieces == 2
    look(stage, "cig")
    assert card(stage, "cigarettes").stock is StockHint.UNKNOWN, "whoever may not buy it here need not look"


def test_the_short_name_and_the_base_price_come_with_the_card(stage: Stage) -> None:
    told = {"short": Names("奶", "Milk 1l"), "base_price": Names("59.80 元/升", "¥59.80 / l")}
    goods = [replace(one, **told) if one.sku == "milk" else one for one in GOODS]  # type: ignore[arg-type]
    open_range(stage.folder, goods=goods)
    stage.do(StartTrip())
    look(stage, "milk")
    assert (card(stage, "milk").short, card(stage, "milk").base_price) == tuple(told.values())


def test_what_no_text_can_be_is_no_harm(shop: Stage) -> None:
    for text in ("", "  ", "'; DROP TABLE goods; --", '" OR *', "%_%", "\0", "牛" * 500, "\ud800", "🍎"):
        shop.do(SearchGoods(text))
        shop.until(lambda: not seen(shop).looking)
        assert shop.view.screen is Screen.FIND
    assert look(shop, "milk") == ["milk"]


# The newest wish counts


class Slow:
    """Searches that wait until they are let go, and are counted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.gate = threading.Event()
        real = CatalogueFile.search

        def search(catalogue: CatalogueFile, text: str, limit: int) -> Sequence[Found]:
            self.asked.append(text)
            assert self.gate.wait(5)
            return real(catalogue, text, limit)

        monkeypatch.setattr(CatalogueFile, "search", search)


def test_of_many_keys_only_the_first_and_the_newest_are_searched_for(
    shop: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    for text in ("b", "be", "bee", "beer"):
        shop.do(SearchGoods(text))
        assert (seen(shop).text, seen(shop).looking) == (text, True), "core goes on meanwhile"
    shop.scan(TOAST)
    shop.do(SearchGoods("milk"))
    slow.gate.set()
    shop.until(lambda: not seen(shop).looking)
    assert [good.sku for good in seen(shop).goods] == ["milk"]
    assert slow.asked == ["b", "milk"]


def test_an_answer_that_comes_after_the_search_was_closed_changes_nothing(
    shop: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    shop.do(SearchGoods("milk"))
    shop.do(CloseSearch())
    slow.gate.set()
    shop.settle()
    assert (shop.view.screen, shop.view.find) == (Screen.BASKET, None)
    assert look(shop, "beer") == ["beer"]


@pytest.mark.expects_log("kiosk.services.finding")
def test_a_search_that_fails_finds_nothing_and_stops_nobody(
    shop: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Sequence[Found]:
        raise OSError("no disk")

    monkeypatch.setattr(CatalogueFile, "search", broken)
    assert look(shop, "milk") == []
    assert seen(shop).found_nothing
    shop.scan(MILK)
    assert shop.view.basket.pieces == 1


# Coming and going


def test_a_scan_closes_the_search_and_goes_into_the_basket(shop: Stage) -> None:
    look(shop, "beer")
    shop.scan(TOAST)
    assert (shop.view.screen, shop.view.find) == (Screen.BASKET, None)
    assert shop.view.basket.pieces == 1


def test_the_way_back_is_always_there(shop: Stage) -> None:
    open_branch(shop, "fruit")
    shop.do(CloseSearch())
    assert (shop.view.screen, shop.view.find) == (Screen.BASKET, None)
    shop.do(SearchGoods())
    assert seen(shop).path == (), "it begins anew"


def test_there_is_no_search_before_a_trip_nor_while_paying(shop: Stage) -> None:
    shop.do(CancelTrip())
    shop.do(SearchGoods("milk"))
    assert (shop.view.screen, shop.view.find) == (Screen.ATTRACT, None)
    shop.scan(MILK)
    look(shop, "milk")
    shop.do(Pay())
    shop.do(SearchGoods("milk"))
    shop.do(PickGood("milk"))
    assert (shop.view.screen, shop.view.find, shop.view.basket.pieces) == (Screen.PAY, None, 1)


def test_whoever_searches_is_there_and_whoever_left_is_asked_and_released(shop: Stage) -> None:
    shop.scan(MILK)
    for text in ("m", "mi", "mil"):
        shop.clock.advance(50)
        look(shop, text)
        assert shop.view.leave_warning_at is None
    shop.pass_time(61, lambda: shop.view.leave_warning_at is not None)
    assert shop.view.screen is Screen.FIND
    shop.pass_time(21, lambda: shop.view.screen is Screen.ATTRACT)
    shop.do(StartTrip())
    assert shop.view.find is None, "nobody sees what the last one looked for"


def test_the_language_changes_while_one_searches(shop: Stage) -> None:
    look(shop, "milk")
    shop.do(ChooseLanguage("en"))
    assert (shop.view.language, seen(shop).text) == ("en", "milk")


def test_who_does_not_find_it_calls_staff(shop: Stage) -> None:
    look(shop, "xylofon")
    shop.do(CallStaffToFind())
    assert shop.view.screen is Screen.BASKET
    assert reason(shop) == "staff.called"
    shop.until(lambda: bool(shop.bodies("staff_task_raised")))
    (task,) = shop.bodies("staff_task_raised")
    assert (task["task"], task["about"]) == ("shopper_calls", "find.nothing")


def test_a_new_revision_changes_nothing_for_the_trip_that_searches(shop: Stage) -> None:
    look(shop, "milk")
    dearer = [replace(one, price_minor=9990) if one.sku == "milk" else one for one in GOODS]
    open_range(shop.folder, revision=3, goods=dearer, tree=TREE)
    look(shop, "milk")
    assert card(shop, "milk").price_minor == 5980
    shop.do(PickGood("milk"))
    assert shop.view.basket.total_minor == 5980
    shop.do(SetQuantity(shop.view.basket.lines[0].line_id, 0))
