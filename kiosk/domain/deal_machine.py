"""One set deal as a state table over pieces that come dearest first.

A state is what is open of the deal. Taking a piece moves to another state and saves so much against what the
piece costs without the deal (less than nothing for a piece that only helps to complete a set). All sets that
can be made of any pieces are ways through the table, and only those:

- Where a piece saves the same whichever set it completes (a price or percentage for the whole set or for one
  slot), it is enough to count the pieces of each slot, less those of complete sets.
- Where the cheapest of a set are lowered, sets are begun one after another: of pieces taken dearest first
  that gives the dearest cheapest ones. It does where a dearer piece is lowered by at least as much; stackable
  offers may make it not so, and then any number of sets may be open at once, as with several slots.
- Where a set of the cheapest pieces may cost less than the amount off it, or a stackable offer is reckoned
  on what the amount leaves of a piece, the amount is taken off the dearest pieces of each set first, with any
  number open at once.

Savings are multiplied by `scale`, and each set costs the `place` of its offer: of ways to one state that save
the same money the one with the smallest sum of places is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import gcd

from kiosk.domain.deal_pieces import Pile, Rival
from kiosk.domain.lowering import after_stack

Group = tuple[int, ...]
"""An open set: pieces in each slot, then what is left of the amount off it."""
Value = tuple[int, tuple[Group, ...]]
"""Sets begun, where their number is limited, and the open ones; counted slots are one open set."""
Step = tuple[int, int, int]
"""State after the piece, what taking it saves, and the piece's own price in the deal."""

CLOSED = 0


class Machine:
    """The table of one rival, made as it is asked for."""

    def __init__(self, rival: Rival, piles: Sequence[Pile], scale: int, place: int) -> None:
        self.rule, self.slots = rival.rule, rival.slots
        self.made = 0
        """Ways in the table so far."""
        self._piles, self._scale, self._place = piles, scale, place
        self.whole_set = ((self.rule.amount_minor or 0) - (self.rule.price_minor or 0)) * scale - place
        """What completing a set saves beside its pieces."""
        self._most = most = self.rule.most_uses
        if most is not None and most * self.rule.pieces >= sum(piles[pile].count for pile in self.slots):
            self._most = None
        self._own_prices = dict[tuple[int, bool, int], tuple[int, int]]()
        self._counted_gains = dict[tuple[int, int], tuple[int, int]]()
        self.counted, self._many_open = self._manner()
        first = (0,) * len(self.rule.counts)
        self._values: list[Value] = [(0, (first,) if self.counted else ())]
        self._ids = {self._values[0]: CLOSED}
        self._missing = [0]
        self._steps: dict[tuple[int, int], tuple[Step, ...]] = {}

    def steps(self, state: int, pile: int) -> tuple[Step, ...]:
        """All ways to take one piece of a pile."""
        key = (state, pile)
        known = self._steps.get(key)
        if known is None:
            value = self._values[state]
            found = self._count(value, pile) if self.counted else self._order(value, pile)
            known = self._steps[key] = tuple((self._id(after), gain, own) for after, gain, own in found)
            self.made += 1 + len(known)
        return known

    def set_of(self, filled: Sequence[tuple[int, int]]) -> tuple[int, tuple[tuple[int, int], ...]]:
        """What one set of these pieces, by pile and slot, saves, and the pieces with their own prices."""
        rule, pieces = self.rule, list[tuple[int, int]]()
        if self.counted:
            gain = self.whole_set
            for pile, slot in sorted(filled):
                own, more = self.counted_gain(pile, slot)
                gain += more
                pieces.append((pile, own))
            return gain, tuple(pieces)
        gain, amount = -self._place, rule.amount_minor or 0
        paid = rule.pieces if rule.cheapest is None else rule.pieces - rule.cheapest
        for at, (pile, _) in enumerate(sorted(filled)):
            off = min(amount, self._piles[pile].unit_minor)
            amount -= off
            own, final = self._final(pile, lowered=at >= paid, amount_minor=off)
            gain += self._gain(pile, final)
            pieces.append((pile, own))
        return gain, tuple(pieces)

    @property
    def is_apart(self) -> bool:
        """Whether no piece fits two slots."""
        return all(len(slots) == 1 for slots in self.slots.values())

    @property
    def is_even(self) -> bool:
        """Whether sets of the dearest pieces left of each slot, one after another, are the best it can make
        alone: each lowers its cheapest, a dearer piece by at least as much, and the others cost in it what
        they cost without it."""
        if self.counted or self.rule.cheapest is None or not self.is_apart or not self._lowers_dearer_more:
            return False
        return not any(self.order_gain(pile, lowered=False)[1] for pile in self.slots)

    @property
    def is_amount_alone(self) -> bool:
        """Whether it takes an amount off sets that may cost less, and nothing else lowers their pieces."""
        if self.counted or self.rule.amount_minor is None or not self.is_apart:
            return False
        piles = [self._piles[pile] for pile in self.slots]
        return all(pile.base_minor == pile.unit_minor and not pile.stack for pile in piles)

    @property
    def unit(self) -> int:
        """What every saving is a multiple of, but for the places of its sets."""
        if not self.counted:
            return self._scale
        gains = [self.counted_gain(pile, slot)[1] for pile, slots in self.slots.items() for slot in slots]
        return gcd(self.whole_set + self._place, *gains)

    def fair_gain(self, pile: int) -> int:
        """About what a piece saves in its sets; 0 where it is in none."""
        if pile not in self.slots:
            return 0
        if self.counted:
            best = max(self.counted_gain(pile, slot)[1] for slot in self.slots[pile])
            return best + self.whole_set // self.rule.pieces
        off = self._gain(pile, self._final(pile, lowered=True)[1]) * (self.rule.cheapest or 0)
        return (off + (self.rule.amount_minor or 0) * self._scale) // self.rule.pieces

    def listed(self, pile: int) -> int:
        """What a piece costs before offers."""
        return self._piles[pile].unit_minor

    def lowered_without(self, pile: int) -> int:
        """What a piece is lowered by where no set takes it."""
        return self._piles[pile].unit_minor - self._piles[pile].base_minor

    def scaled(self, amount_minor: int, sets: int) -> int:
        """So much saved by so many sets."""
        return amount_minor * self._scale - sets * self._place

    def missing(self, state: int) -> int:
        """How many pieces it takes to complete every open set; of none, 0."""
        return self._missing[state]

    def _id(self, value: Value) -> int:
        known = self._ids.get(value)
        if known is None:
            known = self._ids[value] = len(self._values)
            self._values.append(value)
            self._missing.append(self._lacks(value))
        return known

    def _lacks(self, value: Value) -> int:
        counts, (_, opened) = self.rule.counts, value
        if not self.counted:
            return sum(self.rule.pieces - sum(group[:-1]) for group in opened)
        sets = max(-(-have // need) for have, need in zip(opened[0], counts, strict=True))
        return sets * self.rule.pieces - sum(opened[0])

    def _manner(self) -> tuple[bool, bool]:
        """Whether counting is enough, and if not, whether several sets may be open at once."""
        rule = self.rule
        if rule.amount_minor is not None:
            plain = rule.exclusive or not any(self._piles[pile].stack for pile in self.slots)
            simple = plain and self._cheapest_set() >= rule.amount_minor
            return simple, not simple
        if rule.cheapest is None or rule.cheapest >= rule.pieces:
            return True, False
        if len(rule.counts) > 1:
            return False, True
        return False, not self._lowers_dearer_more

    @property
    def _lowers_dearer_more(self) -> bool:
        lowered = [self._lowered_by(pile) for pile in sorted(self.slots)]
        return all(one >= other for one, other in pairwise(lowered))

    def _cheapest_set(self) -> int:
        """No set costs less: the cheapest pieces of each slot, though no piece can be in two."""
        whole = 0
        for slot, count in enumerate(self.rule.counts):
            for pile in sorted((p for p, slots in self.slots.items() if slot in slots), reverse=True):
                taken = min(count, self._piles[pile].count)
                whole += taken * self._piles[pile].unit_minor
                count -= taken
        return whole

    def _lowered_by(self, pile: int) -> int:
        return self._final(pile, lowered=False)[1] - self._final(pile, lowered=True)[1]

    def _final(self, pile: int, *, lowered: bool, amount_minor: int = 0) -> tuple[int, int]:
        """What a piece costs in the deal, before and after the stack."""
        key = (pile, lowered, amount_minor)
        known = self._own_prices.get(key)
        if known is not None:
            return known
        rule, each = self.rule, self._piles[pile]
        own = each.unit_minor - amount_minor
        if lowered and rule.lowering is not None:
            lowering = rule.lowering
            if each.weight_g is not None:
                lowering = lowering.by_weight(each.weight_g, rule.rounding)
            own = lowering.after(own, rule.rounding)
        final = after_stack(each.stack, own, rule.rounding) if each.stack and not rule.exclusive else own
        self._own_prices[key] = (own, final)
        return own, final

    def _gain(self, pile: int, final_minor: int) -> int:
        return (self._piles[pile].base_minor - final_minor) * self._scale

    def _count(self, value: Value, pile: int) -> Iterator[tuple[Value, int, int]]:
        rule = self.rule
        done, (counts,) = value
        for slot in self.slots[pile]:
            after = [*counts]
            after[slot] += 1
            most = None if self._most is None else (self._most - done) * rule.counts[slot]
            if most is not None and after[slot] > most:
                continue
            own, gain = self.counted_gain(pile, slot)
            uses = done
            if all(have >= need for have, need in zip(after, rule.counts, strict=True)):
                after = [have - need for have, need in zip(after, rule.counts, strict=True)]
                gain += self.whole_set
                uses += self._most is not None
            yield (uses, (tuple(after),)), gain, own

    def counted_gain(self, pile: int, slot: int) -> tuple[int, int]:
        """The piece's own price, and what it saves where the whole set has a price or an amount off it."""
        rule, key = self.rule, (pile, slot)
        known = self._counted_gains.get(key)
        if known is not None:
            return known
        if rule.price_minor is not None:
            # Stackable offers lower an equal part of the set's price: the same in whichever set it is.
            each = self._piles[pile]
            own, off = min(each.unit_minor, rule.price_minor // rule.pieces), 0
            if each.stack and not rule.exclusive:
                off = own - after_stack(each.stack, own, rule.rounding)
            known = own, (each.base_minor + off) * self._scale
        else:
            own, final = self._final(pile, lowered=rule.slot in (None, slot))
            known = own, self._gain(pile, final)
        self._counted_gains[key] = known
        return known

    def order_gain(self, pile: int, *, lowered: bool) -> tuple[int, int]:
        """The piece's own price, and what it saves as one of the cheapest or of the others."""
        own, final = self._final(pile, lowered=lowered)
        return own, self._gain(pile, final)

    def _order(self, value: Value, pile: int) -> Iterator[tuple[Value, int, int]]:
        rule = self.rule
        begun, opened = value
        may_begin = (self._most is None or begun < self._most) and (self._many_open or not opened)
        fresh: Group = (*((0,) * len(rule.counts)), rule.amount_minor or 0)
        for group in dict.fromkeys((*opened, fresh) if may_begin else opened):
            rest = list(opened)
            uses = begun
            if group in rest and group != fresh:
                rest.remove(group)
            else:
                uses += self._most is not None
            for slot in self.slots[pile]:
                if group[slot] < rule.counts[slot]:
                    after, gain, own = self._put(group, slot, pile)
                    left = rest if after is None else [*rest, after]
                    yield (uses, tuple(sorted(left))), gain, own

    def _put(self, group: Group, slot: int, pile: int) -> tuple[Group | None, int, int]:
        """A piece into an open set; None where it completes it."""
        rule = self.rule
        filled, amount = sum(group[:-1]), group[-1]
        off = min(amount, self._piles[pile].unit_minor)
        lowered = rule.cheapest is not None and filled >= rule.pieces - rule.cheapest
        own, final = self._final(pile, lowered=lowered, amount_minor=off)
        gain = self._gain(pile, final)
        if filled + 1 == rule.pieces:
            return None, gain - self._place, own
        after = (*(have + (at == slot) for at, have in enumerate(group[:-1])), amount - off)
        return after, gain, own
