"""Example views of every screen and of each state in it that looks different."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from kiosk.domain.intervention import InterventionKind
from kiosk.domain.payment import NO_WALLET
from kiosk.domain.product import NO_NAMES, Names
from kiosk.errors import Reason
from kiosk.services.views import (
    AgeCheckView,
    BasketView,
    KioskView,
    LineView,
    NeedsStaffView,
    Notice,
    NoticeKind,
    PaidView,
    PaperView,
    PayView,
    Screen,
    StaffEntryView,
    WayOn,
)
from lab.example_find import finds
from lab.example_prices import BAGS, GIFT, NEAR, UNSURE, explained, with_coupons
from lab.example_staff import HANDOVER, IN_DOUBT, STAFF, may_discount, with_basket, with_checks

LANGUAGES = ("zh-CN", "en")
NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Example:
    """A view, and the panel the shopper has opened over it."""

    name: str
    view: KioskView
    panel: str = ""
    about: str = ""
    """The line or offer the panel is about."""
    hint: Reason | None = None
    """What the camera has to say."""


def line(number: int, names: Names, category: str, total_minor: int, **other: object) -> LineView:
    """A line of one piece, unless said otherwise."""
    values: dict[str, object] = {
        "line_id": f"line-{number}",
        "names": names,
        "size": NO_NAMES,
        "category": category,
        "quantity": 1,
        "weight_g": None,
        "unit_price_minor": total_minor,
        "total_minor": total_minor,
        "saved_minor": 0,
        "quantity_fixed": False,
        "waits_for_staff": False,
    }
    return LineView(**{**values, **other})  # type: ignore[arg-type]


LINES = (
    line(1, Names("有机纯牛奶", "Organic whole milk"), "dairy", 11960, quantity=2, size=Names("250 ml × 12")),
    line(
        2,
        Names("全麦吐司", "Wholegrain toast"),
        "bakery",
        2340,
        quantity=2,
        size=Names("400 g"),
        saved_minor=240,
    ),
    line(3, Names("苏打气泡水", "Sparkling water"), "drinks", 2490, size=Names("330 ml × 6")),
    line(
        4,
        Names("红富士苹果", "Fuji apples"),
        "fruit",
        1587,
        weight_g=1240,
        unit_price_minor=1280,
        quantity_fixed=True,
    ),
    line(
        5,
        Names("番茄牛肉面", "Tomato and beef noodles, chilled"),
        "noodles",
        4760,
        quantity=2,
        size=Names("冷藏 420 g", "chilled, 420 g"),
        saved_minor=600,
    ),
)
WINE = line(
    6, Names("干红葡萄酒", "Dry red wine"), "alcohol", 8800, size=Names("750 ml"), waits_for_staff=True
)
AGE_CHECK = AgeCheckView(
    intervention_id="i-1", line_id="line-6", kind=InterventionKind.AGE, names=WINE.names, minimum_age=18
)
BASKET = BasketView(lines=LINES, pieces=8, total_minor=31217, saved_minor=840, may_pay=True)
QR_TEXT = "https://pay.example.com/o/20261121-000184?k=7fQ2mVx8RtLw0aZ"
PAY = PayView(
    amount_minor=31217,
    pieces=8,
    saved_minor=840,
    wallet="wechat",
    wallets=("wechat", "alipay"),
    qr_text=QR_TEXT,
    expires_at=NOW + timedelta(seconds=118),
    lifetime_s=180,
)
PAID = PaidView(
    sale_no="A01-000184",
    amount_minor=31217,
    paper=PaperView.PRINTING,
    receipt_qr="https://receipt.example.com/r/Zk3vN8wqT2yXhB5c",
    member_bound=True,
    points=312,
    leaves_at=NOW + timedelta(seconds=25),
)


def base(language: str) -> KioskView:
    """A demonstration shop with an empty basket."""
    return KioskView(
        screen=Screen.ATTRACT,
        language=language,
        currency="CNY",
        store_names=Names("即扫即走", "Scan & Go"),
        simulated=True,
        online=True,
        now=NOW,
        basket=BasketView(),
    )


def notice(kind: NoticeKind, reason: Reason, **other: object) -> Notice:
    return Notice(serial=_serial(kind), kind=kind, reason=reason, **other)  # type: ignore[arg-type]


def _serial(kind: NoticeKind) -> int:
    return list(NoticeKind).index(kind) + 1


MILK = LINES[0].names
NOTICES = {
    "found": notice(NoticeKind.FOUND, Reason("basket.found"), names=MILK, amount_minor=5980),
    "again": notice(NoticeKind.AGAIN, Reason("basket.again", {"quantity": 2}), names=MILK, amount_minor=5980),
    "member": notice(NoticeKind.MEMBER, Reason("member.welcome_by_name", {"name": "王**"})),
    "unknown": notice(
        NoticeKind.UNKNOWN,
        Reason("basket.unknown_code", {"code": "9521234567899"}),
        stays=True,
        ways=(WayOn.KEY_IN, WayOn.CALL_STAFF),
    ),
    "not-for-sale": notice(
        NoticeKind.NOT_FOR_SALE,
        Reason("basket.not_for_self_service"),
        names=Names("香烟", "Cigarettes"),
        stays=True,
        ways=(WayOn.CALL_STAFF,),
    ),
    "for-home": notice(
        NoticeKind.NOT_FOR_SALE,
        Reason("basket.order_for_home"),
        names=Names("整箱矿泉水", "Water, whole case"),
        stays=True,
        ways=(WayOn.WISH, WayOn.CALL_STAFF),
    ),
    "wish-noted": notice(
        NoticeKind.INFO,
        Reason("wish.noted_for_member"),
        names=Names("整箱矿泉水", "Water, whole case"),
        stays=True,
    ),
    "expired": notice(
        NoticeKind.NOT_FOR_SALE,
        Reason("item.past_best_before", {"day": "2026-11-20"}),
        names=MILK,
        stays=True,
        ways=(WayOn.CALL_STAFF,),
    ),
    "refused": notice(NoticeKind.REFUSED, Reason("basket.needs_weight_label"), names=LINES[3].names),
    "keyed-wrong": notice(
        NoticeKind.REFUSED,
        Reason("basket.keyed_wrong"),
        stays=True,
        ways=(WayOn.KEY_IN_AGAIN, WayOn.CALL_STAFF),
    ),
    "called": notice(NoticeKind.CALLED, Reason("staff.called"), stays=True),
    "info": notice(NoticeKind.INFO, Reason("basket.line_taken_out"), names=MILK),
}


STRANGE_BADGE = notice(NoticeKind.REFUSED, Reason("staff.badge_unknown"))
DOUBT = NeedsStaffView(sale_code="5C0E94A7-01", amount_minor=31217, reason=Reason("pay.in_doubt"))


def _baskets(start: KioskView) -> Iterator[Example]:
    filled = replace(start, screen=Screen.BASKET, basket=BASKET)
    yield Example("03-basket-empty", replace(start, screen=Screen.BASKET))
    for name, one in NOTICES.items():
        yield Example(f"04-basket-{name}", replace(filled, notice=one))
    yield Example("04-basket-nearer", filled, hint=Reason("camera.hold_nearer"))
    member = replace(BASKET, member_greeting="王**", lines=(*LINES, WINE), may_pay=False)
    waits = replace(member, why_not_pay=Reason("basket.waits_for_staff"))
    yield Example("05-basket-waits", replace(filled, basket=waits))
    yield Example("06-basket-no-wallet", replace(filled, may_pay_here=False))
    yield Example("06-basket-offline", replace(filled, online=False, camera_ready=False))
    yield from _prices(filled)
    yield Example("07-keypad", filled, "keypad")
    for name, find in finds():
        yield Example(f"07-{name}", replace(filled, screen=Screen.FIND, find=find))
    yield Example("08-leave", filled, "leave")
    yield Example("09-age-check", replace(filled, basket=waits, age_check=replace(AGE_CHECK, quantity=9)))
    warned = replace(filled, leave_warning_at=NOW + timedelta(seconds=20))
    yield Example("10-still-there", warned)


def _prices(filled: KioskView) -> Iterator[Example]:
    basket = explained(BASKET)
    for name, near in (("06-near", NEAR), ("06-near-unsure", UNSURE)):
        yield Example(name, replace(filled, basket=replace(basket, near=near)))
        yield Example(f"{name}-opened", replace(filled, basket=replace(basket, near=near)), "near", "half")
    yield Example("06-near-anything", replace(filled, basket=replace(basket, near=NEAR)), "near", "spend")
    yield Example("06-round-up", replace(filled, basket=replace(basket, near=NEAR, round_up=GIFT)))
    yield Example(
        "06-round-up-given", replace(filled, basket=replace(basket, round_up=replace(GIFT, given=True)))
    )
    yield Example("06-coupons", replace(filled, basket=with_coupons(BASKET)))
    yield Example("06-price-lowered", replace(filled, basket=basket), "price", "line-5")
    yield Example("06-price-deposit", replace(filled, basket=basket), "price", "line-3")
    yield Example("08-bags", replace(filled, basket=basket, bags=BAGS))


def _payments(start: KioskView) -> Iterator[Example]:
    paying = replace(start, screen=Screen.PAY, basket=BASKET, pay=PAY)
    yield Example("11-pay", paying)
    yield Example("12-pay-preparing", replace(paying, pay=replace(PAY, qr_text=None, expires_at=None)))
    yield Example("13-pay-opened", replace(paying, pay=replace(PAY, opened=True)))
    failed = replace(PAY, qr_text=None, expires_at=None, reason=Reason("pay.expired"))
    yield Example("14-pay-expired", replace(paying, pay=failed))
    refused = replace(failed, reason=Reason("payment.member_not_proven"), member_refused=True)
    yield Example("14-pay-member", replace(paying, pay=refused))
    dearer = replace(failed, reason=Reason("coupon.already_used"), before_minor=30217, vouchers_minor=500)
    yield Example("14-pay-coupon-refused", replace(paying, pay=dearer))
    nothing = replace(failed, reason=None, amount_minor=0, wallet=NO_WALLET, nothing_owed=True)
    nothing = replace(nothing, vouchers_minor=31217)
    yield Example("14-pay-nothing", replace(paying, pay=replace(nothing, to_agree=True)))
    yield Example("14-pay-nothing-asked", replace(paying, pay=nothing))
    yield Example("15-checking-nothing", replace(paying, screen=Screen.CHECKING, pay=nothing))
    yield Example("15-checking", replace(paying, screen=Screen.CHECKING))
    for paper in PaperView:
        paid = replace(PAID, paper=paper)
        yield Example(f"16-paid-{paper}", replace(start, screen=Screen.PAID, paid=paid))
    late = replace(PAID, member_bound=False, points=None, member_late=True)
    yield Example("16-paid-member-late", replace(start, screen=Screen.PAID, paid=late))
    doubt = replace(start, screen=Screen.NEEDS_STAFF, needs_staff=DOUBT)
    yield Example("17-needs-staff", doubt)
    yield Example("17-needs-staff-notice", replace(doubt, notice=STRANGE_BADGE))
    closed = replace(start, screen=Screen.OUT_OF_SERVICE)
    yield Example("18-out-of-service", closed)
    yield Example("18-out-of-service-notice", replace(closed, notice=STRANGE_BADGE))


def _staff(start: KioskView) -> Iterator[Example]:
    handed_over = replace(start, screen=Screen.HANDOVER, handover=HANDOVER)
    yield Example("19-handover", handed_over)
    yield Example("19-handover-notice", replace(handed_over, notice=STRANGE_BADGE))
    yield Example("20-staff-entry", replace(start, staff_entry=StaffEntryView()))
    wrong = StaffEntryView(refusal=Reason("staff.pin_wrong"))
    yield Example("20-staff-entry-wrong", replace(start, staff_entry=wrong))
    yield Example("21-staff", replace(start, screen=Screen.STAFF, staff=STAFF))
    with_shopper = replace(start, screen=Screen.STAFF, staff=with_basket(AGE_CHECK), basket=BASKET)
    yield Example("22-staff-basket", with_shopper)
    lowering = replace(with_shopper, staff=may_discount(AGE_CHECK), basket=explained(BASKET))
    yield Example("22-staff-prices", lowering)
    yield Example("22-staff-discount", lowering, "discount")
    checks = with_checks(AGE_CHECK, 5)
    yield Example("22-staff-checks", replace(with_shopper, staff=checks))
    yield Example("22-staff-doubt", replace(start, screen=Screen.STAFF, staff=IN_DOUBT, needs_staff=DOUBT))


def examples(language: str) -> Iterator[Example]:
    """All of them, in the order of a trip."""
    start = base(language)
    yield Example("01-starting", replace(start, screen=Screen.STARTING))
    yield Example("02-attract", start)
    yield Example("02-help", start, "help")
    yield Example("02-access", start, "access")
    yield Example("02-attract-notice", replace(start, notice=STRANGE_BADGE))
    yield Example("02-attract-no-payment", replace(start, may_pay_here=False, online=False))
    yield Example("02-attract-no-wallet", replace(start, may_pay_here=False))
    yield from _baskets(start)
    yield from _payments(start)
    yield from _staff(start)
