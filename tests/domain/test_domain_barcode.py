"""What scanned texts are: a corpus from packs, scales, phones and mischief, and rules for every text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.barcode import (
    BasketCode,
    Classified,
    Context,
    CouponCode,
    GtinCode,
    MemberCode,
    PaymentCode,
    Scan,
    Symbology,
    UnknownCode,
    classify,
)
from kiosk.domain.gtin import check_digit, to_gtin14, upce_to_gtin14
from kiosk.domain.masking import masked

S = Symbology
UNKNOWN = S.UNKNOWN


def read(
    text: str, symbology: Symbology = UNKNOWN, aim: str = "", context: Context = Context.BASKET
) -> Classified:
    return classify(Scan(text.encode("utf-8", "surrogatepass"), text, symbology, aim), context=context)


def label(body: str) -> str:
    return f"{body}{check_digit(body)}"


GOODS = [  # text, symbology, AIM identifier, GTIN
    ("9521234543213", UNKNOWN, "", "09521234543213"),
    ("9521234543213", S.EAN13, "]E0", "09521234543213"),
    (" 9521234543213\r\n", UNKNOWN, "", "09521234543213"),
    ("96385074", UNKNOWN, "", "00000096385074"),
    ("96385074", S.EAN8, "]E4", "00000096385074"),
    ("036000291452", S.UPCA, "", "00036000291452"),
    ("0036000291452", S.EAN13, "]E0", "00036000291452"),
    ("036000291452", UNKNOWN, "", "00036000291452"),
    ("04252614", S.UPCE, "", "00042100005264"),
    ("425261", S.UPCE, "", "00042100005264"),
    ("0042100005264", S.UPCE, "", "00042100005264"),
    ("19521234543210", S.ITF, "]I1", "19521234543210"),
    ("19521234543210", UNKNOWN, "", "19521234543210"),
    ("9521234543213", S.CODE128, "]C0", "09521234543213"),
    ("9521234543213", S.QR, "]Q1", "09521234543213"),
    ("0109521234543213", S.DATABAR, "]e0", "09521234543213"),
    ("09521234543213", S.DATABAR, "", "09521234543213"),
    ("01095212345432131725123110AB\x1d21X", S.DATAMATRIX, "]d2", "09521234543213"),
    ("17251231" "10LOT\x1d" "0109521234543213", S.CODE128, "]C1", "09521234543213"),
    ("0109521234543213" "3103000452", S.DATABAR_EXPANDED, "]e0", "09521234543213"),
    ("0109521234543213" "17999999", S.QR, "]Q3", "09521234543213"),  # a wrong date does not lose the good
    ("010952123454321310LOT", UNKNOWN, "", "09521234543213"),
    ("(01)09521234543213(10)LOT", UNKNOWN, "", "09521234543213"),
    ("https://id.gs1.org/01/09521234543213", S.QR, "]Q1", "09521234543213"),
    ("https://shop.example/a/b/01/9521234543213/10/LOT?17=251231", S.QR, "", "09521234543213"),
    ("HTTP://SHOP.EXAMPLE/gtin/09521234543213#x", S.QR, "", "09521234543213"),
    ("977123456789805", UNKNOWN, "", "09771234567898"),  # a periodical with its issue's add-on
    ("81100000000002", S.DATABAR, "]e0", "81100000000002"),  # 01 left out by the decoder: no coupon
    ("97700000000005", UNKNOWN, "", "97700000000005"),  # a case of goods, no periodical
    ("9780306406157 52250", S.EAN13, "]E3", "09780306406157"),
    ("978030640615752250", UNKNOWN, "", "09780306406157"),
    ("03600029145212", S.UPCA, "", "00036000291452"),
    ("]C1010952123454321310LOT", UNKNOWN, "", "09521234543213"),  # an identifier left in the text
    ("]Q1https://id.gs1.org/01/09521234543213", UNKNOWN, "", "09521234543213"),
    ("]E09521234543213", UNKNOWN, "", "09521234543213"),
    ("2000000000008", S.EAN13, "", "02000000000008"),  # a store number of no template: the catalogue knows
]  # fmt: skip


@pytest.mark.parametrize(("text", "symbology", "aim", "gtin14"), GOODS)
def test_goods(text: str, symbology: Symbology, aim: str, gtin14: str) -> None:
    found = read(text, symbology, aim)
    assert isinstance(found, GtinCode)
    assert found.gtin14 == gtin14


UNKNOWNS = [
    ("9521234543214", S.EAN13, "", "952123*******"),  # a wrong check digit
    ("4006381333932", UNKNOWN, "", "400638*******"),  # reads as application identifier (400) too
    ("4006381333931", S.CODE128, "]C1", "4006381333931"),  # here it is one: an order's number, not a good
    ("9521234543213", S.ITF, "]I1", "9521234543213"),  # a part of a longer code
    ("95212345432131", S.EAN13, "", "952123********"),  # no add-on has one digit
    ("952123454321305", UNKNOWN, "", "952123*********"),  # only periodicals and books have one
    ("05", S.EAN13, "]E1", "05"),  # an add-on alone
    ("9521234543213", UNKNOWN, "]F0", "9521234543213"),  # Codabar: a library's or a laboratory's number
    ("1234567", UNKNOWN, "", "1234567"),
    ("425261", UNKNOWN, "", "425261"),  # UPC-E is taken only where the decoder names it
    ("96385074", S.CODE128, "", "96385074"),
    ("96385074", S.EAN13, "", "96385074"),
    ("04252619", S.UPCE, "", "04252619"),
    ("0109521234543214", S.DATABAR, "]e0", "010952**********"),
    ("10LOT", S.CODE128, "]C1", "10LOT"),
    ("103456789012345678", S.CODE128, "]C1", "103456************"),  # a batch, not a wallet
    ("https://id.gs1.org/01/09521234543214", S.QR, "", "https://id.gs1.org/…"),
    ("https://qr.alipay.example/abc", S.QR, "", "https://qr.alipay.example/…"),
    ("https://id.gs1.org/AN2yxDhfaiaw", S.QR, "", "https://id.gs1.org/…"),  # compressed
    ("1345\u200b6789\u200b0123\u200b456789\u200b0", UNKNOWN, "", "134567*************"),
    ("", UNKNOWN, "", ""),
    ("٩٥٢١٢٣٤٥٤٣٢١٣", UNKNOWN, "", "٩٥٢١٢٣*******"),
    ("９５２１２３４５４３２１３", UNKNOWN, "", "９５２１２３*******"),
    ("a\x00b\x1b[31m\u202ec\u200bd\ufeff\ud800e", S.QR, "", "ab[31mcde"),
    ("苹果  \n 牛奶", S.QR, "", "苹果 牛奶"),
    ("word " * 9, S.QR, "", ("word " * 8).strip()),
    ("x" * 41, S.QR, "", "x" * 6 + "*" * 34),
    ("TLM1.", S.QR, "", "TLM1."),
    ("TLM1.secret name", S.QR, "", "TLM1."),
    ("TLC1.no coupon", S.QR, "", "TLC1."),
]


@pytest.mark.parametrize(("text", "symbology", "aim", "visible"), UNKNOWNS)
def test_what_the_shop_does_not_know(text: str, symbology: Symbology, aim: str, visible: str) -> None:
    assert read(text, symbology, aim) == UnknownCode(visible)


def test_a_members_code() -> None:
    assert read("TLM1.eyJt_-.c2ln", S.QR) == MemberCode("TLM1.eyJt_-.c2ln")
    assert read("TLM1.eyJt_-.c2ln", S.QR, context=Context.PAY) == MemberCode("TLM1.eyJt_-.c2ln")


COUPONS = [
    ("9912345678909", S.EAN13, "]E0", "9912345678909"),
    ("9822345678901", UNKNOWN, "", "9822345678901"),
    ("TLC1.a_b-c.d", S.QR, "", "TLC1.a_b-c.d"),
    ("2559521234543213000042", S.CODE128, "]C1", "2559521234543213000042"),
    ("(255)9521234543213", UNKNOWN, "", "2559521234543213"),
    ("8110106141416543213150110120", S.DATABAR_EXPANDED, "]e0", "8110106141416543213150110120"),
    ("https://coupons.example/255/9521234543213000042", S.QR, "", "2559521234543213000042"),
]


@pytest.mark.parametrize(("text", "symbology", "aim", "coupon"), COUPONS)
def test_coupons(text: str, symbology: Symbology, aim: str, coupon: str) -> None:
    assert read(text, symbology, aim) == CouponCode(coupon)


def test_in_front_of_a_payment_digits_of_a_wallet_are_the_wallets() -> None:
    assert read("2559521234543213000042", S.CODE128, "]C1", Context.PAY) == PaymentCode("alipay")
    assert read("TLC1.a_b-c.d", S.QR, context=Context.PAY) == CouponCode("TLC1.a_b-c.d")


@pytest.mark.parametrize("text", ["9802345678905", "9852345678906", "2559521234543214"])
def test_what_is_no_coupon(text: str) -> None:
    assert not isinstance(read(text), CouponCode)


def test_a_basket_for_a_till_is_known_and_not_sold() -> None:
    assert read("TLH1;1;1;K01-x;g;0000\n1;9521234543213", S.QR) == BasketCode()


WALLETS = [
    ("134567890123456789", "wechat"),
    ("2812345678901234", "alipay"),
    ("301234567890123456789012", "alipay"),
    ("1345 6789 0123 4567 89", "wechat"),
    ("wxp://f2f0abc", "wechat"),
    ("weixin://wxpay/bizpayurl?pr=abc", "wechat"),
    ("HTTPS://QR.ALIPAY.COM/fkx123", "alipay"),
]


@pytest.mark.parametrize("context", Context)
@pytest.mark.parametrize(("digits", "wallet"), WALLETS)
def test_a_wallets_code_is_known_and_its_digits_go_nowhere(
    digits: str, wallet: str, context: Context
) -> None:
    for symbology in (S.QR, S.CODE128, UNKNOWN):
        scan = Scan(digits.encode(), digits, symbology)
        found = classify(scan, context=context)
        assert found == PaymentCode(wallet)
        assert digits[-8:] not in repr(found) + repr(scan) + masked(digits)


@pytest.mark.parametrize("digits", ["164567890123456789", "13456789012345678", "31123456789012345"])
def test_other_long_numbers_are_no_wallets_code_and_are_masked(digits: str) -> None:
    assert read(digits, S.QR) == UnknownCode(digits[:6] + "*" * (len(digits) - 6))


@pytest.mark.parametrize(
    ("upce", "gtin14"),
    [
        ("04252614", "00042100005264"),
        ("01234133", "00012300000413"),
        ("01234142", "00012340000011"),
        ("01234558", "00012345000058"),
        ("01234505", "00012000003455"),
    ],
)
def test_upc_e_stands_for_a_upc_a(upce: str, gtin14: str) -> None:
    body = gtin14[:-1]
    assert upce_to_gtin14(upce[:7]) == body + str(check_digit(body))


@given(
    st.sampled_from([7, 11, 12, 13]).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n)),
    st.data(),
)
def test_one_wrong_digit_is_never_sold(body: str, data: st.DataObject) -> None:
    right = label(body)
    assert to_gtin14(right) == right.zfill(14)
    place = data.draw(st.integers(0, len(right) - 1))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != right[place]]))
    wrong = right[:place] + digit + right[place + 1 :]
    assert to_gtin14(wrong) is None
    assert isinstance(read(wrong), UnknownCode)


def test_one_wrong_digit_exhaustively_for_a_pack_of_each_length() -> None:
    for right in ("96385074", "036000291452", "9521234543213", "19521234543210"):
        assert to_gtin14(right)
        for place in range(len(right)):
            for digit in set("0123456789") - {right[place]}:
                assert to_gtin14(right[:place] + digit + right[place + 1 :]) is None
