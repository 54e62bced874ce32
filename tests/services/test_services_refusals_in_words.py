"""Why a payment was refused, as the shopper reads it: goods by their names, money as money."""

from __future__ import annotations

import pytest

from kiosk.errors import Reason
from kiosk.sentences import Sentences
from kiosk.services.intents import ChooseLanguage, Pay
from tests.services.changes import changed_good, new_catalogue
from tests.services.goods import MILK, TOAST
from tests.services.stage import Stage


def read(stage: Stage, reason: Reason | None) -> str:
    assert reason is not None
    return Sentences(strict=True).say(reason, stage.view.language)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (
            Reason(
                "payment.price_differs", {"lines": "milk, toast", "asked_minor": 7270, "right_minor": 11270}
            ),
            {
                "en": ("Milk, Wholewheat toast", "72.70", "112.70"),
                "zh-CN": ("纯牛奶、全麦吐司", "72.70", "112.70"),
            },
        ),
        (Reason("payment.not_sold_now", {"sku": "milk"}), {"en": ("Milk",), "zh-CN": ("纯牛奶",)}),
        (Reason("payment.approval_missing", {"sku": "toast"}), {"en": ("toast",), "zh-CN": ("全麦吐司",)}),
        (Reason("payment.item_not_for_sale", {"sku": "gone"}), {"en": ("gone",), "zh-CN": ("gone",)}),
    ],
)
def test_a_refusal_names_the_goods_and_the_money(
    stage: Stage, refusal: Reason, words: dict[str, tuple[str, ...]]
) -> None:
    stage.cloud.refuses["put"] = refusal
    stage.scan(MILK)
    stage.scan(TOAST)
    stage.do(Pay())
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    for language, told in words.items():
        stage.do(ChooseLanguage(language))
        stage.until(lambda language=language: stage.view.language == language)  # type: ignore[misc]
        assert stage.view.pay is not None
        sentence = read(stage, stage.view.pay.reason)
        assert all(word in sentence for word in told), sentence
        assert "milk" not in sentence
        assert "7270" not in sentence


def test_a_good_that_was_stopped_is_named_before_paying(stage: Stage) -> None:
    stage.scan(MILK)
    new_catalogue(stage, changed_good("milk", sale_stop=True))
    stage.do(ChooseLanguage("en"))
    stage.do(Pay())
    assert stage.view.notice is not None
    assert read(stage, stage.view.notice.reason).startswith("Milk is not for sale any more.")
