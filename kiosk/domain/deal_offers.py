"""From lines and offers to piles of pieces and the sets that compete for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
    SetDeal,
    StickerOffer,
    Tier,
    TierStep,
    terms_of,
)
from kiosk.domain.offer_terms import Combination
from kiosk.domain.offers_in_force import Offers
from kiosk.domain.priced import PriceKind, PricingContext
from kiosk.domain.promotion import Part, days_left

MULTI_BUY, SET_DEAL, PIECE_OFFER = "pricing.multi_buy", "pricing.set_deal", "pricing.piece_offer"
TIER, NEAR_DATE, STICKER = "pricing.tier", "pricing.near_date", "pricing.sticker"
STACKED = "pricing.stacked"


@dataclass(slots=True)
class _Pieces:
    """A line's pieces before they are put on their pile."""

    entry: LineAlone
    stack: Stack
    single: Single | None
    base_minor: int
    sets: tuple[tuple[KnownOffer, int], ...]
    """Offers and slots that take them in sets, or one by one with a limit."""


class Contest:
    """The piles of goods that deals are for, the dearest first, and the sets that take from them by id."""

    def __init__(self, goods: Iterable[LineAlone], offers: Offers, context: PricingContext) -> None:
        self._offers, self._rounding = offers, context.rounding
        self._today = day_of(context.at, context.zone)
        self.piles: list[Pile] = []
        found: dict[tuple[object, ...], list[_Pieces]] = {}
        for entry in goods:
            parts = offers.parts_for(entry)
            if not parts or entry.kind is PriceKind.LABEL:
                continue  # what is on a label is what its maker asked for
            pieces = self._pieces(entry, parts)
            single = "" if pieces.single is None else pieces.single.offer_id
            apart = "" if entry.line.is_pieces else entry.line.line_id
            key = (-entry.piece_minor, entry.line.sku, pieces.base_minor, single, apart)
            found.setdefault(key, []).append(pieces)
        slots: dict[str, dict[int, tuple[int, ...]]] = {}
        by_id: dict[str, KnownOffer] = {}
        for number, (_, alike) in enumerate(sorted(found.items(), key=lambda item: item[0])):
            first = alike[0]
            if len(alike) > 1:
                alike.sort(key=_place)
            lines = tuple((each.entry.line.line_id, each.entry.line.quantity) for each in alike)
            self.piles.append(
                Pile(
                    first.entry.line.sku,
                    first.entry.piece_minor,
                    lines,
                    first.stack,
                    first.single,
                    first.base_minor,
                    first.entry.line.weight_g,
                )
            )
            for offer, slot in first.sets:
                by_id[offer.offer_id] = offer
                of_offer = slots.setdefault(offer.offer_id, {})
                of_offer[number] = (*of_offer.get(number, ()), slot)
        self._counts = [pile.count for pile in self.piles]
        self.rivals = [
            rival
            for offer_id in sorted(by_id)
            if self._can_be_made(rival := Rival(self._rule(by_id[offer_id]), slots[offer_id]))
        ]

    def _pieces(self, entry: LineAlone, parts: Sequence[Part]) -> _Pieces:
        stacked = self._offers.stacked
        on_top = [offer for offer, _ in parts if offer.offer_id in stacked]
        stack = tuple(self._stack(entry, on_top)) if on_top else ()
        base = after_stack(stack, entry.piece_minor, self._rounding)
        single: Single | None = None
        sets: list[tuple[KnownOffer, int]] = []
        for offer, slot in parts:
            if offer.offer_id in stacked:
                continue
            if isinstance(offer, MultiBuy | SetDeal):
                if entry.line.is_pieces:
                    sets.append((offer, slot))
                continue
            lowering = self._lowering(offer, entry)
            if lowering is None:
                continue
            if isinstance(offer, PieceOffer | Tier) and self._most(offer) is not None:
                sets.append((offer, slot))
                continue
            one = self._single(offer, entry.piece_minor, lowering, stack)
            if one.final_minor < base:
                single, base = one, one.final_minor
        return _Pieces(entry, stack, single, base, tuple(sets))

    def _most(self, offer: KnownOffer) -> int | None:
        held = self._offers.held(offer)
        return None if held is None else held.most_uses

    def _single(self, offer: KnownOffer, piece_minor: int, lowering: Lowering, stack: Stack) -> Single:
        exclusive = terms_of(offer).combination is Combination.EXCLUSIVE
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
        line = entry.line
        match offer:
            case NearDate():
                return _near_date(offer, entry, self._today)
            case StickerOffer():
                return _sticker(offer, entry, self._rounding)
            case PieceOffer():
                lowering = _lowering_of(offer)
            case Tier():
                step = self._offers.reached(offer)
                if step is None:
                    return None
                lowering = _lowering_of(step)
            case _:
                return None
        return lowering if line.weight_g is None else lowering.by_weight(line.weight_g, self._rounding)

    def _rule(self, offer: KnownOffer) -> SetRule:
        common = SetRule(
            offer.offer_id,
            _CODES[type(offer)],
            (1,),
            self._rounding,
            terms_of(offer).combination is Combination.EXCLUSIVE,
            self._most(offer),
        )
        match offer:
            case MultiBuy():
                return replace(common, counts=(offer.quantity,), price_minor=offer.price_minor)
            case SetDeal():
                return _set_rule(common, offer)
            case PieceOffer():
                return replace(common, lowering=_lowering_of(offer))
            case Tier():
                step = self._offers.reached(offer)
                return replace(common, lowering=None if step is None else _lowering_of(step))
        return common

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


def _lowering_of(each: PieceOffer | TierStep) -> Lowering:
    return Lowering(each.percent, each.amount_minor, each.price_minor)


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


def _set_rule(common: SetRule, offer: SetDeal) -> SetRule:
    reward = offer.reward
    counts = tuple(slot.count for slot in offer.slots)
    if reward.slot is not None:
        lowering = Lowering(percent=reward.percent, price_minor=reward.price_minor)
        return replace(common, counts=counts, slot=reward.slot - 1, lowering=lowering)
    return replace(
        common,
        counts=counts,
        price_minor=reward.price_minor,
        amount_minor=reward.amount_minor,
        lowering=None if reward.percent is None else Lowering(percent=reward.percent),
        cheapest=reward.cheapest,
    )
