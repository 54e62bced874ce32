"""A scanner that is not set up types into the window: the shopper is told, nothing is sold."""

from __future__ import annotations

import pytest

from kiosk.errors import Reason
from kiosk.services.intents import DismissNotice, RefuseTypedScan, StartTrip
from kiosk.services.views import NoticeKind, Screen
from tests.services.stage import Stage


@pytest.mark.expects_log("kiosk.services.handling")
def test_a_typed_scan_is_refused_in_words_that_stay(stage: Stage) -> None:
    stage.do(StartTrip())
    stage.do(RefuseTypedScan())
    notice = stage.view.notice
    assert notice is not None
    assert (notice.kind, notice.reason, notice.stays) == (
        NoticeKind.REFUSED,
        Reason("scanner.types_into_the_screen"),
        True,
    )
    assert stage.view.basket.lines == ()
    stage.do(DismissNotice(notice.serial))
    assert stage.view.notice is None


@pytest.mark.expects_log("kiosk.services.handling")
def test_on_the_brand_screen_it_only_goes_to_the_log(stage: Stage) -> None:
    stage.do(RefuseTypedScan())
    assert (stage.view.screen, stage.view.notice) == (Screen.ATTRACT, None)
