"""More never costs more: what else a basket would cost if some of what lowers it were left out.

The levels of pricing are settled one after another, so that a thing may stand in the way of a better one: a
member's prices keep a spend from being reached, an exclusive deal keeps an offer for the basket away, a
coupon's offer takes the place of one that is free (`in_the_way`). Such things are left out for a try, and the
cheapest way counts, as it is owed after staff discounts and tax; of equally cheap ways the one with the
fewest claims, of those the one with the fewest uses that are counted of the member's, and of those the one
that leaves out least. Each thing and then each two are turned, left out of the best so far or put back, until
nothing gets better; then all other ways are tried, where there are `ALL_WAYS` at most. At last the same is
done without what counts the member's uses, for something else may do as well.

The tries end with the effort of the search for deals (`deal_effort`): each has its part of what is left, and
what a try does not change of the contests for deals is not settled again. The best of them is then searched
with all that is left. Where not all ways were tried, or one of them was not searched to its end, the lines
that offers lowered say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, product
from math import prod

from kiosk.domain.basket import Basket
from kiosk.domain.basket_offers import with_basket_offers
from kiosk.domain.claim_use import claims_used
from kiosk.domain.deal_effort import FIRST_STEPS
from kiosk.domain.deal_settling import Settler
from kiosk.domain.deals import Dealt, deal
from kiosk.domain.in_the_way import (
    MEMBER_PRICES,
    LeftOut,
    Thing,
    Turn,
    members_prices_in_the_way,
    offers_in_the_way,
    turns_of_claims,
    uses_it,
)
from kiosk.domain.line_alone import LineAlone, line_alone
from kiosk.domain.offer_members import is_counted
from kiosk.domain.offers_in_force import Offers
from kiosk.domain.priced import PricingContext
from kiosk.domain.product import Product
from kiosk.domain.promotion import OfferBook, Part
from kiosk.domain.tax_rule import TaxMode
from kiosk.domain.totals import owed_minor, untaxed

ALL_WAYS = 64
STEPS_OF_A_LINE = 120
"""Of every try, however little it has to search."""
STEPS_OF_A_PART = 5
"""Of every good that an offer touches, in every try."""
FIRST_PART, KEPT_PART = 2, 2
"""One part in so many of the effort is for the first way, and is kept for searching the best ones again."""
MOST_AGAIN = 3
"""Ways searched again, the best ones."""
TRIES_AT_LEAST = 2
"""Where there is not effort for so many, what stands in the way is not looked for."""
SEARCHED_AGAIN = 5_000
"""Less effort than that finds nothing new."""


@dataclass(slots=True)
class Way:
    """A basket after levels 0 to 3. Never changed once made."""

    left_out: LeftOut
    alone: Sequence[LineAlone]
    """Every line, bags too."""
    offers: Offers
    dealt: Dealt
    worth: tuple[int, int, int, int]
    """The less, the better: money, then claims, then counted uses, then what is left out."""
    goods: Sequence[LineAlone]
    """What offers are for."""
    proven: bool
    """Nothing else is cheaper, of what leaves out the same."""


def _worth(way: Way) -> tuple[int, int, int, int]:
    return way.worth


def best_way(
    basket: Basket, products: Mapping[str, Product], book: OfferBook, context: PricingContext
) -> Way:
    """The cheapest; raises InputRefused as `line_alone` does, and as `owed_minor` does."""
    ways = _Ways(basket, products, book, context)
    kept = LeftOut()
    best = ways.cheapest(kept)
    for uses in _sparing(best):
        if ways.is_out_of_effort:
            break
        other = ways.cheapest(kept ^ uses)
        if other.worth < best.worth:
            best, kept = other, kept ^ uses
    if not ways.proven:
        best.dealt.tell_bounded()
    return best


class _Ways:
    """One basket, priced in one way or another."""

    def __init__(
        self, basket: Basket, products: Mapping[str, Product], book: OfferBook, context: PricingContext
    ) -> None:
        self._basket, self._products, self._book, self._context = basket, products, book, context
        self._made: dict[LeftOut, Way] = {}
        self._alone: dict[bool, list[LineAlone]] = {}
        self._parts: dict[str, list[Part]] = {}
        self._settler = Settler()
        self._by_owed = bool(context.overrides) or context.tax.mode is TaxMode.EXCLUSIVE
        self.effort = self._settler.effort
        self._held: dict[LeftOut, tuple[Offers, list[LineAlone], PricingContext]] = {}
        """Looked at, and not yet settled."""
        self._kept = 0
        """Steps that are kept for searching the best way again."""
        self._least = 0
        """Steps that no try does without."""
        self.proven = True
        """Whether nothing was left untried."""

    @property
    def is_out_of_effort(self) -> bool:
        return self.effort.left <= self._kept + self._least

    def way(self, left_out: LeftOut, steps: int) -> Way:
        """The basket without these, with so much effort at most."""
        way = self._made.get(left_out)
        if way is None:
            way = self._made[left_out] = self._way(left_out, steps)
        return way

    def _way(self, left_out: LeftOut, steps: int) -> Way:
        alone = self._lines(as_guest=MEMBER_PRICES in left_out)
        offers, goods, context = self._offers(left_out)
        least = self._fixed(goods)
        self.effort.charge(least)
        dealt = deal(goods, offers, context, self._settler, steps)
        before = self.effort.left
        owed = partial(self._owed, alone) if self._by_owed else None
        proven = with_basket_offers(goods, offers, dealt, context.rounding, self.effort, owed)
        if not proven:
            dealt.tell_bounded()
        self._least = max(self._least, least + (0 if self._made else before - self.effort.left))
        used, _ = claims_used(offers, dealt.uses, context)
        counted = sum([dealt.uses[offer_id] for offer_id in _counted(offers, dealt.uses)])
        worth = (self._owed(alone, dealt), len(used), counted, len(left_out))
        return Way(left_out, alone, offers, dealt, worth, goods, proven and not dealt.bounded)

    def _fixed(self, goods: Sequence[LineAlone]) -> int:
        """Steps of a way, however little it has to search."""
        parts = sum([len(self._parts[entry.line.sku]) for entry in goods])
        return STEPS_OF_A_LINE * len(self._basket.lines) + STEPS_OF_A_PART * parts

    def _offers(self, left_out: LeftOut) -> tuple[Offers, list[LineAlone], PricingContext]:
        """Those that hold, the goods they are for, and the context without the claims."""
        known = self._held.pop(left_out, None)
        if known is not None:
            return known
        context = self._context
        dropped = {each.claim_id for each in left_out}
        if context.claims:
            claims = tuple(claim for claim in context.claims if claim.claim_id not in dropped)
            context = replace(context, claims=claims)
        alone = self._lines(as_guest=MEMBER_PRICES in left_out)
        goods = [entry for entry in alone if entry.is_goods]
        without = {each.offer_id for each in left_out}
        return Offers(self._book, context, goods, without, self._parts), goods, context

    def _owed(self, alone: Sequence[LineAlone], dealt: Dealt) -> int:
        """As the shelf tells amounts where that is the same order."""
        if not self._by_owed:
            return sum([entry.total_minor + dealt.total(entry.line.line_id) for entry in alone])
        lines = [
            untaxed(entry, (*entry.steps(), *dealt.steps.get(entry.line.line_id, ()))) for entry in alone
        ]
        return owed_minor(lines, self._products, self._context)

    def cheapest(self, left_out: LeftOut) -> Way:
        """Of the way without these and those that leave out more."""
        held = self._held[left_out] = self._offers(left_out)
        is_long = self._fixed(held[1]) * TRIES_AT_LEAST > self.effort.left
        turns = [] if is_long else self._turns(left_out)
        if not turns:
            first = self.way(left_out, FIRST_STEPS)
            self.proven &= not is_long  # lines of a bounded contest tell it themselves
            return first
        first = self.way(left_out, self.effort.left // FIRST_PART)
        whole = prod(len(turn) for turn in turns) <= ALL_WAYS
        self._kept = self.effort.left // KEPT_PART
        best = self._turned(first, turns)
        if whole:
            best = self._best_of_all(best, left_out, turns)
        self._kept = 0
        self.proven &= whole
        return best if best.proven else self._searched_again(best)

    def _searched_again(self, best: Way) -> Way:
        """The best again, and what came next to it, with the effort that is left."""
        unsure = sorted((way for way in self._made.values() if not way.proven), key=_worth)[:MOST_AGAIN]
        if best.proven or best not in unsure:
            unsure = [best, *unsure[: MOST_AGAIN - 1]]
        for at, way in enumerate(unsure):
            steps = self.effort.left // (len(unsure) - at)
            if steps < self._least + SEARCHED_AGAIN:
                break
            self._settler.forget_bounded()
            again = self._made[way.left_out] = min(way, self._way(way.left_out, steps), key=_worth)
            best = min(best, again, key=_worth)
        self.proven &= all(way.proven for way in self._made.values())
        return best

    def _best_of_all(self, best: Way, left_out: LeftOut, turns: Sequence[Turn]) -> Way:
        """Of every way to leave some of them out."""
        every = [left_out.union(*each) for each in product(*turns)]
        every = sorted((each for each in every if each not in self._made), key=len)
        for at, each in enumerate(every):
            if self.is_out_of_effort:
                self.proven = False
                break
            best = self._better(best, each, len(every) - at)
        return best

    def _turned(self, first: Way, turns: Sequence[Turn]) -> Way:
        """The best that turning finds, from none, all claims, or all things left out."""
        best, settled = first, False
        claims = first.left_out.union(*(turn[-1] for turn in turns if any(one.claim_id for one in turn[-1])))
        for left_out in (claims, first.left_out.union(*(turn[-1] for turn in turns))):
            if not self.is_out_of_effort:
                best = self._better(best, left_out, 2 * len(turns))
        while not settled and not self.is_out_of_effort:
            settled, tried = True, list(_turnings(best.left_out, turns))
            for at, left_out in enumerate(tried):
                if self.is_out_of_effort:
                    break
                better = self._better(best, left_out, len(tried) - at)
                if better is not best:
                    best, settled = better, False
                    break
        return best

    def _better(self, best: Way, left_out: LeftOut, tries: int) -> Way:
        """The better of the best and another way, which is one of so many to be tried."""
        way = self.way(left_out, max(0, self.effort.left - self._kept) // tries)
        return min(best, way, key=_worth)

    def _lines(self, *, as_guest: bool) -> list[LineAlone]:
        """Each line before offers."""
        if as_guest not in self._alone:
            context = replace(self._context, member_segments=()) if as_guest else self._context
            lines = self._basket.lines
            self._alone[as_guest] = [line_alone(line, self._products, context) for line in lines]
        return self._alone[as_guest]

    def _turns(self, left_out: LeftOut) -> list[Turn]:
        """What may stand in the way of something better."""
        offers, goods, _ = self._held[left_out]
        blocking = dict.fromkeys(offers_in_the_way(goods, offers, self._context))
        claims = dict.fromkeys(turns_of_claims(offers, self._context))
        turns: list[Turn] = []
        if members_prices_in_the_way(goods, offers, list(blocking)):
            turns.append((LeftOut(), LeftOut({MEMBER_PRICES})))
            as_guest = left_out | {MEMBER_PRICES}
            offers, goods, _ = self._held[as_guest] = self._offers(as_guest)
            blocking |= dict.fromkeys(offers_in_the_way(goods, offers, self._context))
            claims |= dict.fromkeys(turns_of_claims(offers, self._context))
        return [*claims, *turns, *((LeftOut(), LeftOut({Thing(offer_id=each)})) for each in sorted(blocking))]


def _turnings(left_out: LeftOut, turns: Sequence[Turn]) -> Iterator[LeftOut]:
    """Each thing turned to another of its ways, then each two."""
    single = [(turn[-1], way) for turn in turns for way in turn if way != left_out & turn[-1]]
    for whole, way in single:
        yield left_out - whole | way
    for (one, way), (other, its) in combinations(single, 2):
        if one != other:
            yield left_out - one - other | way | its


def _sparing(best: Way) -> list[LeftOut]:
    """What counts the member's uses, all of it and each that takes some; nothing where nothing else could do
    as well."""
    offers = best.offers
    reached = (each.offer_id for each in offers.book.basket_offers if uses_it(each, offers))
    if not best.worth[2] or len(held := {*offers.touched, *reached}) == 1:
        return []
    groups = [_counted(offers, sorted(held)), *([each] for each in _counted(offers, sorted(best.dealt.uses)))]
    return list(dict.fromkeys(frozenset(Thing(offer_id=each) for each in group) for group in groups))


def _counted(offers: Offers, offer_ids: Iterable[str]) -> list[str]:
    """Those of the offers that count the member's uses."""
    by_id = offers.book.by_id
    return [each for each in offer_ids if (offer := by_id.get(each)) is not None and is_counted(offer)]
