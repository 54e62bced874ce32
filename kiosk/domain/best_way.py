"""More never costs more: what else a basket would cost if some of what lowers it were left out.

The levels of pricing are settled one after another, so that a thing may stand in the way of a better one: a
member's prices keep a spend from being reached, an exclusive deal keeps an offer for the basket away, a
coupon's offer takes the place of one that is free. Such things are left out for a try, and the cheapest way
counts, as the shelf tells amounts; of equally cheap ways the one with the fewest claims, of those the one
with the fewest uses that are counted of the member's, and of those the one that leaves out least. Up to
`ALL_WAYS` such things every way to leave some of them out is tried; of more, all claims, all offers and then
each by itself is left out of the best so far or put back. At last the same is done without what counts the
member's uses, for something else may do as well. The tries end with the effort of the search for deals
(`deal_effort`): each has its part of what the first way has left, and what a try does not change of the
contests for deals is not settled again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from kiosk.domain.basket import Basket
from kiosk.domain.basket_offers import uses_of, with_basket_offers
from kiosk.domain.claim_use import claims_used
from kiosk.domain.coupon import OFFER_KINDS
from kiosk.domain.deal_effort import FIRST_STEPS
from kiosk.domain.deal_settling import Settler
from kiosk.domain.deals import Dealt, deal
from kiosk.domain.line_alone import LineAlone, line_alone
from kiosk.domain.offer import BasketOffer, KnownOffer, MultiBuy, SetDeal, Tier, TierBy, terms_of
from kiosk.domain.offer_members import is_counted
from kiosk.domain.offer_terms import Combination
from kiosk.domain.offers_in_force import Offers, is_stacked
from kiosk.domain.priced import PriceKind, PricingContext
from kiosk.domain.product import Product
from kiosk.domain.promotion import OfferBook, Part, goods_of

ALL_WAYS = 6
MOST_TURNS = 24
STEPS_OF_A_LINE = 75
"""Of every try, however little it has to search."""


@dataclass(frozen=True, slots=True)
class _Thing:
    """What can be left out: one claim, one offer, or, with neither, the member's prices."""

    claim_id: str = ""
    offer_id: str = ""


_MEMBER_PRICES = _Thing()

_LeftOut = frozenset[_Thing]


@dataclass(frozen=True, slots=True)
class Way:
    """A basket after levels 0 to 3."""

    left_out: _LeftOut
    alone: Sequence[LineAlone]
    """Every line, bags too."""
    offers: Offers
    dealt: Dealt
    claims: int
    """How many it uses."""
    counted: int
    """How many uses it takes of those that are counted of the member's."""
    goods: Sequence[LineAlone]
    """What offers are for."""

    @property
    def worth(self) -> tuple[int, int, int, int]:
        """The less, the better: money, then claims, then counted uses, then what is left out."""
        total = sum(entry.total_minor + self.dealt.total(entry.line.line_id) for entry in self.goods)
        return total, self.claims, self.counted, len(self.left_out)


def best_way(
    basket: Basket, products: Mapping[str, Product], book: OfferBook, context: PricingContext
) -> Way:
    """The cheapest; raises InputRefused as `line_alone` does."""
    ways = _Ways(basket, products, book, context)
    best, kept = _cheapest(ways, ways.way(frozenset())), _LeftOut()
    for uses in _sparing(best):
        if not ways.effort.left:
            break
        other = _cheapest(ways, ways.way(kept ^ uses, ways.effort.left))
        if other.worth < best.worth:
            best, kept = other, kept ^ uses
    return best


def _cheapest(ways: _Ways, first: Way) -> Way:
    """Of the first way and those that leave out more."""
    things = ways.in_play(first)
    if not things:
        return first
    claims = frozenset(each for each in things if each.claim_id)
    offers = frozenset(each for each in things if each.offer_id)
    singles = [frozenset({thing}) for thing in things]
    groups = [each for each in (claims, offers) if len(each) > 1]
    if len(things) <= ALL_WAYS:
        more = (frozenset(each) for size in range(2, len(things) + 1) for each in combinations(things, size))
        changes = dict.fromkeys((*groups, *singles, *more))
        return ways.best(first, [first.left_out | each for each in changes])
    return ways.best(first, [*groups, *singles[:MOST_TURNS], *singles[:MOST_TURNS]], turning=True)


class _Ways:
    """One basket, priced in one way or another."""

    def __init__(
        self, basket: Basket, products: Mapping[str, Product], book: OfferBook, context: PricingContext
    ) -> None:
        self._basket, self._products, self._book, self._context = basket, products, book, context
        self._made: dict[_LeftOut, Way] = {}
        self._alone: dict[bool, list[LineAlone]] = {}
        self._parts: dict[str, list[Part]] = {}
        self._settler = Settler()
        self.effort = self._settler.effort

    def way(self, left_out: _LeftOut, steps: int = FIRST_STEPS) -> Way:
        """The basket without these, with so much effort at most."""
        if left_out not in self._made:
            self._made[left_out] = self._way(left_out, steps)
        return self._made[left_out]

    def _way(self, left_out: _LeftOut, steps: int) -> Way:
        context = self._context
        alone = self._lines(as_guest=_MEMBER_PRICES in left_out)
        dropped = {each.claim_id for each in left_out}
        if context.claims:
            claims = tuple(claim for claim in context.claims if claim.claim_id not in dropped)
            context = replace(context, claims=claims)
        goods = [entry for entry in alone if entry.is_goods]
        self.effort.charge(STEPS_OF_A_LINE * len(alone))
        offers = Offers(
            self._book, context, goods, without={each.offer_id for each in left_out}, of_book=self._parts
        )
        dealt = deal(goods, offers, context, self._settler, steps)
        with_basket_offers(goods, offers, dealt, context.rounding)
        used, _ = claims_used(offers, dealt.uses, context)
        counted = sum([dealt.uses[offer_id] for offer_id in _counted(offers, dealt.uses)])
        return Way(left_out, alone, offers, dealt, len(used), counted, goods)

    def best(self, first: Way, changes: Sequence[_LeftOut], *, turning: bool = False) -> Way:
        """The best of the first way and those with these left out, or, `turning`, each in or out of the best
        so far, as long as there is effort left."""
        best = first
        for at, change in enumerate(changes):
            left = self.effort.left
            if not left:
                break
            left_out = best.left_out ^ change if turning else change
            best = min(best, self.way(left_out, left // (len(changes) - at)), key=lambda way: way.worth)
        return best

    def _lines(self, *, as_guest: bool) -> list[LineAlone]:
        """Each line before offers."""
        if as_guest not in self._alone:
            context = replace(self._context, member_segments=()) if as_guest else self._context
            lines = self._basket.lines
            self._alone[as_guest] = [line_alone(line, self._products, context) for line in lines]
        return self._alone[as_guest]

    def in_play(self, first: Way) -> list[_Thing]:
        """What may stand in the way of something better: claims, the member's prices, offers."""
        found = dict.fromkeys(self._claims(first.offers))
        blocking = dict.fromkeys(_blocking(first))
        if any(entry.kind is PriceKind.MEMBER for entry in first.goods) and _goes_by_price(first.offers):
            found[_MEMBER_PRICES] = None
            blocking |= dict.fromkeys(_blocking(self.way(first.left_out | {_MEMBER_PRICES})))
        return [*found, *sorted(blocking, key=lambda thing: thing.offer_id)]

    def _claims(self, offers: Offers) -> Iterator[_Thing]:
        """Those whose offers could be used; of one offer the last first."""
        held = [claim for claim in reversed(self._context.claims) if claim.kind in OFFER_KINDS]
        for claim in sorted(held, key=lambda claim: claim.offer_id):
            offer = self._book.by_id.get(claim.offer_id)
            if claim.offer_id in offers.touched or (
                isinstance(offer, BasketOffer) and uses_of(offer, offers) > 0
            ):
                yield _Thing(claim_id=claim.claim_id)


def _blocking(way: Way) -> Iterator[_Thing]:
    """Offers that keep one of the basket from goods that it counts, or move what is saved away from them; one
    that a claim is for is left out with the claim."""
    offers = way.offers
    reached = [offer for offer in offers.book.basket_offers if uses_of(offer, offers) > 0]
    if not reached:
        return
    whole = len(way.goods)
    picky = [
        (offer, {entry.line.sku for entry in offers.members(offer)})
        for offer in reached
        if _is_exclusive(offer) or len(offers.members(offer)) != whole
    ]
    sets = any(isinstance(each, SetDeal | MultiBuy) for each in offers.touched.values())
    for touched in offers.touched.values():
        if terms_of(touched).coupon:
            continue
        own = _skus(touched, offers) if picky else set()
        is_set = isinstance(touched, SetDeal | MultiBuy) or terms_of(touched).most_uses is not None
        shifts = bool(picky) and sets and is_stacked(touched)  # how what a set saves is shared
        if (
            shifts
            or _is_exclusive(touched)
            or any(own & skus and (_is_exclusive(offer) or (is_set and own - skus)) for offer, skus in picky)
        ):
            yield _Thing(offer_id=touched.offer_id)


def _sparing(best: Way) -> list[_LeftOut]:
    """What counts the member's uses, all of it and each that takes some; nothing where nothing else could do
    as well."""
    offers = best.offers
    reached = (each.offer_id for each in offers.book.basket_offers if uses_of(each, offers) > 0)
    if not best.counted or len(held := {*offers.touched, *reached}) == 1:
        return []
    groups = [_counted(offers, sorted(held)), *([each] for each in _counted(offers, sorted(best.dealt.uses)))]
    return list(dict.fromkeys(frozenset(_Thing(offer_id=each) for each in group) for group in groups))


def _counted(offers: Offers, offer_ids: Iterable[str]) -> list[str]:
    """Those of the offers that count the member's uses."""
    by_id = offers.book.by_id
    return [each for each in offer_ids if (offer := by_id.get(each)) is not None and is_counted(offer)]


def _goes_by_price(offers: Offers) -> bool:
    """Whether a lower price may cost more: a spend asks for a higher one; and what comes on top of a set goes
    by each piece's part in it, which a lower price may move."""
    touched = offers.touched.values()
    if any(offer.spend_minor and offers.held(offer) for offer in offers.book.basket_offers):
        return True
    return any(isinstance(offer, Tier) and offer.by is TierBy.SPEND for offer in touched) or (
        any(is_stacked(offer) for offer in touched)
        and any(isinstance(offer, SetDeal | MultiBuy) for offer in touched)
    )


def _is_exclusive(offer: KnownOffer) -> bool:
    return terms_of(offer).combination is Combination.EXCLUSIVE


def _skus(offer: KnownOffer, offers: Offers) -> set[str]:
    slots = range(len(goods_of(offer)))
    return {entry.line.sku for slot in slots for entry in offers.members(offer, slot)}
