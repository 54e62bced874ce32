"""Offers that count a member's uses, as the cloud proves them: by its own books, never by a kiosk's word.

A basket is priced with what the member used by now. What the signed code said then counts where the kiosk
goes by it and it is more: it was the price that the shopper saw, and it has given nothing away. Any other
count is refused with the right one; the kiosk shows that price, and the next tap pays it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.locks import lock_uses
from cloud.members.proof import ProvenCode
from cloud.members.uses import used_by
from cloud.payments.member_price import proven_code
from kiosk.domain.offer import LimitUsed, limits_used
from kiosk.domain.offer_members import is_counted, uses_differ
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.priced import PricedBasket, PricingContext
from kiosk.domain.promotion import OfferBook
from kiosk.errors import Reason


@dataclass(frozen=True, slots=True)
class ProvenUses:
    """What a basket is priced with. `member_ref` is empty for a shopper who is no member."""

    member_ref: str
    held: Mapping[str, int]
    """By now, in other sales, by offer id."""
    right: Mapping[str, int]
    """What the price goes by."""
    asked: Mapping[str, int]
    """What the kiosk went by."""

    def of(self, context: PricingContext) -> PricingContext:
        """The context with the right uses."""
        return replace(context, limits_used=limits_used(self.right))

    def objection(self, difference: Reason | None) -> Reason | None:
        """Why a price differs: for other uses, where the kiosk went by such."""
        if difference is None or self.right == self.asked:
            return difference
        return uses_differ(self.asked, self.held)

    def in_basket(self, priced: PricedBasket, books: Iterable[OfferBook | None]) -> dict[str, int]:
        """What the basket itself uses of offers that count it, in any of the books."""
        known = [book.by_id for book in books if book is not None]
        uses: Counter[str] = Counter()
        for applied in priced.applied:
            if self.member_ref and any(
                (offer := by_id.get(applied.offer_id)) is not None and is_counted(offer) for by_id in known
            ):
                uses[applied.offer_id] += applied.uses
        return dict(uses)


async def proven_uses(
    connection: AsyncConnection, tenant: str, request: AttemptRequest, now: datetime
) -> ProvenUses:
    """The member of the context was proven before. Others wait until the transaction ends."""
    code: ProvenCode | None = None
    if request.context.member_segments and request.member is not None:
        code = await proven_code(connection, request.member, now)
    if code is None:
        return ProvenUses("", {}, {}, _by_id(request.context.limits_used))
    await lock_uses(connection, tenant, code.member_ref)
    held = await used_by(connection, code.member_ref, request.sale_id)
    asked, told = _by_id(request.context.limits_used), _by_id(code.uses)
    believed = {offer_id for offer_id, uses in asked.items() if told.get(offer_id) == uses}
    right = dict(held)
    for offer_id in believed:
        right[offer_id] = max(told[offer_id], held.get(offer_id, 0))
    return ProvenUses(code.member_ref, held, right, asked)


def _by_id(used: Iterable[LimitUsed]) -> dict[str, int]:
    return {one.offer_id: one.uses for one in used}
