"""Which offers hold for this shopper now, and how often."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass

from kiosk.domain.coupon import OFFER_KINDS
from kiosk.domain.line_alone import LineAlone
from kiosk.domain.lowering import Lowering
from kiosk.domain.offer import BasketOffer, KnownOffer, PieceOffer, Selector, Tier, TierBy, TierStep, terms_of
from kiosk.domain.offer_terms import ALWAYS, Absence, Combination, OfferTerms, absence
from kiosk.domain.priced import PricingContext
from kiosk.domain.promotion import OfferBook, Part, goods_of

USED_UP = "pricing.member_offer_used_up"
"""The step, of no amount, that says why a good has not got an offer: the member used it before."""


@dataclass(frozen=True, slots=True)
class InForce:
    """An offer that holds."""

    most_uses: int | None
    """In this trip; None: as often as it fits."""


_ALWAYS_HELD = InForce(None)
_STACKABLE = Combination.STACKABLE


class Offers:
    """A book's offers as they hold in one context, over the goods of one basket. Asked of a piece at a time,
    it looks at each offer and each good once. `without`: ids of offers that are not to hold; `of_book`: what
    the book has for each SKU, as far as it is known."""

    def __init__(
        self,
        book: OfferBook,
        context: PricingContext,
        goods: Iterable[LineAlone],
        without: Collection[str] = (),
        of_book: dict[str, list[Part]] | None = None,
    ) -> None:
        self.book, self._context, self._without = book, context, without
        self._goods = tuple(goods)
        self._of_book: dict[str, list[Part]] = {} if of_book is None else of_book
        self.claims: dict[str, int] = {}
        for claim in context.claims:
            if claim.kind in OFFER_KINDS:
                self.claims[claim.offer_id] = self.claims.get(claim.offer_id, 0) + 1
        self.used = {each.offer_id: each.uses for each in context.limits_used}
        self._held: dict[str, InForce | None] = {}
        self._parts: dict[str, list[Part]] = {}
        self._steps: dict[str, TierStep | None] = {}
        self._counted: dict[tuple[str, int], tuple[int, int]] = {}
        self._members: dict[tuple[str, int], list[LineAlone]] = {}
        self._whole: list[BasketOffer] | None = None
        """Those for the basket that count everything."""
        self.touched: dict[str, KnownOffer] = {}
        """Deals that hold and have goods in the basket."""
        known = self._parts
        for entry in self._goods:
            sku = entry.line.sku
            for offer, slot in known[sku] if sku in known else self.parts_for(entry):
                offer_id = offer.offer_id
                self.touched[offer_id] = offer
                key = (offer_id, slot)
                members = self._members.get(key)
                if members is None:
                    self._members[key] = [entry]
                else:
                    members.append(entry)
        self.stacked = {offer_id for offer_id, offer in self.touched.items() if is_stacked(offer)}
        """Ids of those that come on top of others."""

    def held(self, offer: KnownOffer) -> InForce | None:
        """How the offer holds; None where it does not."""
        try:
            return self._held[offer.offer_id]
        except KeyError:
            held = self._held[offer.offer_id] = self._hold(offer)
            return held

    def parts_for(self, entry: LineAlone) -> list[Part]:
        """The slots that the good may fill of the offers that hold, by offer id and slot."""
        sku = entry.line.sku
        known = self._parts.get(sku)
        if known is None:
            parts = self._of_book.get(sku)
            if parts is None:
                parts = self._of_book[sku] = self.book.parts_for(entry.product)
            held = self._held
            known = self._parts[sku] = [
                part
                for part in parts
                if (held[part[0].offer_id] if part[0].offer_id in held else self.held(part[0])) is not None
            ]
        return known

    def reached(self, tier: Tier) -> TierStep | None:
        """Of the steps that the basket reaches, at the prices before offers, the one that lowers its goods by
        most; of equal ones the highest."""
        if tier.offer_id not in self._steps:
            pieces, spend = self.counted(tier)
            have = pieces if tier.by is TierBy.QUANTITY else spend
            steps = [step for step in tier.steps if step.at_least <= have]
            if len(steps) > 1:
                steps.sort(key=lambda step: (self._lowers(tier, step), step.at_least))
            self._steps[tier.offer_id] = steps[-1] if steps else None
        return self._steps[tier.offer_id]

    def _lowers(self, tier: Tier, step: TierStep) -> int:
        """What it takes off the goods where no other offer does; what is on a label stays as it is."""
        each, whole = Lowering(step.percent, step.amount_minor, step.price_minor), 0
        rounding = self._context.rounding
        for entry in self.members(tier):
            if entry.is_labelled:
                continue
            line, one = entry.line, entry.piece_minor
            lowering = each if line.weight_g is None else each.by_weight(line.weight_g, rounding)
            whole += (one - lowering.after(one, rounding)) * line.quantity
        return whole

    def members(self, offer: KnownOffer, slot: int = 0) -> Sequence[LineAlone]:
        """The basket's lines that count for a slot of an offer, whether it holds or not."""
        key = (offer.offer_id, slot)
        if offer.offer_id in self.touched:
            return self._members.get(key, ())
        if key not in self._members:
            goods = goods_of(offer)[slot]
            everything = _counts_everything(goods)
            self._members[key] = [
                entry for entry in self._goods if everything or self.book.selects(goods, entry.product)
            ]
        return self._members[key]

    def counted(self, offer: KnownOffer, slot: int = 0) -> tuple[int, int]:
        """Pieces and spend of them; a weighed or labelled item is one piece."""
        key = (offer.offer_id, slot)
        if key not in self._counted:
            found = self.members(offer, slot)
            pieces = sum([entry.line.quantity for entry in found])
            self._counted[key] = (pieces, sum([entry.total_minor for entry in found]))
        return self._counted[key]

    def beside(self, offer: BasketOffer, entry: LineAlone) -> Offers:
        """The same over one thing more, which that offer counts and each that counts everything."""
        if self._whole is None:
            for each in self.book.basket_offers:
                self.counted(each)  # before there is more
            self._whole = [each for each in self.book.basket_offers if _counts_everything(each.goods)]
        more, whole = copy(self), [*self._goods, entry]
        more._goods, more._members, more._counted = tuple(whole), {**self._members}, {**self._counted}
        for each in (*self._whole, offer):
            key, (pieces, spend) = (each.offer_id, 0), self.counted(each)
            more._members[key] = whole if each is not offer else [*self.members(each), entry]
            more._counted[key] = pieces + 1, spend + entry.total_minor
        return more

    def used_up(self, entry: LineAlone) -> list[str]:
        """Ids of the offers for the good that the member used as often as they allow."""
        return [
            offer.offer_id
            for offer_id in sorted(self.used)
            if (offer := self.book.by_id.get(offer_id)) is not None
            and offer_id not in self._without
            and not terms_of(offer).coupon
            and self._absence(offer) is Absence.USED_UP
            and any(self.book.selects(goods, entry.product) for goods in goods_of(offer))
        ]

    def _absence(self, offer: KnownOffer) -> Absence | None:
        context, used = self._context, self.used.get(offer.offer_id, 0)
        return absence(terms_of(offer), context.at, context.zone, context.member_segments, used)

    def _hold(self, offer: KnownOffer) -> InForce | None:
        if offer.offer_id in self._without:
            return None
        terms = terms_of(offer)
        if terms is ALWAYS:
            return _ALWAYS_HELD
        claims = self.claims.get(offer.offer_id, 0)
        if terms.coupon and not claims:
            return None
        if self._absence(offer) is not None:
            return None
        return InForce(_most_uses(terms, claims, self.used.get(offer.offer_id, 0)))


def _most_uses(terms: OfferTerms, claims: int, used: int) -> int | None:
    most = [terms.most_uses * (claims if terms.coupon else 1)] if terms.most_uses is not None else []
    if terms.most_uses_per_member is not None:
        most.append(max(0, terms.most_uses_per_member - used))
    return min(most, default=None)


def is_stacked(offer: KnownOffer) -> bool:
    """Whether it comes on top of the deal that a piece has."""
    return isinstance(offer, (PieceOffer, Tier)) and offer.terms.combination is _STACKABLE


def _counts_everything(goods: Selector) -> bool:
    return goods.everything and not (goods.except_skus or goods.except_categories)
