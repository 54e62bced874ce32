"""Rules for every text: an answer of a known kind, one number for all forms of a GTIN, nothing leaked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.barcode import (
    DEFAULT_TEMPLATES,
    Classified,
    Context,
    CouponCode,
    GtinCode,
    PaymentCode,
    Scan,
    ShortCode,
    StoreLabel,
    Symbology,
    UnknownCode,
    classify,
    parse_templates,
)
from kiosk.domain.gtin import check_digit, to_gtin14, upce_to_gtin14

DIGITS = "0123456789"
TEMPLATES = (*DEFAULT_TEMPLATES, *parse_templates(["26PPPPPAAAAAWWWWWC code128", "20PPPPPKAA.AAC"]))
AIMS = [
    "",
    "]E0",
    "]E1",
    "]E3",
    "]E4",
    "]C0",
    "]C1",
    "]C2",
    "]e0",
    "]d1",
    "]d2",
    "]d5",
    "]Q1",
    "]Q2",
    "]Q3",
    "]I0",
    "]I1",
    "]A0",
    "]A1",
    "]J1",
    "]z0",
    "]F0",
    "]X0",
    "]Z0",
    "]zz",
]
SOUND = [
    "9521234543213",
    "96385074",
    "04252614",
    "2112345004525",
    "01095212345432131725123110AB\x1d21X",
    "0109521234543213310300125039221990\x1d10LOT",
    "(01)09521234543213(10)LOT(17)251231",
    "https://id.gs1.org/01/09521234543213/10/LOT?17=251231",
    "HTTP://shop.example/x/gtin/9521234543213/ser/%41",
    "]C1010952123454321310LOT",
    "]E3977123456789805",
    "262010101240010004",
    "134567890123456789",
    "2812345678901234",
    "wxp://f2f0abc",
    "TLM1.eyJt_-.c2ln",
    "TLB1." + "A" * 43,
    "TLC1.abc.def",
    "TLH1;1;1;K01-x;g;0000\n1;9521234543213",
    "8110106141416543213150110120",
]


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """A sound text with a few signs changed, put in, taken out, or another text's half behind it."""
    text = draw(st.sampled_from(SOUND))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(text)))
        sign = draw(st.sampled_from([*"0159AZ()/%.;?=&]\\ \x1d\x00\n", "<GS>", "é", "\u202e", "\ud800"]))
        text = text[:place] + sign * draw(st.integers(0, 2)) + text[place + draw(st.integers(0, 2)) :]
    if draw(st.booleans()):
        other = draw(st.sampled_from(SOUND))
        text += other[draw(st.integers(0, len(other))) :]
    return text


TEXTS = st.one_of(
    spoiled(),
    st.text(max_size=80),
    st.text(DIGITS, max_size=40),
    st.text("0123456789()\x1d/]CEd.TLMH;", max_size=60),
    st.binary(max_size=60).map(lambda raw: raw.decode("utf-8", "surrogateescape")),
)


@given(TEXTS, st.sampled_from(Symbology), st.sampled_from(AIMS), st.sampled_from(Context))
def test_every_text_has_an_answer(text: str, symbology: Symbology, aim: str, context: Context) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    found = classify(Scan(raw, text, symbology, aim), TEMPLATES, context)
    assert isinstance(found, Classified)
    if isinstance(found, UnknownCode):
        assert len(found.shown) <= 40
        assert found.shown.isprintable()
        found.shown.encode()
    if isinstance(found, GtinCode):
        assert to_gtin14(found.gtin14) == found.gtin14
        assert found.gtin14.lstrip("0")[:8] in text or symbology is Symbology.UPCE
    if isinstance(found, CouponCode):
        assert found.text.isprintable()
        assert found.text.isascii()


BODIES = st.sampled_from([7, 11, 12, 13]).flatmap(lambda n: st.text(DIGITS, min_size=n, max_size=n))


def forms(gtin14: str) -> list[Scan]:
    """Every way a code, a scanner and a person write this GTIN."""
    texts = [
        "01" + gtin14,
        f"01{gtin14}10A\x1d21B",
        f"]C101{gtin14}",
        f"]e001{gtin14}",
        f"]e0{gtin14}",
        f"]d201{gtin14}17271231",
        f"]Q301{gtin14}10A",
        f"\x1d01{gtin14}10A",
        f"(01){gtin14}",
        f"(01){gtin14}(10)A",
        f"10A<GS>01{gtin14}",
        f"https://id.gs1.org/01/{gtin14}",
        f"]Q1https://shop.example/gtin/{gtin14}/lot/A",
        f"https://shop.example/?gtin={gtin14}",
        gtin14,
        f" {gtin14}\r\n",
        f"]I1{gtin14}",
    ]
    if gtin14[1] == "2" or gtin14[1:3] in ("02", "04") or gtin14[:7] in ("0000000", "0000002"):
        # What a shop numbers itself is in no Digital Link.
        texts = [text for text in texts if "https://" not in text]
    scans = [Scan(b"", text) for text in texts]
    if gtin14[0] == "0":
        scans += [Scan(b"", gtin14[1:], Symbology.EAN13, "]E0"), Scan(b"", "]E0" + gtin14[1:])]
        scans += [Scan(b"", gtin14[1:] + "12", Symbology.EAN13, "]E3"), Scan(b"", gtin14[1:])]
        if any("https://" in text for text in texts):
            scans += [Scan(b"", f"https://shop.example/01/{gtin14[1:]}")]
    if gtin14[:2] == "00":
        scans += [Scan(b"", gtin14[2:], Symbology.UPCA), Scan(b"", gtin14[2:])]
    if gtin14[:6] == "000000":
        scans += [Scan(b"", gtin14[6:], Symbology.EAN8, "]E4"), Scan(b"", gtin14[6:])]
    return scans


@given(BODIES)
def test_every_written_form_of_a_gtin_is_one_number(body: str) -> None:
    gtin14 = (body + str(check_digit(body))).zfill(14)
    for scan in forms(gtin14):
        found = classify(scan, ())
        if isinstance(found, CouponCode):
            assert gtin14[1:4] in ("981", "982", "983") or gtin14[1:3] == "99"
        else:
            assert isinstance(found, GtinCode), scan.text
            assert found.gtin14 == gtin14


@given(BODIES, st.data())
def test_one_wrong_digit_never_passes_in_any_form(body: str, data: st.DataObject) -> None:
    right = body + str(check_digit(body))
    place = data.draw(st.integers(0, len(right) - 1))
    digit = data.draw(st.sampled_from([digit for digit in DIGITS if digit != right[place]]))
    wrong = (right[:place] + digit + right[place + 1 :]).zfill(14)
    for scan in forms(wrong):
        assert not isinstance(classify(scan, ()), GtinCode | CouponCode | StoreLabel), scan.text


@given(st.text(DIGITS, min_size=6, max_size=6), st.sampled_from("01"), st.data())
def test_of_upc_e_only_the_digit_of_its_shape_can_be_misread_unseen(
    body: str, system: str, data: st.DataObject
) -> None:
    gtin14 = upce_to_gtin14(system + body)
    assert gtin14 is not None
    upce = system + body + gtin14[-1]
    assert upce_to_gtin14(upce) == gtin14
    place = data.draw(st.sampled_from([0, 1, 2, 3, 4, 5, 7]))
    digit = data.draw(st.sampled_from([digit for digit in DIGITS if digit != upce[place]]))
    assert upce_to_gtin14(upce[:place] + digit + upce[place + 1 :]) is None


@given(st.text(DIGITS, min_size=8, max_size=8), st.sampled_from(Symbology), st.sampled_from(AIMS))
def test_eight_digits_are_short_only_where_asked_and_nobody_names_them(
    digits: str, symbology: Symbology, aim: str
) -> None:
    scan = Scan(digits.encode(), digits, symbology, aim)
    plain, asked = classify(scan, ()), classify(scan, (), upce=True)
    assert not isinstance(plain, ShortCode)
    if not isinstance(asked, ShortCode):
        assert asked == plain
        return
    assert symbology is Symbology.UNKNOWN
    assert asked.upce == upce_to_gtin14(digits)
    assert plain == GtinCode(asked.gtin8) if asked.gtin8 else isinstance(plain, UnknownCode)


def test_half_of_all_upce_are_right_as_a_gtin8_too() -> None:
    both = 0
    for number in range(0, 10**6, 1009):
        gtin14 = upce_to_gtin14(f"0{number:06}")
        assert gtin14 is not None
        both += to_gtin14(f"0{number:06}{gtin14[-1]}") is not None
    assert both / len(range(0, 10**6, 1009)) == pytest.approx(0.55, abs=0.03)


@pytest.mark.soak
def test_how_often_a_misread_shape_of_a_upc_e_passes_is_as_stated() -> None:
    """7.1 % of its changes, 0.9 % of all changes of one of eight digits: every 37th UPC-E is tried."""
    tried = passed = 0
    for number in range(0, 10**6, 37):
        body = f"{number:06}"
        gtin14 = upce_to_gtin14("0" + body)
        assert gtin14 is not None
        for digit in set(DIGITS) - {body[5]}:
            tried += 1
            passed += upce_to_gtin14(f"0{body[:5]}{digit}{gtin14[-1]}") is not None
    assert passed / tried == pytest.approx(0.0711, abs=0.003)
    assert passed / tried / 8 == pytest.approx(0.0089, abs=0.0004)


@given(
    st.one_of(
        st.from_regex(r"1[0-5][0-9]{16}", fullmatch=True),
        st.from_regex(r"(2[5-9]|30)[0-9]{14,22}", fullmatch=True),
    ).filter(str.isascii),
    st.sampled_from(["", " ", "]C0", "]Q1", "]d1"]),
    st.sampled_from(Context),
)
def test_no_digit_of_a_wallets_code_comes_out(digits: str, before: str, context: Context) -> None:
    scan = Scan(digits.encode(), before + digits)
    found = classify(scan, (), context)
    assert isinstance(found, PaymentCode)
    assert digits[6:] not in repr(found) + repr(scan)
