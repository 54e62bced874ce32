"""Shopping: from a scanned or keyed code to a priced line, and every change of the basket.

Each change is one commit: the new trip first, then the screen. Nothing here waits.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace as changed

from kiosk.domain import basket as baskets
from kiosk.domain.attributes import NO_ATTRIBUTES, GtinAttributes
from kiosk.domain.barcode import (
    BadgeCode,
    BasketCode,
    Classified,
    Context,
    CouponCode,
    GtinCode,
    MemberCode,
    PaymentCode,
    Scan,
    StoreLabel,
    Template,
    UnknownCode,
    classify,
    shown,
)
from kiosk.domain.basket import Basket, BasketLine, Entry
from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.handover import printed_gtin
from kiosk.domain.intervention import outgrown, with_word_of_before
from kiosk.domain.label import plausible
from kiosk.domain.masking import masked
from kiosk.domain.product import Product, SelfService, SoldBy
from kiosk.domain.trip import Trip, TripState
from kiosk.errors import InputRefused, Reason
from kiosk.ports import AppendRecord, PutIntervention, Write
from kiosk.services.abandoning import Abandoning
from kiosk.services.item_checks import ItemChecks
from kiosk.services.trips import Trips
from kiosk.services.views import NoticeKind
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)


class Shopping:
    """The basket's side of a trip."""

    abandoning: Abandoning
    """What was asked for before goods were taken out is not paid any more."""

    def __init__(
        self,
        bench: Bench,
        trips: Trips,
        checks: ItemChecks,
        templates: Sequence[Template],
        take_member: Callable[[str], None],
    ) -> None:
        self._bench = bench
        self._trips = trips
        self._checks = checks
        self._templates = tuple(templates)
        self._take_member = take_member

    # --- codes ------------------------------------------------------------------------------------

    def take_scan(self, scan: Scan) -> None:
        """Put what was scanned into the basket, or say why not."""
        self._take(self._read(scan), scan, Entry.SCANNED)

    def key_in(self, digits: str) -> None:
        """A code typed by the shopper: digits as printed, spaces and full-width forms allowed."""
        plain = unicodedata.normalize("NFKC", digits)
        plain = "".join(ch for ch in plain if not ch.isspace() and ch != "-")
        scan = Scan(raw=plain.encode(), text=plain)
        found = self._read(scan)
        if isinstance(found, UnknownCode) and plain.isascii() and plain.isdigit():
            trip = self._trips.open()
            product = self._trips.catalogue().by_plu(plain)
            if product is not None:
                self._add_counted(trip, product, Entry.KEYED, plain)
                return
        self._take(found, scan, Entry.KEYED)

    def _read(self, scan: Scan) -> Classified:
        return classify(scan, self._templates, Context.BASKET, self._bench.identity.store.currency)

    def _take(self, found: Classified, scan: Scan, entry: Entry) -> None:
        match found:
            case GtinCode():
                self._take_gtin(found, scan, entry)
            case StoreLabel():
                self._take_label(found, scan)
            case MemberCode(token):
                self._take_member(token)
            case BadgeCode():
                self._bench.tell(NoticeKind.REFUSED, Reason("staff.badge_unknown"))
            case CouponCode():
                self._bench.tell(NoticeKind.REFUSED, Reason("basket.coupon_not_taken"))
            case BasketCode():
                self._bench.tell(NoticeKind.REFUSED, Reason("basket.basket_of_a_till"))
            case PaymentCode():
                self._bench.tell(NoticeKind.REFUSED, Reason("basket.payment_code_here"))
            case UnknownCode(code):
                self._unknown(masked(code), scan)

    def _take_gtin(self, found: GtinCode, scan: Scan, entry: Entry) -> None:
        trip, gtin14 = self._trips.open(), found.gtin14
        product = self._trips.catalogue().by_gtin(gtin14)
        if product is None:
            self._unknown(gtin14.lstrip("0"), scan)
        else:
            self._add_counted(trip, product, entry, printed_gtin(gtin14), gtin14, found.attributes)

    def _take_label(self, label: StoreLabel, scan: Scan) -> None:
        trip = self._trips.open()
        product = self._trips.catalogue().by_plu(label.plu)
        if product is None:
            self._unknown(shown(masked(scan.text)), scan)
            return
        counted = label.price_minor is None and label.weight_g is None
        line = BasketLine(
            line_id=self._bench.ids.new(),
            sku=product.sku,
            quantity=(label.pieces or 1) if counted else 1,
            weight_g=label.weight_g,
            label_price_minor=label.price_minor,
            entry=Entry.LABEL,
            # A till would count the pieces of such a label once more: it gets the good's own code.
            code="" if counted else scan.text.strip(),
        )
        self._add(trip, product, line)

    def _add_counted(
        self,
        trip: Trip,
        product: Product,
        entry: Entry,
        code: str,
        gtin14: str = "",
        told: GtinAttributes = NO_ATTRIBUTES,
    ) -> None:
        weighed = product.sold_by is SoldBy.WEIGHT
        if weighed and told.net_weight_g is None and told.amount_minor is None:
            self._bench.tell(NoticeKind.REFUSED, Reason("basket.needs_weight_label"), names=product.names)
            return
        line = BasketLine(
            line_id=self._bench.ids.new(),
            sku=product.sku,
            entry=entry,
            code=code,
            weight_g=told.net_weight_g if weighed else None,
            label_price_minor=told.amount_minor,
            gtin14=gtin14,
            batch=told.batch,
            serial=told.serial,
            expiry=told.expiry,
            best_before=told.best_before,
        )
        self._add(trip, product, line)

    def _add(self, trip: Trip, product: Product, line: BasketLine) -> None:
        if product.self_service is SelfService.NEVER:
            self._bench.tell(
                NoticeKind.REFUSED, Reason("basket.not_for_self_service"), names=product.names, stays=True
            )
            return
        if not plausible(product, line):
            bad = Reason("pricing.bad_line", {"line_id": line.line_id, "sku": product.sku})
            self._refuse(InputRefused(bad), product)
            return
        self._trips.renew_recalls()
        trip = self._bench.visit.trip or trip
        if self._checks.refuses(trip.basket, line, product):
            return
        like = baskets.line_of_like(trip.basket, line)
        line = with_word_of_before(product, line, trip.basket, self._bench.visit.recalls)
        self._bench.visit.products[product.sku] = product
        try:
            basket = self._put(trip, baskets.add(trip.basket, line), product)
        except InputRefused as refused:
            self._refuse(refused, product)
            return
        kind, reason = NoticeKind.FOUND, Reason("basket.found")
        if like is not None:
            line = basket.line(like.line_id)
            kind, reason = NoticeKind.AGAIN, Reason("basket.again", {"quantity": line.quantity})
        amount = self._amount_of(line, product)
        self._bench.tell(kind, reason, names=product.names, amount_minor=amount)

    def _put(self, trip: Trip, basket: Basket, product: Product) -> Basket:
        """Take the changed lines of one product in, with the intervention they need; raises InputRefused."""
        visit = self._bench.visit
        before = {line.line_id: line for line in trip.basket.lines}
        for line in basket.lines:
            known = before.get(line.line_id)
            if known is not None and outgrown(product, known, line, visit.recalls):
                basket = baskets.withdraw(basket, line.line_id)
        opened = self._trips.newly_needed(basket, {product.sku: product})
        self._change(trip, basket, *(PutIntervention(one) for one in opened))
        if opened:
            visit.interventions.update({one.line_id: one for one in opened})
            visit.pin_refusal = None
        return basket

    def _refuse(self, refused: InputRefused, product: Product) -> None:
        """Why the basket stays as it is, in the shopper's words."""
        reason = refused.reason
        if reason.code.startswith("pricing."):
            log.warning("%s cannot be sold as scanned: %s", product.sku, reason)
            reason = Reason("basket.label_not_right")
        self._bench.tell(NoticeKind.REFUSED, reason, names=product.names)

    def _amount_of(self, line: BasketLine, product: Product) -> int:
        """What one more of it costs as shown beside the name: the line's own total where it is alone, less
        its share of a markdown where it is not."""
        priced = self._bench.visit.priced
        mine = next((one for one in priced.lines if one.line_id == line.line_id), None) if priced else None
        if mine is None or line.quantity == 1:
            return product.price_minor if mine is None else mine.total_minor
        off = sum(step.amount_minor for step in mine.trace if step.code == "pricing.near_date")
        return product.price_minor + off // line.quantity

    def _unknown(self, code: str, scan: Scan) -> None:
        """Tell the cloud what the shop may want to learn; `code` is fit to be kept and shown."""
        self._trips.open()
        body = {"shown": code, "symbology": str(scan.symbology)}
        self._bench.commit(None, AppendRecord(RecordKind.UNKNOWN_CODE_SCANNED, body, lane=Lane.EVENTS))
        self._bench.tell(NoticeKind.UNKNOWN, Reason("basket.unknown_code", {"code": code}), stays=True)

    # --- lines ------------------------------------------------------------------------------------

    def set_quantity(self, line_id: str, quantity: int) -> None:
        """Change a counted line; 0 takes it out."""
        trip = self._bench.visit.trip
        if trip is None or trip.state is not TripState.BUILDING or not _has(trip, line_id):
            return
        if quantity <= 0:
            self.void(line_id)
            return
        product = self._bench.visit.products[trip.basket.line(line_id).sku]
        try:
            self._put(trip, baskets.set_quantity(trip.basket, line_id, quantity), product)
        except InputRefused as refused:
            self._refuse(refused, product)

    def void(self, line_id: str, by: str = "shopper", *audit: Write) -> bool:
        """Take a line out; an intervention it waited for ends with it. False where nothing was taken out."""
        trip, visit = self._bench.visit.trip, self._bench.visit
        if trip is None or trip.state is not TripState.BUILDING or not _has(trip, line_id):
            return False
        line = next(one for one in trip.basket.lines if one.line_id == line_id)
        body = {"trip_id": trip.trip_id, "sku": line.sku, "quantity": line.quantity, "by": by}
        writes: list[Write] = [AppendRecord(RecordKind.LINE_VOIDED, body, lane=Lane.EVENTS), *audit]
        opened = visit.interventions.get(line_id)
        if opened is not None:
            writes.append(PutIntervention(opened, resolved_by=by))
        self._change(trip, baskets.void(trip.basket, line_id), *writes)
        visit.interventions.pop(line_id, None)
        names = visit.sold(line.sku).names
        self._bench.tell(NoticeKind.INFO, Reason("basket.line_taken_out"), names=names)
        return True

    def approve(self, line_id: str, attendant: str, *audit: Write) -> None:
        """An attendant allows a restricted line."""
        trip, visit = self._bench.visit.trip, self._bench.visit
        opened = visit.interventions.get(line_id)
        if trip is None or opened is None:
            return
        body = {"trip_id": trip.trip_id, "sku": opened.sku, "kind": str(opened.kind), "attendant": attendant}
        self._change(
            trip,
            baskets.approve(trip.basket, line_id, attendant),
            PutIntervention(opened, resolved_by=attendant),
            AppendRecord(RecordKind.INTERVENTION_RESOLVED, body),
            *audit,
        )
        visit.interventions.pop(line_id, None)
        self._bench.tell(NoticeKind.FOUND, Reason("basket.allowed"), names=visit.sold(opened.sku).names)

    # --- inside -----------------------------------------------------------------------------------

    def _change(self, trip: Trip, basket: Basket, *writes: Write) -> None:
        """Price first: a basket that cannot be priced is never written."""
        new = changed(trip, basket=basket)
        priced = self._bench.price(new)
        self._bench.commit(new, *writes, *self.abandoning.writes(trip.sale_id, basket))
        self._bench.visit.priced = priced
        self.abandoning.tell(trip.sale_id, basket)


def _has(trip: Trip, line_id: str) -> bool:
    return any(line.line_id == line_id for line in trip.basket.lines)
