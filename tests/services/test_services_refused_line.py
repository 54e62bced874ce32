"""A cloud that answers and refuses this kiosk: nobody is sent to pay here, and staff are told why."""

from __future__ import annotations

import pytest

from kiosk.errors import Reason
from kiosk.ports import DeviceState
from kiosk.services.views import Screen
from tests.services.staff_room import enter
from tests.services.stage import Stage

REFUSALS = [
    Reason("line.not_signed"),  # also a kiosk that was revoked
    Reason("line.clock_off", {"seconds": 4000, "limit_s": 300}),
]


def refuse(stage: Stage, reason: Reason) -> None:
    """From the next heartbeat on."""
    stage.cloud.refuses["heartbeat"] = reason
    stage.pass_time(16, lambda: not stage.view.may_pay_here)


@pytest.mark.expects_log("kiosk.services.heartbeat")
@pytest.mark.parametrize("reason", REFUSALS, ids=lambda reason: str(reason.code))
def test_attract_says_before_the_first_scan_that_nobody_can_pay_here(stage: Stage, reason: Reason) -> None:
    refuse(stage, reason)
    assert (stage.view.screen, stage.view.online, stage.view.may_pay_here) == (Screen.ATTRACT, True, False)
    stage.cloud.refuses.clear()
    stage.pass_time(16, lambda: stage.view.may_pay_here)


@pytest.mark.expects_log("kiosk.services.heartbeat")
@pytest.mark.parametrize("reason", REFUSALS, ids=lambda reason: str(reason.code))
def test_staff_read_the_reason_at_the_clouds_line(stage: Stage, reason: Reason) -> None:
    refuse(stage, reason)
    enter(stage)
    assert stage.view.staff is not None
    cloud = next(one for one in stage.view.staff.devices if one.name == "cloud")
    assert (cloud.state, cloud.reason) == (DeviceState.STOPPED, reason)


@pytest.mark.expects_log("kiosk.services.heartbeat")
def test_one_request_that_came_twice_closes_nothing(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.cloud.refuses["heartbeat"] = Reason("line.request_twice")
    stage.pass_time(16, lambda: "line.request_twice" in caplog.text)
    stage.settle()
    assert stage.view.may_pay_here
