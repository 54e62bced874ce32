"""The store changes in the cloud: kiosks go by it from the next trip on, and nobody enrols them again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.heartbeat import StoreTold
from kiosk.domain.product import Names
from kiosk.domain.round_up import RoundUp
from kiosk.domain.sale import Store
from kiosk.domain.tax_rule import RULES
from kiosk.ports import PutSetting
from kiosk.services.intents import Finish, Pay
from kiosk.services.store_following import SETTING, kept_text, read_kept
from tests.services.goods import MILK
from tests.services.stage import IDENTITY, Stage

OLD = IDENTITY.store
NEW = replace(
    OLD, names=Names("新店", "New shop"), tax=RULES["EU"], price_lists=("city",), most_staff_percent=5
)
WORDS = st.text(max_size=20)


@given(
    st.builds(
        Store,
        store_id=WORDS,
        names=st.builds(Names, WORDS, WORDS),
        address=st.builds(Names, WORDS, WORDS),
        tax_number=WORDS,
        price_lists=st.lists(WORDS, max_size=3).map(tuple),
        tax=st.sampled_from(list(RULES.values())),
        round_up=st.none() | st.builds(RoundUp, sku=WORDS, step_minor=st.integers(1, 1000)),
        bag_sku=WORDS,
        most_staff_percent=st.integers(0, 100),
        lowest_30_days=st.booleans(),
    )
)
def test_every_store_is_kept_as_it_was_told(store: Store) -> None:
    told = StoreTold(store=store, version="v")
    assert read_kept(kept_text(told)) == told


def tell(stage: Stage, store: Store = NEW, version: str = "v2") -> None:
    """The cloud has it from now on, and the kiosk's next heartbeat has come back."""
    stage.cloud.store = StoreTold(store=store, version=version)
    beats = len(stage.cloud.heartbeats)
    stage.pass_time(16, lambda: len(stage.cloud.heartbeats) > beats)
    stage.settle()


def shown(stage: Stage) -> str:
    return stage.view.store_names.en


def test_an_idle_kiosk_goes_by_it_at_once_and_over_a_restart_without_the_cloud(stage: Stage) -> None:
    assert shown(stage) == "Demo store"
    tell(stage)
    assert shown(stage) == "New shop"
    stage.ask_for_qr(MILK)
    context = stage.cloud.requests[-1].context
    assert (context.tax, context.price_lists) == (RULES["EU"], ("city",))
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.leaves_at is not None)
    stage.until(
        lambda: [sale["store"]["names"]["en"] for sale in stage.bodies("sale_closed")] == ["New shop"]
    )
    stage.do(Finish())
    stage.cloud.store = None
    stage.restart()
    assert shown(stage) == "New shop"
    stage.until(lambda: stage.cloud.heartbeats[-1].store == "v2")


def test_a_trip_goes_on_by_the_store_it_began_with_and_the_next_one_by_the_new(stage: Stage) -> None:
    stage.scan(MILK)
    tell(stage)
    assert shown(stage) == "Demo store"
    stage.do(Pay())
    stage.until_code()
    assert stage.cloud.requests[-1].context.tax == OLD.tax
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.leaves_at is not None)
    stage.cloud.store = None  # nothing is told again: what waited is taken up
    stage.do(Finish())
    assert shown(stage) == "New shop"
    assert [sale["store"]["names"]["en"] for sale in stage.bodies("sale_closed")] == ["Demo store"]
    stage.ask_for_qr(MILK)
    assert stage.cloud.requests[-1].context.tax == RULES["EU"]


def test_a_power_cut_in_the_trip_does_not_change_its_store(stage: Stage) -> None:
    stage.scan(MILK)
    tell(stage)
    news, stage.cloud.store = stage.cloud.store, None
    stage.restart()
    stage.until(lambda: bool(stage.view.basket.lines))
    assert shown(stage) == "Demo store"
    stage.do(Pay())
    stage.until_code()
    assert stage.cloud.requests[-1].context.tax == OLD.tax
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.leaves_at is not None)
    stage.do(Finish())
    assert news is not None
    tell(stage)
    assert shown(stage) == "New shop"


def test_what_was_taken_back_while_it_waited_is_not_taken_up(stage: Stage) -> None:
    stage.scan(MILK)
    tell(stage)
    stage.cloud.store = None
    beats = len(stage.cloud.heartbeats)
    stage.pass_time(16, lambda: len(stage.cloud.heartbeats) > beats)
    stage.settle()
    stage.do(Pay())
    stage.until_code()
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.leaves_at is not None)
    stage.do(Finish())
    assert shown(stage) == "Demo store"


@pytest.mark.expects_log("kiosk.services.store_following")
@pytest.mark.parametrize("other", [{"currency": "EUR"}, {"zone": "UTC"}, {"store_id": "S9"}])
def test_another_currency_zone_or_shop_is_not_taken_up(stage: Stage, other: dict[str, str]) -> None:
    tell(stage, replace(NEW, **other))  # type: ignore[arg-type]
    assert shown(stage) == "Demo store"


@pytest.mark.expects_log("kiosk.services.store_following")
def test_a_kept_store_that_cannot_be_read_is_told_anew(stage: Stage) -> None:
    stage.ledger.commit([PutSetting(SETTING, '{"store": {"tax": 1}}')])
    stage.restart()
    assert shown(stage) == "Demo store"
    tell(stage)
    assert shown(stage) == "New shop"
