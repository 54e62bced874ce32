"""A good that the shop does not keep: the shopper says by one touch that they want it, and it hears."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.product import Names
from kiosk.sentences import Sentences
from kiosk.services.intents import NoteWish, PickGood, StaffTaskDone, StartTrip
from kiosk.services.notices import NoticeKind, WayOn
from kiosk.services.views import Notice
from tests.services.changes import changed_good, new_catalogue
from tests.services.goods import MILK, TOBACCO
from tests.services.searching import look
from tests.services.staff_room import enter, staff
from tests.services.stage import Stage
from tests.services.test_services_membership import show_code

SENTENCES = Sentences(strict=True)


@pytest.fixture
def shop(stage: Stage) -> Stage:
    """Milk is not kept here."""
    new_catalogue(stage, changed_good("milk", extended_range=True))
    return stage


def seen(shop: Stage) -> Notice:
    assert shop.view.notice is not None
    return shop.view.notice


def wishes(shop: Stage, count: int = 1) -> list[dict[str, Any]]:
    shop.until(lambda: len(shop.bodies("staff_task_raised")) >= count)
    return shop.bodies("staff_task_raised")


def test_one_touch_tells_the_shop_and_is_confirmed_in_words(shop: Stage) -> None:
    shop.scan(MILK)
    assert seen(shop).ways == (WayOn.WISH, WayOn.CALL_STAFF)
    shop.do(NoteWish(seen(shop).serial))
    told = seen(shop)
    assert (told.kind, told.reason.code, told.stays) == (NoticeKind.INFO, "wish.noted", True)
    assert (told.names, shop.view.unanswered) == (Names("纯牛奶", "Milk"), None)
    assert shop.view.basket.lines == ()
    (wish,) = wishes(shop)
    assert {name: wish[name] for name in ("task", "sku", "product", "member_ref")} == {
        "task": "wish_extended_range",
        "sku": "milk",
        "product": "纯牛奶",
        "member_ref": "",
    }


def test_it_is_the_same_for_who_found_it_by_its_name(shop: Stage) -> None:
    shop.do(StartTrip())
    look(shop, "milk")
    shop.do(PickGood("milk"))
    shop.do(NoteWish(seen(shop).serial))
    assert (seen(shop).reason.code, wishes(shop)[0]["sku"]) == ("wish.noted", "milk")


def test_of_a_member_who_showed_their_code_only_the_opaque_reference_is_kept(shop: Stage) -> None:
    shop.do(StartTrip())
    show_code(shop, "李**", ref="m-1")
    shop.scan(MILK)
    shop.do(NoteWish(seen(shop).serial))
    assert seen(shop).reason.code == "wish.noted_for_member"
    (wish,) = wishes(shop)
    assert wish["member_ref"] == "m-1"
    assert "李" not in str(wish)


def test_a_wish_is_noted_once_a_trip_also_over_a_restart(shop: Stage) -> None:
    for _ in range(2):
        shop.scan(MILK)
        shop.do(NoteWish(seen(shop).serial))
        shop.do(NoteWish(seen(shop).serial))
        assert seen(shop).reason.code == "wish.noted", "and said each time"
        shop.restart()
    shop.settle()
    assert len(wishes(shop)) == 1


def test_it_waits_with_the_tasks_of_staff_until_one_has_seen_to_it(shop: Stage) -> None:
    shop.scan(MILK)
    shop.do(NoteWish(seen(shop).serial))
    (task,) = enter(shop).tasks
    for language, said in (("en", "纯牛奶 (milk)"), ("zh-CN", "纯牛奶（milk）")):
        assert said in SENTENCES.say(task.told, language)
    shop.do(StaffTaskDone(task.task_id))
    assert staff(shop).tasks == ()


def test_nothing_is_wished_for_by_other_notices_nor_while_staff_work(shop: Stage) -> None:
    shop.scan(TOBACCO)
    assert seen(shop).ways == (WayOn.CALL_STAFF,)
    shop.do(NoteWish(seen(shop).serial))
    shop.do(NoteWish(99))
    shop.scan(MILK)
    serial = seen(shop).serial
    enter(shop)
    shop.do(NoteWish(serial))
    shop.settle()
    assert shop.bodies("staff_task_raised") == []
