"""Offers counted by member: whatever kiosks say, the cloud proves how often they were used."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import text

from cloud.assembly import Cloud
from cloud.members.uses import AFTER
from kiosk.domain.claim_state import ClaimEvent, next_claim_state
from kiosk.domain.offer import LimitUsed
from kiosk.domain.pricing import price
from kiosk.domain.promotion import compile_offers
from tests.cloud.couponing import put, why
from tests.cloud.member_offers import (
    GOODS,
    ONCE,
    TWICE,
    S,
    again,
    asked,
    paid,
    sell,
    uses,
    waiting,
)
from tests.cloud.town import BREAD, KIOSK, MILK, SECOND_KIOSK, Town


def test_once_a_member_is_once_on_whichever_kiosk(town: Town) -> None:
    """The next code says that it is used up, so the price is right before anybody pays."""

    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, ONCE)
        first = await asked(town, cloud, offers)
        assert first.priced.total_minor == 500
        await paid(town, cloud, first)
        assert await uses(town) == [("once", 1, "consumed")]
        second = await asked(town, cloud, offers)
        assert second.context.limits_used == (LimitUsed("once", 1),)
        assert second.priced.total_minor == 800
        await paid(town, cloud, second, SECOND_KIOSK)
        other = await asked(town, cloud, offers, member=await town.member(cloud, "m-2"))
        assert (await put(cloud, other)).amount_minor == 500

    town.play(story)


def test_of_two_kiosks_at_once_one_has_the_last_use_and_the_other_pays_without(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, TWICE)
        await paid(town, cloud, await asked(town, cloud, offers))
        requests = [await asked(town, cloud, offers, ((BREAD, 1), (MILK, 1))) for _ in range(2)]
        answers = await asyncio.gather(put(cloud, requests[0]), put(cloud, requests[1], SECOND_KIOSK))
        assert sorted(answer.state.value for answer in answers) == ["presented", "refused"]
        [late] = [number for number, answer in enumerate(answers) if answer.state is S.REFUSED]
        assert why(answers[late]) == "payment.member_offer_used_up"
        dearer = again(requests[late], offers, answers[late])
        assert dearer.priced.total_minor == requests[late].priced.total_minor + 300
        await paid(town, cloud, dearer, (KIOSK, SECOND_KIOSK)[late])

    town.play(story)


def test_whoever_writes_into_the_books_second_looks_at_them_again(town: Town) -> None:
    """Both payments are priced before either of them has its use."""

    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, ONCE)
        requests = [await asked(town, cloud, offers) for _ in range(2)]
        async with cloud.database.as_tenant("demo") as books:
            await books.execute(text("lock table member_uses in share row exclusive mode"))
            puts = [
                asyncio.create_task(put(cloud, request, kiosk))
                for request, kiosk in zip(requests, (KIOSK, SECOND_KIOSK), strict=True)
            ]
            await waiting(town, 2)
        answers = [await each for each in puts]
        assert sorted(answer.state.value for answer in answers) == ["presented", "refused"]
        assert await uses(town) == [("once", 1, "held")]

    town.play(story)


def test_what_came_to_nothing_is_free_again_and_said_in_the_next_refusal(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, ONCE)
        held = await put(cloud, await asked(town, cloud, offers))
        knows = await asked(town, cloud, offers)
        assert knows.priced.total_minor == 800
        tells = await asked(town, cloud, offers)
        await cloud.desk.close(KIOSK, held.attempt_id)
        await town.sweep_for(cloud, 3)
        assert await uses(town) == [("once", 1, "released")]
        assert (await put(cloud, knows)).amount_minor == 800  # what the code said is what the shopper saw
        nobody = replace(tells, context=replace(tells.context, limits_used=(LimitUsed("once", 9),)))
        said = await put(cloud, nobody)
        assert why(said) == "payment.member_uses_differ"
        assert again(nobody, offers, said).priced.total_minor == 500
        assert (await put(cloud, again(nobody, offers, said))).amount_minor == 500

    town.play(story)


def test_what_a_kiosk_says_was_used_is_not_believed(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, ONCE)
        stale = await asked(town, cloud, offers)
        await paid(town, cloud, await asked(town, cloud, offers))
        assert why(await put(cloud, stale)) == "payment.member_offer_used_up"
        for claimed in ((), (LimitUsed("once", -5),), (LimitUsed("once", 0),)):
            forged = await asked(town, cloud, offers)
            context = replace(forged.context, limits_used=claimed)
            priced = price(forged.basket, GOODS, compile_offers(offers, town.revision), context)
            assert priced.total_minor == 500
            assert (await put(cloud, replace(forged, context=context, priced=priced))).state is S.REFUSED
        assert [state for *_, state in await uses(town)] == ["consumed"]

    town.play(story)


def test_another_wallet_uses_the_offer_no_second_time(town: Town) -> None:
    """The first wallet's payment is not known to be closed yet when the shopper takes the second."""

    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, ONCE)
        request = await asked(town, cloud, offers)
        assert (await put(cloud, request)).state is S.PRESENTED
        town.till.lose["query"] = "request"
        await cloud.desk.close(KIOSK, request.attempt_id)
        other = replace(request, attempt_id=f"{request.sale_id}-02")
        assert (await put(cloud, other)).amount_minor == 500
        assert await uses(town) == [("once", 1, "held")] * 2
        assert (await asked(town, cloud, offers)).context.limits_used == (LimitUsed("once", 1),)

    town.play(story)


def test_uses_move_as_the_table_of_claims_says() -> None:
    assert set(AFTER) == {ClaimEvent.CONSUME, ClaimEvent.RELEASE, ClaimEvent.GIVE_BACK}
    for event, (before, after) in AFTER.items():
        assert {next_claim_state(state, event) for state in before} == {after}
