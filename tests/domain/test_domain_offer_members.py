"""A shop's sheet asks of members only what can be proven; everything else is refused by its row."""

from __future__ import annotations

import pytest

from kiosk.domain.offer import terms_of
from kiosk.domain.offer_csv import read_offers
from kiosk.sentences import Sentences

WORDS = Sentences(strict=True)


@pytest.mark.parametrize(
    ("columns", "row", "told"),
    [
        ("segments", "member", None),
        ("segments", "member;staff", "Row 2: The offer x is for the member group staff, which no member's"),
        ("most_uses_per_member,coupon", "1,yes", None),
        ("most_uses_per_member,coupon", "1,", "Row 2: The offer x limits a member's uses without a coupon."),
        ("most_uses,segments", "1,member", None),
    ],
)
def test_an_offer_asks_of_members_only_what_is_proven(columns: str, row: str, told: str | None) -> None:
    written = f"offer_id,name_zh,kind,skus,percent,{columns}\nx,优惠,piece,tea,5,{row}\n"
    sheet = read_offers(written, "CNY", {"tea"})
    if told is None:
        (offer,) = sheet.values
        terms = terms_of(offer)
        assert bool(terms.segments) == ("segments" in columns)
        assert terms.most_uses_per_member == (1 if "per_member" in columns else None)
        return
    (problem,) = sheet.problems
    assert WORDS.say(problem, "en").startswith(told)
    assert WORDS.say(problem, "zh-CN").startswith("第 2 行")
