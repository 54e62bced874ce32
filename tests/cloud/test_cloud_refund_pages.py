"""Returned goods as people meet them: the clerk's command, the e-receipt, points claimed afterwards."""

from __future__ import annotations

import json
import re
import time

from kiosk.domain.sale import Sale
from tests.cloud.town import BREAD, MILK
from tests.cloud.visits import Floor, Operate, Page, receipt

BASKET = ((MILK, 2), (BREAD, 1))


def refunded(operate: Operate, sale: Sale, *more: str) -> list[dict[str, object]]:
    """The refund that is made, or all of the sale."""
    status, said = operate("refund", "--sale", sale.sale_no, "--json", *more)
    assert status == 0, said
    return list(json.loads(said.splitlines()[0])["refunds"])


def shown(floor: Floor, sale: Sale, language: str = "en") -> str:
    return re.sub(r"\s+", " ", Page(floor.get(f"{receipt(sale)}?lang={language}").text).text)


def test_a_clerk_gives_a_part_back_and_the_receipt_tells_it(floor: Floor, operate: Operate) -> None:
    """The clerk's machine has no merchant's keys: the running cloud goes on with the money."""
    sale = floor.buy(None, BASKET)
    assert refunded(operate, sale) == []
    made = refunded(operate, sale, "--line", "1", "--reason", "leaking", "--by", "Ann")[0]
    wanted = {"money_minor": 300, "state": "requested", "why": "leaking", "by": "Ann", "voucher": ""}
    assert {name: made[name] for name in wanted} == wanted
    assert made["lines"] == [{"line": "l0", "sku": "1001", "pieces": 1, "amount_minor": 300}]
    assert "Given back" in shown(floor, sale)
    assert "The money is on its way back." in shown(floor, sale)
    floor.line.town.wall.forward(11)
    until = time.monotonic() + 15
    while "The money has been given back." not in shown(floor, sale):
        assert time.monotonic() < until
        floor.line.town.wall.forward(2)
        time.sleep(0.2)
    assert refunded(operate, sale)[0]["state"] == "given"
    chinese = shown(floor, sale, "zh-CN")
    for words in ("已退货", "纯牛奶 × 1 ¥3.00", "退回 微信 ¥3.00", "款项已退回。", str(made["refund"])):
        assert words in chinese
    assert floor.line.town.till.kept() == 1100


def test_what_cannot_come_back_is_refused_in_words(floor: Floor, operate: Operate) -> None:
    sale = floor.buy(None, BASKET)
    for asked, words in (
        (("--line", "3", "--reason", "x"), "The sale has lines 1 to 2, not 3."),
        (("--line", "1", "--pieces", "3", "--reason", "x"), "2"),
        (("--line", "1"), "why they came back"),
        (("--retry", "R1"), "There is no refund R1."),
    ):
        status, said = operate("refund", "--sale", sale.sale_no, *asked)
        assert (status, words in said, "Traceback" in said) == (1, True, False), said
    status, said = operate("refund", "--sale", "K99-1", "--all", "--reason", "x")
    assert (status, said) == (1, "There is no sale K99-1.\n")
    assert refunded(operate, sale) == []


def test_a_purchase_claimed_after_a_return_earns_for_what_was_kept(floor: Floor, operate: Operate) -> None:
    sale = floor.buy(None, BASKET)
    refunded(operate, sale, "--line", "2", "--reason", "stale")
    phone = floor.phone()
    page = Page(phone.get(floor.line.url + receipt(sale), timeout=5).text)
    token = page.attributes["form_token"]["value"]
    phone.post(f"{floor.line.url}{receipt(sale)}/claim", data={"form_token": token}, timeout=5)
    made = refunded(operate, sale, "--all", "--reason", "stale too")[0]
    assert (made["points"], made["frees_coupons"]) == (6, True)
    assert "Points earned" not in shown(floor, sale)
