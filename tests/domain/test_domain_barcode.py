"""What scanned texts are: a corpus from packs, scales, phones and mischief, and rules for every text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.barcode import (
    DEFAULT_TEMPLATES,
    Classified,
    Context,
    GtinCode,
    MemberCode,
    PaymentCode,
    Scan,
    StoreLabel,
    Symbology,
    UnknownCode,
    classify,
    parse_template,
    parse_templates,
)
from kiosk.domain.gtin import check_digit, to_gtin14, upce_to_gtin14
from kiosk.errors import InputRefused

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
    ("2000000000008", S.EAN13, "", "02000000000008"),  # a store number of no template: the catalogue knows
]  # fmt: skip


@pytest.mark.parametrize(("text", "symbology", "aim", "gtin14"), GOODS)
def test_goods(text: str, symbology: Symbology, aim: str, gtin14: str) -> None:
    assert read(text, symbology, aim) == GtinCode(gtin14)


UNKNOWNS = [
    ("9521234543214", S.EAN13, "", "9521234543214"),  # a wrong check digit
    ("4006381333932", UNKNOWN, "", "4006381333932"),  # reads as application identifier (400) too
    ("9521234543213", S.ITF, "", "9521234543213"),  # a part of a longer code
    ("96385074", S.CODE128, "", "96385074"),
    ("96385074", S.EAN13, "", "96385074"),
    ("04252619", S.UPCE, "", "04252619"),
    ("0109521234543214", S.DATABAR, "]e0", "0109521234543214"),
    ("10LOT", S.CODE128, "]C1", "10LOT"),
    ("103456789012345678", S.CODE128, "]C1", "103456789012345678"),  # a batch, not a wallet
    ("https://id.gs1.org/01/09521234543214", S.QR, "", "https://id.gs1.org/01/09521234543214"),
    ("https://qr.alipay.example/abc", S.QR, "", "https://qr.alipay.example/abc"),
    ("wxp://f2f0abc", S.QR, "", "wxp://f2f0abc"),
    ("", UNKNOWN, "", ""),
    ("٩٥٢١٢٣٤٥٤٣٢١٣", UNKNOWN, "", "٩٥٢١٢٣٤٥٤٣٢١٣"),
    ("９５２１２３４５４３２１３", UNKNOWN, "", "９５２１２３４５４３２１３"),
    ("a\x00b\x1b[31m\u202ec\u200bd\ufeff\ud800e", S.QR, "", "ab[31mcde"),
    ("苹果  \n 牛奶", S.QR, "", "苹果 牛奶"),
    ("x" * 41, S.QR, "", "x" * 40),
    ("TLM1.", S.QR, "", "TLM1."),
    ("TLM1.secret name", S.QR, "", "TLM1."),
]


@pytest.mark.parametrize(("text", "symbology", "aim", "visible"), UNKNOWNS)
def test_what_the_shop_does_not_know(text: str, symbology: Symbology, aim: str, visible: str) -> None:
    assert read(text, symbology, aim) == UnknownCode(visible)


def test_the_shops_own_labels() -> None:
    weight, amount = DEFAULT_TEMPLATES
    assert read(label("211234500452")) == StoreLabel("12345", None, 452, weight.pattern)
    assert read(label("221234501990"), S.EAN13, "]E0") == StoreLabel("12345", 1990, None, amount.pattern)


@pytest.mark.parametrize("prefix", ["21", "22"])
def test_a_label_with_a_wrong_check_digit_or_no_value_is_not_sold(prefix: str) -> None:
    right = label(prefix + "1234501990")
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert read(wrong) == UnknownCode(wrong)
    assert read(label(prefix + "1234500000")) == UnknownCode(label(prefix + "1234500000"))


def test_a_shop_with_other_labels() -> None:
    templates = parse_templates(["285PPPPVVVVVC weight_g", "20PPPPKVVVVVC  price_minor"])
    heavy = label("285123401500")
    assert classify(Scan(b"", heavy), templates) == StoreLabel("1234", None, 1500, "285PPPPVVVVVC")
    # The price's own check digit of 14685 is 6 (GS1 General Specifications, example).
    priced = label("201234" + "6" + "14685")
    assert classify(Scan(b"", priced), templates) == StoreLabel("1234", 14685, None, "20PPPPKVVVVVC")
    misread = label("201234" + "5" + "14685")
    assert classify(Scan(b"", misread), templates) == UnknownCode(misread)
    weighed_elsewhere = label("211234500452")
    assert classify(Scan(b"", weighed_elsewhere), templates) == GtinCode(f"0{weighed_elsewhere}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "21PPPPPVVVVVC",
        "21PPPPPVVVVVC kilograms",
        "21PPPPPVVVVC weight_g",
        "21PPPPPVVVVVVC weight_g",
        "31PPPPPVVVVVC weight_g",
        "21PPPPPVVVVVV weight_g",
        "21VVVVVPPPPPC weight_g",
        "21PPPPPPPVVPC weight_g",
        "2PPPPPPVVVVVC weight_g",
        "21PPPKVVVVVVC price_minor",
        "21pppppvvvvvc weight_g",
    ],
)
def test_a_template_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputRefused, match=r"barcode\.bad_template"):
        parse_template(text)


def test_templates_that_a_label_could_confuse_are_refused() -> None:
    with pytest.raises(InputRefused, match=r"barcode\.templates_overlap"):
        parse_templates(["21PPPPPVVVVVC weight_g", "215PPPPVVVVVC price_minor"])


def test_a_members_code() -> None:
    assert read("TLM1.eyJt_-.c2ln", S.QR) == MemberCode("TLM1.eyJt_-.c2ln")
    assert read("TLM1.eyJt_-.c2ln", S.QR, context=Context.PAY) == MemberCode("TLM1.eyJt_-.c2ln")


WALLETS = [
    ("134567890123456789", "wechat"),
    ("2812345678901234", "alipay"),
    ("301234567890123456789012", "alipay"),
]


@pytest.mark.parametrize("context", Context)
@pytest.mark.parametrize(("digits", "wallet"), WALLETS)
def test_a_wallets_code_is_known_and_its_digits_go_nowhere(
    digits: str, wallet: str, context: Context
) -> None:
    for symbology in (S.QR, S.CODE128, UNKNOWN):
        found = read(digits, symbology, context=context)
        assert found == PaymentCode(wallet)
        assert digits not in repr(found)


@pytest.mark.parametrize(
    "digits", ["164567890123456789", "13456789012345678", "2412345678901234", "3112345678901234"]
)
def test_other_long_numbers_are_no_wallets_code(digits: str) -> None:
    assert read(digits, S.QR) == UnknownCode(digits)


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
    assert read(wrong) == UnknownCode(wrong)


def test_one_wrong_digit_exhaustively_for_a_pack_of_each_length() -> None:
    for right in ("96385074", "036000291452", "9521234543213", "19521234543210"):
        assert to_gtin14(right)
        for place in range(len(right)):
            for digit in set("0123456789") - {right[place]}:
                assert to_gtin14(right[:place] + digit + right[place + 1 :]) is None


TEXTS = st.one_of(
    st.text(max_size=80),
    st.text("0123456789", max_size=40),
    st.text("0123456789()\x1d/]CEd.TLM", max_size=60),
    st.binary(max_size=60).map(lambda raw: raw.decode("utf-8", "surrogateescape")),
)


@given(
    TEXTS,
    st.sampled_from(Symbology),
    st.sampled_from(["", "]C1", "]d2", "]Q3", "]e0", "]E0", "]zz"]),
    st.sampled_from(Context),
)
def test_every_text_has_an_answer(text: str, symbology: Symbology, aim: str, context: Context) -> None:
    found = read(text, symbology, aim, context)
    assert isinstance(found, Classified)
    if isinstance(found, UnknownCode):
        assert len(found.shown) <= 40
        assert found.shown.isprintable()
        found.shown.encode()
    if isinstance(found, GtinCode):
        assert to_gtin14(found.gtin14) == found.gtin14
