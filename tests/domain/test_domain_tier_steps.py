"""A higher step of a tier is never a worse one: refused in a sheet, and never applied."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.offer import EVERYTHING, Tier, TierBy, TierStep
from kiosk.domain.offer_csv import read_offers
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.pricing import price
from kiosk.domain.product import Names
from kiosk.domain.promotion import compile_offers
from kiosk.sentences import Sentences
from tests.domain.pricing_goods import SHOPPER, basket, good, per_kg

GOODS = {"tea": good("tea", 1000), "milk": good("milk", 100), "nuts": per_kg("nuts", 2000)}
HEAD = "offer_id,name_zh,kind,skus"


def tier(*steps: TierStep) -> Tier:
    return Tier(offer_id="more", names=Names("多买"), goods=EVERYTHING, by=TierBy.QUANTITY, steps=steps)


def total(text: str, *offers: Tier) -> int:
    return price(basket(text), GOODS, compile_offers(offers, 1), SHOPPER).total_minor


@pytest.mark.parametrize(
    ("column", "steps", "step"),
    [
        ("steps", "2=30%; 3=5%", 2),
        ("steps", "2=10%; 3=-1.00; 4=5%", 3),
        ("steps", "2=-2.00; 3=-1.99", 2),
        ("steps", "2=4.50; 3=4.51", 2),
        ("spend_steps", "100=10%; 200=5%", 2),
    ],
)
def test_a_step_that_is_worse_than_a_lower_one_is_refused_by_its_row(
    column: str, steps: str, step: int
) -> None:
    file = f"{HEAD},{column}\nfine,好,tier,*,3=10%\nmore,多买,tier,*,{steps}\n"
    sheet = read_offers(file, "CNY", ())
    assert [offer.offer_id for offer in sheet.values] == ["fine"]
    (problem,) = sheet.problems
    assert problem.code == "offers.step_is_worse"
    assert problem.values == {"row": 3, "offer": "more", "step": step}
    for language in ("zh-CN", "en"):
        sentence = Sentences(strict=True).say(problem, language)
        assert all(told in sentence for told in ("3", "more", str(step)))


@pytest.mark.parametrize(
    "steps", ["2=10%; 3=10%", "3=10%; 6=-1.00; 12=4.50", "2=4.50; 3=4.50", "2=-1.00; 3=-1.00"]
)
def test_steps_that_are_as_good_or_cannot_be_compared_are_taken(steps: str) -> None:
    assert read_offers(f"{HEAD},steps\nmore,多买,tier,*,{steps}\n", "CNY", ()).problems == ()


def test_a_catalogue_that_has_such_a_tier_still_holds_and_the_best_step_that_is_reached_counts() -> None:
    falling = tier(TierStep(at_least=2, percent=30), TierStep(at_least=3, percent=5))
    assert [total(f"tea*{count}", falling) for count in (1, 2, 3)] == [1000, 1400, 2100]


def test_of_steps_that_cannot_be_compared_the_one_counts_that_saves_most_in_this_basket() -> None:
    mixed = tier(TierStep(at_least=2, percent=30), TierStep(at_least=3, amount_minor=200))
    assert total("tea*3", mixed) == 2100
    assert total("milk*3", mixed) == 0
    assert total("tea*2 milk*1", mixed) == 1470
    weighed = tier(TierStep(at_least=1, percent=20), TierStep(at_least=2, amount_minor=500))
    assert total("nuts@200 nuts@200", weighed) == 600
    assert total("nuts@200 tea#5000", weighed) == 5300  # an amount on a label is not lowered


STEPS = st.one_of(
    st.builds(TierStep, at_least=st.integers(1, 6), percent=st.integers(1, 100)),
    st.builds(TierStep, at_least=st.integers(1, 6), amount_minor=st.integers(1, 1200)),
    st.builds(TierStep, at_least=st.integers(1, 6), price_minor=st.integers(0, 1200)),
)


@settings(max_examples=25)
@given(
    steps=st.lists(STEPS, min_size=1, max_size=3, unique_by=lambda step: step.at_least),
    counts=st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any),
    on_top=st.booleans(),
)
def test_one_step_more_never_costs_more(steps: list[TierStep], counts: tuple[int, int], on_top: bool) -> None:
    steps.sort(key=lambda step: step.at_least)
    terms = OfferTerms(combination=Combination.STACKABLE if on_top else Combination.ONE_A_PIECE)
    text = " ".join(f"{sku}*{count}" for sku, count in zip(("tea", "milk"), counts, strict=True) if count)
    costs = [
        total(text, replace(tier(*steps[:most]), terms=terms)) if most else total(text)
        for most in range(len(steps) + 1)
    ]
    assert costs == sorted(costs, reverse=True)
