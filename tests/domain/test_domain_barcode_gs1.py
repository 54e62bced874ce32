"""GS1 messages and Digital Link addresses: what they say of one item, and how little a bad part spoils."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from biip.gs1_messages import GS1Message
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.attributes import NO_ATTRIBUTES, GtinAttributes
from kiosk.domain.barcode import Classified, GtinCode, Scan, Symbology, UnknownCode, classify
from kiosk.domain.element_strings import elements_of
from kiosk.domain.gtin import check_digit
from kiosk.domain.money import currency

MILK = "09521234543213"
ALL = GtinAttributes(
    batch="L-7/B",
    serial="S1",
    expiry=date(2027, 2, 28),
    best_before=date(2026, 12, 31),
    produced=date(2026, 11, 1),
    net_weight_g=1250,
    amount_minor=1990,
)


def read(text: str, aim: str = "", money: str = "CNY") -> Classified:
    return classify(Scan(text.encode(), text, aim=aim), currency=money)


def attributes(text: str, aim: str = "]d2", money: str = "CNY") -> GtinAttributes:
    found = read(text, aim, money)
    assert isinstance(found, GtinCode)
    assert found.gtin14 == MILK
    return found.attributes


PLAIN = f"01{MILK}1727022815261231112611013103001250"
PLAIN_SAID = replace(ALL, net_weight_g=None, amount_minor=None, plain_dates=True)
"""What is believed of it where the symbol does not say that it holds GS1 elements."""
FORMS = [
    f"{PLAIN}39221990\x1d10L-7/B\x1d21S1",
    f"\x1d{PLAIN}10L-7/B\x1d21S1\x1d39321561990",
    f"{PLAIN}10L-7/B<GS>21S1<GS>39221990",
    f"{PLAIN}10L-7/B{{GS}}21S1{{GS}}39221990",
    f"{PLAIN}10L-7/B\u241d21S1[FNC1]39221990",
    f"10L-7/B\x1d21S1\x1d39221990\x1d{PLAIN}",
    f"(01){MILK}(17)270228(15)261231(11)261101(3103)001250(10)L-7/B(21)S1(3922)1990",
    f"(01) {MILK} (10) L-7/B (21) S1 (17) 270228 (15) 261231 (11) 261101 (3103) 001250 (3922) 1990",
    f"https://id.gs1.org/01/{MILK}/10/L-7%2FB/21/S1?17=270228&15=261231&11=261101&3103=001250&3922=1990",
    f"http://shop.example/a/gtin/{MILK}/lot/L-7%2fB/ser/S1?exp=270228;15=261231;11=261101;3103=001250;3922=1990",
    f"HTTPS://SHOP.EXAMPLE/?01={MILK}&10=L-7/B&21=S1&17=270228&15=261231&11=261101&3103=001250&3922=1990#top",
]


@pytest.mark.parametrize("text", FORMS)
def test_every_written_form_says_the_same(text: str) -> None:
    assert read(text) == GtinCode(MILK, PLAIN_SAID)


@pytest.mark.parametrize("aim", ["]C1", "]e0", "]d2", "]Q3", "]J1"])
def test_every_gs1_symbol_says_the_same(aim: str) -> None:
    assert read(FORMS[0], aim) == GtinCode(MILK, ALL)


@pytest.mark.parametrize("aim", ["]Q1", "]C0", "]d1", "]z0"])
def test_a_producer_who_forgot_fnc1_is_understood(aim: str) -> None:
    scan = Scan(
        b"", FORMS[0], {"Q": Symbology.QR, "C": Symbology.CODE128}.get(aim[1], Symbology.DATAMATRIX), aim
    )
    assert classify(scan) == GtinCode(MILK, PLAIN_SAID)


@pytest.mark.parametrize(
    ("element", "left"),
    [
        ("17999999", GtinAttributes(unusable=True)),
        ("17260231", GtinAttributes(unusable=True)),
        ("17AB1231", GtinAttributes(unusable=True)),
        ("11260001", NO_ATTRIBUTES),
        ("3106001250", NO_ATTRIBUTES),
        ("3103000000", NO_ATTRIBUTES),
        ("3103AB1250", NO_ATTRIBUTES),
        ("39221990X", NO_ATTRIBUTES),
        ("3922", NO_ATTRIBUTES),
        ("39240001", NO_ATTRIBUTES),
        ("39328401990", NO_ATTRIBUTES),
        ("10" + "X" * 21, NO_ATTRIBUTES),
        ("10A~B", NO_ATTRIBUTES),
        ("240 ", NO_ATTRIBUTES),
        ("88what", NO_ATTRIBUTES),
        ("(", NO_ATTRIBUTES),
        ("17260228\x1d17270228", GtinAttributes(expiry=date(2026, 2, 28))),
        ("10A\x1d10B", NO_ATTRIBUTES),
        ("10A\x1d10A", GtinAttributes(batch="A")),
        ("17270200", GtinAttributes(expiry=date(2027, 2, 28))),
        ("17991231", GtinAttributes(expiry=date(1999, 12, 31))),
        ("70032702281530", GtinAttributes(expiry=date(2027, 2, 28))),
        ("16270228", GtinAttributes(best_before=date(2027, 2, 28))),
        ("1599999916270228", NO_ATTRIBUTES),
        ("17270228\x1d70032602281530", GtinAttributes(expiry=date(2026, 2, 28))),
        ("17999999\x1d70032702281530", GtinAttributes(expiry=date(2027, 2, 28), unusable=True)),
        ("13270228", GtinAttributes(produced=date(2027, 2, 28))),
        ("3104012345", GtinAttributes(net_weight_g=1235)),
        ("3100000002", GtinAttributes(net_weight_g=2000)),
        ("39200019", GtinAttributes(amount_minor=1900)),
        ("3924199000", GtinAttributes(amount_minor=1990)),
    ],
)
def test_one_bad_element_never_loses_the_good(element: str, left: GtinAttributes) -> None:
    assert attributes(f"01{MILK}{element}") == left
    assert attributes(f"{element}\x1d01{MILK}") == left
    assert attributes(f"01{MILK}{element}\x1d21S").serial == "S"


def test_amounts_are_in_the_shops_own_money() -> None:
    assert attributes(f"01{MILK}39221990", money="JPY").amount_minor is None
    assert attributes(f"01{MILK}39201990", money="JPY").amount_minor == 1990
    assert attributes(f"01{MILK}39221990", money="KWD").amount_minor == 19900
    assert attributes(f"01{MILK}39329781990", money="EUR").amount_minor == 1990
    assert attributes(f"01{MILK}39329781990", money="CNY").amount_minor is None


@pytest.mark.parametrize(("code", "number"), [("CNY", "156"), ("AUD", "036"), ("TND", "788"), ("JPY", "392")])
def test_a_price_names_its_currency_by_number(code: str, number: str) -> None:
    assert attributes(f"01{MILK}3930{number}5", money=code).amount_minor == 5 * currency(code).unit


@pytest.mark.parametrize(
    "text",
    [
        f"02{MILK}3712",  # goods inside a box
        "010952123454321410LOT",
        f"01{MILK}\x1d0109501101530003",  # two goods in one message
        "00095212345432131112",
        f"10LOT01{MILK}",  # a separator was lost: all of it is the batch
        f"8006{MILK}0102",  # one piece of a good in two pieces
        f"(02){MILK}(37)12",
        f"https://id.gs1.org/01/{MILK}/10/A/01/09501101530003",
        f"https://id.gs1.org/01/{MILK}?01=09501101530003",
        "https://id.gs1.org/00/095212345432131112",
        "https://id.gs1.org/8006/095212345432130102",
        "https:///01/09521234543213",
        "ftp://id.gs1.org/01/09521234543213",
        "https://id.gs1.org/01/ARHKVAdpQg",
        "http://[",
    ],
)
@pytest.mark.parametrize("aim", ["", "]d2"])
def test_what_names_no_good_is_none(text: str, aim: str) -> None:
    assert isinstance(read(text, aim), UnknownCode)


@pytest.mark.parametrize(
    ("text", "batch", "serial"),
    [
        (f"https://id.gs1.org/01/{MILK}/reviews", "", ""),
        (f"https://id.gs1.org/01/{MILK}/10//21/S", "", "S"),
        (f"https://id.gs1.org/01/{MILK}/21/S/10/B", "B", "S"),
        (f"https://id.gs1.org/01/{MILK}/22/2A/10/B?linkType=all&utm=x", "B", ""),
        (f"https://shop.example/01/aisle/01/{MILK}/10/B", "B", ""),
        (f"https://id.gs1.org/01/{MILK}/10/%41%ZZ", "A%ZZ", ""),
        ("https://id.gs1.org/01/9521234543213/10/B", "B", ""),
        (f"https://id.gs1.org/01/{MILK}/10/{'B' * 21}?21=S", "", "S"),
    ],
)
def test_addresses_of_goods(text: str, batch: str, serial: str) -> None:
    assert attributes(text, aim="") == GtinAttributes(batch=batch, serial=serial)


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "10": st.from_regex(r"[!%-?A-Z_a-z\"]{1,20}", fullmatch=True),
        "21": st.from_regex(r"[!%-?A-Z_a-z\"]{1,20}", fullmatch=True),
        "17": st.dates(date(2000, 1, 1), date(2049, 12, 31)).map(lambda day: day.strftime("%y%m%d")),
        "11": st.dates(date(2000, 1, 1), date(2049, 12, 31)).map(lambda day: day.strftime("%y%m%d")),
        "20": st.from_regex("[0-9]{2}", fullmatch=True),
        "37": st.from_regex("[0-9]{1,8}", fullmatch=True),
        "240": st.from_regex("[A-Z0-9]{1,30}", fullmatch=True),
        "3103": st.from_regex("[0-9]{6}", fullmatch=True),
        "3922": st.from_regex("[0-9]{1,15}", fullmatch=True),
        "8008": st.just("26112115"),
        "99": st.from_regex("[A-Z0-9]{1,90}", fullmatch=True),
    },
).map(lambda values: {name: value for name, value in values.items() if value.isascii()})
FIXED = {"01", "11", "17", "20", "3103"}


@given(
    st.from_regex("[0-9]{13}", fullmatch=True).filter(str.isascii), VALUES, st.randoms(use_true_random=False)
)
def test_sound_messages_are_cut_as_biip_cuts_them(body: str, values: dict[str, str], order: object) -> None:
    pairs = [("01", f"{body}{check_digit(body)}"), *values.items()]
    order.shuffle(pairs)  # type: ignore[attr-defined]
    message = "".join(name + value + ("" if name in FIXED else "\x1d") for name, value in pairs)
    mine = elements_of(message)
    assert mine.whole
    assert mine.found == tuple(pairs)
    theirs = GS1Message.parse(message).element_strings
    assert [(one.ai.ai, one.value) for one in theirs] == pairs
    found = read(message, "]d2")
    assert isinstance(found, GtinCode)
    assert found.gtin14 == pairs[[name for name, _ in pairs].index("01")][1]
    days = {str(one.ai): one.date for one in theirs if one.date is not None}
    assert found.attributes.expiry == days.get("(17)")
    assert found.attributes.produced == days.get("(11)")
    assert found.attributes.batch == values.get("10", "")
    assert found.attributes.serial == values.get("21", "")


@given(VALUES, st.data())
def test_whatever_happens_to_one_element_behind_the_good_it_stays(
    values: dict[str, str], data: st.DataObject
) -> None:
    rest = "".join(name + value + ("" if name in FIXED else "\x1d") for name, value in values.items())
    place = data.draw(st.integers(0, len(rest)))
    noise = data.draw(st.text(st.sampled_from("0129AZ~()/\x1d<é"), max_size=4))
    cut = data.draw(st.integers(0, 3))
    spoiled = rest[:place] + noise + rest[place + cut :]
    found = read(f"01{MILK}{spoiled}", "]d2")
    second = elements_of(f"01{MILK}{spoiled}").one("01") is None
    assert (isinstance(found, GtinCode) and found.gtin14 == MILK) or second


def test_a_bare_number_is_classified_without_loading_a_library() -> None:
    """Loading biip takes a quarter of a second: no scan may wait for that."""
    program = (
        "import sys\n"
        "from kiosk.domain.barcode import Scan, classify\n"
        f"for text in ('9521234543213', '2112345004525', '01{MILK}10LOT', 'https://id.gs1.org/01/{MILK}'):\n"
        "    assert 'Unknown' not in repr(classify(Scan(b'', text)))\n"
        "assert 'biip' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.parametrize("rest", ["358", "1799", "99"])
@pytest.mark.parametrize("before", ["", "]Q1", "]C0"])
def test_digits_that_begin_like_a_gtin_are_a_message_only_as_a_whole(rest: str, before: str) -> None:
    assert isinstance(read(f"{before}01{MILK}{rest}"), UnknownCode)
    assert read(f"01{MILK}{rest}", "]C1") == GtinCode(MILK)
    assert isinstance(read(f"{before}01{MILK}17270228"), GtinCode)


@pytest.mark.parametrize(
    "address",
    [
        "https://x.example/album/01/12345670",
        "https://x.example/2025/01/00000000",
        "https://x.example/01/012345678905",
        "https://x.example/01/00000000000000",
        "https://x.example/gtin/00000000",
        "https://x.example/01/2112345004525",
        "https://x.example/01/0200000000004",
        "https://x.example/gtin/0400000000002",
    ],
)
def test_an_address_makes_no_good_of_dates_zeros_and_a_shops_own_numbers(address: str) -> None:
    assert isinstance(read(address), UnknownCode)


def test_a_short_gtin_in_an_address_is_named_as_one() -> None:
    assert read("https://x.example/gtin/96385074") == GtinCode("00000096385074")
    assert read("https://x.example/?gtin=012345678905") == GtinCode("00012345678905")


def test_after_what_cannot_be_cut_nothing_is_found_in_the_middle() -> None:
    assert elements_of(f"10L\x1dX01{MILK}").found == (("10", "L"),)
    assert isinstance(read(f"X01{MILK}", "]C1"), UnknownCode)
    assert isinstance(read(f"5X01{MILK}10LOT", "]d2"), UnknownCode)


def test_a_bad_first_date_is_not_replaced_by_the_second() -> None:
    assert attributes(f"01{MILK}1599999916270228") == NO_ATTRIBUTES
    assert attributes(f"01{MILK}152702281527022716270101") == NO_ATTRIBUTES
