"""From lines and offers to piles of pieces and the sets that compete for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.domain.days import day_of
from kiosk.domain.deal_pieces import Pile, Rival, SetRule, Single
from kiosk.domain.line_alone import LineAlone
from kiosk.domain.lowering import WHOLE_PERCENT, Lowering, Stack, Stacked, after_stack
from kiosk.domain.money import Rounding, divide
from kiosk.domain.offer import (
    KnownOffer,
    MultiBuy,
    NearDate,
    PieceOffer,
    Reward,
    SetDeal,
    StickerOffer,
    Tier,
    terms_of,
)
from kiosk.domain.offer_terms import Combination
from kiosk.domain.offers_in_force import Offers
from kiosk.domain.priced import PricingContext
from kiosk.domain.promotion import Part, days_left

MULTI_BUY, SET_DEAL, PIECE_OFFER = "pricing.multi_buy", "pricing.set_deal", "pricing.piece_offer"
TIER, NEAR_DATE, STICKER = "pricing.tier", "pricing.near_date", "pricing.sticker"
STACKED = "pricing.stacked"
_SETS, _ONE_BY_ONE = (MultiBuy, SetDeal), (PieceOffer, Tier)
_EXCLUSIVE = Combination.EXCLUSIVE


@dataclass(slots=True)
class _Pieces:
    """A line's pieces before they are put on their pile."""

    entry: LineAlone
    piece_minor: int
    stack: Stack
    single: Single | None
    base_minor: int
    sets: list[Part]
    """Offers and slots that take them in sets, or one by one with a limit."""


class Contest:
    """The piles of goods that deals are for, the dearest first, and the sets that take from them by id."""

    def __init__(self, goods: Iterable[LineAlone], offers: Offers, context: PricingContext) -> None:
        self._offers, self._rounding = offers, context.rounding
        self._today = day_of(context.at, context.zone)
        self.piles: list[Pile] = []
        self._lowerings: dict[str, Lowering | None] = {}
        slots: dict[str, dict[int, tuple[int, ...]]] = {}
        by_id: dict[str, KnownOffer] = {}
        for number, alike in enumerate(self._alike(goods)):
            first, line = alike[0], alike[0].entry.line
            if len(alike) > 1:
                alike.sort(key=_place)
                lines = tuple((each.entry.line.line_id, each.entry.line.quantity) for each in alike)
            else:
                lines = ((line.line_id, line.quantity),)
            self.piles.append(
                Pile(
                    line.sku,
                    first.piece_minor,
                    lines,
                    first.stack,
                    first.single,
                    first.base_minor,
                    line.weight_g,
                )
            )
            for offer, slot in first.sets:
                offer_id = offer.offer_id
                of_offer = slots.get(offer_id)
                if of_offer is None:
                    by_id[offer_id] = offer
                    slots[offer_id] = {number: (slot,)}
                else:
                    of_offer[number] = (*of_offer[number], slot) if number in of_offer else (slot,)
        self._counts = [pile.count for pile in self.piles]
        self.rivals = [
            rival
            for offer_id in sorted(by_id)
            if self._can_be_made(rival := Rival(self._rule(by_id[offer_id]), slots[offer_id]))
        ]

    def _alike(self, goods: Iterable[LineAlone]) -> list[list[_Pieces]]:
        """Pieces by their pile, in the order of the piles."""
        found: dict[tuple[object, ...], list[_Pieces]] = {}
        parts_for = self._offers.parts_for
        for entry in goods:
            parts = parts_for(entry)
            if not parts or entry.is_labelled:
                continue  # what is on a label is what its maker asked for
            pieces = self._pieces(entry, parts)
            single = "" if pieces.single is None else pieces.single.offer_id
            apart = "" if entry.is_pieces else entry.line.line_id
            key = (-pieces.piece_minor, entry.line.sku, pieces.base_minor, single, apart)
            alike = found.get(key)
            if alike is None:
                found[key] = [pieces]
            else:
                alike.append(pieces)
        return [found[key] for key in sorted(found)]

    def _pieces(self, entry: LineAlone, parts: Sequence[Part]) -> _Pieces:
        stacked, piece_minor = self._offers.stacked, entry.piece_minor
        on_top = [offer for offer, _ in parts if offer.offer_id in stacked] if stacked else []
        stack = tuple(self._stack(entry, on_top)) if on_top else ()
        base = after_stack(stack, piece_minor, self._rounding) if stack else piece_minor
        single: Single | None = None
        sets: list[Part] = []
        for part in parts:
            offer = part[0]
            if isinstance(offer, _SETS):
                if entry.is_pieces:
                    sets.append(part)
                continue
            if offer.offer_id in stacked:
                continue
            lowering = self._lowering(offer, entry)
            if lowering is None:
                continue
            if isinstance(offer, _ONE_BY_ONE) and self._most(offer) is not None:
                sets.append(part)
                continue
            one = self._single(offer, piece_minor, lowering, stack)
            if one.final_minor < base:
                single, base = one, one.final_minor
        return _Pieces(entry, piece_minor, stack, single, base, sets)

    def _most(self, offer: KnownOffer) -> int | None:
        held = self._offers.held(offer)
        return None if held is None else held.most_uses

    def _single(self, offer: KnownOffer, piece_minor: int, lowering: Lowering, stack: Stack) -> Single:
        exclusive = terms_of(offer).combination is _EXCLUSIVE
        cost = lowering.after(piece_minor, self._rounding)
        final = cost if exclusive else after_stack(stack, cost, self._rounding)
        return Single(offer.offer_id, _CODES[type(offer)], cost, exclusive, final)

    def _stack(self, entry: LineAlone, offers: list[KnownOffer]) -> Iterator[Stacked]:
        for offer in sorted(offers, key=lambda offer: (-terms_of(offer).priority, offer.offer_id)):
            lowering = self._lowering(offer, entry)
            if lowering is not None:
                yield Stacked(offer.offer_id, lowering)

    def _lowering(self, offer: KnownOffer, entry: LineAlone) -> Lowering | None:
        """How an offer of single pieces lowers this one; None where it does not."""
        if isinstance(offer, NearDate):
            return _near_date(offer, entry, self._today)
        if isinstance(offer, StickerOffer):
            return _sticker(offer, entry, self._rounding)
        if not isinstance(offer, _ONE_BY_ONE):
            return None
        lowering, weight_g = self._of_pieces(offer), entry.line.weight_g
        return (
            lowering if weight_g is None or lowering is None else lowering.by_weight(weight_g, self._rounding)
        )

    def _of_pieces(self, offer: PieceOffer | Tier) -> Lowering | None:
        """The same for each piece; None where the basket reaches no step."""
        try:
            return self._lowerings[offer.offer_id]
        except KeyError:
            each = self._offers.reached(offer) if isinstance(offer, Tier) else offer
            found = None if each is None else Lowering(each.percent, each.amount_minor, each.price_minor)
            self._lowerings[offer.offer_id] = found
            return found

    def _rule(self, offer: KnownOffer) -> SetRule:
        offer_id, rounding, most = offer.offer_id, self._rounding, self._most(offer)
        exclusive = terms_of(offer).combination is _EXCLUSIVE
        if isinstance(offer, MultiBuy):
            whole = (offer.quantity,)
            return SetRule(offer_id, MULTI_BUY, whole, rounding, exclusive, most, offer.price_minor)
        if isinstance(offer, SetDeal):
            counts, reward = tuple([slot.count for slot in offer.slots]), offer.reward
            lowering, of_slot = _of_set(reward), reward.slot is not None
            return SetRule(
                offer_id,
                SET_DEAL,
                counts,
                rounding,
                exclusive,
                most,
                None if of_slot else reward.price_minor,
                None if of_slot else reward.amount_minor,
                lowering,
                None if of_slot else reward.cheapest,
                None if reward.slot is None else reward.slot - 1,
            )
        lowering = self._of_pieces(offer) if isinstance(offer, _ONE_BY_ONE) else None
        return SetRule(offer_id, _CODES[type(offer)], (1,), rounding, exclusive, most, lowering=lowering)

    def _can_be_made(self, rival: Rival) -> bool:
        """Whether each slot finds its pieces, were there no others."""
        counts, whole = self._counts, 0
        missing = list(rival.rule.counts)
        for pile, slots in rival.slots.items():
            whole += counts[pile]
            for slot in slots:
                missing[slot] -= counts[pile]
        return whole >= rival.rule.pieces and all(count <= 0 for count in missing)


def _place(pieces: _Pieces) -> tuple[str, ...]:
    """Lines of one good give their pieces by what is told of them, not as they were scanned."""
    line = pieces.entry.line
    told = (line.gtin14, line.batch, line.serial, str(line.expiry or ""), str(line.best_before or ""))
    return (line.sku, *told, line.line_id)


_CODES: dict[type, str] = {
    MultiBuy: MULTI_BUY,
    SetDeal: SET_DEAL,
    PieceOffer: PIECE_OFFER,
    Tier: TIER,
    NearDate: NEAR_DATE,
    StickerOffer: STICKER,
}


def _near_date(offer: NearDate, entry: LineAlone, today: date) -> Lowering | None:
    """Long before the date and after it nothing is marked down."""
    left = days_left(entry.line, today)
    return Lowering(percent=offer.percent) if left is not None and 0 <= left <= offer.days else None


def _sticker(offer: StickerOffer, entry: LineAlone, rounding: Rounding) -> Lowering | None:
    sticker = entry.line.sticker
    if sticker is None or (sticker.percent is None) == (sticker.price_minor is None):
        return None
    if sticker.price_minor is None:
        fits = 1 <= (sticker.percent or 0) <= offer.most_percent
        return Lowering(percent=sticker.percent) if fits else None
    least = entry.piece_minor - divide(entry.piece_minor * offer.most_percent, WHOLE_PERCENT, rounding)
    return Lowering(price_minor=sticker.price_minor) if sticker.price_minor >= least else None


def _of_set(reward: Reward) -> Lowering | None:
    """How each piece is lowered of a set, or of its slot; None where the set as a whole is."""
    if reward.slot is not None:
        return Lowering(percent=reward.percent, price_minor=reward.price_minor)
    return None if reward.percent is None else Lowering(percent=reward.percent)
