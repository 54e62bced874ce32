"""A label from somebody's own printer: its check digit is right, what it says is not the good's."""

from __future__ import annotations

import pytest

from kiosk.domain.barcode import Scan, Symbology, parse_templates
from kiosk.domain.gtin import check_digit
from kiosk.services.intents import TakeScan
from kiosk.services.views import NoticeKind, Screen
from tests.services.goods import with_check
from tests.services.stage import Stage

HONEST = with_check("210002101240")


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
