"""What is sold is counted, and found first from then on, also after a restart."""

from __future__ import annotations

from tests.services.goods import MILK, TOAST
from tests.services.stage import Stage


def first(stage: Stage) -> list[str]:
    catalogue = stage.catalogues.current()
    return [product.sku for product in catalogue.in_category("", 3)]


def test_what_was_sold_is_shown_first(stage: Stage) -> None:
    assert first(stage)[0] == "milk"
    stage.sell(TOAST)
    stage.until(lambda: first(stage)[0] == "toast")
    for _ in range(2):
        stage.sell(MILK)
    stage.until(lambda: first(stage)[:2] == ["milk", "toast"])
    stage.restart()
    assert first(stage)[:2] == ["milk", "toast"]
