"""A shop's files of offers: every kind as a shop writes it, and every fault told by row and in words."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from kiosk.domain.offer import (
    EVERYTHING,
    BasketOffer,
    MultiBuy,
    Offer,
    PieceOffer,
    Reward,
    Selector,
    SetDeal,
    Slot,
    Tier,
    TierBy,
    TierStep,
)
from kiosk.domain.offer_csv import first_of_each, read_offers
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.product import Names
from kiosk.domain.sale_hours import SaleHours
from kiosk.errors import InputRefused
from kiosk.sentences import Sentences

SKUS = {"tea", "cola", "wine"}
CATEGORIES = {"dairy", "drinks"}
WORDS = Sentences(strict=True)
TEA_COLA = Selector(skus=("tea", "cola"))


def offer_of(columns: str, row: str, currency: str = "CNY") -> Offer:
    sheet = read_offers(f"offer_id,name_zh,{columns}\nx,优惠,{row}\n", currency, SKUS, categories=CATEGORIES)
    assert sheet.problems == ()
    (offer,) = sheet.values
    return offer


N = Names("优惠")
WRITTEN: list[tuple[str, str, str, Offer]] = [
    (
        "three for a price, as ever",
        "skus,quantity,price",
        "tea;cola,3,9.90",
        MultiBuy(offer_id="x", names=N, skus=("tea", "cola"), quantity=3, price_minor=990),
    ),
    (
        "three for a price, of a category and on Mondays",
        "categories,quantity,price,weekdays",
        "dairy,3,9.90,周一",
        SetDeal(
            offer_id="x",
            names=N,
            slots=(Slot(goods=Selector(categories=("dairy",)), count=3),),
            reward=Reward(price_minor=990),
            terms=OfferTerms(weekdays=(1,)),
        ),
    ),
    (
        "the second at half price",
        "kind,skus,quantity,percent,cheapest",
        "set,tea;cola,2,50%,1",
        SetDeal(
            offer_id="x",
            names=N,
            slots=(Slot(goods=TEA_COLA, count=2),),
            reward=Reward(percent=50, cheapest=1),
        ),
    ),
    (
        "three for two",
        "kind,brands,quantity,free",
        "set,酌川,3,1",
        SetDeal(
            offer_id="x",
            names=N,
            slots=(Slot(goods=Selector(brands=("酌川",)), count=3),),
            reward=Reward(percent=100, cheapest=1),
        ),
    ),
    (
        "a quarter off wine in the evening for members, but for one",
        "kind,categories,except_skus,percent,hours,segments,from,to",
        "piece,drinks,wine,25,fri-sat 18:00-02:00,member,2026-12-01,2026-12-24",
        PieceOffer(
            offer_id="x",
            names=N,
            goods=Selector(categories=("drinks",), except_skus=("wine",)),
            percent=25,
            terms=OfferTerms(
                hours=(SaleHours((5, 6), 1080, 120),),
                segments=("member",),
                starts_at=datetime(2026, 11, 30, 16, tzinfo=UTC),
                ends_at=datetime(2026, 12, 24, 16, tzinfo=UTC),
            ),
        ),
    ),
    (
        "the more the better",
        "kind,skus,steps",
        "tier,tea,3=10%; 6=-1.00; 12=4.50",
        Tier(
            offer_id="x",
            names=N,
            goods=Selector(skus=("tea",)),
            by=TierBy.QUANTITY,
            steps=(
                TierStep(at_least=3, percent=10),
                TierStep(at_least=6, amount_minor=100),
                TierStep(at_least=12, price_minor=450),
            ),
        ),
    ),
    (
        "the more is spent",
        "kind,skus,spend_steps",
        "tier,*,100=5%;200=10%",
        Tier(
            offer_id="x",
            names=N,
            goods=EVERYTHING,
            by=TierBy.SPEND,
            steps=(TierStep(at_least=10_000, percent=5), TierStep(at_least=20_000, percent=10)),
        ),
    ),
    (
        "ten off every hundred, once a trip, exclusive, first",
        "kind,spend,amount,every,most_uses,combination,priority",
        "basket,100,10,是,1,exclusive,7",
        BasketOffer(
            offer_id="x",
            names=N,
            spend_minor=10_000,
            amount_minor=1000,
            every=True,
            terms=OfferTerms(most_uses=1, combination=Combination.EXCLUSIVE, priority=7),
        ),
    ),
    (
        "a coupon: one piece for nothing",
        "kind,skus,price,coupon,most_uses",
        "piece,tea,0,yes,1",
        PieceOffer(
            offer_id="x",
            names=N,
            goods=Selector(skus=("tea",)),
            price_minor=0,
            terms=OfferTerms(coupon=True, most_uses=1),
        ),
    ),
]


@pytest.mark.parametrize(
    ("columns", "row", "offer"), [row[1:] for row in WRITTEN], ids=lambda each: str(each)[:40]
)
def test_a_row_of_a_sheet_is_an_offer(columns: str, row: str, offer: Offer) -> None:
    assert offer_of(columns, row) == offer


def test_amounts_have_the_digits_of_the_currency() -> None:
    for currency, cell, minor in (("JPY", "120", 120), ("KWD", "1.250", 1250)):
        offer = offer_of("kind,skus,price", f"piece,tea,{cell}", currency)
        assert isinstance(offer, PieceOffer)
        assert offer.price_minor == minor


MEAL = {
    "kind": "set",
    "offer_id": "meal",
    "names": {"zh": "早餐套餐", "en": "Breakfast"},
    "slots": [{"goods": {"skus": ["tea", "cola"]}}, {"goods": {"categories": ["dairy"]}, "count": 2}],
    "reward": {"price_minor": 1490},
}


@pytest.mark.parametrize("content", [[MEAL], {"offers": [MEAL]}, [{"type": "offer", **MEAL}]])
def test_a_meal_deal_of_several_parts_is_json(content: object) -> None:
    sheet = read_offers("\ufeff\n" + json.dumps(content), "CNY", SKUS, categories=CATEGORIES)
    assert sheet.problems == ()
    assert sheet.rows == (
        (
            1,
            SetDeal(
                offer_id="meal",
                names=Names("早餐套餐", "Breakfast"),
                slots=(
                    Slot(goods=Selector(skus=("tea", "cola"))),
                    Slot(goods=Selector(categories=("dairy",)), count=2),
                ),
                reward=Reward(price_minor=1490),
            ),
        ),
    )


FAULTS = [
    ("kind,skus,percent", "gift,tea,5", "Row 2, kind: “gift” is not one of multi_buy, set, piece,"),
    ("kind,skus,percent", "piece,tea,150", "Row 2, percent: “150” is not a whole number"),
    ("kind,skus,percent", "piece,tea,ten", "Row 2, percent: “ten” is not a whole number"),
    ("kind,skus,percent", "piece,,10", "Row 2: The offer x has no products."),
    ("kind,skus,percent", "piece,beer,10", "Row 2: offer x is for beer, which is not among the goods."),
    ("kind,skus,except_skus,percent", "piece,*,beer,10", "Row 2: offer x is for beer, which is not among"),
    ("kind,categories,percent", "piece,dary,10", "Row 2: offer x is for the category dary, which no product"),
    ("kind,skus,percent,price", "piece,tea,10,5", "Row 2: The offer x needs exactly one of"),
    ("kind,skus,quantity", "set,tea,2", "Row 2: The offer x needs exactly one of"),
    ("kind,skus,quantity,free", "set,tea,2,3", "Row 2: The offer x lowers the 3 cheapest pieces of a set;"),
    ("kind,skus,quantity,free,price", "set,tea,2,1,5", "Row 2, free: free pieces stand alone;"),
    ("kind,skus,percent", "set,tea,50", "Row 2, quantity: "),
    ("kind,skus,percent,spend", "piece,tea,5,100", "Row 2, spend: an offer of the kind piece has"),
    ("kind,skus,steps", "tier,tea,3:10%", "Row 2, steps: “3:10%” is not a step, such as 3=10%"),
    ("kind,skus,steps", "tier,tea,3=10%;2=20%", "Row 2: The steps of the offer x are"),
    ("kind,skus,steps", "tier,tea,0=10%", "Row 2, steps: “0” is not a whole number"),
    ("kind,skus", "tier,tea", "Row 2: a tier needs either steps or spend_steps"),
    ("kind,skus,percent,weekdays", "piece,tea,5,someday", "Row 2, weekdays: “someday” are no weekdays"),
    ("kind,skus,percent,hours", "piece,tea,5,late", "Row 2, hours: “late” are no hours"),
    ("kind,skus,percent,from", "piece,tea,5,soon", "Row 2, from: “soon”"),
    ("kind,skus,percent,from,to", "piece,tea,5,2026-12-02,2026-12-01", "Row 2: The offer x ends before"),
    ("kind,skus,percent,combination", "piece,tea,5,all", "Row 2, combination: “all” is not"),
    ("kind,skus,percent,coupon", "piece,tea,5,maybe", "Row 2, coupon: "),
    ("kind,skus,amount", "piece,tea,1.234", "Row 2, amount: “1.234” is not an amount"),
    ("kind,percent,every", "basket,5,yes", "Row 2: The offer x is for every spend and "),
    ("skus,quantity", "tea,3", "Row 2, price: "),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "row", "told"), FAULTS, ids=lambda text: text)
def test_what_cannot_be_understood_is_told_by_row_in_both_languages(
    columns: str, row: str, told: str
) -> None:
    sheet = read_offers(f"offer_id,name_zh,{columns}\nx,优惠,{row}\n", "CNY", SKUS, categories=CATEGORIES)
    (problem,) = sheet.problems
    assert WORDS.say(problem, "en").startswith(told)
    assert WORDS.say(problem, "zh-CN").startswith("第 2 行")


def test_a_wrong_row_leaves_the_others_as_they_are() -> None:
    rows = ["offer_id,name_zh,kind,skus,percent", "a,甲,piece,tea,5", "b,乙,piece,,5", "a,丙,piece,cola,5"]
    sheet = read_offers("\n".join([*rows, "c,丁,piece,*,5"]), "CNY", SKUS)
    assert [(row, offer.offer_id) for row, offer in sheet.rows] == [(2, "a"), (5, "c")]
    assert [problem.values["row"] for problem in sheet.problems] == [3, 4]
    assert WORDS.say(sheet.problems[1], "en").startswith("Row 4")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "gift"}, "Row 2, kind: “gift” is not one of multi_buy, near_date, set"),
        ({"colour": "red"}, "Row 2: “colour” is not a known field."),
        (
            {"slots": [{"goods": {"skus": ["tea"], "suppliers": []}}]},
            "Row 2: “slots[1].goods.suppliers” is",
        ),
        ({"slots": [{"goods": {"skus": ["tea"]}, "count": 0}]}, "Row 2, slots[1].count: “0” is not a whole"),
        ({"slots": [{"goods": {"skus": ["beer"]}}]}, "Row 2: offer meal is for beer"),
        ({"slots": []}, "Row 2: The offer meal has 0 parts"),
        ({"reward": {"price_minor": 5, "percent": 5}}, "Row 2: The offer meal needs exactly one"),
        ({"reward": {"price_minor": 5, "slot": 3}}, "Row 2: The offer meal lowers the part 3 of its set"),
        ({"terms": {"starts_at": "2026-12-01T00:00:00"}}, "Row 2, terms.starts_at: "),
        ({"offer_id": "first"}, "Row 2"),
    ],
)
def test_a_fault_in_json_is_told_by_number_and_place(change: dict[str, object], told: str) -> None:
    sheet = read_offers(
        json.dumps([MEAL | {"offer_id": "first"}, MEAL | change]), "CNY", SKUS, categories=CATEGORIES
    )
    assert [row for row, _ in sheet.rows] == [1]
    (problem,) = sheet.problems
    assert WORDS.say(problem, "en").startswith(told)
    assert WORDS.say(problem, "zh-CN").startswith("第 2 行")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[{]", "catalogue.not_json_file"),
        ("[" * 100_000, "catalogue.not_json_file"),
        ('{"deals": []}', "catalogue.not_offers_file"),
        ("offer_id,name_zh,prize\n", "catalogue.column_unknown"),
    ],
)
def test_a_file_of_another_form_is_refused_whole(text: str, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_offers(text, "CNY", SKUS)
    assert refused.value.reason.code == code
    assert WORDS.say(refused.value.reason, "zh-CN")


def test_an_id_in_two_files_is_told() -> None:
    one = offer_of("kind,skus,percent", "piece,tea,5")
    other = offer_of("kind,skus,percent", "piece,tea,10")
    kept, problems = first_of_each([one, other])
    assert kept == [one]
    assert [reason.values["offer"] for reason in problems] == ["x"]
