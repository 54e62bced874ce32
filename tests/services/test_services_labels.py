"""A label from somebody's own printer: its check digit is right, what it says is not the good's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.domain.aim import scan_of
from kiosk.domain.barcode import Scan, Symbology, parse_templates
from kiosk.domain.days import day_of
from kiosk.domain.gtin import check_digit
from kiosk.domain.handover import read_handover
from kiosk.domain.intervention import InterventionKind
from kiosk.domain.product import Names, Product, SoldBy
from kiosk.domain.promotion import NearDate
from kiosk.services.intents import AllowRestricted, HandOver, KeyInCode, TakeScan
from kiosk.services.views import NoticeKind, Screen
from kiosk.store.snapshot_file import write_snapshot
from tests.services.goods import MILK, OFFERS, PRODUCTS, gtin14, with_check
from tests.services.items import said
from tests.services.stage import Stage

HONEST = with_check("210002101240")
BEEF = Product(
    sku="beef",
    names=Names("牛肉", "Beef"),
    category="meat",
    gtins=(gtin14(with_check("952000000051")),),
    sold_by=SoldBy.WEIGHT,
    price_minor=19800,
    tax_code="CN09",
    tax_bp=900,
)


def read(stage: Stage, text: str) -> None:
    stage.do(TakeScan(scan_of(text.encode(), text)))


@pytest.mark.expects_log("kiosk.services.shopping")
@pytest.mark.parametrize(
    "body", ["210002100001", "210002160000", "220002100001"], ids=["1 g", "60 kg", "1 fen"]
)
def test_a_label_no_scale_of_the_shop_prints_is_refused(stage: Stage, body: str) -> None:
    stage.scan(with_check(body))
    notice = stage.view.notice
    assert notice is not None
    assert (notice.kind, notice.reason.code) == (NoticeKind.NOT_FOR_SALE, "basket.label_not_right")
    assert stage.view.basket.lines == ()
    stage.scan(HONEST)
    assert stage.view.screen is Screen.BASKET
    assert stage.view.basket.pieces == 1


def scan_code128(stage: Stage, text: str) -> None:
    stage.do(TakeScan(Scan(text.encode(), text, Symbology.CODE128, "]C0")))


def eighteen(plu: str, price_minor: int, weight_g: int) -> str:
    """What a scale prints by `26PPPPPAAAAAWWWWWC`."""
    body = f"26{plu}{price_minor:05}{weight_g:05}"
    return f"{body}{check_digit(body)}"


@pytest.mark.expects_log("kiosk.services.shopping")
def test_a_label_whose_price_is_not_that_of_its_weight_is_refused(stage: Stage) -> None:
    stage.templates = parse_templates(["26PPPPPAAAAAWWWWWC code128"])
    stage.restart()
    scan_code128(stage, eighteen("00021", 1087, 1240))
    notice = stage.view.notice
    assert notice is not None
    assert (notice.kind, notice.reason.code) == (NoticeKind.NOT_FOR_SALE, "basket.label_not_right")
    assert stage.view.basket.lines == ()
    scan_code128(stage, eighteen("00021", 1587, 1240))  # 12.80 a kilogram
    (line,) = stage.view.basket.lines
    assert (line.total_minor, line.weight_g) == (1587, 1240)


def test_at_the_basket_a_wallets_code_leaves_no_trace(stage: Stage) -> None:
    stage.templates = parse_templates(["26PPPPPAAAAAWWWWWC code128"])
    stage.restart()
    wallet = eighteen("00021", 1587, 1240)[:-1] + "0"
    assert wallet != eighteen("00021", 1587, 1240)
    scan_code128(stage, wallet)
    notice = stage.view.notice
    assert notice is not None
    assert notice.reason.code == "basket.payment_code_here"
    assert wallet[6:] not in repr(stage.view) + repr(stage.bodies("unknown_code_scanned"))


def test_a_label_with_a_number_of_pieces_is_so_many(stage: Stage) -> None:
    stage.templates = parse_templates(["25PPPPPNNNNNC"])
    stage.restart()
    stage.scan(with_check("250003100006"))
    (line,) = stage.view.basket.lines
    assert (line.quantity, line.total_minor) == (6, 6 * 180)
    stage.do(KeyInCode(with_check("250003100002")))
    assert stage.view.basket.pieces == 8


@pytest.mark.parametrize("body", ["210002100029", "220003100089"], ids=["29 g", "0.89 of 1.80"])
def test_an_attendant_sees_a_label_of_very_little_or_very_cheap(stage: Stage, body: str) -> None:
    stage.scan(with_check(body))
    check = stage.view.age_check
    assert check is not None
    assert check.kind is InterventionKind.LABEL
    assert check.about is not None
    assert check.about.code == "item.label_to_be_seen"
    assert not stage.view.basket.may_pay
    stage.do(AllowRestricted(check.intervention_id, "2468"))
    stage.until(lambda: stage.view.basket.may_pay)
    stage.scan(with_check(body))
    assert stage.view.age_check is not None, "the second one was not looked at"


@pytest.mark.parametrize("body", ["210002100030", "220003100090"])
def test_an_honest_label_waits_for_nobody(stage: Stage, body: str) -> None:
    stage.scan(with_check(body))
    assert stage.view.basket.may_pay


# What a code made at home may say


@pytest.fixture
def fresh(stage: Stage) -> Stage:
    """A shop with beef by the kilogram, known by its GTIN alone, and milk marked down near its date."""
    near = NearDate(offer_id="near", names=Names("近", "Near"), categories=("dairy",), days=3, percent=50)
    path = stage.folder / "fresh.gz"
    write_snapshot(path, [*PRODUCTS, BEEF], [*OFFERS, near], 2, datetime.now(UTC))
    stage.catalogues.install(path, 2)
    return stage


@pytest.mark.parametrize("aim", ["]C1", "]e0", "]d2", "]Q3"])
def test_a_weight_or_an_amount_of_a_gs1_symbol_is_that_of_weighed_goods(fresh: Stage, aim: str) -> None:
    read(fresh, f"{aim}01{BEEF.gtins[0]}3103000500")
    assert [line.total_minor for line in fresh.view.basket.lines] == [9900]
    fresh.clock.advance(2)
    read(fresh, f"{aim}01{BEEF.gtins[0]}39229901")
    assert [line.total_minor for line in fresh.view.basket.lines] == [9900, 9901]


def test_the_till_is_told_the_weight_the_amount_and_the_batch_that_were_scanned(fresh: Stage) -> None:
    read(fresh, f"]C101{BEEF.gtins[0]}3103000500")
    fresh.clock.advance(2)
    read(fresh, f"]C101{BEEF.gtins[0]}39229901\x1d10L7(;)")
    fresh.clock.advance(2)
    read(fresh, f"]C101{gtin14(MILK)}10L7")
    fresh.do(HandOver())
    assert fresh.view.handover is not None
    handed = read_handover(fresh.view.handover.codes)
    assert [entry.code for entry in handed.entries] == [
        f"(01){BEEF.gtins[0]}(3103)000500",
        f"(01){BEEF.gtins[0]}(3922)9901",
        f"(01){gtin14(MILK)}(10)L7",
    ]


@pytest.mark.parametrize("before", ["]Q1", "]d1", "]C0", ""])
@pytest.mark.parametrize("element", ["3103000050", "3922100"])
def test_a_code_that_anybody_prints_tells_no_weight_and_no_amount(
    fresh: Stage, before: str, element: str
) -> None:
    read(fresh, f"{before}01{BEEF.gtins[0]}{element}")
    assert said(fresh) == "basket.needs_weight_label"
    name = element[:4]
    read(fresh, f"{before}https://shop.example/01/{BEEF.gtins[0]}?{name}={element[4:]}")
    assert said(fresh) == "basket.needs_weight_label"
    fresh.do(KeyInCode(f"01{BEEF.gtins[0]}{element}"))
    assert fresh.view.basket.lines == ()


@pytest.mark.parametrize("aim", ["]C1", "]Q3", "]Q1"])
def test_a_piece_costs_what_it_costs_whatever_amount_its_code_says(fresh: Stage, aim: str) -> None:
    read(fresh, f"{aim}01{gtin14(MILK)}39221")
    assert [line.total_minor for line in fresh.view.basket.lines] == [5980]


def test_only_a_gs1_symbol_marks_a_piece_down_for_its_date(fresh: Stage) -> None:
    day = f"{day_of(fresh.clock.now(), 'Asia/Shanghai'):%y%m%d}"
    read(fresh, f"]Q1https://anybody.example/01/{gtin14(MILK)}?15={day}")
    assert [line.total_minor for line in fresh.view.basket.lines] == [5980]
    fresh.clock.advance(2)
    read(fresh, f"]d201{gtin14(MILK)}15{day}")
    assert [line.total_minor for line in fresh.view.basket.lines] == [5980, 2990]


def test_a_gs1_symbol_beside_a_link_on_one_pack_marks_it_down(fresh: Stage) -> None:
    day = f"{day_of(fresh.clock.now(), 'Asia/Shanghai'):%y%m%d}"
    read(fresh, f"]Q1https://shop.example/01/{gtin14(MILK)}?15={day}")
    read(fresh, f"]d201{gtin14(MILK)}15{day}")
    assert [line.total_minor for line in fresh.view.basket.lines] == [2990]
