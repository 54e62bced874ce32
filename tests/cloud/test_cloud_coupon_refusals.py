"""Why the cloud does not take a claim: said in words, with nothing held, however the kiosk got there."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from datetime import timedelta

from cloud.assembly import Cloud
from cloud.catalogue.contents import Contents
from kiosk.domain.coupon_code import CouponSeries
from kiosk.domain.gtin import check_digit
from kiosk.domain.offer import PieceOffer, Selector
from kiosk.domain.offer_terms import OfferTerms
from kiosk.domain.payment import AttemptRequest, AttemptState
from kiosk.domain.product import Names
from tests.cloud.couponing import asked, holders, listed, of_another_sale, put, states, voucher, why
from tests.cloud.town import BREAD, KIOSK, MILK, Town

S = AttemptState
HALF = CouponSeries(starts_with="9912345", offer_id="two-milks")
ONCE = PieceOffer(
    offer_id="bread-for-members",
    names=Names("会员面包", "Bread for members"),
    goods=Selector(skus=("1002",)),
    amount_minor=200,
    terms=OfferTerms(coupon=True, segments=("member",), most_uses_per_member=1),
)
PRINTED_BREAD = PieceOffer(
    offer_id="half-a-loaf",
    names=Names("面包半价", "Half price bread"),
    goods=Selector(skus=("1002",)),
    percent=50,
    terms=OfferTerms(coupon=True, most_uses=1),
)


def test_a_coupon_of_one_member_is_refused_to_another(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        text = await voucher(town, cloud, member_ref="m-1")
        nobody = await asked(town, cloud, [text], lines=((BREAD, 1),))
        assert why(await put(cloud, nobody)) == "coupon.other_member"
        second = await town.member(cloud, "m-2")
        theirs = await asked(town, cloud, [text], lines=((BREAD, 1),), member=second)
        assert why(await put(cloud, theirs)) == "coupon.other_member"
        mine = await asked(town, cloud, [text], lines=((BREAD, 1),), member=await town.member(cloud))
        assert (await put(cloud, mine)).state is S.PRESENTED

    town.play(story)


def test_why_a_claim_is_refused_is_said_and_nothing_is_held(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        await listed(cloud, HALF)
        now = town.wall.now()
        good = await voucher(town, cloud)
        over = await voucher(town, cloud, valid_until=now - timedelta(seconds=1))
        early = await voucher(town, cloud, valid_from=now + timedelta(hours=1))
        request = await asked(town, cloud, [good], lines=((BREAD, 1),))
        claim = request.claims[0]
        dearer = replace(claim.claim, amount_minor=500)
        for claims, code in (
            ([replace(claim, text=over)], "coupon.expired"),
            ([replace(claim, text=early)], "coupon.not_yet"),
            ([replace(claim, text=good[:-9] + "AAAAAAAAA")], "coupon.not_genuine"),
            ([replace(claim, text="9900000000003")], "coupon.unknown"),
            ([replace(claim, claim=dearer)], "coupon.differs"),
            ([claim, claim], "coupon.differs"),
        ):
            sale_id = str(uuid.uuid4())
            forged = replace(
                request,
                sale_id=sale_id,
                attempt_id=f"{sale_id}-01",
                claims=tuple(claims),
                context=replace(request.context, claims=tuple(one.claim for one in claims)),
            )
            assert why(await put(cloud, forged)) == code, code
        unnamed = replace(request, context=replace(request.context, claims=()))
        assert why(await put(cloud, unnamed)) == "coupon.differs"
        assert (await states(town), await holders(town)) == ([], [])

    town.play(story)


def test_numbers_that_somebody_made_up_do_not_multiply_a_printed_coupon(town: Town) -> None:
    """Five numbers of one row of the list for five loaves: the kiosk takes one, and the cloud no more."""

    async def story(cloud: Cloud) -> None:
        await town.sell(cloud, Contents(products=(MILK, BREAD), offers=(PRINTED_BREAD,)))
        await listed(cloud, CouponSeries(starts_with="9912345", offer_id=PRINTED_BREAD.offer_id))
        numbers = [f"{body}{check_digit(body)}" for body in (f"99123450000{n}" for n in range(5))]
        many = await asked(town, cloud, numbers, (PRINTED_BREAD,), lines=((BREAD, 5),))
        answer = await put(cloud, many)
        assert why(answer) == "coupon.one_is_enough"
        assert answer.reason is not None
        assert answer.reason.values["claim"] == many.claims[1].claim.claim_id
        one = await asked(town, cloud, numbers[:1], (PRINTED_BREAD,), lines=((BREAD, 5),))
        assert one.priced.discount_minor == -400
        assert (await put(cloud, one)).state is S.PRESENTED

    town.play(story)


def test_a_claim_that_takes_nothing_off_is_not_used_up_for_nothing(town: Town) -> None:
    """A kiosk of ours sends none: a voucher worth more than is owed, a coupon for what is not there."""

    async def story(cloud: Cloud) -> None:
        await town.sell(cloud, Contents(products=(MILK, BREAD), offers=(PRINTED_BREAD,)))
        coupon = await voucher(town, cloud, offer_id=PRINTED_BREAD.offer_id)
        for text in (await voucher(town, cloud, 351), coupon):
            request = await asked(town, cloud, [text], (PRINTED_BREAD,))
            answer = await put(cloud, request)
            assert why(answer) == "coupon.differs"
            assert answer.reason is not None
            assert answer.reason.values["claim"] == request.claims[0].claim.claim_id
            boast = replace(request.priced, used_claims=(request.claims[0].claim.claim_id,))
            assert why(await put(cloud, of_another_sale(replace(request, priced=boast)))) == "coupon.differs"
        assert (await states(town), await holders(town)) == ([], [])
        worth_it = await asked(town, cloud, [coupon], (PRINTED_BREAD,), lines=((BREAD, 1),))
        assert (await put(cloud, worth_it)).state is S.PRESENTED

    town.play(story)


def test_another_wallet_for_the_same_sale_is_not_another_use_of_a_members_coupon(town: Town) -> None:
    """The first wallet's payment is not known to be closed yet when the shopper takes the second."""

    async def story(cloud: Cloud) -> None:
        await town.sell(cloud, Contents(products=(MILK, BREAD), offers=(ONCE,)))
        code = await voucher(town, cloud, offer_id=ONCE.offer_id)
        member = await town.member(cloud)
        sale = {"sale_id": str(uuid.uuid4()), "member": member, "lines": ((BREAD, 1),)}
        first = await asked(town, cloud, [code], (ONCE,), **sale)
        assert (await put(cloud, first)).state is S.PRESENTED
        town.till.lose["query"] = "request"
        await cloud.desk.close(KIOSK, first.attempt_id)
        second = await asked(town, cloud, [code], (ONCE,), **sale, number=2)
        assert (await put(cloud, second)).state is S.PRESENTED
        assert await states(town) == ["held", "held"]

    town.play(story)


def test_a_refusal_of_the_second_coupon_lets_the_first_one_go(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        free, taken = await voucher(town, cloud), await voucher(town, cloud)
        await put(cloud, await asked(town, cloud, [taken], lines=((BREAD, 1),)))
        both = await asked(town, cloud, [free, taken], lines=((BREAD, 1),))
        assert why(await put(cloud, both)) == "coupon.in_use"
        assert len(await holders(town)) == 1
        alone = await asked(town, cloud, [free], lines=((BREAD, 1),))
        assert (await put(cloud, alone)).state is S.PRESENTED

    town.play(story)


def test_no_member_uses_an_offer_more_often_than_it_allows_at_however_many_kiosks(town: Town) -> None:
    """Two at once: one has it. What came to nothing is not counted."""

    async def story(cloud: Cloud) -> None:
        await town.sell(cloud, Contents(products=(MILK, BREAD), offers=(ONCE,)))

        async def request() -> AttemptRequest:
            code = await voucher(town, cloud, offer_id=ONCE.offer_id)
            member = await town.member(cloud)
            town.wall.forward(60)  # the phone shows the next code
            return await asked(town, cloud, [code], (ONCE,), lines=((BREAD, 1),), member=member)

        requests = [await request(), await request()]
        answers = await asyncio.gather(*(put(cloud, each) for each in requests))
        [no] = [answer for answer in answers if answer.state is S.REFUSED]
        assert why(no) == "coupon.member_limit"
        [shown] = [answer for answer in answers if answer is not no]
        assert why(await put(cloud, await request())) == "coupon.member_limit"
        await cloud.desk.close(KIOSK, shown.attempt_id)
        await town.sweep_for(cloud, 3)
        assert (await put(cloud, await request())).state is S.PRESENTED

    town.play(story)


def test_whatever_a_kiosk_names_its_claims_each_sale_is_a_use_of_the_member(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        twice = replace(ONCE, terms=replace(ONCE.terms, most_uses_per_member=2))
        await town.sell(cloud, Contents(products=(MILK, BREAD), offers=(twice,)))
        said = []
        for _ in range(3):
            code = await voucher(town, cloud, offer_id=twice.offer_id)
            member = await town.member(cloud)
            request = await asked(town, cloud, [code], (twice,), lines=((BREAD, 1),), member=member)
            claim = replace(request.claims[0].claim, claim_id="same")
            context = replace(request.context, claims=(claim,))
            named = replace(request, context=context, claims=(replace(request.claims[0], claim=claim),))
            answer = await put(cloud, named)
            said.append(answer.state if answer.reason is None else answer.reason.code)
            town.wall.forward(60)  # the phone shows the next code
        assert said == [S.PRESENTED, S.PRESENTED, "coupon.member_limit"]

    town.play(story)


def test_two_claims_of_one_name_are_refused_in_words(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        codes = [await voucher(town, cloud), await voucher(town, cloud)]
        request = await asked(town, cloud, codes, lines=((BREAD, 1),))
        claims = tuple(replace(one.claim, claim_id="same") for one in request.claims)
        context = replace(request.context, claims=claims)
        texts = tuple(replace(one, claim=claim) for one, claim in zip(request.claims, claims, strict=True))
        assert why(await put(cloud, replace(request, context=context, claims=texts))) == "coupon.differs"

    town.play(story)
