"""Claims in the ledger: held with the attempt, consumed with the money, released with the proof of none."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.claim_state import ClaimState
from kiosk.domain.coupon import Claim, ClaimKind
from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from kiosk.domain.trip import TripState
from kiosk.domain.trip_coupon import ClaimAsked, TripCoupon
from kiosk.ports import PutAttempt, PutTrip
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from tests.store.store_values import OpenLedger, SetClock, answer, request, trip

COUPON = Claim(claim_id="c1", kind=ClaimKind.COUPON, number="9912345678901", offer_id="milk-half")
VOUCHER = Claim(claim_id="c2", kind=ClaimKind.VOUCHER, number="bon-7", amount_minor=250)
S = AttemptState


def asked(attempt_id: str, *claims: Claim) -> AttemptRequest:
    held = tuple(ClaimAsked(claim=claim, text=f"text-{claim.number}") for claim in claims)
    return replace(request(attempt_id), sale_id="s1", claims=held)


def said(attempt_id: str, state: AttemptState) -> Attempt:
    return replace(answer(attempt_id, state), sale_id="s1")


def states(ledger: SqliteLedger, sale_id: str = "s1") -> dict[str, ClaimState]:
    return {known.claim.claim_id: known.state for known in ledger.claims_of(sale_id)}


@pytest.mark.parametrize(
    ("ends", "left"),
    [
        (S.PAID, ClaimState.CONSUMED),
        (S.CLOSED, ClaimState.RELEASED),
        (S.REFUSED, ClaimState.RELEASED),
        (S.ABANDONED, ClaimState.RELEASED),
        (S.REFUNDED, ClaimState.RELEASED),
        (S.UNKNOWN, ClaimState.HELD),
        (S.CLOSING, ClaimState.HELD),
        (S.MISMATCH, ClaimState.HELD),
    ],
)
def test_a_claim_goes_with_its_attempt_over_a_restart(
    open_ledger: OpenLedger, ends: AttemptState, left: ClaimState
) -> None:
    ledger = open_ledger()
    made = asked("s1-01", COUPON, VOUCHER)
    ledger.commit([PutAttempt(made, None)])
    assert states(ledger, made.sale_id) == {"c1": ClaimState.HELD, "c2": ClaimState.HELD}
    ledger.commit([PutAttempt(made, said("s1-01", ends))])
    ledger.commit([PutAttempt(made, said("s1-01", ends))])
    ledger.close()
    again = open_ledger()
    assert states(again, made.sale_id) == {"c1": left, "c2": left}
    assert [known.claim for known in again.claims_of(made.sale_id)] == [COUPON, VOUCHER]


def test_an_earlier_attempt_that_ends_leaves_the_claim_to_the_later_one(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    first, second = asked("s1-01", COUPON), asked("s1-02", COUPON)
    ledger.commit([PutAttempt(first, None)])
    ledger.commit([PutAttempt(second, None)])
    ledger.commit([PutAttempt(first, said("s1-01", S.CLOSED))])
    assert states(ledger, first.sale_id) == {"c1": ClaimState.HELD}
    ledger.commit([PutAttempt(second, said("s1-02", S.CLOSED))])
    assert states(ledger, first.sale_id) == {"c1": ClaimState.RELEASED}


def test_whichever_attempt_is_paid_has_used_it(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    first, second = asked("s1-01", COUPON), asked("s1-02", COUPON)
    ledger.commit([PutAttempt(first, None)])
    ledger.commit([PutAttempt(second, None)])
    ledger.commit([PutAttempt(first, said("s1-01", S.PAID))])
    ledger.commit([PutAttempt(second, said("s1-02", S.CLOSED))])
    assert states(ledger, first.sale_id) == {"c1": ClaimState.CONSUMED}


def test_what_could_use_a_coupon_again_is_let_go_of_when_it_is_over(
    open_ledger: OpenLedger, ledger_path: Path
) -> None:
    ledger = open_ledger()
    made = asked("s1-01", COUPON)
    with_coupon = replace(
        trip("t1", TripState.BUILDING), coupons=(TripCoupon(claim=COUPON, text="text-991"),)
    )
    ledger.commit([PutTrip(with_coupon), PutAttempt(made, None)])
    assert ledger.unfinished().trip == with_coupon
    assert ledger.unfinished().attempts[0].request.claims[0].text == f"text-{COUPON.number}"
    ledger.commit(
        [PutTrip(replace(with_coupon, state=TripState.RELEASED)), PutAttempt(made, said("s1-01", S.CLOSED))]
    )
    ledger.close()
    assert b"text-991" not in ledger_path.read_bytes()


HOLDING = """
import sys
from dataclasses import replace
from pathlib import Path
from kiosk.domain.payment import AttemptState
from kiosk.ports import PutAttempt
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from tests.store.store_values import SetClock
from tests.store.test_store_claims import COUPON, asked, said

clock = SetClock()
ledger = SqliteLedger(Path(sys.argv[1]), UuidIds(clock), clock)
made = asked("s1-01", COUPON)
for state in (None, AttemptState.PRESENTED, AttemptState.USERPAYING, AttemptState.CLOSING, AttemptState.PAID):
    ledger.commit([PutAttempt(made, None if state is None else said("s1-01", state))])
    print(state, flush=True)
    sys.stdin.readline()
"""


_EARLIER = [pytest.param(steps, "held", marks=pytest.mark.soak) for steps in (1, 2, 4)]


@pytest.mark.parametrize(("steps", "left"), [*_EARLIER, (5, "consumed")])
def test_a_killed_kiosk_finds_its_claims_where_they_stood(ledger_path: Path, steps: int, left: str) -> None:
    """SIGKILL right after a commit was told, in each state of the attempt."""
    kiosk = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(ledger_path)],
        cwd=Path(__file__).resolve().parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert kiosk.stdin is not None
    assert kiosk.stdout is not None
    for step in range(steps):
        if step:
            kiosk.stdin.write("\n")
            kiosk.stdin.flush()
        assert kiosk.stdout.readline()
    kiosk.send_signal(signal.SIGKILL)
    kiosk.wait(10)
    kiosk.stdin.close()
    kiosk.stdout.close()
    clock = SetClock()
    with SqliteLedger(ledger_path, UuidIds(clock), clock) as ledger:
        assert [known.state for known in ledger.claims_of(asked("s1-01").sale_id)] == [left]
