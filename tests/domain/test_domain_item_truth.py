"""What one item's own code says of it: dates, recalls, serial numbers, and who shares a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import basket as baskets
from kiosk.domain.basket import MOST_PIECES, Basket, BasketLine
from kiosk.domain.days import day_of
from kiosk.domain.intervention import InterventionKind, needed, outgrown, with_word_of_before
from kiosk.domain.item_truth import already_in, objection
from kiosk.domain.product import Names, Product, SelfService
from kiosk.domain.recall import NO_RECALLS, Recall, RecallBook, compile_recalls
from kiosk.domain.serials import Serial, serials_of
from kiosk.errors import InputRefused, Reason

TODAY = date(2026, 11, 22)
GTIN = "09520000000011"
MILK = BasketLine(line_id="1", sku="milk", gtin14=GTIN)
NOTICE = Names("某牌纯牛奶检出异物", "Glass in milk")


def recalls(*batches: str, **goods: tuple[str, ...]) -> RecallBook:
    goods = goods or {"gtins": (GTIN,)}
    return compile_recalls([Recall(recall_id="r1", notice=NOTICE, batches=batches, **goods)], 7)


def why(line: BasketLine, book: RecallBook = NO_RECALLS, *sold: Serial) -> Reason | None:
    return objection(line, today=TODAY, recalls=book, is_sold=set(sold).__contains__)


def code(line: BasketLine, book: RecallBook = NO_RECALLS, *sold: Serial) -> str:
    reason = why(line, book, *sold)
    return "" if reason is None else reason.code


def good(**changes: object) -> Product:
    plain = {"sku": "milk", "names": Names("牛奶"), "category": "dairy", "price_minor": 350}
    return Product(**{**plain, "tax_code": "A", "tax_bp": 900, **changes})  # type: ignore[arg-type]


# Dates


@pytest.mark.parametrize(
    ("days", "code_of_expiry", "code_of_best_before"),
    [(1, "", ""), (0, "", ""), (-1, "item.expired", "item.past_best_before")],
)
def test_a_date_is_good_through_its_own_day(days: int, code_of_expiry: str, code_of_best_before: str) -> None:
    day = TODAY + timedelta(days=days)
    assert code(replace(MILK, expiry=day)) == code_of_expiry
    assert code(replace(MILK, best_before=day)) == code_of_best_before


def test_the_day_is_named_in_the_refusal() -> None:
    yesterday = replace(MILK, expiry=date(2026, 11, 21), best_before=date(2026, 12, 1))
    assert why(yesterday) == Reason("item.expired", {"day": "2026-11-21"})


def test_the_day_is_that_of_the_shop_and_not_of_greenwich() -> None:
    at = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
    assert (day_of(at, "Asia/Shanghai"), day_of(at, "UTC")) == (date(2026, 11, 22), date(2026, 11, 21))


# Recalls


@pytest.mark.parametrize(
    ("batches", "batch", "expected"),
    [
        ((), "", "item.recalled"),
        ((), "L7", "item.recalled"),
        (("L7", "L8"), "L8", "item.recalled"),
        (("l7 a",), "L7A", "item.recalled"),
        (("L7",), "L70", ""),
        (("L7",), "", ""),
    ],
)
def test_what_a_recall_means(batches: tuple[str, ...], batch: str, expected: str) -> None:
    assert code(replace(MILK, batch=batch), recalls(*batches)) == expected


def test_a_recall_finds_its_goods_by_gtin_or_by_sku_and_no_others() -> None:
    keyed = replace(MILK, gtin14="")
    assert code(keyed, recalls(skus=("milk",))) == "item.recalled"
    assert code(keyed, recalls(gtins=(GTIN,))) == ""
    assert code(replace(MILK, gtin14="09520000000026"), recalls(gtins=(GTIN,))) == ""


def test_where_only_the_pack_tells_the_batch_an_attendant_reads_it() -> None:
    book = recalls("L7")
    assert needed(good(), MILK, book) is InterventionKind.BATCH
    assert needed(good(minimum_age=18), MILK, book) is InterventionKind.BATCH
    assert needed(good(), replace(MILK, batch="L9"), book) is None
    assert needed(good(), replace(MILK, approved_by="wang"), book) is None
    with pytest.raises(InputRefused):
        needed(good(self_service=SelfService.NEVER), MILK, book)


def test_each_further_piece_of_a_doubtful_batch_is_looked_at() -> None:
    seen = replace(MILK, approved_by="wang")
    more = replace(seen, quantity=2)
    assert outgrown(good(), seen, more, recalls("L7"))
    assert not outgrown(good(), seen, more)
    assert outgrown(good(minimum_age=18), seen, more, recalls("L7"))


def test_an_age_once_checked_holds_for_another_batch_of_the_good() -> None:
    seen = Basket((replace(MILK, batch="L1", approved_by="wang"),))
    other = replace(MILK, line_id="2", batch="L2")
    assert with_word_of_before(good(minimum_age=18), other, seen).approved_by == "wang"
    assert with_word_of_before(good(self_service=SelfService.STAFF), other, seen).approved_by is None
    doubtful = replace(MILK, line_id="2")
    assert with_word_of_before(good(minimum_age=18), doubtful, seen, recalls("L7")).approved_by is None


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ([Recall(recall_id="r", notice=NOTICE)], "recalls.no_goods"),
        ([Recall(recall_id="r", notice=NOTICE, skus=("a",))] * 2, "recalls.id_twice"),
    ],
)
def test_a_recall_nobody_could_follow_refuses_the_list(wrong: list[Recall], reason: str) -> None:
    with pytest.raises(InputRefused) as caught:
        compile_recalls(wrong, 1)
    assert caught.value.reason.code == reason


# Serial numbers


def test_a_serial_number_is_sold_once() -> None:
    one = replace(MILK, serial="A1")
    assert code(one, NO_RECALLS, Serial(GTIN, "A1")) == "item.serial_sold"
    assert code(one, NO_RECALLS, Serial(GTIN, "A2"), Serial("09520000000026", "A1")) == ""
    assert code(MILK, NO_RECALLS, Serial(GTIN, "")) == ""


def test_the_very_same_item_is_not_taken_twice() -> None:
    one = replace(MILK, serial="A1")
    held = Basket((one,))
    assert already_in(held, replace(one, line_id="2")) == Reason("item.serial_in_basket")
    assert already_in(held, replace(one, line_id="2", serial="A2")) is None
    assert already_in(Basket((MILK,)), replace(MILK, line_id="2")) is None


def test_the_single_items_of_a_basket_are_those_that_can_be_known_again() -> None:
    lines = [replace(MILK, line_id=str(n), serial=serial) for n, serial in enumerate(["A1", "", "A1", "B"])]
    lines += [replace(MILK, line_id="x", serial="S" * 21), replace(MILK, line_id="y", gtin14="", serial="C")]
    assert serials_of(Basket(tuple(lines))) == (Serial(GTIN, "A1"), Serial(GTIN, "B"))


# Lines

IDENTITY = ("gtin14", "batch", "serial", "expiry", "best_before")
PLAIN = (False, False, None)
"""Neither dates that anybody prints, nor a good refused before, nor a sticker."""
_attributes = st.fixed_dictionaries(
    {
        "gtin14": st.sampled_from(["", GTIN]),
        "batch": st.sampled_from(["", "L1"]),
        "serial": st.sampled_from(["", "A1", "A2"]),
        "expiry": st.sampled_from([None, TODAY]),
        "best_before": st.sampled_from([None, TODAY]),
    }
)


@given(st.lists(st.tuples(st.sampled_from(["milk", "tea"]), _attributes), max_size=12))
def test_pieces_share_a_line_only_with_their_like(scans: list[tuple[str, dict[str, object]]]) -> None:
    basket = Basket()
    for number, (sku, attributes) in enumerate(scans):
        line = BasketLine(line_id=str(number), sku=sku, **attributes)  # type: ignore[arg-type]
        basket = baskets.add(basket, line)
    assert baskets.pieces(basket) == len(scans)
    for line in basket.lines:
        alike = [1 for sku, told in scans if (sku, *(told[key] for key in IDENTITY), *PLAIN) == line.identity]
        assert line.quantity == (1 if line.serial else len(alike))


def test_a_single_item_counts_once_and_stays_so() -> None:
    one = replace(MILK, serial="A1")
    with pytest.raises(InputRefused) as caught:
        baskets.set_quantity(Basket((one,)), "1", 2)
    assert caught.value.reason.code == "basket.quantity_of_one"


def test_the_most_pieces_of_a_good_hold_over_its_batches() -> None:
    basket = Basket((replace(MILK, quantity=MOST_PIECES - 1, batch="L1"), replace(MILK, line_id="2")))
    for change in (
        lambda: baskets.add(basket, replace(MILK, line_id="3", batch="L3")),
        lambda: baskets.set_quantity(basket, "2", 2),
    ):
        with pytest.raises(InputRefused) as caught:
            change()
        assert caught.value.reason.code == "basket.too_many_pieces"
    assert baskets.set_quantity(basket, "1", 2).lines[0].quantity == 2
