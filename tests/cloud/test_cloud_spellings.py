"""How a Chinese name may be typed: readings made at publishing, heteronyms kept."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.catalogue.pinyin import MOST_SPELLINGS, spelled, spellings_of
from kiosk.domain.product import Names
from kiosk.domain.row_checks import checked_product
from kiosk.domain.row_telling import product_row
from tests.cloud.town import MILK


@pytest.mark.parametrize(
    ("name", "likeliest"),
    [
        ("银行", "yin hang"),
        ("重庆火锅底料", "chong qing huo guo di liao"),
        ("可口可乐330ml", "ke kou ke le 330ml"),
        ("六安瓜片（绿茶）", "lu an gua pian lv cha"),
    ],
)
def test_words_are_read_as_people_say_them(name: str, likeliest: str) -> None:
    assert spellings_of(name)[0] == likeliest


def test_a_character_with_several_readings_is_found_by_each() -> None:
    assert set(spellings_of("都乐")) >= {"du le", "dou le"}
    assert {"lv cha", "lu cha"} <= set(spellings_of("绿茶"))


@pytest.mark.parametrize(
    ("name", "said", "found_by"),
    [
        ("便宜坊烤鸭", "pian yi", "bian yi fang kao ya"),
        ("重庆小面", "chong qing", "zhong qing xiao mian"),
        ("行军壶", "xing jun", "hang jun hu"),
        ("空调被", "kong tiao", "kong diao bei"),
    ],
)
def test_a_reading_that_the_dictionary_of_words_lacks_is_kept_behind_its_own(
    name: str, said: str, found_by: str
) -> None:
    likeliest, *others = spellings_of(name)
    assert likeliest.startswith(said)
    assert found_by in others


def test_of_a_long_name_each_character_is_found_by_each_reading() -> None:
    name = "长白山行军重庆火锅调料长条便当盒盛薄荷糖"
    spellings = [each.split() for each in spellings_of(name)]
    assert len(spellings) == MOST_SPELLINGS
    for sign, reading in {"行": "hang", "调": "diao", "便": "pian", "薄": "bao", "长": "zhang"}.items():
        assert any(each[name.index(sign)] == reading for each in spellings), sign


def test_a_name_without_chinese_has_none_and_an_unknown_character_stops_nothing() -> None:
    assert spellings_of("Milk & Honey 1 L") == ()
    assert spellings_of("\U00020bb7野家")[0] == "ye jia"


def test_what_the_shop_says_itself_stays() -> None:
    by_hand = checked_product({**_fields(), "spellings": ["niu ru"]}, 2)
    assert [each.spellings for each in spelled([MILK, by_hand])] == [("chun niu nai",), ("niu ru",)]


@given(st.text("重长乐行都银蘸䴙Aa9 ü·é（", min_size=1, max_size=120))
def test_every_spelling_is_one_the_catalogue_takes(name: str) -> None:
    spellings = spellings_of(name)
    assert len(spellings) <= MOST_SPELLINGS
    assert len(set(spellings)) == len(spellings)
    assert all(re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", each) for each in spellings)


def _fields() -> dict[str, object]:
    row = product_row(MILK)
    return {name: _as_json(value) for name, value in row.items() if name != "type"}


def _as_json(value: object) -> object:
    return {"zh": value.zh, "en": value.en} if isinstance(value, Names) else value
