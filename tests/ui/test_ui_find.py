"""A good without a barcode on the glass: cards and keys to touch, a keyboard, what is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from pytestqt.logging import QtLoggingPlugin

from kiosk.domain.product import Names, StockHint
from kiosk.errors import Reason
from kiosk.services.find_views import FindView, HowSold
from kiosk.services.intents import (
    CallStaffToFind,
    CloseSearch,
    Intent,
    OpenCategory,
    PickGood,
    SearchGoods,
    StayHere,
)
from kiosk.services.views import KioskView, NoticeKind, Screen
from lab.example_find import FRESH, GOODS, ROOTS
from lab.example_views import BASKET, base, notice
from lab.glass import Glass, scene_rect
from ui.application import Look
from ui.typed_scan import GAP_MS

Told = Callable[[], list[Intent]]
SHOPPING = replace(base("en"), screen=Screen.BASKET, basket=BASKET)
KEYS = Qt.Key


def finding(**find: object) -> KioskView:
    return replace(SHOPPING, screen=Screen.FIND, find=FindView(**find))  # type: ignore[arg-type]


FIRST = finding(branches=ROOTS)


def key_in(glass: Glass, *keys: Qt.Key) -> None:
    """On a keyboard, as slowly as a person."""
    for key in keys:
        QTest.keyClick(glass.app.window, key)
        QTest.qWait(2 * GAP_MS)
    glass.settle(1)


def typed(glass: Glass) -> str:
    return str(glass.get("findInput").property("text"))


def test_the_basket_leads_to_the_search_and_the_search_back(glass: Glass, told: Told) -> None:
    glass.show(SHOPPING)
    glass.tap("findButton")
    assert told() == [SearchGoods()]
    glass.show(FIRST)
    assert glass.text("findHeading") == "What are you looking for?"
    glass.tap("backButton")
    assert told()[1:] == [CloseSearch()]


def test_each_key_asks_at_once_and_is_seen_at_once(glass: Glass, told: Told) -> None:
    glass.show(FIRST)
    glass.type("nai7")
    assert typed(glass) == "nai7"
    glass.tap("key_erase")
    glass.tap("key_space")
    glass.type("m")
    glass.tap("key_clear")
    texts = ["n", "na", "nai", "nai7", "nai", "nai ", "nai m", ""]
    assert told() == [SearchGoods(text) for text in texts]
    assert typed(glass) == ""
    assert glass.sees("findPrompt")


def test_an_answer_to_an_older_text_takes_nothing_of_what_was_typed_since(glass: Glass) -> None:
    glass.show(FIRST)
    glass.type("nai")
    glass.show(finding(text="n", looking=True))
    assert typed(glass) == "nai"
    glass.show(finding(text="na", goods=GOODS[:1]))
    assert typed(glass) == "nai"
    glass.show(finding(text="nai", goods=GOODS[3:4]))
    assert (typed(glass), glass.text("cardName")) == ("nai", "Organic whole milk")
    glass.show(SHOPPING)
    glass.show(FIRST)
    assert typed(glass) == "", "the next search begins anew"


def test_cards_are_picked_and_branches_opened_by_a_touch(glass: Glass, told: Told) -> None:
    glass.show(FIRST)
    glass.tap("branchCard", row=1)
    glass.show(finding(path=ROOTS[:1], branches=FRESH, goods=GOODS[:1]))
    assert glass.text("findHeading") == "Fresh"
    glass.tap("branchCard", row=3)
    glass.tap("goodCard")
    assert told() == [OpenCategory("bakery"), OpenCategory("seafood"), PickGood("1")]


def test_from_a_branch_it_is_one_step_up_and_from_a_text_to_all_categories(glass: Glass, told: Told) -> None:
    glass.show(finding(path=(ROOTS[0], FRESH[0]), goods=GOODS[:1]))
    assert glass.text("upButton") == "Fresh"
    glass.tap("upButton")
    glass.show(finding(path=ROOTS[:1], branches=FRESH))
    assert glass.text("upButton") == "All categories"
    glass.tap("upButton")
    glass.show(FIRST)
    assert not glass.sees("upButton")
    glass.type("n")
    glass.show(finding(text="n", goods=GOODS))
    glass.tap("upButton")
    assert told() == [OpenCategory("fresh"), OpenCategory(""), SearchGoods("n"), OpenCategory("")]
    glass.show(FIRST)
    assert typed(glass) == ""


def test_a_card_says_what_it_costs_and_how_it_is_sold(glass: Glass) -> None:
    glass.show(finding(text="x", goods=GOODS[:1]))
    assert {"Fuji apples", "¥13.98 / kg", "Weigh first"} <= set(glass.texts())
    glass.show(finding(text="x", goods=GOODS[3:4]))
    assert {"Organic whole milk", "250 ml × 12", "¥59.80"} <= set(glass.texts())
    assert not glass.sees("howSoldBadge")
    glass.show(finding(text="x", goods=GOODS[4:6]))
    assert [glass.get("howSoldBadge", row).property("text") for row in (0, 1)] == [
        "Staff will check",
        "Not sold now",
    ]
    glass.show(finding(text="x", goods=(replace(GOODS[5], how_sold=HowSold.FOR_HOME),)))
    assert (glass.text("howSoldBadge"), glass.text("cardBeside")) == ("Order for home", "Not in this store")
    glass.show(finding(text="x", goods=(replace(GOODS[3], lowest_30_minor=5480),)))
    assert glass.text("cardBeside") == "30-day low: ¥54.80"


def test_a_card_tells_before_the_walk_to_the_shelf_that_little_or_nothing_may_be_left(glass: Glass) -> None:
    milk = replace(GOODS[3], base_price=Names("", "¥19.93 / l"))
    for hint, zh, en in (
        (StockHint.LOW, "所剩不多", "Few left"),
        (StockHint.OUT, "可能售罄\n请问店员", "May be sold out\nPlease ask staff"),
    ):
        view = finding(text="x", goods=(replace(milk, stock=hint),))
        glass.show(view)
        assert glass.text("cardBeside") == f"{en}\n¥19.93 / l"
        glass.show(replace(view, language="zh-CN"))
        assert glass.text("cardBeside").startswith(zh)
    for hint in (StockHint.PLENTY, StockHint.UNKNOWN):
        glass.show(finding(text="x", goods=(replace(milk, stock=hint),)))
        assert glass.text("cardBeside") == "¥19.93 / l", "nothing is said where there is nothing to say"


def test_a_narrow_card_has_the_short_name_and_what_a_litre_costs(glass: Glass) -> None:
    milk = replace(GOODS[3], short=Names("", "Org. milk"), base_price=Names("19.93 元/升", "¥19.93 / l"))
    glass.show(finding(text="x", goods=(milk,)))
    assert {"Org. milk", "250 ml × 12", "¥19.93 / l"} <= set(glass.texts())
    assert milk.names.en not in glass.texts()
    glass.show(finding(text="x", goods=(replace(milk, lowest_30_minor=5480),)))
    assert glass.text("cardBeside") == "¥19.93 / l\n30-day low: ¥54.80"
    glass.show(finding(text="x", goods=(replace(milk, short=Names("有机奶")),)))
    assert milk.names.en in glass.texts(), "one in another language is no name here"


def test_finding_nothing_is_told_with_what_to_do(glass: Glass, told: Told) -> None:
    glass.show(finding(text="xylofon"))
    assert glass.text("findHeading") == "Nothing found"
    assert glass.sees("key_q"), "another text can be typed"
    glass.tap("callToFindButton")
    glass.tap("upButton")
    assert told() == [CallStaffToFind(), OpenCategory("")]
    glass.show(finding(text="xylofon", looking=True))
    assert not glass.sees("findNothing"), "not before the answer is there"


def test_more_than_is_shown_is_told_at_the_end(glass: Glass) -> None:
    glass.show(finding(text="n", goods=GOODS[:3], more=True))
    assert glass.sees("moreText")
    glass.show(finding(text="n", goods=GOODS[:3]))
    assert not glass.sees("moreText")


# A keyboard


def test_a_keyboard_types_into_the_field_wherever_the_walk_is(glass: Glass, told: Told) -> None:
    glass.show(FIRST)
    key_in(glass, KEYS.Key_M, KEYS.Key_I)
    assert typed(glass) == "mi"
    key_in(glass, KEYS.Key_Tab, KEYS.Key_Tab, KEYS.Key_L)
    assert typed(glass) == "mil"
    key_in(glass, KEYS.Key_Tab, KEYS.Key_Backspace)
    assert typed(glass) == "mi"
    assert told() == [SearchGoods(text) for text in ("m", "mi", "mil", "mi")]


def test_an_input_method_gives_chinese(glass: Glass, told: Told) -> None:
    glass.show(FIRST)
    event = QInputMethodEvent("niu n", [])
    QCoreApplication.sendEvent(glass.get("findInput"), event)
    glass.settle(1)
    assert told() == []
    assert not glass.sees("findPrompt")
    event = QInputMethodEvent()
    event.setCommitString("牛奶")
    QCoreApplication.sendEvent(glass.get("findInput"), event)
    assert told() == [SearchGoods("牛奶")]


def test_a_good_is_found_by_keys_alone(glass: Glass, posted: list[Intent]) -> None:
    glass.show(finding(text="n", goods=GOODS))
    key_in(glass, KEYS.Key_Down)
    while glass.app.window.activeFocusItem().objectName() != "goodCard":
        key_in(glass, KEYS.Key_Down)
    for sku in ("1", "2", "3", "4", "5", "6", "7"):
        assert glass.app.window.activeFocusItem().property("key") == sku, "row after row, also those below"
        key_in(glass, KEYS.Key_Down)
    key_in(glass, KEYS.Key_Up, KEYS.Key_Return)
    assert [one for one in posted if one != StayHere()] == [PickGood("7")]


# Pictures


def test_a_picture_stands_in_the_tile_once_it_is_here(glass: Glass, tmp_path: Path) -> None:
    photo, good = tmp_path / "a.png", GOODS[1]
    Image.new("RGB", (400, 300), (200, 30, 30)).save(photo)
    glass.show(finding(text="x", goods=(good,)))
    before = middle(glass)
    glass.show(finding(text="x", goods=(replace(good, picture_file=photo),)))
    wait_until(glass, lambda: middle(glass) == (200, 30, 30))
    glass.show(finding(text="x", goods=(good,)))
    wait_until(glass, lambda: middle(glass) == before)


def test_a_picture_that_cannot_be_read_leaves_the_drawn_tile(
    glass: Glass, tmp_path: Path, qtlog: QtLoggingPlugin
) -> None:
    torn = tmp_path / "torn.png"
    torn.write_bytes(b"\x89PNG\r\n\x1a\n")
    glass.show(finding(text="x", goods=GOODS[1:2]))
    before = middle(glass)
    with qtlog.disabled():  # Qt names the file
        for file in (torn, tmp_path / "gone.png"):
            glass.show(finding(text="x", goods=(replace(GOODS[1], picture_file=file),)))
            QTest.qWait(50)
            glass.settle(2)
            assert middle(glass) == before


def middle(glass: Glass) -> tuple[int, int, int]:
    """The colour in the middle of the first card's tile."""
    rect = scene_rect(glass.get("goodCard"))
    tile = glass.get("goodCard").property("tileSize")
    colour = glass.app.grab().pixelColor(
        round(rect.center().x()), round(rect.top() + glass.get("goodCard").property("pad") + tile / 2)
    )
    return colour.red(), colour.green(), colour.blue()


def wait_until(glass: Glass, holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        QTest.qWait(10)
        glass.settle(1)
    raise AssertionError("never came")


# Around it


def test_what_a_badge_says_is_seen_and_fades_and_the_search_goes_on(glass: Glass) -> None:
    glass.show(FIRST)
    assert not glass.sees("noticePill")
    strange = notice(NoticeKind.REFUSED, Reason("staff.badge_unknown"))
    glass.show(replace(FIRST, notice=strange))
    assert glass.sees("noticePill")
    assert glass.sees("branchCard")


def test_narrow_panels_have_letters_and_digits_one_after_the_other(
    open_window: Callable[[Look], Glass], told: Told
) -> None:
    glass = open_window(Look(width=540, height=960, px_per_mm=2.78, reduce_motion=True, sounds=False))
    glass.show(FIRST)
    assert not glass.sees("key_1")
    glass.type("n")
    glass.tap("key_digits")
    glass.type("5")
    glass.tap("key_letters")
    glass.type("z")
    assert told() == [SearchGoods("n"), SearchGoods("n5"), SearchGoods("n5z")]
