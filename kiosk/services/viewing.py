"""Viewing: the frozen state of the screen made from the visit. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.domain.basket import BasketLine, pieces
from kiosk.domain.intervention import Intervention, InterventionKind, batch_in_doubt
from kiosk.domain.offer_members import REFUSALS as MEMBER_REFUSALS
from kiosk.domain.owed import due_minor
from kiosk.domain.payment import NO_WALLET
from kiosk.domain.price_list import prices_now
from kiosk.domain.pricing import PricedLine
from kiosk.domain.product import NO_NAMES, Product
from kiosk.domain.recall import Recall
from kiosk.domain.sale import Store
from kiosk.domain.trip import Trip, TripState
from kiosk.errors import Reason
from kiosk.services.coupon_viewing import coupon_views
from kiosk.services.extra_viewing import bags_view, deposits_of, round_up_view
from kiosk.services.find_viewing import find_view
from kiosk.services.finding import branch_of
from kiosk.services.health import Health
from kiosk.services.membership import REFUSALS
from kiosk.services.near_viewing import near_views
from kiosk.services.notices import Notice
from kiosk.services.on_screen import PaymentOnScreen
from kiosk.services.telling import in_words
from kiosk.services.views import (
    AgeCheckView,
    BasketView,
    HandoverView,
    KioskView,
    LineView,
    NeedsStaffView,
    PaidView,
    PayView,
    Screen,
    StaffView,
)
from kiosk.services.visit import Bench, Visit


def view(bench: Bench, health: Health, lifetime_s: int, staff: StaffView | None = None) -> KioskView:
    """Everything on the screen now; `staff` is admin mode's part."""
    visit, identity = bench.visit, bench.identity
    screen = _screen(visit, health)
    return KioskView(
        screen=screen,
        language=visit.language,
        currency=identity.store.currency,
        store_names=identity.store.names,
        simulated=identity.simulated,
        online=visit.online,
        now=bench.clock.now(),
        basket=_basket(visit, identity.store),
        bags=bags_view(visit) if screen is Screen.BASKET else None,
        notice=_told(visit.notice, bench),
        unanswered=_told(visit.unanswered[-1] if visit.unanswered else None, bench)
        if screen is Screen.BASKET
        else None,
        age_check=_age_check(visit) if screen is Screen.BASKET else None,
        pay=_pay(bench, lifetime_s),
        paid=_paid(visit),
        needs_staff=_needs_staff(visit),
        out_of_service=health.why_closed(),
        handover=_handover(visit),
        find=find_view(visit) if screen is Screen.FIND else None,
        staff=staff,
        staff_entry=visit.staff_entry,
        may_pay_here=_may_pay_here(visit, identity.wallets),
        camera_ready=health.is_ready("camera"),
        zone=identity.store.zone,
        leave_warning_at=visit.leave_warning_at,
    )


def _told(notice: Notice | None, bench: Bench) -> Notice | None:
    if notice is None:
        return None
    return replace(notice, reason=in_words(notice.reason, bench.visit, bench.identity.store.currency))


def _screen(visit: Visit, health: Health) -> Screen:
    state = visit.trip.state if visit.trip is not None else None
    if visit.paid is not None:
        return Screen.PAID
    if visit.staff is not None:
        return Screen.STAFF
    if state is TripState.NEEDS_STAFF:
        return Screen.NEEDS_STAFF
    if visit.payment is not None:
        return Screen.CHECKING if visit.payment.checking else Screen.PAY
    if visit.handover is not None:
        return Screen.HANDOVER
    if health.why_closed() is not None:
        return Screen.OUT_OF_SERVICE
    if state is TripState.BUILDING:
        return Screen.BASKET if visit.finding is None else Screen.FIND
    return Screen.ATTRACT


def _may_pay_here(visit: Visit, wallets: Sequence[str]) -> bool:
    return visit.online and bool(wallets) and visit.payment_trouble is None and visit.line_trouble is None


def _basket(visit: Visit, store: Store) -> BasketView:
    trip, priced = visit.trip, visit.priced
    if trip is None or priced is None:
        return BasketView()
    by_id = {line.line_id: line for line in priced.lines}
    deposits = deposits_of(priced)
    lines = tuple(
        _line(line, by_id[line.line_id], visit, deposits.get(line.line_id, 0), store)
        for line in trip.basket.lines
        if line.line_id in by_id
    )
    why = _why_not_pay(trip, visit)
    return BasketView(
        lines=lines,
        pieces=pieces(trip.basket),
        total_minor=priced.total_minor,
        saved_minor=-priced.discount_minor,
        member_greeting=trip.member.greeting if trip.member is not None else None,
        may_pay=why is None,
        why_not_pay=why,
        coupons=coupon_views(visit),
        vouchers_minor=priced.total_minor - due_minor(priced, trip.pricing),
        due_minor=due_minor(priced, trip.pricing),
        added_tax_minor=priced.added_tax_minor,
        rounding_minor=priced.rounding_minor,
        round_up=round_up_view(visit, priced, store),
        near=near_views(visit),
        priced=priced,
    )


def _line(line: BasketLine, priced: PricedLine, visit: Visit, deposit_minor: int, store: Store) -> LineView:
    product, sold = visit.products.get(line.sku), visit.sold(line.sku)
    return LineView(
        line_id=line.line_id,
        names=sold.names,
        size=sold.size,
        category=product.category if product is not None else "",
        quantity=line.quantity,
        weight_g=line.weight_g,
        unit_price_minor=priced.unit_price_minor,
        total_minor=priced.total_minor,
        saved_minor=-priced.discount_minor,
        quantity_fixed=line.is_one_thing,
        waits_for_staff=line.line_id in visit.interventions,
        deposit_minor=deposit_minor,
        role=priced.role,
        dated=line.expiry or line.best_before,
        short=product.short if product is not None else NO_NAMES,
        base_price=product.base_price if product is not None else NO_NAMES,
        lowest_30_minor=_lowest(product, priced, visit) if store.lowest_30_days else None,
        drawn_as=_branch(product, visit),
        picture_file=visit.pictures.get(product.picture) if product is not None else None,
    )


def _lowest(product: Product | None, priced: PricedLine, visit: Visit) -> int | None:
    """What one cost least in the 30 days before the price it is sold at; None where the shop says nothing."""
    if product is None or visit.trip is None:
        return None
    context = visit.trip.context
    amount = prices_now(product, context.at, context.price_lists).of(priced.price_kind)
    return amount.lowest_30_minor if amount is not None else None


def _branch(product: Product | None, visit: Visit) -> tuple[str, ...]:
    if product is None or visit.catalogue is None:
        return ()
    return branch_of(product.category, visit.catalogue.categories)[1:]


def _why_not_pay(trip: Trip, visit: Visit) -> Reason | None:
    if not trip.basket.lines:
        return Reason("basket.empty")
    if visit.interventions:
        return Reason("basket.waits_for_staff")
    return None


def _age_check(visit: Visit) -> AgeCheckView | None:
    opened = next(iter(visit.interventions.values()), None)
    return age_check_of(visit, opened) if opened is not None else None


def age_check_of(visit: Visit, opened: Intervention) -> AgeCheckView:
    """An open intervention as shown."""
    lines = visit.trip.basket.lines if visit.trip is not None else ()
    line = next((one for one in lines if one.line_id == opened.line_id), None)
    recall = batch_in_doubt(line, visit.recalls) if line is not None else None
    return AgeCheckView(
        intervention_id=opened.intervention_id,
        line_id=opened.line_id,
        kind=opened.kind,
        names=visit.sold(opened.sku).names,
        minimum_age=opened.minimum_age,
        quantity=visit.pieces_of(opened.line_id),
        refusal=visit.pin_refusal,
        about=_about(opened.kind, recall),
        notice=recall.notice if recall is not None else None,
    )


def _about(kind: InterventionKind, recall: Recall | None) -> Reason | None:
    """What there is to look at, where it is neither an age nor the good as such."""
    if recall is not None:
        return Reason("item.batch_to_be_read", {"batches": ", ".join(recall.batches)})
    to_be_seen = {
        InterventionKind.IDENTITY: "item.identity_to_be_seen",
        InterventionKind.REFUSED: "item.refused_before",
        InterventionKind.LABEL: "item.label_to_be_seen",
    }
    return Reason(to_be_seen[kind]) if kind in to_be_seen else None


def _pay(bench: Bench, lifetime_s: int) -> PayView | None:
    visit = bench.visit
    trip, payment = visit.trip, visit.payment
    if trip is None or payment is None or trip.priced is None:
        return None
    return PayView(
        amount_minor=due_minor(trip.priced, trip.pricing),
        pieces=pieces(trip.basket),
        saved_minor=-trip.priced.discount_minor,
        wallet=payment.wallet,
        wallets=bench.identity.wallets,
        qr_text=payment.qr_text,
        expires_at=payment.expires_at,
        lifetime_s=lifetime_s,
        opened=payment.opened,
        reason=payment.reason and in_words(payment.reason, visit, bench.identity.store.currency),
        member_refused=payment.reason is not None and payment.reason.code in REFUSALS,
        before_minor=payment.before_minor,
        new_amount=_new_amount(payment),
        vouchers_minor=trip.priced.total_minor - due_minor(trip.priced, trip.pricing),
        nothing_owed=payment.wallet == NO_WALLET,
        to_agree=payment.wallet == NO_WALLET and not payment.attempt_id,
    )


def _new_amount(payment: PaymentOnScreen) -> Reason | None:
    """What to agree to, where a refusal has changed the amount."""
    if payment.before_minor is None:
        return None
    of_member = payment.reason is not None and payment.reason.code in MEMBER_REFUSALS
    return Reason("member.new_total") if of_member else Reason("coupon.new_total")


def _paid(visit: Visit) -> PaidView | None:
    paid = visit.paid
    if paid is None:
        return None
    return PaidView(
        sale_no=paid.sale_no,
        amount_minor=paid.amount_minor,
        paper=paid.paper,
        receipt_qr=paid.receipt_qr,
        member_bound=paid.member_bound,
        points=paid.points or None,
        member_late=paid.member_late,
        leaves_at=paid.leaves_at,
    )


def _handover(visit: Visit) -> HandoverView | None:
    if visit.handover is None or visit.trip is None or visit.priced is None:
        return None
    return HandoverView(
        codes=visit.handover, amount_minor=visit.priced.total_minor, pieces=pieces(visit.trip.basket)
    )


def _needs_staff(visit: Visit) -> NeedsStaffView | None:
    trip = visit.trip
    if trip is None or trip.state is not TripState.NEEDS_STAFF or trip.priced is None:
        return None
    return NeedsStaffView(
        sale_code=payment_code(trip),
        amount_minor=due_minor(trip.priced, trip.pricing),
        reason=visit.doubt or Reason("pay.in_doubt"),
    )


def payment_code(trip: Trip) -> str:
    """What staff are told of a payment in doubt, and find it by in the cloud: the end of its attempt's id.
    The beginning of a UUIDv7 is the clock; its end is random."""
    return f"{trip.sale_id[-8:].upper()}-{trip.attempts:02d}"
