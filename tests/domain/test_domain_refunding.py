"""Returned parts: each gives back what was paid for it, and all of them together exactly the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.override import Override
from kiosk.domain.priced import PricedBasket
from kiosk.domain.pricing import PricingContext, price
from kiosk.domain.promotion import compile_offers
from kiosk.domain.refunding import Refund, Returned, refund_of, whole
from kiosk.domain.role import Role
from kiosk.domain.round_up import RoundUp
from kiosk.domain.tax_rule import RULES
from kiosk.errors import InputRefused
from tests.domain.pricing_goods import GOODS, SHOPPER, basket, good, offer

SHELF = GOODS | {
    "cola": replace(GOODS["cola"], deposit_sku="can"),
    "can": replace(good("can", 25), role=Role.DEPOSIT),
    "carrier": replace(good("carrier", 30), role=Role.BAG),
    "gift": replace(good("gift", 0), role=Role.DONATION, tax_code="none", tax_bp=0),
}
GIVING = replace(SHOPPER, round_up=RoundUp(sku="gift", step_minor=100))
SWISS = replace(SHOPPER, currency="CHF", tax=RULES["CH"])


def sold(lines: str, *offers: str, context: PricingContext = SHOPPER) -> PricedBasket:
    return price(basket(lines), SHELF, compile_offers(map(offer, offers), 7), context)


def back(sale: PricedBasket, *words: str, before: tuple[str, ...] = (), points_minor: int = 0) -> Refund:
    """`tea*2`: two pieces of the line of tea."""
    return refund_of(
        sale,
        pieces(sale, words),
        before=pieces(sale, before),
        tender_minor=sale.total_minor,
        points_minor=points_minor,
    )


def pieces(sale: PricedBasket, words: tuple[str, ...]) -> list[Returned]:
    ids = {line.sku: line.line_id for line in sale.lines}
    return [Returned(ids[word.partition("*")[0]], int(word.partition("*")[2] or 1)) for word in words]


RETURNS = [  # story, sale, offers, context, gone before, returned, amounts by line
    ("one of three at three for 1000: a third of what was paid", "tea*3", ["a: 3 tea = 1000"], SHOPPER,
     (), ("tea",), [333]),
    ("the second of them", "tea*3", ["a: 3 tea = 1000"], SHOPPER, ("tea",), ("tea",), [334]),
    ("the last of them", "tea*3", ["a: 3 tea = 1000"], SHOPPER, ("tea*2",), ("tea",), [333]),
    ("the cheap one of two for 800 gives what it bore of it", "chips tea", ["a: 2 chips,tea = 800"], SHOPPER,
     (), ("tea",), [364]),
    ("the deposit comes with its can", "cola*6", [], SHOPPER, (), ("cola*2",), [800, 50]),
    ("a weighed bag goes back whole", "apples@452", [], SHOPPER, (), ("apples",), [579]),
    ("a shopping bag", "tea carrier*2", [], SHOPPER, (), ("carrier",), [30]),
    ("a donation goes back by its name", "milk", [], GIVING, ("milk",), ("gift",), [50]),
    ("what was free gives nothing", "bag*2", [], SHOPPER, (), ("bag*2",), [0]),
    ("after what staff took off", "tea*2", [],
     replace(SHOPPER, overrides=(Override(reason="torn", approved_by="li", percent=15),)),
     (), ("tea",), [425]),
    ("tax on top goes back too", "tea*2", [],
     replace(SHOPPER, currency="USD", tax=RULES["US"]), (), ("tea",), [565]),
]  # fmt: skip


@pytest.mark.parametrize("row", RETURNS, ids=lambda row: row[0])
def test_what_goes_back(
    row: tuple[str, str, list[str], PricingContext, tuple[str, ...], tuple[str, ...], list[int]],
) -> None:
    _, lines, offers, context, before, returned, amounts = row
    refund = back(sold(lines, *offers, context=context), *returned, before=before)
    assert [line.amount_minor for line in refund.lines] == amounts
    assert refund.amount_minor == refund.money_minor == sum(amounts)


REFUSED = [
    ((), (), "refund.nothing"),
    (("tea*3",), (), "refund.too_many_pieces"),
    (("tea*2", "tea"), (), "refund.too_many_pieces"),
    (("tea*2",), ("tea",), "refund.too_many_pieces"),
    (("tea*0",), (), "refund.too_many_pieces"),
    (("tea*-1",), (), "refund.too_many_pieces"),
    (("can",), (), "refund.deposit_follows"),
]


@pytest.mark.parametrize(("returned", "before", "code"), REFUSED)
def test_more_than_was_bought_never_goes_back(
    returned: tuple[str, ...], before: tuple[str, ...], code: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        back(sold("tea*2 cola"), *returned, before=before)
    assert refused.value.reason.code == code


def test_a_line_of_another_sale_is_not_found() -> None:
    with pytest.raises(InputRefused, match="no_such_line"):
        refund_of(sold("tea"), [Returned("elsewhere")], tender_minor=500)


def test_points_go_back_with_the_goods_and_not_with_bags_or_deposits() -> None:
    sale = sold("cola*3 carrier")  # 1200 of goods: 12 points
    assert back(sale, "carrier", points_minor=100).points == 0
    assert back(sale, "cola", points_minor=100).points == 4
    assert back(sale, "cola*2", before=("cola",), points_minor=100).points == 8


def test_points_that_a_part_did_not_earn_are_not_taken() -> None:
    sale = sold("milk*3")  # 1050: 2 points of 500
    taken = [back(sale, "milk", before=("milk*1",) * n, points_minor=500).points for n in range(3)]
    assert taken == [1, 1, 0]


def test_the_wallet_gets_no_more_than_it_gave() -> None:
    sale = sold("tea chips")
    first = refund_of(sale, pieces(sale, ("tea",)), tender_minor=800)
    rest = refund_of(sale, pieces(sale, ("chips",)), before=pieces(sale, ("tea",)), tender_minor=800)
    assert [(part.money_minor, part.voucher_minor) for part in (first, rest)] == [(500, 0), (300, 300)]


def test_coupons_are_free_again_with_the_last_good_kept() -> None:
    sale = sold("tea*2 carrier", context=GIVING)
    assert not back(sale, "tea").frees_coupons
    assert back(sale, "tea", before=("tea",)).frees_coupons


SALES = st.builds(
    sold,
    st.lists(
        st.sampled_from(
            ["tea*7", "cola*5", "chips*3", "milk*4", "apples@452", "carrier*2", "bag", "tea#199"]
        ),
        min_size=1,
        unique=True,
    ).map(" ".join),
    st.sampled_from(["a: 3 tea = 1000", "a: 3 tea,cola,chips = 1000", "a: 2 milk = 555"]),
    context=st.sampled_from(
        [SHOPPER, GIVING, SWISS, replace(GIVING, tax=RULES["US"]), replace(SWISS, tax=RULES["JP"])]
    ),
)


@given(SALES, st.data(), st.integers(1, 700))
def test_parts_in_any_order_and_size_give_exactly_the_whole(
    sale: PricedBasket, data: st.DataObject, points_minor: int
) -> None:
    once = refund_of(sale, whole(sale), tender_minor=sale.total_minor, points_minor=points_minor)
    single = [Returned(one.line_id) for one in whole(sale) for _ in range(one.pieces)]
    order = data.draw(st.permutations(single))
    size = data.draw(st.integers(1, 4))
    before: list[Returned] = []
    sums: Counter[str] = Counter()
    for start in range(0, len(order), size):
        part = order[start : start + size]
        refund = refund_of(
            sale, part, before=before, tender_minor=sale.total_minor, points_minor=points_minor
        )
        assert min(refund.money_minor, refund.voucher_minor, refund.points) >= 0
        for line in refund.lines:
            assert min(line.amount_minor, line.net_minor, line.tax_minor) >= 0
            sums[line.line_id] += line.amount_minor
            sums["tax"] += line.tax_minor
        sums["amount"] += refund.amount_minor
        sums["points"] += refund.points
        before += part
    assert sums["amount"] == once.amount_minor == sale.total_minor
    assert sums["tax"] == sale.tax_minor
    assert sums["points"] == once.points == max(0, sale.earning_minor) // points_minor
    assert {line.line_id: line.amount_minor for line in once.lines} == {
        line.line_id: sums[line.line_id] for line in sale.lines
    }
    assert whole(sale, before) == ()
