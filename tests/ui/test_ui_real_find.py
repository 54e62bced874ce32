"""From the touch of a key to a good in the basket, with nothing between that is not the kiosk's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk.domain.picture_file import picture_name
from kiosk.services.intents import StartTrip
from kiosk.services.views import Screen
from kiosk.store.picture_folder import PictureFolder
from tests.services.pictured_goods import EGG_PICTURE, open_range
from tests.services.stage import Stage
from tests.services.test_services_pictures import Line
from tests.ui.test_ui_real_staff import ShopFloor


@pytest.fixture
def floor(tmp_path: Path, qtbot: QtBot) -> Iterator[ShopFloor]:
    """At an empty basket of a shop with categories and pictures."""
    open_range(tmp_path, revision=1)
    PictureFolder(tmp_path / "pictures").keep(picture_name(EGG_PICTURE), EGG_PICTURE)
    stage = Stage(tmp_path)
    stage.stop()
    stage.picture_line = Line()
    stage.start()
    made = ShopFloor(stage)
    stage.do(StartTrip())
    made.follow()
    yield made
    made.glass.app.close()
    stage.stop()


def looked(floor: ShopFloor) -> bool:
    find = floor.stage.view.find
    return find is not None and not find.looking and bool(find.goods)


def test_a_tea_egg_is_found_by_the_first_letters_of_its_pinyin(floor: ShopFloor) -> None:
    floor.tap("findButton")
    assert floor.glass.sees("branchCard")
    for letter in "cyd":
        floor.tap(f"key_{letter}")
    floor.until(lambda: looked(floor))
    assert floor.glass.text("cardName") == "Tea egg"
    floor.until(
        lambda: floor.stage.view.find is not None and bool(floor.stage.view.find.goods[0].picture_file)
    )
    floor.tap("goodCard")
    floor.until(lambda: floor.stage.view.screen is Screen.BASKET)
    assert floor.glass.text("lineName") == "Tea egg"
    assert floor.glass.text("totalText") == "¥1.80"


def test_apples_are_found_through_their_branch_and_lead_to_the_scale(floor: ShopFloor) -> None:
    floor.tap("findButton")
    floor.tap("branchCard", row=0)
    floor.until(lambda: looked(floor))
    assert floor.glass.sees("howSoldBadge")
    floor.tap("goodCard")
    floor.until(lambda: floor.stage.view.screen is Screen.BASKET)
    assert (
        "scale" in floor.glass.text("noticeText").lower() or "label" in floor.glass.text("noticeText").lower()
    )
    assert floor.glass.sees("emptyBasket")
