"""Offers for segments and offers counted by member: proven by the cloud, whatever kiosks say."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloud.assembly import Cloud
from cloud.catalogue.contents import Contents
from cloud.members.people import forget_member
from cloud.members.segments import Statement, set_segments
from cloud.payments.desk import Asker
from kiosk.domain.member import Member, parse_member_code
from kiosk.domain.offer import LimitUsed, Offer, PieceOffer, Selector
from kiosk.domain.offer_members import as_told, for_member
from kiosk.domain.offer_terms import OfferTerms
from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from kiosk.domain.pricing import price
from kiosk.domain.product import Names, Product
from kiosk.domain.promotion import compile_offers
from tests.cloud.couponing import later, put, why
from tests.cloud.returning import back, rewrite, sold
from tests.cloud.town import BREAD, KIOSK, MILK, SECOND_KIOSK, Town, trade

S = AttemptState
GOODS = {"1001": MILK, "1002": BREAD}


def off_bread(offer_id: str, amount_minor: int, **terms: object) -> PieceOffer:
    return PieceOffer(
        offer_id=offer_id,
        names=Names("面包", offer_id),
        goods=Selector(skus=("1002",)),
        amount_minor=amount_minor,
        terms=OfferTerms(**terms),  # type: ignore[arg-type]
    )


ONCE = off_bread("once", 300, most_uses_per_member=1)
TWICE = off_bread("twice", 300, most_uses_per_member=2)
STAFF = off_bread("staff", 500, segments=("staff",))


async def sell(town: Town, cloud: Cloud, *offers: Offer) -> Sequence[Offer]:
    await town.sell(cloud, Contents(products=(MILK, BREAD), offers=offers))
    return offers


async def give(town: Town, cloud: Cloud, *segments: str, member_ref: str = "m-1") -> None:
    async with cloud.database.as_tenant("demo") as connection:
        said = Statement(by="anna", at=town.wall.now())
        await set_segments(connection, "demo", member_ref, segments, said)


async def asked(
    town: Town,
    cloud: Cloud,
    offers: Sequence[Offer],
    lines: Sequence[tuple[Product, int]] = ((BREAD, 1),),
    member: Member | None = None,
) -> AttemptRequest:
    """A request as a kiosk makes it that has read the member's code; the phone shows the next one then."""
    member = member or await town.member(cloud)
    plain, book = town.request(lines=lines, member=member), compile_offers(offers, town.revision)
    context = for_member(plain.context, parse_member_code(member.proof)[0], book)
    town.wall.forward(60)
    context = replace(context, at=town.wall.now())
    return replace(plain, context=context, priced=price(plain.basket, GOODS, book, context))


def again(request: AttemptRequest, offers: Sequence[Offer], said: Attempt) -> AttemptRequest:
    """The next attempt of the sale, at the price by what the refusal tells."""
    assert said.reason is not None
    context = as_told(request.context, said.reason)
    priced = price(request.basket, GOODS, compile_offers(offers, request.priced.catalogue_revision), context)
    return replace(request, attempt_id=f"{request.sale_id}-02", context=context, priced=priced)


async def paid(town: Town, cloud: Cloud, request: AttemptRequest, asker: Asker = KIOSK) -> None:
    assert (await put(cloud, request, asker)).state is S.PRESENTED
    town.till.pay(trade(request))
    await cloud.machine.work("demo", request.attempt_id)
    assert (await town.row(cloud, request.attempt_id)).state is S.PAID


async def uses(town: Town) -> list[tuple[str, int, str]]:
    rows = await town.rows("select offer_id, uses, state from member_uses order by attempt_id, offer_id")
    return [(row.offer_id, row.uses, row.state) for row in rows]


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
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, ONCE)
        request = await asked(town, cloud, offers)
        await put(cloud, request)
        await cloud.desk.close(KIOSK, request.attempt_id)
        await town.sweep_for(cloud, 1)
        other = replace(request, attempt_id=f"{request.sale_id}-02")
        assert (await put(cloud, other)).amount_minor == 500

    town.play(story)


def test_a_segment_is_what_the_retailer_says_and_no_kiosk(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, STAFF)
        plain = await asked(town, cloud, offers)
        context = replace(plain.context, member_segments=("member", "staff"))
        priced = price(plain.basket, GOODS, compile_offers(offers, town.revision), context)
        forged = replace(plain, context=context, priced=priced)
        assert priced.total_minor == 300
        assert why(await put(cloud, forged)) == "payment.member_segments_differ"
        await give(town, cloud, "gold", "staff")
        honest = await asked(town, cloud, offers)
        assert honest.context.member_segments == ("member", "gold", "staff")
        assert (await put(cloud, honest)).amount_minor == 300

    town.play(story)


def test_a_change_counts_once_the_code_of_before_is_over(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, STAFF)
        await give(town, cloud, "staff")
        soon, late = await asked(town, cloud, offers), await asked(town, cloud, offers)
        await give(town, cloud)
        assert (await put(cloud, soon)).amount_minor == 300
        scanned = (
            replace(late, member=replace(late.member, scanned_at=town.wall.now())) if late.member else late
        )
        town.wall.forward(180)
        said = await put(cloud, scanned)
        assert why(said) == "payment.member_segments_differ"
        dearer = again(scanned, offers, said)
        assert dearer.context.member_segments == ("member",)
        assert (await put(cloud, dearer)).amount_minor == 800

    town.play(story)


def test_who_changed_a_members_segments_is_kept_until_the_member_is_forgotten(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        offers = await sell(town, cloud, STAFF, ONCE)
        await give(town, cloud, "staff")
        await give(town, cloud, "staff")
        await give(town, cloud, "staff", "gold")
        await paid(town, cloud, await asked(town, cloud, offers))
        kept = "select before, after, changed_by from member_segment_changes order by changed_at"
        assert [tuple(row) for row in await town.rows(kept)] == [
            ([], ["staff"], "anna"),
            (["staff"], ["gold", "staff"], "anna"),
        ]
        assert await town.rows("select 1 from member_segments", tenant="other") == []
        async with cloud.database.as_tenant("demo") as connection:
            await forget_member(connection, "m-1", town.wall.now())
        for table in ("member_segments", "member_segment_changes", "member_uses"):
            assert await town.rows(f"select 1 from {table}") == []

    town.play(story)


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
