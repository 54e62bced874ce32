"""Pictures of what is on the screen: from the disk at once, else fetched once, and never waited for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.domain.picture_file import picture_name
from kiosk.errors import CloudRefused, CloudUnreachable, Reason
from kiosk.services.intents import OpenCategory, PickGood, SearchGoods, StartTrip
from kiosk.services.views import Screen
from tests.services.goods import MILK
from tests.services.pictured_goods import EGG_PICTURE, MILK_PICTURE, open_range
from tests.services.stage import Stage

TOLD = pytest.mark.expects_log("kiosk.services.picturing")


@dataclass
class Line:
    """A cloud that has pictures, or something else by their names."""

    content: dict[str, bytes] = field(
        default_factory=lambda: {picture_name(one): one for one in (MILK_PICTURE, EGG_PICTURE)}
    )
    reachable: bool = True
    asked: list[str] = field(default_factory=list)

    def fetch_picture(self, name: str) -> bytes:
        self.asked.append(name)
        if not self.reachable:
            raise CloudUnreachable(Reason("cloud.no_answer", {"why": "test"}))
        if name not in self.content:
            raise CloudRefused(Reason("picture.unknown", {"picture": name}))
        return self.content[name]


@pytest.fixture
def line(stage: Stage) -> Line:
    """The kiosk starts again with a line for pictures, at an empty basket."""
    stage.stop()
    stage.picture_line = made = Line()
    open_range(stage.folder)
    stage.start()
    stage.do(StartTrip())
    return made


def look(stage: Stage, text: str) -> None:
    stage.do(SearchGoods(text))
    stage.until(lambda: stage.view.find is not None and not stage.view.find.looking)


def card_picture(stage: Stage) -> Path | None:
    find = stage.view.find
    return find.goods[0].picture_file if find is not None and find.goods else None


def test_a_picture_is_fetched_once_and_is_there_without_the_cloud_ever_after(
    stage: Stage, line: Line
) -> None:
    look(stage, "milk")
    stage.until(lambda: card_picture(stage) is not None)
    assert line.asked == [picture_name(MILK_PICTURE)]
    path = card_picture(stage)
    assert path is not None
    assert path.read_bytes() == MILK_PICTURE
    line.reachable = False
    look(stage, "beer")
    look(stage, "milk")
    stage.until(lambda: card_picture(stage) == path)
    stage.restart()
    stage.scan(MILK)
    stage.until(lambda: stage.view.basket.lines[0].picture_file == path)
    assert line.asked == [picture_name(MILK_PICTURE)]


@TOLD
def test_cards_are_there_before_their_pictures_and_stay_without_them(stage: Stage, line: Line) -> None:
    line.reachable = False
    look(stage, "milk")
    stage.until(lambda: bool(line.asked))
    stage.settle()
    assert stage.view.find is not None
    assert [good.picture_file for good in stage.view.find.goods] == [None]
    stage.do(PickGood("milk"))
    assert (stage.view.screen, stage.view.basket.pieces) == (Screen.BASKET, 1)


@TOLD
def test_once_the_line_is_back_the_pictures_come_by_themselves(stage: Stage, line: Line) -> None:
    line.reachable = False
    look(stage, "milk")
    stage.until(lambda: len(line.asked) == 1)
    stage.settle()
    look(stage, "chayedan")
    stage.settle()
    assert len(line.asked) == 1, "a line that failed is let alone for a while"
    line.reachable = True
    stage.clock.advance(61)
    stage.until(lambda: card_picture(stage) is not None)


@TOLD
@pytest.mark.parametrize("wrong", [b"GIF89a nothing for us", b"", EGG_PICTURE, MILK_PICTURE[:-9]])
def test_what_is_not_the_picture_of_that_name_is_not_kept_nor_asked_for_again(
    stage: Stage, line: Line, wrong: bytes
) -> None:
    line.content[picture_name(MILK_PICTURE)] = wrong
    look(stage, "milk")
    stage.until(lambda: len(line.asked) == 1)
    stage.settle()
    look(stage, "chayedan")
    stage.until(lambda: card_picture(stage) is not None)
    look(stage, "milk")
    stage.settle()
    assert line.asked == [picture_name(MILK_PICTURE), picture_name(EGG_PICTURE)]
    assert card_picture(stage) is None


@TOLD
def test_a_picture_the_cloud_does_not_have_keeps_no_other_one_away(stage: Stage, line: Line) -> None:
    del line.content[picture_name(MILK_PICTURE)]
    stage.scan(MILK)
    stage.until(lambda: len(line.asked) == 1)
    stage.do(OpenCategory("bakery"))
    stage.until(lambda: stage.view.find is not None and any(g.picture_file for g in stage.view.find.goods))


@TOLD
def test_a_picture_that_was_uploaded_later_is_seen_within_the_hour(stage: Stage, line: Line) -> None:
    del line.content[picture_name(MILK_PICTURE)]
    look(stage, "milk")
    stage.until(lambda: len(line.asked) == 1)
    stage.settle()
    line.content[picture_name(MILK_PICTURE)] = MILK_PICTURE
    for minutes, asked in ((50, 1), (11, 2)):
        stage.clock.advance(60 * minutes)
        stage.do(StartTrip())
        look(stage, "chayedan")
        look(stage, "milk")
        stage.settle()
        assert line.asked.count(picture_name(MILK_PICTURE)) == asked
    stage.until(lambda: card_picture(stage) is not None)
