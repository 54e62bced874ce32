"""Whether an offer counts its member's uses: by the revision a kiosk prices with, or by the one in force."""

from __future__ import annotations

import pytest

from cloud.assembly import Cloud
from kiosk.domain.offer import Offer
from tests.cloud.couponing import put
from tests.cloud.member_offers import ONCE, S, asked, off_bread, sell, uses
from tests.cloud.town import Town

PLAIN = off_bread("once", 300)
"""The same offer without its limit."""


@pytest.mark.parametrize(
    ("before", "now", "held"),
    [
        (ONCE, PLAIN, [("once", 1, "held")]),
        (PLAIN, ONCE, [("once", 1, "held")]),
        (PLAIN, PLAIN, []),
    ],
)
def test_a_use_is_held_where_either_revision_counts_it(
    town: Town, before: Offer, now: Offer, held: list[tuple[str, int, str]]
) -> None:
    async def story(cloud: Cloud) -> None:
        request = await asked(town, cloud, await sell(town, cloud, before))
        await sell(town, cloud, now)
        assert (await put(cloud, request)).state is S.PRESENTED
        assert await uses(town) == held

    town.play(story)
