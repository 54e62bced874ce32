"""The shop's own labels: what a scale prints by a template is what the kiosk reads, and nothing else is."""

from __future__ import annotations

import random

import pytest
from biip import ParseConfig, ParseError
from biip.checksums import gs1_price_weight_check_digit
from biip.gtin import Gtin
from biip.rcn import Rcn, RcnRegion
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.domain.barcode import (
    DEFAULT_TEMPLATES,
    Context,
    GtinCode,
    PaymentCode,
    Scan,
    StoreLabel,
    Symbology,
    UnknownCode,
    classify,
    parse_template,
    parse_templates,
)
from kiosk.domain.gtin import check_digit
from kiosk.domain.label_regions import REGIONS
from kiosk.domain.label_template import LONGEST, LONGEST_ITEM, LONGEST_VALUE, SHORTEST
from kiosk.domain.price_check_digit import price_check_digit
from kiosk.errors import InputRefused

CHINESE = "26PPPPPAAAAAWWWWWC code128"


def label(body: str) -> str:
    return f"{body}{check_digit(body)}"


def read(
    text: str, *templates: str, symbology: Symbology = Symbology.UNKNOWN, context: Context = Context.BASKET
) -> object:
    return classify(Scan(text.encode(), text, symbology), parse_templates(templates), context)


def test_the_built_in_labels() -> None:
    weight, amount = DEFAULT_TEMPLATES
    heavy, priced = label("211234500452"), label("221234501990")
    assert classify(Scan(b"", heavy)) == StoreLabel("12345", None, 452, weight.pattern)
    assert classify(Scan(b"", priced, Symbology.EAN13, "]E0")) == StoreLabel(
        "12345", 1990, None, amount.pattern
    )


@pytest.mark.parametrize("prefix", ["21", "22"])
def test_a_label_with_a_wrong_check_digit_or_no_value_is_not_sold(prefix: str) -> None:
    right = label(prefix + "1234501990")
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert isinstance(classify(Scan(b"", wrong)), UnknownCode)
    assert isinstance(classify(Scan(b"", label(prefix + "1234500000"))), UnknownCode)


@pytest.mark.parametrize(
    ("template", "body", "expected"),
    [
        ("285PPPPVVVVVC weight_g", "285123401500", StoreLabel("1234", None, 1500, "285PPPPVVVVVC")),
        # The price's own check digit of 14685 is 6, of 2875 it is 9 (GS1 General Specifications).
        ("20PPPPKVVVVVC price_minor", "201234614685", StoreLabel("1234", 14685, None, "20PPPPKVVVVVC")),
        ("20PPPPPKAA.AAC", "201234592875", StoreLabel("12345", 2875, None, "20PPPPPKAA.AAC")),
        ("2PPPPPPVVVVVC price_minor", "212345601990", StoreLabel("123456", 1990, None, "2PPPPPPVVVVVC")),
        ("02PPPPPAAAAA.C", "021234500019", StoreLabel("12345", 1900, None, "02PPPPPAAAAA.C")),
        ("25PPPPWWWW.WWC", "251234000120", StoreLabel("1234", None, 1200, "25PPPPWWWW.WWC")),
        ("24PPPPPVVVVVC pieces", "241234500012", StoreLabel("12345", None, None, "24PPPPPVVVVVC", 12)),
        ("23PPPPNNAAAAC", "231234060480", StoreLabel("1234", 480, None, "23PPPPNNAAAAC", 6)),
        ("27XXPPPPWWWWC", "279912340345", StoreLabel("1234", None, 345, "27XXPPPPWWWWC")),
        ("29WWWWWPPPPPC", "290034512345", StoreLabel("12345", None, 345, "29WWWWWPPPPPC")),
    ],
)
def test_forms_of_labels(template: str, body: str, expected: StoreLabel) -> None:
    assert read(label(body), template) == expected
    assert read(label(body), template, symbology=Symbology.EAN13) == expected
    assert read(label(body), template, symbology=Symbology.QR) != expected


def test_a_misread_price_is_found_by_its_own_check_digit() -> None:
    assert isinstance(read(label("201234514685"), "20PPPPKVVVVVC price_minor"), UnknownCode)


def test_a_label_of_another_shop_is_a_number_for_the_catalogue() -> None:
    weighed_elsewhere = label("211234500452")
    assert read(weighed_elsewhere, "285PPPPVVVVVC weight_g") == GtinCode(f"0{weighed_elsewhere}")


def test_a_upc_label_is_read_with_and_without_its_leading_zero() -> None:
    upc = label("21234592875")
    expected = StoreLabel("12345", 2875, None, "2PPPPPKVVVVC")
    template = "2PPPPPKVVVVC upca price_minor"
    assert read(upc, template, symbology=Symbology.UPCA) == expected
    assert read("0" + upc, template, symbology=Symbology.EAN13) == expected
    assert read(upc, template) == expected
    assert read(upc, "02PPPPPKVVVVC price_minor").__class__ is StoreLabel
    with pytest.raises(InputRefused, match=r"barcode\.templates_overlap"):
        parse_templates([template, "02PPPPPKVVVVC price_minor"])


def test_the_eighteen_digits_of_a_chinese_scale() -> None:
    digits = label("26201010124001000")  # 10.00 and 12.40 kilograms swapped: read by the template's order
    found = read(digits, CHINESE, symbology=Symbology.CODE128)
    assert found == StoreLabel("20101", 1240, 1000, "26PPPPPAAAAAWWWWWC")
    assert isinstance(read(digits, CHINESE, symbology=Symbology.EAN13), PaymentCode | UnknownCode)


def test_some_scales_weight_the_check_digit_from_the_left() -> None:
    body = "26201010124001000"
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(body))
    digits = f"{body}{-total % 10}"
    assert digits != label(body)
    assert isinstance(read(digits, "26PPPPPAAAAAWWWWWD code128"), StoreLabel)
    assert not isinstance(read(digits, CHINESE), StoreLabel)


def test_the_shops_label_wins_at_the_basket_and_the_wallet_in_front_of_the_payment() -> None:
    digits = label("26201010124001000")
    assert isinstance(read(digits, CHINESE), StoreLabel)
    assert read(digits, CHINESE, context=Context.PAY) == PaymentCode("alipay")
    assert read(digits) == PaymentCode("alipay")


def test_a_wallets_code_that_only_looks_like_a_label_is_not_shown() -> None:
    digits = label("26201010124001000")
    wrong = digits[:-1] + str((int(digits[-1]) + 5) % 10)
    assert read(wrong, CHINESE) == PaymentCode("alipay")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_template"),
        ("kilograms", "bad_template"),
        ("PP21PPPVVVVVC weight_g", "bad_template"),
        ("21pppppvvvvvc weight_g", "bad_template"),
        ("21PPPPPVVVVV_ weight_g", "bad_template"),
        ("21PPPPPVVVVVC", "template_value"),
        ("21PPPPPWWWWWC weight_g", "template_value"),
        ("21PPPPPWWVVVC weight_g", "template_value"),
        ("21PPPPPVV.VVVC weight_g", "template_value"),
        ("21PPPPPVVVVVC kilograms", "template_word"),
        ("21PPPPPVVVVVC weight_g pieces", "template_word"),
        ("21PPPPPVVVVVC weight_g databar", "template_word"),
        ("21PPPPPVVVVC weight_g", "template_length"),
        ("21PPPPPVVVVVVC weight_g", "template_length"),
        ("1PPPWC code128", "template_length"),
        (f"3{'P' * 14}{'A' * 9}{'W' * 6}C code128", "template_length"),
        ("31PPPPPVVVVVC weight_g", "template_not_in_store"),
        ("69PPPPPVVVVVC weight_g code128", "template_not_in_store"),
        ("21PPPPPPPVVVC weight_g upca", "template_length"),
        ("61PPPPVVVVVC weight_g upca", "template_not_in_store"),
        ("21PPPPPVVVVVV weight_g", "template_check_digit"),
        ("21PPPPPVVVVVD weight_g", "template_check_digit"),
        ("21PPPPPPPVVPC weight_g", "template_field"),
        ("21PPPPPVVVVCC weight_g", "template_field"),
        ("2PAAAAAAAAAAC", "template_field"),
        ("2222222VVVVVC weight_g", "template_fields_missing"),
        ("21PPPPPPPPPPC", "template_fields_missing"),
        ("21PPPKVVVVVVC price_minor", "template_price_check"),
        ("21PPPPVVVVVKC price_minor", "template_price_check"),
        ("21PPPPKXVVVVC price_minor", "template_price_check"),
        ("21PPPPPAA.AAC", "template_length"),
        ("21PPPPPAA.AA.AC", "template_decimals"),
        ("21PPPPPAA.AAAC", "template_decimals"),
        ("21PPPPPW.WWWWC", "template_decimals"),
        ("21PP.PPPAAAAAC", "template_decimals"),
        ("region:cn", "unknown_region"),
    ],
)
def test_a_template_that_is_none_is_refused_in_words(text: str, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        parse_templates([text])
    assert refused.value.reason.code == f"barcode.{code}"
    assert len(str(refused.value.reason.values["shown"])) <= 40


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("21PPPPPVVVVVC weight_g", "215PPPPVVVVVC price_minor"),
        ("21PPPPPVVVVVC weight_g", "21PPPPPVVVVVC weight_g"),
        ("2PPPPPPVVVVVC weight_g", "22PPPPPVVVVVC price_minor"),
        ("20PPPPPVVVVVC weight_g", "region:gb"),
        ("region:se", "region:fi"),
        ("213PPPPVVVVVC weight_g code128", "21PPPPPVVVVVC price_minor"),
    ],
)
def test_templates_that_a_label_could_confuse_are_refused(first: str, second: str) -> None:
    with pytest.raises(InputRefused, match=r"barcode\.templates_overlap"):
        parse_templates([first, second])


def test_the_same_beginning_in_another_length_confuses_nobody() -> None:
    assert len(parse_templates(["26PPPPPVVVVVC weight_g", CHINESE, "region:gb"])) == 3


@st.composite
def templates(draw: st.DrawFn) -> str:
    """A sound template of a label in Code 128: flag, fields in any order, perhaps check digits."""
    fields = {"P": draw(st.integers(1, LONGEST_ITEM))}
    for sign in draw(st.sets(st.sampled_from("AWN"), min_size=1)):
        fields[sign] = draw(st.integers(1, LONGEST_VALUE))
    parts = []
    for sign in draw(st.permutations(sorted(fields))):
        check = "K" if sign != "P" and fields[sign] in (4, 5) and draw(st.booleans()) else ""
        parts.append(check + sign * fields[sign])
    if draw(st.booleans()):
        parts.insert(draw(st.integers(0, len(parts))), "X")
    flag = draw(st.from_regex("[0-9]{1,2}", fullmatch=True).filter(str.isascii))
    pattern = flag + "".join(parts) + draw(st.sampled_from(["", "C", "D"]))
    assume(SHORTEST <= len(pattern) <= LONGEST and len(pattern) not in (8, 12, 13, 14))
    return pattern


def printed(pattern: str, values: dict[str, str]) -> str:
    """What a scale prints: the other side of the language, sign by sign."""
    digits = ""
    for place, sign in enumerate(pattern):
        if sign in values:
            digits += values[sign][place - pattern.index(sign)]
        elif sign == "K":
            digits += str(gs1_price_weight_check_digit(values[pattern[place + 1]]))
        elif sign == "C":
            digits += str(check_digit(digits))
        elif sign == "D":
            total = sum(int(digit) * (1, 3)[at % 2] for at, digit in enumerate(digits))
            digits += str(-total % 10)
        else:
            digits += sign if sign.isdigit() else "7"
    return digits


@given(templates(), st.data())
def test_every_label_printed_by_a_template_says_what_was_printed(pattern: str, data: st.DataObject) -> None:
    values = {
        sign: data.draw(
            st.text("0123456789", min_size=pattern.count(sign), max_size=pattern.count(sign)).filter(
                lambda digits, sign=sign: sign == "P" or int(digits) > 0
            )
        )
        for sign in "PAWN"
        if sign in pattern
    }
    digits = printed(pattern, values)
    (template,) = parse_templates([pattern + " code128"])
    found = classify(Scan(digits.encode(), digits, Symbology.CODE128, "]C0"), [template])
    numbers = {sign: int(values[sign]) for sign in "AWN" if sign in values}
    assert found == StoreLabel(values["P"], numbers.get("A"), numbers.get("W"), pattern, numbers.get("N"))


def test_the_check_digits_of_prices_are_those_of_the_standard() -> None:
    for length in (4, 5):
        for value in range(10**length):
            digits = str(value).zfill(length)
            assert price_check_digit(digits) == gs1_price_weight_check_digit(digits)


@pytest.mark.parametrize("region", RcnRegion)
def test_national_rules_agree_with_biip(region: RcnRegion) -> None:
    """Every first two digits, many labels each, with right and wrong check digits of the price."""
    forms = parse_templates([f"region:{region.value}"])
    digits_of = random.Random(region.value)
    for prefix in range(20, 30):
        for _ in range(60):
            code = label(f"{prefix}{digits_of.randrange(10**10):010}")
            mine = next((form.label(code) for form in forms if form.fits(Scan(b"", code), code)), None)
            try:
                theirs = Gtin.parse(code, config=ParseConfig(rcn_region=region))
            except ParseError:
                assert mine is None
                continue
            assert isinstance(theirs, Rcn)
            if not (theirs.price or theirs.weight or theirs.count):
                assert mine is None
                continue
            assert mine is not None
            assert mine.plu == theirs.item_reference
            assert mine.price_minor == (None if theirs.price is None else int(theirs.price * 100))
            assert mine.weight_g == (None if theirs.weight is None else int(theirs.weight * 1000))
            assert mine.pieces == theirs.count


def test_every_region_has_rules_and_no_other() -> None:
    assert set(REGIONS) == {region.value for region in RcnRegion}
    for rules in REGIONS.values():
        assert all(parse_template(rule).pattern == rule for rule in rules)
