"""Scripted faults: what a test or the workbench tells the provider to do wrong, and how often.

    delay                       do it, answer `seconds` later
    silent                      do nothing, keep the line open for `seconds`, then drop it
    drop_response_after_commit  do it, then drop the line without a byte
    http_500                    answer SYSTEM_ERROR without doing it (`after_commit`: having done it)
    rate_limited                answer FREQUENCY_LIMITED (429) without doing it
    bad_signature               do it, sign other bytes (`notify`: a notification's first delivery)
    unknown_state               answer a query with a trade state nobody has heard of
    wrong_amount                the wallet captures one fen more than was asked
    late_success                the wallet's payment is captured `seconds` later, closed or not
    no_notify                   never send the notification
    duplicate_notify            send it once more after it was accepted
    stale_notify                stamp the notification's first delivery a year ago
    refund_abnormal             the refund ends ABNORMAL

Endpoint `*` is any call of the merchant's, not a notification. Faults live in memory: a restarted
provider has none.
"""

from __future__ import annotations

from dataclasses import dataclass

CALLS = ("native", "query", "close", "refund", "query_refund", "certificates", "use_coupon", "return_coupon")
"""Calls of the merchant that any fault of the line may meet."""

KINDS: dict[str, tuple[str, ...]] = {
    "delay": CALLS,
    "silent": CALLS,
    "drop_response_after_commit": CALLS,
    "http_500": CALLS,
    "rate_limited": CALLS,
    "bad_signature": (*CALLS, "notify"),
    "unknown_state": ("query",),
    "wrong_amount": ("pay",),
    "late_success": ("pay",),
    "no_notify": ("notify",),
    "duplicate_notify": ("notify",),
    "stale_notify": ("notify",),
    "refund_abnormal": ("refund",),
}
"""Each kind and the endpoints it can befall."""


@dataclass(slots=True)
class Fault:
    """One scripted fault; `times` is how often it still strikes."""

    kind: str
    endpoint: str
    times: int = 1
    seconds: float = 1.0
    after_commit: bool = False


class FaultBook:
    """The faults still to come, in the order they were written."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, raw: object) -> Fault:
        """Write one down from its JSON form. Raises ValueError with a sentence for the caller."""
        fault = _parse(raw)
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Forget all faults."""
        self._faults.clear()

    def pending(self) -> list[Fault]:
        """What has not struck yet."""
        return list(self._faults)

    def take(self, kind: str, endpoint: str) -> Fault | None:
        """The fault that strikes now, if any; it has then struck once."""
        for fault in self._faults:
            anywhere = fault.endpoint == "*" and endpoint != "notify"
            if fault.kind == kind and (anywhere or fault.endpoint == endpoint):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None


def _parse(raw: object) -> Fault:
    if not isinstance(raw, dict):
        raise ValueError('a fault is an object such as {"kind": "delay", "endpoint": "query", "times": 1}')
    kind = raw.get("kind")
    if kind not in KINDS:
        raise ValueError(f"fault kind {kind!r} is not known; the kinds are {', '.join(KINDS)}")
    endpoints = KINDS[kind]
    endpoint = raw.get("endpoint", endpoints[0] if len(endpoints) == 1 else "*")
    if endpoint != "*" and endpoint not in endpoints:
        raise ValueError(f"{kind} cannot befall {endpoint!r}; it can befall {', '.join(endpoints)} or *")
    times, seconds = raw.get("times", 1), raw.get("seconds", 1.0)
    if not isinstance(times, int) or times < 1:
        raise ValueError(f"times must be a whole number from 1, not {times!r}")
    if not isinstance(seconds, int | float) or not 0 <= seconds <= 3600:
        raise ValueError(f"seconds must be a number from 0 to 3600, not {seconds!r}")
    return Fault(kind, endpoint, times, float(seconds), bool(raw.get("after_commit", False)))
