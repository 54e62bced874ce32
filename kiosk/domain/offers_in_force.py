"""Which offers hold for this shopper now, and how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.domain.coupon import OFFER_KINDS
from kiosk.domain.line_alone import LineAlone
from kiosk.domain.offer import KnownOffer, PieceOffer, Selector, Tier, TierBy, TierStep, terms_of
from kiosk.domain.offer_terms import Combination, OfferTerms, absence
from kiosk.domain.priced import PricingContext
from kiosk.domain.promotion import OfferBook, Part


@dataclass(frozen=True, slots=True)
class InForce:
    """An offer that holds."""

    most_uses: int | None
    """In this trip; None: as often as it fits."""


class Offers:
    """A book's offers as they hold in one context, over the goods of one basket. Asked of a piece at a time,
    it looks at each offer and each good once."""

    def __init__(self, book: OfferBook, context: PricingContext, goods: Iterable[LineAlone]) -> None:
        self.book, self._context = book, context
        self._goods = tuple(goods)
        self.claims: dict[str, int] = {}
        for claim in context.claims:
            if claim.kind in OFFER_KINDS:
                self.claims[claim.offer_id] = self.claims.get(claim.offer_id, 0) + 1
        self.used = {each.offer_id: each.uses for each in context.limits_used}
        self._held: dict[str, InForce | None] = {}
        self._parts: dict[str, list[Part]] = {}
        self._steps: dict[str, TierStep | None] = {}

    def held(self, offer: KnownOffer) -> InForce | None:
        """How the offer holds; None where it does not."""
        if offer.offer_id not in self._held:
            self._held[offer.offer_id] = self._hold(offer)
        return self._held[offer.offer_id]

    def parts_for(self, entry: LineAlone) -> list[Part]:
        """The slots that the good may fill of the offers that hold, by offer id and slot."""
        sku = entry.line.sku
        if sku not in self._parts:
            self._parts[sku] = [part for part in self.book.parts_for(entry.product) if self.held(part[0])]
        return self._parts[sku]

    def reached(self, tier: Tier) -> TierStep | None:
        """The highest step that the basket reaches, at the prices before offers."""
        if tier.offer_id not in self._steps:
            pieces, spend = self.counted(tier.goods)
            have = pieces if tier.by is TierBy.QUANTITY else spend
            self._steps[tier.offer_id] = max(
                (step for step in tier.steps if step.at_least <= have),
                key=lambda step: step.at_least,
                default=None,
            )
        return self._steps[tier.offer_id]

    def counted(self, goods: Selector) -> tuple[int, int]:
        """Pieces and spend of these goods in the basket; a weighed or labelled item is one piece."""
        found = [entry for entry in self._goods if self.book.selects(goods, entry.product)]
        return sum(entry.line.quantity for entry in found), sum(entry.total_minor for entry in found)

    def _hold(self, offer: KnownOffer) -> InForce | None:
        terms = terms_of(offer)
        claims = self.claims.get(offer.offer_id, 0)
        if terms.coupon and not claims:
            return None
        used = self.used.get(offer.offer_id, 0)
        context = self._context
        if absence(terms, context.at, context.zone, context.member_segments, used) is not None:
            return None
        return InForce(_most_uses(terms, claims, used))


def _most_uses(terms: OfferTerms, claims: int, used: int) -> int | None:
    most = [terms.most_uses * (claims if terms.coupon else 1)] if terms.most_uses is not None else []
    if terms.most_uses_per_member is not None:
        most.append(max(0, terms.most_uses_per_member - used))
    return min(most, default=None)


def is_stacked(offer: KnownOffer) -> bool:
    """Whether it comes on top of the deal that a piece has."""
    stackable = terms_of(offer).combination is Combination.STACKABLE
    return stackable and isinstance(offer, PieceOffer | Tier)
