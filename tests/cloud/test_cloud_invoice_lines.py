"""What an invoice names of each line is in the books, and is read by the words of the guide."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

from tests.cloud.visits import Floor

OWNER = Path(__file__).parents[2] / "docs" / "owner.md"
CLASS = "1030205010000000000"


def test_the_guides_query_reads_the_class_rate_and_amounts_of_a_sale(floor: Floor) -> None:
    paid = floor.pay(floor.line.town.request())
    sale = floor.record(replace(paid, goods=(replace(paid.goods[0], tax_class=CLASS),)))
    (query,) = re.findall(r"```sql\n(.*?);\n```", OWNER.read_text("utf-8"), re.DOTALL)
    rows = asyncio.run(floor.line.town.rows(query.replace("K01-20261121-0007", sale.sale_no)))
    (line,) = sale.priced.lines
    assert [tuple(row) for row in rows] == [
        (sale.sale_no, "纯牛奶", CLASS, 1300, line.net_minor, line.tax_minor)
    ]
