"""Goods of a large chain, drawn by a seed: names as packs have them, readings, codes, packs of six, offers.

Words are real, makers are not. A few kinds and makers have many goods and most have few, as in a shop.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import accumulate

from cloud.catalogue.pinyin import spellings_of
from kiosk.domain.catalogue_checksum import StateChecksum, row_bytes
from kiosk.domain.catalogue_rows import SNAPSHOT_SCHEMA
from kiosk.domain.gtin import check_digit

_KINDS = """
饮用水 drinks water|可乐 drinks cola|绿茶 drinks green tea|红茶 drinks black tea
乌龙茶 drinks oolong tea|纯牛奶 dairy milk|酸奶 dairy yoghurt|方便面 noodles instant noodles
薯片 snacks potato crisps|饼干 snacks biscuits|巧克力 sweets chocolate|酱油 sauces soy sauce
食用油 oils cooking oil|大米 staples rice|面粉 staples flour|火腿肠 meat ham sausage
水饺 frozen dumplings|汤圆 frozen rice balls|瓜子 snacks sunflower seeds|坚果 snacks nuts
辣条 snacks spicy strips|啤酒 alcohol lager|咖啡 drinks coffee|果汁 drinks juice
洗发水 care shampoo|沐浴露 care shower gel|牙膏 care toothpaste|纸巾 household tissues
洗衣液 household laundry liquid|面包 bakery bread|蛋糕 bakery cake|豆浆 drinks soy milk
豆腐 fresh tofu|香醋 sauces vinegar|蜂蜜 staples honey|果酱 sauces jam|麦片 staples oatmeal
燕麦 staples oats|奶粉 baby milk powder|纸尿裤 baby nappies|湿巾 baby wipes
猫粮 pets cat food|狗粮 pets dog food|电池 electric batteries|灯泡 electric light bulb
毛巾 home towel|拖鞋 home slippers|雨伞 home umbrella|笔记本 paper notebook
中性笔 paper gel pen|苹果 fruit apples|香蕉 fruit bananas|橙子 fruit oranges
葡萄 fruit grapes|西红柿 vegetables tomatoes|黄瓜 vegetables cucumber
土豆 vegetables potatoes|胡萝卜 vegetables carrots|鸡蛋 fresh eggs
鸡胸肉 meat chicken breast|牛肉 meat beef|三文鱼 fish salmon|虾仁 fish shrimps
海带 fish kelp
"""
_FLAVOURS = """
原味 original|草莓 strawberry|蓝莓 blueberry|柠檬 lemon|香草 vanilla|抹茶 matcha
红枣 red date|黑糖 brown sugar|麻辣 hot|番茄 tomato|海盐 sea salt|芝士 cheese|椰子 coconut
桂花 osmanthus|茉莉 jasmine|薄荷 mint|蜜桃 peach|芒果 mango|无糖 sugar free|低脂 low fat
有机 organic|经典 classic|轻盈 light|浓香 rich|清爽 fresh|特级 premium|家庭装 family
儿童 kids|重庆 Chongqing|长白山 Changbai|银耳 silver fungus|乐园 fun|行者 walker|便携 pocket
"""
KINDS = tuple(each.split(" ", 2) for each in _KINDS.strip().replace("\n", "|").split("|"))
"""Name, category and English name."""
FLAVOURS = tuple(each.split(" ", 1) for each in _FLAVOURS.strip().replace("\n", "|").split("|"))
SIGNS = (
    "禾谷云岭清泉金穗海港南山北辰东篱西溪百川千叶万象春晓夏木秋实冬青星河月桂日升风铃"
    "雨林雪原花溪松鹤竹影兰亭梅园乐田和顺安康福临瑞丰"
)
SIZES = (
    "250ml", "330ml", "500ml", "1L", "1.5L", "50g", "100g", "200g", "400g", "1kg", "5kg", "10 片",
    "12 × 250ml", "",
)  # fmt: skip

PUBLISHED = datetime(2026, 11, 22, tzinfo=UTC)
_SEED = 20261122


@dataclass(slots=True)
class Made:
    """What was published, and enough of it to ask for."""

    goods: int
    codes: list[str] = field(default_factory=list)
    checksum: StateChecksum = field(default_factory=StateChecksum)
    rows: int = 0
    kept: list[dict[str, object]] = field(default_factory=list)
    """Every so many goods: for queries and for the delta."""


def makers() -> tuple[tuple[str, str], ...]:
    """A few hundred makers' names, with one in Latin letters."""
    chance = random.Random(_SEED)
    found: dict[str, str] = {}
    while len(found) < 600:
        name = "".join(chance.sample(SIGNS, chance.choice((2, 2, 3))))
        found[name] = spellings_of(name)[0].replace(" ", "").capitalize()
    return tuple(found.items())


def lines(goods: int, made: Made) -> Iterator[bytes]:
    """A snapshot of so many goods and a fifth more codes; `made` is filled while they are drawn."""
    header = {
        "type": "header", "schema": SNAPSHOT_SCHEMA, "revision": 1, "published_at": PUBLISHED.isoformat(),
        "products": goods, "offers": 0, "currency": "CNY", "prices": goods // 50,
    }  # fmt: skip
    yield row_bytes(header) + b"\n"
    every = max(1, goods // 25_000)
    for number, row in enumerate(rows(goods, made.codes)):
        if number % every == 0:
            made.kept.append(row)
        yield _counted(row, made)
    for number in range(goods // 50):
        yield _counted(_offer(number * 50), made)
    yield row_bytes({"type": "end", "rows": made.rows}) + b"\n"


def _counted(row: dict[str, object], made: Made) -> bytes:
    line = row_bytes(row)
    made.checksum.add(line)
    made.rows += 1
    return line + b"\n"


def _offer(number: int) -> dict[str, object]:
    starts = datetime(2026, 12, 1 + number % 28, tzinfo=UTC).isoformat()
    return {"type": "price", "sku": sku_of(number), "kind": "offer", "amount_minor": 90, "starts_at": starts}


def sku_of(number: int) -> str:
    return f"{100_000 + number}"


def rows(goods: int, codes: list[str]) -> Iterator[dict[str, object]]:
    """Products as rows, their fields in the order of the domain's type."""
    chance = random.Random(_SEED)
    known = makers()
    weights = list(accumulate(1 / (place + 3) for place in range(len(known))))
    kinds = list(accumulate(1 / (place + 8) for place in range(len(KINDS))))
    for number in range(goods):
        maker, latin = chance.choices(known, cum_weights=weights)[0]
        kind, category, english = chance.choices(KINDS, cum_weights=kinds)[0]
        flavours = chance.sample(FLAVOURS, chance.choice((1, 1, 2)))
        zh = maker + "".join(flavour for flavour, _ in flavours) + kind
        en = " ".join((latin, *(flavour for _, flavour in flavours), english))
        own = [_code(number * 4 + place) for place in range(2 if number % 10 == 3 else 1)]
        packs = [_code(number * 4 + 3)] if number % 10 == 7 else []
        codes += own + packs
        yield {
            "type": "product",
            "sku": sku_of(number),
            "names": {"zh": zh, "en": en},
            **({"size": {"zh": size, "en": ""}} if (size := chance.choice(SIZES)) else {}),
            "brand": maker,
            "category": category,
            "gtins": own,
            **({"packs": [{"gtin": code, "quantity": 6} for code in packs]} if packs else {}),
            **({"plu": str(20_000 + number // 200)} if number % 200 == 0 else {}),
            "price_minor": chance.randrange(100, 20_000),
            **({"member_price_minor": chance.randrange(90, 15_000)} if number % 7 == 0 else {}),
            "tax_code": "std",
            "tax_bp": 1300,
            "spellings": list(_spelled(maker, tuple(flavour for flavour, _ in flavours), kind)),
        }


def _code(number: int) -> str:
    """GS1's demonstration prefix 952, scattered so that neighbours on the shelf are none in the index."""
    body = f"0952{number * 7919 % 10**9:09d}"
    return body + str(check_digit(body))


@lru_cache(maxsize=2048)
def _read(word: str) -> tuple[str, ...]:
    return spellings_of(word)[:3]


def _spelled(maker: str, flavours: tuple[str, ...], kind: str) -> Iterator[str]:
    """The likeliest reading and those where one word is read otherwise."""
    words = [_read(word) for word in (maker, *flavours, kind)]
    first = [each[0] for each in words]
    yield " ".join(first)
    others = ((place, other) for place, each in enumerate(words) for other in each[1:])
    for _, (place, other) in zip(range(3), others, strict=False):
        yield " ".join((*first[:place], other, *first[place + 1 :]))


def prices_of(sku: str) -> list[bytes]:
    """The rows of the price list that a good of `lines` has."""
    number = int(sku) - 100_000
    return [row_bytes(_offer(number))] if number % 50 == 0 else []
