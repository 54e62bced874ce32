"""What a part of a sale gives back when it is returned: exactly what was paid for it after offers.

The rules, in this order:

- A line of several pieces gives back its amount by the piece, counted from all pieces returned so far, so
  that all parts returned one by one give exactly what the whole gives at once.
- The rest of the basket keeps its offers: a returned piece gives back what was paid for it, and no discount
  of another line is taken away. The tax goes back in the proportion it was paid; what a total was rounded by
  is shared to the lines.
- A deposit goes back with its good, piece by piece, and never alone. A donation goes back only by its name.
- Points go back by what the goods that were kept would have earned. Nobody gets points for less than is kept.
- Money goes back to the wallet up to what came from it; the rest was paid by vouchers and is given as one.
- A coupon stays used while any good is kept; with the last one it is free again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain.member import points_earned
from kiosk.domain.money import Rounding, allocate, divide
from kiosk.domain.priced import PricedBasket, PricedLine
from kiosk.domain.role import Role
from kiosk.errors import InputRefused, Reason


@dataclass(frozen=True, slots=True)
class Returned:
    """So many pieces of a line of the sale; a weighed or labelled one is one piece."""

    line_id: str
    pieces: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundedLine:
    """What pieces of one line give back; `amount == net + tax + rounding`."""

    line_id: str
    sku: str
    pieces: int
    role: Role
    net_minor: int
    tax_minor: int
    rounding_minor: int

    @property
    def amount_minor(self) -> int:
        return self.net_minor + self.tax_minor + self.rounding_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """What goes back; no amount of it is negative."""

    lines: tuple[RefundedLine, ...]
    money_minor: int
    """To the wallet that paid."""
    voucher_minor: int
    """As a voucher."""
    points: int
    """Taken back from the member."""
    frees_coupons: bool
    """No good is kept any more: the sale's coupons may be used again."""

    @property
    def amount_minor(self) -> int:
        """All that goes back."""
        return self.money_minor + self.voucher_minor


def refund_of(
    priced: PricedBasket,
    returned: Iterable[Returned],
    *,
    before: Iterable[Returned] = (),
    tender_minor: int,
    points_minor: int = 0,
) -> Refund:
    """What `returned` gives back of a sale that gave back `before` already, in money `tender_minor` was paid
    of; `points_minor` is what earned its member a point, 0 without a member.

    Raises InputRefused: `refund.nothing`, `refund.no_such_line`, `refund.deposit_follows`,
    `refund.too_many_pieces`.
    """
    lines = {line.line_id: line for line in priced.lines}
    had, now = _counted(lines, before), _counted(lines, returned)
    if not now:
        raise InputRefused(Reason("refund.nothing"))
    shares = _paid(priced)
    parts = tuple(
        _part(line, shares[line.line_id], had[line.line_id], now[line.line_id])
        for line in priced.lines
        if now[line.line_id]
    )
    gone = sum(_given(line, shares[line.line_id], had[line.line_id]) for line in priced.lines)
    amount = sum(part.amount_minor for part in parts)
    money = min(gone + amount, tender_minor) - min(gone, tender_minor)
    kept = had + now
    return Refund(
        lines=parts,
        money_minor=money,
        voucher_minor=amount - money,
        points=_points(priced, had, points_minor) - _points(priced, kept, points_minor),
        frees_coupons=all(kept[line.line_id] == line.quantity for line in priced.lines if _is_good(line)),
    )


def whole(priced: PricedBasket, before: Iterable[Returned] = ()) -> tuple[Returned, ...]:
    """All that is left of a sale, a donation with it."""
    had: Counter[str] = Counter()
    for one in before:
        had[one.line_id] += one.pieces
    left = ((line, line.quantity - had[line.line_id]) for line in priced.lines if not line.refers_to)
    return tuple(Returned(line.line_id, pieces) for line, pieces in left if pieces > 0)


def _is_good(line: PricedLine) -> bool:
    return line.role is Role.GOODS


def _counted(lines: Mapping[str, PricedLine], returned: Iterable[Returned]) -> Counter[str]:
    """Pieces by line id, those of deposits too."""
    counts: Counter[str] = Counter()
    for one in returned:
        line = lines.get(one.line_id)
        if line is None:
            raise InputRefused(Reason("refund.no_such_line", {"line_id": one.line_id[:60]}))
        if line.refers_to:
            raise InputRefused(Reason("refund.deposit_follows", {"sku": line.sku}))
        counts[one.line_id] += one.pieces
        if one.pieces < 1 or counts[one.line_id] > line.quantity:
            raise _too_many(line, line.quantity)
    for line in lines.values():
        if counts[line.refers_to]:
            on_one = line.quantity // lines[line.refers_to].quantity
            counts[line.line_id] = counts[line.refers_to] * on_one
    return +counts


def _too_many(line: PricedLine, left: int) -> InputRefused:
    return InputRefused(Reason("refund.too_many_pieces", {"sku": line.sku, "left": left}))


def _paid(priced: PricedBasket) -> dict[str, int]:
    """What was paid for each line, its share of the rounding with it."""
    lines = sorted(priced.lines, key=lambda line: (line.sku, line.line_id))
    shares = allocate(priced.rounding_minor, [line.gross_minor for line in lines])
    return {line.line_id: line.gross_minor + share for line, share in zip(lines, shares, strict=True)}


def _given(line: PricedLine, paid_minor: int, pieces: int) -> int:
    """What so many of the line's pieces give back together."""
    return divide(paid_minor * pieces, line.quantity, Rounding.HALF_UP)


def _part(line: PricedLine, paid_minor: int, had: int, now: int) -> RefundedLine:
    if had + now > line.quantity:
        raise _too_many(line, line.quantity - had)

    def between(of: int) -> tuple[int, int]:
        return _given(line, of, had), _given(line, of, had + now)

    paid, gross = between(paid_minor), between(line.gross_minor)
    # of the amount, not of the pieces: so the net part is never negative
    tax = [divide(line.tax_minor * part, line.gross_minor or 1, Rounding.HALF_UP) for part in gross]
    return RefundedLine(
        line_id=line.line_id,
        sku=line.sku,
        pieces=now,
        role=line.role,
        net_minor=gross[1] - gross[0] - (tax[1] - tax[0]),
        tax_minor=tax[1] - tax[0],
        rounding_minor=paid[1] - paid[0] - (gross[1] - gross[0]),
    )


def _points(priced: PricedBasket, returned: Mapping[str, int], points_minor: int) -> int:
    """What the goods that are kept earn."""
    kept = sum(
        line.gross_minor - _given(line, line.gross_minor, returned[line.line_id])
        for line in priced.lines
        if _is_good(line)
    )
    return points_earned(kept, points_minor)
