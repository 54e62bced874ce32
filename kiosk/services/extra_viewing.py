"""Views of what is beside the goods: bags, the gift that rounds up, deposits."""

from __future__ import annotations

from collections import Counter

from kiosk.domain.basket import MOST_PIECES
from kiosk.domain.price_list import prices_now
from kiosk.domain.priced import PricedBasket
from kiosk.domain.role import Role
from kiosk.domain.round_up import donation_minor
from kiosk.domain.sale import Store
from kiosk.services.extra_views import BagsView, RoundUpView
from kiosk.services.visit import Visit


def bags_view(visit: Visit) -> BagsView | None:
    """The question, while the basket is still the one it was asked about."""
    asked, trip = visit.bags, visit.trip
    if asked is None or trip is None or trip.basket != asked.basket:
        return None
    listed = prices_now(asked.bag, trip.context.at, trip.context.price_lists).listed
    return BagsView(names=asked.bag.names, unit_price_minor=listed.minor, most=MOST_PIECES)


def round_up_view(visit: Visit, priced: PricedBasket, store: Store) -> RoundUpView | None:
    """What may be given or is; None where nobody is asked or nothing is missing."""
    rule = store.round_up
    gift = None if rule is None else visit.products.get(rule.sku)
    if rule is None or gift is None or gift.role is not Role.DONATION:
        return None
    given = visit.trip is not None and visit.trip.context.round_up is not None
    goods = sum(line.gross_minor for line in priced.lines if line.role is not Role.DONATION)
    amount = donation_minor(goods, rule)
    return RoundUpView(names=gift.names, amount_minor=amount, given=given) if amount or given else None


def deposits_of(priced: PricedBasket) -> dict[str, int]:
    """What the deposits on a line cost, by the line's id."""
    together: Counter[str] = Counter()
    for line in priced.lines:
        if line.role is Role.DEPOSIT:
            together[line.refers_to] += line.total_minor
    return dict(together)
