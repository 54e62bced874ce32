"""Level 3 of pricing: offers for the basket as a whole, of what deals and stackable offers have left.

One that is not stackable, the one that saves most, or leaves least to pay where tax or staff discounts come
on top (of equal ones the first by id), then all stackable ones in their order. Each lowers the goods it
counts, but for pieces in exclusive deals; an exclusive one only those that nothing else lowered, which
nothing lowers after it. What it takes off is rounded once and shared to the goods and then to their lines by
largest remainder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.domain.deal_effort import Effort
from kiosk.domain.deals import Dealt
from kiosk.domain.line_alone import LineAlone
from kiosk.domain.lowering import WHOLE_PERCENT
from kiosk.domain.money import Rounding, divide
from kiosk.domain.offer import BasketOffer, terms_of
from kiosk.domain.offer_terms import Combination
from kiosk.domain.offers_in_force import Offers
from kiosk.domain.priced import TraceStep
from kiosk.domain.sharing import share

BASKET_OFFER = "pricing.basket_offer"
_EXCLUSIVE, _STACKABLE = Combination.EXCLUSIVE, Combination.STACKABLE
Reached = tuple[BasketOffer, int]
"""An offer, and how often it counts."""
STEPS_OF_A_LINE = 3
"""To share to it what one offer takes off."""
STEPS_TO_OWE = 30
"""Of every line, to reckon what is owed in the end."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one offer takes off, by line id, and how often it counts."""

    offer_id: str
    off: Mapping[str, int]
    uses: int
    off_minor: int
    """In all."""


def with_basket_offers(
    goods: Sequence[LineAlone],
    offers: Offers,
    dealt: Dealt,
    rounding: Rounding,
    effort: Effort,
    owed: Callable[[Dealt], int] | None = None,
) -> bool:
    """Adds their steps and uses to `dealt`; whether each that could be the best was tried, as far as there is
    effort. `owed`: what is owed in the end, where the one that saves most may not be the cheapest."""
    reached = [(offer, uses) for offer in offers.book.basket_offers if (uses := uses_of(offer, offers)) > 0]
    if not reached:
        return True
    sums = _Sums(goods, offers, dealt, rounding, effort)
    stackable = [pair for pair in reached if pair[0].terms.combination is _STACKABLE]
    single = [pair for pair in reached if pair[0].terms.combination is not _STACKABLE]
    stackable.sort(key=_in_order)
    if owed is None or not single:
        best, is_best = _best(sums, stackable, single, effort)
    else:
        best, is_best = _cheapest(sums, stackable, single, dealt, owed)
    _add(dealt, best)
    return is_best


def _add(dealt: Dealt, applied: Sequence[Taken]) -> None:
    for taken in applied:
        if any(taken.off.values()):
            dealt.use(taken.offer_id, taken.uses)
        offer_id, uses = taken.offer_id, taken.uses
        for line_id, off in taken.off.items():
            if off:
                dealt.add(line_id, TraceStep(BASKET_OFFER, -off, offer_id, 0, uses))


def _cheapest(
    sums: _Sums,
    stackable: Sequence[Reached],
    single: Sequence[Reached],
    dealt: Dealt,
    owed: Callable[[Dealt], int],
) -> tuple[list[Taken], bool]:
    """The way that is owed least, of equal ones the one that saves most, and whether all were tried: none of
    those that are not stackable, or one of them, what saves most by itself first."""
    alone = sorted((-sums.off(*pair), at) for at, pair in enumerate(single))
    found: list[tuple[int, int, int]] = []
    ways: dict[int, list[Taken]] = {}
    for at in (-1, *(at for _, at in alone)):
        if len(ways) > 1 and not sums.effort.left:
            break
        ways[at] = sums.taken([*single[at : at + 1], *stackable] if at >= 0 else stackable)
        trial = dealt.beside()
        _add(trial, ways[at])
        sums.effort.charge(sums.lines * STEPS_TO_OWE)
        found.append((owed(trial), -_off_of(ways[at]), at))
    return ways[min(found)[2]], len(ways) == len(single) + 1


def _best(
    sums: _Sums, stackable: Sequence[Reached], single: Sequence[Reached], effort: Effort
) -> tuple[list[Taken], bool]:
    """The way that saves most, and whether none was left untried that might save more. What saves most by
    itself is tried first: what the others save together with those on top of it is at most the sum of what
    they save apart, but for the rounding of each share."""
    best = sums.taken(stackable)
    on_top = saved = _off_of(best)
    alone = [(-sums.off(*pair), at) for at, pair in enumerate(single)]
    chosen, rounded = -1, sums.lines * len(stackable)
    for tried, (off, at) in enumerate(sorted(alone)):
        if on_top + rounded - off < saved:
            return best, True
        if tried and not effort.left:
            return best, False
        way = sums.taken([single[at], *stackable])
        more = _off_of(way)
        if more > saved or (more == saved and 0 <= at < chosen):
            best, saved, chosen = way, more, at
        if not stackable:
            break  # the others save no more
    return best, True


def _off_of(way: Sequence[Taken]) -> int:
    return sum([taken.off_minor for taken in way])


def off_if_reached(
    offer: BasketOffer,
    uses: int,
    more: LineAlone,
    goods: Sequence[LineAlone],
    offers: Offers,
    dealt: Dealt,
    rounding: Rounding,
) -> int:
    """What offers for the basket would take off at least, with one thing more that this one counts: it so
    many times, instead of the one in its place, and those that are stackable. `offers`: over that thing too,
    which may be in a deal."""
    reached = {
        each: often
        for each in offers.book.basket_offers
        if (often := uses_of(each, offers)) > 0
        and (each.terms.combination is _STACKABLE or dealt.uses[each.offer_id])
    }
    if offer.terms.combination is not _STACKABLE:
        reached = {each: n for each, n in reached.items() if each.terms.combination is _STACKABLE}
    applied = sorted((reached | {offer: uses}).items(), key=_in_order)
    sums = _Sums([*goods, more], offers, dealt, rounding)
    least = _off_of(sums.taken(applied))
    if offers.touched:
        sums.lowered(more)
        least = min(least, _off_of(sums.taken(applied)))
    if any(terms_of(each).combination is _EXCLUSIVE for each in offers.touched.values()):
        sums.close(more)
        least = min(least, _off_of(sums.taken(applied)))
    return least


def _in_order(pair: tuple[BasketOffer, int]) -> tuple[bool, int, str]:
    terms = pair[0].terms
    return terms.combination is _STACKABLE, -terms.priority, pair[0].offer_id


def uses_of(offer: BasketOffer, offers: Offers) -> int:
    """How often the basket reaches it: not at all, once, or for each whole spend."""
    held = offers.held(offer)
    if held is None:
        return 0
    pieces, spend = offers.counted(offer)
    if not pieces or spend < offer.spend_minor:
        return 0
    uses = spend // offer.spend_minor if offer.every else 1
    return uses if held.most_uses is None else min(uses, held.most_uses)


class _Sums:
    """What of each line can be lowered, and what of it nothing has lowered yet."""

    def __init__(
        self,
        goods: Sequence[LineAlone],
        offers: Offers,
        dealt: Dealt,
        rounding: Rounding,
        effort: Effort | None = None,
    ) -> None:
        self._offers, self._rounding = offers, rounding
        self.effort = Effort() if effort is None else effort
        self.lines = len(goods)
        self._counts: dict[str, tuple[list[str], list[tuple[str, str]]]] = {}
        """Of an offer, ids of the lines it counts, in the order of their SKUs, with those before them."""
        self._open: dict[str, int] = {}
        self._untouched: dict[str, int] = {}
        for entry in goods:
            line_id, total = entry.line.line_id, entry.total_minor
            for step in dealt.steps.get(line_id, ()):
                if step.code != BASKET_OFFER:
                    total += step.amount_minor
            self._open[line_id] = total - dealt.exclusive.get(line_id, 0)
            self._untouched[line_id] = total - dealt.lowered.get(line_id, 0)

    def off(self, offer: BasketOffer, uses: int) -> int:
        """What one takes off where no other does."""
        lines, _ = self._counted(offer)
        self.effort.charge(len(lines) // 4)
        of_line = self._untouched if offer.terms.combination is _EXCLUSIVE else self._open
        return _off(offer, uses, sum([of_line[line_id] for line_id in lines]), self._rounding)

    def _counted(self, offer: BasketOffer) -> tuple[list[str], list[tuple[str, str]]]:
        known = self._counts.get(offer.offer_id)
        if known is None:
            named = sorted([(each.line.sku, each.line.line_id) for each in self._offers.members(offer)])
            known = self._counts[offer.offer_id] = ([line_id for _, line_id in named], named)
            self.effort.charge(len(named) * STEPS_OF_A_LINE // 2)
        return known

    def lowered(self, entry: LineAlone) -> None:
        """A deal has the whole line."""
        self._untouched[entry.line.line_id] = 0

    def close(self, entry: LineAlone) -> None:
        """A deal has the whole line that lets nothing beside it."""
        self._open[entry.line.line_id] = 0

    def taken(self, applied: Sequence[tuple[BasketOffer, int]]) -> list[Taken]:
        """What these take off one after another."""
        left, found = dict(self._open), []
        for offer, uses in applied:
            exclusive = offer.terms.combination is _EXCLUSIVE
            lines, named = self._counted(offer)
            self.effort.charge(len(lines) * STEPS_OF_A_LINE)
            of_line = self._untouched if exclusive else left
            amounts = [of_line[line_id] for line_id in lines]
            off = _off(offer, uses, sum(amounts), self._rounding)
            parts = share(off, amounts, named)
            shares = dict(zip(lines, parts, strict=True))
            for line_id, lowered_by in zip(lines, amounts if exclusive else parts, strict=True):
                left[line_id] -= lowered_by
            found.append(Taken(offer.offer_id, shares, uses, off))
        return found


def _off(offer: BasketOffer, uses: int, amount_minor: int, rounding: Rounding) -> int:
    if offer.percent is not None:
        return divide(amount_minor * offer.percent, WHOLE_PERCENT, rounding)
    return min((offer.amount_minor or 0) * uses, amount_minor)
