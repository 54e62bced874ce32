"""Levels 1 and 2 of pricing: the deals of a basket and what comes on top of them, as steps of its lines.

What a set saves is shared over all its pieces by their price, so that a part given back is worth what was
paid for it. Where stackable offers come on top, each piece has its own price in the set instead, since they
are reckoned on it; of a set that has one price for all, what is left over an equal part each (or the piece's
price, where that is less) is shared by what each piece is above it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kiosk.domain.deal_offers import STACKED, Contest
from kiosk.domain.deal_pieces import Pile
from kiosk.domain.deal_settling import Settled, Settler
from kiosk.domain.line_alone import LineAlone
from kiosk.domain.lowering import steps_of
from kiosk.domain.money import Rounding
from kiosk.domain.offers_in_force import Offers
from kiosk.domain.priced import PricingContext, TraceStep
from kiosk.domain.sharing import share

SEARCH_BOUNDED = "pricing.search_bounded"
"""The step of a line whose deals are the best that was found, and not proven to be the best there is."""


@dataclass(slots=True)
class Dealt:
    """What deals did, by line id."""

    steps: dict[str, list[TraceStep]] = field(default_factory=dict)
    exclusive: Counter[str] = field(default_factory=Counter)
    """What pieces in exclusive deals cost: nothing else lowers them."""
    lowered: Counter[str] = field(default_factory=Counter)
    """What pieces cost that any offer lowered, the exclusive ones among them."""
    uses: Counter[str] = field(default_factory=Counter)
    """By offer id: sets, or pieces."""
    bounded: bool = False
    """Whether some deals are not proven the best."""

    def cost(self, line_id: str, cost_minor: int, *, exclusive: bool) -> None:
        """So much for pieces of a line that an offer lowered."""
        self.lowered[line_id] = self.lowered.get(line_id, 0) + cost_minor
        if exclusive:
            self.exclusive[line_id] = self.exclusive.get(line_id, 0) + cost_minor

    def use(self, offer_id: str, times: int) -> None:
        """An offer so often more."""
        self.uses[offer_id] = self.uses.get(offer_id, 0) + times

    def add(self, line_id: str, step: TraceStep) -> None:
        """One more step of a line, or more of one it has."""
        steps = self.steps.get(line_id)
        if steps is None:
            self.steps[line_id] = [step]
            return
        for at, old in enumerate(steps):
            if old.source == step.source and old.code == step.code:
                amount, pieces = old.amount_minor + step.amount_minor, old.pieces + step.pieces
                steps[at] = TraceStep(old.code, amount, old.source, pieces, old.uses)
                return
        steps.append(step)

    def beside(self) -> Dealt:
        """The same steps, to add others to."""
        return Dealt(steps={line_id: [*steps] for line_id, steps in self.steps.items()})

    def tell_bounded(self) -> None:
        """Each line that offers lowered says that what it costs is not proven the best."""
        for steps in self.steps.values():
            told = {step.source for step in steps if step.code == SEARCH_BOUNDED}
            sources = dict.fromkeys(step.source for step in steps if step.source not in told)
            steps += [TraceStep(SEARCH_BOUNDED, 0, source) for source in sources]

    def total(self, line_id: str) -> int:
        """What all steps of a line come to."""
        whole = 0
        for step in self.steps.get(line_id, ()):
            whole += step.amount_minor
        return whole


@dataclass(slots=True)
class _Taken:
    """Pieces of one line and pile with the same own price in a deal."""

    line_id: str
    pile: Pile
    own_minor: int
    count: int


def deal(
    goods: Iterable[LineAlone], offers: Offers, context: PricingContext, settler: Settler, steps: int
) -> Dealt:
    """The cheapest way for the shopper; ties are settled as `deal_machine` tells."""
    contest = Contest(goods, offers, context)
    dealt = Dealt()
    left = [dict(pile.lines) for pile in contest.piles]
    for settled in sorted(
        settler.settle(contest.piles, contest.rivals, steps), key=lambda each: each.rule.offer_id
    ):
        taken = list(_from_lines(settled, contest.piles, left))
        _tell_set(dealt, settled, taken, context.rounding)
    for pile, lines in zip(contest.piles, left, strict=True):
        if pile.single is None and not pile.stack:
            continue
        for line_id, count in lines.items():
            if count:
                _tell_single(dealt, pile, line_id, count, context.rounding)
    return dealt


def _from_lines(settled: Settled, piles: Sequence[Pile], left: list[dict[str, int]]) -> Iterator[_Taken]:
    """The deal's pieces from the lines of their piles, which give them in their order."""
    wanted: dict[tuple[int, int], int] = {}
    for piece in settled.pieces:
        wanted[piece] = wanted.get(piece, 0) + 1
    for number, own in sorted(wanted):
        missing, lines = wanted[number, own], left[number]
        for line_id, held in lines.items():
            count = min(held, missing)
            if count:
                lines[line_id] = held - count
                missing -= count
                yield _Taken(line_id, piles[number], own, count)


def _tell_set(dealt: Dealt, settled: Settled, taken: list[_Taken], rounding: Rounding) -> None:
    rule = settled.rule
    stacked = not rule.exclusive and any(each.pile.stack for each in taken)
    listed = [each.pile.unit_minor * each.count for each in taken]
    own = [each.own_minor * each.count for each in taken]
    named = [(each.pile.sku, each.line_id) for each in taken]
    whole, before = sum(own), sum(listed)
    if rule.price_minor is not None:
        whole = rule.price_minor * settled.uses
    elif rule.amount_minor is not None and not rule.slot and whole == before:
        whole = before - rule.amount_minor * settled.uses
    if not stacked:
        shares = share(whole - before, listed, named)
        costs = [cost + part for cost, part in zip(listed, shares, strict=True)]
    else:
        above = [cost - part for cost, part in zip(listed, own, strict=True)]
        shares = share(whole - sum(own), above, named)
        costs = [cost + part for cost, part in zip(own, shares, strict=True)]
    uses, code, offer_id = settled.uses, rule.code, rule.offer_id
    dealt.bounded |= not settled.proven
    dealt.use(offer_id, uses)
    for each, cost, full in zip(taken, costs, listed, strict=True):
        line_id, left = each.line_id, cost
        dealt.add(line_id, TraceStep(code, cost - full, offer_id, each.count, uses))
        if not settled.proven:
            dealt.add(line_id, TraceStep(SEARCH_BOUNDED, 0, offer_id))
        if stacked and each.pile.stack:
            left -= _tell_stack(dealt, each.pile, line_id, each.own_minor, each.count, rounding)
        dealt.cost(line_id, left, exclusive=rule.exclusive)


def _tell_single(dealt: Dealt, pile: Pile, line_id: str, count: int, rounding: Rounding) -> None:
    single, cost = pile.single, pile.unit_minor
    if single is not None:
        cost = single.price_minor
        step = TraceStep(single.code, (cost - pile.unit_minor) * count, single.offer_id, count)
        dealt.add(line_id, step)
        dealt.use(single.offer_id, count)
    exclusive = single is not None and single.exclusive
    off = 0 if exclusive else _tell_stack(dealt, pile, line_id, cost, count, rounding)
    if single is not None or off:
        dealt.cost(line_id, cost * count - off, exclusive=exclusive)


def _tell_stack(
    dealt: Dealt, pile: Pile, line_id: str, own_minor: int, count: int, rounding: Rounding
) -> int:
    """What stackable offers take off pieces, in all."""
    whole = 0
    for offer_id, off in steps_of(pile.stack, own_minor, rounding):
        if off:
            whole += off * count
            dealt.add(line_id, TraceStep(STACKED, -off * count, offer_id, count))
            dealt.use(offer_id, count)
    return whole
