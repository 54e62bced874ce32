"""The basket as shoppers and attendants change it."""

from __future__ import annotations

import pytest

from kiosk.domain import basket as baskets
from kiosk.domain.basket import MOST_LINES, MOST_PIECES, Basket, BasketLine, Entry
from kiosk.domain.intervention import InterventionKind, needed
from kiosk.domain.product import Names, Product, SelfService
from kiosk.errors import InputRefused

MILK = BasketLine(line_id="1", sku="milk")
APPLES = BasketLine(line_id="2", sku="apples", weight_g=452, entry=Entry.LABEL)
HAM = BasketLine(line_id="3", sku="ham", label_price_minor=1990, entry=Entry.LABEL)


def filled(*lines: BasketLine) -> Basket:
    basket = Basket()
    for line in lines:
        basket = baskets.add(basket, line)
    return basket


def refusal(call: object, *arguments: object) -> str:
    assert callable(call)
    with pytest.raises(InputRefused) as refused:
        call(*arguments)
    return refused.value.reason.code


def product(**changes: object) -> Product:
    plain = {"sku": "milk", "names": Names("牛奶"), "category": "dairy", "price_minor": 350}
    return Product(**{**plain, "tax_code": "A", "tax_bp": 900, **changes})  # type: ignore[arg-type]


def test_the_same_good_scanned_again_joins_its_line_in_its_place() -> None:
    again = BasketLine(line_id="9", sku="milk", entry=Entry.KEYED)
    basket = filled(MILK, APPLES, again)
    assert [(line.line_id, line.quantity) for line in basket.lines] == [("1", 2), ("2", 1)]
    assert basket.lines[0].entry is Entry.SCANNED
    assert baskets.pieces(basket) == 3


@pytest.mark.parametrize("label", [APPLES, HAM])
def test_labels_stay_lines_of_their_own(label: BasketLine) -> None:
    twin = BasketLine(
        line_id="9", sku=label.sku, weight_g=label.weight_g, label_price_minor=label.label_price_minor
    )
    assert [line.line_id for line in filled(label, twin).lines] == [label.line_id, "9"]


def test_pieces_do_not_join_a_label_of_the_same_good() -> None:
    loose = BasketLine(line_id="9", sku="ham")
    assert [line.quantity for line in filled(HAM, loose, loose).lines] == [1, 2]


def test_a_changed_basket_leaves_the_old_one_as_it_was() -> None:
    before = filled(MILK)
    baskets.add(before, APPLES)
    baskets.set_quantity(before, "1", 7)
    assert before == Basket((MILK,))


@pytest.mark.parametrize("quantity", [1, 2, MOST_PIECES])
def test_the_quantity_is_set(quantity: int) -> None:
    assert baskets.set_quantity(filled(MILK), "1", quantity).lines[0].quantity == quantity


@pytest.mark.parametrize("quantity", [-1, 0, MOST_PIECES + 1])
def test_a_quantity_out_of_range_is_refused(quantity: int) -> None:
    assert refusal(baskets.set_quantity, filled(MILK), "1", quantity) == "basket.quantity_out_of_range"
    line = BasketLine(line_id="9", sku="tea", quantity=quantity)
    assert refusal(baskets.add, Basket(), line) == "basket.quantity_out_of_range"


def test_the_hundredth_piece_is_refused() -> None:
    full = baskets.set_quantity(filled(MILK), "1", MOST_PIECES)
    assert refusal(baskets.add, full, MILK) == "basket.too_many_pieces"


def test_a_full_basket_takes_more_of_what_it_has_but_nothing_new() -> None:
    full = filled(*(BasketLine(line_id=str(n), sku=f"sku-{n}") for n in range(MOST_LINES)))
    assert refusal(baskets.add, full, APPLES) == "basket.too_many_lines"
    assert baskets.pieces(baskets.add(full, BasketLine(line_id="x", sku="sku-7"))) == MOST_LINES + 1


@pytest.mark.parametrize("label", [APPLES, HAM])
def test_the_quantity_of_a_label_cannot_be_changed(label: BasketLine) -> None:
    assert refusal(baskets.set_quantity, filled(label), label.line_id, 2) == "basket.quantity_fixed"


def test_a_line_is_voided_and_a_second_tap_is_told_so() -> None:
    rest = baskets.void(filled(MILK, APPLES), "1")
    assert rest == Basket((APPLES,))
    assert refusal(baskets.void, rest, "1") == "basket.no_such_line"
    assert refusal(baskets.set_quantity, rest, "1", 2) == "basket.no_such_line"
    assert refusal(baskets.approve, rest, "1", "wang") == "basket.no_such_line"


def test_an_approval_stays_when_more_of_it_is_taken() -> None:
    basket = baskets.approve(filled(MILK), "1", "wang")
    basket = baskets.set_quantity(baskets.add(basket, MILK), "1", 5)
    assert basket.lines[0].approved_by == "wang"


def test_voiding_takes_the_approval_with_it() -> None:
    basket = baskets.void(baskets.approve(filled(MILK), "1", "wang"), "1")
    assert baskets.add(basket, MILK).lines[0].approved_by is None


@pytest.mark.parametrize(
    ("good", "approved_by", "kind"),
    [
        (product(), None, None),
        (product(minimum_age=18), None, InterventionKind.AGE),
        (product(minimum_age=18), "wang", None),
        (product(self_service=SelfService.STAFF), None, InterventionKind.STAFF_ONLY),
        (product(self_service=SelfService.STAFF), "wang", None),
        (product(self_service=SelfService.STAFF, minimum_age=18), None, InterventionKind.AGE),
    ],
)
def test_when_an_attendant_is_needed(
    good: Product, approved_by: str | None, kind: InterventionKind | None
) -> None:
    assert needed(good, BasketLine(line_id="1", sku="milk", approved_by=approved_by)) is kind


@pytest.mark.parametrize("approved_by", [None, "wang"])
def test_what_only_a_till_may_sell_is_never_sold_here(approved_by: str | None) -> None:
    line = BasketLine(line_id="1", sku="milk", approved_by=approved_by)
    assert refusal(needed, product(self_service=SelfService.NEVER), line) == "basket.not_for_self_service"
