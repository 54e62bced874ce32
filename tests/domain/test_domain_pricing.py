"""What baskets cost: a table of baskets as shoppers bring them, and what is refused."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.money import Rounding
from kiosk.domain.pricing import PRICING_VERSION, PriceKind, PricingContext, TaxTotal, TraceStep, price
from kiosk.domain.product import Names
from kiosk.domain.promotion import compile_offers
from kiosk.errors import BugError, InputRefused
from tests.domain.pricing_goods import GOODS, MEMBER, SHOPPER, good, offer, priced

THREE_PAIRS = ["a: 2 tea,chips = 600", "b: 2 tea,cola = 500", "c: 2 chips,cola = 520"]

SCENARIOS = [  # story, basket, offers, context, totals by line
    ("an empty basket costs nothing", "", [], SHOPPER, []),
    ("one piece", "milk", [], SHOPPER, [350]),
    ("several of one good", "tea*3", [], SHOPPER, [1500]),
    ("99 of one good", "cola*99", [], SHOPPER, [39600]),
    ("two goods", "milk*2 tea", [], SHOPPER, [700, 500]),
    ("a good for nothing", "bag*2", [], SHOPPER, [0]),
    ("weight, rounded once: 578.56", "apples@452", [], SHOPPER, [579]),
    ("weight, a half is rounded up: 2.5", "nuts@2", [], SHOPPER, [3]),
    ("weight, a half to the even unit", "nuts@2", [], replace(SHOPPER, rounding=Rounding.HALF_EVEN), [2]),
    ("weight, rounded down", "apples@452", [], replace(SHOPPER, rounding=Rounding.DOWN), [578]),
    ("one gram of what is dear", "saffron@1", [], SHOPPER, [1000]),
    ("two bags of apples are two lines", "apples@452 apples@452", [], SHOPPER, [579, 579]),
    ("the label's amount holds, whatever the good costs", "milk#199", [], SHOPPER, [199]),
    ("the label's amount holds for weighed goods too", "apples@452#600", [], SHOPPER, [600]),
    ("a member pays the member price", "milk*2", [], MEMBER, [640]),
    ("a member pays it by weight: 488.16", "apples@452", [], MEMBER, [488]),
    ("a member price that is dearer is not used", "chips", [], MEMBER, [600]),
    ("a member has no other price on a label", "milk#345", [], MEMBER, [345]),
    ("a stranger does not get it", "milk", [], SHOPPER, [350]),
    ("three for less", "tea*3", ["a: 3 tea = 1200"], SHOPPER, [1200]),
    ("as often as it fits", "tea*7", ["a: 3 tea = 1200"], SHOPPER, [2900]),
    ("one too few", "tea*2", ["a: 3 tea = 1200"], SHOPPER, [1000]),
    ("the dearest pieces go in", "milk*2 chips tea", ["a: 2 milk,chips,tea = 800"], SHOPPER, [700, 436, 364]),
    ("an offer that is dearer is left alone", "tea*3", ["a: 3 tea = 1600"], SHOPPER, [1500]),
    ("an offer that saves nothing is left alone", "tea*3", ["a: 3 tea = 1500"], SHOPPER, [1500]),
    ("no second group that costs more", "chips*2 cola*2", ["a: 2 chips,cola = 900"], SHOPPER, [900, 800]),
    ("three for nothing", "tea*3", ["a: 3 tea = 0"], SHOPPER, [0]),
    ("a piece at another price", "tea*2", ["a: 1 tea = 450"], SHOPPER, [900]),
    ("labels take no part", "tea#300 tea*2", ["a: 3 tea = 900"], SHOPPER, [300, 1000]),
    ("weighed goods take no part", "apples@452 apples@452", ["a: 2 apples = 100"], SHOPPER, [579, 579]),
    ("the offer comes after the member price", "milk*3", ["a: 3 milk = 900"], MEMBER, [900]),
    ("the member price is better than the offer", "milk*3", ["a: 3 milk = 1000"], MEMBER, [960]),
    ("of two offers the better one", "tea*3", ["a: 3 tea = 1300", "b: 3 tea = 1200"], SHOPPER, [1200]),
    ("of two equal offers the smaller id", "tea*3", ["b: 3 tea = 1200", "a: 3 tea = 1200"], SHOPPER, [1200]),
    ("two offers share a good's pieces", "tea*5", ["a: 3 tea = 1200", "b: 2 tea = 900"], SHOPPER, [2100]),
    ("the best first is not always best", "tea*2 cola chips", THREE_PAIRS, SHOPPER, [500, 208, 312]),
    ("shared to the unit", "tea cola chips", ["a: 3 tea,cola,chips = 1000"], SHOPPER, [333, 267, 400]),
]  # fmt: skip


@pytest.mark.parametrize("row", SCENARIOS, ids=lambda row: row[0])
def test_what_a_basket_costs(row: tuple[str, str, list[str], PricingContext, list[int]]) -> None:
    _, lines, offers, context, totals = row
    answer = priced(lines, *offers, context=context)
    assert [line.total_minor for line in answer.lines] == totals
    assert answer.total_minor == sum(totals)


def test_every_line_tells_why_it_costs_what_it_costs() -> None:
    answer = priced("milk*3 tea#499", "a: 2 milk = 500", context=MEMBER)
    milk, tea = answer.lines
    assert milk.trace == (
        TraceStep("pricing.list_price", 1050, "milk"),
        TraceStep("pricing.member_price", -90, "milk"),
        TraceStep("pricing.multi_buy", -140, "a", 2, 1),
    )
    assert (milk.price_kind, milk.unit_price_minor) == (PriceKind.MEMBER, 320)
    assert (milk.list_total_minor, milk.discount_minor, milk.total_minor) == (1050, -230, 820)
    assert tea.trace == (TraceStep("pricing.label_price", 499, "tea"),)
    assert (tea.price_kind, tea.unit_price_minor, tea.discount_minor) == (PriceKind.LABEL, 499, 0)
    assert (answer.list_total_minor, answer.discount_minor, answer.total_minor) == (1549, -230, 1319)
    assert (answer.catalogue_revision, answer.pricing_version) == (7, PRICING_VERSION)


def test_taxes_are_summed_by_code_and_rate_from_the_lines() -> None:
    answer = priced("milk apples@452 tea cola")
    assert answer.taxes == (
        TaxTotal(tax_code="reduced", tax_bp=900, net_minor=321 + 531, tax_minor=29 + 48, gross_minor=929),
        TaxTotal(tax_code="standard", tax_bp=1300, net_minor=442 + 354, tax_minor=58 + 46, gross_minor=900),
    )


def test_two_lines_of_one_good_fill_an_offer_together() -> None:
    """A basket from elsewhere may hold them; the shopper's own merges them."""
    answer = priced("tea*2 tea*2", "a: 3 tea = 900")
    assert answer.total_minor == 900 + 500
    assert sorted(line.total_minor for line in answer.lines) == [600, 800]


def test_two_lines_of_one_good_pay_the_same_whichever_was_first() -> None:
    one, other = (BasketLine(line_id=line_id, sku="tea", quantity=2) for line_id in "ab")
    book = compile_offers([offer("a: 3 tea = 1000")], 1)
    answers = [price(Basket(lines), GOODS, book, SHOPPER) for lines in ((one, other), (other, one))]
    totals = [{line.line_id: line.total_minor for line in answer.lines} for answer in answers]
    assert totals[0] == totals[1]


def test_no_piece_is_in_two_offers() -> None:
    answer = priced("tea*2 tea*2", "a: 3 tea = 0", "b: 1 tea = 0")
    assert [line.total_minor for line in answer.lines] == [0, 0]
    assert {step.source for line in answer.lines for step in line.trace} == {"tea", "a", "b"}


@pytest.mark.parametrize("lines", ["tea*3", "tea*3 milk*2", "tea*99 cola*99 chips*99 milk*99"])
def test_of_equally_good_offers_the_smaller_id_is_named(lines: str) -> None:
    equal = [f"{name}: 3 tea,cola,chips,milk = 200" for name in "cab"]
    answer = priced(lines, *equal)
    sources = {
        step.source for line in answer.lines for step in line.trace if step.code == "pricing.multi_buy"
    }
    assert sources == {"a"}


REFUSED = [
    ("beer", SHOPPER, "pricing.unknown_product"),
    ("milk@300", SHOPPER, "pricing.not_sold_by_weight"),
    ("apples", SHOPPER, "pricing.weight_missing"),
    ("milk*0", SHOPPER, "pricing.bad_line"),
    ("milk*100", SHOPPER, "pricing.bad_line"),
    ("milk*-1", SHOPPER, "pricing.bad_line"),
    ("milk#-1", SHOPPER, "pricing.bad_line"),
    ("apples@-5", SHOPPER, "pricing.bad_line"),
    ("apples@1000001", SHOPPER, "pricing.bad_line"),
    ("broken", SHOPPER, "pricing.bad_product"),
    ("untaxed", SHOPPER, "pricing.bad_product"),
    ("milk", replace(SHOPPER, currency="XXX"), "money.unknown_currency"),
]


@pytest.mark.parametrize(("lines", "context", "code"), REFUSED)
def test_what_cannot_be_priced_is_refused_with_its_name(
    lines: str, context: PricingContext, code: str
) -> None:
    goods = {**GOODS, "broken": good("broken", -1), "untaxed": good("untaxed", 100, bp=-1)}
    with pytest.raises(InputRefused) as refused:
        priced(lines, context=context, goods=goods)
    assert refused.value.reason.code == code


def test_line_ids_must_differ() -> None:
    line = BasketLine(line_id="1", sku="milk")
    with pytest.raises(InputRefused, match=r"pricing\.bad_lines"):
        price(Basket((line, line)), GOODS, compile_offers([], 1), SHOPPER)


BAD_OFFERS = [
    (["a: 3 tea = 900", "a: 2 milk = 100"], "offers.id_twice"),
    ([": 3 tea = 900"], "offers.no_id"),
    (["a: 3 , = 900"], "offers.good_twice"),
    (["a: 0 tea = 900"], "offers.quantity_out_of_range"),
    (["a: 100 tea = 900"], "offers.quantity_out_of_range"),
    (["a: 3 tea = -1"], "offers.price_out_of_range"),
    (["a: 3 tea = 1000000000001"], "offers.price_out_of_range"),
]


@pytest.mark.parametrize(("texts", "code"), BAD_OFFERS)
def test_a_wrong_offer_refuses_the_revision(texts: list[str], code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        compile_offers([offer("z: 2 cola = 700"), *map(offer, texts)], 1)
    assert refused.value.reason.code == code


def test_an_offer_needs_goods_and_a_name() -> None:
    for changes, code in (({"skus": ()}, "offers.no_goods"), ({"names": Names("")}, "offers.no_name")):
        with pytest.raises(InputRefused) as refused:
            compile_offers([replace(offer("a: 3 tea = 900"), **changes)], 1)  # type: ignore[arg-type]
        assert refused.value.reason.code == code


def test_a_priced_basket_whose_sums_do_not_agree_cannot_be_made() -> None:
    answer = priced("milk tea*3", "a: 3 tea = 1200")
    line = answer.lines[1]
    for wrong in ({"total_minor": 1}, {"list_total_minor": 1}, {"discount_minor": 0}, {"taxes": ()}):
        with pytest.raises(BugError):
            replace(answer, **wrong)  # type: ignore[arg-type]
    for wrong in ({"total_minor": 1}, {"tax_minor": 1}, {"discount_minor": 1}, {"trace": ()}):
        with pytest.raises(BugError):
            replace(line, **wrong)  # type: ignore[arg-type]
    with pytest.raises(BugError):
        replace(answer.taxes[0], gross_minor=1)


def test_what_was_priced_cannot_be_changed() -> None:
    answer = priced("milk*2")
    step = answer.lines[0].trace[0]
    for value, name in ((answer, "total_minor"), (answer.lines[0], "total_minor"), (step, "amount_minor")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, 1)
    assert step == replace(step) == TraceStep("pricing.list_price", 700, "milk")
    assert hash(step) == hash(replace(step))
    assert TraceStep("a", 1) == TraceStep("a", 1, "", 0, 0) != TraceStep("a", 1, pieces=1)
