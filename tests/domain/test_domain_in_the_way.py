"""What stands in the way of a better price gives way, by whatever it does so: an offer that moves another one
to the wrong goods, coupons that protect each other, a tax of only some goods, what staff took off a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.coupon import Claim, ClaimKind
from kiosk.domain.deals import SEARCH_BOUNDED
from kiosk.domain.offer import (
    EVERYTHING,
    BasketOffer,
    KnownOffer,
    MultiBuy,
    NearDate,
    PieceOffer,
    Reward,
    Selector,
    SetDeal,
    Slot,
    Tier,
    TierBy,
    TierStep,
    terms_of,
)
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.override import Override
from kiosk.domain.pricing import PricedBasket, PricingContext, price
from kiosk.domain.product import Names, Product
from kiosk.domain.promotion import compile_offers
from kiosk.domain.tax_rule import RULES
from tests.domain.pricing_goods import MEMBER, SHOPPER, good
from tests.domain.test_domain_best_way import any_offer

NAMES = Names("优惠")
EXCLUSIVE = OfferTerms(combination=Combination.EXCLUSIVE)
STACKABLE = OfferTerms(combination=Combination.STACKABLE)
AMERICAN = replace(SHOPPER, currency="USD", tax=RULES["US"])


def of(*skus: str) -> Selector:
    return Selector(skus=skus)


def lines(**counts: int) -> tuple[BasketLine, ...]:
    return tuple(BasketLine(line_id=sku, sku=sku, quantity=count) for sku, count in counts.items() if count)


def goods(**minor: int) -> dict[str, Product]:
    return {sku: good(sku, each) for sku, each in minor.items()}


def sold(
    basket: Sequence[BasketLine],
    products: dict[str, Product],
    offers: Sequence[KnownOffer],
    context: PricingContext = SHOPPER,
) -> PricedBasket:
    return price(Basket(tuple(basket)), products, compile_offers(offers, 1), context)


def with_coupons(context: PricingContext, *offer_ids: str) -> PricingContext:
    made = [Claim(claim_id=f"{n}-{i}", kind=ClaimKind.COUPON, number=f"{n}", offer_id=i)
            for n, i in enumerate(offer_ids)]  # fmt: skip
    return replace(context, claims=tuple(made))


def is_bounded(answer: PricedBasket) -> bool:
    return any(step.code == SEARCH_BOUNDED for line in answer.lines for step in line.trace)


HALF_OF_ONE = PieceOffer(
    offer_id="l", names=NAMES, goods=EVERYTHING, percent=50, terms=OfferTerms(most_uses=1)
)
HALF_OF_X = BasketOffer(offer_id="b", names=NAMES, goods=of("x"), percent=50)
ON_Y = PieceOffer(offer_id="p", names=NAMES, goods=of("y"), percent=10)


@pytest.mark.parametrize(
    ("more", "context", "best_before"),
    [
        (ON_Y, SHOPPER, None),
        (replace(ON_Y, terms=OfferTerms(segments=("member",))), MEMBER, None),
        (replace(ON_Y, terms=STACKABLE), SHOPPER, None),
        (NearDate(offer_id="n", names=NAMES, skus=("y",), days=2, percent=10), SHOPPER, date(2026, 11, 22)),
    ],
    ids=["an offer", "a member's code", "one on top", "a date that is near"],
)
def test_what_moves_a_limited_offer_to_the_wrong_good_is_left_out(
    more: KnownOffer, context: PricingContext, best_before: date | None
) -> None:
    """Half of one piece is best taken off y: x has an offer of its own. Ten percent off y move it there."""
    x, y = lines(x=1, y=1)
    basket = (x, replace(y, best_before=best_before))
    answer = sold(basket, goods(x=890, y=900), [HALF_OF_ONE, HALF_OF_X, more], context)
    assert answer.total_minor == sold(basket, goods(x=890, y=900), [HALF_OF_ONE, HALF_OF_X]).total_minor
    assert answer.total_minor == 445 + 450
    assert not is_bounded(answer)


def test_a_members_price_does_not_move_it_either() -> None:
    products = {"x": good("x", 890), "y": good("y", 900, member=880)}
    guest, member = (
        sold(lines(x=1, y=1), products, [HALF_OF_ONE, HALF_OF_X], context) for context in (SHOPPER, MEMBER)
    )
    assert member.total_minor <= guest.total_minor == 895


def test_coupons_of_one_offer_do_not_protect_each_other() -> None:
    products = goods(wine=1999, tea=900, oil=1000)
    basket = lines(wine=4, tea=1, oil=1)
    coupon = OfferTerms(coupon=True)
    two = (Slot(goods=of("wine", "oil"), count=2),)
    offers: list[KnownOffer] = [
        SetDeal(offer_id="two", names=NAMES, slots=two, reward=Reward(percent=50, cheapest=1), terms=coupon),
        BasketOffer(
            offer_id="80",
            names=NAMES,
            goods=of("wine", "oil"),
            percent=80,
            terms=replace(EXCLUSIVE, coupon=True),
        ),
        MultiBuy(offer_id="c", names=NAMES, skus=("wine",), quantity=1, price_minor=1900),
        replace(HALF_OF_ONE, offer_id="d", percent=10, terms=OfferTerms(most_uses=2)),
        BasketOffer(offer_id="1", names=NAMES, percent=1, terms=replace(STACKABLE, coupon=True)),
    ]
    every = ("two", "two", "80", "1", "1")
    answer = sold(basket, products, offers, with_coupons(SHOPPER, *every))
    assert (answer.total_minor, answer.used_claims) == (2690, ("2-80", "3-1"))
    for few in (each for size in range(5) for each in combinations(every, size)):
        assert sold(basket, products, offers, with_coupons(SHOPPER, *few)).total_minor >= 2690


def test_of_a_coupons_uses_the_best_number_counts() -> None:
    """Each allows one piece at 10 % off, which nothing else may lower; tea is at half price."""
    terms = replace(EXCLUSIVE, coupon=True, most_uses=1)
    ten = PieceOffer(offer_id="a", names=NAMES, goods=EVERYTHING, percent=10, terms=terms)
    half = BasketOffer(offer_id="b", names=NAMES, goods=of("tea"), percent=50)
    answer = sold(
        lines(wine=1, tea=1), goods(wine=2000, tea=500), [ten, half], with_coupons(SHOPPER, "a", "a")
    )
    assert (answer.total_minor, len(answer.used_claims)) == (1800 + 250, 1)


BY_COUPON = OfferTerms(coupon=True)


def test_the_offer_that_saves_most_tax_and_all_counts() -> None:
    products = {"bread": good("bread", 1000, bp=0), "soap": good("soap", 1000, bp=1000)}
    soap = BasketOffer(offer_id="a", names=NAMES, goods=of("soap"), amount_minor=500)
    bread = BasketOffer(offer_id="b", names=NAMES, goods=of("bread"), amount_minor=501)
    by_coupon = [soap, replace(bread, terms=BY_COUPON)]
    answer = sold(lines(bread=1, soap=1), products, by_coupon, with_coupons(AMERICAN, "b"))
    assert (answer.total_minor, answer.used_claims) == (1000 + 550, ())
    assert sold(lines(bread=1, soap=1), products, [soap, bread], AMERICAN).total_minor == 1550


def test_of_what_saves_as_much_on_top_the_one_that_saves_tax_too_counts() -> None:
    """Both take 90 off; only one of them takes some of it off what is taxed."""
    products = {"bread": good("bread", 450, bp=0), "wine": good("wine", 54, bp=2000)}
    bread = BasketOffer(offer_id="a", names=NAMES, goods=of("bread"), amount_minor=90, terms=STACKABLE)
    both = BasketOffer(offer_id="b", names=NAMES, amount_minor=90, terms=EXCLUSIVE)
    basket = lines(bread=1, wine=1)
    alone = sold(basket, products, [both], AMERICAN)
    assert sold(basket, products, [bread, both], AMERICAN).total_minor == alone.total_minor == 423
    assert sold(basket, products, [bread], AMERICAN).total_minor == 425


def test_offers_on_top_keep_no_better_way_from_being_tried_where_tax_is_added() -> None:
    """Half off all that no deal lowers is best; there are many deals to leave out for it."""
    told = {"a": (361, 0), "b": (1474, 2000), "c": (691, 2000), "d": (94, 900)}
    products = {sku: good(sku, minor, bp=bp) for sku, (minor, bp) in told.items()}
    once = replace(EXCLUSIVE, most_uses=1)
    two = (Slot(goods=EVERYTHING, count=2),)
    steps = (TierStep(at_least=1, amount_minor=85), TierStep(at_least=3, amount_minor=95))
    tier = Tier(
        offer_id="1", names=NAMES, goods=of("a", "b"), by=TierBy.QUANTITY, steps=steps, terms=STACKABLE
    )
    thirty = Reward(percent=30, cheapest=1)
    offers: list[KnownOffer] = [
        MultiBuy(offer_id="0", names=NAMES, skus=("c", "d"), quantity=2, price_minor=521),
        tier,
        SetDeal(offer_id="2", names=NAMES, slots=two, reward=thirty, terms=EXCLUSIVE),
        BasketOffer(offer_id="4", names=NAMES, percent=50, terms=EXCLUSIVE),
        BasketOffer(
            offer_id="5",
            names=NAMES,
            goods=of("a", "b", "d"),
            spend_minor=1200,
            amount_minor=214,
            every=True,
            terms=STACKABLE,
        ),
        PieceOffer(offer_id="6", names=NAMES, goods=EVERYTHING, amount_minor=26, terms=once),
        PieceOffer(offer_id="7", names=NAMES, goods=of("a", "b", "d"), amount_minor=86, terms=once),
    ]
    for fewer in (offers, *(offers[:at] + offers[at + 1 :] for at in (0, 1, 2, 4, 5, 6))):
        assert sold(lines(a=1, b=1, c=1, d=1), products, fewer, AMERICAN).total_minor == 1531


@pytest.mark.parametrize(("percent", "total"), [(50, 2100), (100, 1100)])
def test_what_staff_take_off_a_line_counts_too(percent: int, total: int) -> None:
    offers: list[KnownOffer] = [
        BasketOffer(offer_id="a", names=NAMES, goods=of("y"), amount_minor=900),
        BasketOffer(offer_id="b", names=NAMES, goods=of("x"), amount_minor=1000, terms=BY_COUPON),
    ]
    damaged = Override(reason="damaged", approved_by="a", line_id="x", percent=percent)
    context = with_coupons(replace(SHOPPER, overrides=(damaged,)), "b")
    answer = sold(lines(x=1, y=1), goods(x=2000, y=2000), offers, context)
    assert (answer.total_minor, answer.used_claims) == (total, ())


def test_more_basket_offers_than_can_be_tried_say_so() -> None:
    """Sixty that are one of them, sixty on top, and deals that keep them away: each way is long."""
    products = {f"s{n:02}": good(f"s{n:02}", 100 + 7 * n) for n in range(60)}
    offers: list[KnownOffer] = []
    for n in range(60):
        offers.append(BasketOffer(offer_id=f"a{n:02}", names=NAMES, percent=5 + n % 30))
        part = of(*(f"s{at:02}" for at in range(n, 60)))
        offers.append(BasketOffer(offer_id=f"b{n:02}", names=NAMES, goods=part, percent=1, terms=STACKABLE))
    offers += [
        PieceOffer(offer_id=f"p{n}", names=NAMES, goods=of(f"s{n:02}"), percent=1, terms=EXCLUSIVE)
        for n in range(12)
    ]
    answer = sold(lines(**dict.fromkeys(products, 1)), products, offers)
    assert answer.discount_minor < 0
    for line in answer.lines:
        lowered = {step.source for step in line.trace if step.code == "pricing.basket_offer"}
        assert lowered <= {step.source for step in line.trace if step.code == SEARCH_BOUNDED}


COUNTS = st.tuples(*(st.integers(0, 3) for _ in "pqr")).filter(any)
OFFERS = st.tuples(*(any_offer(each) for each in "abc"))
LINES = st.sampled_from(["", "p", "q"])


def owed(
    counts: Sequence[int], offers: Sequence[KnownOffer], context: PricingContext, lowered: str
) -> tuple[int, bool]:
    """With a coupon for each offer by coupon, half taken off a line, and three tax rates."""
    told = zip("pqr", (500, 333, 60), (0, 900, 2000), strict=True)
    products = {sku: good(sku, minor, member=minor * 9 // 10, bp=bp) for sku, minor, bp in told}
    basket = lines(**dict(zip("pqr", counts, strict=True)))
    if lowered:
        half = Override(reason="damaged", approved_by="a", line_id=lowered, percent=50)
        context = replace(context, overrides=(half,))
    coupons = [offer.offer_id for offer in offers if terms_of(offer).coupon]
    answer = sold(basket, products, offers, with_coupons(context, *coupons))
    return answer.total_minor, is_bounded(answer)


@given(COUNTS, OFFERS, st.sampled_from("abc"), LINES, st.booleans())
def test_whatever_tax_and_staff_do_an_offer_more_never_costs_more(
    counts: Sequence[int], offers: tuple[KnownOffer, ...], more: str, lowered: str, american: bool
) -> None:
    context = replace(AMERICAN if american else SHOPPER, member_segments=("member",))
    cost, bounded = owed(counts, offers, context, lowered)
    fewer = [offer for offer in offers if offer.offer_id != more]
    assert bounded or cost <= owed(counts, fewer, context, lowered)[0]


def test_levels_are_settled_one_by_one() -> None:
    """The dearer piece is free, though the basket offer would have halved it: no deal is weighed by that."""
    free = replace(HALF_OF_ONE, percent=100)
    answer = sold(lines(x=1, y=1), goods(x=1000, y=900), [free, HALF_OF_X])
    assert answer.total_minor == 900
