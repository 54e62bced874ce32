"""What baskets cost, as written in `scenarios/*.md` and worked out by hand: lines, offers, taxes, totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.basket import Basket
from kiosk.domain.money import format_minor
from kiosk.domain.offer_rows import KIND_OF
from kiosk.domain.owed import due_minor
from kiosk.domain.priced import PricedBasket, PricedLine
from kiosk.domain.pricing import price
from kiosk.domain.promotion import compile_offers
from kiosk.domain.refunding import Returned, refund_of
from kiosk.domain.role import Role
from kiosk.domain.tax_rule import RULES
from tests.domain.scenario_tables import Row, Scenario, read_scenarios

FOLDER = Path(__file__).parent / "scenarios"
SCENARIOS = [scenario for path in sorted(FOLDER.glob("*.md")) for scenario in read_scenarios(path)]

MEANS = {"pricing.member_price": "member", "pricing.offer_price": "price"}


NAMES = [f"{scenario.file}: {scenario.title}" for scenario in SCENARIOS]
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=NAMES)


def priced(scenario: Scenario, basket: Basket | None = None) -> PricedBasket:
    return price(basket or scenario.basket(), scenario.products(), scenario.book(), scenario.context())


@every_scenario
def test_a_basket_costs_what_is_written(scenario: Scenario) -> None:
    answer = priced(scenario)
    found, wanted = list(shown(scenario, answer)), scenario.rows
    assert [row.what for row in found] == [row.what for row in wanted]
    for row, want in zip(found, wanted, strict=True):
        said = [(one, other) for one, other in zip(cells(row), cells(want), strict=True) if other is not None]
        assert [one for one, _ in said] == [other for _, other in said], row.what
    context = scenario.context()
    for text in scenario.all("due"):
        assert due_minor(answer, context) == scenario.minor(text)
    for text in scenario.all("rounding"):
        assert answer.rounding_minor == scenario.minor(text)
    if taxes := scenario.all("tax"):
        assert [told(scenario, tax) for tax in taxes] == [
            (tax.tax_code, tax.net_minor, tax.tax_minor) for tax in answer.taxes
        ]


@every_scenario
def test_what_is_written_beside_the_lines_is_told(scenario: Scenario) -> None:
    answer = priced(scenario)
    if near := scenario.all("near"):
        found = [
            f"{each.offer_id}: {each.missing_pieces or money(scenario, each.missing_minor)} more"
            f" saves {money(scenario, each.would_save_minor)}"
            for each in answer.near
        ]
        assert found == ([] if near == ["none"] else near)
    if refused := scenario.all("refused"):
        assert [f"{each.offer_id} {each.reason.code}" for each in answer.refused] == refused
    for text in scenario.all("returns"):
        parts, _, amount = text.partition(": ")
        pieces = (part.split() for part in parts.split(", "))
        returned = [Returned(line, int(count)) for line, count in pieces]
        refund = refund_of(answer, returned, tender_minor=answer.total_minor)
        assert refund.amount_minor == scenario.minor(amount), text


@every_scenario
def test_neither_the_order_of_scanning_nor_that_of_the_offers_matters(scenario: Scenario) -> None:
    answer, basket = priced(scenario), scenario.basket()
    book = compile_offers(reversed(scenario.offers()), 1, scenario.book().tree)
    other = price(Basket(basket.lines[::-1]), scenario.products(), book, scenario.context())
    assert by_line(other) == by_line(answer)
    assert (other.total_minor, other.taxes) == (answer.total_minor, answer.taxes)
    for text in scenario.all("same as"):
        scanned = priced(scenario, scenario.basket(text.split(", ")))
        assert (scanned.total_minor, by_sku(scanned)) == (answer.total_minor, by_sku(answer))


def test_every_kind_of_offer_and_every_country_is_told_of() -> None:
    kinds = {type(offer) for scenario in SCENARIOS for offer in scenario.offers()}
    assert kinds == set(KIND_OF)
    assert {scenario.one("country", "CN") for scenario in SCENARIOS} == set(RULES)
    assert len(set(NAMES)) == len(NAMES) >= 80


def by_line(answer: PricedBasket) -> dict[str, tuple[int, int, int]]:
    return {line.line_id: (line.total_minor, line.net_minor, line.tax_minor) for line in answer.lines}


def by_sku(answer: PricedBasket) -> Counter[str]:
    paid: Counter[str] = Counter()
    for line in answer.lines:
        paid[line.sku] += line.total_minor
    return paid


# A priced basket as a table


def money(scenario: Scenario, minor: int) -> str:
    shown_as = format_minor(abs(minor), scenario.currency)
    return ("-" if minor < 0 else "") + shown_as.lstrip("¥€$£CHFKWD ").replace("HK$", "")


def shown(scenario: Scenario, answer: PricedBasket) -> list[Row]:
    written = iter(row.what for row in scenario.lines)
    rows = [_row(scenario, line, written) for line in answer.lines]
    listed, off = money(scenario, answer.list_total_minor), money(scenario, -answer.discount_minor)
    return [*rows, Row("total", listed, off, money(scenario, answer.total_minor))]


def _row(scenario: Scenario, line: PricedLine, written: Iterator[str]) -> Row:
    of_basket = line.role in (Role.GOODS, Role.BAG)
    what = next(written) if of_basket else f"{line.role} {line.sku} {line.quantity}"
    off: Counter[str] = Counter()
    for step in line.trace[1:]:
        off[MEANS.get(step.code, step.source)] -= step.amount_minor
    amounts = ", ".join(f"{name} {money(scenario, minor)}" for name, minor in sorted(off.items()) if minor)
    paid = money(scenario, line.total_minor)
    return Row(what, money(scenario, line.list_total_minor), amounts or "-", paid)


def cells(row: Row) -> tuple[str | None, str | None, str | None]:
    return row.listed, row.off, row.paid


def told(scenario: Scenario, text: str) -> tuple[str, int, int]:
    """`std net 11.06 tax 1.44`."""
    code, _, net, _, tax = text.split()
    return code, scenario.minor(net), scenario.minor(tax)
