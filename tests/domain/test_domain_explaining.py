"""Why a line costs what it costs, row by row, in words that both languages have."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kiosk.domain
from kiosk.domain.basket import Basket
from kiosk.domain.explaining import STAFF_REASONS, STEPS, ExplainedPrice, explained, since
from kiosk.domain.override import Override
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.priced import PricedBasket, PricingContext, TraceStep
from kiosk.domain.priced_offers import AppliedOffer
from kiosk.domain.pricing import price
from kiosk.domain.product import Names
from kiosk.domain.promotion import compile_offers
from kiosk.domain.role import Role
from kiosk.domain.tax_rule import RULES
from kiosk.errors import Reason
from kiosk.sentences import Sentences
from tests.domain.pricing_goods import GOODS, MEMBER, SHOPPER, basket, good, offer

SHOP = Sentences(strict=True)
ZONE = "Asia/Shanghai"
CAN = replace(good("can", 25), role=Role.DEPOSIT, tax_bp=0)
DEAR = Price(sku="tea", amount_minor=480, starts_at=datetime(2026, 10, 31, 16, tzinfo=UTC))
CHEAP = Price(sku="cola", kind=PriceFor.OFFER, amount_minor=350)
SHELF = GOODS | {
    "can": CAN,
    "tea": replace(GOODS["tea"], prices=(DEAR,)),
    "cola": replace(GOODS["cola"], deposit_sku="can", prices=(CHEAP,)),
}


def priced(lines: str | Basket, *offers: str, context: PricingContext = SHOPPER) -> PricedBasket:
    taken = basket(lines) if isinstance(lines, str) else lines
    return price(taken, SHELF, compile_offers(map(offer, offers), 7), context)


def why(answer: PricedBasket, row: int = 0, dated: date | None = None) -> ExplainedPrice:
    told = explained(answer, answer.lines[row].line_id, ZONE, dated)
    assert told is not None
    return told


def said(told: ExplainedPrice, language: str = "en") -> Iterator[str]:
    """`name · detail · detail: amount`."""
    for row in (*told.rows, *told.taxes):
        words = [row.names.of(language) or SHOP.say(row.told, language)]
        words += [SHOP.say(detail, language) for detail in row.details]
        yield f"{' · '.join(words)}: {row.amount_minor}"


def test_a_price_says_which_it_is_how_often_it_counts_and_since_when() -> None:
    assert list(said(why(priced("tea*3")))) == [
        "Shelf price · 3 × ¥4.80 · since 2026-11-01: 1440",
        "of it 13% tax: 166",
    ]
    assert SHOP.say(why(priced("tea")).revision, "en") == "Price list 7"
    assert list(said(why(priced("chips")), "zh-CN")) == ["标价: 600", "其中含税 13%: 69"]


def test_the_lower_price_stands_below_the_shelf_price() -> None:
    assert list(said(why(priced("milk*2", context=MEMBER))))[:2] == [
        "Shelf price · 2 × ¥3.50: 700",
        "Member price · 2 × ¥3.20: -60",
    ]
    assert list(said(why(priced("apples@1240", context=MEMBER))))[:2] == [
        "Shelf price: 1587",
        "Member price · 1.240 kg × ¥10.80: -248",
    ]
    assert next(said(why(priced("apples@1240")))) == "Shelf price · 1.240 kg × ¥12.80: 1587"


def test_an_offer_is_called_by_its_own_name_and_says_how_many_pieces_it_took() -> None:
    answer = priced("milk*3 tea", "a: 2 milk = 600")
    applied = AppliedOffer(
        offer_id="a", names=Names("第二件半价", "Second half price"), uses=1, saved_minor=100
    )
    assert list(said(why(replace(answer, applied=(applied,)))))[1].startswith("Second half price")
    assert list(said(why(replace(answer, applied=()))))[1].startswith("Multi-buy saving")
    line = answer.lines[0]
    counted = replace(line, trace=(line.trace[0], replace(line.trace[1], pieces=2)))
    told = explained(replace(answer, lines=(counted, *answer.lines[1:])), line.line_id, ZONE)
    assert told is not None
    assert Reason("price.on_pieces", {"pieces": 2}) in told.rows[1].details


def test_a_deposit_is_in_the_price_of_its_good_and_tax_is_told_by_rate() -> None:
    told = why(priced("cola*6"))
    assert list(said(told)) == [
        "Shelf price · 6 × ¥4.00: 2400",
        "Offer price · 6 × ¥3.50: -300",
        "Deposit · 6 × ¥0.25: 150",
        "of it 13% tax: 242",
    ]
    assert told.total_minor == 2250


def test_what_a_litre_costs_is_told_with_the_list_price_of_the_good_alone() -> None:
    answer, litre = priced("cola*6"), Names("12.12 元/升", "¥12.12 / l")
    told = explained(answer, answer.lines[0].line_id, ZONE, base_price=litre)
    assert told is not None
    assert [row.base_price.en for row in told.rows] == ["¥12.12 / l", "", ""]


def test_the_lowest_price_of_30_days_stands_with_the_price_it_was_reduced_to() -> None:
    def details(answer: PricedBasket) -> list[list[str]]:
        told = explained(answer, answer.lines[0].line_id, ZONE, lowest_30_minor=380)
        assert told is not None
        return [[SHOP.say(one, "en") for one in row.details] for row in told.rows]

    lowest = "lowest price of the 30 days before: ¥3.80"
    assert details(priced("cola")) == [[], [lowest], []]
    assert details(priced("milk", context=MEMBER)) == [[], [lowest]]
    assert details(priced("chips")) == [[lowest]]


def test_tax_on_top_is_told_as_not_in_the_price() -> None:
    told = why(priced("tea", context=replace(SHOPPER, tax=RULES["US"])))
    assert (told.total_minor, list(said(told))[-1]) == (480, "13% tax, added at the total: 62")


def test_what_an_attendant_took_off_says_why() -> None:
    def words(reason: str) -> str:
        override = Override(reason=reason, approved_by="7", percent=50)
        return list(said(why(priced("chips", context=replace(SHOPPER, overrides=(override,))))))[1]

    assert words("damaged") == "Staff discount · damaged: -300"
    assert words("the box was wet") == "Staff discount · the box was wet: -300"


def test_a_markdown_names_the_date_on_the_good() -> None:
    answer = priced("milk")
    line = answer.lines[0]
    off = TraceStep("pricing.near_date", -100, "near")
    lowered = replace(
        line, trace=(*line.trace, off), discount_minor=-100, total_minor=250, net_minor=229, tax_minor=21
    )
    answer = replace(answer, lines=(lowered,), discount_minor=-100, total_minor=250, taxes=_taxes(250, 229))
    assert list(said(why(answer, dated=date(2026, 11, 22))))[1] == (
        "Reduced: near its date · dated 2026-11-22: -100"
    )


def _taxes(gross: int, net: int) -> tuple[object, ...]:
    taxes = priced("milk").taxes
    return tuple(replace(tax, gross_minor=gross, net_minor=net, tax_minor=gross - net) for tax in taxes)


def test_a_step_that_only_a_newer_kiosk_knows_is_told_as_an_offer() -> None:
    answer = priced("chips")
    line = answer.lines[0]
    strange = replace(line, trace=(*line.trace, TraceStep("pricing.of_tomorrow", 0, "x")))
    assert list(said(why(replace(answer, lines=(strange,)))))[1] == "Offer: 0"


def test_a_line_that_is_not_there_has_no_price() -> None:
    assert explained(priced("tea"), "gone", ZONE) is None


@pytest.mark.parametrize("source", ["tea", "a/b", "tea/list//", ""])
def test_a_price_that_has_always_held_has_no_day(source: str) -> None:
    assert since(source, ZONE) is None


@given(
    lines=st.lists(
        st.sampled_from(["tea", "milk*3", "cola*2", "apples@333", "chips#99"]), min_size=1, max_size=6
    ),
    context=st.sampled_from([SHOPPER, MEMBER, replace(MEMBER, tax=RULES["US"])]),
)
def test_rows_always_add_up_and_all_of_them_add_up_to_the_basket(
    lines: list[str], context: PricingContext
) -> None:
    answer = priced(" ".join(lines), "a: 2 milk,tea = 600", context=context)
    told = [explained(answer, line.line_id, ZONE) for line in answer.lines if not line.is_derived]
    assert all(
        one is not None and sum(row.amount_minor for row in one.rows) == one.total_minor for one in told
    )
    sums = sum(one.total_minor for one in told if one is not None)
    assert sums + answer.added_tax_minor + answer.rounding_minor == answer.total_minor


def codes_of_steps() -> set[str]:
    """Every `pricing.*` text in the domain that is no refusal: what traces are made of."""
    refusals = {"bad_", "unknown_", "not_sold", "weight_missing"}
    folder = Path(kiosk.domain.__file__).parent
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in folder.rglob("*.py"))
    texts = {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("pricing.")
    }
    return {code for code in texts if not any(code.startswith(f"pricing.{word}") for word in refusals)}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_step_of_a_trace_and_every_reason_of_staff_is_told_in(language: str) -> None:
    assert codes_of_steps() == STEPS
    assert SHOP.codes(language) >= STEPS | set(STAFF_REASONS.values())
