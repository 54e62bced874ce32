"""Offers as data: what a shop promises for its goods. How they are applied is `kiosk.domain.pricing`.

An offer's level follows from its kind and its terms: `BasketOffer` lowers the sum of what counts, whatever is
`stackable` comes on top of deals, everything else is a deal, of which each piece has at most one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeGuard

from kiosk.domain.offer_terms import ALWAYS, OfferTerms
from kiosk.domain.product import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Goods: those named in any way, or everything, but for the excepted.

    A category means its daughters too. Bags, deposits and donations are never among them.
    """

    skus: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    everything: bool = False
    except_skus: tuple[str, ...] = ()
    except_categories: tuple[str, ...] = ()


EVERYTHING = Selector(everything=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiBuy:
    """Any `quantity` pieces of `skus` together cost `price_minor`, as often as it fits."""

    offer_id: str
    names: Names
    skus: tuple[str, ...]
    quantity: int
    price_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NearDate:
    """Items of `skus` or `categories` with at most `days` days before their best-before or use-by date cost
    `percent` percent less. Only items whose code tells the date."""

    offer_id: str
    names: Names
    skus: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    days: int
    """0: the last day only."""
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A part of a set: any `count` pieces of these goods, mixed as the shopper likes."""

    goods: Selector
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """What a complete set gives: exactly one of price, amount and percent.

    - `price_minor`: the set costs so much; with `slot`, each piece of that slot does.
    - `amount_minor`: the set costs so much less, never less than nothing.
    - `percent`: each piece costs so many percent less, rounded by the piece; with `cheapest`, only so many of
      the cheapest pieces of the set do; with `slot`, only those of that slot.
    """

    price_minor: int | None = None
    amount_minor: int | None = None
    percent: int | None = None
    cheapest: int | None = None
    slot: int | None = None
    """1 is the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDeal:
    """A set of pieces, as often as it fits: N for M, N for a price, cheapest free, every n-th, the second at
    half price, buy X get Y, mix and match, meal deal, bundle. Counted pieces only, nothing weighed."""

    offer_id: str
    names: Names
    slots: tuple[Slot, ...]
    reward: Reward
    terms: OfferTerms = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceOffer:
    """Each piece of the goods costs so many percent or so much less, or so much: exactly one of the three.

    A weighed item is one piece; `amount_minor` and `price_minor` are then per kilogram.
    """

    offer_id: str
    names: Names
    goods: Selector
    percent: int | None = None
    amount_minor: int | None = None
    price_minor: int | None = None
    terms: OfferTerms = ALWAYS


class TierBy(StrEnum):
    """What a step of a tier is reached by."""

    QUANTITY = "quantity"
    """Pieces; a weighed item is one."""
    SPEND = "spend"
    """Minor units, at the prices before offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierStep:
    """From `at_least` on each piece costs so many percent or so much less, or so much: exactly one."""

    at_least: int
    percent: int | None = None
    amount_minor: int | None = None
    price_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """The more of the goods, the better their price: of the steps that are reached the one that lowers them
    most holds for each of their pieces. All of them count, also those that another deal takes."""

    offer_id: str
    names: Names
    goods: Selector
    by: TierBy
    steps: tuple[TierStep, ...]
    terms: OfferTerms = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class StickerOffer:
    """Staff may put stickers on these goods: a piece costs what its own says, at most `most_percent` less.

    One that says more lowers nothing: neither a kiosk nor a printer sets prices without the catalogue.
    """

    offer_id: str
    names: Names
    goods: Selector
    most_percent: int
    terms: OfferTerms = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketOffer:
    """Where the goods that count cost at least `spend_minor` before offers, their sum costs so many percent
    or so much less: exactly one of the two."""

    offer_id: str
    names: Names
    goods: Selector = EVERYTHING
    spend_minor: int = 0
    percent: int | None = None
    amount_minor: int | None = None
    every: bool = False
    """The amount again for each whole `spend_minor`."""
    terms: OfferTerms = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownOffer:
    """An offer of a kind that this version does not know: kept as it came, never applied, never guessed."""

    offer_id: str
    kind: str
    row: str
    """The whole row, JSON."""


Deal = MultiBuy | NearDate | SetDeal | PieceOffer | Tier | StickerOffer
"""Kinds that take pieces."""

KnownOffer = Deal | BasketOffer

Offer = KnownOffer | UnknownOffer
_WITHOUT_TERMS = (MultiBuy, NearDate, UnknownOffer)


def terms_of(offer: Offer) -> OfferTerms:
    """The offer's terms; kinds without any hold always and for everybody."""
    return ALWAYS if isinstance(offer, _WITHOUT_TERMS) else offer.terms


@dataclass(frozen=True, slots=True)
class LimitUsed:
    """How often a member used an offer before this trip."""

    offer_id: str
    uses: int


def limits_used(uses: Mapping[str, int]) -> tuple[LimitUsed, ...]:
    """Of uses by offer, in the order of the offers' ids."""
    return tuple(LimitUsed(offer_id, uses[offer_id]) for offer_id in sorted(uses))


def are_uses(told: object) -> TypeGuard[dict[str, int]]:
    """Whether this is, as read of JSON, uses by offer: none of them less than one."""
    return isinstance(told, dict) and all(type(uses) is int and uses > 0 for uses in told.values())
