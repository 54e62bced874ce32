"""How uses come back, and that no interleaving gives more of them than an offer allows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloud.assembly import Cloud
from kiosk.domain.offer import Offer
from kiosk.domain.payment import AttemptRequest
from tests.cloud.couponing import later, put
from tests.cloud.member_offers import (
    ONCE,
    TWICE,
    S,
    again,
    asked,
    paid,
    sell,
    uses,
)
from tests.cloud.returning import back, rewrite, sold
from tests.cloud.town import BREAD, KIOSK, MILK, SECOND_KIOSK, Town, trade


def test_a_use_is_free_again_with_the_last_good_that_comes_back(town: Town) -> None:
    """A part that comes back frees none: what is kept was had at the offer's price."""

    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, TWICE)
        request = await asked(town, cloud, offers, ((BREAD, 2), (MILK, 1)))
        sale = await sold(town, cloud, request=request)
        assert await uses(town) == [("twice", 2, "consumed")]
        await back(cloud, sale, 1)
        assert await uses(town) == [("twice", 2, "consumed")]
        assert (await asked(town, cloud, offers)).priced.total_minor == 800
        await back(cloud, sale)
        assert await uses(town) == [("twice", 2, "released")]
        assert (await asked(town, cloud, offers)).priced.total_minor == 500

    town.play(story)


def test_money_that_goes_back_whole_gives_the_use_back(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, ONCE)
        request = await asked(town, cloud, offers)
        await paid(town, cloud, request)
        await cloud.desk.close(KIOSK, request.attempt_id, abandon=True)
        await town.sweep_for(cloud, 5)
        assert (await town.row(cloud, request.attempt_id)).state is S.REFUNDED
        assert await uses(town) == [("once", 1, "released")]

    town.play(story)


ACTS = st.lists(
    st.tuples(st.sampled_from(["ask", "ask", "pay", "close", "late", "wait"]), st.sampled_from([0, 1])),
    max_size=9,
)


async def act(
    town: Town, cloud: Cloud, offers: Sequence[Offer], open_at: dict[int, AttemptRequest], what: str, at: int
) -> None:
    """One thing that happens at one of two kiosks."""
    kiosk = (KIOSK, SECOND_KIOSK)[at]
    if what == "ask" and at not in open_at:
        request = await asked(town, cloud, offers, ((BREAD, at + 1),))
        said = await put(cloud, request, kiosk)
        if said.state is S.REFUSED:
            request = again(request, offers, said)
            said = await put(cloud, request, kiosk)
        assert said.state is S.PRESENTED
        open_at[at] = request
    elif what == "wait":
        await later(town, cloud, 400)
        open_at.clear()
    elif at in open_at:
        request = open_at.pop(at)
        if what in ("close", "late"):
            await cloud.desk.close(kiosk, request.attempt_id)
        if what in ("pay", "late"):
            town.till.pay(trade(request))
        await cloud.machine.work("demo", request.attempt_id)


async def most_taken(town: Town) -> tuple[int, int]:
    """Of the town's one counted offer: uses that are taken, and such as were paid for at its price."""
    [row] = await town.rows(
        "select coalesce(sum(uses) filter (where m.state <> 'released'), 0) as taken,"
        " coalesce(sum(uses) filter (where p.state = 'paid'), 0) as paid"
        " from member_uses m join pay_attempts p using (tenant, attempt_id)"
    )
    return int(row.taken), int(row.paid)


@pytest.mark.soak
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_happens_at_two_kiosks_no_more_is_used_than_allowed(
    town: Town, acts: list[tuple[str, int]]
) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, TWICE)
        await rewrite(town, "delete from member_uses")
        open_at: dict[int, AttemptRequest] = {}
        for what, at in acts:
            await act(town, cloud, offers, open_at, what, at)
            taken, sold_so = await most_taken(town)
            assert sold_so <= taken <= 2, (what, at)

    town.play(story)
