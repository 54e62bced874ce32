"""Scanning: from a code, scanned or keyed in, to what it names: a good, a member, or a miss."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from kiosk.domain.attributes import NO_ATTRIBUTES, GtinAttributes, joined
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
    ShortCode,
    StoreLabel,
    Template,
    UnknownCode,
    classify,
    shown,
)
from kiosk.domain.basket import BasketLine, Entry
from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.handover import printed_gtin
from kiosk.domain.product import Product, SoldBy
from kiosk.domain.unknown_code import hides, told
from kiosk.errors import Reason
from kiosk.ports import AppendRecord
from kiosk.services.coupons import Coupons
from kiosk.services.notices import NoticeKind, WayOn
from kiosk.services.passes import Pass, Passes, Sight, sight_of
from kiosk.services.shopping import Shopping
from kiosk.services.trips import Trips
from kiosk.services.visit import Bench

_DROPPED = frozenset({"Zs", "Cc", "Cf", "Pd"})
"""Spaces, invisible signs and dashes, as people type or paste between groups of digits."""
_LONGEST_PLU = 5
_SHORTEST_BARCODE = 8


class Scanning:
    """Takes codes. What is no good of the shop's is told to the shopper, and to the shop to learn it."""

    def __init__(
        self,
        bench: Bench,
        trips: Trips,
        shopping: Shopping,
        templates: Sequence[Template],
        take_member: Callable[[str], None],
        coupons: Coupons,
    ) -> None:
        self._bench = bench
        self._trips = trips
        self._shopping = shopping
        self._templates = tuple(templates)
        self._take_member = take_member
        self._coupons = coupons
        self._passes = Passes(bench.clock)

    def take_scan(self, scan: Scan, source: str = "") -> None:
        """Put what the device called `source` scanned into the basket, or say why not."""
        self._take(self._read(scan), scan, Entry.SCANNED, source)

    def key_in(self, digits: str) -> None:
        """A code typed by the shopper: digits as printed; spaces, dashes and full-width forms are allowed."""
        signs = unicodedata.normalize("NFKC", digits)
        plain = "".join(sign for sign in signs if unicodedata.category(sign) not in _DROPPED)
        scan = Scan(raw=plain.encode(), text=plain)
        found = self._read(scan)
        if isinstance(found, UnknownCode) and plain.isascii() and plain.isdigit():
            self._trips.open()
            product = self._by_number(plain)
            if product is not None:
                self._add_counted(product, Entry.KEYED, plain)
                return
            if len(plain) >= _SHORTEST_BARCODE:
                # Every barcode so long has a check digit; a mistyped one is nothing for the shop to learn.
                self._bench.tell(
                    NoticeKind.REFUSED,
                    Reason("basket.keyed_wrong"),
                    stays=True,
                    ways=(WayOn.KEY_IN_AGAIN, WayOn.CALL_STAFF),
                )
                return
        self._take(found, scan, Entry.KEYED)

    def pick(self, sku: str) -> None:
        """A good the shopper found by its name or picture. Where one of its barcodes is recalled it is taken
        by that one: nobody has seen which is on the pack."""
        self._trips.open()
        product = self._trips.catalogue().by_sku([sku]).get(sku)
        if product is None:
            return
        doubtful = (gtin for gtin in product.gtins if self._bench.visit.recalls.of(gtin, ""))
        gtin14 = next(doubtful, product.gtins[0] if product.gtins else "")
        code = printed_gtin(gtin14) if gtin14 else product.plu or ""
        self._add_counted(product, Entry.PICKED, code, gtin14)

    def _by_number(self, digits: str) -> Product | None:
        """A PLU as typed, else the same number with other zeros before it."""
        short = digits.lstrip("0")
        forms = {digits: None}
        if 0 < len(short) <= _LONGEST_PLU:
            forms |= {short.zfill(width): None for width in range(_LONGEST_PLU, len(short) - 1, -1)}
        found = map(self._trips.catalogue().by_plu, forms)
        return next((product for product in found if product is not None), None)

    def _read(self, scan: Scan) -> Classified:
        currency = self._bench.identity.store.currency
        found = classify(scan, self._templates, Context.BASKET, currency, upce=True)
        if not isinstance(found, ShortCode):
            return found
        self._trips.open()
        sells = self._trips.catalogue().by_gtin
        sold = [one for one in (found.gtin8, found.upce) if one is not None and sells(one) is not None]
        if len(sold) > 1:
            return found
        return GtinCode(sold[0]) if sold else classify(scan, self._templates, Context.BASKET, currency)

    def _take(self, found: Classified, scan: Scan, entry: Entry, source: str = "") -> None:
        match found:
            case GtinCode():
                self._take_gtin(found, scan, entry, source)
            case StoreLabel():
                self._take_label(found, scan, entry, source)
            case ShortCode():
                self._ambiguous(told(scan), scan, entry)
            case MemberCode(token):
                self._take_member(token)
            case BadgeCode():
                self._bench.tell(NoticeKind.REFUSED, Reason("staff.badge_unknown"))
            case CouponCode():
                self._coupons.take(found.text)
            case BasketCode():
                self._bench.tell(NoticeKind.REFUSED, Reason("basket.basket_of_a_till"))
            case PaymentCode():
                self._bench.tell(NoticeKind.REFUSED, Reason("basket.payment_code_here"))
            case UnknownCode() if self._coupons.is_one(scan):
                self._coupons.take(scan.text.strip())
            case UnknownCode(code):
                self._unknown(code if code in _OWN else told(scan), scan, entry)

    def _take_gtin(self, found: GtinCode, scan: Scan, entry: Entry, source: str) -> None:
        trip_id, gtin14, told_of = self._trips.open().trip_id, found.gtin14, found.attributes
        product = self._trips.catalogue().by_gtin(gtin14)
        if product is None:
            self._unknown(told(scan), scan, entry, gtin14=gtin14)
            return
        code, sight = printed_gtin(gtin14), sight_of(scan, source)
        if entry is not Entry.SCANNED:
            self._add_counted(product, entry, code, gtin14, told_of)
        elif (known := self._passes.same(trip_id, gtin14, sight, told_of)) is not None:
            self._tell_more(product, known, sight, gtin14, told_of)
        elif self._needs_weight(product, gtin14, told_of):
            self._refuse_unweighed(product)
        else:
            line = self._counted(product, entry, code, gtin14, told_of)
            line_id = self._shopping.add(product, line, told_of.unusable)
            self._passes.begun(trip_id, gtin14, sight, line_id, told_of)

    def _tell_more(
        self, product: Product, known: Pass, sight: Sight, gtin14: str, told_of: GtinAttributes
    ) -> None:
        """Another code of a pack that was just read, or another device: no piece more."""
        together = joined(known.told, told_of) or known.told
        line_id = known.line_id
        if line_id is not None and self._bench.visit.pieces_of(line_id) and together != known.told:
            line = self._counted(product, Entry.SCANNED, printed_gtin(gtin14), gtin14, together)
            line_id = self._shopping.tell_more(product, line_id, line, together.unusable)
        self._passes.seen(known, sight, line_id, together)

    def _take_label(self, label: StoreLabel, scan: Scan, entry: Entry, source: str) -> None:
        trip_id = self._trips.open().trip_id
        product = self._trips.catalogue().by_plu(label.plu)
        if product is None:
            self._unknown(told(scan), scan, entry, plu=label.plu)
            return
        text, sight = scan.text.strip(), sight_of(scan, source)
        known = self._passes.same(trip_id, text, sight, NO_ATTRIBUTES) if entry is Entry.SCANNED else None
        if known is not None:
            self._passes.seen(known, sight, known.line_id, NO_ATTRIBUTES)
            return
        counted = label.price_minor is None and label.weight_g is None
        if entry is Entry.KEYED and not counted:
            # Whoever types it sets the price.
            reason = Reason("basket.scan_the_label")
            self._bench.tell(
                NoticeKind.REFUSED, reason, names=product.names, stays=True, ways=(WayOn.CALL_STAFF,)
            )
            return
        line = BasketLine(
            line_id=self._bench.ids.new(),
            sku=product.sku,
            quantity=(label.pieces or 1) if counted else 1,
            weight_g=label.weight_g,
            label_price_minor=label.price_minor,
            entry=Entry.KEYED if entry is Entry.KEYED else Entry.LABEL,
            # A till would count the pieces of such a label once more: it gets the good's own code.
            code="" if counted else text,
        )
        line_id = self._shopping.add(product, line)
        if entry is Entry.SCANNED:
            self._passes.begun(trip_id, text, sight, line_id)

    def _add_counted(
        self,
        product: Product,
        entry: Entry,
        code: str,
        gtin14: str = "",
        told_of: GtinAttributes = NO_ATTRIBUTES,
    ) -> None:
        if self._needs_weight(product, gtin14, told_of):
            self._refuse_unweighed(product)
        else:
            line = self._counted(product, entry, code, gtin14, told_of)
            self._shopping.add(product, line, told_of.unusable)

    def _needs_weight(self, product: Product, gtin14: str, told_of: GtinAttributes) -> bool:
        weighed = told_of.net_weight_g is not None or told_of.amount_minor is not None
        return product.sold_by is SoldBy.WEIGHT and product.pack(gtin14) is None and not weighed

    def _refuse_unweighed(self, product: Product) -> None:
        self._bench.tell(NoticeKind.REFUSED, Reason("basket.needs_weight_label"), names=product.names)

    def _counted(
        self, product: Product, entry: Entry, code: str, gtin14: str, told_of: GtinAttributes
    ) -> BasketLine:
        """The line that one code of a good makes."""
        weighed, pack = product.sold_by is SoldBy.WEIGHT, product.pack(gtin14)
        weight_g = told_of.net_weight_g if pack is None else pack.quantity
        return BasketLine(
            line_id=self._bench.ids.new(),
            sku=product.sku,
            quantity=1 if weighed or pack is None else pack.quantity,
            entry=entry,
            # A till would count the pieces of such a pack once more: it gets the code of one.
            code=code if weighed or pack is None else "",
            weight_g=weight_g if weighed else None,
            label_price_minor=told_of.amount_minor if weighed else None,
            gtin14=gtin14,
            batch=told_of.batch,
            # The number of a pack is none of its pieces'.
            serial=told_of.serial if pack is None else "",
            expiry=told_of.expiry,
            best_before=told_of.best_before,
            plain_dates=told_of.plain_dates,
        )

    def _unknown(self, code: str, scan: Scan, entry: Entry, *, gtin14: str = "", plu: str = "") -> None:
        """Tell the shop what it may want to learn: `code` is fit to be kept. The shopper sees the digits that
        are printed below the symbol, where it is a good's."""
        self._trips.open()
        if hides(code, scan):
            gtin14 = plu = ""
        self._report(code, scan, entry, gtin14=gtin14, plu=plu)
        on_pack = code if gtin14 == "" or code.isdigit() else printed_gtin(gtin14)
        reason = Reason("basket.unknown_code", {"code": shown(on_pack)})
        self._bench.tell(NoticeKind.UNKNOWN, reason, ways=(WayOn.KEY_IN, WayOn.CALL_STAFF))

    def _ambiguous(self, code: str, scan: Scan, entry: Entry) -> None:
        """Two goods of the shop have this number: keyed in it would be no clearer."""
        self._report(code, scan, entry)
        reason = Reason("basket.code_of_two_goods", {"code": code})
        self._bench.tell(NoticeKind.UNKNOWN, reason, ways=(WayOn.CALL_STAFF,))

    def _report(self, code: str, scan: Scan, entry: Entry, **names: str) -> None:
        told_of = {"shown": code, "symbology": str(scan.symbology)}
        more = {**names, "entry": "" if entry is Entry.SCANNED else str(entry)}
        body = told_of | {name: value for name, value in more.items() if value}
        self._bench.commit(None, AppendRecord(RecordKind.UNKNOWN_CODE_SCANNED, body, lane=Lane.EVENTS))


_OWN = frozenset({"TLM1.", "TLB1.", "TLC1."})
"""What `classify` shows of a damaged code of our own, of which nothing else may be kept."""
