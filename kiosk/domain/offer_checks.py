"""What an offer must hold to be understood: each fault is a sentence that names the offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NoReturn

from kiosk.domain.basket import MOST_PIECES
from kiosk.domain.money import MOST_MINOR
from kiosk.domain.offer import (
    BasketOffer,
    MultiBuy,
    NearDate,
    Offer,
    PieceOffer,
    Reward,
    Selector,
    SetDeal,
    StickerOffer,
    Tier,
    TierBy,
    TierStep,
    UnknownOffer,
)
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.sale_hours import MINUTES_OF_A_DAY
from kiosk.errors import InputRefused, Reason

MOST_DAYS = 365
MOST_PERCENT = 99
"""Nothing is given away by a date."""
WHOLE_PERCENT = 100
MOST_SLOTS = 8


def check_offer(offer: Offer) -> None:
    """Raises InputRefused (`offers.*`) for the first thing that is wrong."""
    if not offer.offer_id:
        raise InputRefused(Reason("offers.no_id"))
    if isinstance(offer, UnknownOffer):
        return
    if not offer.names.zh:
        _refuse("offers.no_name", offer)
    match offer:
        case MultiBuy():
            _check_goods(offer, Selector(skus=offer.skus))
            _check_quantity(offer, offer.quantity)
            _check_price(offer, offer.price_minor)
        case NearDate():
            _check_goods(offer, Selector(skus=offer.skus, categories=offer.categories))
            _check_markdown(offer)
        case SetDeal():
            _check_set(offer)
            _check_terms(offer, offer.terms)
        case PieceOffer():
            _check_goods(offer, offer.goods)
            _check_one(offer, offer.price_minor, offer.amount_minor, offer.percent)
            _check_terms(offer, offer.terms)
        case Tier():
            _check_goods(offer, offer.goods)
            _check_steps(offer)
            _check_terms(offer, offer.terms)
        case StickerOffer():
            _check_goods(offer, offer.goods)
            _check_percent(offer, offer.most_percent)
            _check_not_stackable(offer, offer.terms)
            _check_terms(offer, offer.terms)
        case BasketOffer():
            _check_goods(offer, offer.goods)
            _check_basket_offer(offer)
            _check_terms(offer, offer.terms)


def check_new_offer(offer: Offer) -> None:
    """The same of an offer that somebody writes now, and what one that is in a catalogue may have: a shop
    does not lose all its offers by it. Raises InputRefused."""
    check_offer(offer)
    if isinstance(offer, Tier):
        _check_better(offer)


def _refuse(code: str, offer: Offer, **values: str | int) -> NoReturn:
    raise InputRefused(Reason(code, {"offer": offer.offer_id, **values}))


def _check_goods(offer: Offer, goods: Selector) -> None:
    named = (goods.skus, goods.categories, goods.brands)
    if not any(named) and not goods.everything:
        _refuse("offers.no_goods", offer)
    if goods.everything and any(named):
        _refuse("offers.goods_and_everything", offer)
    for words in (*named, goods.except_skus, goods.except_categories):
        if len(set(words)) != len(words):
            _refuse("offers.good_twice", offer)
        if "" in words:
            _refuse("offers.good_without_name", offer)


def _check_quantity(offer: Offer, quantity: int) -> None:
    if not 1 <= quantity <= MOST_PIECES:
        _refuse("offers.quantity_out_of_range", offer, quantity=quantity, limit=MOST_PIECES)


def _check_price(offer: Offer, price_minor: int) -> None:
    if not 0 <= price_minor <= MOST_MINOR:
        _refuse("offers.price_out_of_range", offer)


def _check_percent(offer: Offer, percent: int, most: int = WHOLE_PERCENT) -> None:
    if not 1 <= percent <= most:
        _refuse("offers.percent_out_of_range", offer, percent=percent, limit=most)


def _check_markdown(offer: NearDate) -> None:
    if not 0 <= offer.days <= MOST_DAYS:
        _refuse("offers.days_out_of_range", offer, days=offer.days, limit=MOST_DAYS)
    _check_percent(offer, offer.percent, MOST_PERCENT)


def _check_one(offer: Offer, price_minor: int | None, amount_minor: int | None, percent: int | None) -> None:
    """Exactly one of the three, in its range."""
    if sum(each is not None for each in (price_minor, amount_minor, percent)) != 1:
        _refuse("offers.not_one_reward", offer)
    if price_minor is not None:
        _check_price(offer, price_minor)
    if amount_minor is not None and not 1 <= amount_minor <= MOST_MINOR:
        _refuse("offers.amount_out_of_range", offer)
    if percent is not None:
        _check_percent(offer, percent)


def _check_set(offer: SetDeal) -> None:
    if not 1 <= len(offer.slots) <= MOST_SLOTS:
        _refuse("offers.slots_out_of_range", offer, slots=len(offer.slots), limit=MOST_SLOTS)
    for slot in offer.slots:
        _check_goods(offer, slot.goods)
        _check_quantity(offer, slot.count)
    pieces = sum(slot.count for slot in offer.slots)
    _check_quantity(offer, pieces)
    _check_reward(offer, offer.reward, pieces)
    _check_not_stackable(offer, offer.terms)


def _check_not_stackable(offer: Offer, terms: OfferTerms) -> None:
    if terms.combination is Combination.STACKABLE:
        _refuse("offers.set_not_stackable", offer)


def _check_reward(offer: SetDeal, reward: Reward, pieces: int) -> None:
    _check_one(offer, reward.price_minor, reward.amount_minor, reward.percent)
    if reward.cheapest is not None:
        if reward.percent is None or reward.slot is not None:
            _refuse("offers.reward_unclear", offer)
        if not 1 <= reward.cheapest <= pieces:
            _refuse("offers.cheapest_out_of_range", offer, cheapest=reward.cheapest, limit=pieces)
    if reward.slot is not None:
        if reward.amount_minor is not None:
            _refuse("offers.reward_unclear", offer)
        if not 1 <= reward.slot <= len(offer.slots):
            _refuse("offers.no_such_slot", offer, slot=reward.slot, limit=len(offer.slots))


def _check_steps(offer: Tier) -> None:
    if not offer.steps:
        _refuse("offers.no_steps", offer)
    _check_rising(offer, [step.at_least for step in offer.steps])
    for step in offer.steps:
        most = MOST_MINOR if offer.by is TierBy.SPEND else MOST_PIECES * MOST_PIECES
        if not 1 <= step.at_least <= most:
            _refuse("offers.step_out_of_range", offer, at_least=step.at_least)
        _check_one(offer, step.price_minor, step.amount_minor, step.percent)


def _check_rising(offer: Offer, steps: list[int]) -> None:
    if any(one >= other for one, other in pairwise(steps)):
        _refuse("offers.steps_not_rising", offer)


def _check_better(offer: Tier) -> None:
    """No step is worse than a lower one. Of two kinds, such as 10 % and 1.00, the better one depends on the
    goods; what is reached is settled by the basket (`Offers.reached`)."""
    best: dict[str, int] = {}
    for number, step in enumerate(offer.steps, 1):
        for kind, worth in _worth(step):
            if worth < best.setdefault(kind, worth):
                _refuse("offers.step_is_worse", offer, step=number)
            best[kind] = worth


def _worth(step: TierStep) -> Iterator[tuple[str, int]]:
    """What it gives, the more the better."""
    if step.percent is not None:
        yield "percent", step.percent
    if step.amount_minor is not None:
        yield "amount", step.amount_minor
    if step.price_minor is not None:
        yield "price", -step.price_minor


def _check_basket_offer(offer: BasketOffer) -> None:
    _check_one(offer, None, offer.amount_minor, offer.percent)
    if not 0 <= offer.spend_minor <= MOST_MINOR:
        _refuse("offers.spend_out_of_range", offer)
    if offer.every and (offer.amount_minor is None or offer.spend_minor == 0):
        _refuse("offers.every_without_spend", offer)
    if (offer.terms.most_uses or 1) > 1 and not offer.every:
        _refuse("offers.basket_uses", offer)


def _check_terms(offer: Offer, terms: OfferTerms) -> None:
    edges = (terms.starts_at, terms.ends_at)
    if any(edge is not None and edge.tzinfo is None for edge in edges):
        _refuse("offers.time_without_zone", offer)
    if terms.starts_at is not None and terms.ends_at is not None and terms.starts_at >= terms.ends_at:
        _refuse("offers.ends_before_start", offer)
    _check_days(offer, terms.weekdays)
    for hours in terms.hours:
        _check_days(offer, hours.days)
        if not (0 <= hours.opens_min < MINUTES_OF_A_DAY and 0 <= hours.closes_min <= MINUTES_OF_A_DAY):
            _refuse("offers.bad_hours", offer)
        if not hours.days:
            _refuse("offers.bad_hours", offer)
    if "" in terms.segments:
        _refuse("offers.segment_without_name", offer)
    limits = (terms.most_uses, terms.most_uses_per_member)
    stackable = terms.combination is Combination.STACKABLE and not isinstance(offer, BasketOffer)
    if stackable and limits != (None, None):
        _refuse("offers.stackable_uses", offer)
    for uses in limits:
        if uses is not None and not 1 <= uses <= MOST_MINOR:
            _refuse("offers.uses_out_of_range", offer, uses=uses)


def _check_days(offer: Offer, days: Iterable[int]) -> None:
    for day in days:
        if not 1 <= day <= 7:
            _refuse("offers.bad_weekday", offer, day=day)
