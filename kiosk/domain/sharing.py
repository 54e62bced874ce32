"""Sharing an amount to lines so that how a good is cut into lines does not matter: first to the goods, then
within each. Lines of one good differ by batch and date; what is paid for the good and its tax must not."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.money import allocate


def share(total: int, amounts: Sequence[int], lines: Sequence[tuple[str, str]]) -> list[int]:
    """Shares of `total` by largest remainder, in proportion to the goods' amounts and then to the lines'.

    A line is told by its SKU and id. Among equal remainders the smaller SKU gets the unit, and of one good
    the line of the greater amount. As in `allocate`, no share is greater than its amount where `total` is not
    greater than their sum.
    """
    if len(lines) == 1:
        return allocate(total, amounts)
    if len({sku for sku, _ in lines}) == len(lines):
        order = sorted(range(len(lines)), key=lines.__getitem__)
        by_place = [0] * len(lines)
        for at, part in zip(order, allocate(total, [amounts[at] for at in order]), strict=True):
            by_place[at] = part
        return by_place
    places: dict[str, list[int]] = {}
    for place in sorted(range(len(lines)), key=lambda at: (lines[at][0], -amounts[at], lines[at][1])):
        places.setdefault(lines[place][0], []).append(place)
    wholes = allocate(total, [sum(amounts[place] for place in own) for own in places.values()])
    shares = [0] * len(amounts)
    for own, whole in zip(places.values(), wholes, strict=True):
        parts = [whole] if len(own) == 1 else allocate(whole, [amounts[place] for place in own])
        for place, part in zip(own, parts, strict=True):
            shares[place] = part
    return shares
