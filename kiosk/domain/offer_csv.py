"""A shop's offers from a file: CSV, one a row, or JSON where a set has several parts.

CSV: offer_id*, name_zh*, name_en, kind, then the goods and what the kind needs. Kinds:

    multi_buy (default)  any `quantity` of the goods together for `price`
    set      of any `quantity` of the goods: all for `price`, `amount` less, `percent` less a piece, or so
             many `free`; with `cheapest` the percentage is of so many of the cheapest alone: quantity 2,
             percent 50, cheapest 1 is the second at half price
    piece    each costs `price`, `amount` less or `percent` less; weighed goods by the kilogram
    tier     from so many pieces on (`steps` 3=10%; 6=-1.00; 12=4.50: less, less, price), or from an amount on
             (`spend_steps` 100=5%; 200=10%)
    sticker  what staff stick on a piece counts: at most `percent` less
    basket   where the goods cost `spend`: `amount` or `percent` off all; `every`: again for each `spend`

Goods: skus, categories, brands, except_skus, except_categories, separated by ;  `*` as skus is everything.
Terms: from, to, weekdays, hours (on the store's clock), segments (`member`: every member, or those that the
retailer gives members to), most_uses, most_uses_per_member, priority, combination (one_a_piece, stackable,
exclusive), coupon (yes: with one only).

JSON: a list of rows of `kiosk.domain.offer_rows`, or that list under `offers`; amounts in minor units,
instants with their offset from UTC. Every fault is told by its row: in JSON the first offer is row 1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping

from kiosk.domain import catalogue_cells as cells
from kiosk.domain.csv_sheet import Column, Read, Sheet, raw_rows, several, whole_number
from kiosk.domain.field_checks import WrongValue, shown, text
from kiosk.domain.offer import Offer
from kiosk.domain.offer_checks import check_new_offer
from kiosk.domain.offer_goods import categories_of, skus_of
from kiosk.domain.offer_rows import known_offer
from kiosk.errors import InputRefused, Reason

Raw = dict[str, object]
EVERYTHING = "*"


def read_offers(
    file_text: str,
    currency: str,
    skus: Collection[str],
    *,
    zone: str = "Asia/Shanghai",
    categories: Collection[str] | None = None,
) -> Sheet[Offer]:
    """The offers of a file on goods with these SKUs, and in these categories where they are given.

    Raises InputRefused for a file with other columns, or one that is neither CSV nor JSON.
    """
    kept: list[tuple[int, Offer]] = []
    problems: list[Reason] = []
    rows_of: dict[str, int] = {}
    is_json = file_text.removeprefix("\ufeff").lstrip()[:1] in ("[", "{")
    rows = _json_rows(file_text) if is_json else raw_rows(file_text, _columns(currency, zone), problems)
    for number, raw in rows:
        try:
            offer = known_offer(raw if is_json else _row_of(raw, number), number)
            check_new_offer(offer)
        except InputRefused as refused:
            problems.append(_told(refused.reason, number, is_json))
            continue
        against = no_such_good(number, offer, skus) or _no_such_category(number, offer, categories)
        if against is not None:
            problems.append(against)
        elif offer.offer_id in rows_of:
            values: dict[str, str | int] = {"row": number, "column": "offer_id", "value": offer.offer_id}
            problems.append(Reason("catalogue.row_again", {**values, "first": rows_of[offer.offer_id]}))
        else:
            rows_of[offer.offer_id] = number
            kept.append((number, offer))
    return Sheet(tuple(kept), tuple(problems))


def no_such_good(row: int, offer: Offer, skus: Collection[str]) -> Reason | None:
    """`catalogue.offer_row_without_good` where an offer names a good that is not among `skus`."""
    missing = min((sku for sku in skus_of(offer) if sku not in skus), default=None)
    if missing is None:
        return None
    return Reason("catalogue.offer_row_without_good", {"row": row, "offer": offer.offer_id, "sku": missing})


def _no_such_category(row: int, offer: Offer, categories: Collection[str] | None) -> Reason | None:
    if categories is None:
        return None
    missing = min((each for each in categories_of(offer) if each not in categories), default=None)
    values: dict[str, str | int] = {"row": row, "offer": offer.offer_id, "category": missing or ""}
    return None if missing is None else Reason("catalogue.offer_row_without_category", values)


def first_of_each(offers: Iterable[Offer]) -> tuple[list[Offer], list[Reason]]:
    """The offers of several files, each id once, and `offers.id_twice` for the others."""
    kept: dict[str, Offer] = {}
    again = [offer.offer_id for offer in offers if kept.setdefault(offer.offer_id, offer) is not offer]
    return list(kept.values()), [Reason("offers.id_twice", {"offer": offer_id}) for offer_id in again]


# JSON


def _json_rows(file_text: str) -> Iterable[tuple[int, Raw]]:
    try:
        content = json.loads(file_text.removeprefix("\ufeff"))
    except ValueError as fault:
        raise InputRefused(Reason("catalogue.not_json_file", {"detail": shown(str(fault))})) from None
    except RecursionError:
        raise InputRefused(Reason("catalogue.not_json_file", {"detail": "too deep"})) from None
    if isinstance(content, dict) and content.keys() == {"offers"}:
        content = content["offers"]
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise InputRefused(Reason("catalogue.not_offers_file"))
    return list(enumerate(content, 1))


# CSV


def _columns(currency: str, zone: str) -> Mapping[str, Column]:
    amount = cells.amount(currency)
    plain: Mapping[str, Read] = {
        "kind": str,
        **dict.fromkeys(_GOODS, several),
        **dict.fromkeys(("quantity", "cheapest", "free"), whole_number),
        "percent": _percent,
        **dict.fromkeys(("price", "amount", "spend"), amount),
        "steps": _steps(whole_number, amount),
        "spend_steps": _steps(amount, amount),
        "every": cells.yes_or_no,
        "from": cells.starts(zone),
        "to": cells.ends(zone),
        "weekdays": cells.weekdays,
        "hours": cells.hours,
        "segments": several,
        **dict.fromkeys(("most_uses", "most_uses_per_member", "priority"), whole_number),
        "combination": str,
        "coupon": cells.yes_or_no,
    }
    return {
        "offer_id": Column("offer_id", str, required=True),
        "name_zh": Column("names", text(1, 120), required=True),
        "name_en": Column("names", text(0, 120)),
        **{name: Column(name, read) for name, read in plain.items()},
    }


def _percent(cell: str) -> object:
    return whole_number(cell.removesuffix("%").rstrip())


_GOODS = ("skus", "categories", "brands", "except_skus", "except_categories")
_REWARD = {"price": "price_minor", "amount": "amount_minor", "percent": "percent"}
_TERMS = {
    "from": "starts_at",
    "to": "ends_at",
    **{name: name for name in ("weekdays", "hours", "segments", "most_uses", "most_uses_per_member")},
    **{name: name for name in ("priority", "combination", "coupon")},
}
_ALWAYS = ("offer_id", "names", "kind")


def _row_of(cells_of: Raw, number: int) -> Raw:
    """The row of `offer_rows` that a CSV row tells; InputRefused for cells that the kind does not take."""
    kind = str(cells_of.get("kind", "multi_buy"))
    if kind not in _MAKING:
        wrong = WrongValue("catalogue.not_one_of", kind, choices=", ".join(_MAKING))
        raise _refused(number, "kind", wrong)
    taken, needed, make = _MAKING[kind]
    for name in cells_of:
        if name not in (*_ALWAYS, *_GOODS, *_TERMS, *taken):
            raise _refused(number, name, WrongValue("catalogue.cell_not_of_kind", kind))
    for name in needed:
        if name not in cells_of:
            raise _refused(number, name, WrongValue("catalogue.missing", ""))
    about = {name: cells_of[name] for name in ("offer_id", "names")}
    terms = {field: cells_of[name] for name, field in _TERMS.items() if name in cells_of}
    try:
        row = make(cells_of)
    except WrongValue as wrong:
        raise _refused(number, wrong.place, wrong) from None
    if kind == "multi_buy" and "skus" in cells_of and cells_of.keys() <= _PLAIN:
        plain = {"skus": cells_of["skus"], "quantity": cells_of["quantity"]}
        row = {"kind": "multi_buy", **plain, "price_minor": cells_of["price"]}
    return {**row, **about, **({"terms": terms} if terms else {})}


_PLAIN = {"offer_id", "names", "kind", "skus", "quantity", "price"}
"""All that a row of the first form has."""


def _refused(number: int, column: str, wrong: WrongValue) -> InputRefused:
    place: dict[str, str | int] = {"row": number, "column": column}
    return InputRefused(Reason(wrong.reason.code, {**place, **wrong.reason.values}))


def _goods(row: Raw) -> Raw:
    goods = {name: row[name] for name in _GOODS if name in row}
    if goods.get("skus") == [EVERYTHING]:
        del goods["skus"]
        goods["everything"] = True
    return goods


def _rewards(row: Raw) -> Raw:
    return {field: row[name] for name, field in _REWARD.items() if name in row}


def _set(row: Raw) -> Raw:
    reward = _rewards(row)
    if "cheapest" in row:
        reward["cheapest"] = row["cheapest"]
    if "free" in row:
        if reward:
            raise WrongValue("catalogue.free_and_more", str(row["free"])).within("free")
        reward = {"percent": 100, "cheapest": row["free"]}
    return {"kind": "set", "slots": [{"goods": _goods(row), "count": row["quantity"]}], "reward": reward}


def _piece(row: Raw) -> Raw:
    return {"kind": "piece", "goods": _goods(row), **_rewards(row)}


def _tier(row: Raw) -> Raw:
    ways = [name for name in ("steps", "spend_steps") if name in row]
    if len(ways) != 1:
        raise WrongValue("catalogue.steps_or_spend_steps", "").within("steps")
    by = "quantity" if ways == ["steps"] else "spend"
    return {"kind": "tier", "goods": _goods(row), "by": by, "steps": row[ways[0]]}


def _steps(from_what: Read, amount: Read) -> Read:
    """`3=10%; 6=-1.00; 12=4.50`."""

    def step(cell: str) -> Raw:
        found = re.fullmatch(r"([^=]+?)\s*=\s*(?:([0-9]{1,3})\s*%|(-?)\s*([0-9.]+))", cell)
        if found is None:
            raise WrongValue("catalogue.not_a_step", cell)
        reached: Raw = {"at_least": from_what(found[1])}
        if found[2]:
            return {**reached, "percent": int(found[2])}
        return {**reached, ("amount_minor" if found[3] else "price_minor"): amount(found[4])}

    return lambda cell: [step(each) for each in several(cell)]


def _sticker(row: Raw) -> Raw:
    return {"kind": "sticker", "goods": _goods(row), "most_percent": row["percent"]}


def _basket(row: Raw) -> Raw:
    told: Raw = {"kind": "basket", **_rewards(row)}
    if goods := _goods(row):
        told["goods"] = goods
    if "spend" in row:
        told["spend_minor"] = row["spend"]
    return told | ({"every": row["every"]} if "every" in row else {})


_MAKING: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], Callable[[Raw], Raw]]] = {
    "multi_buy": (("quantity", "price"), ("quantity", "price"), _set),
    "set": (("quantity", "price", "amount", "percent", "free", "cheapest"), ("quantity",), _set),
    "piece": (("price", "amount", "percent"), (), _piece),
    "tier": (("steps", "spend_steps"), (), _tier),
    "sticker": (("percent",), ("percent",), _sticker),
    "basket": (("spend", "amount", "percent", "every"), (), _basket),
}
"""Of each kind: the columns it takes beside goods and terms, those it needs, and its row."""

_COLUMN_OF = {
    **{field: name for name, field in _TERMS.items()},
    **{field: name for name, field in _REWARD.items()},
    "count": "quantity",
    "most_percent": "percent",
    "spend_minor": "spend",
    "names": "name_zh",
}


def _told(reason: Reason, number: int, is_json: bool) -> Reason:
    """With the row, and with the column as the file calls it."""
    values = {"row": number, **reason.values}
    column = str(values.get("column", ""))
    if column and not is_json:
        field = re.sub(r"\[[0-9]+\]", "", column).rpartition(".")[2]
        values["column"] = "steps" if column.startswith("steps[") else _COLUMN_OF.get(field, field)
    return Reason(reason.code, values)
