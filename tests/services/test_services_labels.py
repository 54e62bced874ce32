"""A label from somebody's own printer: its check digit is right, what it says is not the good's."""

from __future__ import annotations

import pytest

from kiosk.services.views import NoticeKind, Screen
from tests.services.goods import with_check
from tests.services.stage import Stage

HONEST = with_check("210002101240")


@pytest.mark.expects_log("kiosk.services.shopping")
@pytest.mark.parametrize(
    "body", ["210002100001", "210002160000", "220002100001"], ids=["1 g", "60 kg", "1 fen"]
)
def test_a_label_no_scale_of_the_shop_prints_is_refused(stage: Stage, body: str) -> None:
    stage.scan(with_check(body))
    notice = stage.view.notice
    assert notice is not None
    assert (notice.kind, notice.reason.code) == (NoticeKind.REFUSED, "basket.label_not_right")
    assert stage.view.basket.lines == ()
    stage.scan(HONEST)
    assert stage.view.screen is Screen.BASKET
    assert stage.view.basket.pieces == 1
